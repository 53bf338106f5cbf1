-- The ledger, first part. unit_id leads every key: the fence between units, and the distribution column on a cluster.
-- The PostgreSQL form of the SQLite file with the same number. Text compares by its bytes, as in SQLite.
-- Facts (source, source_text, decision) are never changed; triggers see to it. All else is derived from them.

-- Plain substring, bytewise; false when either is NULL.
CREATE FUNCTION text_has(hay text, part text) RETURNS boolean
	LANGUAGE sql IMMUTABLE PARALLEL SAFE
	AS $$ SELECT coalesce(strpos(hay COLLATE "C", part) > 0, false) $$;

CREATE FUNCTION append_only() RETURNS trigger
	LANGUAGE plpgsql
	AS $$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation'; END $$;

CREATE TABLE unit (
	unit_id bigint NOT NULL PRIMARY KEY,
	name    text COLLATE "C" NOT NULL UNIQUE
);
INSERT INTO unit (unit_id, name) VALUES (1, '本单位');

-- Numbers given out per unit; never given twice.
CREATE TABLE series (
	unit_id bigint NOT NULL REFERENCES unit,
	name    text COLLATE "C" NOT NULL,
	last    bigint NOT NULL,
	PRIMARY KEY (unit_id, name)
);

-- What was uploaded.
CREATE TABLE source (
	unit_id     bigint NOT NULL REFERENCES unit,
	id          bigint NOT NULL,
	sha256      text COLLATE "C" NOT NULL CHECK (length(sha256) = 64),
	bytes       bigint NOT NULL,
	file_name   text COLLATE "C" NOT NULL,
	imported_at text COLLATE "C" NOT NULL,
	PRIMARY KEY (unit_id, id),
	UNIQUE (unit_id, sha256)
);

CREATE TABLE source_text (
	unit_id bigint NOT NULL,
	id      bigint NOT NULL,
	content bytea NOT NULL,
	PRIMARY KEY (unit_id, id),
	FOREIGN KEY (unit_id, id) REFERENCES source
);

CREATE TABLE round (
	unit_id          bigint NOT NULL REFERENCES unit,
	id               bigint NOT NULL,
	unit_name        text COLLATE "C",
	inspector        text COLLATE "C",
	feedback_date    text COLLATE "C",
	round_kind       text COLLATE "C",
	inspection_start text COLLATE "C",
	inspection_end   text COLLATE "C",
	PRIMARY KEY (unit_id, id)
);
CREATE INDEX round_unit_name ON round (unit_id, unit_name);

CREATE TABLE report (
	unit_id          bigint NOT NULL,
	id               bigint NOT NULL,
	round_id         bigint,
	analyser         bigint NOT NULL,
	digest           text COLLATE "C" NOT NULL, -- of everything derived: tells whether a rebuild changed something
	title            text COLLATE "C",
	unit_name        text COLLATE "C",
	inspector        text COLLATE "C",
	round_kind       text COLLATE "C",
	inspection_start text COLLATE "C",
	inspection_end   text COLLATE "C",
	feedback_date    text COLLATE "C",
	signed_date      text COLLATE "C",
	published_date   text COLLATE "C",
	copies           bigint NOT NULL,
	aspects          bigint NOT NULL,
	problems         bigint NOT NULL,
	items            bigint NOT NULL,
	measures         bigint NOT NULL,
	done             bigint NOT NULL DEFAULT 0, -- items by their status, kept exact
	long_term        bigint NOT NULL DEFAULT 0,
	in_progress      bigint NOT NULL DEFAULT 0,
	partial          bigint NOT NULL DEFAULT 0,
	PRIMARY KEY (unit_id, id),
	FOREIGN KEY (unit_id, id) REFERENCES source,
	FOREIGN KEY (unit_id, round_id) REFERENCES round
);
CREATE INDEX report_round ON report (unit_id, round_id);

CREATE TABLE aspect (
	unit_id    bigint NOT NULL,
	report_id  bigint NOT NULL,
	pos        bigint NOT NULL, -- from 1, in reading order
	no         text COLLATE "C",
	title      text COLLATE "C",
	span_start bigint NOT NULL,
	span_end   bigint NOT NULL,
	PRIMARY KEY (unit_id, report_id, pos),
	FOREIGN KEY (unit_id, report_id) REFERENCES report
);

CREATE TABLE problem (
	unit_id    bigint NOT NULL,
	report_id  bigint NOT NULL,
	pos        bigint NOT NULL,
	aspect_pos bigint, -- NULL: under no aspect
	key        text COLLATE "C" NOT NULL,
	kind       text COLLATE "C" NOT NULL CHECK (kind IN ('regular', 'pending', 'named', 'immediate')),
	no         text COLLATE "C",
	title      text COLLATE "C",
	span_start bigint NOT NULL,
	span_end   bigint NOT NULL,
	PRIMARY KEY (unit_id, report_id, pos),
	UNIQUE (unit_id, report_id, key),
	FOREIGN KEY (unit_id, report_id) REFERENCES report
);

CREATE TABLE item (
	unit_id      bigint NOT NULL,
	report_id    bigint NOT NULL,
	pos          bigint NOT NULL,
	id           bigint NOT NULL, -- kept over rebuilds as long as it is the same place of the text
	problem_pos  bigint NOT NULL,
	key          text COLLATE "C" NOT NULL,
	status       text COLLATE "C" NOT NULL CHECK (status IN ('done', 'long_term', 'in_progress', 'partial', 'none')),
	text_status  text COLLATE "C" NOT NULL CHECK (text_status IN ('done', 'long_term', 'in_progress', 'partial', 'none')),
	no           text COLLATE "C",
	finding      text COLLATE "C" NOT NULL,
	grouping     text COLLATE "C",
	depts        text COLLATE "C",
	due          text COLLATE "C",
	result       text COLLATE "C",
	result_date  text COLLATE "C",
	result_start bigint,
	result_end   bigint,
	span_start   bigint NOT NULL,
	span_end     bigint NOT NULL,
	head_start   bigint NOT NULL,
	head_end     bigint NOT NULL,
	measures     bigint NOT NULL,
	progress     bigint NOT NULL,
	PRIMARY KEY (unit_id, report_id, pos),
	UNIQUE (unit_id, id),
	UNIQUE (unit_id, report_id, key),
	FOREIGN KEY (unit_id, report_id) REFERENCES report
);
CREATE INDEX item_status ON item (unit_id, status, report_id, pos);

CREATE TABLE measure (
	unit_id     bigint NOT NULL,
	report_id   bigint NOT NULL,
	pos         bigint NOT NULL,
	problem_pos bigint NOT NULL,
	item_pos    bigint, -- NULL: of the problem as a whole
	marker      text COLLATE "C",
	heading     text COLLATE "C",
	text        text COLLATE "C" NOT NULL,
	depts       text COLLATE "C",
	due         text COLLATE "C",
	span_start  bigint NOT NULL,
	span_end    bigint NOT NULL,
	PRIMARY KEY (unit_id, report_id, pos),
	FOREIGN KEY (unit_id, report_id) REFERENCES report
);

CREATE TABLE progress (
	unit_id     bigint NOT NULL,
	report_id   bigint NOT NULL,
	pos         bigint NOT NULL,
	problem_pos bigint NOT NULL,
	item_pos    bigint,
	marker      text COLLATE "C",
	heading     text COLLATE "C",
	text        text COLLATE "C" NOT NULL,
	span_start  bigint NOT NULL,
	span_end    bigint NOT NULL,
	PRIMARY KEY (unit_id, report_id, pos),
	FOREIGN KEY (unit_id, report_id) REFERENCES report
);

-- What people decided. An item is remembered by its place in the text, which never changes.
CREATE TABLE decision (
	unit_id      bigint NOT NULL,
	id           bigint NOT NULL,
	report_id    bigint NOT NULL,
	subject      text COLLATE "C" NOT NULL CHECK (subject IN ('finding', 'item')),
	key          text COLLATE "C" NOT NULL,
	value        text COLLATE "C" NOT NULL,
	reason       text COLLATE "C",
	decided_by   text COLLATE "C",
	decided_at   text COLLATE "C" NOT NULL,
	anchor_start bigint,
	anchor_end   bigint,
	PRIMARY KEY (unit_id, id),
	FOREIGN KEY (unit_id, report_id) REFERENCES source,
	CHECK ((subject = 'item') = (anchor_start IS NOT NULL AND anchor_end IS NOT NULL))
);
CREATE INDEX decision_report ON decision (unit_id, report_id, subject, key, id);

-- Derived: the item a decision speaks of today. A decision without a row here is orphaned.
CREATE TABLE decision_item (
	unit_id     bigint NOT NULL,
	report_id   bigint NOT NULL,
	decision_id bigint NOT NULL,
	item_id     bigint NOT NULL,
	PRIMARY KEY (unit_id, report_id, decision_id),
	FOREIGN KEY (unit_id, decision_id) REFERENCES decision
);

CREATE TRIGGER source_unchanged BEFORE UPDATE ON source FOR EACH ROW EXECUTE FUNCTION append_only();
CREATE TRIGGER source_kept BEFORE DELETE ON source FOR EACH ROW EXECUTE FUNCTION append_only();
CREATE TRIGGER source_not_emptied BEFORE TRUNCATE ON source FOR EACH STATEMENT EXECUTE FUNCTION append_only();
CREATE TRIGGER source_text_unchanged BEFORE UPDATE ON source_text FOR EACH ROW EXECUTE FUNCTION append_only();
CREATE TRIGGER source_text_kept BEFORE DELETE ON source_text FOR EACH ROW EXECUTE FUNCTION append_only();
CREATE TRIGGER source_text_not_emptied BEFORE TRUNCATE ON source_text FOR EACH STATEMENT EXECUTE FUNCTION append_only();
CREATE TRIGGER decision_unchanged BEFORE UPDATE ON decision FOR EACH ROW EXECUTE FUNCTION append_only();
CREATE TRIGGER decision_kept BEFORE DELETE ON decision FOR EACH ROW EXECUTE FUNCTION append_only();
CREATE TRIGGER decision_not_emptied BEFORE TRUNCATE ON decision FOR EACH STATEMENT EXECUTE FUNCTION append_only();
