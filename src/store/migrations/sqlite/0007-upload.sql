-- Files on their way in (src/ledger/evidence.h): what was said of them before their bytes came.
CREATE TABLE upload (
	unit_id    INTEGER NOT NULL REFERENCES unit,
	token      TEXT NOT NULL CHECK (length(token) = 32),
	person_id  INTEGER NOT NULL,
	register   TEXT NOT NULL,
	record_id  INTEGER NOT NULL,
	slot       TEXT NOT NULL,
	file_name  TEXT NOT NULL,
	bytes      INTEGER NOT NULL,
	sha256     TEXT,
	own_date   TEXT,
	expires    TEXT,
	note       TEXT,
	replaces   INTEGER NOT NULL, -- 0: nothing
	expires_at INTEGER NOT NULL, -- milliseconds since 1970 UTC
	PRIMARY KEY (unit_id, token)
) STRICT, WITHOUT ROWID;
CREATE INDEX upload_expires ON upload (expires_at);
-- Which contents anybody holds, over all units.
CREATE INDEX evidence_sha256 ON evidence (sha256);
