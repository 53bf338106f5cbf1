-- What was kept as long as its register says may be destroyed (销毁): listed by one person, approved by another. The list stays for ever; of the
-- record nothing does but its line in it and the events' frames: who did what kind of thing when, and the hashes. docs/audit.md.

CREATE TABLE disposal (
	unit_id     INTEGER NOT NULL REFERENCES unit,
	id          INTEGER NOT NULL,
	register    TEXT NOT NULL,
	state       TEXT NOT NULL CHECK (state IN ('proposed', 'approved', 'refused')),
	years       INTEGER NOT NULL CHECK (years > 0), -- what the register said of keeping
	reason      TEXT NOT NULL CHECK (reason <> ''),
	proposed_at INTEGER NOT NULL,
	proposed_by INTEGER NOT NULL,
	proposed_for INTEGER NOT NULL, -- whom he acted for; 0: nobody
	opinion     TEXT,
	decided_at  INTEGER,
	decided_by  INTEGER,
	PRIMARY KEY (unit_id, id),
	CHECK (state <> 'approved' OR (decided_at IS NOT NULL AND decided_by <> proposed_by))
) STRICT, WITHOUT ROWID;
CREATE TABLE disposal_record (
	unit_id      INTEGER NOT NULL,
	disposal_id  INTEGER NOT NULL,
	register     TEXT NOT NULL,
	record_id    INTEGER NOT NULL,
	no           TEXT NOT NULL,
	title        TEXT NOT NULL, -- empty: it is personal data
	state        TEXT NOT NULL, -- of the record; empty: it had been removed
	created_at   INTEGER NOT NULL,
	closed_at    INTEGER NOT NULL,
	destroyed_at INTEGER,
	files        INTEGER,
	events       INTEGER,
	hash         TEXT,          -- over the frames and hashes of its events
	PRIMARY KEY (unit_id, disposal_id, record_id),
	FOREIGN KEY (unit_id, disposal_id) REFERENCES disposal
) STRICT, WITHOUT ROWID;
CREATE INDEX disposal_record_is ON disposal_record (unit_id, register, record_id);
CREATE UNIQUE INDEX disposal_record_once ON disposal_record (unit_id, register, record_id) WHERE destroyed_at IS NOT NULL;
CREATE TRIGGER disposal_decided BEFORE UPDATE ON disposal
	WHEN OLD.state <> 'proposed' BEGIN SELECT raise(ABORT, 'disposal is decided'); END;
CREATE TRIGGER disposal_kept BEFORE DELETE ON disposal BEGIN SELECT raise(ABORT, 'disposal is kept'); END;
CREATE TRIGGER disposal_record_destroyed BEFORE UPDATE ON disposal_record
	WHEN OLD.destroyed_at IS NOT NULL BEGIN SELECT raise(ABORT, 'disposal_record is destroyed'); END;
CREATE TRIGGER disposal_record_kept BEFORE DELETE ON disposal_record BEGIN SELECT raise(ABORT, 'disposal_record is kept'); END;

-- Records that nobody may destroy for now (冻结): a suit, an audit, an inspection. Taken back is deleted; both are events.
CREATE TABLE record_hold (
	unit_id   INTEGER NOT NULL REFERENCES unit,
	register  TEXT NOT NULL,
	record_id INTEGER NOT NULL,
	reason    TEXT NOT NULL CHECK (reason <> ''),
	held_at   INTEGER NOT NULL,
	held_by   INTEGER NOT NULL,
	PRIMARY KEY (unit_id, register, record_id)
) STRICT, WITHOUT ROWID;

-- Of the events of a destroyed record the content may go, nothing else.
DROP TRIGGER event_unchanged;
CREATE TRIGGER event_unchanged BEFORE UPDATE ON event
	WHEN NEW.data <> '' OR OLD.kind = 'destroy'
		OR (NEW.unit_id, NEW.seq, NEW.at, NEW.person_id, NEW.on_behalf, NEW.kind, NEW.name, NEW.register, NEW.record_id, NEW.prev, NEW.hash)
			<> (OLD.unit_id, OLD.seq, OLD.at, OLD.person_id, OLD.on_behalf, OLD.kind, OLD.name, OLD.register, OLD.record_id, OLD.prev, OLD.hash)
		OR NOT EXISTS (SELECT 1 FROM disposal_record d WHERE d.unit_id = OLD.unit_id AND d.register = OLD.register
			AND d.record_id = OLD.record_id AND d.destroyed_at IS NOT NULL)
	BEGIN SELECT raise(ABORT, 'event is append-only'); END;
