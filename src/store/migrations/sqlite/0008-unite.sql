-- Rounds, problems, items, measures and progress are records of registers (r_round, r_problem ...) and stand nowhere else. What goes away here
-- was made from source_text; the program makes the records from it when it is started next. Sources and decisions stay.

DROP TABLE decision_item;
DROP TABLE progress;
DROP TABLE measure;
DROP TABLE item;
DROP TABLE problem;
DROP TABLE aspect;
DROP TABLE report;
DROP TABLE round;
DELETE FROM series WHERE name IN ('round', 'item');

-- What the analyser says of a source as a whole.
CREATE TABLE report (
	unit_id          INTEGER NOT NULL,
	id               INTEGER NOT NULL, -- the source's
	round_id         INTEGER,          -- a record of register round; NULL: none yet
	analyser         INTEGER NOT NULL,
	digest           TEXT NOT NULL, -- of everything derived: tells whether a rebuild changes something; empty: nothing could be read
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
	PRIMARY KEY (unit_id, id),
	FOREIGN KEY (unit_id, id) REFERENCES source
) STRICT;
CREATE INDEX report_round ON report (unit_id, round_id);

-- Which record the analyser made from which place of which text, and what it wrote last: a field that still holds that is the
-- analyser's, another one a person's.
CREATE TABLE derived (
	unit_id     INTEGER NOT NULL,
	register    TEXT NOT NULL,
	record_id   INTEGER NOT NULL,
	report_id   INTEGER NOT NULL, -- 0: of several (rounds)
	key         TEXT NOT NULL, -- by position: '1.9.16'
	place_start INTEGER NOT NULL, -- who it is: the place never changes
	place_end   INTEGER NOT NULL,
	data        TEXT NOT NULL, -- JSON: field -> text
	seq         INTEGER NOT NULL, -- the analyser's last event on the record: later ones are people's
	orphaned    INTEGER NOT NULL DEFAULT 0 CHECK (orphaned IN (0, 1)), -- the place is no longer seen, the record kept for what people did with it
	PRIMARY KEY (unit_id, register, record_id)
) STRICT;
CREATE INDEX derived_report ON derived (unit_id, report_id, register, place_start);

-- What the rules found in a report when it was last analysed.
CREATE TABLE finding (
	unit_id     INTEGER NOT NULL,
	report_id   INTEGER NOT NULL,
	pos         INTEGER NOT NULL, -- from 1, in the order of the checks' answer
	fingerprint TEXT NOT NULL, -- decisions hold on to it
	code        TEXT NOT NULL,
	severity    TEXT NOT NULL CHECK (severity IN ('error', 'warning', 'note')),
	span_start  INTEGER NOT NULL,
	data        TEXT NOT NULL, -- JSON: the finding as /tree shows it
	PRIMARY KEY (unit_id, report_id, pos),
	FOREIGN KEY (unit_id, report_id) REFERENCES report
) STRICT;
CREATE INDEX finding_code ON finding (unit_id, code, report_id, pos);
