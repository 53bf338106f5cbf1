-- The PostgreSQL form of the SQLite file with the same number.
-- Register definitions and what belongs to them. The tables r_<name> themselves are made from the definitions (src/register).

-- Every text that was ever in force, with who put it there. `shape`: what the table of the register looks like, a line each.
CREATE TABLE register_definition (
	register   text COLLATE "C" NOT NULL,
	version    bigint NOT NULL CHECK (version > 0),
	sha256     text COLLATE "C" NOT NULL CHECK (length(sha256) = 64),
	content    text COLLATE "C" NOT NULL,
	shape      text COLLATE "C" NOT NULL,
	applied_at bigint NOT NULL,
	applied_by bigint NOT NULL, -- a person's id; 0: the program itself
	PRIMARY KEY (register, version)
);
CREATE TRIGGER register_definition_unchanged BEFORE UPDATE OR DELETE OR TRUNCATE ON register_definition
	FOR EACH STATEMENT EXECUTE FUNCTION append_only();

-- Rows of catalogues. unit_id 0: of the definition, for all units; a unit's own row goes before it.
CREATE TABLE catalogue_row (
	unit_id     bigint NOT NULL,
	register    text COLLATE "C" NOT NULL,
	catalogue   text COLLATE "C" NOT NULL,
	code        text COLLATE "C" NOT NULL,
	valid_from  text COLLATE "C" NOT NULL, -- ISO date; empty: ever
	valid_until text COLLATE "C" NOT NULL, -- ISO date; empty: open
	parent      text COLLATE "C" NOT NULL,
	label       text COLLATE "C" NOT NULL,
	data        text COLLATE "C" NOT NULL, -- JSON: column -> value
	PRIMARY KEY (unit_id, register, catalogue, code, valid_from)
);

CREATE TABLE duty_hours (
	unit_id bigint NOT NULL PRIMARY KEY REFERENCES unit,
	hours   text COLLATE "C" NOT NULL
);

-- What people changed in the calendar, as they wrote it; and the days that differ from "Monday to Friday", made from it.
CREATE TABLE calendar_lines (
	id    bigint NOT NULL PRIMARY KEY CHECK (id = 1),
	lines text COLLATE "C" NOT NULL
);
CREATE TABLE calendar_day (
	day  text COLLATE "C" NOT NULL PRIMARY KEY,
	work bigint NOT NULL CHECK (work IN (0, 1)) -- 1 only on Saturdays and Sundays, 0 only from Monday to Friday
);

-- The functions of expressions; src/store/sqlite_functions.c has the same for SQLite. Dates are ISO texts; NULL gives NULL.

CREATE FUNCTION date_of(ms bigint) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
	AS $$ SELECT to_char(timestamp '1970-01-01 08:00' + ms * interval '1 millisecond', 'YYYY-MM-DD') COLLATE "C" $$;

CREATE FUNCTION days_between(a text, b text) RETURNS bigint LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
	AS $$ SELECT CAST(b::date - a::date AS bigint) $$;

CREATE FUNCTION add_days(d text, n bigint) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
	AS $$ SELECT to_char(d::date + CAST(n AS integer), 'YYYY-MM-DD') COLLATE "C" $$;

CREATE FUNCTION is_workday(d date) RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE STRICT
	AS $$ SELECT coalesce((SELECT work = 1 FROM calendar_day WHERE day = to_char(d, 'YYYY-MM-DD')), extract(isodow FROM d) < 6) $$;

-- Working days in (a, b]; negative when b lies before a.
CREATE FUNCTION workdays_between(a text, b text) RETURNS bigint LANGUAGE sql STABLE PARALLEL SAFE STRICT
	AS $$
	SELECT CASE WHEN b < a THEN -n ELSE n END FROM (
		SELECT (SELECT count(*) FROM generate_series(least(a::date, b::date) + 1, greatest(a::date, b::date), interval '1 day') AS g
				WHERE extract(isodow FROM g) < 6)
			+ coalesce((SELECT CAST(sum(CASE WHEN work = 1 THEN 1 ELSE -1 END) AS bigint) FROM calendar_day
				WHERE day > least(a COLLATE "C", b COLLATE "C") AND day <= greatest(a COLLATE "C", b COLLATE "C")), 0) AS n) AS t
	$$;

CREATE FUNCTION add_workdays(d text, n bigint) RETURNS text LANGUAGE plpgsql STABLE PARALLEL SAFE STRICT
	AS $$
	DECLARE
		day date := d::date;
		left_over bigint := abs(n);
	BEGIN
		IF left_over > 5000 THEN
			RETURN NULL;
		END IF;
		WHILE left_over > 0 LOOP
			day := day + CASE WHEN n < 0 THEN -1 ELSE 1 END;
			IF is_workday(day) THEN
				left_over := left_over - 1;
			END IF;
		END LOOP;
		RETURN to_char(day, 'YYYY-MM-DD') COLLATE "C";
	END $$;

-- How much two texts share, 0 to 100: Dice's coefficient over pairs of characters, of the first 2000.
CREATE FUNCTION text_similarity(a text, b text) RETURNS bigint LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
	AS $$
	WITH x AS (SELECT substr(a, i, 2) COLLATE "C" AS pair, count(*) AS n FROM generate_series(1, least(length(a), 2000) - 1) AS i GROUP BY 1),
		y AS (SELECT substr(b, i, 2) COLLATE "C" AS pair, count(*) AS n FROM generate_series(1, least(length(b), 2000) - 1) AS i GROUP BY 1)
	SELECT CASE WHEN a COLLATE "C" = b THEN 100 WHEN length(a) < 2 OR length(b) < 2 THEN 0
		ELSE coalesce((SELECT CAST(sum(least(x.n, y.n)) AS bigint) FROM x JOIN y ON x.pair = y.pair), 0) * 200
			/ (least(length(a), 2000) + least(length(b), 2000) - 2) END
	$$;
