-- Drafts and others' reports that were only checked may be discarded, with a reason, as long as nobody decided anything on their findings. What
-- was there, who took it away and why is a fact; only with it may the source's rows go. The file in the store of contents goes when no row names it.
-- The PostgreSQL form of the SQLite file with the same number.

CREATE TABLE source_discarded (
	unit_id      bigint NOT NULL,
	id           bigint NOT NULL, -- the source's; never given again
	sha256       text COLLATE "C" NOT NULL, -- of the text
	file_name    text COLLATE "C" NOT NULL,
	imported_at  text COLLATE "C" NOT NULL,
	person_id    bigint NOT NULL, -- 0: at the console
	reason       text COLLATE "C" NOT NULL CHECK (reason <> ''),
	discarded_at text COLLATE "C" NOT NULL,
	PRIMARY KEY (unit_id, id)
);
CREATE FUNCTION source_discarded_judge() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	IF NOT EXISTS (SELECT 1 FROM source_aside a WHERE a.unit_id = NEW.unit_id AND a.id = NEW.id)
		OR EXISTS (SELECT 1 FROM decision d WHERE d.unit_id = NEW.unit_id AND d.report_id = NEW.id) THEN
		RAISE EXCEPTION 'only what was checked and not decided on may be discarded' USING ERRCODE = 'integrity_constraint_violation';
	END IF;
	RETURN NEW;
END $$;
CREATE TRIGGER source_discarded_judged BEFORE INSERT ON source_discarded FOR EACH ROW EXECUTE FUNCTION source_discarded_judge();
CREATE TRIGGER source_discarded_unchanged BEFORE UPDATE ON source_discarded FOR EACH ROW EXECUTE FUNCTION append_only();
CREATE TRIGGER source_discarded_kept BEFORE DELETE ON source_discarded FOR EACH ROW EXECUTE FUNCTION append_only();
CREATE TRIGGER source_discarded_not_emptied BEFORE TRUNCATE ON source_discarded FOR EACH STATEMENT EXECUTE FUNCTION append_only();

CREATE FUNCTION append_only_unless_discarded() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	IF EXISTS (SELECT 1 FROM source_discarded d WHERE d.unit_id = OLD.unit_id AND d.id = OLD.id) THEN
		RETURN OLD;
	END IF;
	RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END $$;
DROP TRIGGER source_kept ON source;
DROP TRIGGER source_text_kept ON source_text;
DROP TRIGGER source_file_kept ON source_file;
CREATE TRIGGER source_kept BEFORE DELETE ON source FOR EACH ROW EXECUTE FUNCTION append_only_unless_discarded();
CREATE TRIGGER source_text_kept BEFORE DELETE ON source_text FOR EACH ROW EXECUTE FUNCTION append_only_unless_discarded();
CREATE TRIGGER source_file_kept BEFORE DELETE ON source_file FOR EACH ROW EXECUTE FUNCTION append_only_unless_discarded();
