-- A database of schema version 7 as released: never edited again. Read by tests/contract/test_store.c.
PRAGMA application_id=1112034865;
PRAGMA foreign_keys=OFF;
BEGIN TRANSACTION;
CREATE TABLE schema_history (number INTEGER NOT NULL PRIMARY KEY, name TEXT NOT NULL, sha256 TEXT NOT NULL, applied_at TEXT NOT NULL) STRICT;
INSERT INTO schema_history VALUES(1,'ledger','4879d00ef2bffd9b3963bf7727b72c4b507bdabd1caf9f226263ae22f92f4ea3','2025-01-01T08:00:00+08:00');
INSERT INTO schema_history VALUES(2,'access','451b73adb64bfd27adae3507ac4d2088822a603dd123f742025894d24a122abc','2026-11-27T03:48:10+08:00');
INSERT INTO schema_history VALUES(3,'search','1b67d3e939d3b2de8451b91e10e1faf1a7f816436ef923dbdf6e658e403a74f0','2026-11-27T03:48:10+08:00');
INSERT INTO schema_history VALUES(4,'registers','bb6b1ace9743cbdf8dd89189578f8bf84f7161f43dd06b825c6214bfcedc34e1','2026-11-27T03:48:10+08:00');
INSERT INTO schema_history VALUES(5,'work','b130940c4aa93dcbe2aaefe9db514cae55cc2919bb73d1496735973c954827d1','2026-11-27T03:48:10+08:00');
INSERT INTO schema_history VALUES(6,'records','2ca55fe8acfc43572cda046c350ed40f5aa872d588a3ad4d1b9851ba810a28f1','2026-11-27T03:48:10+08:00');
INSERT INTO schema_history VALUES(7,'upload','835c276a406f8d344cccd9481eab3e78928a84e0652e11987352db2bac07b771','2026-11-27T03:48:10+08:00');
CREATE TABLE unit (
	unit_id INTEGER NOT NULL PRIMARY KEY,
	name    TEXT NOT NULL UNIQUE
, parent_id INTEGER REFERENCES unit, code TEXT, kind TEXT NOT NULL DEFAULT 'unit', path TEXT NOT NULL DEFAULT '', active INTEGER NOT NULL DEFAULT 1 CHECK (active IN (0, 1)), version INTEGER NOT NULL DEFAULT 1) STRICT;
INSERT INTO unit VALUES(1,'本单位',NULL,NULL,'unit','/1/',1,1);
CREATE TABLE series (
	unit_id INTEGER NOT NULL REFERENCES unit,
	name    TEXT NOT NULL,
	last    INTEGER NOT NULL,
	PRIMARY KEY (unit_id, name)
) STRICT, WITHOUT ROWID;
INSERT INTO series VALUES(1,'decision',2);
INSERT INTO series VALUES(1,'item',5);
INSERT INTO series VALUES(1,'round',1);
INSERT INTO series VALUES(1,'source',1);
CREATE TABLE source (
	unit_id     INTEGER NOT NULL REFERENCES unit,
	id          INTEGER NOT NULL,
	sha256      TEXT NOT NULL CHECK (length(sha256) = 64),
	bytes       INTEGER NOT NULL,
	file_name   TEXT NOT NULL,
	imported_at TEXT NOT NULL,
	PRIMARY KEY (unit_id, id),
	UNIQUE (unit_id, sha256)
) STRICT, WITHOUT ROWID;
INSERT INTO source VALUES(1,1,'53d1717b6ce690531131523684d601317a8aafa1ad0a11fdd542991024e95e9b',702,'云岭.txt','2025-01-01T08:00:00+08:00');
CREATE TABLE source_text (
	unit_id INTEGER NOT NULL,
	id      INTEGER NOT NULL,
	content BLOB NOT NULL,
	PRIMARY KEY (unit_id, id),
	FOREIGN KEY (unit_id, id) REFERENCES source
) STRICT;
INSERT INTO source_text VALUES(1,1,X'7469746c6520e4b8ade585b1e4ba91e5b2ade5b882e59f8ee5b882e7aea1e79086e5b180e5859ae7bb84e585b3e4ba8ee5b7a1e5af9fe695b4e694b9e8bf9be5b195e68385e586b5e79a84e9809ae68aa50a756e697420e4ba91e5b2ade5b882e59f8ee5b882e7aea1e79086e5b180e5859ae7bb840a696e73706563746f7220e5b882e5a794e7acace4b889e5b7a1e5af9fe7bb840a666565646261636b20323032342d30352d31300a2320e890bde5ae9ee586b3e7ad96e983a8e7bdb2e696b9e99da20a232320e5ada6e4b9a0e4b88de6b7b1e585a5e79a84e997aee9a2980a2d20e5ada6e4b9a0e8aea1e58892e785a7e68a84e4b88ae5b9b40a2a20e9878de696b0e588b6e8aea2e5ada6e4b9a0e8aea1e588920a3e20e585ade69c88e5b7b2e58db0e58f91e696b0e8aea1e588920a3d20646f6e6520323032342d30362d333020e5b7b2e5ae8ce688900a2d20313030255fe79a84e58da0e98193e68a95e8af89e6b2a1e69c89e59b9ee99fb30a2a20e98090e4bbb6e59b9ee8aebf0a3d206c6f6e675f7465726d20323032342d30372d313520e5ae8ce68890e5b9b6e995bfe69c9fe59d9ae68c810a2320e5b9b2e983a8e9989fe4bc8de696b9e99da20a232320e58fb0e8b4a6e4b88de585a8e79a84e997aee9a2980a6e65773a2d20e696b0e79c8be587bae69da5e79a84e4b880e69da10a2d20e8bda6e8be86e58fb0e8b4a6e7bcbae58d81e4ba8ce8be860a2a20e98090e8bda6e6a0b8e5afb90a3d20696e5f70726f677265737320323032342d30382d303120e6ada3e59ca8e68ea8e8bf9b0a232320e580bce78fade884b1e5b297e79a84e997aee9a2980a6f6c643a2d20e5a49ce78fade4b8a4e6aca1e697a0e4babae68ea5e590ac0a2a20e5ae8ce59684e580bce78fade588b6e5baa60a2120e88081e697a7e6b3b5e7ab99e694b9e980a00a2d20e8b584e98791e6b2a1e69c89e79d80e890bd0a');
CREATE TABLE round (
	unit_id          INTEGER NOT NULL REFERENCES unit,
	id               INTEGER NOT NULL,
	unit_name        TEXT,
	inspector        TEXT,
	feedback_date    TEXT,
	round_kind       TEXT,
	inspection_start TEXT,
	inspection_end   TEXT,
	PRIMARY KEY (unit_id, id)
) STRICT, WITHOUT ROWID;
INSERT INTO round VALUES(1,1,'云岭市城市管理局党组','市委第三巡察组','2024-05-10','巡察',NULL,NULL);
CREATE TABLE report (
	unit_id          INTEGER NOT NULL,
	id               INTEGER NOT NULL,
	round_id         INTEGER,
	analyser         INTEGER NOT NULL,
	digest           TEXT NOT NULL, -- of everything derived: tells whether a rebuild changed something
	title            TEXT,
	unit_name        TEXT,
	inspector        TEXT,
	round_kind       TEXT,
	inspection_start TEXT,
	inspection_end   TEXT,
	feedback_date    TEXT,
	signed_date      TEXT,
	published_date   TEXT,
	copies           INTEGER NOT NULL,
	aspects          INTEGER NOT NULL,
	problems         INTEGER NOT NULL,
	items            INTEGER NOT NULL,
	measures         INTEGER NOT NULL,
	done             INTEGER NOT NULL DEFAULT 0, -- items by their status, kept exact
	long_term        INTEGER NOT NULL DEFAULT 0,
	in_progress      INTEGER NOT NULL DEFAULT 0,
	partial          INTEGER NOT NULL DEFAULT 0,
	PRIMARY KEY (unit_id, id),
	FOREIGN KEY (unit_id, id) REFERENCES source,
	FOREIGN KEY (unit_id, round_id) REFERENCES round
) STRICT;
INSERT INTO report VALUES(1,1,1,1,'caccf17094bebb05ce8f293be37edb5670ffe1a642def87b992fc5edde7de5f5','中共云岭市城市管理局党组关于巡察整改进展情况的通报','云岭市城市管理局党组','市委第三巡察组','巡察',NULL,NULL,'2024-05-10',NULL,NULL,1,2,4,5,4,0,1,1,1);
CREATE TABLE aspect (
	unit_id    INTEGER NOT NULL,
	report_id  INTEGER NOT NULL,
	pos        INTEGER NOT NULL, -- from 1, in reading order
	no         TEXT,
	title      TEXT,
	span_start INTEGER NOT NULL,
	span_end   INTEGER NOT NULL,
	PRIMARY KEY (unit_id, report_id, pos),
	FOREIGN KEY (unit_id, report_id) REFERENCES report
) STRICT;
INSERT INTO aspect VALUES(1,1,1,NULL,'落实决策部署方面',170,428);
INSERT INTO aspect VALUES(1,1,2,NULL,'干部队伍方面',429,659);
CREATE TABLE problem (
	unit_id    INTEGER NOT NULL,
	report_id  INTEGER NOT NULL,
	pos        INTEGER NOT NULL,
	aspect_pos INTEGER, -- NULL: under no aspect
	key        TEXT NOT NULL,
	kind       TEXT NOT NULL CHECK (kind IN ('regular', 'pending', 'named', 'immediate')),
	no         TEXT,
	title      TEXT,
	span_start INTEGER NOT NULL,
	span_end   INTEGER NOT NULL,
	PRIMARY KEY (unit_id, report_id, pos),
	UNIQUE (unit_id, report_id, key),
	FOREIGN KEY (unit_id, report_id) REFERENCES report
) STRICT;
INSERT INTO problem VALUES(1,1,1,1,'1.1','regular',NULL,'学习不深入的问题',197,428);
INSERT INTO problem VALUES(1,1,2,2,'2.1','regular',NULL,'台账不全的问题',450,582);
INSERT INTO problem VALUES(1,1,3,2,'2.2','regular',NULL,'值班脱岗的问题',583,659);
INSERT INTO problem VALUES(1,1,4,NULL,'p.1','pending',NULL,'老旧泵站改造',660,701);
CREATE TABLE item (
	unit_id      INTEGER NOT NULL,
	report_id    INTEGER NOT NULL,
	pos          INTEGER NOT NULL,
	id           INTEGER NOT NULL, -- kept over rebuilds as long as it is the same place of the text
	problem_pos  INTEGER NOT NULL,
	key          TEXT NOT NULL,
	status       TEXT NOT NULL CHECK (status IN ('done', 'long_term', 'in_progress', 'partial', 'none')),
	text_status  TEXT NOT NULL CHECK (text_status IN ('done', 'long_term', 'in_progress', 'partial', 'none')),
	no           TEXT,
	finding      TEXT NOT NULL,
	grouping     TEXT,
	depts        TEXT,
	due          TEXT,
	result       TEXT,
	result_date  TEXT,
	result_start INTEGER,
	result_end   INTEGER,
	span_start   INTEGER NOT NULL,
	span_end     INTEGER NOT NULL,
	head_start   INTEGER NOT NULL,
	head_end     INTEGER NOT NULL,
	measures     INTEGER NOT NULL,
	progress     INTEGER NOT NULL,
	PRIMARY KEY (unit_id, report_id, pos),
	UNIQUE (unit_id, id),
	UNIQUE (unit_id, report_id, key),
	FOREIGN KEY (unit_id, report_id) REFERENCES report
) STRICT;
INSERT INTO item VALUES(1,1,1,1,1,'1.1.1','partial','done',NULL,'学习计划照抄上年',NULL,NULL,NULL,'done 2024-06-30 已完成','2024-06-30',306,333,225,333,227,251,1,1);
INSERT INTO item VALUES(1,1,2,2,1,'1.1.2','long_term','long_term',NULL,'100%_的占道投诉没有回音',NULL,NULL,NULL,'long_term 2024-07-15 完成并长期坚持','2024-07-15',384,428,334,428,336,368,1,0);
INSERT INTO item VALUES(1,1,3,3,2,'2.1.1','in_progress','in_progress',NULL,'车辆台账缺十二辆',NULL,NULL,NULL,'in_progress 2024-08-01 正在推进','2024-08-01',545,582,503,582,505,529,1,0);
INSERT INTO item VALUES(1,1,4,4,3,'2.2.1','none','none',NULL,'夜班两次无人接听',NULL,NULL,NULL,NULL,NULL,NULL,NULL,612,659,614,638,1,0);
INSERT INTO item VALUES(1,1,5,5,4,'p.1.1','none','none',NULL,'资金没有着落',NULL,NULL,NULL,NULL,NULL,NULL,NULL,681,701,683,701,0,0);
CREATE TABLE measure (
	unit_id     INTEGER NOT NULL,
	report_id   INTEGER NOT NULL,
	pos         INTEGER NOT NULL,
	problem_pos INTEGER NOT NULL,
	item_pos    INTEGER, -- NULL: of the problem as a whole
	marker      TEXT,
	heading     TEXT,
	text        TEXT NOT NULL,
	depts       TEXT,
	due         TEXT,
	span_start  INTEGER NOT NULL,
	span_end    INTEGER NOT NULL,
	PRIMARY KEY (unit_id, report_id, pos),
	FOREIGN KEY (unit_id, report_id) REFERENCES report
) STRICT;
INSERT INTO measure VALUES(1,1,1,1,1,NULL,'重新制订学习计划','重新制订学习计划',NULL,NULL,252,278);
INSERT INTO measure VALUES(1,1,2,1,2,NULL,'逐件回访','逐件回访',NULL,NULL,369,383);
INSERT INTO measure VALUES(1,1,3,2,3,NULL,'逐车核对','逐车核对',NULL,NULL,530,544);
INSERT INTO measure VALUES(1,1,4,3,4,NULL,'完善值班制度','完善值班制度',NULL,NULL,639,659);
CREATE TABLE progress (
	unit_id     INTEGER NOT NULL,
	report_id   INTEGER NOT NULL,
	pos         INTEGER NOT NULL,
	problem_pos INTEGER NOT NULL,
	item_pos    INTEGER,
	marker      TEXT,
	heading     TEXT,
	text        TEXT NOT NULL,
	span_start  INTEGER NOT NULL,
	span_end    INTEGER NOT NULL,
	PRIMARY KEY (unit_id, report_id, pos),
	FOREIGN KEY (unit_id, report_id) REFERENCES report
) STRICT;
INSERT INTO progress VALUES(1,1,1,1,1,NULL,'六月已印发新计划','六月已印发新计划',279,305);
CREATE TABLE decision (
	unit_id      INTEGER NOT NULL,
	id           INTEGER NOT NULL,
	report_id    INTEGER NOT NULL,
	subject      TEXT NOT NULL CHECK (subject IN ('finding', 'item')),
	key          TEXT NOT NULL,
	value        TEXT NOT NULL,
	reason       TEXT,
	decided_by   TEXT,
	decided_at   TEXT NOT NULL,
	anchor_start INTEGER,
	anchor_end   INTEGER,
	PRIMARY KEY (unit_id, id),
	FOREIGN KEY (unit_id, report_id) REFERENCES source,
	CHECK ((subject = 'item') = (anchor_start IS NOT NULL AND anchor_end IS NOT NULL))
) STRICT;
INSERT INTO decision VALUES(1,1,1,'item','1.1.1','partial','现场看过','张敏','2025-01-01T08:00:00+08:00',227,251);
INSERT INTO decision VALUES(1,2,1,'finding','0123456789abcdef','dismissed','累计数',NULL,'2025-01-01T08:00:00+08:00',NULL,NULL);
CREATE TABLE decision_item (
	unit_id     INTEGER NOT NULL,
	report_id   INTEGER NOT NULL,
	decision_id INTEGER NOT NULL,
	item_id     INTEGER NOT NULL,
	PRIMARY KEY (unit_id, report_id, decision_id),
	FOREIGN KEY (unit_id, decision_id) REFERENCES decision
) STRICT, WITHOUT ROWID;
INSERT INTO decision_item VALUES(1,1,1,1);
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
CREATE TABLE setting (
	unit_id    INTEGER NOT NULL REFERENCES unit,
	name       TEXT NOT NULL,
	value      TEXT NOT NULL,
	changed_by TEXT NOT NULL,
	changed_at INTEGER NOT NULL,
	version    INTEGER NOT NULL DEFAULT 1,
	PRIMARY KEY (unit_id, name)
) STRICT, WITHOUT ROWID;
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
CREATE TABLE access_state (
	unit_id INTEGER NOT NULL PRIMARY KEY,
	stamp   INTEGER NOT NULL
) STRICT;
INSERT INTO access_state VALUES(1,0);
CREATE TABLE search_register (
	unit_id INTEGER NOT NULL REFERENCES unit,
	code    INTEGER NOT NULL,
	name    TEXT NOT NULL,
	PRIMARY KEY (unit_id, code),
	UNIQUE (unit_id, name)
) STRICT;
CREATE TABLE search_state (
	unit_id INTEGER NOT NULL PRIMARY KEY REFERENCES unit,
	tail    INTEGER NOT NULL
) STRICT;
CREATE TABLE search_doc (
	unit_id   INTEGER NOT NULL,
	doc       INTEGER NOT NULL,
	register  INTEGER NOT NULL,
	record_id INTEGER NOT NULL,
	PRIMARY KEY (unit_id, doc)
) STRICT, WITHOUT ROWID;
CREATE TABLE search_tail (
	unit_id INTEGER NOT NULL,
	doc     INTEGER NOT NULL,
	terms   BLOB NOT NULL,
	PRIMARY KEY (unit_id, doc)
) STRICT;
CREATE TABLE search_segment (
	unit_id   INTEGER NOT NULL,
	segment   INTEGER NOT NULL,
	first_doc INTEGER NOT NULL,
	last_doc  INTEGER NOT NULL,
	docs      INTEGER NOT NULL,
	dead      INTEGER NOT NULL,
	PRIMARY KEY (unit_id, segment)
) STRICT;
CREATE TABLE search_page (
	unit_id INTEGER NOT NULL,
	segment INTEGER NOT NULL,
	term    INTEGER NOT NULL,
	part    INTEGER NOT NULL,
	data    BLOB NOT NULL,
	PRIMARY KEY (unit_id, segment, term, part)
) STRICT;
CREATE TABLE search_merge (
	unit_id   INTEGER NOT NULL PRIMARY KEY,
	segment   INTEGER NOT NULL,
	first_doc INTEGER NOT NULL,
	last_doc  INTEGER NOT NULL,
	next_term INTEGER NOT NULL,
	docs      INTEGER NOT NULL,
	live      BLOB NOT NULL
) STRICT;
CREATE TABLE search_garbage (
	unit_id INTEGER NOT NULL,
	segment INTEGER NOT NULL,
	PRIMARY KEY (unit_id, segment)
) STRICT;
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
CREATE TABLE calendar_lines (
	id    INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
	lines TEXT NOT NULL
) STRICT;
CREATE TABLE calendar_day (
	day  TEXT NOT NULL PRIMARY KEY,
	work INTEGER NOT NULL CHECK (work IN (0, 1)) -- 1 only on Saturdays and Sundays, 0 only from Monday to Friday
) STRICT, WITHOUT ROWID;
CREATE TABLE work (
	unit_id       INTEGER NOT NULL,
	id            INTEGER NOT NULL,
	kind          TEXT NOT NULL,
	key           TEXT NOT NULL, -- of a kind there is a key once: done, it is not done again
	due_at        INTEGER NOT NULL,
	payload       TEXT NOT NULL,
	claimed_by    TEXT,
	claimed_until INTEGER,
	tries         INTEGER NOT NULL,
	error         TEXT,
	done_at       INTEGER,
	dead_at       INTEGER, -- failed too often; somebody must look
	PRIMARY KEY (unit_id, id),
	UNIQUE (unit_id, kind, key)
) STRICT;
CREATE TABLE event (
	unit_id   INTEGER NOT NULL REFERENCES unit,
	seq       INTEGER NOT NULL CHECK (seq > 0),
	at        INTEGER NOT NULL,
	person_id INTEGER NOT NULL, -- 0: the program itself or the machine's console
	on_behalf INTEGER NOT NULL, -- 0: nobody
	kind      TEXT NOT NULL,
	name      TEXT NOT NULL,    -- of the step, clock ...; or empty
	register  TEXT NOT NULL,
	record_id INTEGER NOT NULL,
	data      TEXT NOT NULL,    -- JSON
	prev      TEXT NOT NULL CHECK (length(prev) = 64),
	hash      TEXT NOT NULL CHECK (length(hash) = 64),
	PRIMARY KEY (unit_id, seq)
) STRICT;
CREATE TABLE event_head (
	unit_id INTEGER NOT NULL PRIMARY KEY REFERENCES unit,
	seq     INTEGER NOT NULL,
	hash    TEXT NOT NULL
) STRICT;
CREATE TABLE tally (
	unit_id       INTEGER NOT NULL REFERENCES unit,
	register      TEXT NOT NULL,
	department_id INTEGER NOT NULL, -- 0: none
	state         TEXT NOT NULL,
	lamp          TEXT NOT NULL,
	n             INTEGER NOT NULL CHECK (n >= 0),
	PRIMARY KEY (unit_id, register, department_id, state, lamp)
) STRICT, WITHOUT ROWID;
CREATE TABLE record_clock (
	unit_id     INTEGER NOT NULL REFERENCES unit,
	register    TEXT NOT NULL,
	record_id   INTEGER NOT NULL,
	name        TEXT NOT NULL,
	state       TEXT NOT NULL CHECK (state IN ('running', 'paused', 'stopped')),
	started_at  INTEGER NOT NULL,
	paused_at   INTEGER NOT NULL, -- 0: it is not
	stopped_at  INTEGER NOT NULL, -- 0: it is not
	due_at      INTEGER NOT NULL,
	warn_at     INTEGER NOT NULL, -- from then on yellow
	next_at     INTEGER,          -- when lamp or ladder want to be looked at; NULL: never
	amount      INTEGER NOT NULL, -- the limit it was started with ...
	limit_unit  INTEGER NOT NULL, -- ... enum clock_unit; -1: a date that was given
	extensions  INTEGER NOT NULL, -- how often it was extended
	rung        INTEGER NOT NULL, -- of the ladder: how many are done
	lamp        TEXT NOT NULL CHECK (lamp IN ('green', 'yellow', 'red')),
	provisional INTEGER NOT NULL CHECK (provisional IN (0, 1)),
	PRIMARY KEY (unit_id, register, record_id, name)
) STRICT, WITHOUT ROWID;
CREATE TABLE evidence (
	unit_id     INTEGER NOT NULL REFERENCES unit,
	id          INTEGER NOT NULL,
	register    TEXT NOT NULL,
	record_id   INTEGER NOT NULL,
	slot        TEXT NOT NULL,    -- the files field
	file_name   TEXT NOT NULL,
	media_type  TEXT NOT NULL,
	bytes       INTEGER NOT NULL,
	sha256      TEXT NOT NULL CHECK (length(sha256) = 64),
	own_date    TEXT,             -- of what it shows
	note        TEXT,
	replaces    INTEGER,          -- the version before
	state       TEXT NOT NULL CHECK (state IN ('pending', 'accepted', 'rejected', 'withdrawn', 'replaced')),
	expires     TEXT,             -- date after which it proves nothing any more
	added_at    INTEGER NOT NULL,
	added_by    INTEGER NOT NULL,
	judged_at   INTEGER,
	judged_by   INTEGER,
	reason      TEXT,
	version     INTEGER NOT NULL,
	PRIMARY KEY (unit_id, id)
) STRICT;
CREATE TABLE watch (
	unit_id   INTEGER NOT NULL REFERENCES unit,
	register  TEXT NOT NULL,
	record_id INTEGER NOT NULL,
	person_id INTEGER NOT NULL,
	PRIMARY KEY (unit_id, register, record_id, person_id)
) STRICT, WITHOUT ROWID;
CREATE TABLE notification (
	unit_id   INTEGER NOT NULL REFERENCES unit,
	id        INTEGER NOT NULL,
	person_id INTEGER NOT NULL,
	at        INTEGER NOT NULL,
	kind      TEXT NOT NULL,
	register  TEXT NOT NULL,
	record_id INTEGER NOT NULL,
	text      TEXT NOT NULL,
	read_at   INTEGER,
	PRIMARY KEY (unit_id, id)
) STRICT;
CREATE TABLE idempotency (
	unit_id   INTEGER NOT NULL REFERENCES unit,
	person_id INTEGER NOT NULL,
	key       TEXT NOT NULL,
	request   TEXT NOT NULL,
	at        INTEGER NOT NULL,
	status    INTEGER NOT NULL,
	body      TEXT NOT NULL,
	PRIMARY KEY (unit_id, person_id, key)
) STRICT;
CREATE TABLE upload (
	unit_id    INTEGER NOT NULL REFERENCES unit,
	token      TEXT NOT NULL CHECK (length(token) = 32),
	person_id  INTEGER NOT NULL,
	register   TEXT NOT NULL,
	record_id  INTEGER NOT NULL,
	slot       TEXT NOT NULL,
	file_name  TEXT NOT NULL,
	bytes      INTEGER NOT NULL,
	sha256     TEXT,
	own_date   TEXT,
	expires    TEXT,
	note       TEXT,
	replaces   INTEGER NOT NULL, -- 0: nothing
	expires_at INTEGER NOT NULL, -- milliseconds since 1970 UTC
	PRIMARY KEY (unit_id, token)
) STRICT, WITHOUT ROWID;
CREATE INDEX round_unit_name ON round (unit_id, unit_name);
CREATE INDEX report_round ON report (unit_id, round_id);
CREATE INDEX item_status ON item (unit_id, status, report_id, pos);
CREATE INDEX decision_report ON decision (unit_id, report_id, subject, key, id);
CREATE TRIGGER source_unchanged BEFORE UPDATE ON source BEGIN SELECT raise(ABORT, 'source is append-only'); END;
CREATE TRIGGER source_kept BEFORE DELETE ON source BEGIN SELECT raise(ABORT, 'source is append-only'); END;
CREATE TRIGGER source_text_unchanged BEFORE UPDATE ON source_text BEGIN SELECT raise(ABORT, 'source_text is append-only'); END;
CREATE TRIGGER source_text_kept BEFORE DELETE ON source_text BEGIN SELECT raise(ABORT, 'source_text is append-only'); END;
CREATE TRIGGER decision_unchanged BEFORE UPDATE ON decision BEGIN SELECT raise(ABORT, 'decision is append-only'); END;
CREATE TRIGGER decision_kept BEFORE DELETE ON decision BEGIN SELECT raise(ABORT, 'decision is append-only'); END;
CREATE INDEX unit_path ON unit (path);
CREATE UNIQUE INDEX unit_code ON unit (code);
CREATE UNIQUE INDEX department_name ON department (unit_id, coalesce(parent_id, 0), name);
CREATE INDEX person_department ON person (unit_id, department_id);
CREATE INDEX role_grant_person ON role_grant (unit_id, person_id);
CREATE INDEX role_grant_role ON role_grant (unit_id, role);
CREATE INDEX delegation_to ON delegation (unit_id, to_person);
CREATE INDEX delegation_from ON delegation (unit_id, from_person);
CREATE INDEX session_person ON session (unit_id, person_id);
CREATE INDEX api_token_person ON api_token (unit_id, person_id);
CREATE INDEX access_event_at ON access_event (unit_id, at);
CREATE INDEX access_event_actor ON access_event (unit_id, actor_id, id);
CREATE TRIGGER access_event_unchanged BEFORE UPDATE ON access_event BEGIN SELECT raise(ABORT, 'access_event is append-only'); END;
CREATE TRIGGER access_event_kept BEFORE DELETE ON access_event BEGIN SELECT raise(ABORT, 'access_event is append-only'); END;
CREATE UNIQUE INDEX search_doc_record ON search_doc (unit_id, register, record_id);
CREATE TRIGGER register_definition_unchanged BEFORE UPDATE ON register_definition
	BEGIN SELECT raise(ABORT, 'register_definition is append-only'); END;
CREATE TRIGGER register_definition_kept BEFORE DELETE ON register_definition
	BEGIN SELECT raise(ABORT, 'register_definition is append-only'); END;
CREATE INDEX work_due ON work (due_at) WHERE done_at IS NULL AND dead_at IS NULL;
CREATE INDEX event_record ON event (unit_id, register, record_id, seq);
CREATE TRIGGER event_unchanged BEFORE UPDATE ON event BEGIN SELECT raise(ABORT, 'event is append-only'); END;
CREATE TRIGGER event_kept BEFORE DELETE ON event BEGIN SELECT raise(ABORT, 'event is append-only'); END;
CREATE INDEX record_clock_next ON record_clock (next_at, unit_id);
CREATE INDEX evidence_record ON evidence (unit_id, register, record_id, slot, id);
CREATE INDEX evidence_content ON evidence (unit_id, sha256);
CREATE INDEX notification_person ON notification (unit_id, person_id, id);
CREATE INDEX notification_unread ON notification (unit_id, person_id, id) WHERE read_at IS NULL;
CREATE INDEX idempotency_at ON idempotency (at);
CREATE INDEX upload_expires ON upload (expires_at);
CREATE INDEX evidence_sha256 ON evidence (sha256);
COMMIT;
