//! A headless desk.
