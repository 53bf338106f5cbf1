-- Working time: each change of the calendar (unit 0: of all units) and of a unit's duty hours, whole, in one sequence of versions. Facts:
-- never changed. A clock keeps the version it was reckoned by, so that a new one moves its deadline exactly.

CREATE TABLE worktime_change (
	unit_id    INTEGER NOT NULL,
	version    INTEGER NOT NULL UNIQUE CHECK (version > 0),
	at         INTEGER NOT NULL,
	changed_by TEXT NOT NULL, -- a login; '' the program itself
	subject    TEXT NOT NULL, -- the year; '' of duty hours
	reason     TEXT NOT NULL,
	text       TEXT NOT NULL, -- the calendar as calendar_write() gives it; or duty hours as duty_parse() reads them
	PRIMARY KEY (unit_id, version)
) STRICT;
INSERT INTO worktime_change (unit_id, version, at, changed_by, subject, reason, text)
	SELECT unit_id, row_number() OVER (ORDER BY unit_id), 0, '', '', '', hours FROM duty_hours;
DROP TABLE duty_hours;
DROP TABLE calendar_lines; -- nothing wrote it
CREATE TRIGGER worktime_change_unchanged BEFORE UPDATE ON worktime_change BEGIN SELECT raise(ABORT, 'worktime_change is append-only'); END;
CREATE TRIGGER worktime_change_kept BEFORE DELETE ON worktime_change BEGIN SELECT raise(ABORT, 'worktime_change is append-only'); END;

ALTER TABLE record_clock ADD COLUMN worktime INTEGER NOT NULL DEFAULT 0; -- the version; 0: before there were any

-- How far the clocks follow: all up to this one (in the order of record_clock's key) are reckoned by `version`; `done`: all of them.
CREATE TABLE worktime_swept (
	id        INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
	version   INTEGER NOT NULL,
	done      INTEGER NOT NULL CHECK (done IN (0, 1)),
	unit_id   INTEGER NOT NULL,
	register  TEXT NOT NULL,
	record_id INTEGER NOT NULL
) STRICT;
INSERT INTO worktime_swept (id, version, done, unit_id, register, record_id) VALUES (1, 0, 1, 0, '', 0);
