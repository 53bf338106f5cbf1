/* Lists: filters, order, cursors and their tampering, totals. */
#include "record_help.h"

static struct record_list list(struct bench *b, enum who_is who, const struct record_query *q)
{
	struct record_list ret = { 0 };
	struct desk *d = bench_as(b, who);

	assert_ok(b, record_list(d, b->item, q, &ret, &b->e));
	bench_commit(b);
	return ret;
}

/* The titles of a page, parted by blanks. */
static const char *titles(struct bench *b, enum who_is who, const char *field, const char *text, const char *sort)
{
	struct record_filter f = { .field = str_from(field), .text = str_from(text) };
	struct record_query q = { .filters = &f, .filters_count = field != NULL, .sort = str_from(sort), .limit = 100 };
	struct record_list l = list(b, who, &q);
	struct buf out;

	buf_init(&out, 4096);
	for (size_t i = 0; i < l.count; i++) {
		buf_cstr(&out, i > 0 ? " " : "");
		buf_str(&out, l.rows[i].title);
	}
	struct str kept = arena_dup(b->arena, buf_view(&out));
	buf_clear(&out);
	return kept.ptr;
}

static int refused(struct bench *b, enum who_is who, const struct record_query *q)
{
	struct record_list ret = { 0 };
	struct desk *d = bench_as(b, who);

	int rc = record_list(d, b->item, q, &ret, &b->e);
	bench_rollback(b);
	return rc;
}

static int refused_filter(struct bench *b, enum who_is who, const char *field, const char *text)
{
	struct record_filter f = { .field = str_from(field), .text = str_from(text) };

	return refused(b, who, &(struct record_query){ .filters = &f, .filters_count = 1 });
}

static void make_five(struct bench *b)
{
	b->people[GU].roles = b->people[ADA].roles; /* may create, in the squad below ADA's department */
	b->people[GU].roles_count = 2;
	bench_make(b, ADA, "title=a\ntags=a|b\namount=5\nplan_date=2026-03-20\nphone=13812345678");
	bench_make(b, ADA, "title=b\nkind=long\namount=7\nleader=2");
	bench_make(b, BO, "title=c\namount=5\nplan_date=2026-03-10\ncode=X");
	bench_make(b, CAI, "title=d\nsecret=线人\ntags=c");
	bench_make(b, GU, "title=e");
}

static void test_fence(void **state)
{
	struct bench *b = *state;

	make_five(b);
	assert_string_equal(titles(b, ADA, NULL, NULL, "created"), "a b e");
	assert_string_equal(titles(b, BO, NULL, NULL, "created"), "c");
	assert_string_equal(titles(b, CAI, NULL, NULL, "created"), "a b c d e");
	assert_string_equal(titles(b, HAI, NULL, NULL, "created"), "");
	assert_string_equal(titles(b, FAN, NULL, NULL, "created"), "a b e");
	b->people[CAI].hold = HOLD_PASSWORD;
	assert_int_equal(refused(b, CAI, &(struct record_query){ .limit = 5 }), ERR_DENIED);
}

static void test_filters(void **state)
{
	struct bench *b = *state;

	make_five(b);
	assert_string_equal(titles(b, CAI, "amount", "5", "created"), "a c");
	assert_string_equal(titles(b, CAI, "amount", "5|7", "created"), "a b c");
	assert_string_equal(titles(b, CAI, "amount", "", "created"), "d e");
	assert_string_equal(titles(b, CAI, "kind", "立行立改", "created"), "a c d e");
	assert_string_equal(titles(b, CAI, "tags", "b|c", "created"), "a d");
	assert_string_equal(titles(b, CAI, "tags", "乙|c", "created"), "a d");
	assert_string_equal(titles(b, CAI, "leader", "小波", "created"), "b");
	assert_string_equal(titles(b, BO, "leader", "me", "created"), "");
	assert_string_equal(titles(b, CAI, "department", "2", "created"), "a b e");
	assert_string_equal(titles(b, CAI, "department", "3", "created"), "c");
	assert_string_equal(titles(b, CAI, "owner", "me", "created"), "d");
	assert_string_equal(titles(b, CAI, "state", "doing|draft", "created"), "a b c d e");
	assert_string_equal(titles(b, CAI, "no", "ZG2026-003", "created"), "c");
	assert_string_equal(titles(b, CAI, "created", "2026-03-05", "created"), "a b c d e");
	assert_string_equal(titles(b, CAI, "created", "2026-03-06", "created"), "");
	assert_string_equal(titles(b, CAI, "secret", "线人", "created"), "d");
	struct record_filter range[] = { { STR("plan_date"), STR("2026-03-10"), RECORD_FROM },
		{ STR("plan_date"), STR("2026-03-19"), RECORD_TO } };
	struct record_list l = list(b, CAI, &(struct record_query){ .filters = range, .filters_count = 2 });
	assert_int_equal(l.count, 1);
	assert_str(l.rows[0].title, "c");
	l = list(b, CAI, &(struct record_query){ .text = STR("d") });
	assert_int_equal(l.count, 1);
	l = list(b, CAI, &(struct record_query){ .text = STR("%") });
	assert_int_equal(l.count, 0);
	l = list(b, CAI, &(struct record_query){ .view = STR("open") });
	assert_int_equal(l.count, 5);
	assert_int_equal(l.total, -1);
	/* what one asked to be told about, within what one sees */
	struct desk *d = bench_as(b, CAI);
	assert_ok(b, record_watch(d, b->item, 2, true, &b->e));
	assert_ok(b, record_watch(d, b->item, 4, true, &b->e));
	bench_commit(b);
	assert_string_equal(titles(b, CAI, "watched", "me", "created"), "b d");
	assert_string_equal(titles(b, ADA, "watched", "me", "created"), "");
	assert_int_equal(refused_filter(b, CAI, "watched", "2"), ERR_INPUT);
	/* what may not be seen, or is masked, may not be asked either */
	assert_int_equal(refused_filter(b, ADA, "secret", "线人"), ERR_INPUT);
	assert_int_equal(refused_filter(b, ADA, "private", "x"), ERR_INPUT);
	assert_int_equal(refused_filter(b, ADA, "phone", "13812345678"), ERR_INPUT);
	assert_string_equal(titles(b, CAI, "phone", "13812345678", "created"), "a");
	assert_int_equal(refused_filter(b, ADA, "title; DROP TABLE r_item", "x"), ERR_INPUT);
	assert_int_equal(refused_filter(b, ADA, "amount", "viel"), ERR_INPUT);
	assert_int_equal(refused_filter(b, ADA, "tags", "a|zz"), ERR_INPUT);
	assert_int_equal(refused_filter(b, ADA, "measures", "1"), ERR_INPUT);
	assert_int_equal(refused_filter(b, ADA, "department", "x"), ERR_INPUT);
	assert_int_equal(refused(b, ADA, &(struct record_query){ .view = STR("nix") }), ERR_NOTFOUND);
	assert_int_equal(refused(b, ADA, &(struct record_query){ .limit = 500 }), ERR_LIMIT);
	assert_int_equal(refused(b, ADA, &(struct record_query){ .sort = STR("secret") }), ERR_INPUT);
	assert_int_equal(refused(b, ADA, &(struct record_query){ .sort = STR("phone") }), ERR_INPUT);
	assert_int_equal(refused(b, ADA, &(struct record_query){ .sort = STR("-") }), ERR_INPUT);
}

/* All pages of one row each, in this order. */
static const char *pages(struct bench *b, const char *sort)
{
	struct record_query q = { .sort = str_from(sort), .limit = 1 };
	struct buf out;

	buf_init(&out, 4096);
	for (int i = 0; i < 20; i++) {
		struct record_list l = list(b, CAI, &q);
		assert_true(l.count <= 1);
		if (l.count > 0)
			buf_str(&out, l.rows[0].title);
		q.after = l.next;
		if (!l.next.ptr)
			break;
	}
	struct str kept = arena_dup(b->arena, buf_view(&out));
	buf_clear(&out);
	return kept.ptr;
}

static void test_order(void **state)
{
	struct bench *b = *state;

	make_five(b);
	assert_string_equal(pages(b, "created"), "abcde");
	assert_string_equal(pages(b, "-created"), "edcba");
	assert_string_equal(pages(b, ""), "edcba");
	assert_string_equal(pages(b, "amount"), "acbde"); /* those without come last, both ways */
	assert_string_equal(pages(b, "-amount"), "bcaed");
	assert_string_equal(pages(b, "title"), "abcde");
	assert_string_equal(pages(b, "-no"), "edcba");
	assert_string_equal(pages(b, "plan_date"), "cabde");
	bench_step(b, ADA, 1, "start", "leader=2", "");
	bench_step(b, BO, 3, "start", "leader=2", "");
	assert_string_equal(pages(b, "due"), "cabde");
	assert_string_equal(pages(b, "-due"), "acedb");
	assert_string_equal(pages(b, "state"), "acbde");
	assert_string_equal(pages(b, "-changed"), "edcba");
	assert_string_equal(pages(b, "lamp"), "bdeac");
}

/* Many rows are sorted by what has an index, or not at all; a few of them by anything. The counts are taken at their word. */
static void test_order_of_very_many(void **state)
{
	struct bench *b = *state;

	make_five(b);
	bench_as(b, ADA);
	assert_ok(b, store_exec(b->s, "UPDATE tally SET n = n * 1000000", &b->e));
	bench_commit(b);
	assert_int_equal(refused(b, CAI, &(struct record_query){ .sort = STR("-amount") }), ERR_INPUT);
	assert_non_null(strstr(b->e.hint, "index: true"));
	err_clear(&b->e);
	assert_int_equal(refused(b, CAI, &(struct record_query){ .sort = STR("lamp") }), ERR_INPUT);
	err_clear(&b->e);
	static const char *const quick[] = { "created", "-changed", "due", "no", "state" };
	for (size_t i = 0; i < sizeof quick / sizeof quick[0]; i++)
		assert_int_equal(refused(b, CAI, &(struct record_query){ .sort = str_from(quick[i]) }), 0);
	struct record_filter few = { .field = STR("code"), .text = STR("X") }; /* not counted: it may be few */
	assert_int_equal(
		refused(b, CAI, &(struct record_query){ .filters = &few, .filters_count = 1, .sort = STR("amount") }),
		0);
}

static void test_cursor_tampering(void **state)
{
	struct bench *b = *state;
	char text[200];

	make_five(b);
	struct record_query q = { .sort = STR("amount"), .limit = 2 };
	struct record_list l = list(b, CAI, &q);
	assert_true(l.next.len > 20 && l.next.len < sizeof text);
	for (size_t i = 0; i < l.next.len; i++) {
		memcpy(text, l.next.ptr, l.next.len);
		text[i] = text[i] == 'A' ? 'B' : 'A';
		q.after = (struct str){ text, l.next.len };
		assert_int_equal(refused(b, CAI, &q), ERR_INPUT);
		q.after = str_sub(l.next, 0, i);
		if (i > 0)
			assert_int_equal(refused(b, CAI, &q), ERR_INPUT);
	}
	q.after = l.next;
	assert_int_equal(refused(b, ADA, &q), ERR_INPUT); /* another person's */
	struct record_query other = q;
	other.sort = STR("-amount");
	assert_int_equal(refused(b, CAI, &other), ERR_INPUT);
	struct record_filter f = { STR("state"), STR("draft"), RECORD_EQUAL };
	other = q;
	other.filters = &f;
	other.filters_count = 1;
	assert_int_equal(refused(b, CAI, &other), ERR_INPUT);
	other = q;
	other.after = STR("不是游标");
	assert_int_equal(refused(b, CAI, &other), ERR_INPUT);
	l = list(b, CAI, &q);
	assert_int_equal(l.count, 2);
}

static void test_page_does_not_shift(void **state)
{
	struct bench *b = *state;

	make_five(b);
	struct record_query q = { .sort = STR("created"), .limit = 2 };
	struct record_list l = list(b, CAI, &q);
	struct desk *d = bench_as(b, ADA);
	assert_ok(b, record_remove(d, b->item, &(struct record_removal){ 1, RECORD_ANY_VERSION, STR("重复") }, &b->done,
			     &b->e));
	bench_commit(b);
	q.after = l.next;
	l = list(b, CAI, &q);
	assert_str(l.rows[0].title, "c");
}

static int64_t total(struct bench *b, enum who_is who, const char *field, const char *text)
{
	struct record_filter f = { .field = str_from(field), .text = str_from(text) };

	return list(b, who,
		&(struct record_query){ .filters = &f, .filters_count = field != NULL, .total = true, .limit = 1 })
		.total;
}

static void test_totals(void **state)
{
	struct bench *b = *state;

	make_five(b);
	bench_step(b, ADA, 1, "start", "leader=2", "");
	assert_int_equal(total(b, CAI, NULL, NULL), 5);
	assert_int_equal(total(b, CAI, "state", "draft"), 4);
	assert_int_equal(total(b, CAI, "state", "draft|doing"), 5);
	assert_int_equal(total(b, CAI, "lamp", "green"), 1);
	assert_int_equal(total(b, CAI, "department", "2"), 3);
	assert_int_equal(total(b, CAI, "department", "3"), 1);
	assert_int_equal(total(b, CAI, "amount", "5"), -1);
	assert_int_equal(total(b, ADA, NULL, NULL), -1); /* what is his own cannot be told from counts */
	assert_int_equal(total(b, HAI, NULL, NULL), -1);
	struct record_counts c;
	struct desk *d = bench_as(b, CAI);
	assert_ok(b, record_counts(d, b->item, &c, &b->e));
	assert_int_equal(c.total, 5);
	assert_int_equal(c.open, 5);
	d = bench_as(b, ADA);
	assert_ok(b, record_counts(d, b->item, &c, &b->e));
	assert_int_equal(c.total, 3);
	d = bench_as(b, HAI);
	assert_ok(b, record_counts(d, b->item, &c, &b->e));
	assert_int_equal(c.total, 0);
	d = bench_as(b, FAN);
	assert_ok(b, record_counts(d, b->item, &c, &b->e));
	assert_int_equal(c.total, 3);
	bench_commit(b);
}

static const struct record_value *value_of(const struct record_list *l, size_t row, const char *field)
{
	for (size_t i = 0; i < l->fields.count; i++)
		if (str_eq(l->fields.at[i]->name, str_from(field)))
			return &l->rows[row].values[i];
	return NULL;
}

/* Who has nothing but his own records is found them by other ways: the same ones. */
static void test_only_own(void **state)
{
	struct bench *b = *state;

	make_five(b);
	b->people[GU].roles_count = 0;
	bench_step(b, ADA, 1, "start", "leader=7", "");
	assert_string_equal(titles(b, GU, NULL, NULL, "created"), "a e");
	assert_string_equal(titles(b, GU, NULL, NULL, "-created"), "e a");
	assert_string_equal(titles(b, GU, "state", "draft", "created"), "e");
	assert_string_equal(titles(b, HAI, NULL, NULL, "created"), "");
	struct desk *d = bench_as(b, GU);
	struct record_counts c;
	assert_ok(b, record_counts(d, b->item, &c, &b->e));
	assert_int_equal(c.total, 2);
	bench_commit(b);
	/* acting for somebody they are that person's */
	b->people[HAI].on_behalf_of = GU;
	assert_string_equal(titles(b, HAI, NULL, NULL, "created"), "a e");
}

static void test_values(void **state)
{
	struct bench *b = *state;
	const struct str fields[] = { STR("title"), STR("phone"), STR("secret"), STR("private"), STR("measures"),
		STR("department"), STR("owner") };
	struct record_query q = { .fields = fields, .fields_count = 7, .sort = STR("created") };

	bench_make(b, ADA, "title=a|phone=13812345678|private=只给领导");
	bench_make(b, BO, "title=b|private=p");
	bench_change(b, CAI, 1, "secret=线人");
	bench_measure(b, ADA, 1, "text=清运");
	struct record_list l = list(b, CAI, &q);
	assert_str(value_of(&l, 0, "phone")->values->s, "13812345678");
	assert_str(value_of(&l, 0, "secret")->values->s, "线人");
	assert_int_equal(value_of(&l, 0, "measures")->values->i, 1);
	assert_int_equal(value_of(&l, 1, "measures")->values->i, 0);
	assert_true(value_of(&l, 0, "private")->hidden);
	assert_null(value_of(&l, 0, "private")->values);
	assert_str(l.rows[0].department.label, "执法科");
	assert_str(l.rows[1].owner.label, "小波");
	assert_null(l.rows[0].holder.label.ptr);
	l = list(b, ADA, &q);
	assert_int_equal(l.count, 1);
	assert_null(value_of(&l, 0, "secret"));
	assert_str(value_of(&l, 0, "phone")->values->s, "138******78");
	assert_true(value_of(&l, 0, "phone")->masked);
	assert_false(value_of(&l, 0, "private")->hidden);
	const struct str files[] = { STR("proof") };
	bench_evidence(b, "item", 1, "proof", "accepted");
	bench_evidence(b, "item", 1, "proof", "pending");
	bench_evidence(b, "item", 1, "proof", "rejected");
	l = list(b, CAI, &(struct record_query){ .fields = files, .fields_count = 1, .sort = STR("created") });
	assert_int_equal(value_of(&l, 0, "proof")->files, 2);
	assert_int_equal(value_of(&l, 1, "proof")->files, 0);
	l = list(b, CAI, &(struct record_query){ .limit = 10 }); /* the columns of the first view */
	assert_int_equal(l.fields.count, 2);
}

static void test_unknown_words(void **state)
{
	struct bench *b = *state;
	const struct str fields[] = { STR("no"), STR("title"), STR("changed"), STR("no_such") };
	struct record_query q = { .fields = fields, .fields_count = 4 };

	assert_int_equal(refused(b, CAI, &q), ERR_INPUT);
	q.fields_count = 3;
	list(b, CAI, &q);
	assert_int_equal(refused_filter(b, CAI, "state", "gone"), ERR_INPUT);
	assert_int_equal(refused_filter(b, CAI, "lamp", "purple"), ERR_INPUT);
	assert_int_equal(refused_filter(b, CAI, "lamp", "green|purple"), ERR_INPUT);
	assert_int_equal(refused_filter(b, CAI, "lamp", "green|red"), 0);
	assert_int_equal(refused_filter(b, CAI, "state", ""), 0);
}

static void test_statistics(void **state)
{
	struct bench *b = *state;
	struct record_statistic s;

	make_five(b);
	assert_ok(b, bench_step(b, CAI, 4, "drop", "", "x"));
	assert_ok(b, bench_step(b, DAN, 4, "drop", "", "x"));
	struct desk *d = bench_as(b, CAI);
	assert_ok(b, record_statistic(d, b->item, &(struct record_statistic_query){ .name = STR("rate") }, &s, &b->e));
	assert_int_equal(s.numerator, 0);
	assert_int_equal(s.denominator, 4);
	assert_ok(b, record_statistic(d, b->item,
			     &(struct record_statistic_query){ .name = STR("rate"), .by = STR("kind") }, &s, &b->e));
	assert_int_equal(s.count, 2);
	assert_str(s.rows[0].label, "长期推进");
	assert_int_equal(s.rows[1].denominator, 3);
	assert_ok(b, record_statistic(d, b->item,
			     &(struct record_statistic_query){ .name = STR("rate"), .by = STR("month:created") }, &s,
			     &b->e));
	assert_str(s.rows[0].key, "2026-03");
	assert_ok(b,
		record_statistic(d, b->item,
			&(struct record_statistic_query){ .name = STR("rate"), .by = STR("department") }, &s, &b->e));
	assert_str(s.rows[1].label, "执法科");
	assert_ok(b, record_statistic(d, b->item,
			     &(struct record_statistic_query){ .name = STR("money"), .by = STR("kind") }, &s, &b->e));
	assert_int_equal(s.numerator, 1700);
	assert_int_equal(s.rows[0].numerator, 700);
	d = bench_as(b, ADA);
	assert_ok(b, record_statistic(d, b->item, &(struct record_statistic_query){ .name = STR("money") }, &s, &b->e));
	assert_int_equal(s.numerator, 1200); /* of what she may see */
	assert_refused(b, ERR_INPUT,
		record_statistic(d, b->item,
			&(struct record_statistic_query){ .name = STR("money"), .by = STR("title") }, &s, &b->e));
	d = bench_as(b, ADA);
	assert_refused(b, ERR_NOTFOUND,
		record_statistic(d, b->item, &(struct record_statistic_query){ .name = STR("nix") }, &s, &b->e));
}

static struct record_statistic score_by(struct bench *b, int64_t person, struct str by)
{
	struct record_statistic s = { 0 };

	assert_ok(b, record_statistic(bench_as(b, person), b->item,
			     &(struct record_statistic_query){ .name = STR("score"), .by = by }, &s, &b->e));
	return s;
}

/* 60 * done / not dropped + 40 * (1 - dropped / with a kind) */
static void test_scores(void **state)
{
	struct bench *b = *state;

	struct record_statistic s = score_by(b, CAI, STR_NONE);
	assert_int_equal(s.denominator, 0); /* no records: nobody knows */
	make_five(b);
	s = score_by(b, CAI, STR_NONE);
	assert_int_equal(s.numerator, 4000);
	assert_int_equal(s.denominator, 100);
	assert_ok(b, bench_step(b, CAI, 4, "drop", "", "x"));
	assert_ok(b, bench_step(b, DAN, 4, "drop", "", "x"));
	s = score_by(b, CAI, STR("department"));
	assert_int_equal(s.numerator, 3200); /* of all: 40 * (1 - 1/5), not the sum of the groups */
	assert_int_equal(s.count, 4);
	s = score_by(b, CAI, STR("month:due"));
	assert_int_equal(s.numerator, 3200);
}

static void test_tasks(void **state)
{
	struct bench *b = *state;
	struct record_tasks t;

	bench_make(b, ADA, "title=a");
	bench_make(b, ADA, "title=b|plan_date=2026-03-06");
	bench_step(b, ADA, 1, "start", "leader=2", "");
	bench_step(b, ADA, 2, "start", "leader=2", "");
	struct desk *d = bench_as(b, BO);
	assert_ok(b, record_tasks(d, 10, &t, &b->e));
	assert_int_equal(t.count, 2);
	assert_str(t.at[0].record.title, "b");
	assert_int_equal(t.at[0].why, TASK_HELD);
	d = bench_as(b, CAI); /* what BO holds is not the office's to do */
	assert_ok(b, record_tasks(d, 10, &t, &b->e));
	assert_int_equal(t.count, 0);
	d = bench_as(b, ADA);
	assert_ok(b, record_tasks(d, 10, &t, &b->e));
	assert_int_equal(t.count, 0);
	bench_commit(b);
	bench_make(b, ADA, "title=c");
	d = bench_as(b, ADA);
	assert_ok(b, record_tasks(d, 10, &t, &b->e));
	assert_int_equal(t.count, 1);
	assert_int_equal(t.at[0].why, TASK_STEP);
	bench_commit(b);
}

/* How many items wait for the person; everybody may prove their measures. */
static size_t items_of(struct bench *b, enum who_is person)
{
	struct record_tasks t;
	size_t count = 0;

	assert_ok(b, record_tasks(bench_as(b, person), 10, &t, &b->e));
	for (size_t i = 0; i < t.count; i++)
		count += t.at[i].register_def == b->item;
	bench_commit(b);
	return count;
}

/* What somebody else holds waits for his reviewers all the same, only not for whoever handed it in or has reviewed it before. */
static void test_reviews_wait(void **state)
{
	struct bench *b = *state;

	bench_make(b, ADA, "title=a");
	assert_ok(b, bench_step(b, ADA, 1, "start", "leader=2", ""));
	assert_int_equal(bench_measure(b, ADA, 1, "text=清运"), 1);
	bench_evidence(b, "item", 1, "proof", "accepted");
	assert_int_equal(items_of(b, CAI), 0); /* 作废, 延期, 挂账 are nobody's work */
	assert_ok(b, bench_step(b, BO, 1, "submit", "opinion=已改", ""));
	assert_int_equal(items_of(b, CAI), 1);
	assert_int_equal(items_of(b, DAN), 1);
	assert_int_equal(items_of(b, ADA), 0);
	assert_ok(b, bench_step(b, CAI, 1, "pass", "", ""));
	assert_int_equal(items_of(b, CAI), 0); /* reviewed it just now */
	assert_int_equal(items_of(b, DAN), 0); /* its measure is still open: closing has to wait */
	assert_ok(b, bench_step_of(b, b->measure, ADA, 1, "prove", "", ""));
	assert_int_equal(items_of(b, DAN), 1);
}

/* A text that many have is looked for otherwise than one that few have. */
static void test_text_of_many(void **state)
{
	struct bench *b = *state;
	struct str column = STR("问题"), *cells = arena_array(b->arena, 150, sizeof *cells);
	struct record_import i = { .columns = &column, .columns_count = 1, .cells = cells, .rows_count = 150 };
	struct record_outcomes out;

	for (int n = 0; n < 150; n++)
		cells[n] = n % 15 == 3 ? arena_fmt(b->arena, "井盖移位第%d处", n)
				       : arena_fmt(b->arena, "道路不洁第%d处", n);
	struct desk *d = bench_as(b, CAI);
	assert_ok(b, record_import(d, b->item, &i, &out, &b->e));
	bench_commit(b);
	static const struct {
		const char *text;
		size_t rows;
	} cases[] = { { "道路", 140 }, { "井盖", 10 }, { "第", 150 }, { "处", 150 }, { "第33处", 1 }, { "路灯", 0 },
		{ "ZG2026-150", 1 }, { "-1", 51 } };
	for (size_t n = 0; n < COUNT(cases); n++) {
		struct record_query q = { .text = str_from(cases[n].text), .limit = 30, .sort = STR("title") };
		size_t found = 0;
		do {
			struct record_list l = list(b, CAI, &q);
			found += l.count;
			q.after = l.next;
		} while (q.after.ptr);
		if (found != cases[n].rows)
			fail_msg("%s: %zu", cases[n].text, found);
	}
}

static struct record_hits find(struct bench *b, enum who_is who, const char *text)
{
	struct record_hits hits = { 0 };
	struct desk *d = bench_as(b, who);

	assert_ok(b,
		record_search(d, &(struct record_search_query){ .text = str_from(text), .limit = 10 }, &hits, &b->e));
	bench_commit(b);
	return hits;
}

static void test_search(void **state)
{
	struct bench *b = *state;
	int64_t id = bench_make(b, ADA, "title=垃圾清运不及时");

	bench_make(b, BO, "title=占道经营");
	struct record_hits hits = find(b, CAI, "清运");
	assert_int_equal(hits.count, 1);
	assert_int_equal(hits.at[0].id, id);
	assert_str(hits.at[0].no, "ZG2026-001");
	assert_str(hits.at[0].field->name, "title");
	assert_str(hits.at[0].snippet, "垃圾清运不及时");
	assert_int_equal(find(b, CAI, "ZG2026-002").count, 1);
	assert_int_equal(find(b, BO, "清运").count, 0); /* not his to see */
	assert_int_equal(find(b, HAI, "清运").count, 0);
	bench_change(b, ADA, id, "title=车辆停放");
	assert_int_equal(find(b, CAI, "清运").count, 0);
	assert_int_equal(find(b, CAI, "停放").count, 1);
	struct desk *d = bench_as(b, ADA);
	assert_ok(b, record_remove(d, b->item, &(struct record_removal){ id, RECORD_ANY_VERSION, STR("重复") },
			     &b->done, &b->e));
	bench_commit(b);
	assert_int_equal(find(b, CAI, "停放").count, 0);
	/* imported rows are found, those of a dry run are not */
	struct str column = STR("问题"), cells[] = { STR("井盖移位"), STR("路灯不亮") };
	struct record_import i = {
		.columns = &column, .columns_count = 1, .cells = cells, .rows_count = 2, .dry = true
	};
	struct record_outcomes out;
	d = bench_as(b, CAI);
	assert_ok(b, record_import(d, b->item, &i, &out, &b->e));
	bench_commit(b);
	assert_int_equal(find(b, CAI, "路灯").count, 0);
	i.dry = false;
	d = bench_as(b, CAI);
	assert_ok(b, record_import(d, b->item, &i, &out, &b->e));
	bench_commit(b);
	assert_int_equal(find(b, CAI, "路灯").count, 1);
	assert_int_equal(find(b, CAI, "井盖").count, 1);
}

static void test_may(void **state)
{
	struct bench *b = *state;
	struct record_may may;

	struct desk *d = bench_as(b, CAI);
	assert_ok(b, record_may(d, b->item, &may, &b->e));
	assert_true(may.see && may.create && may.change && may.remove && may.import && may.export && may.comment);
	assert_true(record_field_seen(d, b->item, register_field(b->item, STR("secret"))));
	d = bench_as(b, HAI);
	assert_ok(b, record_may(d, b->item, &may, &b->e));
	assert_true(may.see && may.change); /* what would be his own */
	assert_false(may.create || may.import || may.export);
	assert_false(record_field_seen(d, b->item, register_field(b->item, STR("secret"))));
	assert_true(record_field_seen(d, b->item, register_field(b->item, STR("private"))));
	d = bench_as(b, BO);
	assert_ok(b, record_may(d, b->log, &may, &b->e));
	assert_false(may.see || may.create || may.comment);
	bench_commit(b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_fence, bench_open, bench_close),
		cmocka_unit_test_setup_teardown(test_filters, bench_open, bench_close),
		cmocka_unit_test_setup_teardown(test_order, bench_open, bench_close),
		cmocka_unit_test_setup_teardown(test_order_of_very_many, bench_open, bench_close),
		cmocka_unit_test_setup_teardown(test_cursor_tampering, bench_open, bench_close),
		cmocka_unit_test_setup_teardown(test_page_does_not_shift, bench_open, bench_close),
		cmocka_unit_test_setup_teardown(test_totals, bench_open, bench_close),
		cmocka_unit_test_setup_teardown(test_only_own, bench_open, bench_close),
		cmocka_unit_test_setup_teardown(test_values, bench_open, bench_close),
		cmocka_unit_test_setup_teardown(test_unknown_words, bench_open, bench_close),
		cmocka_unit_test_setup_teardown(test_statistics, bench_open, bench_close),
		cmocka_unit_test_setup_teardown(test_scores, bench_open, bench_close),
		cmocka_unit_test_setup_teardown(test_tasks, bench_open, bench_close),
		cmocka_unit_test_setup_teardown(test_reviews_wait, bench_open, bench_close),
		cmocka_unit_test_setup_teardown(test_text_of_many, bench_open, bench_close),
		cmocka_unit_test_setup_teardown(test_search, bench_open, bench_close),
		cmocka_unit_test_setup_teardown(test_may, bench_open, bench_close),
	};

	return bench_main(tests, sizeof tests / sizeof tests[0]);
}
