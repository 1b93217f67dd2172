//! The tokens we post signaling messages with: taken from Grants, sealed in the database, refreshed ahead of their end.
//!
//! Under delegated account linking one pair serves all units, otherwise each unit brings its own. The newest one that
//! worked is the current one; the others are tried when Alexa refuses it.

use std::future::Future;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use roomline_signaling::alexa_wire::TokenResponse;
use roomline_signaling::call::{Private, SessionId};
use secrecy::{ExposeSecret as _, SecretString};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use zeroize::Zeroizing;

use super::login::{Login, LoginError};
use super::seal;
use super::sessions::Sessions;
use crate::clock::Clock;
use crate::config::SecretKey;
use crate::database::Database;
use crate::store::StoreError;
use crate::store::tokens::SealedGrant;

/// The grantor of `alexa.signaling_refresh_token`.
const CONFIGURED: &str = "configured";
/// A token is refreshed when this part of its life is over. Source: Amazon's sample (2024).
const REFRESH_AT_PERCENT: i64 = 90;
/// How often the tokens' age is looked at.
const LOOK_EVERY: Duration = Duration::from_secs(30);

/// After a refresh that failed, everybody who asks within this time gets the same answer.
const FAILURE_HOLDS_MS: i64 = 1000;

/// All tokens for signaling; clones share them.
#[derive(Clone, Debug)]
pub struct Tokens(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    login: Login,
    database: Database,
    key: SecretKey,
    clock: Clock,
    /// The current one first.
    pairs: Mutex<Vec<Pair>>,
    /// Which Grant belongs to a session, as Alexa's requests say.
    sessions: Mutex<Sessions>,
    /// Held while one is refreshed, so that a hundred posts refused at once cause one refresh.
    refreshing: tokio::sync::Mutex<Option<Failure>>,
}

/// A refresh that failed.
#[derive(Debug)]
struct Failure {
    grantor: String,
    at_ms: i64,
    error: LoginError,
}

/// A pair of tokens.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Pair {
    #[serde(skip)]
    grantor: String,
    /// Absent until the first refresh of a configured refresh token.
    access: Option<Private<String>>,
    refresh: Private<String>,
    /// In milliseconds since 1970.
    refresh_at_ms: i64,
    expires_ms: i64,
    /// What was configured when this pair began, as a hash: a newly configured token starts anew.
    #[serde(default)]
    configured: Option<[u8; 32]>,
}

/// An access token, and whose it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Access {
    grantor: String,
    /// The bearer token.
    pub token: Private<String>,
}

/// Why there is no access token.
#[derive(Debug, thiserror::Error)]
pub enum TokenError {
    /// The skill was never enabled, or the grant was revoked.
    #[error(
        "Alexa has granted us no token; enable the skill for the units, or set `alexa.signaling_refresh_token_file`"
    )]
    NoGrant,
    /// Login with Amazon gave none.
    #[error(transparent)]
    Login(#[from] LoginError),
    /// It could not be stored.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Tokens {
    /// Loads what is stored. `configured`: a refresh token to be used instead of Grants.
    ///
    /// # Errors
    /// [`StoreError`] when the database cannot be read.
    pub async fn load(
        login: Login,
        database: Database,
        key: SecretKey,
        clock: Clock,
        configured: Option<&SecretString>,
    ) -> Result<Self, StoreError> {
        let stored = database.ask(|store| store.grants()).await?;
        let count = stored.len();
        let mut pairs: Vec<_> = stored.into_iter().filter_map(|grant| Pair::open(&key, &grant)).collect();
        if pairs.len() < count {
            let lost = count - pairs.len();
            tracing::error!(
                lost,
                "stored tokens cannot be decrypted: was `secrets.key_file` replaced? enable the skill once more"
            );
        }
        let configured = configured.map(Pair::configured);
        let wanted = configured.as_ref().and_then(|pair| pair.configured);
        pairs.retain(|pair| pair.configured.is_none() || pair.configured == wanted);
        if let Some(fresh) = configured {
            let kept = pairs.iter().position(|pair| pair.configured == wanted);
            let first = kept.map_or(fresh, |index| pairs.remove(index));
            pairs.insert(0, first);
        }
        let (pairs, sessions, refreshing) = (Mutex::new(pairs), Mutex::default(), tokio::sync::Mutex::default());
        Ok(Self(Arc::new(Shared { login, database, key, clock, pairs, sessions, refreshing })))
    }

    /// Takes the code of a Grant. `grantor`: the account and unit it is for.
    ///
    /// # Errors
    /// [`TokenError`]: tell Alexa that the Grant failed.
    pub async fn accept(&self, grantor: String, code: &str) -> Result<(), TokenError> {
        let (shared, code) = (Arc::clone(&self.0), Private(code.to_owned()));
        to_its_end(async move { shared.accept(grantor, &code.0).await }).await
    }

    /// Forgets the Grant of a grantor; of an account without a unit, those of all its units.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn forget(&self, grantor: &str) -> Result<(), StoreError> {
        let of_account = |pair: &Pair| grantor.ends_with(' ') && pair.grantor.starts_with(grantor);
        let named = |pair: &Pair| pair.grantor == grantor || of_account(pair);
        let gone: Vec<_> = self.0.pairs().iter().filter(|pair| named(pair)).map(|pair| pair.grantor.clone()).collect();
        for grantor in gone {
            self.0.forget(grantor).await?;
        }
        Ok(())
    }

    /// The current access token; refreshed first if it is over.
    ///
    /// # Errors
    /// [`TokenError`]: try again later.
    pub async fn current(&self) -> Result<Access, TokenError> {
        let pair = self.0.pairs().first().cloned().ok_or(TokenError::NoGrant)?;
        self.usable(pair).await
    }

    /// Alexa sent a message of a session on behalf of an account and unit: ours go out under their Grant, if they have one.
    pub fn heard(&self, session: &SessionId, grantor: &str) {
        if self.0.pairs().iter().any(|pair| pair.grantor == grantor) {
            self.0.sessions.lock().unwrap_or_else(PoisonError::into_inner).note(session, grantor);
        }
    }

    /// The access token for messages of a session: that of its unit, else the current one.
    ///
    /// # Errors
    /// [`TokenError`]: try again later.
    pub async fn of_session(&self, session: &SessionId) -> Result<Access, TokenError> {
        let grantor = self.0.sessions.lock().unwrap_or_else(PoisonError::into_inner).grantor(session);
        let of_unit = grantor.and_then(|grantor| self.0.pairs().iter().find(|pair| pair.grantor == grantor).cloned());
        match of_unit {
            Some(pair) if !self.is_configured() => match self.usable(pair).await {
                Ok(access) => Ok(access),
                Err(_) => self.current().await,
            },
            _ => self.current().await,
        }
    }

    /// A newer access token in place of one that Alexa refused with 401.
    ///
    /// # Errors
    /// [`TokenError`].
    pub async fn renewed(&self, refused: &Access) -> Result<Access, TokenError> {
        self.refresh(refused.grantor.clone(), Some(refused.token.clone())).await
    }

    /// An access token of another Grant, after Alexa refused one with 403.
    pub async fn other(&self, refused: &Access) -> Option<Access> {
        let other = self.0.pairs().iter().find(|pair| pair.grantor != refused.grantor).cloned()?;
        self.usable(other).await.ok()
    }

    /// An access token worked although the current one had not: it is the current one now.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn prefer(&self, worked: &Access) -> Result<(), StoreError> {
        let found = self.0.pairs().iter().find(|pair| pair.grantor == worked.grantor).cloned();
        match found {
            Some(pair) => self.0.keep(pair).await,
            None => Ok(()),
        }
    }

    /// Whether there is a Grant.
    #[must_use]
    pub fn granted(&self) -> bool {
        !self.0.pairs().is_empty()
    }

    /// Refreshes every pair ahead of its end, for ever: a call must not wait for Login with Amazon.
    pub async fn keep_fresh(&self) {
        loop {
            self.refresh_due().await;
            tokio::time::sleep(LOOK_EVERY).await;
        }
    }

    /// Refreshes the pairs whose time has come.
    pub async fn refresh_due(&self) {
        let now_ms = self.0.clock.now_ms();
        let due: Vec<_> = self.0.pairs().iter().filter(|pair| pair.refresh_at_ms <= now_ms).cloned().collect();
        for pair in due {
            if let Err(error) = self.refresh(pair.grantor, pair.access).await {
                tracing::warn!(%error, "a token for Alexa could not be refreshed ahead of its end");
            }
        }
    }

    /// Whether a configured token is used instead of Grants.
    fn is_configured(&self) -> bool {
        self.0.pairs().first().is_some_and(|first| first.grantor == CONFIGURED)
    }

    async fn usable(&self, pair: Pair) -> Result<Access, TokenError> {
        match pair.access {
            Some(token) if self.0.clock.now_ms() < pair.expires_ms => Ok(Access { grantor: pair.grantor, token }),
            expired => self.refresh(pair.grantor, expired).await,
        }
    }

    async fn refresh(&self, grantor: String, known: Option<Private<String>>) -> Result<Access, TokenError> {
        let shared = Arc::clone(&self.0);
        to_its_end(async move { shared.refresh(grantor, known).await }).await
    }
}

/// Lets something go on that must not stop half-way when whoever asked gives up: Amazon takes a code once, and may replace
/// a refresh token by the answer that nobody would hear.
async fn to_its_end<T: Send + 'static>(work: impl Future<Output = T> + Send + 'static) -> T {
    match tokio::spawn(work).await {
        Ok(done) => done,
        Err(failed) => std::panic::resume_unwind(failed.into_panic()),
    }
}

impl Shared {
    async fn accept(&self, grantor: String, code: &str) -> Result<(), TokenError> {
        let response = self.login.exchange(code).await?;
        let Some(refresh) = response.refresh_token.clone() else { return Err(LoginError::Unavailable.into()) };
        let mut pair = Pair { grantor, access: None, refresh, refresh_at_ms: 0, expires_ms: 0, configured: None };
        pair.renew(response, self.clock.now_ms());
        self.keep(pair).await?;
        tracing::info!("Alexa granted us a token");
        Ok(())
    }

    /// Refreshes a pair, unless somebody did since `known` was read, or failed a moment ago.
    async fn refresh(&self, grantor: String, known: Option<Private<String>>) -> Result<Access, TokenError> {
        let mut failure = self.refreshing.lock().await;
        let pair = self.pairs().iter().find(|pair| pair.grantor == grantor).cloned();
        let mut pair = pair.ok_or(TokenError::NoGrant)?;
        if let Some(token) = pair.access.as_ref().filter(|token| Some(*token) != known.as_ref()) {
            return Ok(Access { grantor, token: token.clone() });
        }
        let now_ms = self.clock.now_ms();
        let holds = |failure: &&Failure| failure.grantor == grantor && now_ms - failure.at_ms < FAILURE_HOLDS_MS;
        if let Some(failure) = failure.as_ref().filter(holds) {
            return Err(failure.error.into());
        }
        match self.login.refresh(&pair.refresh.0).await {
            Ok(response) => {
                let token = response.access_token.clone();
                pair.renew(response, self.clock.now_ms());
                self.replace(pair).await?;
                Ok(Access { grantor, token })
            }
            Err(error) => {
                if error == LoginError::Void {
                    tracing::error!(
                        "Alexa's grant is revoked and calls to units fail: enable the skill once more for its units"
                    );
                    self.forget(grantor.clone()).await?;
                }
                *failure = Some(Failure { grantor, at_ms: self.clock.now_ms(), error });
                Err(error.into())
            }
        }
    }

    async fn forget(&self, grantor: String) -> Result<(), StoreError> {
        self.pairs().retain(|pair| pair.grantor != grantor);
        self.database.ask(move |store| store.remove_grant(&grantor)).await
    }

    /// Stores a pair as the current one.
    async fn keep(&self, pair: Pair) -> Result<(), StoreError> {
        let sealed = pair.seal(&self.key);
        self.database.ask(move |store| store.put_grant(&sealed)).await?;
        let mut pairs = self.pairs();
        pairs.retain(|other| other.grantor != pair.grantor);
        // A configured token stays the first: it is there "instead of a Grant".
        let first = usize::from(pairs.first().is_some_and(|first| first.grantor == CONFIGURED));
        pairs.insert(first, pair);
        Ok(())
    }

    /// Stores a pair where it is.
    async fn replace(&self, pair: Pair) -> Result<(), StoreError> {
        let sealed = pair.seal(&self.key);
        self.database.ask(move |store| store.update_grant(&sealed)).await?;
        if let Some(place) = self.pairs().iter_mut().find(|other| other.grantor == pair.grantor) {
            *place = pair;
        }
        Ok(())
    }

    fn pairs(&self) -> std::sync::MutexGuard<'_, Vec<Pair>> {
        self.pairs.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Pair {
    fn configured(token: &SecretString) -> Self {
        Self {
            grantor: CONFIGURED.to_owned(),
            access: None,
            refresh: Private(token.expose_secret().to_owned()),
            refresh_at_ms: 0,
            expires_ms: 0,
            configured: Some(Sha256::digest(token.expose_secret()).into()),
        }
    }

    fn renew(&mut self, response: TokenResponse, now_ms: i64) {
        let life_ms = i64::try_from(response.expires_in).unwrap_or(i64::MAX).min(24 * 3600) * 1000;
        self.expires_ms = now_ms + life_ms;
        self.refresh_at_ms = now_ms + life_ms * REFRESH_AT_PERCENT / 100;
        self.access = Some(response.access_token);
        if let Some(newer) = response.refresh_token {
            self.refresh = newer;
        }
    }

    fn seal(&self, key: &SecretKey) -> SealedGrant {
        let plain = Zeroizing::new(serde_json::to_vec(self).expect("a pair has only string keys"));
        SealedGrant { grantor: self.grantor.clone(), sealed: seal::seal(key, &self.grantor, &plain) }
    }

    fn open(key: &SecretKey, grant: &SealedGrant) -> Option<Self> {
        let plain = seal::open(key, &grant.grantor, &grant.sealed)?;
        let pair: Self = serde_json::from_slice(&plain).ok()?;
        Some(Self { grantor: grant.grantor.clone(), ..pair })
    }
}
