/* What a process has once: made from a folder, again the same, refused with the reason. */
#include "unit.h"

#include "file.h"
#include "ledger.h"
#include "log.h"
#include "pool.h"
#include "record.h"

#include <sys/stat.h>
#include <unistd.h>

struct bench {
	char folder[64];
	int64_t now_ms;
	struct clock clock;
	struct ledger *l;
	struct err e;
};

static const char *const made[] = { "registers/own.yaml", "registers", "keys/access.key", "keys", "bihuan.db",
	"bihuan.db-wal", "bihuan.db-shm" };

static int open_bench(void **state)
{
	struct bench *b = calloc(1, sizeof *b);

	assert_non_null(b);
	snprintf(b->folder, sizeof b->folder, "/tmp/bihuan-prepare-XXXXXX");
	assert_non_null(mkdtemp(b->folder));
	b->now_ms = 1772674200000;
	b->clock = clock_fixed(&b->now_ms);
	assert_int_equal(ledger_open(b->folder, &b->clock, &b->l, &b->e), 0);
	*state = b;
	return 0;
}

static int close_bench(void **state)
{
	struct bench *b = *state;
	char path[200];

	ledger_close(b->l);
	for (size_t i = 0; i < COUNT(made); i++) {
		snprintf(path, sizeof path, "%s/%s", b->folder, made[i]);
		if (unlink(path) < 0)
			rmdir(path);
	}
	assert_int_equal(rmdir(b->folder), 0);
	free(b);
	return 0;
}

static void define(struct bench *b, const char *text)
{
	char path[200];

	snprintf(path, sizeof path, "%s/registers", b->folder);
	mkdir(path, 0700);
	snprintf(path, sizeof path, "%s/registers/own.yaml", b->folder);
	FILE *f = fopen(path, "w");
	assert_non_null(f);
	fputs(text, f);
	fclose(f);
}

static const char own[] =
	"register: own\ntitle: 自己的台账\ntitle_field: text\nroles: {clerk: 经办}\n"
	"fields: {text: {label: 内容, type: text}}\n"
	"states: {open: {label: 在办, initial: true, editable: true}, over: {label: 办结, final: true}}\n"
	"transitions: {finish: {label: 办结, from: [open], to: over, who: [clerk], closes: false}}\n"
	"rights: {see: {clerk: unit}, create: [clerk]}\n";

static void reopen(struct bench *b)
{
	ledger_close(b->l);
	b->l = NULL;
	assert_int_equal(ledger_open(b->folder, &b->clock, &b->l, &b->e), 0);
}

static void test_nothing_before(void **state)
{
	struct bench *b = *state;

	assert_non_null(ledger_pool(b->l));
	assert_null(ledger_access(b->l));
	assert_null(ledger_place(b->l));
}

static void test_own_registers(void **state)
{
	struct bench *b = *state;

	for (int round = 0; round < 2; round++) {
		define(b, own);
		do {
			int rc_ = ledger_prepare(b->l, &b->e);
			if (rc_ < 0)
				fail_msg("%d: %s (%s; %s)", rc_, b->e.message, b->e.hint, b->e.log);
		} while (0);
		assert_non_null(ledger_access(b->l));
		const struct registers *all = ledger_place(b->l)->registers;
		assert_true(all->count >= 2);
		assert_non_null(register_find(all, STR("own")));
		assert_non_null(register_find(all, STR("case")));
		reopen(b);
	}
}

static void test_refused(void **state)
{
	struct bench *b = *state;

	define(b, "register: own\ntitle: 缺东西\n");
	assert_int_equal(ledger_prepare(b->l, &b->e), ERR_INPUT);
	assert_non_null(strstr(b->e.message, "own.yaml"));
	assert_null(ledger_place(b->l));
	reopen(b);
	err_clear(&b->e);
	define(b, own);
	do {
		int rc_ = ledger_prepare(b->l, &b->e);
		if (rc_ < 0)
			fail_msg("%d: %s (%s; %s)", rc_, b->e.message, b->e.hint, b->e.log);
	} while (0);
}

/* A record can be made and read by what was prepared. */
static void test_at_work(void **state)
{
	struct bench *b = *state;
	struct actor console = access_console(STR("root"));
	struct arena *a = arena_new(1 << 20);
	struct record_input in = { .field = STR("text"), .text = STR("甲") };
	struct record_new n = { .values = { &in, 1 } };
	struct record_done done;
	struct store *s = NULL;
	struct desk d;

	define(b, own);
	do {
		int rc_ = ledger_prepare(b->l, &b->e);
		if (rc_ < 0)
			fail_msg("%d: %s (%s; %s)", rc_, b->e.message, b->e.hint, b->e.log);
	} while (0);
	console.unit_id = 1;
	assert_int_equal(store_pool_take(ledger_pool(b->l), STORE_WRITE, &s, &b->e), 0);
	assert_int_equal(desk_init(&d, s, ledger_place(b->l), &console, a, &b->e), 0);
	d.console = true;
	assert_int_equal(record_create(&d, register_find(d.place->registers, STR("own")), &n, &done, &b->e), 0);
	assert_int_equal(store_commit(s, &b->e), 0);
	store_pool_give(ledger_pool(b->l), s);
	assert_int_equal(done.id, 1);
	arena_free(a);
}

static void prepare_with(struct bench *b, const char *clocks)
{
	char text[2000];

	snprintf(text, sizeof text, "%s%s", own, clocks);
	define(b, text);
	int rc = ledger_prepare(b->l, &b->e);
	if (rc < 0)
		fail_msg("%d: %s (%s; %s)", rc, b->e.message, b->e.hint, b->e.log);
}

/* A number of the database, -1 for none. */
static int64_t number(struct bench *b, const char *sql)
{
	struct store *s = NULL;
	struct store_stmt *st = NULL;

	assert_int_equal(store_pool_take(ledger_pool(b->l), STORE_READ, &s, &b->e), 0);
	assert_int_equal(store_first(s, &st, &b->e, sql), 1);
	int64_t n = store_is_null(st, 0) ? -1 : store_int(st, 0);
	store_done(st);
	store_pool_give(ledger_pool(b->l), s);
	return n;
}

static void make_one(struct bench *b)
{
	struct actor console = access_console(STR("root"));
	struct arena *a = arena_new(1 << 20);
	struct record_input in = { .field = STR("text"), .text = STR("甲") };
	struct record_new n = { .values = { &in, 1 } };
	struct record_done done;
	struct store *s = NULL;
	struct desk d;

	console.unit_id = 1;
	assert_int_equal(store_pool_take(ledger_pool(b->l), STORE_WRITE, &s, &b->e), 0);
	assert_int_equal(desk_init(&d, s, ledger_place(b->l), &console, a, &b->e), 0);
	d.console = true;
	assert_int_equal(record_create(&d, register_find(d.place->registers, STR("own")), &n, &done, &b->e), 0);
	assert_int_equal(store_commit(s, &b->e), 0);
	store_pool_give(ledger_pool(b->l), s);
	arena_free(a);
}

/* A clock that a changed definition has no more runs no more, and leaves neither deadline nor lamp behind. */
static void test_dropped_clock(void **state)
{
	struct bench *b = *state;

	prepare_with(b,
		"clocks: {soon: {label: 近, limit: 5 日, runs_in: [open]}, far: {label: 远, limit: 40 日, runs_in: [open]}}\n");
	make_one(b);
	int64_t soon = number(b, "SELECT due_at FROM r_own");
	assert_int_equal(soon, number(b, "SELECT due_at FROM record_clock WHERE name = 'soon'"));
	reopen(b);
	prepare_with(b, "clocks: {far: {label: 远, limit: 40 日, runs_in: [open]}}\n");
	assert_int_equal(number(b, "SELECT count(*) FROM record_clock WHERE state = 'running' AND name = 'far'"), 1);
	assert_int_equal(
		number(b,
			"SELECT count(*) FROM record_clock WHERE state = 'stopped' AND next_at IS NULL AND name = 'soon'"),
		1);
	assert_int_equal(
		number(b, "SELECT due_at FROM r_own"), number(b, "SELECT due_at FROM record_clock WHERE name = 'far'"));
	assert_int_equal(number(b, "SELECT count(*) FROM event WHERE kind = 'clock' AND name = 'soon'"), 1);
	reopen(b);
	prepare_with(b, "");
	assert_int_equal(number(b, "SELECT due_at FROM r_own"), -1);
	assert_int_equal(number(b, "SELECT count(*) FROM r_own WHERE lamp = ''"), 1);
	reopen(b);
	prepare_with(b, "");
	assert_int_equal(number(b, "SELECT count(*) FROM event WHERE kind = 'clock'"), 2);
}

static char logged[4000];

static void catch_line(void *context, struct str line)
{
	(void)context;
	size_t at = strlen(logged);
	snprintf(logged + at, sizeof logged - at, STR_FMT "\n", STR_ARG(line));
}

/* A register whose file is missing is told of, as long as it has records. */
static void test_missing_file(void **state)
{
	struct bench *b = *state;
	char path[200];

	prepare_with(b, "");
	make_one(b);
	reopen(b);
	snprintf(path, sizeof path, "%s/registers/own.yaml", b->folder);
	assert_int_equal(unlink(path), 0);
	log_to(catch_line, NULL, LOG_WARN);
	assert_int_equal(ledger_prepare(b->l, &b->e), 0);
	log_to(NULL, NULL, LOG_INFO);
	assert_non_null(strstr(logged, "台账 own 有 1 条记录"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_nothing_before, open_bench, close_bench),
		cmocka_unit_test_setup_teardown(test_own_registers, open_bench, close_bench),
		cmocka_unit_test_setup_teardown(test_refused, open_bench, close_bench),
		cmocka_unit_test_setup_teardown(test_at_work, open_bench, close_bench),
		cmocka_unit_test_setup_teardown(test_dropped_clock, open_bench, close_bench),
		cmocka_unit_test_setup_teardown(test_missing_file, open_bench, close_bench),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
