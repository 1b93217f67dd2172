-- Account linking: what Alexa holds of ours. Only hashes are kept.

-- One row is one linking: a family of tokens that began with one sign-in on the linking page.
CREATE TABLE linking (
    id            TEXT PRIMARY KEY,
    client_id     TEXT NOT NULL,
    user          TEXT NOT NULL COLLATE NOCASE,
    current       BLOB NOT NULL,
    previous      BLOB,
    created_ms    INTEGER NOT NULL,
    last_used_ms  INTEGER NOT NULL
) STRICT;
CREATE INDEX linking_user ON linking (user, created_ms);

-- A spent code stays for a day and names the linking it became, so that a replay can end that.
CREATE TABLE linking_code (
    hash          BLOB PRIMARY KEY,
    client_id     TEXT NOT NULL,
    redirect_uri  TEXT NOT NULL,
    challenge     TEXT,
    user          TEXT NOT NULL COLLATE NOCASE,
    expires_ms    INTEGER NOT NULL,
    linking       TEXT
) STRICT;
CREATE INDEX linking_code_user ON linking_code (user, expires_ms);

CREATE TABLE linking_access (
    hash          BLOB PRIMARY KEY,
    linking       TEXT NOT NULL REFERENCES linking (id) ON DELETE CASCADE,
    expires_ms    INTEGER NOT NULL
) STRICT;
CREATE INDEX linking_access_linking ON linking_access (linking);
CREATE INDEX linking_access_age ON linking_access (expires_ms);
