-- Files on their way in (src/ledger/evidence.h): what was said of them before their bytes came.
CREATE TABLE upload (
	unit_id    bigint NOT NULL REFERENCES unit,
	token      text COLLATE "C" NOT NULL CHECK (length(token) = 32),
	person_id  bigint NOT NULL,
	register   text COLLATE "C" NOT NULL,
	record_id  bigint NOT NULL,
	slot       text COLLATE "C" NOT NULL,
	file_name  text COLLATE "C" NOT NULL,
	bytes      bigint NOT NULL,
	sha256     text COLLATE "C",
	own_date   text COLLATE "C",
	expires    text COLLATE "C",
	note       text COLLATE "C",
	replaces   bigint NOT NULL, -- 0: nothing
	expires_at bigint NOT NULL, -- milliseconds since 1970 UTC
	PRIMARY KEY (unit_id, token)
);
CREATE INDEX upload_expires ON upload (expires_at);
-- Which contents anybody holds, over all units.
CREATE INDEX evidence_sha256 ON evidence (sha256);
