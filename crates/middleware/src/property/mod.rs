//! Onboarding as code: what a property should be, what Amazon has now, and the steps between.
//!
//! [`plan::plan`] and [`status::status`] are pure; [`look`] and [`echos`] ask Amazon, [`apply`] does the steps and keeps the
//! journal, [`export`] writes the files of a property that others set up. A room's name is no personal data, a resident's
//! is: nothing here but the export knows residents.

pub mod apply;
pub mod desired;
pub mod echos;
pub mod export;
pub mod files;
mod journal;
pub mod look;
pub mod observed;
pub mod plan;
pub mod status;
pub mod step;
#[cfg(test)]
mod tests;

pub use journal::Known;
