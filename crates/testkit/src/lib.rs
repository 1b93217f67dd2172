//! A whole property in one process: middleware, desks, Echos and the network between them, in virtual time.
//!
//! Nothing here waits. Every rule that runs is the product's own: the exchange with its real database, the stations'
//! cores, Amazon's side of the simulator. What is played is the clock, the wires and the sound. The same seed gives the
//! same story.

mod air;
mod desk;
mod house;
mod middleware;
pub mod tape;
mod wire;

pub use desk::DeskView;
pub use house::{House, secs};
