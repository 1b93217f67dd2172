-- Ends that Alexa could not be told in time. Should she still speak of the session, she is told again.
CREATE TABLE untold_end (
    session_id  TEXT PRIMARY KEY,
    call_id     TEXT NOT NULL,
    reason      TEXT NOT NULL,
    at_ms       INTEGER NOT NULL
) STRICT;
