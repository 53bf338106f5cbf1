-- Units as a tree, departments, people, what they may do, how they sign in, and what happened. Times are milliseconds since
-- 1970 UTC; a flag is 0 or 1. A path names all ancestors and the row itself ('/1/5/'): what lies below is one range of an
-- index, hence bytewise comparison ("C") of paths.

ALTER TABLE unit ADD COLUMN parent_id bigint REFERENCES unit;
ALTER TABLE unit ADD COLUMN code text;
ALTER TABLE unit ADD COLUMN kind text NOT NULL DEFAULT 'unit';
ALTER TABLE unit ADD COLUMN path text COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE unit ADD COLUMN active bigint NOT NULL DEFAULT 1 CHECK (active IN (0, 1));
ALTER TABLE unit ADD COLUMN version bigint NOT NULL DEFAULT 1;
UPDATE unit SET path = '/' || unit_id || '/';
CREATE INDEX unit_path ON unit (path);
CREATE UNIQUE INDEX unit_code ON unit (code);

CREATE TABLE department (
	unit_id   bigint NOT NULL REFERENCES unit,
	id        bigint NOT NULL,
	parent_id bigint,
	name      text NOT NULL,
	code      text,
	path      text COLLATE "C" NOT NULL,
	active    bigint NOT NULL DEFAULT 1 CHECK (active IN (0, 1)),
	version   bigint NOT NULL DEFAULT 1,
	PRIMARY KEY (unit_id, id),
	UNIQUE (unit_id, path),
	UNIQUE (unit_id, code),
	FOREIGN KEY (unit_id, parent_id) REFERENCES department
);
CREATE UNIQUE INDEX department_name ON department (unit_id, coalesce(parent_id, 0), name);

CREATE TABLE person (
	unit_id       bigint NOT NULL REFERENCES unit,
	id            bigint NOT NULL,
	login         text NOT NULL,
	login_key     text NOT NULL UNIQUE, -- the login in lower case: one person in all units
	name          text NOT NULL,
	department_id bigint,
	phone         text,
	title         text,
	large_type    bigint NOT NULL DEFAULT 0 CHECK (large_type IN (0, 1)),
	active        bigint NOT NULL DEFAULT 1 CHECK (active IN (0, 1)),
	created_at    bigint NOT NULL,
	created_by    text NOT NULL,
	version       bigint NOT NULL DEFAULT 1,
	PRIMARY KEY (unit_id, id),
	FOREIGN KEY (unit_id, department_id) REFERENCES department
);
CREATE INDEX person_department ON person (unit_id, department_id);

-- How a person proves who he is. A one-time password stands as 'once:' and its hash.
CREATE TABLE secret (
	unit_id      bigint NOT NULL,
	person_id    bigint NOT NULL,
	hash         text NOT NULL,
	changed_at   bigint NOT NULL,
	expires_at   bigint, -- of a one-time password
	must_change  bigint NOT NULL CHECK (must_change IN (0, 1)),
	failed       bigint NOT NULL DEFAULT 0, -- since the last success or lock
	locks        bigint NOT NULL DEFAULT 0, -- in a row: each is longer than the one before
	locked_until bigint NOT NULL DEFAULT 0,
	totp_key     bytea, -- sealed with the key file of the data folder
	totp_on      bigint NOT NULL DEFAULT 0 CHECK (totp_on IN (0, 1)),
	totp_step    bigint NOT NULL DEFAULT 0, -- of the last code accepted: no code counts twice
	PRIMARY KEY (unit_id, person_id),
	FOREIGN KEY (unit_id, person_id) REFERENCES person
);

CREATE TABLE secret_history (
	unit_id    bigint NOT NULL,
	person_id  bigint NOT NULL,
	changed_at bigint NOT NULL,
	hash       text NOT NULL,
	PRIMARY KEY (unit_id, person_id, changed_at),
	FOREIGN KEY (unit_id, person_id) REFERENCES person
);

CREATE TABLE recovery_code (
	unit_id   bigint NOT NULL,
	person_id bigint NOT NULL,
	hash      text NOT NULL,
	used_at   bigint,
	PRIMARY KEY (unit_id, person_id, hash),
	FOREIGN KEY (unit_id, person_id) REFERENCES person
);

-- Taken back, never deleted.
CREATE TABLE role_grant (
	unit_id       bigint NOT NULL,
	id            bigint NOT NULL,
	person_id     bigint NOT NULL,
	role          text NOT NULL,
	department_id bigint, -- NULL: in the whole unit
	valid_from    bigint NOT NULL,
	valid_until   bigint,
	granted_by    text NOT NULL,
	granted_at    bigint NOT NULL,
	revoked_by    text,
	revoked_at    bigint,
	version       bigint NOT NULL DEFAULT 1,
	PRIMARY KEY (unit_id, id),
	FOREIGN KEY (unit_id, person_id) REFERENCES person,
	FOREIGN KEY (unit_id, department_id) REFERENCES department
);
CREATE INDEX role_grant_person ON role_grant (unit_id, person_id);
CREATE INDEX role_grant_role ON role_grant (unit_id, role);

-- to_person acts for from_person in the roles named.
CREATE TABLE delegation (
	unit_id     bigint NOT NULL,
	id          bigint NOT NULL,
	from_person bigint NOT NULL,
	to_person   bigint NOT NULL,
	roles       text NOT NULL, -- separated by blanks
	reason      text NOT NULL,
	valid_from  bigint NOT NULL,
	valid_until bigint NOT NULL,
	created_by  text NOT NULL,
	created_at  bigint NOT NULL,
	revoked_by  text,
	revoked_at  bigint,
	version     bigint NOT NULL DEFAULT 1,
	PRIMARY KEY (unit_id, id),
	CHECK (from_person <> to_person),
	FOREIGN KEY (unit_id, from_person) REFERENCES person,
	FOREIGN KEY (unit_id, to_person) REFERENCES person
);
CREATE INDEX delegation_to ON delegation (unit_id, to_person);
CREATE INDEX delegation_from ON delegation (unit_id, from_person);

-- id is the SHA-256 of the token, which is nowhere.
CREATE TABLE session (
	unit_id       bigint NOT NULL,
	id            text NOT NULL,
	person_id     bigint NOT NULL,
	created_at    bigint NOT NULL,
	seen_at       bigint NOT NULL,
	expires_at    bigint NOT NULL, -- whatever happens; idle time is counted from seen_at
	factor        text NOT NULL CHECK (factor IN ('none', 'pending', 'passed')),
	failed        bigint NOT NULL DEFAULT 0, -- wrong codes
	delegation_id bigint,
	address       text NOT NULL,
	agent         text NOT NULL,
	ended_at      bigint,
	PRIMARY KEY (unit_id, id),
	FOREIGN KEY (unit_id, person_id) REFERENCES person,
	FOREIGN KEY (unit_id, delegation_id) REFERENCES delegation
);
CREATE INDEX session_person ON session (unit_id, person_id);

CREATE TABLE api_token (
	unit_id    bigint NOT NULL,
	id         bigint NOT NULL,
	person_id  bigint NOT NULL,
	name       text NOT NULL,
	hash       text NOT NULL,
	scopes     text NOT NULL, -- separated by blanks
	expires_at bigint NOT NULL,
	created_by text NOT NULL,
	created_at bigint NOT NULL,
	used_at    bigint,
	revoked_by text,
	revoked_at bigint,
	version    bigint NOT NULL DEFAULT 1,
	PRIMARY KEY (unit_id, id),
	UNIQUE (unit_id, hash),
	FOREIGN KEY (unit_id, person_id) REFERENCES person
);
CREATE INDEX api_token_person ON api_token (unit_id, person_id);

-- Rules that administrators set; what is not here has the program's default.
CREATE TABLE setting (
	unit_id    bigint NOT NULL REFERENCES unit,
	name       text NOT NULL,
	value      text NOT NULL,
	changed_by text NOT NULL,
	changed_at bigint NOT NULL,
	version    bigint NOT NULL DEFAULT 1,
	PRIMARY KEY (unit_id, name)
);

-- Who did or tried what. Append only.
CREATE TABLE access_event (
	unit_id      bigint NOT NULL REFERENCES unit,
	id           bigint NOT NULL,
	at           bigint NOT NULL,
	actor_id     bigint, -- a person of this unit; NULL: nobody known, or the machine's console
	actor        text NOT NULL,
	on_behalf_of bigint,
	what         text NOT NULL,
	object       text NOT NULL,
	ok           bigint NOT NULL CHECK (ok IN (0, 1)),
	reason       text NOT NULL,
	address      text NOT NULL,
	request_id   text NOT NULL,
	PRIMARY KEY (unit_id, id)
);
CREATE INDEX access_event_at ON access_event (unit_id, at);
CREATE INDEX access_event_actor ON access_event (unit_id, actor_id, id);

CREATE FUNCTION access_event_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	RAISE EXCEPTION 'access_event is append-only' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER access_event_unchanged BEFORE UPDATE OR DELETE ON access_event
	FOR EACH ROW EXECUTE FUNCTION access_event_refuse();
CREATE TRIGGER access_event_kept BEFORE TRUNCATE ON access_event
	FOR EACH STATEMENT EXECUTE FUNCTION access_event_refuse();

-- Changes with everything that an actor is made of: what a program keeps in memory is good as long as this is the same.
CREATE TABLE access_state (
	unit_id bigint NOT NULL PRIMARY KEY,
	stamp   bigint NOT NULL
);
INSERT INTO access_state (unit_id, stamp) VALUES (1, 0);
