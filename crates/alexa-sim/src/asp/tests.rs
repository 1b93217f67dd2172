//! Every operation of the management API, every rule of it, and walks over both.

mod bench;
mod books;
mod onboarding;
mod skills;
mod tree;
mod walk;
mod weather;
