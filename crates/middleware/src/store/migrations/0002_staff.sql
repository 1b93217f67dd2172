-- Staff accounts and their sign-ins, Alexa's tokens, and the units of the property.

CREATE TABLE staff (
    user        TEXT PRIMARY KEY COLLATE NOCASE,
    name        TEXT NOT NULL,
    password    TEXT NOT NULL,               -- argon2id, PHC form
    disabled    INTEGER NOT NULL DEFAULT 0,
    created_ms  INTEGER NOT NULL
) STRICT;

-- One row is one family of refresh tokens. Only hashes are kept.
CREATE TABLE staff_session (
    id            TEXT PRIMARY KEY,
    user          TEXT NOT NULL COLLATE NOCASE REFERENCES staff (user) ON DELETE CASCADE,
    station_id    TEXT NOT NULL,
    station_name  TEXT NOT NULL,
    current       BLOB NOT NULL,
    previous      BLOB,
    last_used_ms  INTEGER NOT NULL
) STRICT;
CREATE INDEX staff_session_station ON staff_session (station_id);
CREATE INDEX staff_session_user ON staff_session (user);

CREATE TABLE staff_access (
    hash        BLOB PRIMARY KEY,
    session     TEXT NOT NULL REFERENCES staff_session (id) ON DELETE CASCADE,
    expires_ms  INTEGER NOT NULL
) STRICT;
CREATE INDEX staff_access_session ON staff_access (session);

-- A Grant of one account and unit; `sealed` is encrypted. The row with the largest `used` is the current one.
CREATE TABLE alexa_grant (
    grantor  TEXT PRIMARY KEY,
    sealed   BLOB NOT NULL,
    used     INTEGER NOT NULL
) STRICT;

CREATE TABLE unit (
    unit_id                   TEXT PRIMARY KEY,
    name                      TEXT NOT NULL,
    room                      TEXT NOT NULL,
    floor                     TEXT,
    wing                      TEXT,
    notes                     TEXT,
    language                  TEXT,
    communication_profile_id  TEXT,
    persistent_unit_id        TEXT
) STRICT;

-- Counts the imports, so that a running server sees one made beside it.
CREATE TABLE directory (version INTEGER NOT NULL) STRICT;
INSERT INTO directory VALUES (0);
