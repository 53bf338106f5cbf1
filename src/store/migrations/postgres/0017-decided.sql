-- A draft on which somebody decided may be discarded too: what was decided, on which rule's doubt, why and by whom stays.
-- The PostgreSQL form of the SQLite file with the same number.

CREATE TABLE discarded_decision (
	unit_id    bigint NOT NULL,
	id         bigint NOT NULL, -- the decision's
	report_id  bigint NOT NULL,
	subject    text COLLATE "C" NOT NULL,
	key        text COLLATE "C" NOT NULL,
	code       text COLLATE "C" NOT NULL, -- of the rule; empty: the doubt was no longer there
	value      text COLLATE "C" NOT NULL,
	reason     text COLLATE "C",
	decided_by text COLLATE "C",
	decided_at text COLLATE "C" NOT NULL,
	PRIMARY KEY (unit_id, id),
	FOREIGN KEY (unit_id, report_id) REFERENCES source_discarded
);
CREATE INDEX discarded_decision_report ON discarded_decision (unit_id, report_id, id);
CREATE TRIGGER discarded_decision_unchanged BEFORE UPDATE ON discarded_decision FOR EACH ROW EXECUTE FUNCTION append_only();
CREATE TRIGGER discarded_decision_kept BEFORE DELETE ON discarded_decision FOR EACH ROW EXECUTE FUNCTION append_only();
CREATE TRIGGER discarded_decision_not_emptied BEFORE TRUNCATE ON discarded_decision FOR EACH STATEMENT EXECUTE FUNCTION append_only();

CREATE OR REPLACE FUNCTION source_discarded_judge() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	IF NOT EXISTS (SELECT 1 FROM source_aside a WHERE a.unit_id = NEW.unit_id AND a.id = NEW.id) THEN
		RAISE EXCEPTION 'only what was only checked may be discarded' USING ERRCODE = 'integrity_constraint_violation';
	END IF;
	RETURN NEW;
END $$;
CREATE FUNCTION decision_judge() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	IF EXISTS (SELECT 1 FROM discarded_decision x WHERE x.unit_id = OLD.unit_id AND x.id = OLD.id
		AND (x.report_id, x.subject, x.key, x.value, x.decided_at) = (OLD.report_id, OLD.subject, OLD.key, OLD.value, OLD.decided_at)
		AND coalesce(x.reason, '') = coalesce(OLD.reason, '') AND coalesce(x.decided_by, '') = coalesce(OLD.decided_by, '')) THEN
		RETURN OLD;
	END IF;
	RAISE EXCEPTION 'decision is append-only' USING ERRCODE = 'integrity_constraint_violation';
END $$;
DROP TRIGGER decision_kept ON decision;
CREATE TRIGGER decision_kept BEFORE DELETE ON decision FOR EACH ROW EXECUTE FUNCTION decision_judge();
