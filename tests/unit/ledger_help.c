#include "ledger_help.h"

#include "driver.h"
#include "file.h"

#include <dirent.h>
#include <sys/stat.h>
#include <unistd.h>

const char sample[] = "title 中共云岭市城市管理局党组关于巡察整改进展情况的通报\n"
		      "unit 云岭市城市管理局党组\n"
		      "inspector 市委第三巡察组\n"
		      "feedback 2024-05-10\n"
		      "# 落实决策部署方面\n"
		      "## 学习不深入的问题\n"
		      "- 学习计划照抄上年\n"
		      "* 重新制订学习计划\n"
		      "> 六月已印发新计划\n"
		      "= done 2024-06-30 已完成\n"
		      "- 100%_的占道投诉没有回音\n"
		      "* 逐件回访\n"
		      "= long_term 2024-07-15 完成并长期坚持\n"
		      "# 干部队伍方面\n"
		      "## 台账不全的问题\n"
		      "new:- 新看出来的一条\n"
		      "- 车辆台账缺十二辆\n"
		      "* 逐车核对\n"
		      "= in_progress 2024-08-01 正在推进\n"
		      "## 值班脱岗的问题\n"
		      "old:- 夜班两次无人接听\n"
		      "* 完善值班制度\n"
		      "! 老旧泵站改造\n"
		      "- 资金没有着落\n";

static int remove_all(const char *path)
{
	char inner[512];
	struct dirent *entry;
	DIR *dir = opendir(path);

	if (!dir)
		return unlink(path);
	while ((entry = readdir(dir))) {
		if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
			continue;
		snprintf(inner, sizeof inner, "%s/%s", path, entry->d_name);
		struct stat st;
		if (lstat(inner, &st) == 0 && !S_ISDIR(st.st_mode))
			unlink(inner);
		else
			remove_all(inner);
	}
	closedir(dir);
	return rmdir(path);
}

void bench_remove(const char *folder)
{
	(void)remove_all(folder);
}

/* In memory where possible: what is tested is order, not the disk's speed. */
const char *bench_place(void)
{
	return access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp";
}

/* --- a database of the test's own: a file in the folder, or one of the server's --- */

static const char on_server[] = "postgres";

static void at_server(struct bench *b, const char *what, const char *how)
{
	struct store *s = NULL;
	struct store_stmt *st = NULL;
	char sql[200];

	snprintf(sql, sizeof sql, "%s DATABASE %s %s", what, b->database, how);
	assert_ok(b, store_open(getenv("BIHUAN_TEST_POSTGRES"), NULL, &s, &b->e));
	assert_ok(b, store_prepare(s, sql, &st, &b->e));
	assert_ok(b, store_run(st, &b->e));
	store_done(st);
	store_close(s);
}

static void make_database(struct bench *b, bool server)
{
	static unsigned number;
	const char *url = getenv("BIHUAN_TEST_POSTGRES");

	snprintf(b->url, sizeof b->url, "sqlite:%s", b->db);
	if (!server)
		return;
	snprintf(b->database, sizeof b->database, "ledger_%d_%u", (int)getpid(), ++number);
	snprintf(b->url, sizeof b->url, "%.*s/%s", (int)(strrchr(url, '/') - url), url, b->database);
	at_server(b, "CREATE", "TEMPLATE template0");
}

/* Every item with "的" in it is a doubt. */
static int find_doubts(
	void *context, const struct report *r, struct arena *a, struct ledger_found_list *ret, struct err *e)
{
	struct ledger_found *rows = arena_array(a, 64, sizeof *rows);
	size_t count = 0;

	(void)context;
	if (!rows)
		return err_nomem(e);
	for (struct node *n = node_walk(r->root, r->root); n && count < 64; n = node_walk(r->root, n)) {
		if (n->kind != NODE_ITEM || !str_has(n->text, STR("的")))
			continue;
		rows[count++] = (struct ledger_found){ .fingerprint = STR("0123456789abcdef"),
			.code = STR("BH201"),
			.severity = STR("warning"),
			.json = STR("{\"code\":\"BH201\"}"),
			.span = n->span };
	}
	*ret = (struct ledger_found_list){ rows, count };
	return 0;
}

const struct ledger_checker bench_checker = { .run = find_doubts };

int bench_ready(struct bench *b)
{
	int rc = ledger_open_at(b->folder, b->database[0] ? b->url : NULL, &b->clock, &b->ledger, &b->e);

	if (rc < 0)
		return rc;
	ledger_check_with(b->ledger, bench_checker);
	return ledger_prepare(b->ledger, &b->e);
}

static void add(struct CMUnitTest *all, size_t *count, const struct CMUnitTest *test, const char *of)
{
	char *name = NULL;

	assert_true(asprintf(&name, "%s: %s", of, test->name) > 0);
	all[*count] = *test;
	all[*count].name = name;
	all[(*count)++].initial_state = (void *)(uintptr_t)of;
}

int bench_main(const char *name, const struct CMUnitTest *tests, size_t count, const struct CMUnitTest *alone,
	size_t alone_count)
{
	static struct CMUnitTest all[256];
	size_t total = 0;

	assert_true(2 * count + alone_count <= COUNT(all));
	for (size_t i = 0; i < count; i++)
		add(all, &total, &tests[i], "sqlite");
	for (size_t i = 0; i < alone_count; i++)
		add(all, &total, &alone[i], "sqlite");
	for (size_t i = 0; i < count && getenv("BIHUAN_TEST_POSTGRES"); i++)
		add(all, &total, &tests[i], on_server);
	int failed = _cmocka_run_group_tests(name, all, total, NULL, NULL);
	while (total > 0)
		free((void *)(uintptr_t)all[--total].name);
	return failed;
}

int bench_open(void **state)
{
	struct bench *b = calloc(1, sizeof *b);
	bool server = *state == (const void *)on_server;

	assert_non_null(b);
	snprintf(b->folder, sizeof b->folder, "%s/bihuan-test-XXXXXX", bench_place());
	assert_non_null(mkdtemp(b->folder));
	snprintf(b->db, sizeof b->db, "%s/bihuan.db", b->folder);
	b->now_ms = 1720000000000;
	b->clock = clock_fixed(&b->now_ms);
	b->arena = arena_new((size_t)64 << 20);
	assert_non_null(b->arena);
	report_double_version = 1;
	report_double_fails = 0;
	make_database(b, server);
	assert_ok(b, bench_ready(b));
	*state = b;
	return 0;
}

int bench_close(void **state)
{
	struct bench *b = *state;

	ledger_close(b->ledger);
	if (b->database[0])
		at_server(b, "DROP", "WITH (FORCE)");
	arena_free(b->arena);
	bench_remove(b->folder);
	free(b);
	return 0;
}

void bench_reopen(struct bench *b)
{
	ledger_close(b->ledger);
	b->ledger = NULL;
	assert_ok(b, bench_ready(b));
}

void bench_load(struct bench *b, int version)
{
	const char *root = getenv("BIHUAN_SOURCE");
	struct store *s = NULL;
	struct str dump = STR_NONE;
	char path[512];

	ledger_close(b->ledger);
	b->ledger = NULL;
	if (b->database[0]) {
		at_server(b, "DROP", "WITH (FORCE)");
		at_server(b, "CREATE", "TEMPLATE template0");
	} else {
		bench_remove(b->folder);
		assert_int_equal(mkdir(b->folder, 0700), 0);
	}
	snprintf(path, sizeof path, "%s/tests/contract/released/%s-%04d.sql", root ? root : ".",
		b->database[0] ? on_server : "sqlite", version);
	assert_ok(b, file_read(path, 1 << 20, &dump, &b->e));
	assert_ok(b, store_open(b->url, NULL, &s, &b->e));
	assert_ok(b, s->driver->script(s, dump.ptr, &b->e));
	store_close(s);
	file_free(&dump);
	assert_ok(b, bench_ready(b));
}

struct ledger_import bench_import(struct bench *b, const char *name, const char *text)
{
	struct ledger_import ret = { 0 };

	assert_ok(b, ledger_import(b->ledger, NULL,
			     &(struct ledger_source){ .file_name = str_from(name), .text = str_from(text) }, b->arena,
			     &ret, &b->e));
	return ret;
}

struct ledger_items bench_items(struct bench *b, int64_t report_id)
{
	struct ledger_items ret = { 0 };
	struct ledger_item_filter f = { .report_id = report_id, .limit = 1000 };

	assert_ok(b, ledger_items(b->ledger, NULL, &f, b->arena, &ret, &b->e));
	return ret;
}

static void run_sql(struct bench *b, const char *sql, int64_t *ret)
{
	struct store_stmt *st = NULL;
	struct store *s = NULL;

	assert_ok(b, store_open(b->url, NULL, &s, &b->e));
	assert_ok(b, store_prepare(s, sql, &st, &b->e));
	int rc = store_step(st, &b->e);
	assert_ok(b, rc);
	if (ret)
		*ret = rc > 0 ? store_int(st, 0) : -1;
	store_done(st);
	store_close(s);
}

int64_t bench_number(struct bench *b, const char *sql)
{
	int64_t n = 0;

	run_sql(b, sql, &n);
	return n;
}

void bench_sql(struct bench *b, const char *sql)
{
	run_sql(b, sql, NULL);
}

void bench_check_error(struct bench *b, int code)
{
	assert_int_equal(b->e.code, code);
	assert_true(b->e.message[0] != '\0' && ((unsigned char)b->e.message[0] & 0x80));
	assert_null(strstr(b->e.message, "SELECT"));
	assert_null(strstr(b->e.message, "sqlite"));
	err_clear(&b->e);
}
