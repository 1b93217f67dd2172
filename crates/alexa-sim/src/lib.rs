//! Amazon's side and the Echos, simulated.
