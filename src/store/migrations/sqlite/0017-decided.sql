-- A draft on which somebody decided may be discarded too: what was decided, on which rule's doubt, why and by whom stays.

CREATE TABLE discarded_decision (
	unit_id    INTEGER NOT NULL,
	id         INTEGER NOT NULL, -- the decision's
	report_id  INTEGER NOT NULL,
	subject    TEXT NOT NULL,
	key        TEXT NOT NULL,
	code       TEXT NOT NULL, -- of the rule; empty: the doubt was no longer there
	value      TEXT NOT NULL,
	reason     TEXT,
	decided_by TEXT,
	decided_at TEXT NOT NULL,
	PRIMARY KEY (unit_id, id),
	FOREIGN KEY (unit_id, report_id) REFERENCES source_discarded
) STRICT, WITHOUT ROWID;
CREATE INDEX discarded_decision_report ON discarded_decision (unit_id, report_id, id);
CREATE TRIGGER discarded_decision_unchanged BEFORE UPDATE ON discarded_decision
	BEGIN SELECT raise(ABORT, 'discarded_decision is append-only'); END;
CREATE TRIGGER discarded_decision_kept BEFORE DELETE ON discarded_decision
	BEGIN SELECT raise(ABORT, 'discarded_decision is append-only'); END;

DROP TRIGGER source_discarded_judged;
CREATE TRIGGER source_discarded_judged BEFORE INSERT ON source_discarded
	WHEN NOT EXISTS (SELECT 1 FROM source_aside WHERE unit_id = NEW.unit_id AND id = NEW.id)
	BEGIN SELECT raise(ABORT, 'only what was only checked may be discarded'); END;
DROP TRIGGER decision_kept;
CREATE TRIGGER decision_kept BEFORE DELETE ON decision
	WHEN NOT EXISTS (SELECT 1 FROM discarded_decision x WHERE x.unit_id = OLD.unit_id AND x.id = OLD.id
		AND (x.report_id, x.subject, x.key, x.value, x.decided_at) = (OLD.report_id, OLD.subject, OLD.key, OLD.value, OLD.decided_at)
		AND coalesce(x.reason, '') = coalesce(OLD.reason, '') AND coalesce(x.decided_by, '') = coalesce(OLD.decided_by, ''))
	BEGIN SELECT raise(ABORT, 'decision is append-only'); END;
