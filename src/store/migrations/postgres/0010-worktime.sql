-- Working time: each change of the calendar (unit 0: of all units) and of a unit's duty hours, whole, in one sequence of versions. Facts:
-- never changed. A clock keeps the version it was reckoned by, so that a new one moves its deadline exactly.
-- The PostgreSQL form of the SQLite file with the same number.

CREATE TABLE worktime_change (
	unit_id    bigint NOT NULL,
	version    bigint NOT NULL UNIQUE CHECK (version > 0),
	at         bigint NOT NULL,
	changed_by text COLLATE "C" NOT NULL, -- a login; '' the program itself
	subject    text COLLATE "C" NOT NULL, -- the year; '' of duty hours
	reason     text COLLATE "C" NOT NULL,
	text       text COLLATE "C" NOT NULL, -- the calendar as calendar_write() gives it; or duty hours as duty_parse() reads them
	PRIMARY KEY (unit_id, version)
);
INSERT INTO worktime_change (unit_id, version, at, changed_by, subject, reason, text)
	SELECT unit_id, row_number() OVER (ORDER BY unit_id), 0, '', '', '', hours FROM duty_hours;
DROP TABLE duty_hours;
DROP TABLE calendar_lines; -- nothing wrote it
CREATE TRIGGER worktime_change_unchanged BEFORE UPDATE ON worktime_change FOR EACH ROW EXECUTE FUNCTION append_only();
CREATE TRIGGER worktime_change_kept BEFORE DELETE ON worktime_change FOR EACH ROW EXECUTE FUNCTION append_only();
CREATE TRIGGER worktime_change_not_emptied BEFORE TRUNCATE ON worktime_change FOR EACH STATEMENT EXECUTE FUNCTION append_only();

ALTER TABLE record_clock ADD COLUMN worktime bigint NOT NULL DEFAULT 0; -- the version; 0: before there were any

-- How far the clocks follow: all up to this one (in the order of record_clock's key) are reckoned by `version`; `done`: all of them.
CREATE TABLE worktime_swept (
	id        bigint NOT NULL PRIMARY KEY CHECK (id = 1),
	version   bigint NOT NULL,
	done      bigint NOT NULL CHECK (done IN (0, 1)),
	unit_id   bigint NOT NULL,
	register  text COLLATE "C" NOT NULL,
	record_id bigint NOT NULL
);
INSERT INTO worktime_swept (id, version, done, unit_id, register, record_id) VALUES (1, 0, 1, 0, '', 0);
