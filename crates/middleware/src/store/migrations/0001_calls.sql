-- Calls, what must still be said to Alexa, call-backs and the audit trail.

-- One row per call for ever: the call log. `live` is the whole call as JSON while it lives; it holds session
-- descriptions and is emptied when the call ends.
CREATE TABLE call (
    call_id      TEXT PRIMARY KEY,
    session_id   TEXT NOT NULL UNIQUE,
    direction    TEXT NOT NULL,
    unit_id      TEXT,
    name         TEXT,
    room         TEXT,
    ring_group   TEXT NOT NULL,
    station_id   TEXT,
    station      TEXT,
    staff        TEXT,
    started_ms   INTEGER NOT NULL,
    accepted_ms  INTEGER,
    ended_ms     INTEGER,
    end_reason   TEXT,
    ended_by     TEXT,
    live         TEXT
) STRICT;
CREATE INDEX call_by_age ON call (started_ms, call_id);
CREATE INDEX call_alive ON call (call_id) WHERE live IS NOT NULL;

-- What Alexa must be told, in order of `letter` within a session. A delivered letter stays without its text until the
-- call is over, so that nothing is said twice.
CREATE TABLE outbox (
    letter       INTEGER PRIMARY KEY AUTOINCREMENT,
    call_id      TEXT NOT NULL,
    session_id   TEXT NOT NULL,
    topic        TEXT NOT NULL,
    say          TEXT,
    deadline_ms  INTEGER NOT NULL,
    attempts     INTEGER NOT NULL DEFAULT 0,
    UNIQUE (session_id, topic)
) STRICT;

-- Residents who called and talked to nobody.
CREATE TABLE callback (
    call_id     TEXT PRIMARY KEY,
    unit_id     TEXT,
    name        TEXT,
    room        TEXT,
    ring_group  TEXT NOT NULL,
    called_ms   INTEGER NOT NULL,
    reason      TEXT NOT NULL,
    state       TEXT NOT NULL,
    done        INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX callback_open ON callback (called_ms, call_id) WHERE NOT done;

-- Ends that overtook the beginning of their session.
CREATE TABLE ended_early (
    session_id  TEXT PRIMARY KEY,
    at_ms       INTEGER NOT NULL
) STRICT;

-- Desks that a person set to away.
CREATE TABLE away (
    station_id  TEXT PRIMARY KEY
) STRICT;

-- Who did what when. Nothing is ever changed or taken away.
CREATE TABLE audit (
    entry       INTEGER PRIMARY KEY AUTOINCREMENT,
    at_ms       INTEGER NOT NULL,
    deed        TEXT NOT NULL,
    call_id     TEXT,
    unit_id     TEXT,
    station     TEXT,
    staff       TEXT,
    outcome     TEXT
) STRICT;
CREATE TRIGGER audit_is_never_changed BEFORE UPDATE ON audit
BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only'); END;
CREATE TRIGGER audit_is_never_shortened BEFORE DELETE ON audit
BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only'); END;
