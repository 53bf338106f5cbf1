-- Rounds, problems, items, measures and progress are records of registers (r_round, r_problem ...) and stand nowhere else. What goes away here
-- was made from source_text; the program makes the records from it when it is started next. Sources and decisions stay.
-- The PostgreSQL form of the SQLite file with the same number.

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
	unit_id          bigint NOT NULL,
	id               bigint NOT NULL, -- the source's
	round_id         bigint,          -- a record of register round; NULL: none yet
	analyser         bigint NOT NULL,
	digest           text COLLATE "C" NOT NULL, -- of everything derived: tells whether a rebuild changes something; empty: nothing could be read
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
	PRIMARY KEY (unit_id, id),
	FOREIGN KEY (unit_id, id) REFERENCES source
);
CREATE INDEX report_round ON report (unit_id, round_id);

-- Which record the analyser made from which place of which text, and what it wrote last: a field that still holds that is the
-- analyser's, another one a person's.
CREATE TABLE derived (
	unit_id     bigint NOT NULL,
	register    text COLLATE "C" NOT NULL,
	record_id   bigint NOT NULL,
	report_id   bigint NOT NULL, -- 0: of several (rounds)
	key         text COLLATE "C" NOT NULL, -- by position: '1.9.16'
	place_start bigint NOT NULL, -- who it is: the place never changes
	place_end   bigint NOT NULL,
	data        text COLLATE "C" NOT NULL, -- JSON: field -> text
	seq         bigint NOT NULL, -- the analyser's last event on the record: later ones are people's
	orphaned    bigint NOT NULL DEFAULT 0 CHECK (orphaned IN (0, 1)), -- the place is no longer seen, the record kept for what people did with it
	PRIMARY KEY (unit_id, register, record_id)
);
CREATE INDEX derived_report ON derived (unit_id, report_id, register, place_start);

-- What the rules found in a report when it was last analysed.
CREATE TABLE finding (
	unit_id     bigint NOT NULL,
	report_id   bigint NOT NULL,
	pos         bigint NOT NULL, -- from 1, in the order of the checks' answer
	fingerprint text COLLATE "C" NOT NULL, -- decisions hold on to it
	code        text COLLATE "C" NOT NULL,
	severity    text COLLATE "C" NOT NULL CHECK (severity IN ('error', 'warning', 'note')),
	span_start  bigint NOT NULL,
	data        text COLLATE "C" NOT NULL, -- JSON: the finding as /tree shows it
	PRIMARY KEY (unit_id, report_id, pos),
	FOREIGN KEY (unit_id, report_id) REFERENCES report
);
CREATE INDEX finding_code ON finding (unit_id, code, report_id, pos);
