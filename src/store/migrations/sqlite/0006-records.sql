-- What the record engine keeps beside the registers' own tables (r_<name>): events, kept counts, clocks, evidence, who watches,
-- what people are told, answers given. Times are milliseconds since 1970 UTC.

-- Everything that happened to records; never changed. `hash` is the SM3 of all else in the row (docs/audit.md): each row carries the
-- hash of the one before, per unit, and seq has no gaps.
CREATE TABLE event (
	unit_id   INTEGER NOT NULL REFERENCES unit,
	seq       INTEGER NOT NULL CHECK (seq > 0),
	at        INTEGER NOT NULL,
	person_id INTEGER NOT NULL, -- 0: the program itself or the machine's console
	on_behalf INTEGER NOT NULL, -- 0: nobody
	kind      TEXT NOT NULL,
	name      TEXT NOT NULL,    -- of the step, clock ...; or empty
	register  TEXT NOT NULL,
	record_id INTEGER NOT NULL,
	data      TEXT NOT NULL,    -- JSON
	prev      TEXT NOT NULL CHECK (length(prev) = 64),
	hash      TEXT NOT NULL CHECK (length(hash) = 64),
	PRIMARY KEY (unit_id, seq)
) STRICT;
CREATE INDEX event_record ON event (unit_id, register, record_id, seq);
CREATE TRIGGER event_unchanged BEFORE UPDATE ON event BEGIN SELECT raise(ABORT, 'event is append-only'); END;
CREATE TRIGGER event_kept BEFORE DELETE ON event BEGIN SELECT raise(ABORT, 'event is append-only'); END;

-- The end of each chain.
CREATE TABLE event_head (
	unit_id INTEGER NOT NULL PRIMARY KEY REFERENCES unit,
	seq     INTEGER NOT NULL,
	hash    TEXT NOT NULL
) STRICT;

-- How many live records there are; kept in the transaction that changes them.
CREATE TABLE tally (
	unit_id       INTEGER NOT NULL REFERENCES unit,
	register      TEXT NOT NULL,
	department_id INTEGER NOT NULL, -- 0: none
	state         TEXT NOT NULL,
	lamp          TEXT NOT NULL,
	n             INTEGER NOT NULL CHECK (n >= 0),
	PRIMARY KEY (unit_id, register, department_id, state, lamp)
) STRICT, WITHOUT ROWID;

CREATE TABLE record_clock (
	unit_id     INTEGER NOT NULL REFERENCES unit,
	register    TEXT NOT NULL,
	record_id   INTEGER NOT NULL,
	name        TEXT NOT NULL,
	state       TEXT NOT NULL CHECK (state IN ('running', 'paused', 'stopped')),
	started_at  INTEGER NOT NULL,
	paused_at   INTEGER NOT NULL, -- 0: it is not
	stopped_at  INTEGER NOT NULL, -- 0: it is not
	due_at      INTEGER NOT NULL,
	warn_at     INTEGER NOT NULL, -- from then on yellow
	next_at     INTEGER,          -- when lamp or ladder want to be looked at; NULL: never
	amount      INTEGER NOT NULL, -- the limit it was started with ...
	limit_unit  INTEGER NOT NULL, -- ... enum clock_unit; -1: a date that was given
	extensions  INTEGER NOT NULL, -- how often it was extended
	rung        INTEGER NOT NULL, -- of the ladder: how many are done
	lamp        TEXT NOT NULL CHECK (lamp IN ('green', 'yellow', 'red')),
	provisional INTEGER NOT NULL CHECK (provisional IN (0, 1)),
	PRIMARY KEY (unit_id, register, record_id, name)
) STRICT, WITHOUT ROWID;
CREATE INDEX record_clock_next ON record_clock (next_at, unit_id);

-- Files that prove something: their content lies in the store of contents under its hash.
CREATE TABLE evidence (
	unit_id     INTEGER NOT NULL REFERENCES unit,
	id          INTEGER NOT NULL,
	register    TEXT NOT NULL,
	record_id   INTEGER NOT NULL,
	slot        TEXT NOT NULL,    -- the files field
	file_name   TEXT NOT NULL,
	media_type  TEXT NOT NULL,
	bytes       INTEGER NOT NULL,
	sha256      TEXT NOT NULL CHECK (length(sha256) = 64),
	own_date    TEXT,             -- of what it shows
	note        TEXT,
	replaces    INTEGER,          -- the version before
	state       TEXT NOT NULL CHECK (state IN ('pending', 'accepted', 'rejected', 'withdrawn', 'replaced')),
	expires     TEXT,             -- date after which it proves nothing any more
	added_at    INTEGER NOT NULL,
	added_by    INTEGER NOT NULL,
	judged_at   INTEGER,
	judged_by   INTEGER,
	reason      TEXT,
	version     INTEGER NOT NULL,
	PRIMARY KEY (unit_id, id)
) STRICT;
CREATE INDEX evidence_record ON evidence (unit_id, register, record_id, slot, id);
CREATE INDEX evidence_content ON evidence (unit_id, sha256);

CREATE TABLE watch (
	unit_id   INTEGER NOT NULL REFERENCES unit,
	register  TEXT NOT NULL,
	record_id INTEGER NOT NULL,
	person_id INTEGER NOT NULL,
	PRIMARY KEY (unit_id, register, record_id, person_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE notification (
	unit_id   INTEGER NOT NULL REFERENCES unit,
	id        INTEGER NOT NULL,
	person_id INTEGER NOT NULL,
	at        INTEGER NOT NULL,
	kind      TEXT NOT NULL,
	register  TEXT NOT NULL,
	record_id INTEGER NOT NULL,
	text      TEXT NOT NULL,
	read_at   INTEGER,
	PRIMARY KEY (unit_id, id)
) STRICT;
CREATE INDEX notification_person ON notification (unit_id, person_id, id);
CREATE INDEX notification_unread ON notification (unit_id, person_id, id) WHERE read_at IS NULL;

-- Answers to requests that carried an Idempotency-Key.
CREATE TABLE idempotency (
	unit_id   INTEGER NOT NULL REFERENCES unit,
	person_id INTEGER NOT NULL,
	key       TEXT NOT NULL,
	request   TEXT NOT NULL,
	at        INTEGER NOT NULL,
	status    INTEGER NOT NULL,
	body      TEXT NOT NULL,
	PRIMARY KEY (unit_id, person_id, key)
) STRICT;
CREATE INDEX idempotency_at ON idempotency (at);
