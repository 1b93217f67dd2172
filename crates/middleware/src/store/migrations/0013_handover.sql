-- When a desk's answer to a call from a unit won: NULL if none has, and in calls to a unit.
ALTER TABLE call ADD COLUMN awarded_ms INTEGER;
-- What a shift is summed up from.
CREATE INDEX call_by_group ON call (ring_group, started_ms) WHERE direction = 'from_unit';

-- Who handed over when. `note` is NULL if there was nothing to tell, `read_by` until somebody has read it.
CREATE TABLE handover (
    id       TEXT PRIMARY KEY,
    at_ms    INTEGER NOT NULL,
    station  TEXT NOT NULL,
    staff    TEXT NOT NULL,
    note     TEXT,
    read_by  TEXT,
    read_ms  INTEGER
) STRICT;
CREATE INDEX handover_by_age ON handover (at_ms);
CREATE INDEX handover_unread ON handover (at_ms, id) WHERE note IS NOT NULL AND read_ms IS NULL;

-- To which ring groups.
CREATE TABLE handover_group (
    handover    TEXT NOT NULL REFERENCES handover (id) ON DELETE CASCADE,
    place       INTEGER NOT NULL,
    ring_group  TEXT NOT NULL,
    PRIMARY KEY (handover, place)
) STRICT, WITHOUT ROWID;
CREATE INDEX handover_group_by_name ON handover_group (ring_group, handover);
