#include "command.h"
#include "rows.h"
#include "tree.h"

struct options {
	const char *data, *database;
	bool json;
	int64_t report, limit;
	const char *status, *contains;
};

static const struct options defaults = { .data = DATA_DEFAULT };

static const struct arg args[] = {
	ARG_DATA(struct options),
	ARG_DATABASE(struct options),
	ARG_JSON(struct options),
	{ "report", 0, ARG_INT, "N", NULL, offsetof(struct options, report), "items：只列这份报告的" },
	{ "status", 0, ARG_CHOICE, "STATUS", "done|long_term|in_progress|partial|none",
		offsetof(struct options, status), "items：只列这个状态的" },
	{ "contains", 0, ARG_TEXT, "TEXT", NULL, offsetof(struct options, contains),
		"items：问题里有这段文字的（按字面）" },
	{ "limit", 0, ARG_INT, "N", NULL, offsetof(struct options, limit), "items：最多列几条（默认全部）" },
};

enum { PAGE = 500 };

static void cell(struct print *out, struct str s, size_t columns)
{
	size_t used = print_text(out, s, columns);

	print_pad(out, columns + 2 - used);
}

static void number(struct print *out, int64_t n, int columns)
{
	print_fmt(out, "%*lld  ", columns, (long long)n);
}

static int list_reports(struct cli *cli, const struct options *o, struct ledger *l, struct arena *a, struct err *e)
{
	struct ledger_reports rows = { 0 };
	struct print *out = &cli->out;
	struct buf scratch;

	int rc = ledger_reports(l, NULL, a, &rows, e);
	if (rc < 0)
		return rc;
	if (o->json) {
		struct json j = begin_json(cli, &scratch);
		rows_write_reports(&rows, &j);
		return end_json(cli, &j, &scratch);
	}
	print_cstr(out, rows.count > 0 ? "  编号  问题  具体  措施  已完成  单位                            文件\n"
				       : "还没有导入报告\n");
	for (size_t i = 0; i < rows.count; i++) {
		const struct ledger_report *r = &rows.rows[i];
		number(out, r->id, 6);
		number(out, r->problems, 4);
		number(out, r->items, 4);
		number(out, r->measures, 4);
		if (r->aside)
			cell(out, STR("只核对"), 6);
		else
			number(out, r->done, 6);
		cell(out, r->unit, 30);
		print_text(out, r->file_name, 60);
		print_cstr(out, "\n");
	}
	return EXIT_CLEAN;
}

static int list_rounds(struct cli *cli, const struct options *o, struct ledger *l, struct arena *a, struct err *e)
{
	struct ledger_rounds rows = { 0 };
	struct print *out = &cli->out;
	struct buf scratch;

	int rc = ledger_rounds(l, NULL, a, &rows, e);
	if (rc < 0)
		return rc;
	if (o->json) {
		struct json j = begin_json(cli, &scratch);
		rows_write_rounds(&rows, &j);
		return end_json(cli, &j, &scratch);
	}
	print_cstr(out, rows.count > 0
				? "  编号  报告  问题  具体  已完成  种类    单位                            巡察组\n"
				: "还没有轮次\n");
	for (size_t i = 0; i < rows.count; i++) {
		const struct ledger_round *r = &rows.rows[i];
		number(out, r->id, 6);
		number(out, r->reports, 4);
		number(out, r->problems, 4);
		number(out, r->items, 4);
		number(out, r->done, 6);
		cell(out, r->round_kind, 6);
		cell(out, r->unit, 30);
		print_text(out, r->inspector, 40);
		print_cstr(out, "\n");
	}
	return EXIT_CLEAN;
}

static void print_item(struct print *out, const struct ledger_item *i)
{
	char date[DATE_TEXT_MAX];

	date_format(i->result_date, date);
	number(out, i->report_id, 4);
	cell(out, i->key, 12);
	cell(out, str_from(tree_status_word(i->status)), 8);
	cell(out, str_from(date), 10);
	print_text(out, i->finding.len > 0 ? i->finding : i->problem, 76);
	print_cstr(out, "\n");
}

/* Pages through the ledger, so that its size does not matter. */
struct pager {
	struct cli *cli;
	struct ledger *ledger;
	struct arena *arena;
	struct ledger_item_filter filter;
	int64_t left; /* still to list; INT64_MAX: all */
	int64_t total, listed;
};

/* 1: a page was read; 0: the end. */
static int next_page(struct pager *p, struct ledger_items *ret, struct err *e)
{
	if (p->left == 0)
		return 0;
	arena_reset(p->arena);
	p->filter.limit = p->left < PAGE ? p->left : PAGE;
	int rc = ledger_items(p->ledger, NULL, &p->filter, p->arena, ret, e);
	if (rc < 0)
		return rc;
	p->total = ret->total;
	p->listed += (int64_t)ret->count;
	p->left = (int64_t)ret->count < p->filter.limit ? 0 : p->left - (int64_t)ret->count;
	if (ret->count > 0)
		p->filter.after = ret->rows[ret->count - 1].id;
	return ret->count > 0;
}

static int items_json(struct pager *p, struct err *e)
{
	struct ledger_items page = { 0 };
	struct buf scratch;
	struct json j = begin_json(p->cli, &scratch);
	int rc;

	json_object(&j);
	json_key(&j, "items");
	json_array(&j);
	while ((rc = next_page(p, &page, e)) > 0)
		for (size_t i = 0; i < page.count; i++)
			rows_write_item(&page.rows[i], &j);
	json_end_array(&j);
	json_member_int(&j, "total", p->total);
	json_key(&j, "next");
	if (p->listed < p->total)
		json_int(&j, p->filter.after);
	else
		json_null(&j);
	json_end_object(&j);
	int status = end_json(p->cli, &j, &scratch);
	return rc < 0 ? rc : status;
}

static int list_items(struct cli *cli, const struct options *o, struct ledger *l, struct arena *a, struct err *e)
{
	struct pager p = {
		.cli = cli,
		.ledger = l,
		.arena = a,
		.filter = { .report_id = o->report, .status = str_from(o->status), .contains = str_from(o->contains) },
		.left = o->limit > 0 ? o->limit : INT64_MAX,
	};
	struct ledger_items page = { 0 };
	int rc;

	if (o->json)
		return items_json(&p, e);
	while ((rc = next_page(&p, &page, e)) > 0) {
		if (p.listed == (int64_t)page.count)
			print_cstr(&cli->out, "报告  键            状态      完成日期    具体问题\n");
		for (size_t i = 0; i < page.count; i++)
			print_item(&cli->out, &page.rows[i]);
	}
	if (rc < 0)
		return rc;
	print_fmt(&cli->out, "共 %lld 条", (long long)p.total);
	if (p.listed < p.total)
		print_fmt(&cli->out, "，列出 %lld 条", (long long)p.listed);
	print_cstr(&cli->out, "\n");
	return EXIT_CLEAN;
}

typedef int lister(struct cli *cli, const struct options *o, struct ledger *l, struct arena *a, struct err *e);

static const struct kind {
	const char *name;
	lister *list;
} kinds[] = { { "reports", list_reports }, { "items", list_items }, { "rounds", list_rounds } };

static const struct kind *find_kind(const char *name)
{
	const char *known[sizeof(kinds) / sizeof(kinds[0])];
	struct err e = { 0 };

	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		if (strcmp(name, kinds[i].name) == 0)
			return &kinds[i];
		known[i] = kinds[i].name;
	}
	const char *near = operation_nearest(str_from(name), known, sizeof(kinds) / sizeof(kinds[0]));
	err_set(&e, ERR_USAGE, "不能列出 %s", name);
	if (near != NULL)
		err_hint(&e, "是不是 %s？", near);
	else
		err_hint(&e, "可以列出 reports、items、rounds");
	complain(&e);
	return NULL;
}

static int run(struct cli *cli, const void *options, char **operands, size_t count)
{
	const struct options *o = options;
	const struct kind *kind = count > 0 ? find_kind(operands[0]) : &kinds[0];
	struct err e = { 0 };

	if (kind == NULL)
		return EXIT_TROUBLE;
	OWN_LEDGER struct ledger *l = open_kept(cli, o->data, o->database);
	OWN_ARENA struct arena *a = l != NULL ? open_arena() : NULL;
	if (a == NULL)
		return EXIT_TROUBLE;
	int rc = kind->list(cli, o, l, a, &e);
	if (rc >= 0)
		return rc;
	complain(&e);
	return EXIT_TROUBLE;
}

const struct command cmd_list = {
	.args = { args, sizeof(args) / sizeof(args[0]) },
	.options_size = sizeof(struct options),
	.defaults = &defaults,
	.operands_max = 1,
	.operands = "KIND",
	.run = run,
};
