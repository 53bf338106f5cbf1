/* For authors of register definitions: check, look up, begin. */
#include "command.h"
#include "language.h"
#include "pool.h"
#include "samples.h"
#include "schema.h"

#include <unistd.h>

struct options {
	const char *data, *database, *registers;
	bool json;
};

static const struct options defaults = { .data = DATA_DEFAULT };

static const struct arg args[] = {
	ARG_DATA(struct options),
	ARG_DATABASE(struct options),
	ARG_JSON(struct options),
	{ "registers", 0, ARG_TEXT, "DIR", NULL, offsetof(struct options, registers),
		"另一个放台账定义的目录（数据目录里的 registers 先于它）" },
};

struct job {
	struct cli *cli;
	const struct options *options;
	char **operands; /* behind the word */
	size_t count;
};

static int fail(const struct err *e)
{
	complain(e);
	return EXIT_TROUBLE;
}

/* The program's own, those of --registers, those of the data folder, those of the files; also with problems. */
static int open_all(const struct job *j, bool files, struct register_set **ret, struct err *e)
{
	char own[4096];

	snprintf(own, sizeof(own), "%s/registers", j->options->data);
	const char *folders[] = { definitions_folder(j->options->registers), own };
	struct registers_from from = { .folders = folders, .folders_count = 2 };
	if (files) {
		from.files = (const char *const *)j->operands;
		from.files_count = j->count;
	}
	int rc = registers_open_with(&from, ret, e);
	if (rc == ERR_INPUT && *ret != NULL) {
		err_clear(e);
		return 0;
	}
	return rc;
}

/* --- check --- */

static void print_problem(struct print *out, const struct register_problem *p)
{
	print_text(out, p->file, 0);
	if (p->line > 0)
		print_fmt(out, ":%d", p->line);
	if (p->column > 0)
		print_fmt(out, ":%d", p->column);
	print_cstr(out, ": ");
	print_text(out, p->message, 0);
	print_cstr(out, "\n");
	if (p->hint.len == 0)
		return;
	print_cstr(out, "  ");
	print_text(out, p->hint, 0);
	print_cstr(out, "\n");
}

static int print_problems(struct cli *cli, const struct register_set *set)
{
	for (size_t i = 0; i < set->problems_count; i++)
		print_problem(&cli->out, &set->problems[i]);
	print_fmt(&cli->out, "共 %zu 处问题%s\n", set->problems_count, set->more ? "（还有，先改这些）" : "");
	return EXIT_FOUND;
}

static int print_problems_json(struct cli *cli, const struct register_set *set)
{
	struct buf scratch;
	struct json j = begin_json(cli, &scratch);

	json_object(&j);
	json_key(&j, "problems");
	json_array(&j);
	for (size_t i = 0; i < set->problems_count; i++) {
		const struct register_problem *p = &set->problems[i];
		json_object(&j);
		json_member_str(&j, "file", p->file);
		json_member_int(&j, "line", p->line);
		json_member_int(&j, "column", p->column);
		json_member_str(&j, "message", p->message);
		json_member_str(&j, "hint", p->hint.len > 0 ? p->hint : STR_NONE);
		json_end_object(&j);
	}
	json_end_array(&j);
	json_end_object(&j);
	int status = end_json(cli, &j, &scratch);
	return status == EXIT_CLEAN && set->problems_count > 0 ? EXIT_FOUND : status;
}

static int run_check(const struct job *j)
{
	OWN_REGISTERS struct register_set *set = NULL;
	struct cli *cli = j->cli;
	struct err e = { 0 };

	int rc = open_all(j, true, &set, &e);
	if (rc < 0)
		return fail(&e);
	if (j->options->json)
		return print_problems_json(cli, set);
	if (set->problems_count > 0)
		return print_problems(cli, set);
	rc = register_try(&set->registers, cli->clock.now_ms(cli->clock.context), &e);
	if (rc == ERR_DB || rc == ERR_INPUT) { /* an expression that the database does not take */
		print_text(&cli->out, str_from(e.message), 0);
		print_cstr(&cli->out, "\n");
		print_text(&cli->out, str_from(e.log), 0);
		print_cstr(&cli->out, "\n");
		return EXIT_FOUND;
	}
	if (rc < 0)
		return fail(&e);
	print_fmt(&cli->out, "%zu 个台账定义，没有问题\n", set->registers.count);
	return EXIT_CLEAN;
}

/* --- list and show --- */

static void cell(struct print *out, struct str s, size_t columns)
{
	size_t used = print_text(out, s, columns);

	print_pad(out, columns + 2 - used);
}

/* A set without problems, or none: the problems have been printed and *ret_status says so. */
static struct register_set *open_sound(const struct job *j, int *ret_status)
{
	struct register_set *set = NULL;
	struct err e = { 0 };

	*ret_status = EXIT_TROUBLE;
	if (open_all(j, false, &set, &e) < 0) {
		complain(&e);
		register_set_free(set);
		return NULL;
	}
	if (set->problems_count == 0)
		return set;
	*ret_status = print_problems(j->cli, set);
	register_set_free(set);
	return NULL;
}

static void list_json(struct cli *cli, const struct registers *all, struct json *j)
{
	(void)cli;
	json_object(j);
	json_key(j, "registers");
	json_array(j);
	for (size_t i = 0; i < all->count; i++) {
		const struct register_def *r = all->at[i];
		json_object(j);
		json_member_str(j, "name", r->name);
		json_member_str(j, "title", r->title);
		json_member_str(j, "group", r->group);
		json_member_str(j, "parent", r->parent.len > 0 ? r->parent : STR_NONE);
		json_member_int(j, "fields", (int64_t)r->fields_count);
		json_member_int(j, "states", (int64_t)r->states_count);
		json_member_int(j, "transitions", (int64_t)r->transitions_count);
		json_member_str(j, "file", r->file);
		json_end_object(j);
	}
	json_end_array(j);
	json_end_object(j);
}

static int run_list(const struct job *j)
{
	int status;
	OWN_REGISTERS struct register_set *set = open_sound(j, &status);
	struct print *out = &j->cli->out;
	struct buf scratch;

	if (set == NULL)
		return status;
	if (j->options->json) {
		struct json json = begin_json(j->cli, &scratch);
		list_json(j->cli, &set->registers, &json);
		return end_json(j->cli, &json, &scratch);
	}
	print_cstr(out, "名字            名称                分组            上级        字段  状态  步骤  文件\n");
	for (size_t i = 0; i < set->registers.count; i++) {
		const struct register_def *r = set->registers.at[i];
		cell(out, r->name, 14);
		cell(out, r->title, 18);
		cell(out, r->group, 14);
		cell(out, r->parent.len > 0 ? r->parent : STR("—"), 10);
		print_fmt(out, "%4zu  %4zu  %4zu  ", r->fields_count, r->states_count, r->transitions_count);
		print_text(out, r->file, 60);
		print_cstr(out, "\n");
	}
	return EXIT_CLEAN;
}

/* The definition as it was written. */
static int run_show(const struct job *j)
{
	int status;
	OWN_REGISTERS struct register_set *set = open_sound(j, &status);
	struct err e = { 0 };

	if (set == NULL)
		return status;
	const struct register_def *r = register_find(&set->registers, str_from(j->operands[0]));
	if (r != NULL) {
		print_str(&j->cli->out, r->text);
		return EXIT_CLEAN;
	}
	const char *known[REGISTERS_MAX];
	size_t count = 0;
	for (; count < set->registers.count; count++)
		known[count] = set->registers.at[count]->name.ptr;
	const char *near = operation_nearest(str_from(j->operands[0]), known, count);
	err_set(&e, ERR_NOTFOUND, "没有台账 %s", j->operands[0]);
	if (near != NULL)
		err_hint(&e, "是不是 %s？", near);
	else
		err_hint(&e, "见 bihuan register list");
	return fail(&e);
}

/* --- history --- */

static void print_version(const struct job *j, const struct register_version *v)
{
	struct print *out = &j->cli->out;
	char at[CLOCK_TEXT_MAX];

	clock_format(&j->cli->clock, v->applied_at, at);
	print_fmt(out, "%4lld  %s  " STR_FMT "\n", (long long)v->version, at, STR_ARG(v->sha256));
}

static void version_json(const struct job *j, const struct register_version *v, struct json *json)
{
	char at[CLOCK_TEXT_MAX];

	clock_format(&j->cli->clock, v->applied_at, at);
	json_object(json);
	json_member_int(json, "version", v->version);
	json_member_cstr(json, "at", at);
	json_member_str(json, "sha256", v->sha256);
	json_end_object(json);
}

static int print_versions(const struct job *j, const struct register_versions *all)
{
	struct buf scratch;

	if (!j->options->json) {
		for (size_t i = 0; i < all->count; i++)
			print_version(j, &all->at[i]);
		return EXIT_CLEAN;
	}
	struct json json = begin_json(j->cli, &scratch);
	json_object(&json);
	json_key(&json, "versions");
	json_array(&json);
	for (size_t i = 0; i < all->count; i++)
		version_json(j, &all->at[i], &json);
	json_end_array(&json);
	json_end_object(&json);
	return end_json(j->cli, &json, &scratch);
}

/* history NAME: every version; history NAME VERSION: its text. */
static int run_history(const struct job *j)
{
	OWN_LEDGER struct ledger *l = open_kept(j->cli, j->options->data, j->options->database);
	OWN_ARENA struct arena *a = l != NULL ? open_arena() : NULL;
	struct register_versions all = { 0 };
	struct store *s = NULL;
	struct err e = { 0 };
	int64_t wanted = 0;

	if (a == NULL)
		return EXIT_TROUBLE;
	if (j->count > 1 && !str_whole(str_from(j->operands[1]), &wanted)) {
		err_set(&e, ERR_USAGE, "第几版要写成数字：%s", j->operands[1]);
		return fail(&e);
	}
	int rc = store_pool_take(ledger_pool(l), STORE_READ, &s, &e);
	if (rc == 0)
		rc = register_history(s, str_from(j->operands[0]), wanted, a, &all, &e);
	if (s != NULL)
		store_pool_give(ledger_pool(l), s);
	if (rc < 0)
		return fail(&e);
	if (all.at == NULL || all.count == 0 || wanted < 0 || wanted > (int64_t)all.count) {
		err_hint(&e, all.count == 0 ? "见 bihuan register list" : "有第 1 到第 %zu 版", all.count);
		err_set(&e, ERR_NOTFOUND, all.count == 0 ? "这里没有用过台账 %s" : "%s 没有这一版", j->operands[0]);
		return fail(&e);
	}
	if (wanted == 0)
		return print_versions(j, &all);
	print_str(&j->cli->out, all.at[wanted - 1].text);
	return EXIT_CLEAN;
}

/* --- new, schema, keys --- */

static int print_buf(const struct job *j, struct buf *text, int rc, struct err *e)
{
	if (rc == 0 && text->failed)
		rc = err_nomem(e);
	if (rc == 0)
		print_str(&j->cli->out, buf_view(text));
	buf_clear(text);
	return rc < 0 ? fail(e) : EXIT_CLEAN;
}

static int run_new(const struct job *j)
{
	struct err e = { 0 };
	struct buf text;

	buf_init(&text, (size_t)1 << 20);
	int rc = language_write_new(str_from(j->operands[0]), &text, &e);
	return print_buf(j, &text, rc, &e);
}

static int run_keys(const struct job *j)
{
	struct err e = { 0 };
	struct buf text;

	buf_init(&text, (size_t)1 << 20);
	language_write_keys(&text);
	return print_buf(j, &text, 0, &e);
}

static int run_schema(const struct job *j)
{
	struct buf scratch;
	struct json json = begin_json(j->cli, &scratch);

	json.pretty = true;
	language_write_schema(&json);
	return end_json(j->cli, &json, &scratch);
}

/* --- samples --- */

struct making {
	struct ledger *ledger;
	struct arena *arena;
	size_t made;
};

static int make_work(void *context, struct store *s, struct err *e)
{
	struct making *m = context;
	struct actor actor = access_console(STR("console"));
	const struct desk_place *place = ledger_place(m->ledger);
	struct desk d;

	int rc = desk_init(&d, s, place, &actor, m->arena, e);
	if (rc < 0)
		return rc;
	d.console = true;
	return samples_make(&d, place->registers, &m->made, e);
}

static int run_samples(const struct job *j)
{
	OWN_LEDGER struct ledger *l =
		open_records_from(j->cli, j->options->data, j->options->database, j->options->registers);
	OWN_ARENA struct arena *a = l != NULL ? open_arena() : NULL;
	struct making m = { .ledger = l, .arena = a };
	struct err e = { 0 };

	if (a == NULL)
		return EXIT_TROUBLE;
	int rc = store_pool_write(ledger_pool(l), make_work, &m, &e);
	if (rc < 0)
		return fail(&e);
	print_fmt(&j->cli->out, "建立了 %zu 条样例记录\n", m.made);
	return EXIT_CLEAN;
}

static const struct word {
	const char *name;
	int (*run)(const struct job *j);
	size_t min, max; /* operands */
	const char *operands;
} words[] = {
	{ "check", run_check, 0, SIZE_MAX, "" },
	{ "list", run_list, 0, 0, "" },
	{ "show", run_show, 1, 1, "NAME" },
	{ "history", run_history, 1, 2, "NAME" },
	{ "new", run_new, 1, 1, "NAME" },
	{ "samples", run_samples, 0, 0, "" },
	{ "schema", run_schema, 0, 0, "" },
	{ "keys", run_keys, 0, 0, "" },
};

static const struct word *find_word(const char *name, struct err *e)
{
	const char *known[sizeof(words) / sizeof(words[0])];

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (strcmp(words[i].name, name) == 0)
			return &words[i];
		known[i] = words[i].name;
	}
	const char *near = operation_nearest(str_from(name), known, sizeof(words) / sizeof(words[0]));
	err_set(e, ERR_USAGE, "register 没有 %s 这个动作", name);
	if (near != NULL)
		err_hint(e, "是不是 %s？", near);
	else
		err_hint(e, "可以写 check、list、show、history、new、samples、schema、keys");
	return NULL;
}

static int run(struct cli *cli, const void *options, char **operands, size_t count)
{
	struct job j = { .cli = cli, .options = options, .operands = operands + 1, .count = count - 1 };
	struct err e = { 0 };

	const struct word *w = find_word(operands[0], &e);
	if (w == NULL)
		return fail(&e);
	if (j.count < w->min || j.count > w->max) {
		err_set(&e, ERR_USAGE, j.count < w->min ? "register %s 缺少 %s" : "register %s 后面多了词", w->name,
			w->operands);
		return fail(&e);
	}
	return w->run(&j);
}

const struct command cmd_register = {
	.args = { args, sizeof(args) / sizeof(args[0]) },
	.options_size = sizeof(struct options),
	.defaults = &defaults,
	.operands_min = 1,
	.operands_max = SIZE_MAX,
	.operands = "check|list|show|new",
	.run = run,
};
