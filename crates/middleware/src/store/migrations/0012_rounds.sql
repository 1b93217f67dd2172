-- Rounds: rooms that are called one after the other.
CREATE TABLE round (
    round_id     TEXT PRIMARY KEY,
    ring_group   TEXT NOT NULL,
    started_by   TEXT NOT NULL,
    started_ms   INTEGER NOT NULL,
    revision     INTEGER NOT NULL,
    state        TEXT NOT NULL,     -- as the protocol writes it
    station      TEXT NOT NULL,     -- where it runs, or ran last
    left_ms      INTEGER,           -- when it stopped running there; NULL while it runs
    finished_ms  INTEGER
) STRICT;
CREATE INDEX round_open ON round (started_ms, round_id) WHERE finished_ms IS NULL;
CREATE INDEX round_finished ON round (finished_ms) WHERE finished_ms IS NOT NULL;
CREATE INDEX round_by_station ON round (station, left_ms);

-- Their rooms in the order in which they are called, named as when the round was started.
CREATE TABLE stop (
    round_id  TEXT NOT NULL REFERENCES round (round_id) ON DELETE CASCADE,
    place     INTEGER NOT NULL,
    unit_id   TEXT NOT NULL,
    name      TEXT NOT NULL,
    room      TEXT NOT NULL,
    done      TEXT,                 -- what came of it, as the protocol writes it
    PRIMARY KEY (round_id, place),
    UNIQUE (round_id, unit_id)
) STRICT;
