/* A whole database carried into another one, of the same kind and of the other: nothing is lost, nothing is half done. */
#include "store_help.h"

#include "fault.h"
#include "buf.h"
#include "transfer.h"

#include <dirent.h>
#include <unistd.h>

enum { ROWS = 200, RELEASE_OF_OLD = 14, FAULTS_MAX = 1000000 };

/* As src/register makes tables. */
static const char table_sqlite[] =
	"CREATE TABLE r_lamp (\n\tunit_id INTEGER NOT NULL REFERENCES unit,\n\tid INTEGER NOT NULL,\n\tno TEXT NOT NULL,"
	"\n\tdeleted_at INTEGER,\n\ttitle TEXT,\n\tPRIMARY KEY (unit_id, id),\n\tUNIQUE (unit_id, no)\n) STRICT;\n"
	"CREATE INDEX x_lamp_1 ON r_lamp (unit_id, title, id);\n"
	"CREATE UNIQUE INDEX x_lamp_2 ON r_lamp (unit_id, no, title) WHERE deleted_at IS NULL;";
static const char table_postgres[] =
	"CREATE TABLE r_lamp (\n\tunit_id bigint NOT NULL,\n\tid bigint NOT NULL,\n\tno text COLLATE \"C\" NOT NULL,"
	"\n\tdeleted_at bigint,\n\ttitle text COLLATE \"C\",\n\tPRIMARY KEY (unit_id, id),\n\tUNIQUE (unit_id, no)\n);\n"
	"CREATE INDEX x_lamp_1 ON r_lamp (unit_id, title, id);\n"
	"CREATE UNIQUE INDEX x_lamp_2 ON r_lamp (unit_id, no, title) WHERE deleted_at IS NULL;";

static void put_lamps(struct bench *b, struct store *s)
{
	static const char *const texts[] = { "", "NULL", "\\N", "\t\n\r\\", "清源市", "'\"$1", "\xF0\xA0\x80\x80" };
	char no[16];

	for (int64_t i = 1; i <= ROWS; i++) {
		struct store_value title = sql_text(str_from(texts[(size_t)i % COUNT(texts)]));
		snprintf(no, sizeof no, "L%d", (int)i);
		assert_ok(b,
			store_do(s, &b->e,
				"INSERT INTO r_lamp (unit_id, id, no, deleted_at, title) VALUES ($1, $2, $3, $4, $5)",
				sql_int(1), sql_int(i == 1 ? INT64_MAX : ROWS - i), sql_text(str_from(no)),
				sql_id(i % 3 ? 0 : INT64_MAX - i), i % 5 ? title : sql_null()));
	}
}

/* All that a column can hold; rows that migrations made, changed; children before their parents; tables that nobody may change. */
static void fill(struct bench *b, struct store *s)
{
	char blob[300];
	struct str hash = STR("0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef");

	for (size_t i = 0; i < sizeof blob; i++)
		blob[i] = (char)i;
	assert_ok(b, store_begin(s, STORE_WRITE, &b->e));
	assert_ok(b, store_script(s, strcmp(store_dialect(s), "sqlite") == 0 ? table_sqlite : table_postgres, &b->e));
	bench_run(b, s, "INSERT INTO unit (unit_id, name, path) VALUES (9, '市', '/9/')");
	bench_run(b, s, "INSERT INTO unit (unit_id, name, path, parent_id) VALUES (7, '区', '/9/7/', 9)");
	bench_run(b, s, "UPDATE unit SET parent_id = 7, name = '城市管理局' WHERE unit_id = 1");
	bench_run(b, s, "UPDATE access_state SET stamp = 77");
	put_lamps(b, s);
	assert_ok(b, store_do(s, &b->e,
			     "INSERT INTO source (unit_id, id, sha256, bytes, file_name, imported_at)"
			     " VALUES (1, 3, $1, 300, '报告.txt', '2026-01-01')",
			     sql_text(hash)));
	assert_ok(b, store_do(s, &b->e, "INSERT INTO source_text (unit_id, id, content) VALUES (1, 3, $1)",
			     sql_blob((struct str){ blob, sizeof blob })));
	assert_ok(b, store_commit(s, &b->e));
}

static void migrate(struct bench *b, struct store *s, size_t count)
{
	struct store_migrations m = store_migrations(s);

	m.count = count ? count : m.count;
	assert_ok(b, store_migrate(s, &m, NOW, &b->e));
}

/* --- what a SQLite file holds, as one text --- */

static struct store *open_file(struct bench *b, const char *path)
{
	struct store *s = NULL;
	char url[160];

	snprintf(url, sizeof url, "sqlite:%s", path);
	assert_ok(b, store_open(url, NULL, &s, &b->e));
	return s;
}

static void add_rows(struct bench *b, struct store *s, const char *sql, struct buf *out)
{
	struct store_stmt *st = NULL;

	assert_ok(b, store_prepare(s, sql, &st, &b->e));
	while (store_step(st, &b->e) > 0)
		buf_fmt(out, STR_FMT "\n", STR_ARG(store_text(st, 0)));
	store_done(st);
}

/* The schema with its triggers, and every row of every table, in an order of their own. */
static void dump(struct bench *b, const char *path, struct buf *out)
{
	static const char rows[] =
		"SELECT 'SELECT ' || (SELECT group_concat('quote(' || name || ')', '||''|''||') FROM pragma_table_info(m.name))"
		" || ' FROM ' || m.name || ' ORDER BY 1' FROM sqlite_schema m WHERE type = 'table' AND name NOT LIKE 'sqlite%'"
		" ORDER BY m.name";
	struct store *s = open_file(b, path);
	struct store_stmt *st = NULL;

	buf_init(out, 16 << 20);
	assert_ok(b, store_verify(s, &b->e));
	add_rows(b, s, "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY type, name", out);
	assert_ok(b, store_prepare(s, rows, &st, &b->e));
	while (store_step(st, &b->e) > 0) {
		char *sql = strndup(store_text(st, 0).ptr, store_text(st, 0).len);
		buf_fmt(out, "-- %s\n", sql);
		add_rows(b, s, sql, out);
		free(sql);
	}
	store_done(st);
	store_close(s);
	assert_false(out->failed);
}

static void assert_same(struct bench *b, const char *one, const char *other)
{
	struct buf x, y;

	dump(b, one, &x);
	dump(b, other, &y);
	if (!str_eq(buf_view(&x), buf_view(&y)))
		fail_msg("%.*s\n----\n%.*s", (int)x.len, x.ptr, (int)y.len, y.ptr);
	assert_true(x.len > 20000);
	buf_clear(&x);
	buf_clear(&y);
}

/* --- places for files --- */

struct place {
	char folder[64], first[80], second[80], third[80];
};

static void make_place(struct place *p)
{
	snprintf(p->folder, sizeof p->folder, "/tmp/bihuan-transfer-XXXXXX");
	assert_non_null(mkdtemp(p->folder));
	snprintf(p->first, sizeof p->first, "%s/first.db", p->folder);
	snprintf(p->second, sizeof p->second, "%s/second.db", p->folder);
	snprintf(p->third, sizeof p->third, "%s/third.db", p->folder);
}

static int files_in(const char *folder)
{
	DIR *d = opendir(folder);
	int n = 0;

	assert_non_null(d);
	for (struct dirent *entry; (entry = readdir(d)) != NULL;)
		n += entry->d_name[0] != '.';
	closedir(d);
	return n;
}

static void remove_place(struct place *p)
{
	unlink(p->first);
	unlink(p->second);
	unlink(p->third);
	assert_int_equal(rmdir(p->folder), 0);
}

/* A database of rows, and a folder for what is made of it. */
static void begin(struct bench *b, struct place *p)
{
	make_place(p);
	bench_empty(b);
	migrate(b, b->s, 0);
	fill(b, b->s);
}

static int carry(struct bench *b, struct store *from, struct store *to)
{
	int rc = store_begin(from, STORE_READ, &b->e);

	if (rc >= 0)
		rc = transfer(from, to, &b->e);
	if (rc >= 0)
		rc = store_commit(to, &b->e);
	store_rollback(from);
	return rc;
}

/* --- */

static void there_and_back(void **state)
{
	struct bench *b = *state;
	struct place p;

	make_place(&p);
	bench_empty(b);
	struct store *first = open_file(b, p.first);
	migrate(b, first, 0);
	fill(b, first);
	assert_ok(b, carry(b, first, b->s));
	store_close(first);
	store_close(b->s);
	b->s = bench_connect(b, NULL);
	assert_ok(b, store_verify(b->s, &b->e));
	assert_ok(b, transfer_to_file(b->s, p.second, &b->e));
	assert_same(b, p.first, p.second);

	/* what was carried over is a database to work with: no statement is refused, what nobody may change is not changed */
	bench_run(b, b->s, "INSERT INTO unit (unit_id, name) VALUES (11, '新单位')");
	assert_true(store_exec(b->s, "UPDATE source SET file_name = 'x'", &b->e) < 0);
	err_clear(&b->e);
	static const char nobody[] = "INSERT INTO person (unit_id, id, login, login_key, name, created_at, created_by)"
				     " VALUES (99, 1, 'x', 'x', 'x', 1, 'x')";
	assert_true(store_exec(b->s, nobody, &b->e) < 0);
	remove_place(&p);
}

static void from_its_own_kind(void **state)
{
	struct bench *b = *state;
	struct place p;

	begin(b, &p);
	assert_ok(b, transfer_to_file(b->s, p.first, &b->e));
	assert_error(b, ERR_CONFLICT, transfer_to_file(b->s, p.first, &b->e));
	assert_error(b, ERR_IO, transfer_to_file(b->s, "/proc/nothing/copy", &b->e));
	struct store *s = open_file(b, p.first);
	assert_int_equal(bench_number(b, s, "SELECT count(*) FROM r_lamp"), ROWS);
	assert_int_equal(bench_number(b, s, "SELECT count(*) FROM unit"), 3);
	store_close(s);
	remove_place(&p);
}

/* A view, while others go on. */
static void others_go_on(void **state)
{
	struct bench *b = *state;
	struct place p;

	begin(b, &p);
	struct store *other = bench_connect(b, NULL), *to = open_file(b, p.first);
	assert_ok(b, store_begin(b->s, STORE_READ, &b->e));
	assert_int_equal(bench_number(b, b->s, "SELECT count(*) FROM r_lamp"), ROWS);
	bench_run(b, other, "DELETE FROM r_lamp WHERE id < 50");
	bench_run(b, other, "INSERT INTO unit (unit_id, name) VALUES (11, '后来的')");
	assert_ok(b, transfer(b->s, to, &b->e));
	assert_ok(b, store_commit(to, &b->e));
	store_close(other);
	assert_int_equal(bench_number(b, to, "SELECT count(*) FROM r_lamp"), ROWS);
	assert_int_equal(bench_number(b, to, "SELECT count(*) FROM unit"), 3);
	store_close(to);
	remove_place(&p);
}

/* Of an older program: as it was, and then brought forward as any other. */
static void an_older_one(void **state)
{
	struct bench *b = *state;
	struct place p;

	make_place(&p);
	bench_empty(b);
	struct store *first = open_file(b, p.first);
	migrate(b, first, RELEASE_OF_OLD);
	fill(b, first);
	assert_ok(b, carry(b, first, b->s));
	store_close(first);
	int version = 0;
	assert_ok(b, store_schema_version(b->s, &version, &b->e));
	assert_int_equal(version, RELEASE_OF_OLD);
	migrate(b, b->s, 0);
	assert_int_equal(bench_number(b, b->s, "SELECT count(*) FROM r_lamp"), ROWS);
	remove_place(&p);
}

/* Nothing is left out in silence, and never is anything put beside what is there. */
static void refused(void **state)
{
	static const struct {
		const char *sql;
		const char *named;
	} strange[] = {
		{ "CREATE TABLE extra (id int NOT NULL, n numeric)", "extra" },
		{ "CREATE TABLE extra (\"Id\" bigint)", "extra" },
		{ "ALTER TABLE watch ADD COLUMN extra integer", "watch" },
		{ "ALTER TABLE watch DROP COLUMN extra", NULL },
		{ "UPDATE schema_history SET sha256 = 'x' WHERE number = 3", NULL },
	};
	struct bench *b = *state;
	struct place p;

	begin(b, &p);
	for (size_t i = 0; i < COUNT(strange); i++) {
		bench_run(b, b->s, strange[i].sql);
		int rc = transfer_to_file(b->s, p.first, &b->e);
		assert_int_equal(rc, strange[i].sql[0] == 'A' && !strange[i].named ? 0 : ERR_DB);
		if (strange[i].named)
			assert_non_null(strstr(b->e.message, strange[i].named));
		err_clear(&b->e);
		unlink(p.first);
		if (strncmp(strange[i].sql, "CREATE", 6) == 0)
			bench_run(b, b->s, "DROP TABLE extra");
	}
	assert_int_equal(files_in(p.folder), 0);
	struct store *first = open_file(b, p.first);
	migrate(b, first, 0);
	assert_error(b, ERR_CONFLICT, carry(b, first, b->s));
	store_close(first);
	assert_int_equal(bench_number(b, b->s, "SELECT count(*) FROM r_lamp"), ROWS);
	remove_place(&p);
}

/* Whatever fails, at whatever moment, and a second try is not hindered by the first. */
static void nothing_by_half(void **state)
{
	static const enum fault_kind kinds[] = { FAULT_READ, FAULT_WRITE, FAULT_ALLOC, FAULT_SYNC };
	struct bench *b = *state;
	struct place p;

	make_place(&p);
	bench_empty(b);
	struct store *first = open_file(b, p.first);
	migrate(b, first, 0);
	fill(b, first);
	for (size_t k = 0; k < COUNT(kinds); k++) {
		int rc = -1;
		for (long n = 1; rc < 0 && n < FAULTS_MAX; n += n < 20 ? 1 : n / 3) {
			fault_arm(kinds[k], n, false);
			rc = carry(b, first, b->s);
			bool hit = fault_count(kinds[k]) >= n;
			fault_arm(kinds[k], 0, false);
			assert_true(rc >= 0 || hit);
			assert_true(rc >= 0 || b->e.message[0]);
			err_clear(&b->e);
			if (rc < 0 && strcmp(target->name, "sqlite") == 0)
				bench_empty(b); /* a file that nobody has yet: it goes with the file */
			else if (rc < 0)
				assert_ok(b, transfer_must_be_empty(b->s, &b->e));
		}
		for (long n = 1, failed = 1; failed && n < FAULTS_MAX; n += n < 20 ? 1 : n / 3) {
			fault_arm(kinds[k], n, false);
			rc = transfer_to_file(b->s, p.second, &b->e);
			fault_arm(kinds[k], 0, false);
			failed = rc < 0;
			err_clear(&b->e);
			assert_int_equal(files_in(p.folder), rc < 0 ? 3 : 4);
		}
		assert_int_equal(rc, 0);
		unlink(p.second);
		bench_empty(b);
	}
	store_close(first);
	remove_place(&p);
}

int main(void)
{
	const struct CMUnitTest common[] = {
		ROW(there_and_back),
		ROW(from_its_own_kind),
		ROW(others_go_on),
		ROW(an_older_one),
		ROW(refused),
		ROW(nothing_by_half),
	};

	return bench_main("transfer", (struct bench_tests){ common, COUNT(common) }, (struct bench_tests){ NULL, 0 },
		(struct bench_tests){ NULL, 0 });
}
