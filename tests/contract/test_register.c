/* Definitions in a database: tables made and migrated, refusals, functions of expressions; the same on every driver. */
#include "unit.h"

#include "fault.h"
#include "file.h"
#include "schema.h"

#include <dirent.h>
#include <unistd.h>

struct bench {
	struct store *s;
	struct arena *arena;
	struct err e;
	char folder[64], url[300], name[64];
	bool postgres;
};

#define assert_ok(b, call)                                                                                             \
	((call) < 0 ? (print_error("%s / %s\n", (b)->e.message, (b)->e.log), assert_true(false)) : (void)0)

/* --- a database of the test's own --- */

static void at_server(struct bench *b, const char *what, const char *how)
{
	struct store *s = NULL;
	char sql[200];

	snprintf(sql, sizeof sql, "%s DATABASE %s %s", what, b->name, how);
	assert_ok(b, store_open(getenv("BIHUAN_TEST_POSTGRES"), NULL, &s, &b->e));
	assert_ok(b, store_exec(s, sql, &b->e));
	store_close(s);
}

static void make_url(struct bench *b)
{
	static unsigned number;
	const char *server = getenv("BIHUAN_TEST_POSTGRES");

	if (b->postgres) {
		snprintf(b->name, sizeof b->name, "register_%d_%u", (int)getpid(), ++number);
		snprintf(b->url, sizeof b->url, "%.*s/%s", (int)(strrchr(server, '/') - server), server, b->name);
		at_server(b, "CREATE", "TEMPLATE template0");
		return;
	}
	snprintf(b->folder, sizeof b->folder, "/tmp/bihuan-register-XXXXXX");
	assert_non_null(mkdtemp(b->folder));
	snprintf(b->url, sizeof b->url, "sqlite:%s/test.db", b->folder);
}

static int bench_open(void **state)
{
	struct bench *b = calloc(1, sizeof *b);

	assert_non_null(b);
	b->postgres = *state != NULL;
	b->arena = arena_new(64 << 20);
	assert_non_null(b->arena);
	make_url(b);
	assert_ok(b, store_open(b->url, NULL, &b->s, &b->e));
	struct store_migrations all = store_migrations(b->s);
	assert_ok(b, store_migrate(b->s, &all, STR("2026-01-01T00:00:00Z"), &b->e));
	*state = b;
	return 0;
}

static int bench_close(void **state)
{
	struct bench *b = *state;
	static const char *const tails[] = { "", "-wal", "-shm" };
	char path[120];

	store_close(b->s);
	arena_free(b->arena);
	if (b->postgres)
		at_server(b, "DROP", "WITH (FORCE)");
	for (size_t i = 0; !b->postgres && i < COUNT(tails); i++) {
		snprintf(path, sizeof path, "%s/test.db%s", b->folder, tails[i]);
		unlink(path);
	}
	if (!b->postgres)
		rmdir(b->folder);
	free(b);
	return 0;
}

static int run_sql(struct bench *b, const char *sql)
{
	assert_ok(b, store_begin(b->s, STORE_WRITE, &b->e));
	int rc = store_script(b->s, sql, &b->e);
	if (rc == 0)
		rc = store_commit(b->s, &b->e);
	store_rollback(b->s);
	return rc;
}

/* The first row of a query as "a|b|NULL". */
static void row(struct bench *b, const char *sql, const char *want)
{
	OWN_STMT struct store_stmt *st = NULL;
	struct buf got;

	buf_init(&got, 10000);
	assert_ok(b, store_prepare(b->s, sql, &st, &b->e));
	assert_int_equal(store_step(st, &b->e), 1);
	for (int i = 0; i < 32; i++) {
		struct str v = store_text(st, i);
		if (i > 0)
			buf_chr(&got, '|');
		if (v.ptr)
			buf_str(&got, v);
		else
			buf_cstr(&got, "NULL");
		if (str_eq(v, STR(".")))
			break;
	}
	assert_str(buf_view(&got), want);
	buf_clear(&got);
}

/* --- reading and applying --- */

static struct str read_file(struct bench *b, const char *path)
{
	const char *root = getenv("BIHUAN_SOURCE");
	char full[4096];
	struct str text = STR_NONE;

	snprintf(full, sizeof full, "%s/tests/register/%s", root ? root : ".", path);
	assert_ok(b, file_read(full, 1 << 20, &text, &b->e));
	return text;
}

static struct register_set *read_definition(struct bench *b, const char *path)
{
	struct register_set *set = NULL;
	struct str text = read_file(b, path), owner = read_file(b, "owner.yaml");
	struct register_text texts[] = { { str_from(path), text }, { STR("owner.yaml"), owner } };

	assert_ok(b, registers_read(texts, 2, &set, &b->e));
	for (size_t i = 0; i < set->problems_count; i++)
		print_error("%s:%d: " STR_FMT "\n", path, set->problems[i].line, STR_ARG(set->problems[i].message));
	assert_int_equal(set->problems_count, 0);
	file_free(&text);
	file_free(&owner);
	return set;
}

static const struct register_applying how = { .person = 7, .now_ms = 1772674200000 }; /* 2026-03-05 */

static struct register_applied apply(struct bench *b, const char *path)
{
	struct register_applied done = { 0 };
	struct register_set *set = read_definition(b, path);

	int rc = register_apply(b->s, &set->registers, &how, b->arena, &done, &b->e);
	for (size_t i = 0; i < done.reasons_count; i++)
		print_error(STR_FMT "\n", STR_ARG(done.reasons[i]));
	assert_ok(b, rc);
	assert_ok(b, register_verify(b->s, &set->registers, &b->e));
	register_set_free(set);
	return done;
}

#define COMMON "unit_id, id, no, state, version, created_at, created_by, changed_at, changed_by, lamp"

static void insert(struct bench *b, const char *columns, const char *values)
{
	char sql[2000];

	snprintf(sql, sizeof sql, "INSERT INTO r_thing (" COMMON ", %s) VALUES (%s)", columns, values);
	assert_ok(b, run_sql(b, sql));
}

static void insert_first(struct bench *b, const char *note)
{
	char values[1000];

	snprintf(values, sizeof values,
		"1, 1, '1', 'open', 1, 1, 7, 1, 7, '', '甲', '%s', 7, 1250, 15, 'low', '|x|y|', 'A', '东街', '2026-03-05', 1,"
		" '某处', 119300000, 26080000, 'C1'",
		note);
	insert(b,
		"name, note, size, weight, cost, level, tags, kind, site, done_on, flag, spot, spot_lon, spot_lat, code",
		values);
}

/* --- tests --- */

static void test_create(void **state)
{
	struct bench *b = *state;

	struct register_applied done = apply(b, "history/1.yaml");
	assert_int_equal(done.created, 2);
	done = apply(b, "history/1.yaml");
	assert_int_equal(done.created, 0);
	assert_int_equal(done.unchanged, 2);
	struct register_set *set = read_definition(b, "history/2.yaml");
	assert_ok(b, register_apply(b->s, &set->registers, &how, b->arena, &done, &b->e));
	assert_int_equal(register_find(&set->registers, STR("thing"))->version, 2);
	assert_int_equal(register_find(&set->registers, STR("owner"))->version, 1);
	register_set_free(set);
	apply(b, "history/1.yaml");
	row(b, "SELECT version, applied_by, '.' FROM register_definition WHERE register = 'thing' AND version = 3",
		"3|7|.");
}

/* What only the database can refuse is refused before anything is kept. */
static void test_expression(void **state)
{
	struct bench *b = *state;
	struct register_applied done;
	struct register_set *set = NULL;
	struct str text = read_file(b, "owner.yaml");
	struct str bad = arena_fmt(b->arena,
		STR_FMT "checks:\n  - {code: X, severity: note, title: x, message: x, sql: name name}\n",
		STR_ARG(text));
	struct register_text one = { STR("owner.yaml"), bad };

	assert_ok(b, registers_read(&one, 1, &set, &b->e));
	assert_int_equal(set->problems_count, 0);
	assert_int_equal(register_apply(b->s, &set->registers, &how, b->arena, &done, &b->e), ERR_INPUT);
	assert_non_null(strstr(b->e.message, "name name"));
	err_clear(&b->e);
	row(b, "SELECT count(*), '.' FROM register_definition", "0|.");
	register_set_free(set);
	file_free(&text);
}

static void test_insert(void **state)
{
	struct bench *b = *state;

	apply(b, "history/1.yaml");
	insert_first(b, "说明");
	row(b, "SELECT name, size, spot_lon, empty, '.' FROM r_thing", "甲|7|119300000|NULL|.");
	row(b, "SELECT version, applied_by, '.' FROM register_definition WHERE register = 'thing'", "1|7|.");
	/* the number is unique in the unit */
	assert_true(run_sql(b, "INSERT INTO r_thing (" COMMON ") VALUES (1, 2, '1', 'open', 1, 1, 7, 1, 7, '')") < 0);
}

static void after_second(struct bench *b)
{
	row(b,
		"SELECT remark, size, weight, cost, level, tags, kind, site, site_lon, done_on, flag, position, position_lon, code,"
		" grade, other, due, '.' FROM r_thing WHERE id = 1",
		"说明|7000|125000|150||low|||x|y||A|东街|NULL|2026-03-05|1|某处|119300000|C1|b|NULL|NULL|.");
}

static void after_third(struct bench *b, const char *want)
{
	row(b, "SELECT remark, size, cost, level, grade, number, friend, position_lat, kind, '.' FROM r_thing WHERE id = 1",
		want);
}

/* A database of each earlier definition is taken to the last, step by step and at once. */
static void test_upgrade(void **state)
{
	struct bench *b = *state;

	apply(b, "history/1.yaml");
	insert_first(b, "说明");
	assert_int_equal(apply(b, "history/2.yaml").changed, 1);
	after_second(b);
	apply(b, "history/3.yaml");
	after_third(b, "说明|7|150|low|b|C1|NULL|26080000|A|.");
	row(b, "SELECT weight, '.' FROM r_thing", "125000|."); /* retired, kept */
	row(b, "SELECT count(*), max(version), '.' FROM register_definition WHERE register = 'thing'", "3|3|.");
	/* unique now: the index is there under the new name */
	assert_true(run_sql(b, "INSERT INTO r_thing (" COMMON
			       ", number) VALUES (1, 2, '2', 'open', 1, 1, 7, 1, 7, '', 'C1')") < 0);
}

static void test_upgrade_at_once(void **state)
{
	struct bench *b = *state;

	apply(b, "history/1.yaml");
	insert_first(b, "说明");
	apply(b, "history/3.yaml");
	after_third(b, "说明|7|150|low|NULL|C1|NULL|26080000|A|.");
}

static void test_upgrade_from_second(void **state)
{
	struct bench *b = *state;

	apply(b, "history/2.yaml");
	insert(b, "name, size, level, tags, site, site_lon, site_lat, code, grade, cost",
		"1, 1, '1', 'open', 1, 1, 7, 1, 7, '', '甲', 5000, '|high|', NULL, '东街', 1, 2, 'X', 'a', 99");
	apply(b, "history/3.yaml");
	row(b, "SELECT size, level, number, grade, cost, site_lon, '.' FROM r_thing", "5|high|X|a|99|1|.");
}

/* A field becomes unique among the records below one: the rows are looked at first, then the index holds. */
static void test_unique_below(void **state)
{
	struct bench *b = *state;
	struct register_applied done = { 0 };

	apply(b, "below/1.yaml");
	insert(b, "parent_id, name, line", "1, 1, '1', 'open', 1, 1, 7, 1, 7, '', 1, '甲', 5");
	insert(b, "parent_id, name, line", "1, 2, '2', 'open', 1, 1, 7, 1, 7, '', 1, '乙', 5");
	struct register_set *set = read_definition(b, "below/2.yaml");
	assert_int_equal(register_apply(b->s, &set->registers, &how, b->arena, &done, &b->e), ERR_CONFLICT);
	assert_int_equal(done.reasons_count, 1);
	assert_str(done.reasons[0], "“东西”：字段 line 改成同一上级记录之下不能重复，但有 2 条记录的它互相重复");
	register_set_free(set);
	assert_ok(b, run_sql(b, "UPDATE r_thing SET parent_id = 2 WHERE id = 2"));
	assert_int_equal(apply(b, "below/2.yaml").changed, 1);
	insert(b, "parent_id, name, line", "1, 3, '3', 'open', 1, 1, 7, 1, 7, '', 3, '丙', 5"); /* below another */
	assert_true(run_sql(b, "UPDATE r_thing SET parent_id = 2 WHERE id = 3") < 0);
	assert_int_equal(apply(b, "below/1.yaml").changed, 1); /* and no longer */
	assert_ok(b, run_sql(b, "UPDATE r_thing SET parent_id = 2 WHERE id = 3"));
}

static void put_expected(struct str text, struct buf *out)
{
	for (size_t at = 0; at < text.len;) {
		size_t end = str_find(text, STR("\n"), at);
		struct str line = str_sub(text, at, end);
		at = end == STR_NPOS ? text.len : end + 1;
		if (str_starts(line, STR("#! ")))
			buf_fmt(out, STR_FMT "\n", STR_ARG(str_sub(line, 3, line.len)));
	}
}

static void check_refused(struct bench *b, const char *path)
{
	struct register_applied done = { 0 };
	struct register_set *set = read_definition(b, path);
	struct str text = read_file(b, path);
	struct buf got, want;

	err_clear(&b->e);
	assert_int_equal(register_apply(b->s, &set->registers, &how, b->arena, &done, &b->e), ERR_CONFLICT);
	err_clear(&b->e);
	buf_init(&got, 10000);
	buf_init(&want, 10000);
	for (size_t i = 0; i < done.reasons_count; i++)
		buf_fmt(&got, STR_FMT "\n", STR_ARG(done.reasons[i]));
	put_expected(text, &want);
	buf_chr(&want, '\0');
	if (!str_eq(buf_view(&got), str_from(want.ptr)))
		print_error("%s\n", path);
	assert_str(buf_view(&got), want.ptr);
	buf_clear(&got);
	buf_clear(&want);
	file_free(&text);
	register_set_free(set);
}

/* Each of tests/register/refuse would lose something: all the reasons, and nothing has changed. */
static void test_refusals(void **state)
{
	struct bench *b = *state;
	const char *root = getenv("BIHUAN_SOURCE");
	char path[4096], name[400];
	size_t files = 0;
	struct dirent *entry;

	apply(b, "history/1.yaml");
	insert_first(b, "两\n行");
	insert(b, "name, spot_lon, spot_lat", "1, 2, '2', 'waiting', 1, 1, 7, 1, 7, '', '甲', 1, 2");
	snprintf(path, sizeof path, "%s/tests/register/refuse", root ? root : ".");
	DIR *d = opendir(path);
	assert_non_null(d);
	while ((entry = readdir(d)) != NULL) {
		if (!str_ends(str_from(entry->d_name), STR(".yaml")))
			continue;
		snprintf(name, sizeof name, "refuse/%s", entry->d_name);
		check_refused(b, name);
		row(b, "SELECT name, note, weight, level, tags, spot_lon, '.' FROM r_thing WHERE id = 1",
			"甲|两\n行|1250|low||x|y||119300000|.");
		row(b, "SELECT count(*), '.' FROM register_definition", "2|.");
		files++;
	}
	closedir(d);
	assert_true(files >= 12);
	assert_int_equal(apply(b, "history/1.yaml").unchanged, 2);
}

/* The n-th allocation, read or write fails: the error comes back, and the database is as before. */
static void torture(struct bench *b, enum fault_kind kind, const struct register_set *set)
{
	long hits = 1;
	int rc = -1;

	for (long n = 1; rc < 0; n++) {
		struct register_applied done;
		err_clear(&b->e);
		fault_arm(kind, n, false);
		rc = register_apply(b->s, &set->registers, &how, b->arena, &done, &b->e);
		hits = fault_count(kind);
		fault_arm(kind, 0, false);
		assert_true(rc < 0 || hits < n);
		if (rc < 0) {
			assert_true(b->e.message[0] != '\0');
			row(b, "SELECT note, level, '.' FROM r_thing", "说明|low|.");
			row(b, "SELECT count(*), '.' FROM register_definition", "2|.");
		}
		assert_true(n < 3000);
	}
}

static void test_torture(void **state)
{
	struct bench *b = *state;

	apply(b, "history/1.yaml");
	insert_first(b, "说明");
	struct register_set *set = read_definition(b, "history/2.yaml");
	torture(b, FAULT_WRITE, set);
	err_clear(&b->e);
	after_second(b);
	register_set_free(set);
}

static void test_torture_memory(void **state)
{
	struct bench *b = *state;

	apply(b, "history/1.yaml");
	insert_first(b, "说明");
	struct register_set *set = read_definition(b, "history/2.yaml");
	torture(b, FAULT_ALLOC, set);
	err_clear(&b->e);
	after_second(b);
	register_set_free(set);
}

static void test_catalogues(void **state)
{
	struct bench *b = *state;

	apply(b, "history/1.yaml");
	apply(b, "history/2.yaml");
	struct register_set *set = read_definition(b, "history/2.yaml");
	const struct register_def *def = register_find(&set->registers, STR("thing"));
	struct catalogue_place p = {
		.unit = 1, .reg = def->name, .catalogue = register_catalogue(def, STR("kind")), .day = { 2026, 3, 4 }
	};
	struct catalogue_row got;
	assert_int_equal(catalogue_find(b->s, &p, STR("A"), b->arena, &got, &b->e), 1);
	assert_str(got.values[0], "4 日");
	assert_int_equal(catalogue_find(b->s, &p, STR("B"), b->arena, &got, &b->e), 1);
	assert_str(got.until, "2026-03-04"); /* ended when the definition dropped it */
	p.day.day = 5;
	assert_int_equal(catalogue_find(b->s, &p, STR("B"), b->arena, &got, &b->e), 0);
	assert_int_equal(catalogue_find(b->s, &p, STR("Z"), b->arena, &got, &b->e), 0);
	const struct str own[] = { STR("9 日") };
	struct catalogue_row row_own = {
		.code = STR("A"), .label = STR("我们的甲"), .from = STR("2026-01-01"), .values = own
	};
	assert_ok(b, store_begin(b->s, STORE_WRITE, &b->e));
	assert_ok(b, catalogue_put(b->s, &p, &row_own, &b->e));
	assert_ok(b, store_commit(b->s, &b->e));
	assert_int_equal(catalogue_find(b->s, &p, STR("A"), b->arena, &got, &b->e), 1);
	assert_str(got.label, "我们的甲");
	const struct catalogue_row *rows;
	size_t count;
	assert_ok(b, catalogue_rows(b->s, &p, b->arena, &rows, &count, &b->e));
	assert_int_equal(count, 2);
	assert_str(rows[0].values[0], "9 日");
	assert_str(rows[1].code, "C");
	p.unit = 2; /* another unit sees the definition's */
	assert_int_equal(catalogue_find(b->s, &p, STR("A"), b->arena, &got, &b->e), 1);
	assert_str(got.label, "甲");
	register_set_free(set);
}

static void test_functions(void **state)
{
	struct bench *b = *state;
	static const char *const rows[][2] = {
		{ "workdays_between('2026-02-13', '2026-02-24')", "2" },
		{ "workdays_between('2026-02-24', '2026-02-13')", "-2" },
		{ "workdays_between('2024-12-31', '2025-12-31')", "248" },
		{ "workdays_between('2026-03-05', '2026-03-05')", "0" },
		{ "workdays_between('1999-12-31', '2000-01-07')", "5" },
		{ "add_workdays('2026-02-13', 5)", "2026-02-27" },
		{ "add_workdays('2026-09-30', 3)", "2026-10-10" },
		{ "add_workdays('2026-02-27', -5)", "2026-02-13" },
		{ "add_workdays('2026-03-07', 0)", "2026-03-07" },
		{ "add_workdays('2026-03-07', 5001)", "NULL" },
		{ "days_between('2026-02-28', '2026-03-01')", "1" },
		{ "add_days('2026-02-28', -28)", "2026-01-31" },
		{ "date_of(1772674200000)", "2026-03-05" },
		{ "date_of(-1)", "1970-01-01" },
		{ "date_of(57599999)", "1970-01-01" },
		{ "date_of(57600000)", "1970-01-02" },
		{ "date_of(NULL)", "NULL" },
		{ "text_similarity('城管案件处置', '城管案件处置')", "100" },
		{ "text_similarity('城管案件处置', '城管案件核查')", "60" },
		{ "text_similarity('甲', '乙')", "0" },
		{ "text_similarity('aaaa', 'aa')", "50" },
		{ "text_similarity('甲乙', NULL)", "NULL" },
	};
	char sql[300], want[100];

	apply(b, "history/1.yaml");
	for (size_t i = 0; i < COUNT(rows); i++) {
		snprintf(sql, sizeof sql, "SELECT %s, '.'", rows[i][0]);
		snprintf(want, sizeof want, "%s|.", rows[i][1]);
		row(b, sql, want);
	}
}

static void test_calendar(void **state)
{
	struct bench *b = *state;
	struct worktime_change change = { .at = 5, .by = STR("xitong"), .subject = STR("2027"), .reason = STR("通知") };
	struct worktime_version v = { 0 };
	struct calendar *c = NULL, *old = NULL;

	apply(b, "history/1.yaml");
	assert_ok(b, worktime_version(b->s, 1, INT64_MAX, &v, &b->e));
	assert_true(v.calendar > 0 && v.newest == v.calendar); /* the program's own */
	assert_memory_equal(&v.duty, &duty_standard, sizeof v.duty);
	assert_ok(b, calendar_load(b->s, v.calendar, &c, &b->e));
	assert_ok(b, calendar_put_year(c, 2027, STR("year 2027\n2027-02-08 off 春节\n2027-02-07 work\n"), &b->e));
	assert_ok(b, store_begin(b->s, STORE_WRITE, &b->e));
	assert_int_equal(calendar_save(b->s, &change, c, &b->e), ERR_CONFLICT); /* made upon no version */
	err_clear(&b->e);
	change.version = v.calendar;
	assert_ok(b, calendar_save(b->s, &change, c, &b->e));
	assert_ok(b, store_commit(b->s, &b->e));
	calendar_free(c);
	row(b, "SELECT workdays_between('2027-02-06', '2027-02-08'), '.'", "1|.");
	assert_ok(b, worktime_version(b->s, 1, INT64_MAX, &v, &b->e));
	assert_ok(b, calendar_load(b->s, v.calendar, &c, &b->e));
	assert_ok(b, calendar_load(b->s, change.version, &old, &b->e));
	assert_true(calendar_announced(c, 2027) && calendar_announced(c, 2026) && !calendar_announced(old, 2027));
	calendar_free(c);
	calendar_free(old);
	change = (struct worktime_change){
		.unit_id = 1, .at = 6, .by = STR("xitong"), .subject = STR(""), .reason = STR("x")
	};
	assert_ok(b, store_begin(b->s, STORE_WRITE, &b->e));
	assert_int_equal(duty_save(b->s, &change, STR("all day"), &b->e), ERR_INPUT);
	err_clear(&b->e);
	assert_ok(b, duty_save(b->s, &change, STR("1-6 09:00-17:00"), &b->e));
	assert_ok(b, store_commit(b->s, &b->e));
	assert_ok(b, worktime_version(b->s, 1, INT64_MAX, &v, &b->e));
	assert_int_equal(v.duty.days[5].spans[0].to, 1020);
	assert_ok(b, worktime_version(b->s, 1, v.calendar, &v, &b->e));
	assert_int_equal(v.duty.days[5].count, 0); /* as it was then */
	apply(b, "history/1.yaml");                /* what people wrote stays */
	row(b, "SELECT count(*), '.' FROM worktime_change", "3|.");
}

/* The program's own definitions make their tables, and the database takes each of their expressions. */
static void test_standard(void **state)
{
	struct bench *b = *state;
	struct register_set *set = NULL;
	struct register_applied done;

	assert_ok(b, registers_open(NULL, 0, &set, &b->e));
	assert_ok(b, register_apply(b->s, &set->registers, &how, b->arena, &done, &b->e));
	assert_int_equal(done.created, register_standard_count);
	int rc = register_verify(b->s, &set->registers, &b->e);
	if (rc < 0)
		print_error("%s\n", b->e.log);
	assert_ok(b, rc);
	register_set_free(set);
}

#define BOTH(f)                                                                                                        \
	{ "sqlite: " #f, test_##f, bench_open, bench_close, NULL },                                                    \
	{                                                                                                              \
		"postgres: " #f, test_##f, bench_open, bench_close, (void *)(uintptr_t) "postgres"                     \
	}

int main(void)
{
	const struct CMUnitTest tests[] = { BOTH(create), BOTH(expression), BOTH(insert), BOTH(upgrade),
		BOTH(upgrade_at_once), BOTH(upgrade_from_second), BOTH(unique_below), BOTH(refusals), BOTH(catalogues),
		BOTH(torture), BOTH(torture_memory), BOTH(functions), BOTH(calendar), BOTH(standard) };
	struct CMUnitTest chosen[COUNT(tests)];
	size_t count = 0;
	bool server = getenv("BIHUAN_TEST_POSTGRES") != NULL;

	for (size_t i = 0; i < COUNT(tests); i++)
		if (server || tests[i].initial_state == NULL)
			chosen[count++] = tests[i];
	return _cmocka_run_group_tests("register", chosen, count, NULL, NULL);
}
