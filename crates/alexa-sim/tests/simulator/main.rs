//! The simulator as others meet it: over HTTP, and with real sound.

mod bench;
mod doors;
mod onboarding;
mod re_offered;
mod two_echos;
