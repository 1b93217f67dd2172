//! The rules of calls as sentences.

mod deadlines;
mod endings;
mod hall;
mod own_offers;
mod random_walk;
mod reoffers;
mod ring_groups;
mod stations;
mod time_to_answer;
mod to_unit;
