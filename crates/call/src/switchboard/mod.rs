//! The switchboard: who rings, who wins and how every call ends, as one pure state machine.

mod ring_group;

pub use ring_group::RingGroup;
