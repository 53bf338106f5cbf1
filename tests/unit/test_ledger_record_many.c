/* Many at once: bulk and import; what fails is undone alone. */
#include "record_help.h"

#include "fault.h"
#include "record_private.h"

static struct record_outcomes bulk(struct bench *b, enum who_is who, const struct record_bulk *what)
{
	struct record_outcomes out = { 0 };
	struct desk *d = bench_as(b, who);

	assert_ok(b, record_bulk(d, b->item, what, &out, &b->e));
	bench_commit(b);
	bench_check_exact(b);
	return out;
}

static void test_bulk(void **state)
{
	struct bench *b = *state;
	int64_t ids[4];

	for (int i = 0; i < 3; i++)
		ids[i] = bench_make(b, ADA, "title=甲");
	ids[3] = 77;
	assert_ok(b, bench_step(b, ADA, ids[1], "start", "leader=2", ""));
	struct record_outcomes out = bulk(
		b, CAI, &(struct record_bulk){ .ids = ids, .count = 4, .values = bench_values(b, "office_note=同意") });
	assert_int_equal(out.changed, 3);
	assert_int_equal(out.refused, 1);
	assert_int_equal(out.at[3].rc, ERR_NOTFOUND);
	out = bulk(
		b, CAI, &(struct record_bulk){ .ids = ids, .count = 2, .values = bench_values(b, "office_note=同意") });
	assert_int_equal(out.same, 2);
	out = bulk(b, ADA,
		&(struct record_bulk){
			.ids = ids, .count = 3, .step = STR("start"), .values = bench_values(b, "leader=2") });
	assert_int_equal(out.changed, 2);
	assert_int_equal(out.refused, 1);
	assert_int_equal(out.at[1].row, ids[1]);
	assert_int_equal(out.at[1].rc, ERR_CONFLICT); /* it is not in that state any more */
	assert_int_equal(out.at[1].refusals.count, 1);
	assert_int_equal(out.at[2].refusals.count, 0);
	assert_int_equal(bench_sql(b, "SELECT count(*) FROM r_item WHERE state = 'doing'"), 3);
	struct desk *d = bench_as(b, ADA);
	assert_refused(
		b, ERR_LIMIT, record_bulk(d, b->item, &(struct record_bulk){ .ids = ids, .count = 1001 }, &out, &b->e));
	d = bench_as(b, ADA);
	assert_refused(b, ERR_NOTFOUND,
		record_bulk(
			d, b->item, &(struct record_bulk){ .ids = ids, .count = 1, .step = STR("fly") }, &out, &b->e));
}

/* What import() lets fail, once everything else is ready. */
static struct {
	enum fault_kind kind;
	long n;
} trap;

/* Lines of cells parted by ",", the first names the columns. */
static int import(
	struct bench *b, enum who_is who, const char *text, const char *key, bool dry, struct record_outcomes *out)
{
	struct str *cells = arena_array(b->arena, 2000, sizeof *cells);
	size_t count = 0, columns = 0;

	for (const char *p = text;; p++) {
		const char *end = p + strcspn(p, ",\n");
		cells[count++] = (struct str){ p, (size_t)(end - p) };
		if ((*end == '\n' || *end == '\0') && columns == 0)
			columns = count;
		if (*end == '\0')
			break;
		p = end;
	}
	struct record_import i = { .columns = cells,
		.columns_count = columns,
		.cells = cells + columns,
		.rows_count = count / columns - 1,
		.first_row = 2,
		.key = str_from(key),
		.dry = dry };
	struct desk *d = bench_as(b, who);
	if (trap.n > 0)
		fault_arm(trap.kind, trap.n, false);
	int rc = record_import(d, b->item, &i, out, &b->e);
	fault_arm(trap.kind, 0, false);
	return rc;
}

static void test_import_refused(void **state)
{
	struct bench *b = *state;
	struct record_outcomes out = { 0 };

	assert_refused(b, ERR_DENIED, import(b, ADA, "问题\n甲", NULL, false, &out));
	assert_refused(b, ERR_INPUT, import(b, CAI, "问题,不知道,title\n甲,乙,丙", NULL, false, &out));
	assert_refusals(b, "format 不知道: 第 2 列“不知道”不是这个台账的项\nformat title: 第 3 列与第 1 列是同一项\n");
	assert_refused(b, ERR_INPUT, import(b, CAI, "问题\n甲", "code", false, &out));
	assert_refused(b, ERR_INPUT, import(b, CAI, "问题,金额\n甲,1", "amount", false, &out));
	assert_int_equal(bench_sql(b, "SELECT count(*) FROM r_item"), 0);
}

static void test_import(void **state)
{
	struct bench *b = *state;
	struct record_outcomes out = { 0 };
	static const char table[] = "编码,问题,金额,牵头领导,所属部门,状态\n"
				    "A-1,甲,12.50,小波,执法科,草稿\n"
				    "A-2,,3,,,\n"
				    "A-3,丙,x,查无此人,,\n"
				    "A-4,丁,4,,,已销号\n"
				    "A-1,又一个甲,,,,\n"
				    ",戊,,,环卫科,";

	/* first what would happen */
	assert_ok(b, import(b, CAI, table, NULL, true, &out));
	bench_commit(b);
	assert_int_equal(out.created, 2);
	assert_int_equal(out.refused, 4);
	assert_int_equal(bench_sql(b, "SELECT count(*) FROM r_item"), 0);
	assert_int_equal(bench_sql(b, "SELECT count(*) FROM event"), 0);
	assert_int_equal(bench_sql(b, "SELECT count(*) FROM tally"), 0);
	assert_ok(b, import(b, CAI, table, NULL, false, &out));
	bench_commit(b);
	assert_int_equal(out.count, 6);
	assert_int_equal(out.at[0].what, RECORD_CREATED);
	assert_int_equal(out.at[1].row, 3);
	assert_str(out.at[1].message, "要填写“问题”");
	assert_int_equal(out.at[2].refusals.count, 2);
	assert_str(out.at[3].message, "状态不能用导入改成“已销号”（现在是“草稿”），请用流转办理");
	assert_str(out.at[4].message, "“编码”的这个值已有别的记录用了");
	assert_int_equal(out.at[5].what, RECORD_CREATED);
	assert_int_equal(bench_sql(b, "SELECT amount FROM r_item WHERE code = 'A-1'"), 1250);
	assert_int_equal(bench_sql(b, "SELECT department_id FROM r_item WHERE code = 'A-1'"), LAW);
	assert_int_equal(bench_sql(b, "SELECT department_id FROM r_item WHERE title = '戊'"), CLEAN);
	bench_check_exact(b);
}

static void test_import_again(void **state)
{
	struct bench *b = *state;
	struct record_outcomes out = { 0 };

	assert_ok(b, import(b, CAI, "编码,问题,标签\nA,甲,a\nB,乙,", NULL, false, &out));
	bench_commit(b);
	assert_ok(b, import(b, CAI, "编码,问题,标签\nA,甲,a\nB,乙乙,\nC,丙,c", "code", false, &out));
	bench_commit(b);
	assert_int_equal(out.same, 1);
	assert_int_equal(out.changed, 1);
	assert_int_equal(out.created, 1);
	/* empty cells leave what is there; numbers find their record */
	assert_ok(b, import(b, CAI, "no,问题\nZG2026-002,\nZG2026-001,甲二\nZG2026-999,新的", "no", false, &out));
	bench_commit(b);
	assert_int_equal(out.same, 1);
	assert_int_equal(out.changed, 1);
	assert_int_equal(out.created, 1);
	assert_str(bench_text(b, "SELECT title FROM r_item WHERE code = 'B'"), "乙乙");
	assert_int_equal(bench_sql(b, "SELECT count(*) FROM r_item"), 4);
	bench_check_exact(b);
}

static void test_many_rows(void **state)
{
	struct bench *b = *state;
	struct record_outcomes out = { 0 };
	struct str column = STR("问题");
	struct str *cells = arena_array(b->arena, RECORD_IMPORT_MAX + 1, sizeof *cells);
	struct record_import i = {
		.columns = &column, .columns_count = 1, .cells = cells, .rows_count = RECORD_IMPORT_MAX + 1
	};

	for (size_t n = 0; n <= RECORD_IMPORT_MAX; n++)
		cells[n] =
			n % 10 == 9
				? STR("太长的题目太长的题目太长的题目太长的题目太长的题目太长的题目太长的题目太长的题目太长的题目")
				: STR("甲");
	struct desk *d = bench_as(b, CAI);
	assert_refused(b, ERR_LIMIT, record_import(d, b->item, &i, &out, &b->e));
	i.rows_count = 1000; /* more than the number's three digits hold, less what is refused */
	d = bench_as(b, CAI);
	assert_ok(b, record_import(d, b->item, &i, &out, &b->e));
	bench_commit(b);
	assert_int_equal(out.created, 900);
	assert_int_equal(out.refused, 100);
	bench_check_exact(b);
	d = bench_as(b, CAI);
	assert_ok(b, record_import(d, b->item, &i, &out, &b->e));
	bench_commit(b);
	assert_int_equal(out.created, 99);
	assert_str(bench_text(b, "SELECT max(no) FROM r_item"), "ZG2026-999");
	bench_check_exact(b);
}

/* Every statement and allocation of an import fails in turn: all of it is there or nothing. */
static void fail_in_turn(struct bench *b, enum fault_kind kind)
{
	for (long n = 1;; n += kind == FAULT_ALLOC ? 7 : 1) {
		struct record_outcomes out = { 0 };
		trap.kind = kind;
		trap.n = n;
		int rc = import(b, CAI, "编码,问题\nA,甲甲\n,\nB,乙\nC,丙", "code", false, &out);
		bool hit = fault_count(kind) >= n;
		trap.n = 0;
		if (rc >= 0 && !hit) {
			bench_rollback(b);
			assert_true(n > 12);
			return;
		}
		if (rc < 0)
			bench_rollback(b);
		else if (store_commit(b->s, &b->e) >= 0)
			fail_msg("a failure was passed over: kind %d, %ld", kind, n);
		err_clear(&b->e);
		assert_int_equal(bench_sql(b, "SELECT count(*) FROM r_item"), 1);
		assert_str(bench_text(b, "SELECT title FROM r_item"), "甲");
		bench_check_exact(b);
	}
}

/* Made together or not at all: numbers in a row, counts and index as if made one by one. */
static void test_create_many(void **state)
{
	struct bench *b = *state;
	struct record_new rows[3] = { 0 };
	struct record_done done[3];

	for (int i = 0; i < 3; i++)
		rows[i].values = bench_values(b, i == 1 ? "title=乙|kind=long" : "title=甲");
	assert_ok(b, record_create_many(bench_as(b, ADA), b->item, rows, 3, done, &b->e));
	bench_commit(b);
	bench_check_exact(b);
	assert_int_equal(done[2].id, done[0].id + 2);
	assert_int_equal(bench_sql(b, "SELECT count(*) FROM r_item WHERE no = 'ZG2026-003' AND kind = 'now'"), 1);
	assert_ok(b, record_create_many(bench_as(b, ADA), b->item, rows, 0, done, &b->e));
	rows[2].values = bench_values(b, "kind=now");
	assert_refused(b, ERR_INPUT, record_create_many(bench_as(b, ADA), b->item, rows, 3, done, &b->e));
	bench_check_exact(b);
	assert_int_equal(bench_sql(b, "SELECT count(*) FROM r_item"), 3);
	assert_int_equal(bench_sql(b, "SELECT count(*) FROM search_doc"), 3);
}

static void test_move(void **state)
{
	struct bench *b = *state;
	int64_t from = bench_make(b, ADA, "title=甲"), to = bench_make(b, ADA, "title=乙");

	assert_ok(b, bench_measure(b, ADA, from, "text=清运"));
	struct record_moving moving = { .id = b->done.id, .parent_id = to, .reason = STR("归错了") };
	assert_ok(b, record_move(bench_as(b, CAI), b->measure, &moving, &b->done, &b->e));
	bench_commit(b);
	bench_check_exact(b);
	assert_int_equal(bench_sql(b, "SELECT parent_id FROM r_measure"), to);
	assert_int_equal(bench_sql(b, "SELECT version FROM r_measure"), 2);
	assert_int_equal(
		bench_sql(b,
			"SELECT count(*) FROM event WHERE kind = 'change' AND data LIKE '%%\"parent_id\":[%lld,%lld]%%'",
			(long long)from, (long long)to),
		1);
}

static void test_torture(void **state)
{
	struct bench *b = *state;

	bench_make(b, CAI, "title=甲|code=A");
	fail_in_turn(b, FAULT_WRITE);
	fail_in_turn(b, FAULT_READ);
	fail_in_turn(b, FAULT_ALLOC);
}

/* However many names a table has, none takes another one's place: each that is forgotten is a question for every row. */
static void test_names_stay(void **state)
{
	enum { NAMES = 2000, MORE = 20000 };
	struct bench *b = *state;
	struct desk *d = bench_as(b, ADA);
	struct quick q = { 0 };
	char name[32];
	int64_t id = 0;

	d->own->quick = &q;
	for (int i = 0; i < MORE; i++) {
		snprintf(name, sizeof name, "部门%d", i);
		quick_remember(d, &q, str_from(name), i);
		assert_true(i >= NAMES || quick_recall(d, &q, str_from(name), &id));
	}
	for (int i = 0; i < NAMES; i++) {
		snprintf(name, sizeof name, "部门%d", i);
		assert_true(quick_recall(d, &q, str_from(name), &id));
		assert_int_equal(id, i);
		assert_false(quick_recall(d, d, str_from(name), &id));
	}
	d->own->quick = NULL;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_bulk, bench_open, bench_close),
		cmocka_unit_test_setup_teardown(test_import_refused, bench_open, bench_close),
		cmocka_unit_test_setup_teardown(test_import, bench_open, bench_close),
		cmocka_unit_test_setup_teardown(test_import_again, bench_open, bench_close),
		cmocka_unit_test_setup_teardown(test_many_rows, bench_open, bench_close),
		cmocka_unit_test_setup_teardown(test_create_many, bench_open, bench_close),
		cmocka_unit_test_setup_teardown(test_move, bench_open, bench_close),
		cmocka_unit_test_setup_teardown(test_names_stay, bench_open, bench_close),
		cmocka_unit_test_setup_teardown(test_torture, bench_open, bench_close),
	};

	return bench_main(tests, sizeof tests / sizeof tests[0]);
}
