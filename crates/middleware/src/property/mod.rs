//! Onboarding as code: what a property should be, what Amazon has now, and the steps between.
//!
//! [`plan::plan`] is pure; [`look`] asks Amazon, [`apply`] does the steps and keeps the journal. A room's name is no
//! personal data, a resident's is: nothing here knows residents.

pub mod apply;
pub mod desired;
mod journal;
pub mod look;
pub mod observed;
pub mod plan;
pub mod step;
#[cfg(test)]
mod tests;

pub use journal::Known;
