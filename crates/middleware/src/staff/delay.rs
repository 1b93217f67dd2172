//! Slows down whoever guesses passwords, without locking anybody out: a stranger must not silence a desk.
//!
//! Attempts on one account from one address, and many attempts from one address, are let through one after the other with
//! growing pauses. The account itself is never blocked for other addresses.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

/// The pause after the first wrong password; it doubles with each.
const FIRST_PAUSE: Duration = Duration::from_millis(500);
const LONGEST_PAUSE: Duration = Duration::from_secs(8);
/// Whoever would wait longer is told to come back later.
const LONGEST_WAIT: Duration = Duration::from_secs(10);
/// Wrong passwords that an address may have over all accounts before it is slowed down: a ward shares an address.
const FREE_PER_ADDRESS: u32 = 20;
/// After this time without an attempt everything is forgotten.
const MEMORY: Duration = Duration::from_secs(15 * 60);
const MOST_ENTRIES: usize = 10_000;

/// The pauses of all who guessed wrong lately.
#[derive(Debug, Default)]
pub struct Delays(Mutex<HashMap<Guesser, Guesses>>);

/// Who guesses.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Guesser {
    Account(String, IpAddr),
    Address(IpAddr),
}

#[derive(Debug)]
struct Guesses {
    wrong: u32,
    next: Instant,
}

/// So many attempts wait already that this one is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("too many wrong passwords; try again in a few seconds")]
pub struct TooMany;

impl Delays {
    /// Waits until it is this attempt's turn.
    ///
    /// # Errors
    /// [`TooMany`]: nothing may be checked.
    pub async fn turn(&self, user: &str, address: IpAddr) -> Result<(), TooMany> {
        let now = Instant::now();
        let mut turn = now;
        {
            let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            let guessers = guessers(user, address);
            for guesser in &guessers {
                turn = all.get(guesser).map_or(turn, |guesses| turn.max(guesses.next));
            }
            if turn - now > LONGEST_WAIT {
                return Err(TooMany);
            }
            // The next attempt waits for this one, so that many at once gain nothing.
            for guesser in &guessers {
                if let Some(guesses) = all.get_mut(guesser) {
                    guesses.next = turn + pause(guesser, guesses.wrong);
                }
            }
        }
        tokio::time::sleep_until(turn).await;
        Ok(())
    }

    /// The password was wrong.
    pub fn wrong(&self, user: &str, address: IpAddr) {
        let now = Instant::now();
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if all.len() >= MOST_ENTRIES {
            all.retain(|_, guesses| now < guesses.next + MEMORY);
        }
        if all.len() >= MOST_ENTRIES {
            all.clear();
        }
        for guesser in guessers(user, address) {
            let guesses = all.entry(guesser.clone()).or_insert(Guesses { wrong: 0, next: now });
            if now > guesses.next + MEMORY {
                guesses.wrong = 0;
            }
            guesses.wrong += 1;
            guesses.next = guesses.next.max(now + pause(&guesser, guesses.wrong));
        }
    }

    /// The password was right.
    pub fn right(&self, user: &str, address: IpAddr) {
        let [account, _] = guessers(user, address);
        self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(&account);
    }
}

fn guessers(user: &str, address: IpAddr) -> [Guesser; 2] {
    [Guesser::Account(user.to_lowercase(), address), Guesser::Address(address)]
}

fn pause(guesser: &Guesser, wrong: u32) -> Duration {
    let counted = match guesser {
        Guesser::Account(..) => wrong,
        Guesser::Address(_) => wrong.saturating_sub(FREE_PER_ADDRESS),
    };
    match counted {
        0 => Duration::ZERO,
        count => FIRST_PAUSE.saturating_mul(1 << (count - 1).min(8)).min(LONGEST_PAUSE),
    }
}

#[cfg(test)]
mod tests {
    use std::net::Ipv4Addr;

    use super::*;

    const DESK: IpAddr = IpAddr::V4(Ipv4Addr::new(192, 0, 2, 1));
    const STRANGER: IpAddr = IpAddr::V4(Ipv4Addr::new(198, 51, 100, 9));

    async fn waits(delays: &Delays, user: &str, address: IpAddr) -> Result<Duration, TooMany> {
        let before = Instant::now();
        delays.turn(user, address).await?;
        Ok(before.elapsed())
    }

    #[tokio::test(start_paused = true)]
    async fn every_wrong_password_doubles_the_pause() {
        let delays = Delays::default();
        let mut pauses = Vec::new();
        for _ in 0..7 {
            pauses.push(waits(&delays, "ann", STRANGER).await.expect("a turn").as_millis());
            delays.wrong("ann", STRANGER);
        }
        assert_eq!(pauses, [0, 500, 1000, 2000, 4000, 8000, 8000]);
    }

    #[tokio::test(start_paused = true)]
    async fn a_stranger_does_not_slow_the_desk_down() {
        let delays = Delays::default();
        for _ in 0..30 {
            delays.wrong("ann", STRANGER);
        }
        assert_eq!(waits(&delays, "ann", DESK).await, Ok(Duration::ZERO));
    }

    #[tokio::test(start_paused = true)]
    async fn many_attempts_at_once_gain_nothing() {
        let delays = Delays::default();
        for _ in 0..4 {
            delays.wrong("ann", STRANGER);
        }
        let attempts = (0..5).map(|_| waits(&delays, "Ann", STRANGER));
        let outcomes = futures_util::future::join_all(attempts).await;
        assert_eq!(outcomes[0], Ok(Duration::from_secs(4)));
        assert_eq!(outcomes[1], Ok(Duration::from_secs(8)));
        assert!(outcomes[2..].iter().all(|outcome| *outcome == Err(TooMany)), "{outcomes:?}");
    }

    #[tokio::test(start_paused = true)]
    async fn guessing_many_accounts_from_one_address_is_slowed_too() {
        let delays = Delays::default();
        for guess in 0..=FREE_PER_ADDRESS {
            delays.wrong(&format!("user-{guess}"), STRANGER);
        }
        assert_eq!(waits(&delays, "ann", STRANGER).await, Ok(FIRST_PAUSE));
    }

    #[tokio::test(start_paused = true)]
    async fn a_right_password_wipes_the_slate() {
        let delays = Delays::default();
        delays.wrong("ann", DESK);
        delays.right("ann", DESK);
        assert_eq!(waits(&delays, "ann", DESK).await, Ok(Duration::ZERO));
    }
}
