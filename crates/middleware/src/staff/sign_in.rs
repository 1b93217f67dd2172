//! Sign-in, refresh and sign-out: who sits at which station.
//!
//! Source: `docs/protocol.md` §1; RFC 9700 §4.14.2 (rotation of refresh tokens and detection of copies).

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use axum::Json;
use axum::extract::{ConnectInfo, FromRequest, FromRequestParts, Request, State};
use http::request::Parts;
use http::{HeaderMap, StatusCode, header};
use roomline_signaling::call::{Private, StationId};
use roomline_signaling::rest::{ErrorCode, Refresh, Session, SignIn, StaffProfile};
use serde::de::DeserializeOwned;
use zeroize::Zeroizing;

use super::problem::Problem;
use super::token::{self, AccessToken, RefreshToken};
use super::{Staff, unreadable};
use crate::body;
use crate::calls::StationIdentity;
use crate::store::staff::{NewAccess, Older, Rotation, StaffSession};

/// How long an access token lives.
const ACCESS_LIFE: Duration = Duration::from_secs(15 * 60);
/// The longest body of these requests, in bytes.
const LONGEST_BODY: usize = 16 * 1024;
/// The longest account name and station name, in characters.
const LONGEST_NAME: usize = 50;

/// `POST /v1/session`
pub(super) async fn sign_in(
    State(staff): State<Arc<Staff>>,
    ClientAddress(address): ClientAddress,
    Body(request): Body<SignIn>,
) -> Result<Json<Session>, Problem> {
    let station_name = station_name(&request.station_name)?;
    let older = if request.others_stay { Older::OthersStay } else { Older::End };
    let user = request.user.into_inner();
    let account = staff.account(&user, Zeroizing::new(request.password.into_inner()), address).await?;

    let (access, refresh) = (AccessToken::random(), RefreshToken::first());
    let session = StaffSession {
        id: refresh.session(),
        user: account.user,
        name: account.name,
        station_id: request.station_id.as_str().to_owned(),
        station_name,
        role: account.role,
    };
    let (opened, hash, now_ms) = (session.clone(), refresh.hash(), staff.clock.now_ms());
    let new_access = stored_access(&access, now_ms);
    let ended = staff.database.ask(move |store| store.open_session(&opened, older, &hash, new_access, now_ms)).await?;
    for session in ended {
        staff.calls.revoke(&session).await?;
    }
    staff.audit("sign_in", &session).await?;
    tracing::info!(station = session.station_name, "a station signed in");
    Ok(Json(answer(&staff, session, &access, &refresh)))
}

/// `POST /v1/session/refresh`
pub(super) async fn refresh(
    State(staff): State<Arc<Staff>>,
    Body(request): Body<Refresh>,
) -> Result<Json<Session>, Problem> {
    let over = || Problem::new(ErrorCode::SessionOver, "the sign-in is over");
    let presented = RefreshToken::parse(&request.refresh_token.0).ok_or_else(over)?;
    let name = request.station_name.as_deref().map(station_name).transpose()?;
    let (access, successor) = (AccessToken::random(), presented.successor(&staff.key, token::STATIONS));
    let (id, station_id, sits_down) = (presented.session(), request.station_id, request.sits_down);
    let (hashes, now_ms) = ((presented.hash(), successor.hash()), staff.clock.now_ms());
    let new_access = stored_access(&access, now_ms);
    let asked = id.clone();
    let rotation = staff
        .database
        .ask(move |store| {
            let station = (station_id.as_str(), name.as_deref());
            store.rotate(&asked, station, &hashes.0, &hashes.1, new_access, now_ms)
        })
        .await?;
    match rotation {
        Rotation::Done(session) => {
            if sits_down {
                staff.audit("sit_down", &session).await?;
                tracing::info!(station = session.station_name, "somebody else sits at a station");
            }
            Ok(Json(answer(&staff, session, &access, &successor)))
        }
        Rotation::Over => Err(over()),
        Rotation::Revoked => {
            tracing::warn!(
                session = id,
                "a refresh token was used twice or by another station: the sign-in is revoked"
            );
            staff.calls.revoke(&id).await?;
            Err(over())
        }
    }
}

/// `DELETE /v1/session`
pub(super) async fn sign_out(
    State(staff): State<Arc<Staff>>,
    SignedIn(session): SignedIn,
) -> Result<StatusCode, Problem> {
    let id = session.id.clone();
    staff.database.ask(move |store| store.close_session(&id)).await?;
    staff.calls.revoke(&session.id).await?;
    staff.audit("sign_out", &session).await?;
    tracing::info!(station = session.station_name, "a station signed out");
    Ok(StatusCode::NO_CONTENT)
}

/// What ring groups shall know a station by.
fn station_name(text: &str) -> Result<String, Problem> {
    let name = text.trim();
    if !(1..=LONGEST_NAME).contains(&name.chars().count()) || name.chars().any(char::is_control) {
        return Err(Problem::new(ErrorCode::Malformed, "a station's name has 1 to 50 characters"));
    }
    Ok(name.to_owned())
}

fn stored_access(access: &AccessToken, now_ms: i64) -> NewAccess {
    let life_ms = i64::try_from(ACCESS_LIFE.as_millis()).expect("a quarter of an hour is few milliseconds");
    NewAccess { hash: access.hash(), expires_ms: now_ms + life_ms }
}

fn answer(staff: &Staff, session: StaffSession, access: &AccessToken, refresh: &RefreshToken) -> Session {
    let groups = staff.ring_groups.borrow();
    let ring_groups =
        groups.iter().filter(|group| group.rings(&session.station_name)).map(|group| group.name.clone()).collect();
    Session {
        access_token: access.text(),
        expires_in_s: ACCESS_LIFE.as_secs(),
        refresh_token: refresh.text(),
        staff: StaffProfile { user: Private(session.user), name: Private(session.name), ring_groups },
    }
}

/// The session that a request's access token speaks for.
pub(super) struct SignedIn(pub(super) StaffSession);

impl SignedIn {
    /// The station, as calls know it.
    pub(super) fn station(&self) -> Result<StationIdentity, Problem> {
        Ok(StationIdentity {
            station_id: StationId::new(self.0.station_id.clone()).map_err(|_| unreadable())?,
            station_name: self.0.station_name.clone(),
            user: Private(self.0.user.clone()),
            staff: Private(self.0.name.clone()),
            session: self.0.id.clone(),
        })
    }
}

impl FromRequestParts<Arc<Staff>> for SignedIn {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, staff: &Arc<Staff>) -> Result<Self, Problem> {
        let refused = || Problem::new(ErrorCode::Unauthorized, "the access token is missing, expired or revoked");
        let token = bearer(&parts.headers).and_then(AccessToken::parse).ok_or_else(refused)?;
        let (hash, now_ms) = (token.hash(), staff.clock.now_ms());
        let session = staff.database.ask(move |store| store.session_of(&hash, now_ms)).await?;
        session.map(Self).ok_or_else(refused)
    }
}

fn bearer(headers: &HeaderMap) -> Option<&str> {
    let (scheme, token) = headers.get(header::AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

/// A JSON body, bounded in length and time.
pub(super) struct Body<T>(pub(super) T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Body<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, _: &S) -> Result<Self, Problem> {
        let bytes = Zeroizing::new(body::read(request.into_body(), LONGEST_BODY).await?.to_vec());
        let read = serde_json::from_slice(&bytes);
        // What the parser says may quote a password.
        read.map(Self).map_err(|_| Problem::new(ErrorCode::Malformed, "the request's body cannot be read"))
    }
}

/// Where a request comes from. Behind a proxy on this computer it is what the proxy says.
pub(crate) struct ClientAddress(pub(crate) IpAddr);

impl<S: Send + Sync> FromRequestParts<S> for ClientAddress {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|peer| peer.0.ip().to_canonical());
        let peer = peer.unwrap_or(IpAddr::V4(Ipv4Addr::LOCALHOST));
        if !peer.is_loopback() {
            return Ok(Self(peer));
        }
        let forwarded = parts.headers.get_all("x-forwarded-for").iter().next_back();
        let last = forwarded.and_then(|list| list.to_str().ok()?.rsplit(',').next()?.trim().parse().ok());
        Ok(Self(last.unwrap_or(peer)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn address(peer: &str, forwarded: &[&str]) -> String {
        let mut request = Request::builder();
        for list in forwarded {
            request = request.header("x-forwarded-for", *list);
        }
        let (mut parts, ()) = request.body(()).expect("a request").into_parts();
        parts.extensions.insert(ConnectInfo(SocketAddr::new(peer.parse().expect("an address"), 1)));
        ClientAddress::from_request_parts(&mut parts, &()).await.expect("an address").0.to_string()
    }

    #[tokio::test]
    async fn only_a_proxy_on_this_computer_is_believed_and_only_its_own_word() {
        assert_eq!(address("192.0.2.1", &["198.51.100.9"]).await, "192.0.2.1");
        assert_eq!(address("127.0.0.1", &[]).await, "127.0.0.1");
        assert_eq!(address("127.0.0.1", &["198.51.100.9"]).await, "198.51.100.9");
        assert_eq!(address("::1", &["203.0.113.1", "203.0.113.2, 198.51.100.9"]).await, "198.51.100.9");
        assert_eq!(address("::ffff:192.0.2.1", &["198.51.100.9"]).await, "192.0.2.1");
        assert_eq!(address("127.0.0.1", &["nonsense"]).await, "127.0.0.1");
    }
}
