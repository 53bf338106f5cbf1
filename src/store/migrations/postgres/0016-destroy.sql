-- What was kept as long as its register says may be destroyed (销毁): listed by one person, approved by another. The list stays for ever; of the
-- record nothing does but its line in it and the events' frames: who did what kind of thing when, and the hashes. docs/audit.md.
-- The PostgreSQL form of the SQLite file with the same number.

CREATE TABLE disposal (
	unit_id     bigint NOT NULL,
	id          bigint NOT NULL,
	register    text COLLATE "C" NOT NULL,
	state       text COLLATE "C" NOT NULL CHECK (state IN ('proposed', 'approved', 'refused')),
	years       bigint NOT NULL CHECK (years > 0), -- what the register said of keeping
	reason      text COLLATE "C" NOT NULL CHECK (reason <> ''),
	proposed_at bigint NOT NULL,
	proposed_by bigint NOT NULL,
	proposed_for bigint NOT NULL, -- whom he acted for; 0: nobody
	opinion     text COLLATE "C",
	decided_at  bigint,
	decided_by  bigint,
	PRIMARY KEY (unit_id, id),
	FOREIGN KEY (unit_id) REFERENCES unit,
	CHECK (state <> 'approved' OR (decided_at IS NOT NULL AND decided_by <> proposed_by))
);
CREATE TABLE disposal_record (
	unit_id      bigint NOT NULL,
	disposal_id  bigint NOT NULL,
	register     text COLLATE "C" NOT NULL,
	record_id    bigint NOT NULL,
	no           text COLLATE "C" NOT NULL,
	title        text COLLATE "C" NOT NULL, -- empty: it is personal data
	state        text COLLATE "C" NOT NULL, -- of the record; empty: it had been removed
	created_at   bigint NOT NULL,
	closed_at    bigint NOT NULL,
	destroyed_at bigint,
	files        bigint,
	events       bigint,
	hash         text COLLATE "C", -- over the frames and hashes of its events
	PRIMARY KEY (unit_id, disposal_id, record_id),
	FOREIGN KEY (unit_id, disposal_id) REFERENCES disposal
);
CREATE INDEX disposal_record_is ON disposal_record (unit_id, register, record_id);
CREATE UNIQUE INDEX disposal_record_once ON disposal_record (unit_id, register, record_id) WHERE destroyed_at IS NOT NULL;
CREATE FUNCTION disposal_judge() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	IF TG_OP = 'UPDATE' AND TG_TABLE_NAME = 'disposal' THEN
		IF OLD.state = 'proposed' THEN
			RETURN NEW;
		END IF;
	ELSIF TG_OP = 'UPDATE' THEN
		IF OLD.destroyed_at IS NULL THEN
			RETURN NEW;
		END IF;
	END IF;
	RAISE EXCEPTION '% is kept', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER disposal_kept BEFORE UPDATE OR DELETE ON disposal FOR EACH ROW EXECUTE FUNCTION disposal_judge();
CREATE TRIGGER disposal_not_emptied BEFORE TRUNCATE ON disposal FOR EACH STATEMENT EXECUTE FUNCTION append_only();
CREATE TRIGGER disposal_record_kept BEFORE UPDATE OR DELETE ON disposal_record FOR EACH ROW EXECUTE FUNCTION disposal_judge();
CREATE TRIGGER disposal_record_not_emptied BEFORE TRUNCATE ON disposal_record FOR EACH STATEMENT EXECUTE FUNCTION append_only();

-- Records that nobody may destroy for now (冻结): a suit, an audit, an inspection. Taken back is deleted; both are events.
CREATE TABLE record_hold (
	unit_id   bigint NOT NULL,
	register  text COLLATE "C" NOT NULL,
	record_id bigint NOT NULL,
	reason    text COLLATE "C" NOT NULL CHECK (reason <> ''),
	held_at   bigint NOT NULL,
	held_by   bigint NOT NULL,
	PRIMARY KEY (unit_id, register, record_id),
	FOREIGN KEY (unit_id) REFERENCES unit
);

-- Of the events of a destroyed record the content may go, nothing else.
CREATE FUNCTION event_emptied() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	IF TG_OP = 'UPDATE' THEN
		IF NEW.data = '' AND OLD.kind <> 'destroy'
			AND (NEW.unit_id, NEW.seq, NEW.at, NEW.person_id, NEW.on_behalf, NEW.kind, NEW.name, NEW.register, NEW.record_id, NEW.prev, NEW.hash)
				= (OLD.unit_id, OLD.seq, OLD.at, OLD.person_id, OLD.on_behalf, OLD.kind, OLD.name, OLD.register, OLD.record_id, OLD.prev, OLD.hash)
			AND EXISTS (SELECT 1 FROM disposal_record d WHERE d.unit_id = OLD.unit_id AND d.register = OLD.register
				AND d.record_id = OLD.record_id AND d.destroyed_at IS NOT NULL) THEN
			RETURN NEW;
		END IF;
	END IF;
	RAISE EXCEPTION 'event is append-only';
END $$;
DROP TRIGGER event_unchanged ON event;
CREATE TRIGGER event_unchanged BEFORE UPDATE OR DELETE ON event FOR EACH ROW EXECUTE FUNCTION event_emptied();
