//! The station without a window: sign-in, directory, calls.
