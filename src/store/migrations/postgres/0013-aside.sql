-- Reports that are only to be checked (只核对): their text, findings and decisions are kept, and nothing of them becomes a record. A fact;
-- the row goes when the report is taken into the ledger. The PostgreSQL form of the SQLite file with the same number.

CREATE TABLE source_aside (
	unit_id bigint NOT NULL,
	id      bigint NOT NULL, -- the source's
	PRIMARY KEY (unit_id, id),
	FOREIGN KEY (unit_id, id) REFERENCES source
);
