-- What the record engine keeps beside the registers' own tables (r_<name>): events, kept counts, clocks, evidence, who watches,
-- what people are told, answers given. Times are milliseconds since 1970 UTC.

-- Everything that happened to records; never changed. `hash` is the SM3 of all else in the row (docs/audit.md): each row carries the
-- hash of the one before, per unit, and seq has no gaps.
CREATE TABLE event (
	unit_id   bigint NOT NULL REFERENCES unit,
	seq       bigint NOT NULL CHECK (seq > 0),
	at        bigint NOT NULL,
	person_id bigint NOT NULL, -- 0: the program itself or the machine's console
	on_behalf bigint NOT NULL, -- 0: nobody
	kind      text COLLATE "C" NOT NULL,
	name      text COLLATE "C" NOT NULL,    -- of the step, clock ...; or empty
	register  text COLLATE "C" NOT NULL,
	record_id bigint NOT NULL,
	data      text NOT NULL,    -- JSON
	prev      text NOT NULL CHECK (length(prev) = 64),
	hash      text NOT NULL CHECK (length(hash) = 64),
	PRIMARY KEY (unit_id, seq)
);
CREATE INDEX event_record ON event (unit_id, register, record_id, seq);
CREATE FUNCTION event_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'event is append-only'; END $$;
CREATE TRIGGER event_unchanged BEFORE UPDATE OR DELETE ON event FOR EACH ROW EXECUTE FUNCTION event_refuse();
CREATE TRIGGER event_kept BEFORE TRUNCATE ON event FOR EACH STATEMENT EXECUTE FUNCTION event_refuse();

-- The end of each chain.
CREATE TABLE event_head (
	unit_id bigint NOT NULL PRIMARY KEY REFERENCES unit,
	seq     bigint NOT NULL,
	hash    text NOT NULL
);

-- How many live records there are; kept in the transaction that changes them.
CREATE TABLE tally (
	unit_id       bigint NOT NULL REFERENCES unit,
	register      text COLLATE "C" NOT NULL,
	department_id bigint NOT NULL, -- 0: none
	state         text COLLATE "C" NOT NULL,
	lamp          text COLLATE "C" NOT NULL,
	n             bigint NOT NULL CHECK (n >= 0),
	PRIMARY KEY (unit_id, register, department_id, state, lamp)
);

CREATE TABLE record_clock (
	unit_id     bigint NOT NULL REFERENCES unit,
	register    text COLLATE "C" NOT NULL,
	record_id   bigint NOT NULL,
	name        text COLLATE "C" NOT NULL,
	state       text COLLATE "C" NOT NULL CHECK (state IN ('running', 'paused', 'stopped')),
	started_at  bigint NOT NULL,
	paused_at   bigint NOT NULL, -- 0: it is not
	stopped_at  bigint NOT NULL, -- 0: it is not
	due_at      bigint NOT NULL,
	warn_at     bigint NOT NULL, -- from then on yellow
	next_at     bigint,          -- when lamp or ladder want to be looked at; NULL: never
	amount      bigint NOT NULL, -- the limit it was started with ...
	limit_unit  bigint NOT NULL, -- ... enum clock_unit; -1: a date that was given
	extensions  bigint NOT NULL, -- how often it was extended
	rung        bigint NOT NULL, -- of the ladder: how many are done
	lamp        text COLLATE "C" NOT NULL CHECK (lamp IN ('green', 'yellow', 'red')),
	provisional bigint NOT NULL CHECK (provisional IN (0, 1)),
	PRIMARY KEY (unit_id, register, record_id, name)
);
CREATE INDEX record_clock_next ON record_clock (next_at, unit_id);

-- Files that prove something: their content lies in the store of contents under its hash.
CREATE TABLE evidence (
	unit_id     bigint NOT NULL REFERENCES unit,
	id          bigint NOT NULL,
	register    text COLLATE "C" NOT NULL,
	record_id   bigint NOT NULL,
	slot        text COLLATE "C" NOT NULL,    -- the files field
	file_name   text COLLATE "C" NOT NULL,
	media_type  text NOT NULL,
	bytes       bigint NOT NULL,
	sha256      text NOT NULL CHECK (length(sha256) = 64),
	own_date    text,             -- of what it shows
	note        text,
	replaces    bigint,          -- the version before
	state       text COLLATE "C" NOT NULL CHECK (state IN ('pending', 'accepted', 'rejected', 'withdrawn', 'replaced')),
	expires     text,             -- date after which it proves nothing any more
	added_at    bigint NOT NULL,
	added_by    bigint NOT NULL,
	judged_at   bigint,
	judged_by   bigint,
	reason      text,
	version     bigint NOT NULL,
	PRIMARY KEY (unit_id, id)
);
CREATE INDEX evidence_record ON evidence (unit_id, register, record_id, slot, id);
CREATE INDEX evidence_content ON evidence (unit_id, sha256);

CREATE TABLE watch (
	unit_id   bigint NOT NULL REFERENCES unit,
	register  text COLLATE "C" NOT NULL,
	record_id bigint NOT NULL,
	person_id bigint NOT NULL,
	PRIMARY KEY (unit_id, register, record_id, person_id)
);

CREATE TABLE notification (
	unit_id   bigint NOT NULL REFERENCES unit,
	id        bigint NOT NULL,
	person_id bigint NOT NULL,
	at        bigint NOT NULL,
	kind      text COLLATE "C" NOT NULL,
	register  text COLLATE "C" NOT NULL,
	record_id bigint NOT NULL,
	text      text NOT NULL,
	read_at   bigint,
	PRIMARY KEY (unit_id, id)
);
CREATE INDEX notification_person ON notification (unit_id, person_id, id);
CREATE INDEX notification_unread ON notification (unit_id, person_id, id) WHERE read_at IS NULL;

-- Answers to requests that carried an Idempotency-Key.
CREATE TABLE idempotency (
	unit_id   bigint NOT NULL REFERENCES unit,
	person_id bigint NOT NULL,
	key       text COLLATE "C" NOT NULL,
	request   text NOT NULL,
	at        bigint NOT NULL,
	status    bigint NOT NULL,
	body      text NOT NULL,
	PRIMARY KEY (unit_id, person_id, key)
);
CREATE INDEX idempotency_at ON idempotency (at);
