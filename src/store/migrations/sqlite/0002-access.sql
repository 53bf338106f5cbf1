-- Units as a tree, departments, people, what they may do, how they sign in, and what happened. Times are milliseconds since
-- 1970 UTC; a flag is 0 or 1. A path names all ancestors and the row itself ('/1/5/'): what lies below is one range of an index.

ALTER TABLE unit ADD COLUMN parent_id INTEGER REFERENCES unit;
ALTER TABLE unit ADD COLUMN code TEXT;
ALTER TABLE unit ADD COLUMN kind TEXT NOT NULL DEFAULT 'unit';
ALTER TABLE unit ADD COLUMN path TEXT NOT NULL DEFAULT '';
ALTER TABLE unit ADD COLUMN active INTEGER NOT NULL DEFAULT 1 CHECK (active IN (0, 1));
ALTER TABLE unit ADD COLUMN version INTEGER NOT NULL DEFAULT 1;
UPDATE unit SET path = '/' || unit_id || '/';
CREATE INDEX unit_path ON unit (path);
CREATE UNIQUE INDEX unit_code ON unit (code);

CREATE TABLE department (
	unit_id   INTEGER NOT NULL REFERENCES unit,
	id        INTEGER NOT NULL,
	parent_id INTEGER,
	name      TEXT NOT NULL,
	code      TEXT,
	path      TEXT NOT NULL,
	active    INTEGER NOT NULL DEFAULT 1 CHECK (active IN (0, 1)),
	version   INTEGER NOT NULL DEFAULT 1,
	PRIMARY KEY (unit_id, id),
	UNIQUE (unit_id, path),
	UNIQUE (unit_id, code),
	FOREIGN KEY (unit_id, parent_id) REFERENCES department
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX department_name ON department (unit_id, coalesce(parent_id, 0), name);

CREATE TABLE person (
	unit_id       INTEGER NOT NULL REFERENCES unit,
	id            INTEGER NOT NULL,
	login         TEXT NOT NULL,
	login_key     TEXT NOT NULL UNIQUE, -- the login in lower case: one person in all units
	name          TEXT NOT NULL,
	department_id INTEGER,
	phone         TEXT,
	title         TEXT,
	large_type    INTEGER NOT NULL DEFAULT 0 CHECK (large_type IN (0, 1)),
	active        INTEGER NOT NULL DEFAULT 1 CHECK (active IN (0, 1)),
	created_at    INTEGER NOT NULL,
	created_by    TEXT NOT NULL,
	version       INTEGER NOT NULL DEFAULT 1,
	PRIMARY KEY (unit_id, id),
	FOREIGN KEY (unit_id, department_id) REFERENCES department
) STRICT, WITHOUT ROWID;
CREATE INDEX person_department ON person (unit_id, department_id);

-- How a person proves who he is. A one-time password stands as 'once:' and its hash.
CREATE TABLE secret (
	unit_id      INTEGER NOT NULL,
	person_id    INTEGER NOT NULL,
	hash         TEXT NOT NULL,
	changed_at   INTEGER NOT NULL,
	expires_at   INTEGER, -- of a one-time password
	must_change  INTEGER NOT NULL CHECK (must_change IN (0, 1)),
	failed       INTEGER NOT NULL DEFAULT 0, -- since the last success or lock
	locks        INTEGER NOT NULL DEFAULT 0, -- in a row: each is longer than the one before
	locked_until INTEGER NOT NULL DEFAULT 0,
	totp_key     BLOB, -- sealed with the key file of the data folder
	totp_on      INTEGER NOT NULL DEFAULT 0 CHECK (totp_on IN (0, 1)),
	totp_step    INTEGER NOT NULL DEFAULT 0, -- of the last code accepted: no code counts twice
	PRIMARY KEY (unit_id, person_id),
	FOREIGN KEY (unit_id, person_id) REFERENCES person
) STRICT, WITHOUT ROWID;

CREATE TABLE secret_history (
	unit_id    INTEGER NOT NULL,
	person_id  INTEGER NOT NULL,
	changed_at INTEGER NOT NULL,
	hash       TEXT NOT NULL,
	PRIMARY KEY (unit_id, person_id, changed_at),
	FOREIGN KEY (unit_id, person_id) REFERENCES person
) STRICT, WITHOUT ROWID;

CREATE TABLE recovery_code (
	unit_id   INTEGER NOT NULL,
	person_id INTEGER NOT NULL,
	hash      TEXT NOT NULL,
	used_at   INTEGER,
	PRIMARY KEY (unit_id, person_id, hash),
	FOREIGN KEY (unit_id, person_id) REFERENCES person
) STRICT, WITHOUT ROWID;

-- Taken back, never deleted.
CREATE TABLE role_grant (
	unit_id       INTEGER NOT NULL,
	id            INTEGER NOT NULL,
	person_id     INTEGER NOT NULL,
	role          TEXT NOT NULL,
	department_id INTEGER, -- NULL: in the whole unit
	valid_from    INTEGER NOT NULL,
	valid_until   INTEGER,
	granted_by    TEXT NOT NULL,
	granted_at    INTEGER NOT NULL,
	revoked_by    TEXT,
	revoked_at    INTEGER,
	version       INTEGER NOT NULL DEFAULT 1,
	PRIMARY KEY (unit_id, id),
	FOREIGN KEY (unit_id, person_id) REFERENCES person,
	FOREIGN KEY (unit_id, department_id) REFERENCES department
) STRICT, WITHOUT ROWID;
CREATE INDEX role_grant_person ON role_grant (unit_id, person_id);
CREATE INDEX role_grant_role ON role_grant (unit_id, role);

-- to_person acts for from_person in the roles named.
CREATE TABLE delegation (
	unit_id     INTEGER NOT NULL,
	id          INTEGER NOT NULL,
	from_person INTEGER NOT NULL,
	to_person   INTEGER NOT NULL,
	roles       TEXT NOT NULL, -- separated by blanks
	reason      TEXT NOT NULL,
	valid_from  INTEGER NOT NULL,
	valid_until INTEGER NOT NULL,
	created_by  TEXT NOT NULL,
	created_at  INTEGER NOT NULL,
	revoked_by  TEXT,
	revoked_at  INTEGER,
	version     INTEGER NOT NULL DEFAULT 1,
	PRIMARY KEY (unit_id, id),
	CHECK (from_person <> to_person),
	FOREIGN KEY (unit_id, from_person) REFERENCES person,
	FOREIGN KEY (unit_id, to_person) REFERENCES person
) STRICT, WITHOUT ROWID;
CREATE INDEX delegation_to ON delegation (unit_id, to_person);
CREATE INDEX delegation_from ON delegation (unit_id, from_person);

-- id is the SHA-256 of the token, which is nowhere.
CREATE TABLE session (
	unit_id       INTEGER NOT NULL,
	id            TEXT NOT NULL,
	person_id     INTEGER NOT NULL,
	created_at    INTEGER NOT NULL,
	seen_at       INTEGER NOT NULL,
	expires_at    INTEGER NOT NULL, -- whatever happens; idle time is counted from seen_at
	factor        TEXT NOT NULL CHECK (factor IN ('none', 'pending', 'passed')),
	failed        INTEGER NOT NULL DEFAULT 0, -- wrong codes
	delegation_id INTEGER,
	address       TEXT NOT NULL,
	agent         TEXT NOT NULL,
	ended_at      INTEGER,
	PRIMARY KEY (unit_id, id),
	FOREIGN KEY (unit_id, person_id) REFERENCES person,
	FOREIGN KEY (unit_id, delegation_id) REFERENCES delegation
) STRICT, WITHOUT ROWID;
CREATE INDEX session_person ON session (unit_id, person_id);

CREATE TABLE api_token (
	unit_id    INTEGER NOT NULL,
	id         INTEGER NOT NULL,
	person_id  INTEGER NOT NULL,
	name       TEXT NOT NULL,
	hash       TEXT NOT NULL,
	scopes     TEXT NOT NULL, -- separated by blanks
	expires_at INTEGER NOT NULL,
	created_by TEXT NOT NULL,
	created_at INTEGER NOT NULL,
	used_at    INTEGER,
	revoked_by TEXT,
	revoked_at INTEGER,
	version    INTEGER NOT NULL DEFAULT 1,
	PRIMARY KEY (unit_id, id),
	UNIQUE (unit_id, hash),
	FOREIGN KEY (unit_id, person_id) REFERENCES person
) STRICT, WITHOUT ROWID;
CREATE INDEX api_token_person ON api_token (unit_id, person_id);

-- Rules that administrators set; what is not here has the program's default.
CREATE TABLE setting (
	unit_id    INTEGER NOT NULL REFERENCES unit,
	name       TEXT NOT NULL,
	value      TEXT NOT NULL,
	changed_by TEXT NOT NULL,
	changed_at INTEGER NOT NULL,
	version    INTEGER NOT NULL DEFAULT 1,
	PRIMARY KEY (unit_id, name)
) STRICT, WITHOUT ROWID;

-- Who did or tried what. Append only.
CREATE TABLE access_event (
	unit_id      INTEGER NOT NULL REFERENCES unit,
	id           INTEGER NOT NULL,
	at           INTEGER NOT NULL,
	actor_id     INTEGER, -- a person of this unit; NULL: nobody known, or the machine's console
	actor        TEXT NOT NULL,
	on_behalf_of INTEGER,
	what         TEXT NOT NULL,
	object       TEXT NOT NULL,
	ok           INTEGER NOT NULL CHECK (ok IN (0, 1)),
	reason       TEXT NOT NULL,
	address      TEXT NOT NULL,
	request_id   TEXT NOT NULL,
	PRIMARY KEY (unit_id, id)
) STRICT;
CREATE INDEX access_event_at ON access_event (unit_id, at);
CREATE INDEX access_event_actor ON access_event (unit_id, actor_id, id);

CREATE TRIGGER access_event_unchanged BEFORE UPDATE ON access_event BEGIN SELECT raise(ABORT, 'access_event is append-only'); END;
CREATE TRIGGER access_event_kept BEFORE DELETE ON access_event BEGIN SELECT raise(ABORT, 'access_event is append-only'); END;

-- Changes with everything that an actor is made of: what a program keeps in memory is good as long as this is the same.
CREATE TABLE access_state (
	unit_id INTEGER NOT NULL PRIMARY KEY,
	stamp   INTEGER NOT NULL
) STRICT;
INSERT INTO access_state (unit_id, stamp) VALUES (1, 0);
