//! Login with Amazon: who may have a token, and whether a token is still good.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use rand::Rng;
use rand_chacha::ChaCha8Rng;
use roomline_signaling::alexa_wire::{TokenError, TokenErrorCode, TokenRequest, TokenResponse};
use roomline_signaling::call::Private;

/// How long an authorization code lives.
///
/// Source: Login with Amazon practice (UNVERIFIED).
const CODE_LIFE: Duration = Duration::from_secs(300);

/// A client of Login with Amazon: a skill, or the security profile of the management API.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Client {
    /// Its public id.
    pub id: String,
    /// Its secret.
    pub secret: Private<String>,
}

/// All codes and tokens that were issued.
#[derive(Clone, Debug)]
pub struct Tokens {
    signaling: Client,
    management: Client,
    codes: BTreeMap<String, Code>,
    access: BTreeMap<String, Access>,
    refresh: BTreeMap<String, (Audience, String)>,
    life: Duration,
    rotate: bool,
}

/// What a token opens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Audience {
    /// The signaling endpoint: from the skill's grant.
    Signaling,
    /// The management API: from an admin's consent.
    Management,
}

impl Audience {
    /// All scopes of it, separated by spaces; signaling has none that is checked.
    #[must_use]
    pub const fn scopes(self) -> &'static str {
        match self {
            Self::Signaling => "",
            Self::Management => "alexa::enterprise:management amazon_communication::service_provider",
        }
    }
}

/// Why a bearer token opens nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TokenFault {
    /// No token came.
    #[error("the request carries no bearer token")]
    Missing,
    /// It was never issued, was revoked, or opens something else.
    #[error("the token is not valid")]
    Invalid,
    /// Its time is over.
    #[error("the token has expired")]
    Expired,
}

#[derive(Clone, Debug)]
struct Code {
    audience: Audience,
    until: Instant,
}

#[derive(Clone, Debug)]
struct Access {
    audience: Audience,
    scope: String,
    until: Instant,
}

impl Tokens {
    /// Clients with random secrets and no token yet.
    pub fn new(rng: &mut ChaCha8Rng) -> Self {
        let mut client = |name: &str| Client {
            id: format!("amzn1.application-oa2-client.{name}{}", hex(rng, 24)),
            secret: Private(format!("amzn1.oa2-cs.v1.{}", hex(rng, 64))),
        };
        Self {
            signaling: client("skill"),
            management: client("admin"),
            codes: BTreeMap::new(),
            access: BTreeMap::new(),
            refresh: BTreeMap::new(),
            life: Duration::from_secs(3600),
            rotate: false,
        }
    }

    /// The client that `audience` belongs to.
    #[must_use]
    pub const fn client(&self, audience: Audience) -> &Client {
        match audience {
            Audience::Signaling => &self.signaling,
            Audience::Management => &self.management,
        }
    }

    /// Says how long access tokens live from now on, and whether a refresh brings a new refresh token.
    pub const fn set_policy(&mut self, life: Duration, rotate: bool) {
        self.life = life;
        self.rotate = rotate;
    }

    /// Makes a code that works once, for 5 minutes.
    pub fn issue_code(&mut self, now: Instant, audience: Audience, rng: &mut ChaCha8Rng) -> String {
        let code = format!("ANco{}", hex(rng, 32));
        self.codes.insert(code.clone(), Code { audience, until: now + CODE_LIFE });
        code
    }

    /// Makes a refresh token without a code, as if an earlier grant had been exchanged.
    pub fn issue_refresh_token(&mut self, audience: Audience, rng: &mut ChaCha8Rng) -> String {
        self.issue_narrow_refresh_token(audience, audience.scopes(), rng)
    }

    /// The same with fewer scopes, separated by spaces.
    pub fn issue_narrow_refresh_token(&mut self, audience: Audience, scope: &str, rng: &mut ChaCha8Rng) -> String {
        let token = format!("Atzr|{}", hex(rng, 360));
        self.refresh.insert(token.clone(), (audience, scope.into()));
        token
    }

    /// Answers `POST /auth/o2/token`.
    ///
    /// # Errors
    /// [`TokenError`]: answer 400, or 401 for a wrong client.
    pub fn exchange(
        &mut self,
        now: Instant,
        request: &TokenRequest,
        rng: &mut ChaCha8Rng,
    ) -> Result<TokenResponse, TokenError> {
        match request {
            TokenRequest::AuthorizationCode { code, client_id, client_secret, .. } => {
                let audience = self.authenticate(client_id, client_secret)?;
                let code = self.codes.remove(&code.0).filter(|code| code.audience == audience && now < code.until);
                if code.is_none() {
                    return Err(refused(TokenErrorCode::InvalidGrant, "The code is unknown, used up or too old."));
                }
                let refresh = self.issue_refresh_token(audience, rng);
                Ok(self.issue(now, audience, audience.scopes().into(), Some(refresh), rng))
            }
            TokenRequest::RefreshToken { refresh_token, client_id, client_secret } => {
                let audience = self.authenticate(client_id, client_secret)?;
                let found = self.refresh.get(&refresh_token.0).filter(|(of, _)| *of == audience);
                let Some((_, scope)) = found.cloned() else {
                    return Err(refused(TokenErrorCode::InvalidGrant, "The refresh token is unknown or revoked."));
                };
                let refresh = self.rotate.then(|| {
                    self.refresh.remove(&refresh_token.0);
                    self.issue_narrow_refresh_token(audience, &scope, rng)
                });
                Ok(self.issue(now, audience, scope, refresh, rng))
            }
        }
    }

    /// Whether a bearer token opens `audience` now.
    ///
    /// # Errors
    /// [`TokenFault`]: answer 401.
    pub fn check(&self, now: Instant, token: Option<&str>, audience: Audience) -> Result<(), TokenFault> {
        let access = self.access.get(token.ok_or(TokenFault::Missing)?).ok_or(TokenFault::Invalid)?;
        if access.audience != audience {
            Err(TokenFault::Invalid)
        } else if now >= access.until {
            Err(TokenFault::Expired)
        } else {
            Ok(())
        }
    }

    /// Whether a good token of the management API has a scope.
    #[must_use]
    pub fn has_scope(&self, token: &str, scope: &str) -> bool {
        self.access.get(token).is_some_and(|access| access.scope.split(' ').any(|word| word == scope))
    }

    /// Lets every access token of `audience` expire at once.
    pub fn expire(&mut self, now: Instant, audience: Audience) {
        for access in self.access.values_mut().filter(|access| access.audience == audience) {
            access.until = now;
        }
    }

    /// Takes everything back that was issued for `audience`: only a new grant helps.
    pub fn revoke(&mut self, audience: Audience) {
        self.access.retain(|_, access| access.audience != audience);
        self.refresh.retain(|_, (of, _)| *of != audience);
        self.codes.retain(|_, code| code.audience != audience);
    }

    fn authenticate(&self, id: &str, secret: &Private<String>) -> Result<Audience, TokenError> {
        [Audience::Signaling, Audience::Management]
            .into_iter()
            .find(|audience| self.client(*audience).id == id && self.client(*audience).secret == *secret)
            .ok_or_else(|| refused(TokenErrorCode::InvalidClient, "The client id or its secret is wrong."))
    }

    fn issue(
        &mut self,
        now: Instant,
        audience: Audience,
        scope: String,
        refresh: Option<String>,
        rng: &mut ChaCha8Rng,
    ) -> TokenResponse {
        let token = format!("Atza|{}", hex(rng, 360));
        self.access.insert(token.clone(), Access { audience, scope, until: now + self.life });
        TokenResponse {
            access_token: Private(token),
            refresh_token: refresh.map(Private),
            token_type: "bearer".into(),
            expires_in: self.life.as_secs(),
        }
    }
}

fn refused(error: TokenErrorCode, description: &str) -> TokenError {
    TokenError { error, error_description: Some(description.into()) }
}

fn hex(rng: &mut ChaCha8Rng, digits: usize) -> String {
    (0..digits).map(|_| char::from_digit(rng.random_range(0..16), 16).expect("a digit below 16")).collect()
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng;

    use super::*;

    #[test]
    fn a_code_works_once_and_not_after_five_minutes() {
        let (mut tokens, mut rng, now) = issuer();
        let code = tokens.issue_code(now, Audience::Signaling, &mut rng);
        let form = with_code(&tokens, &code);
        assert!(tokens.exchange(now, &form, &mut rng).is_ok());
        assert_eq!(fault(tokens.exchange(now, &form, &mut rng)), TokenErrorCode::InvalidGrant);

        let code = tokens.issue_code(now, Audience::Signaling, &mut rng);
        let form = with_code(&tokens, &code);
        assert_eq!(fault(tokens.exchange(now + CODE_LIFE, &form, &mut rng)), TokenErrorCode::InvalidGrant);
    }

    #[test]
    fn a_wrong_secret_is_told_from_a_wrong_code() {
        let (mut tokens, mut rng, now) = issuer();
        let mut form = with_code(&tokens, "nonsense");
        assert_eq!(fault(tokens.exchange(now, &form, &mut rng)), TokenErrorCode::InvalidGrant);
        if let TokenRequest::AuthorizationCode { client_secret, .. } = &mut form {
            *client_secret = Private("guessed".into());
        }
        assert_eq!(fault(tokens.exchange(now, &form, &mut rng)), TokenErrorCode::InvalidClient);
    }

    #[test]
    fn an_access_token_opens_its_own_door_until_it_expires() {
        let (mut tokens, mut rng, now) = issuer();
        tokens.set_policy(Duration::from_secs(60), false);
        let refresh = tokens.issue_refresh_token(Audience::Signaling, &mut rng);
        let token = tokens.exchange(now, &with_refresh(&tokens, &refresh), &mut rng).expect("a token").access_token.0;
        let check = |tokens: &Tokens, after, door| tokens.check(now + Duration::from_secs(after), Some(&token), door);
        assert_eq!(check(&tokens, 59, Audience::Signaling), Ok(()));
        assert_eq!(check(&tokens, 59, Audience::Management), Err(TokenFault::Invalid));
        assert_eq!(check(&tokens, 60, Audience::Signaling), Err(TokenFault::Expired));
        tokens.revoke(Audience::Signaling);
        assert_eq!(check(&tokens, 1, Audience::Signaling), Err(TokenFault::Invalid));
        assert_eq!(tokens.check(now, None, Audience::Signaling), Err(TokenFault::Missing));
    }

    #[test]
    fn a_rotated_refresh_token_replaces_the_one_before() {
        let (mut tokens, mut rng, now) = issuer();
        tokens.set_policy(Duration::from_secs(60), true);
        let first = tokens.issue_refresh_token(Audience::Signaling, &mut rng);
        let form = with_refresh(&tokens, &first);
        let second = tokens.exchange(now, &form, &mut rng).expect("a pair").refresh_token.expect("a new one").0;
        assert_eq!(fault(tokens.exchange(now, &form, &mut rng)), TokenErrorCode::InvalidGrant);
        assert!(tokens.exchange(now, &with_refresh(&tokens, &second), &mut rng).is_ok());
    }

    fn issuer() -> (Tokens, ChaCha8Rng, Instant) {
        let mut rng = ChaCha8Rng::seed_from_u64(1);
        (Tokens::new(&mut rng), rng, start())
    }

    #[expect(clippy::disallowed_methods, reason = "some instant to start from; no test looks at the clock again")]
    fn start() -> Instant {
        Instant::now()
    }

    fn with_code(tokens: &Tokens, code: &str) -> TokenRequest {
        let Client { id, secret } = tokens.client(Audience::Signaling).clone();
        TokenRequest::AuthorizationCode {
            code: Private(code.into()),
            client_id: id,
            client_secret: secret,
            redirect_uri: None,
            code_verifier: None,
        }
    }

    fn with_refresh(tokens: &Tokens, token: &str) -> TokenRequest {
        let Client { id, secret } = tokens.client(Audience::Signaling).clone();
        TokenRequest::RefreshToken { refresh_token: Private(token.into()), client_id: id, client_secret: secret }
    }

    fn fault(result: Result<TokenResponse, TokenError>) -> TokenErrorCode {
        result.expect_err("no token").error
    }
}
