-- What onboarding did at Amazon: one row per step, written before it is done and completed after. Never shortened: it
-- holds the service provider's id, which Amazon does not list, and which objects are ours.
CREATE TABLE property_journal (
    entry     INTEGER PRIMARY KEY AUTOINCREMENT,
    begun_ms  INTEGER NOT NULL,
    step      TEXT NOT NULL,
    done_ms   INTEGER,
    made      TEXT
) STRICT;
