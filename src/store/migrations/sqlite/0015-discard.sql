-- Drafts and others' reports that were only checked may be discarded, with a reason, as long as nobody decided anything on their findings. What
-- was there, who took it away and why is a fact; only with it may the source's rows go. The file in the store of contents goes when no row names it.

CREATE TABLE source_discarded (
	unit_id      INTEGER NOT NULL,
	id           INTEGER NOT NULL, -- the source's; never given again
	sha256       TEXT NOT NULL,    -- of the text
	file_name    TEXT NOT NULL,
	imported_at  TEXT NOT NULL,
	person_id    INTEGER NOT NULL, -- 0: at the console
	reason       TEXT NOT NULL CHECK (reason <> ''),
	discarded_at TEXT NOT NULL,
	PRIMARY KEY (unit_id, id)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER source_discarded_judged BEFORE INSERT ON source_discarded
	WHEN NOT EXISTS (SELECT 1 FROM source_aside WHERE unit_id = NEW.unit_id AND id = NEW.id)
		OR EXISTS (SELECT 1 FROM decision WHERE unit_id = NEW.unit_id AND report_id = NEW.id)
	BEGIN SELECT raise(ABORT, 'only what was checked and not decided on may be discarded'); END;
CREATE TRIGGER source_discarded_unchanged BEFORE UPDATE ON source_discarded BEGIN SELECT raise(ABORT, 'source_discarded is append-only'); END;
CREATE TRIGGER source_discarded_kept BEFORE DELETE ON source_discarded BEGIN SELECT raise(ABORT, 'source_discarded is append-only'); END;

DROP TRIGGER source_kept;
DROP TRIGGER source_text_kept;
DROP TRIGGER source_file_kept;
CREATE TRIGGER source_kept BEFORE DELETE ON source
	WHEN NOT EXISTS (SELECT 1 FROM source_discarded WHERE unit_id = OLD.unit_id AND id = OLD.id)
	BEGIN SELECT raise(ABORT, 'source is append-only'); END;
CREATE TRIGGER source_text_kept BEFORE DELETE ON source_text
	WHEN NOT EXISTS (SELECT 1 FROM source_discarded WHERE unit_id = OLD.unit_id AND id = OLD.id)
	BEGIN SELECT raise(ABORT, 'source_text is append-only'); END;
CREATE TRIGGER source_file_kept BEFORE DELETE ON source_file
	WHEN NOT EXISTS (SELECT 1 FROM source_discarded WHERE unit_id = OLD.unit_id AND id = OLD.id)
	BEGIN SELECT raise(ABORT, 'source_file is append-only'); END;
