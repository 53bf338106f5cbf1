-- Work that is due at a moment (src/ledger/schedule.h). Times are milliseconds since 1970 UTC. unit_id 0: of the whole system.
CREATE TABLE work (
	unit_id       INTEGER NOT NULL,
	id            INTEGER NOT NULL,
	kind          TEXT NOT NULL,
	key           TEXT NOT NULL, -- of a kind there is a key once: done, it is not done again
	due_at        INTEGER NOT NULL,
	payload       TEXT NOT NULL,
	claimed_by    TEXT,
	claimed_until INTEGER,
	tries         INTEGER NOT NULL,
	error         TEXT,
	done_at       INTEGER,
	dead_at       INTEGER, -- failed too often; somebody must look
	PRIMARY KEY (unit_id, id),
	UNIQUE (unit_id, kind, key)
) STRICT;
CREATE INDEX work_due ON work (due_at) WHERE done_at IS NULL AND dead_at IS NULL;
