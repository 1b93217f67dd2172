-- How Echos were when Amazon was asked last, and how the property at Amazon differs from the directory.

-- What `property apply` found of a room. The profile's name is the one it gave.
CREATE TABLE property_room (
    unit_id       TEXT PRIMARY KEY REFERENCES unit (unit_id) ON DELETE CASCADE,
    amazon_unit   TEXT NOT NULL,
    profile_name  TEXT
) STRICT;

CREATE TABLE echo (
    unit_id   TEXT PRIMARY KEY REFERENCES unit (unit_id) ON DELETE CASCADE,
    state     TEXT NOT NULL,
    since_ms  INTEGER,
    seen_ms   INTEGER
) STRICT;

-- One row. Written once per round, so that what is known of thousands of rooms is not written anew every minute.
CREATE TABLE echo_watch (
    root      TEXT,     -- the unit all rooms are under
    round_ms  INTEGER,  -- when the last round that went through began
    look_ms   INTEGER   -- when the last look at the property went through
) STRICT;
INSERT INTO echo_watch VALUES (NULL, NULL, NULL);

-- What the last look found, as JSON. May hold names that people gave at Amazon.
CREATE TABLE drift (found TEXT NOT NULL) STRICT;
