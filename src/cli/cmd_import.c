#include "blob.h"
#include "command.h"
#include "progress.h"
#include "rows.h"
#include "source.h"
#include "storage.h"
#include "utf8.h"

struct options {
	const char *data, *database;
	bool json, again, aside;
	const char *columns;
	struct storage_options storage;
	struct source_options source;
};

static const struct options defaults = { .data = DATA_DEFAULT, .source.max_size = MAX_SIZE_DEFAULT };

static const struct arg args[] = { ARG_DATA(struct options), ARG_DATABASE(struct options), ARG_JSON(struct options),
	{ "columns", 0, ARG_TEXT, "C=问题,E=措施", NULL, offsetof(struct options, columns),
		"台账的列认错了时，说明哪一列是什么（列用字母或序号）" },
	{ "aside", 0, ARG_FLAG, NULL, NULL, offsetof(struct options, aside), "只核对：存下原文和疑点，不建台账" },
	{ "again", 0, ARG_FLAG, NULL, NULL, offsetof(struct options, again), "已有内容相同或几乎相同的报告时也导入" },
	STORAGE_ARGS(struct options, storage), SOURCE_ARGS(struct options, source) };

struct work {
	struct cli *cli;
	const struct options *options;
	struct ledger *ledger;
	struct blobs *blobs;
	struct arena *arena;
	struct progress progress;
	size_t count;
	int status;
};

/* The last part of a path; standard input gets a name that says so; a name in another charset than the ledger's is none. */
static struct str name_of(const struct source *s, const struct source_doc *d)
{
	struct str name = strcmp(s->path, "-") == 0 && s->docs.len == 1 ? STR("标准输入.txt") : d->doc.name;
	size_t slash = str_rfind(name, STR("/"));

	if (slash != STR_NPOS)
		name = str_sub(name, slash + 1, name.len);
	return utf8_valid_prefix(name) == name.len ? name : STR("未命名.txt");
}

static void print_done(struct print *out, const char *path, const struct ledger_import *i)
{
	const struct ledger_report *r = &i->report;

	print_text(out, str_from(path), 60);
	if (i->unchanged) {
		print_fmt(out, "：原已导入，没有变化（报告 %lld）\n", (long long)i->report_id);
	} else {
		print_fmt(out, "：已%s为报告 %lld：%lld 个方面，%lld 个问题，%lld 个具体问题，%lld 条措施",
			r->aside ? "存下（只核对，不在台账里）" : "导入", (long long)i->report_id,
			(long long)r->aspects, (long long)r->problems, (long long)r->items, (long long)r->measures);
		if (!r->aside) /* nothing of it is a record */
			print_fmt(out, "，%lld 个已完成（含长期坚持）", (long long)r->done);
		print_cstr(out, "\n");
	}
}

static void print_json(
	struct cli *cli, const char *path, const struct ledger_import *i, const struct err *e, bool several)
{
	struct buf scratch;
	struct json j = begin_json(cli, &scratch);

	j.pretty = j.pretty && !several;
	json_object(&j);
	json_member_cstr(&j, "file", path);
	if (i != NULL) {
		json_member_bool(&j, "unchanged", i->unchanged);
		json_key(&j, "report");
		rows_write_report(&i->report, &j);
	} else {
		json_member_cstr(&j, "error", e->message);
	}
	json_end_object(&j);
	end_json(cli, &j, &scratch);
}

static void keep(
	struct work *w, const struct source *s, const struct source_doc *d, struct ledger_import *ret, struct err *e)
{
	struct ledger_source source = { .blobs = w->blobs,
		.again = w->options->again,
		.aside = w->options->aside,
		.columns = w->options->columns != NULL ? str_from(w->options->columns) : STR("") };

	if (analysis_source(&d->doc, w->arena, &source, e) < 0)
		return;
	source.file_name = name_of(s, d);
	if (utf8_valid_prefix(source.path) != source.path.len)
		source.path = source.file_name;
	ledger_import(w->ledger, NULL, &source, w->arena, ret, e);
}

static void import_doc(void *context, struct source *s, const struct source_doc *d, const struct err *error)
{
	struct work *w = context;
	struct ledger_import done = { 0 };
	struct err e = { 0 };
	bool several = w->count > 1 || s->docs.len > 1;
	const char *path = d != NULL && several && strcmp(s->path, "-") != 0 ? d->doc.name.ptr : s->path;

	if (error != NULL)
		e = *error;
	else if (d != NULL)
		keep(w, s, d, &done, &e);
	progress_clear(&w->progress);
	if (e.code != ERR_OK) {
		complain(&e);
		w->status = EXIT_TROUBLE;
	} else if (d != NULL) {
		source_say_notes(d);
	}
	if (w->options->json)
		print_json(w->cli, path, e.code == ERR_OK ? &done : NULL, &e, several);
	else if (e.code == ERR_OK)
		print_done(&w->cli->out, path, &done);
	print_flush(&w->cli->out);
	arena_reset(w->arena);
}

static int run(struct cli *cli, const void *options, char **operands, size_t count)
{
	struct work w = { .cli = cli, .options = options, .count = count };
	struct intake_options intake;
	OWN_LEDGER struct ledger *l = open_records(cli, w.options->data, w.options->database);
	OWN_ARENA struct arena *a = l != NULL ? open_arena() : NULL;

	if (a == NULL || !source_intake_options(&w.options->source, &intake))
		return EXIT_TROUBLE;
	w.blobs = open_blobs(w.options->data, &w.options->storage);
	if (w.blobs == NULL)
		return EXIT_TROUBLE;
	w.ledger = l;
	w.arena = a;
	progress_init(&w.progress, &cli->clock, "导入");
	for (size_t i = 0; i < count; i++) {
		struct source s = { .path = operands[i] };
		progress_step(&w.progress, (int64_t)i, (int64_t)count);
		source_read_text(&s, &intake);
		source_each(&s, import_doc, &w);
		source_clear(&s);
	}
	progress_clear(&w.progress);
	blobs_close(w.blobs);
	return w.status;
}

const struct command cmd_import = {
	.args = { args, sizeof(args) / sizeof(args[0]) },
	.options_size = sizeof(struct options),
	.defaults = &defaults,
	.operands_min = 1,
	.operands_max = SIZE_MAX,
	.operands = "要导入的文件（- 表示标准输入）",
	.run = run,
};
