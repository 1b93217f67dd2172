//! Stories that cross the whole product; each is a test file beside this one.
