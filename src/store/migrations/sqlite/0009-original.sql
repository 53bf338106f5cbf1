-- The file a text came out of, where the text is not the file itself: what it was, where its parts stand in the text, and its bytes
-- in the store of contents. Facts like source itself.

CREATE TABLE source_file (
	unit_id INTEGER NOT NULL,
	id      INTEGER NOT NULL, -- the source's
	name    TEXT NOT NULL,    -- of archives' members with the way to them: 'a.zip/部门/报告.docx'
	format  TEXT NOT NULL,
	charset TEXT NOT NULL, -- of formats that are text; '' of others
	sha256  TEXT NOT NULL, -- of the file's bytes
	bytes   INTEGER NOT NULL,
	about   TEXT NOT NULL, -- the map back to pages, paragraphs and cells, sheets and notes: src/intake/keep.c
	PRIMARY KEY (unit_id, id),
	FOREIGN KEY (unit_id, id) REFERENCES source
) STRICT;
CREATE INDEX source_file_content ON source_file (sha256);
CREATE TRIGGER source_file_unchanged BEFORE UPDATE ON source_file BEGIN SELECT raise(ABORT, 'source_file is append-only'); END;
CREATE TRIGGER source_file_kept BEFORE DELETE ON source_file BEGIN SELECT raise(ABORT, 'source_file is append-only'); END;
