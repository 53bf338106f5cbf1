-- By what a text is known again in another format: a digest of its letters and digits alone, and the least hashes of its runs of eight
-- of them in 32 classes (src/ledger/alike.c). Derived from the text: made at import, and for older texts by a rebuild.
-- The PostgreSQL form of the SQLite file with the same number.

CREATE TABLE source_alike (
	unit_id bigint NOT NULL,
	id      bigint NOT NULL, -- the source's
	digest  text COLLATE "C" NOT NULL,
	PRIMARY KEY (unit_id, id),
	FOREIGN KEY (unit_id, id) REFERENCES source
);
CREATE INDEX source_alike_digest ON source_alike (unit_id, digest);

CREATE TABLE source_print (
	unit_id bigint NOT NULL,
	value   bigint NOT NULL,
	id      bigint NOT NULL, -- the source's
	PRIMARY KEY (unit_id, value, id),
	FOREIGN KEY (unit_id, id) REFERENCES source
);

-- What the user says of the columns of the ledgers in a text ('C=问题,E=措施'), where it was not as recognised. A fact; the last word counts.

CREATE TABLE source_columns (
	unit_id bigint NOT NULL,
	id      bigint NOT NULL, -- the source's
	columns text COLLATE "C" NOT NULL,
	PRIMARY KEY (unit_id, id),
	FOREIGN KEY (unit_id, id) REFERENCES source
);
