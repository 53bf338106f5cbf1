-- Register definitions and what belongs to them. The tables r_<name> themselves are made from the definitions (src/register).

-- Every text that was ever in force, with who put it there. `shape`: what the table of the register looks like, a line each.
CREATE TABLE register_definition (
	register   TEXT NOT NULL,
	version    INTEGER NOT NULL CHECK (version > 0),
	sha256     TEXT NOT NULL CHECK (length(sha256) = 64),
	content    TEXT NOT NULL,
	shape      TEXT NOT NULL,
	applied_at INTEGER NOT NULL,
	applied_by INTEGER NOT NULL, -- a person's id; 0: the program itself
	PRIMARY KEY (register, version)
) STRICT;
CREATE TRIGGER register_definition_unchanged BEFORE UPDATE ON register_definition
	BEGIN SELECT raise(ABORT, 'register_definition is append-only'); END;
CREATE TRIGGER register_definition_kept BEFORE DELETE ON register_definition
	BEGIN SELECT raise(ABORT, 'register_definition is append-only'); END;

-- Rows of catalogues. unit_id 0: of the definition, for all units; a unit's own row goes before it.
CREATE TABLE catalogue_row (
	unit_id     INTEGER NOT NULL,
	register    TEXT NOT NULL,
	catalogue   TEXT NOT NULL,
	code        TEXT NOT NULL,
	valid_from  TEXT NOT NULL, -- ISO date; empty: ever
	valid_until TEXT NOT NULL, -- ISO date; empty: open
	parent      TEXT NOT NULL,
	label       TEXT NOT NULL,
	data        TEXT NOT NULL, -- JSON: column -> value
	PRIMARY KEY (unit_id, register, catalogue, code, valid_from)
) STRICT, WITHOUT ROWID;

CREATE TABLE duty_hours (
	unit_id INTEGER NOT NULL PRIMARY KEY REFERENCES unit,
	hours   TEXT NOT NULL
) STRICT;

-- What people changed in the calendar, as they wrote it; and the days that differ from "Monday to Friday", made from it.
CREATE TABLE calendar_lines (
	id    INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
	lines TEXT NOT NULL
) STRICT;
CREATE TABLE calendar_day (
	day  TEXT NOT NULL PRIMARY KEY,
	work INTEGER NOT NULL CHECK (work IN (0, 1)) -- 1 only on Saturdays and Sundays, 0 only from Monday to Friday
) STRICT, WITHOUT ROWID;
