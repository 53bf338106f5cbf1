-- The full-text index: derived from the records, made again by putting them again. docs/decisions/0003-search.md.
-- The PostgreSQL form of the SQLite file with the same number. Pages fit into their table twice: neither compressed nor moved out.

CREATE TABLE search_register (
	unit_id bigint NOT NULL REFERENCES unit,
	code    bigint NOT NULL,
	name    text COLLATE "C" NOT NULL,
	PRIMARY KEY (unit_id, code),
	UNIQUE (unit_id, name)
);

-- One row for each unit: taken first by everyone who writes the index. tail: rows of search_tail.
CREATE TABLE search_state (
	unit_id bigint NOT NULL PRIMARY KEY REFERENCES unit,
	tail    bigint NOT NULL
);

-- Which record a document is. A document without a row here is dead.
CREATE TABLE search_doc (
	unit_id   bigint NOT NULL,
	doc       bigint NOT NULL,
	register  bigint NOT NULL,
	record_id bigint NOT NULL,
	PRIMARY KEY (unit_id, doc)
);
CREATE UNIQUE INDEX search_doc_record ON search_doc (unit_id, register, record_id);

-- The newest documents, not yet in a segment.
CREATE TABLE search_tail (
	unit_id bigint NOT NULL,
	doc     bigint NOT NULL,
	terms   bytea NOT NULL,
	PRIMARY KEY (unit_id, doc)
);

CREATE TABLE search_segment (
	unit_id   bigint NOT NULL,
	segment   bigint NOT NULL,
	first_doc bigint NOT NULL,
	last_doc  bigint NOT NULL,
	docs      bigint NOT NULL,
	dead      bigint NOT NULL,
	PRIMARY KEY (unit_id, segment)
);

-- Never changed once written.
CREATE TABLE search_page (
	unit_id bigint NOT NULL,
	segment bigint NOT NULL,
	term    bigint NOT NULL,
	part    bigint NOT NULL,
	data    bytea NOT NULL,
	PRIMARY KEY (unit_id, segment, term, part)
);
ALTER TABLE search_page ALTER COLUMN data SET STORAGE PLAIN;

-- A merge under way, at most one for each unit; its pages are written under `segment`, which is not a segment until the end.
CREATE TABLE search_merge (
	unit_id   bigint NOT NULL PRIMARY KEY,
	segment   bigint NOT NULL,
	first_doc bigint NOT NULL,
	last_doc  bigint NOT NULL,
	next_term bigint NOT NULL,
	docs      bigint NOT NULL,
	live      bytea NOT NULL
);

-- Segments whose pages are still to be deleted.
CREATE TABLE search_garbage (
	unit_id bigint NOT NULL,
	segment bigint NOT NULL,
	PRIMARY KEY (unit_id, segment)
);
