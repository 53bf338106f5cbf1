/* Who sees and does what: each rule word against each place where rows come out; fields; units. */
#include "record_help.h"

/* Every way in which a record could come out. */
static bool in_list(struct bench *b, enum who_is who, int64_t id)
{
	struct record_list l = { 0 };
	struct desk *d = bench_as(b, who);

	assert_ok(b, record_list(d, b->item, &(struct record_query){ .limit = 200 }, &l, &b->e));
	for (size_t i = 0; i < l.count; i++)
		if (l.rows[i].id == id)
			return true;
	return false;
}

static bool in_read(struct bench *b, enum who_is who, int64_t id)
{
	struct record_detail detail;
	struct desk *d = bench_as(b, who);

	int rc = record_read(d, b->item, id, RECORD_ALL, &detail, &b->e);
	assert_true(rc == 0 || rc == ERR_NOTFOUND);
	return rc == 0;
}

static bool in_events(struct bench *b, enum who_is who, int64_t id)
{
	struct record_events ev;
	struct desk *d = bench_as(b, who);

	return record_events(d, b->item, &(struct record_events_query){ id, STR_NONE, 0, 10 }, &ev, &b->e) == 0;
}

static bool in_text(struct bench *b, enum who_is who, int64_t id)
{
	struct record_list l = { 0 };
	struct desk *d = bench_as(b, who);

	assert_ok(b, record_list(d, b->item, &(struct record_query){ .text = STR("问题") }, &l, &b->e));
	for (size_t i = 0; i < l.count; i++)
		if (l.rows[i].id == id)
			return true;
	return false;
}

static bool in_comment(struct bench *b, enum who_is who, int64_t id)
{
	struct desk *d = bench_as(b, who);

	int rc = record_comment(d, b->item, id, STR("看"), &b->done, &b->e);
	bench_rollback(b);
	assert_true(rc == 0 || rc == ERR_NOTFOUND);
	return rc == 0;
}

static bool in_watch(struct bench *b, enum who_is who, int64_t id)
{
	struct desk *d = bench_as(b, who);

	int rc = record_watch(d, b->item, id, true, &b->e);
	bench_rollback(b);
	return rc == 0;
}

/* Refused for another reason than that it is not there. */
static bool in_step(struct bench *b, enum who_is who, int64_t id)
{
	return bench_step(b, who, id, "reopen", "", "x") != ERR_NOTFOUND;
}

static bool in_reference(struct bench *b, enum who_is who, int64_t id)
{
	struct desk *d = bench_as(b, who);
	struct value_context c = desk_values(d, b->item);
	struct value v[3];
	char text[20];

	snprintf(text, sizeof text, "%lld", (long long)id);
	return value_from_text(&c, register_field(b->item, STR("earlier")), str_from(text), v, &b->e) == 0;
}

static bool in_counts(struct bench *b, enum who_is who)
{
	struct record_counts c;
	struct desk *d = bench_as(b, who);

	assert_ok(b, record_counts(d, b->item, &c, &b->e));
	return c.total > 0;
}

static bool in_statistic(struct bench *b, enum who_is who)
{
	struct record_statistic s;
	struct desk *d = bench_as(b, who);

	assert_ok(b, record_statistic(d, b->item, &(struct record_statistic_query){ .name = STR("rate") }, &s, &b->e));
	return s.denominator > 0;
}

static void check_places(struct bench *b, enum who_is who, int64_t id, bool sees, const char *word)
{
	const struct {
		const char *place;
		bool seen;
	} places[] = { { "list", in_list(b, who, id) }, { "read", in_read(b, who, id) },
		{ "events", in_events(b, who, id) }, { "text", in_text(b, who, id) },
		{ "comment", in_comment(b, who, id) }, { "watch", in_watch(b, who, id) },
		{ "step", in_step(b, who, id) }, { "reference", in_reference(b, who, id) },
		{ "counts", in_counts(b, who) }, { "statistic", in_statistic(b, who) } };

	bench_rollback(b);
	for (size_t i = 0; i < sizeof places / sizeof places[0]; i++)
		if (places[i].seen != sees)
			fail_msg("rule %s, person %d: %s says %d", word, who, places[i].place, places[i].seen);
}

/* The register's own rule is taken away and one word put in its place. */
static void with_rule(struct bench *b, const char *role, const char *word)
{
	static struct grant grant;

	grant = (struct grant){ str_from(role), str_from(word) };
	struct rights *rights = (struct rights *)(uintptr_t)&b->item->rights;
	rights->see = &grant;
	rights->see_count = 1;
}

static void test_matrix(void **state)
{
	struct bench *b = *state;
	/* one record: made by GU, of the squad (4, below 2), held by BO of department 3 */
	static const struct {
		const char *role, *word;
		enum who_is who;
		bool sees;
	} cases[] = {
		{ "*", "own", GU, true }, /* made it */
		{ "*", "own", BO, true }, /* holds it */
		{ "*", "own", ADA, false },
		{ "*", "own", CAI, false },
		{ "*", "department", GU, true },  /* his own department */
		{ "*", "department", FAN, true }, /* the one above */
		{ "*", "department", CAI, true }, /* the head office is above all */
		{ "*", "department", BO, false }, /* another one, though he holds it */
		{ "*", "unit", HAI, true },
		{ "*", "subtree", HAI, true },
		{ "*", "all", HAI, true },
		{ "item.local", "department", FAN, true },
		{ "item.local", "department", GU, false }, /* has not the role */
		{ "item.office", "unit", CAI, true },
		{ "item.office", "unit", EVE, false },
		{ "item.head", "subtree", EVE, true },
		{ "item.office", "department", CAI, true }, /* a role held in the whole unit */
		{ "item.doer", "department", ADA, true },
		{ "item.doer", "department", BO, false },
		{ "item.doer", "own", ADA, false },
		{ "item.doer", "own", BO, true },
	};

	b->people[GU].roles = b->people[ADA].roles;
	b->people[GU].roles_count = b->people[ADA].roles_count;
	int64_t id = bench_make(b, GU, "title=一个问题");
	bench_step(b, GU, id, "start", "leader=2", "");
	b->people[GU].roles_count = 0;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		with_rule(b, cases[i].role, cases[i].word);
		check_places(b, cases[i].who, id, cases[i].sees, cases[i].word);
	}
}

static void test_nobody_without_sign_in(void **state)
{
	struct bench *b = *state;
	struct record_detail detail;
	int64_t id = bench_make(b, ADA, "title=一个问题");

	b->people[CAI].setup_needed = true;
	struct desk *d = bench_as(b, CAI);
	assert_refused(b, ERR_DENIED, record_read(d, b->item, id, RECORD_ALL, &detail, &b->e));
	b->people[CAI].setup_needed = false;
	/* a program with too narrow a token */
	struct str scopes[] = { STR("measure.read") };
	b->people[CAI].token = true;
	b->people[CAI].scopes = scopes;
	b->people[CAI].scopes_count = 1;
	d = bench_as(b, CAI);
	assert_refused(b, ERR_DENIED, record_read(d, b->item, id, RECORD_ALL, &detail, &b->e));
	scopes[0] = STR("read");
	d = bench_as(b, CAI);
	assert_ok(b, record_read(d, b->item, id, RECORD_ALL, &detail, &b->e));
	assert_refused(b, ERR_DENIED, record_comment(d, b->item, id, STR("看"), &b->done, &b->e));
}

/* The unit above reads what the fence opens, and changes nothing. */
static void test_units(void **state)
{
	struct bench *b = *state;
	struct record_list l;
	struct actor below = b->people[CAI];

	below.unit_id = 2;
	below.unit_path = STR("/1/2/");
	below.department_id = 0;
	below.department_path = STR("");
	struct actor keep = b->people[HAI];
	b->people[HAI] = below;
	int64_t id = bench_make(b, HAI, "title=下级的问题");
	assert_int_equal(bench_sql(b, "SELECT unit_id FROM r_item"), 2);
	assert_int_equal(bench_sql(b, "SELECT seq FROM event WHERE unit_id = 2"), 1); /* a chain of its own */
	struct desk *d = bench_as(b, EVE);
	assert_ok(b, record_list(d, b->item, &(struct record_query){ .limit = 5 }, &l, &b->e));
	assert_int_equal(l.count, 0);
	d->unit_id = 2;
	assert_ok(b, record_list(d, b->item, &(struct record_query){ .limit = 5 }, &l, &b->e));
	assert_int_equal(l.count, 1);
	struct record_counts c;
	assert_ok(b, record_counts(d, b->item, &c, &b->e));
	assert_int_equal(c.total, 1);
	struct record_detail detail;
	assert_ok(b, record_read(d, b->item, id, RECORD_ALL, &detail, &b->e));
	assert_int_equal(detail.steps_count, 0);
	assert_false(detail.may_change);
	assert_refused(b, ERR_DENIED, record_comment(d, b->item, id, STR("看"), &b->done, &b->e));
	d = bench_as(b, CAI); /* "unit" is his own unit */
	d->unit_id = 2;
	assert_ok(b, record_list(d, b->item, &(struct record_query){ .limit = 5 }, &l, &b->e));
	assert_int_equal(l.count, 0);
	d = bench_as(b, HAI); /* and never upwards */
	d->unit_id = 1;
	assert_ok(b, record_list(d, b->item, &(struct record_query){ .limit = 5 }, &l, &b->e));
	assert_int_equal(l.count, 0);
	bench_rollback(b);
	b->people[HAI] = keep;
}

static bool has_field(const struct record_detail *d, const char *name)
{
	for (size_t i = 0; i < d->fields.count; i++)
		if (str_eq(d->fields.at[i]->name, str_from(name)))
			return true;
	return false;
}

static bool editable(const struct record_detail *d, const char *name)
{
	return names_have(d->editable, str_from(name));
}

static void test_fields(void **state)
{
	struct bench *b = *state;
	struct record_detail detail;
	int64_t id = bench_make(b, ADA, "title=甲|phone=13812345678|private=只给领导");

	bench_change(b, CAI, id, "secret=线人");
	struct desk *d = bench_as(b, ADA);
	assert_ok(b, record_read(d, b->item, id, RECORD_ALL, &detail, &b->e));
	assert_false(has_field(&detail, "secret"));
	assert_true(has_field(&detail, "private"));
	assert_true(has_field(&detail, "phone"));
	assert_true(editable(&detail, "title"));
	assert_false(editable(&detail, "office_note"));
	assert_false(editable(&detail, "measures"));
	assert_true(detail.may_change);
	assert_true(detail.may_remove);
	assert_int_equal(detail.steps_count, 1);
	assert_str(detail.steps[0].step->name, "start");
	assert_true(detail.steps[0].possible); /* needs a leader, which the form asks for */
	d = bench_as(b, CAI);
	assert_ok(b, record_read(d, b->item, id, RECORD_ALL, &detail, &b->e));
	assert_true(has_field(&detail, "secret"));
	assert_false(has_field(&detail, "private"));
	assert_true(editable(&detail, "office_note"));
	bench_rollback(b);
	/* by relation: the leader named in a field */
	assert_ok(b, bench_step(b, ADA, id, "start", "leader=2", ""));
	d = bench_as(b, BO);
	assert_ok(b, record_read(d, b->item, id, 0, &detail, &b->e));
	assert_true(has_field(&detail, "private"));
	assert_false(has_field(&detail, "secret"));
	assert_null(detail.clocks);
	bench_rollback(b);
	/* and the owner, once it is another's, changes it no more than the state allows */
	assert_int_equal(bench_change(b, ADA, id, "private=新的"), id);
	assert_int_equal(bench_change(b, BO, id, "private=再新"), id);
	assert_int_equal(bench_change(b, CAI, id, "private=看不见的"), ERR_INPUT);
	assert_refusals(b, "format private: 没有“private”这一项\n");
}

static void test_read_counts_children(void **state)
{
	struct bench *b = *state;
	struct record_detail detail;
	int64_t id = bench_make(b, ADA, "title=甲");

	bench_measure(b, ADA, id, "text=一");
	bench_measure(b, ADA, id, "text=二");
	assert_ok(b, bench_step_of(b, b->measure, ADA, 1, "prove", "", ""));
	struct desk *d = bench_as(b, CAI);
	assert_ok(b, record_read(d, b->item, id, RECORD_ALL, &detail, &b->e));
	assert_int_equal(detail.children_count, 1);
	assert_int_equal(detail.children[0].count, 2);
	assert_int_equal(detail.children[0].open, 1);
	d = bench_as(b, EVE); /* sees the item, but no measure */
	assert_ok(b, record_read(d, b->item, id, RECORD_ALL, &detail, &b->e));
	assert_int_equal(detail.children[0].count, 0);
	bench_rollback(b);
}

/* The command line and the program itself: no rights are asked, everything else is. */
static void test_console(void **state)
{
	struct bench *b = *state;
	struct actor console = access_console(STR("root"));

	console.unit_id = 1;
	struct desk *d = bench_as(b, CAI);
	assert_ok(b, desk_init(d, b->s, &b->place, &console, b->arena, &b->e));
	assert_refused(b, ERR_DENIED,
		record_create(
			d, b->item, &(struct record_new){ .values = bench_values(b, "title=甲") }, &b->done, &b->e));
	bench_as(b, CAI);
	assert_ok(b, desk_init(d, b->s, &b->place, &console, b->arena, &b->e));
	d->console = true;
	assert_ok(b, record_create(d, b->item, &(struct record_new){ .values = bench_values(b, "title=甲") }, &b->done,
			     &b->e));
	struct record_step s = { .id = b->done.id, .step = STR("start") };
	assert_refused(b, ERR_INPUT, record_do_step(d, b->item, &s, &b->done, &b->e));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_matrix, bench_open, bench_close),
		cmocka_unit_test_setup_teardown(test_nobody_without_sign_in, bench_open, bench_close),
		cmocka_unit_test_setup_teardown(test_units, bench_open, bench_close),
		cmocka_unit_test_setup_teardown(test_fields, bench_open, bench_close),
		cmocka_unit_test_setup_teardown(test_read_counts_children, bench_open, bench_close),
		cmocka_unit_test_setup_teardown(test_console, bench_open, bench_close),
	};

	return bench_main(tests, sizeof tests / sizeof tests[0]);
}
