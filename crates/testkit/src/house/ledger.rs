//! What can be counted in the house: for stories that ask whether everything took effect once and nothing is left over.

use roomline_alexa_sim::service::Entry as JournalEntry;
use roomline_middleware::exchange::Heard;

use super::House;
use crate::tape;

impl House {
    /// Everything that happened at Amazon's side, with session and number.
    pub fn journal(&self) -> impl Iterator<Item = &JournalEntry> {
        self.amazon.journal().after(0)
    }

    /// What the middleware took so far, with the state of every call after it.
    #[must_use]
    pub fn tape(&self) -> &[tape::Entry] {
        &self.middleware.tape.entries
    }

    /// What the middleware counted of Alexa's messages, in all its lives.
    #[must_use]
    pub fn heard(&self) -> Heard {
        self.middleware.heard()
    }

    /// How often the middleware was started.
    #[must_use]
    pub const fn lives(&self) -> u64 {
        self.middleware.life
    }

    /// Calls, messages to Alexa and sessions that the middleware still knows something of.
    ///
    /// # Panics
    /// When the middleware does not run.
    #[must_use]
    pub fn left_over(&mut self) -> (usize, usize, usize) {
        let exchange = self.middleware.exchange().expect("the middleware runs");
        let (calls, messages) = exchange.load();
        (calls, messages, exchange.sessions())
    }

    /// Alexa's requests that the middleware took, and how many of them it had taken before.
    #[must_use]
    pub const fn handed_in(&self) -> (u64, u64) {
        (self.handed_in, self.handed_in_twice)
    }
}
