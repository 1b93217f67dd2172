//! What the tests share: virtual time, a whole house in one process, sound meters.
