/* What was kept long enough, and the lists of what was or shall be destroyed: to look at. Two people sign, in the browser. */
#include "command.h"
#include "disposal.h"
#include "pool.h"

struct options {
	const char *data, *database;
	int64_t unit;
};
static const struct options defaults = { .data = DATA_DEFAULT, .unit = 1 };
static const struct arg args[] = {
	ARG_DATA(struct options),
	ARG_DATABASE(struct options),
	{ "unit", 0, ARG_INT, "N", NULL, offsetof(struct options, unit), "单位编号（默认 1）" },
};

struct job {
	struct cli *cli;
	struct desk *desk;
	const char *operand; /* behind the word; NULL: none */
};

static void cell(struct print *out, struct str s, size_t columns)
{
	size_t used = print_text(out, s, columns);

	print_pad(out, columns + 2 - used);
}

static void day(const struct job *j, int64_t ms)
{
	char text[CLOCK_TEXT_MAX];

	clock_format(&j->desk->place->clock, ms, text);
	cell(&j->cli->out, ms != 0 ? (struct str){ text, 10 } : STR(""), 10);
}

static void print_due(const struct job *j, const struct disposal_due *x)
{
	struct print *out = &j->cli->out;

	print_fmt(out, "%6lld  ", (long long)x->id);
	cell(out, x->no, 20);
	day(j, x->closed_at);
	cell(out, x->state.len > 0 ? x->state : STR("已删除"), 12);
}

static int due(const struct job *j, struct err *e)
{
	const struct register_def *r = register_find(j->desk->place->registers, str_from(j->operand));
	struct disposal_due_list rows = { 0 };
	struct print *out = &j->cli->out;

	if (r == NULL)
		return err_set(e, ERR_INPUT, "没有台账 %s", j->operand);
	if (r->retention_years == 0)
		print_fmt(out, "“" STR_FMT "”的记录永久保存\n", STR_ARG(r->title));
	do {
		int rc = disposal_due(j->desk, r, rows.next, DISPOSAL_RECORDS_MAX, &rows, e);
		if (rc < 0)
			return rc;
		for (size_t i = 0; i < rows.count; i++) {
			const struct disposal_due *x = &rows.at[i];
			print_due(j, x);
			print_fmt(out, "保存到 %d 年底%s  ", x->keep_until, x->held.ptr != NULL ? "（已冻结）" : "");
			print_text(out, x->title, 60);
			print_cstr(out, "\n");
		}
	} while (rows.next != 0);
	return 0;
}

static void print_list(const struct job *j, const struct disposal *x)
{
	struct print *out = &j->cli->out;
	const char *state = str_eq(x->state, STR("approved"))  ? "已销毁"
			    : str_eq(x->state, STR("refused")) ? "已退回"
							       : "待批准";

	print_fmt(out, "%6lld  ", (long long)x->id);
	cell(out, x->register_name, 12);
	cell(out, str_from(state), 6);
	print_fmt(out, "%4lld 条  ", (long long)x->count);
	day(j, x->proposed_at);
	cell(out, x->proposed_by.label, 10);
	day(j, x->decided_at);
	cell(out, x->decided_by.label, 10);
	print_text(out, x->reason, 60);
	print_cstr(out, "\n");
}

static int list(const struct job *j, struct err *e)
{
	struct disposals rows = { 0 };

	do {
		int rc = disposal_list(j->desk, true, rows.next, 100, &rows, e);
		if (rc < 0)
			return rc;
		for (size_t i = 0; i < rows.count; i++)
			print_list(j, &rows.at[i]);
	} while (rows.next != 0);
	return 0;
}

static int show(const struct job *j, struct err *e)
{
	struct disposal x = { 0 };
	struct disposal_lines lines = { 0 };
	int64_t id = 0;

	if (!str_id(str_from(j->operand), &id))
		return err_set(e, ERR_USAGE, "清册的编号是一个数，不是 %s", j->operand);
	int rc = disposal_show(j->desk, true, id, &x, &lines, e);
	if (rc < 0)
		return rc;
	print_list(j, &x);
	for (size_t i = 0; i < lines.count; i++) {
		print_due(j, &lines.at[i].record);
		print_text(&j->cli->out, lines.at[i].hash, 64);
		print_cstr(&j->cli->out, "\n");
	}
	return 0;
}

static const struct word {
	const char *name;
	int (*run)(const struct job *j, struct err *e);
	bool operand;
} words[] = { { "due", due, true }, { "list", list, false }, { "show", show, true } };

static int look(struct cli *cli, const struct options *o, struct ledger *l, const struct word *w, char **operands,
	struct err *e)
{
	OWN_ARENA struct arena *a = open_arena();
	struct actor actor = access_console(STR("console"));
	struct store *s = NULL;
	struct desk d;

	if (a == NULL)
		return err_nomem(e);
	actor.unit_id = o->unit;
	int rc = store_pool_take(ledger_pool(l), STORE_READ, &s, e);
	if (rc < 0)
		return rc;
	rc = desk_init(&d, s, ledger_place(l), &actor, a, e);
	if (rc >= 0) {
		d.console = true;
		rc = w->run(&(struct job){ cli, &d, w->operand ? operands[1] : NULL }, e);
	}
	store_pool_give(ledger_pool(l), s);
	return rc;
}

static int run(struct cli *cli, const void *options, char **operands, size_t count)
{
	const struct options *o = options;
	const struct word *w = NULL;
	struct err e = { 0 };

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (strcmp(words[i].name, operands[0]) == 0 && count == 1 + (size_t)words[i].operand)
			w = &words[i];
	if (w == NULL) {
		err_set(&e, ERR_USAGE, "disposal 要写 due 台账、list 或 show 编号");
		complain(&e);
		return EXIT_TROUBLE;
	}
	OWN_LEDGER struct ledger *l = open_records(cli, o->data, o->database);
	if (l == NULL)
		return EXIT_TROUBLE;
	int rc = look(cli, o, l, w, operands, &e);
	if (rc < 0)
		complain(&e);
	return rc < 0 ? EXIT_TROUBLE : EXIT_CLEAN;
}

const struct command cmd_disposal = {
	.args = { args, sizeof(args) / sizeof(args[0]) },
	.options_size = sizeof(struct options),
	.defaults = &defaults,
	.operands_min = 1,
	.operands_max = 2,
	.operands = "due REGISTER|list|show ID",
	.run = run,
};
