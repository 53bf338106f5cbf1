-- A database of schema version 1 as released: never edited again. Read by tests/contract/test_store.c.
PRAGMA application_id=1112034865;
PRAGMA foreign_keys=OFF;
BEGIN TRANSACTION;
CREATE TABLE schema_history (number INTEGER NOT NULL PRIMARY KEY, name TEXT NOT NULL, sha256 TEXT NOT NULL, applied_at TEXT NOT NULL) STRICT;
INSERT INTO schema_history VALUES(1,'ledger','4879d00ef2bffd9b3963bf7727b72c4b507bdabd1caf9f226263ae22f92f4ea3','2025-01-01T08:00:00+08:00');
CREATE TABLE unit (
	unit_id INTEGER NOT NULL PRIMARY KEY,
	name    TEXT NOT NULL UNIQUE
) STRICT;
INSERT INTO unit VALUES(1,'本单位');
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
COMMIT;
