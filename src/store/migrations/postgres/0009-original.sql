-- The file a text came out of, where the text is not the file itself: what it was, where its parts stand in the text, and its bytes
-- in the store of contents. Facts like source itself.
-- The PostgreSQL form of the SQLite file with the same number.

CREATE TABLE source_file (
	unit_id bigint NOT NULL,
	id      bigint NOT NULL, -- the source's
	name    text COLLATE "C" NOT NULL, -- of archives' members with the way to them: 'a.zip/部门/报告.docx'
	format  text COLLATE "C" NOT NULL,
	charset text COLLATE "C" NOT NULL, -- of formats that are text; '' of others
	sha256  text COLLATE "C" NOT NULL, -- of the file's bytes
	bytes   bigint NOT NULL,
	about   text COLLATE "C" NOT NULL, -- the map back to pages, paragraphs and cells, sheets and notes: src/intake/keep.c
	PRIMARY KEY (unit_id, id),
	FOREIGN KEY (unit_id, id) REFERENCES source
);
CREATE INDEX source_file_content ON source_file (sha256);
CREATE TRIGGER source_file_unchanged BEFORE UPDATE ON source_file FOR EACH ROW EXECUTE FUNCTION append_only();
CREATE TRIGGER source_file_kept BEFORE DELETE ON source_file FOR EACH ROW EXECUTE FUNCTION append_only();
CREATE TRIGGER source_file_not_emptied BEFORE TRUNCATE ON source_file FOR EACH STATEMENT EXECUTE FUNCTION append_only();
