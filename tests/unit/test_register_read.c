#include "unit.h"

#include "load.h"

#include "arena.h"
#include "fault.h"
#include "file.h"

#include <dirent.h>

/* --- tests/register/bad: a definition each, with the messages it must give in comments "#! LINE: MESSAGE" --- */

static void put_problems(const struct register_set *set, struct buf *out)
{
	for (size_t i = 0; i < set->problems_count; i++) {
		const struct register_problem *p = &set->problems[i];
		buf_fmt(out, "%d: " STR_FMT, p->line, STR_ARG(p->message));
		if (p->hint.len > 0)
			buf_fmt(out, " —— " STR_FMT, STR_ARG(p->hint));
		buf_chr(out, '\n');
	}
}

static void put_expected(struct str text, struct buf *out)
{
	for (size_t at = 0; at < text.len;) {
		size_t end = str_find(text, STR("\n"), at);
		struct str line = str_sub(text, at, end);
		at = end == STR_NPOS ? text.len : end + 1;
		if (!str_starts(line, STR("#! ")))
			continue;
		buf_str(out, str_sub(line, 3, line.len));
		buf_chr(out, '\n');
	}
}

static void check_bad(const char *path, const char *name)
{
	struct str text = STR_NONE;
	struct register_set *set = NULL;
	struct err e = { 0 };
	struct buf got, want;

	assert_int_equal(file_read(path, 1 << 20, &text, &e), 0);
	struct register_text one = { str_from(name), text };
	assert_int_equal(registers_read(&one, 1, &set, &e), 0);
	buf_init(&got, 1 << 20);
	buf_init(&want, 1 << 20);
	put_problems(set, &got);
	put_expected(text, &want);
	buf_chr(&want, '\0');
	if (!str_eq(buf_view(&got), str_from(want.ptr)))
		print_error("%s\n", name);
	assert_str(buf_view(&got), want.len > 1 ? want.ptr : "(the file names no expected message)");
	assert_int_equal(set->registers.count, 0);
	buf_clear(&got);
	buf_clear(&want);
	register_set_free(set);
	file_free(&text);
}

static void test_bad(void **state)
{
	char path[4096];
	const char *root = getenv("BIHUAN_SOURCE");
	size_t files = 0;
	struct dirent *entry;

	(void)state;
	snprintf(path, sizeof path, "%s/tests/register/bad", root ? root : ".");
	DIR *d = opendir(path);
	assert_non_null(d);
	while ((entry = readdir(d)) != NULL) {
		char file[4400];
		if (!str_ends(str_from(entry->d_name), STR(".yaml")))
			continue;
		snprintf(file, sizeof file, "%s/%s", path, entry->d_name);
		check_bad(file, entry->d_name);
		files++;
	}
	closedir(d);
	assert_true(files >= 20);
}

/* --- the program's own --- */

static void test_standard(void **state)
{
	struct register_set *set = NULL;
	struct err e = { 0 };

	(void)state;
	int rc = registers_open(NULL, 0, &set, &e);
	if (rc < 0)
		print_error("%s\n", e.message);
	assert_int_equal(rc, 0);
	assert_int_equal(set->registers.count, register_standard_count);
	const struct register_def *c = register_find(&set->registers, STR("case"));
	assert_non_null(c);
	assert_str(c->title, "城管案件");
	assert_str(register_initial(c)->name, "reported");
	assert_int_equal(strlen(c->sha256), 64);
	const struct transition *t = register_transition(c, STR("dispatch"));
	assert_str(t->who.roles.at[0], "case.dispatcher");
	assert_true(register_transition(c, STR("close"))->closes);
	assert_false(t->closes);
	const struct clock_def *k = register_clock(c, STR("handle"));
	assert_int_equal(k->limit.amount, 3);
	assert_int_equal(k->limit.unit, CLOCK_WORKDAYS);
	assert_int_equal(k->ladder_count, 3);
	const struct catalogue *cat = register_catalogue(c, STR("class"));
	const struct catalogue_row *row = catalogue_row_at(cat, STR("E0102"), (struct date){ 2026, 1, 1 });
	assert_str(row->values[catalogue_column(cat, STR("limit_handle"))], "4 工作时");
	register_set_free(set);
}

/* --- hostile and unlucky --- */

static void test_limits(void **state)
{
	struct register_set *set = NULL;
	struct err e = { 0 };
	static char large[REGISTER_FILE_MAX + 2], deep[4000];
	struct register_text texts[] = {
		{ STR("large"), { large, sizeof large } },
		{ STR("deep"), { deep, sizeof deep } },
		{ STR("nul"), { "a: \0", 4 } },
		{ STR("none"), STR("") },
		{ STR("utf8"), STR("a: b\nc: \xff\n") },
	};

	(void)state;
	memset(large, ' ', sizeof large);
	memset(deep, '[', sizeof deep);
	assert_int_equal(registers_read(texts, COUNT(texts), &set, &e), 0);
	assert_int_equal(set->problems_count, COUNT(texts));
	assert_str(set->problems[0].message, "文件太大（最多 1024 KiB）");
	assert_str(set->problems[1].message, "嵌套太深（最多 16 层）");
	assert_str(set->problems[2].message, "文件里有空字符");
	assert_str(set->problems[3].message, "文件是空的");
	assert_str(set->problems[4].message, "文件不是 UTF-8 编码");
	assert_int_equal(set->problems[4].line, 2);
	register_set_free(set);
	set = NULL;
	assert_int_equal(registers_read(texts, REGISTERS_MAX + 1, &set, &e), ERR_LIMIT);
	assert_null(set);
}

/* Each allocation fails once: an error comes back or nothing is lost. */
static void test_torture(void **state)
{
	struct register_text text = register_standard[0];
	long hits;

	(void)state;
	for (size_t i = 0; i < register_standard_count; i++) /* one that stands alone */
		if (str_eq(register_standard[i].file, STR("case.yaml")))
			text = register_standard[i];
	for (long n = 1;; n++) {
		struct register_set *set = NULL;
		struct err e = { 0 };
		fault_arm(FAULT_ALLOC, n, false);
		int rc = registers_read(&text, 1, &set, &e);
		hits = fault_count(FAULT_ALLOC);
		fault_arm(FAULT_ALLOC, 0, false);
		if (rc == 0)
			assert_int_equal(set->problems_count, 0);
		else
			assert_int_equal(rc, ERR_NOMEM);
		register_set_free(set);
		if (hits < n)
			break;
	}
	assert_true(hits > 20);
}

/* Of a file that cannot be read, only that is told: what others say of its register is not wrong because of it. */
static void test_one_unreadable(void **state)
{
	static const struct register_text texts[] = {
		{ STR_INIT("a.yaml"), STR_INIT("register: above\n\ttitle: 上级\n") },
		{ STR_INIT("b.yaml"),
			STR_INIT("register: below\ntitle: 下级\nparent: above\ntitle_field: name\n"
				 "fields: {name: {label: 名称, type: text}}\n"
				 "states: {open: {label: 在办, initial: true}, done: {label: 办结, final: true}}\n"
				 "transitions: {finish: {label: 办结, from: [open], to: done, who: [above.clerk]}}\n"
				 "rights: {see: {above.clerk: unit}}\n") },
	};
	struct register_set *set = NULL;
	struct err e = { 0 };

	(void)state;
	assert_int_equal(registers_read(texts, 2, &set, &e), 0);
	assert_int_equal(set->problems_count, 1);
	assert_str(set->problems[0].file, "a.yaml");
	register_set_free(set);
}

static void test_folder(void **state)
{
	char folder[] = "/tmp/bihuan-registers-XXXXXX", path[200];
	const char *folders[] = { "/nowhere/at/all", folder };
	struct register_set *set = NULL;
	struct err e = { 0 };

	(void)state;
	assert_non_null(mkdtemp(folder));
	snprintf(path, sizeof path, "%s/case.yaml", folder);
	assert_int_equal(file_write(path, STR("register: case\ntitel: 案件\n"), &e), 0);
	assert_int_equal(registers_open(folders, 2, &set, &e), ERR_INPUT);
	assert_true(str_has(str_from(e.message), STR("case.yaml:")));
	assert_true(set->problems_count > 1);
	register_set_free(set);
	remove(path);
	remove(folder);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_bad),
		cmocka_unit_test(test_standard),
		cmocka_unit_test(test_limits),
		cmocka_unit_test(test_torture),
		cmocka_unit_test(test_one_unreadable),
		cmocka_unit_test(test_folder),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
