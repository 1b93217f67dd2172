//! The rules of calls as sentences.
