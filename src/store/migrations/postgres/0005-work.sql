-- Work that is due at a moment (src/ledger/schedule.h). Times are milliseconds since 1970 UTC. unit_id 0: of the whole system.
CREATE TABLE work (
	unit_id       bigint NOT NULL,
	id            bigint NOT NULL,
	kind          text COLLATE "C" NOT NULL,
	key           text COLLATE "C" NOT NULL, -- of a kind there is a key once: done, it is not done again
	due_at        bigint NOT NULL,
	payload       text COLLATE "C" NOT NULL,
	claimed_by    text COLLATE "C",
	claimed_until bigint,
	tries         bigint NOT NULL,
	error         text COLLATE "C",
	done_at       bigint,
	dead_at       bigint, -- failed too often; somebody must look
	PRIMARY KEY (unit_id, id),
	UNIQUE (unit_id, kind, key)
);
CREATE INDEX work_due ON work (due_at) WHERE done_at IS NULL AND dead_at IS NULL;
