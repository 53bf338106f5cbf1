-- The ledger, first part. unit_id leads every key: the fence between units, and the distribution column on a cluster.
-- Facts (source, source_text, decision) are never changed; triggers see to it. All else is derived from them.

CREATE TABLE unit (
	unit_id INTEGER NOT NULL PRIMARY KEY,
	name    TEXT NOT NULL UNIQUE
) STRICT;
INSERT INTO unit (unit_id, name) VALUES (1, '本单位');

-- Numbers given out per unit; never given twice.
CREATE TABLE series (
	unit_id INTEGER NOT NULL REFERENCES unit,
	name    TEXT NOT NULL,
	last    INTEGER NOT NULL,
	PRIMARY KEY (unit_id, name)
) STRICT, WITHOUT ROWID;

-- What was uploaded.
CREATE TABLE source (
	unit_id     INTEGER NOT NULL REFERENCES unit,
	id          INTEGER NOT NULL,
	sha256      TEXT NOT NULL CHECK (length(sha256) = 64),
	bytes       INTEGER NOT NULL,
	file_name   TEXT NOT NULL,
	imported_at TEXT NOT NULL,
	PRIMARY KEY (unit_id, id),
	UNIQUE (unit_id, sha256)
) STRICT, WITHOUT ROWID;

CREATE TABLE source_text (
	unit_id INTEGER NOT NULL,
	id      INTEGER NOT NULL,
	content BLOB NOT NULL,
	PRIMARY KEY (unit_id, id),
	FOREIGN KEY (unit_id, id) REFERENCES source
) STRICT;

CREATE TABLE round (
	unit_id          INTEGER NOT NULL REFERENCES unit,
	id               INTEGER NOT NULL,
	unit_name        TEXT,
	inspector        TEXT,
	feedback_date    TEXT,
	round_kind       TEXT,
	inspection_start TEXT,
	inspection_end   TEXT,
	PRIMARY KEY (unit_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX round_unit_name ON round (unit_id, unit_name);

CREATE TABLE report (
	unit_id          INTEGER NOT NULL,
	id               INTEGER NOT NULL,
	round_id         INTEGER,
	analyser         INTEGER NOT NULL,
	digest           TEXT NOT NULL, -- of everything derived: tells whether a rebuild changed something
	title            TEXT,
	unit_name        TEXT,
	inspector        TEXT,
	round_kind       TEXT,
	inspection_start TEXT,
	inspection_end   TEXT,
	feedback_date    TEXT,
	signed_date      TEXT,
	published_date   TEXT,
	copies           INTEGER NOT NULL,
	aspects          INTEGER NOT NULL,
	problems         INTEGER NOT NULL,
	items            INTEGER NOT NULL,
	measures         INTEGER NOT NULL,
	done             INTEGER NOT NULL DEFAULT 0, -- items by their status, kept exact
	long_term        INTEGER NOT NULL DEFAULT 0,
	in_progress      INTEGER NOT NULL DEFAULT 0,
	partial          INTEGER NOT NULL DEFAULT 0,
	PRIMARY KEY (unit_id, id),
	FOREIGN KEY (unit_id, id) REFERENCES source,
	FOREIGN KEY (unit_id, round_id) REFERENCES round
) STRICT;
CREATE INDEX report_round ON report (unit_id, round_id);

CREATE TABLE aspect (
	unit_id    INTEGER NOT NULL,
	report_id  INTEGER NOT NULL,
	pos        INTEGER NOT NULL, -- from 1, in reading order
	no         TEXT,
	title      TEXT,
	span_start INTEGER NOT NULL,
	span_end   INTEGER NOT NULL,
	PRIMARY KEY (unit_id, report_id, pos),
	FOREIGN KEY (unit_id, report_id) REFERENCES report
) STRICT;

CREATE TABLE problem (
	unit_id    INTEGER NOT NULL,
	report_id  INTEGER NOT NULL,
	pos        INTEGER NOT NULL,
	aspect_pos INTEGER, -- NULL: under no aspect
	key        TEXT NOT NULL,
	kind       TEXT NOT NULL CHECK (kind IN ('regular', 'pending', 'named', 'immediate')),
	no         TEXT,
	title      TEXT,
	span_start INTEGER NOT NULL,
	span_end   INTEGER NOT NULL,
	PRIMARY KEY (unit_id, report_id, pos),
	UNIQUE (unit_id, report_id, key),
	FOREIGN KEY (unit_id, report_id) REFERENCES report
) STRICT;

CREATE TABLE item (
	unit_id      INTEGER NOT NULL,
	report_id    INTEGER NOT NULL,
	pos          INTEGER NOT NULL,
	id           INTEGER NOT NULL, -- kept over rebuilds as long as it is the same place of the text
	problem_pos  INTEGER NOT NULL,
	key          TEXT NOT NULL,
	status       TEXT NOT NULL CHECK (status IN ('done', 'long_term', 'in_progress', 'partial', 'none')),
	text_status  TEXT NOT NULL CHECK (text_status IN ('done', 'long_term', 'in_progress', 'partial', 'none')),
	no           TEXT,
	finding      TEXT NOT NULL,
	grouping     TEXT,
	depts        TEXT,
	due          TEXT,
	result       TEXT,
	result_date  TEXT,
	result_start INTEGER,
	result_end   INTEGER,
	span_start   INTEGER NOT NULL,
	span_end     INTEGER NOT NULL,
	head_start   INTEGER NOT NULL,
	head_end     INTEGER NOT NULL,
	measures     INTEGER NOT NULL,
	progress     INTEGER NOT NULL,
	PRIMARY KEY (unit_id, report_id, pos),
	UNIQUE (unit_id, id),
	UNIQUE (unit_id, report_id, key),
	FOREIGN KEY (unit_id, report_id) REFERENCES report
) STRICT;
CREATE INDEX item_status ON item (unit_id, status, report_id, pos);

CREATE TABLE measure (
	unit_id     INTEGER NOT NULL,
	report_id   INTEGER NOT NULL,
	pos         INTEGER NOT NULL,
	problem_pos INTEGER NOT NULL,
	item_pos    INTEGER, -- NULL: of the problem as a whole
	marker      TEXT,
	heading     TEXT,
	text        TEXT NOT NULL,
	depts       TEXT,
	due         TEXT,
	span_start  INTEGER NOT NULL,
	span_end    INTEGER NOT NULL,
	PRIMARY KEY (unit_id, report_id, pos),
	FOREIGN KEY (unit_id, report_id) REFERENCES report
) STRICT;

CREATE TABLE progress (
	unit_id     INTEGER NOT NULL,
	report_id   INTEGER NOT NULL,
	pos         INTEGER NOT NULL,
	problem_pos INTEGER NOT NULL,
	item_pos    INTEGER,
	marker      TEXT,
	heading     TEXT,
	text        TEXT NOT NULL,
	span_start  INTEGER NOT NULL,
	span_end    INTEGER NOT NULL,
	PRIMARY KEY (unit_id, report_id, pos),
	FOREIGN KEY (unit_id, report_id) REFERENCES report
) STRICT;

-- What people decided. An item is remembered by its place in the text, which never changes.
CREATE TABLE decision (
	unit_id      INTEGER NOT NULL,
	id           INTEGER NOT NULL,
	report_id    INTEGER NOT NULL,
	subject      TEXT NOT NULL CHECK (subject IN ('finding', 'item')),
	key          TEXT NOT NULL,
	value        TEXT NOT NULL,
	reason       TEXT,
	decided_by   TEXT,
	decided_at   TEXT NOT NULL,
	anchor_start INTEGER,
	anchor_end   INTEGER,
	PRIMARY KEY (unit_id, id),
	FOREIGN KEY (unit_id, report_id) REFERENCES source,
	CHECK ((subject = 'item') = (anchor_start IS NOT NULL AND anchor_end IS NOT NULL))
) STRICT;
CREATE INDEX decision_report ON decision (unit_id, report_id, subject, key, id);

-- Derived: the item a decision speaks of today. A decision without a row here is orphaned.
CREATE TABLE decision_item (
	unit_id     INTEGER NOT NULL,
	report_id   INTEGER NOT NULL,
	decision_id INTEGER NOT NULL,
	item_id     INTEGER NOT NULL,
	PRIMARY KEY (unit_id, report_id, decision_id),
	FOREIGN KEY (unit_id, decision_id) REFERENCES decision
) STRICT, WITHOUT ROWID;

CREATE TRIGGER source_unchanged BEFORE UPDATE ON source BEGIN SELECT raise(ABORT, 'source is append-only'); END;
CREATE TRIGGER source_kept BEFORE DELETE ON source BEGIN SELECT raise(ABORT, 'source is append-only'); END;
CREATE TRIGGER source_text_unchanged BEFORE UPDATE ON source_text BEGIN SELECT raise(ABORT, 'source_text is append-only'); END;
CREATE TRIGGER source_text_kept BEFORE DELETE ON source_text BEGIN SELECT raise(ABORT, 'source_text is append-only'); END;
CREATE TRIGGER decision_unchanged BEFORE UPDATE ON decision BEGIN SELECT raise(ABORT, 'decision is append-only'); END;
CREATE TRIGGER decision_kept BEFORE DELETE ON decision BEGIN SELECT raise(ABORT, 'decision is append-only'); END;
