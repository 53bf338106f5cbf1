-- Rows of code tables know why, by whom and when they were written: until now only the audit did. person_id 0: the program, from a definition.

ALTER TABLE catalogue_row ADD COLUMN reason TEXT NOT NULL DEFAULT '';
ALTER TABLE catalogue_row ADD COLUMN person_id INTEGER NOT NULL DEFAULT 0;
ALTER TABLE catalogue_row ADD COLUMN set_at INTEGER NOT NULL DEFAULT 0; -- milliseconds; 0: not known
