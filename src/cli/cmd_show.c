#include "analysis.h"
#include "command.h"
#include "file.h"
#include "rows.h"
#include "storage.h"
#include "tree.h"

struct options {
	const char *data, *database;
	bool json, text, tree;
	const char *original;
	struct storage_options storage;
};

static const struct options defaults = { .data = DATA_DEFAULT };

static const struct arg args[] = {
	ARG_DATA(struct options),
	ARG_DATABASE(struct options),
	ARG_JSON(struct options),
	{ "text", 0, ARG_FLAG, NULL, NULL, offsetof(struct options, text), "输出导入时的原文，一个字节不差" },
	{ "original", 0, ARG_TEXT, "FILE", NULL, offsetof(struct options, original), "把导入时的原文件写成 FILE" },
	{ "tree", 0, ARG_FLAG, NULL, NULL, offsetof(struct options, tree),
		"输出文档树、事实和疑点(JSON)，疑点带处理意见" },
	STORAGE_ARGS(struct options, storage),
};

struct show {
	struct cli *cli;
	const struct options *options;
	struct ledger *ledger;
	struct arena *arena;
	struct ledger_report report;
	struct ledger_decisions decisions;
};

static void clear_analysis(struct analysis *a)
{
	analysis_clear(a);
}

static int analyse(struct show *s, struct str *ret_text, struct analysis *ret, struct err *e)
{
	struct str columns = STR("");
	int rc = ledger_report_text(s->ledger, NULL, s->report.id, s->arena, ret_text, e);

	if (rc == 0)
		rc = ledger_report_columns(s->ledger, NULL, s->report.id, s->arena, &columns, e);
	if (rc == 0)
		rc = analysis_run_with(s->report.file_name, *ret_text,
			&(struct check_options){ .today = clock_today(&s->cli->clock) }, columns, ret, e);
	return rc;
}

static int show_text(struct show *s, struct err *e)
{
	struct str text = STR_NONE;
	int rc = ledger_report_text(s->ledger, NULL, s->report.id, s->arena, &text, e);

	if (rc == 0)
		print_str(&s->cli->out, text);
	return rc;
}

static int read_blob(struct blobs *b, const char *name, struct buf *into, struct err *e)
{
	char block[64 * 1024];
	struct blob *x = NULL;
	int64_t n = blob_open(b, name, &x, e);

	while (n >= 0 && (n = blob_read(x, (int64_t)into->len, block, sizeof(block), e)) > 0)
		buf_add(into, block, (size_t)n);
	blob_close(x);
	return n < 0 ? (int)n : into->failed ? err_nomem(e) : 0;
}

/* Where the text was the file, the text. */
static int write_original(struct show *s, struct err *e)
{
	struct ledger_file file = { 0 };
	struct str text = STR_NONE;
	struct buf bytes;

	int rc = ledger_report_file(s->ledger, NULL, s->report.id, s->arena, &file, e);
	if (rc == 0) {
		rc = ledger_report_text(s->ledger, NULL, s->report.id, s->arena, &text, e);
		return rc < 0 ? rc : file_write(s->options->original, text, e);
	}
	struct blobs *b = rc > 0 ? open_blobs(s->options->data, &s->options->storage) : NULL;
	if (b == NULL)
		return rc < 0 ? rc : EXIT_TROUBLE;
	buf_init(&bytes, MAX_SIZE_DEFAULT * 2);
	rc = read_blob(b, file.sha256.ptr, &bytes, e);
	if (rc == 0)
		rc = file_write(s->options->original, buf_view(&bytes), e);
	buf_clear(&bytes);
	blobs_close(b);
	return rc;
}

static int show_tree(struct show *s, struct err *e)
{
	OWN(clear_analysis) struct analysis analysis = { 0 };
	struct buf scratch;
	struct str text = STR_NONE;

	int rc = analyse(s, &text, &analysis, e);
	if (rc < 0)
		return rc;
	struct json j = begin_json(s->cli, &scratch);
	rc = analysis_write_json(&analysis, &s->decisions, s->arena, &j);
	int status = end_json(s->cli, &j, &scratch);
	return rc < 0 ? err_nomem(e) : status;
}

static int show_json(struct show *s)
{
	struct buf scratch;
	struct json j = begin_json(s->cli, &scratch);

	json_object(&j);
	json_key(&j, "report");
	rows_write_report(&s->report, &j);
	json_end_object(&j);
	return end_json(s->cli, &j, &scratch);
}

static void print_pair(struct print *out, const char *label, struct str value)
{
	print_cstr(out, label);
	print_text(out, value.len > 0 ? value : STR("—"), 90);
	print_cstr(out, "\n");
}

static void print_decisions(struct print *out, const struct ledger_decisions *d)
{
	for (size_t i = 0; i < d->count; i++) {
		const struct ledger_decision *row = &d->rows[i];
		print_cstr(out, i == 0 ? "\n处理意见\n  " : "  ");
		print_text(out, row->key, 20);
		print_cstr(out, "  ");
		print_text(out, row->value, 20);
		print_cstr(out, "  ");
		print_text(out, row->decided_by, 20);
		print_cstr(out, "  ");
		print_text(out, row->decided_at, 30);
		print_cstr(out, "  ");
		print_text(out, row->reason, 60);
		print_cstr(out, "\n");
	}
}

static int show_report(struct show *s)
{
	const struct ledger_report *r = &s->report;
	struct print *out = &s->cli->out;

	if (r->aside)
		print_fmt(out, "报告 %lld（只核对，不在台账里）\n", (long long)r->id);
	else
		print_fmt(out, "报告 %lld（轮次 %lld）\n", (long long)r->id, (long long)r->round_id);
	print_pair(out, "标题   ", r->title);
	print_pair(out, "单位   ", r->unit);
	print_pair(out, "检查方 ", r->inspector);
	print_pair(out, "种类   ", r->round_kind);
	print_pair(out, "文件   ", r->file_name);
	print_pair(out, "导入   ", r->imported_at);
	print_pair(out, "SHA256 ", r->sha256);
	print_fmt(out, "数量   %lld 个方面，%lld 个问题，%lld 个具体问题", (long long)r->aspects,
		(long long)r->problems, (long long)r->items);
	if (!r->aside) /* nothing of it is a record */
		print_fmt(out, "（%lld 个已完成，含长期坚持）", (long long)r->done);
	print_fmt(out, "，%lld 条措施\n", (long long)r->measures);
	print_decisions(out, &s->decisions);
	return EXIT_CLEAN;
}

static const struct ledger_item *find_key(const struct ledger_items *page, struct str key)
{
	for (size_t i = 0; i < page->count; i++)
		if (str_eq(page->rows[i].key, key))
			return &page->rows[i];
	return NULL;
}

static int find_item(struct show *s, struct str key, struct ledger_item *ret, struct err *e)
{
	struct ledger_item_filter filter = { .report_id = s->report.id, .limit = 1000 };
	struct ledger_items page = { 0 };

	do {
		int rc = ledger_items(s->ledger, NULL, &filter, s->arena, &page, e);
		if (rc < 0)
			return rc;
		const struct ledger_item *hit = find_key(&page, key);
		if (hit != NULL) {
			*ret = *hit;
			return 0;
		}
		if (page.count > 0)
			filter.after = page.rows[page.count - 1].id;
	} while ((int64_t)page.count == filter.limit);
	err_set(e, ERR_NOTFOUND, "报告 %lld 里没有具体问题 %.*s", (long long)s->report.id, STR_ARG(key));
	err_hint(e, "用 bihuan list items --report %lld 查看全部的键", (long long)s->report.id);
	return ERR_NOTFOUND;
}

static struct node *find_in(struct node *top, struct span span)
{
	for (struct node *n = top; n != NULL; n = node_walk(top, n))
		if (n->kind == NODE_ITEM && n->span.start == span.start && n->span.end == span.end)
			return n;
	return NULL;
}

static const struct node *find_node(const struct report *r, struct span span)
{
	struct node *hit = find_in(r->root, span);

	for (struct node *n = r->others; n != NULL && hit == NULL; n = n->next)
		hit = find_in(n, span);
	return hit;
}

static int print_item(struct show *s, const struct ledger_item *i, struct err *e)
{
	OWN(clear_analysis) struct analysis analysis = { 0 };
	struct print *out = &s->cli->out;
	struct str text = STR_NONE;

	int rc = analyse(s, &text, &analysis, e);
	if (rc < 0)
		return rc;
	print_fmt(out, "报告 %lld · ", (long long)i->report_id);
	print_text(out, i->key, 0);
	print_cstr(out, "\n");
	print_pair(out, "方面   ", i->aspect);
	print_pair(out, "问题   ", i->problem);
	print_pair(out, "责任   ", i->depts);
	print_pair(out, "期限   ", i->due);
	print_pair(out, "状态   ", str_from(tree_status_word(i->status)));
	print_cstr(out, "发现   ");
	print_text(out, i->finding, 0);
	print_cstr(out, "\n");
	const struct node *node = analysis.report != NULL ? find_node(analysis.report, i->span) : NULL;
	if (node != NULL)
		tree_print_item(out, node);
	else
		print_cstr(out, " （分析程序已更新，请先运行 bihuan rebuild）\n");
	return EXIT_CLEAN;
}

static int show_item(struct show *s, const char *key, struct err *e)
{
	struct ledger_item item = { 0 };
	struct buf scratch;

	int rc = find_item(s, str_from(key), &item, e);
	if (rc < 0)
		return rc;
	if (!s->options->json)
		return print_item(s, &item, e);
	struct json j = begin_json(s->cli, &scratch);
	rows_write_item(&item, &j);
	return end_json(s->cli, &j, &scratch);
}

static int show(struct show *s, int64_t id, const char *key, struct err *e)
{
	int rc = ledger_report(s->ledger, NULL, id, s->arena, &s->report, e);

	if (rc == 0)
		rc = ledger_decisions(s->ledger, NULL, id, s->arena, &s->decisions, e);
	if (rc < 0)
		return rc;
	if (key != NULL)
		return show_item(s, key, e);
	if (s->options->original != NULL)
		return write_original(s, e);
	if (s->options->text)
		return show_text(s, e);
	if (s->options->tree)
		return show_tree(s, e);
	return s->options->json ? show_json(s) : show_report(s);
}

static int run(struct cli *cli, const void *options, char **operands, size_t count)
{
	struct show s = { .cli = cli, .options = options };
	struct err e = { 0 };
	int64_t id;

	if (!read_report_id(operands[0], &id))
		return EXIT_TROUBLE;
	OWN_LEDGER struct ledger *l = open_kept(cli, s.options->data, s.options->database);
	OWN_ARENA struct arena *a = l != NULL ? open_arena() : NULL;
	if (a == NULL)
		return EXIT_TROUBLE;
	s.ledger = l;
	s.arena = a;
	int rc = show(&s, id, count > 1 ? operands[1] : NULL, &e);
	if (rc >= 0)
		return rc;
	complain(&e);
	return EXIT_TROUBLE;
}

const struct command cmd_show = {
	.args = { args, sizeof(args) / sizeof(args[0]) },
	.options_size = sizeof(struct options),
	.defaults = &defaults,
	.operands_min = 1,
	.operands_max = 2,
	.operands = "报告编号（见 bihuan list）",
	.run = run,
};
