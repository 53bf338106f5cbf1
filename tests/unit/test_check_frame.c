/* The frame of the checks: the table, switching off, order, fingerprints, JSON, failing memory. */
#include "unit.h"

#include "file.h"

#include "check.h"
#include "fault.h"

#define HEAD "整改情况的通报\n2024年6月20日反馈了意见。\n一、聚焦建设方面\n"
#define TAIL "云岭市城市管理局\n2024年12月10日\n"
#define ONE "1.关于站点老旧的问题。\n整改措施：一是更新设备。\n整改进展：一是改造方案正在论证。\n整改结果：已完成\n"
#define TWO                                                                                                            \
	"2.关于管护不力的问题。\n整改措施：一是移交。\n整改进展：一是协议尚未签订。二是协议尚未签订。\n整改结果：已完成\n"

struct run {
	struct report *report;
	struct check_result *result;
};

static struct run run_text(const char *text, const char *disabled)
{
	struct run run = { 0 };
	struct check_options o = { .disabled = disabled };
	struct err e = { 0 };
	assert_int_equal(report_parse(str_from(text), &run.report, &e), 0);
	assert_int_equal(check_run(run.report, &o, &run.result, &e), 0);
	return run;
}

static void end_run(struct run *run)
{
	check_result_free(run->result);
	report_free(run->report);
}

static const struct check_finding *at(const struct run *run, size_t i)
{
	assert_true(i < run->result->findings.len);
	return &VEC_AT(&run->result->findings, struct check_finding, i);
}

static void has(struct str page, const char *path, const char *part)
{
	if (!str_has(page, str_from(part)))
		fail_msg("%s: no \"%s\"", path, part);
}

/* What a page says: what and why (above the first heading), how, its source, examples both ways, limits, how well it was measured, how to
 * switch it off. */
static void check_page(const struct rule *r, const char *path)
{
	static const char *const parts[] = { "\n## 怎样判断\n", "\n## 例\n", "\n报：", "\n不报：", "\n## 已知局限\n\n",
		"\n## 实测\n", "依据：", "精确率", "召回率" };
	struct str text = STR_NONE;
	struct err e = { 0 };
	char line[160];

	if (file_read(path, 1 << 20, &text, &e) < 0)
		fail_msg("no page %s", path);
	snprintf(line, sizeof(line), "# %s %s\n\n", r->code, r->title);
	if (!str_starts(text, str_from(line)))
		fail_msg("%s: does not begin with \"%s\"", path, line);
	assert_false(str_starts(str_sub(text, strlen(line), text.len), STR("#")));
	for (size_t i = 0; i < COUNT(parts); i++)
		has(text, path, parts[i]);
	snprintf(line, sizeof(line), "--disable %s`", r->code);
	has(text, path, line);
	file_free(&text);
}

/* A rule without its page or out of order is a mistake of ours. */
static void test_table(void **state)
{
	(void)state;
	for (size_t i = 0; i < check_rules_count; i++) {
		const struct rule *r = &check_rules[i];
		char path[64];
		assert_int_equal(strlen(r->code), 5);
		assert_true(str_starts(str_from(r->code), STR("BH")));
		assert_non_null(r->run);
		assert_true(strlen(r->slug) > 0 && strlen(r->title) > 0);
		assert_ptr_equal(check_rule_find(str_from(r->code)), r);
		assert_true(i == 0 || strcmp(check_rules[i - 1].code, r->code) < 0);
		snprintf(path, sizeof(path), "docs/rules/%s.md", r->code);
		check_page(r, path);
	}
	assert_null(check_rule_find(STR("BH999")));
	assert_null(check_rule_find(STR("")));
	assert_null(check_rule_find(STR_NONE));
}

static void test_disabled(void **state)
{
	(void)state;
	static const struct {
		const char *list;
		bool runs;
	} cases[] = { { NULL, true }, { "", true }, { "BH201", false }, { "BH2", false }, { "BH", false },
		{ " BH301 , BH201 ", false }, { "BH3,BH5", true }, { "BH2010", true }, { ",,,", true },
		{ "bh201", true }, { "201", true }, { "BH202,BH20", false } };
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct run run = run_text(HEAD ONE TAIL, cases[i].list);
		bool found = false;
		for (size_t k = 0; k < run.result->findings.len; k++)
			found = found || strcmp(at(&run, k)->rule->code, "BH201") == 0;
		if (found != cases[i].runs)
			fail_msg("disabled \"%s\": %s", cases[i].list ? cases[i].list : "(null)",
				found ? "ran" : "did not run");
		end_run(&run);
	}
}

static void test_order(void **state)
{
	(void)state;
	struct run run = run_text(HEAD ONE TWO TAIL, "BH1,BH5");
	assert_true(run.result->findings.len >= 3);
	for (size_t i = 1; i < run.result->findings.len; i++) {
		const struct check_finding *a = at(&run, i - 1), *b = at(&run, i);
		assert_true(a->span.start <= b->span.start);
		assert_true(a->span.start < b->span.start || strcmp(a->rule->code, b->rule->code) <= 0);
	}
	for (size_t i = 0; i < run.result->findings.len; i++) {
		const struct check_finding *f = at(&run, i);
		assert_ptr_equal(f->quote.ptr, run.report->text.ptr + f->span.start);
		assert_int_equal(f->quote.len, f->span.end - f->span.start);
		assert_true(f->message.len > 0);
	}
	end_run(&run);
}

/* What was decided about a doubt must find it again after the text was re-flowed or grew in front. */
static void test_fingerprints(void **state)
{
	(void)state;
	static const char moved[] =
		"前言一段。\n" HEAD
		"1.关于站点老旧的问题。\n整改措施：一是更新设备。\n整改进展：一是改造方案　正在 论证。\n整改结果：已完成\n" TWO
			TAIL;
	struct run a = run_text(HEAD ONE TWO TAIL, "BH1,BH3,BH5"), b = run_text(moved, "BH1,BH3,BH5");
	assert_int_equal(a.result->findings.len, 3);
	assert_int_equal(b.result->findings.len, 3);
	for (size_t i = 0; i < 3; i++)
		assert_true(at(&a, i)->fingerprint == at(&b, i)->fingerprint);
	/* the same words twice in one problem are two doubts */
	assert_true(str_eq(at(&a, 1)->quote, at(&a, 2)->quote));
	assert_true(at(&a, 1)->fingerprint != at(&a, 2)->fingerprint);
	/* under another problem the same words are another doubt */
	struct run c = run_text(HEAD
		"1.关于站点破损的问题。\n整改措施：一是更新设备。\n整改进展：一是改造方案正在论证。\n整改结果：已完成\n" TAIL,
		"BH1,BH3,BH5");
	assert_true(at(&a, 0)->fingerprint != at(&c, 0)->fingerprint);
	end_run(&a);
	end_run(&b);
	end_run(&c);
}

static void test_json(void **state)
{
	(void)state;
	struct run run = run_text(HEAD ONE TAIL, "BH1,BH3,BH5");
	struct buf out;
	struct json j;
	buf_init(&out, 1 << 16);
	json_init(&j, &out, NULL, NULL);
	check_write_json(run.result, &j);
	assert_int_equal(json_finish(&j), 0);
	struct str s = buf_view(&out);
	assert_true(str_starts(s, STR("[{\"code\":\"BH201\",\"severity\":\"error\",\"message\":\"")));
	assert_true(str_has(s, STR("\"quote\":\"改造方案正在论证\"")));
	assert_true(str_has(s, STR("\"related\":[[")));
	assert_true(str_has(s, STR("\"fingerprint\":\"")));
	buf_reset(&out);
	run.result->findings.len = 0;
	json_init(&j, &out, NULL, NULL);
	check_write_json(run.result, &j);
	assert_int_equal(json_finish(&j), 0);
	assert_str(buf_view(&out), "[]");
	buf_clear(&out);
	end_run(&run);
}

/* Every allocation fails in turn: an error, the output untouched, nothing lost. */
static void test_memory(void **state)
{
	(void)state;
	struct report *r = NULL;
	struct err e = { 0 };
	assert_int_equal(report_parse(str_from(HEAD ONE TWO TAIL), &r, &e), 0);
	bool done = false;
	for (long n = 1; !done && n < 10000; n++) {
		struct check_result *result = NULL;
		err_clear(&e);
		fault_arm(FAULT_ALLOC, n, true);
		int rc = check_run(r, NULL, &result, &e);
		fault_arm(FAULT_ALLOC, 0, false);
		done = rc == 0;
		if (!done) {
			assert_int_equal(rc, ERR_NOMEM);
			assert_null(result);
			assert_true(e.message[0] != '\0');
		}
		check_result_free(result);
	}
	assert_true(done);
	check_result_free(NULL);
	report_free(r);
}

static int add_many(struct check *c)
{
	struct check_finding *f = check_add(c, NULL, (struct span){ 0, 3 }, "%0*d", 9000, 7);
	if (!f)
		return ERR_NOMEM;
	for (uint32_t i = 0; i < 100; i++) {
		if (check_relate(c, f, (struct span){ i, i + 1 }) < 0)
			return ERR_NOMEM;
	}
	return 0;
}

/* What a rule may hand in: a message longer than any, a hundred places. */
static void test_add(void **state)
{
	(void)state;
	struct run run = run_text(HEAD ONE TAIL, "BH");
	struct check_options o = { 0 };
	struct check c = { .report = run.report, .options = &o, .result = run.result, .rule = &check_rules[0] };
	assert_int_equal(add_many(&c), 0);
	const struct check_finding *f = at(&run, 0);
	assert_true(f->message.len > 1000 && f->message.len < 9000);
	assert_int_equal(f->related_count, 100);
	for (uint32_t i = 0; i < 100; i++)
		assert_int_equal(f->related[i].start, i);
	assert_int_equal(f->severity, check_rules[0].severity);
	end_run(&run);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_table),
		cmocka_unit_test(test_disabled),
		cmocka_unit_test(test_order),
		cmocka_unit_test(test_fingerprints),
		cmocka_unit_test(test_json),
		cmocka_unit_test(test_memory),
		cmocka_unit_test(test_add),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
