-- Nothing is changed: a program of before does not take the writers' lock on PostgreSQL (docs/decisions/0011-sole-writer.md) and must
-- not open the database beside one that relies on it.

SELECT 1;
