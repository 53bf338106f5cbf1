-- Reports that are only to be checked (只核对): their text, findings and decisions are kept, and nothing of them becomes a record. A fact;
-- the row goes when the report is taken into the ledger.

CREATE TABLE source_aside (
	unit_id INTEGER NOT NULL,
	id      INTEGER NOT NULL, -- the source's
	PRIMARY KEY (unit_id, id),
	FOREIGN KEY (unit_id, id) REFERENCES source
) STRICT, WITHOUT ROWID;
