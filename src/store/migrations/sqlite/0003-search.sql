-- The full-text index: derived from the records, made again by putting them again. docs/decisions/0003-search.md.

CREATE TABLE search_register (
	unit_id INTEGER NOT NULL REFERENCES unit,
	code    INTEGER NOT NULL,
	name    TEXT NOT NULL,
	PRIMARY KEY (unit_id, code),
	UNIQUE (unit_id, name)
) STRICT;

-- One row for each unit: taken first by everyone who writes the index. tail: rows of search_tail.
CREATE TABLE search_state (
	unit_id INTEGER NOT NULL PRIMARY KEY REFERENCES unit,
	tail    INTEGER NOT NULL
) STRICT;

-- Which record a document is. A document without a row here is dead.
CREATE TABLE search_doc (
	unit_id   INTEGER NOT NULL,
	doc       INTEGER NOT NULL,
	register  INTEGER NOT NULL,
	record_id INTEGER NOT NULL,
	PRIMARY KEY (unit_id, doc)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX search_doc_record ON search_doc (unit_id, register, record_id);

-- The newest documents, not yet in a segment.
CREATE TABLE search_tail (
	unit_id INTEGER NOT NULL,
	doc     INTEGER NOT NULL,
	terms   BLOB NOT NULL,
	PRIMARY KEY (unit_id, doc)
) STRICT;

CREATE TABLE search_segment (
	unit_id   INTEGER NOT NULL,
	segment   INTEGER NOT NULL,
	first_doc INTEGER NOT NULL,
	last_doc  INTEGER NOT NULL,
	docs      INTEGER NOT NULL,
	dead      INTEGER NOT NULL,
	PRIMARY KEY (unit_id, segment)
) STRICT;

-- Never changed once written.
CREATE TABLE search_page (
	unit_id INTEGER NOT NULL,
	segment INTEGER NOT NULL,
	term    INTEGER NOT NULL,
	part    INTEGER NOT NULL,
	data    BLOB NOT NULL,
	PRIMARY KEY (unit_id, segment, term, part)
) STRICT;

-- A merge under way, at most one for each unit; its pages are written under `segment`, which is not a segment until the end.
CREATE TABLE search_merge (
	unit_id   INTEGER NOT NULL PRIMARY KEY,
	segment   INTEGER NOT NULL,
	first_doc INTEGER NOT NULL,
	last_doc  INTEGER NOT NULL,
	next_term INTEGER NOT NULL,
	docs      INTEGER NOT NULL,
	live      BLOB NOT NULL
) STRICT;

-- Segments whose pages are still to be deleted.
CREATE TABLE search_garbage (
	unit_id INTEGER NOT NULL,
	segment INTEGER NOT NULL,
	PRIMARY KEY (unit_id, segment)
) STRICT;
