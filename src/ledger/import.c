/* A text becomes a report of the ledger, whole or not at all. */
#include "private.h"

#include "blob.h"
#include "own.h"
#include "utf8.h"

enum { NAME_MAX_BYTES = 1024 };

static void free_report(struct report **r)
{
	report_free(*r);
}

static size_t line_of(struct str text, size_t at)
{
	size_t line = 1;

	for (size_t i = 0; i < at; i++)
		line += text.ptr[i] == '\n';
	return line;
}

static int check_text(struct str text, struct err *e)
{
	if (text.len > LEDGER_TEXT_MAX) {
		err_set(e, ERR_LIMIT, "报告太大：%zu MB，最多 %zu MB", text.len / 1000000, LEDGER_TEXT_MAX / 1000000);
		err_hint(e, "请拆分后分别导入");
		return ERR_LIMIT;
	}
	const char *nul = text.len > 0 ? memchr(text.ptr, '\0', text.len) : NULL;
	size_t valid = utf8_valid_prefix(text);
	if (!nul && valid == text.len)
		return 0;
	if (nul)
		err_set(e, ERR_INPUT, "第 %zu 行有空字符（NUL），不像是文本文件",
			line_of(text, (size_t)(nul - text.ptr)));
	else
		err_set(e, ERR_INPUT, "第 %zu 行不是有效的 UTF-8 文字", line_of(text, valid));
	err_hint(e, "请先把文件另存为 UTF-8 纯文本");
	return ERR_INPUT;
}

/* The name without its folders. */
static int check_name(struct str *name, struct err *e)
{
	struct str s = *name;

	for (size_t i = s.len; i > 0; i--) {
		if (s.ptr[i - 1] != '/' && s.ptr[i - 1] != '\\')
			continue;
		s = str_sub(s, i, s.len);
		break;
	}
	if (s.len == 0)
		s = STR("未命名");
	if (s.len > NAME_MAX_BYTES)
		return err_set(e, ERR_LIMIT, "文件名太长（最多 %d 字节）", NAME_MAX_BYTES);
	if (utf8_valid_prefix(s) != s.len || memchr(s.ptr, '\0', s.len))
		return err_set(e, ERR_INPUT, "文件名不是有效的 UTF-8");
	*name = s;
	return 0;
}

/* One import, also when its transaction is tried again. */
struct importing {
	struct ledger *ledger;
	const struct actor *who;
	struct str name, text;
	const struct ledger_source *source;
	char sha256[LEDGER_SHA256_TEXT], file[BLOB_NAME];
	struct derived derived;
	struct ledger_found_list found;
	struct alike alike;
	struct arena *arena; /* of the answer */
	struct ledger_import done;
};

static void clear(struct importing *in)
{
	ledger_derived_clear(&in->derived);
}

static int insert_source(struct importing *in, struct store *s, int64_t id, struct err *e)
{
	OWN_STMT struct store_stmt *st = NULL;
	char now[CLOCK_TEXT_MAX];

	int rc = store_prepare(s,
		"INSERT INTO source (unit_id, id, sha256, bytes, file_name, imported_at) VALUES ($1, $2, $3, $4, $5, "
		"$6)",
		&st, e);
	if (rc < 0)
		return rc;
	ledger_now(in->ledger, now);
	store_bind_int(st, 1, ledger_unit(in->who));
	store_bind_int(st, 2, id);
	store_bind_text(st, 3, str_from(in->sha256));
	store_bind_int(st, 4, (int64_t)in->text.len);
	store_bind_text(st, 5, in->name);
	store_bind_text(st, 6, str_from(now));
	return store_run(st, e);
}

static int insert_text(struct importing *in, struct store *s, int64_t id, struct err *e)
{
	OWN_STMT struct store_stmt *st = NULL;

	int rc = store_prepare(s, "INSERT INTO source_text (unit_id, id, content) VALUES ($1, $2, $3)", &st, e);
	if (rc < 0)
		return rc;
	store_bind_int(st, 1, ledger_unit(in->who));
	store_bind_int(st, 2, id);
	store_bind_blob(st, 3, in->text);
	return store_run(st, e);
}

static int insert_file(struct importing *in, struct store *s, int64_t id, struct err *e)
{
	OWN_STMT struct store_stmt *st = NULL;
	const struct ledger_source *f = in->source;

	if (in->file[0] == '\0')
		return 0;
	int rc = store_prepare(s,
		"INSERT INTO source_file (unit_id, id, name, format, charset, sha256, bytes, about)"
		" VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
		&st, e);
	if (rc < 0)
		return rc;
	store_bind_int(st, 1, ledger_unit(in->who));
	store_bind_int(st, 2, id);
	store_bind_text(st, 3, f->path.ptr ? f->path : in->name);
	store_bind_text(st, 4, f->format);
	store_bind_text(st, 5, f->charset.ptr ? f->charset : STR(""));
	store_bind_text(st, 6, str_from(in->file));
	store_bind_int(st, 7, (int64_t)f->bytes.len);
	store_bind_text(st, 8, f->about.ptr ? f->about : STR(""));
	return store_run(st, e);
}

static int make_records(struct importing *in, struct store *s, int64_t id, struct err *e)
{
	OWN_KEEPER struct keeper k = { 0 };

	int rc = ledger_keeper_open(in->ledger, s, in->who, ledger_unit(in->who), &k, e);
	if (rc < 0)
		return rc;
	ledger_derived_forget(&in->derived);
	k.report_id = id;
	k.derived = &in->derived;
	return ledger_keep(&k, &in->found, e);
}

static int say_alike(const struct ledger_report *r, bool same, struct err *e)
{
	err_set(e, ERR_CONFLICT, "%s报告 %lld“" STR_FMT "”（" STR_FMT "）%s，没有导入",
		same ? "内容与已经导入的" : "与已经导入的", (long long)r->id, STR_ARG(r->name), STR_ARG(r->file_name),
		same ? "相同，只是格式或空白、标点不同" : "几乎相同");
	err_hint(e,
		"先看看差在哪里（bihuan diff）；确实要再导入一份：命令行加 --again，网页按“仍然导入”，接口加 again=1");
	return ERR_CONFLICT;
}

/* ERR_CONFLICT when a report with these words is there; with nearly these of the same inspected unit, once it is known: units that copy
 * from each other have reports of their own. */
static int refuse_alike(struct importing *in, struct store *s, struct err *e)
{
	const struct report *parsed = in->derived.report;
	struct alike_found found = { 0 };
	struct ledger_report report = { 0 };

	int rc = in->source->again || in->source->aside
			 ? 0
			 : ledger_alike_find(s, ledger_unit(in->who), &in->alike, &found, e);
	if (rc <= 0 || (!found.same && parsed == NULL))
		return rc < 0 ? rc : 0;
	rc = ledger_read_report(s, ledger_unit(in->who), found.id, in->arena, &report, e);
	if (rc < 0 || (!found.same && !str_eq(report.unit, parsed->unit)))
		return rc < 0 ? rc : 0;
	return say_alike(&report, found.same, e);
}

static int insert_known(struct importing *in, struct store *s, int64_t id, struct err *e)
{
	int rc = ledger_alike_keep(s, ledger_unit(in->who), id, &in->alike, e);

	if (rc >= 0 && in->source->aside)
		rc = ledger_aside_keep(s, ledger_unit(in->who), id, e);
	return rc < 0 || in->source->columns.len == 0
		       ? rc
		       : ledger_columns_keep(s, ledger_unit(in->who), id, in->source->columns, e);
}

/* Somebody may have imported the same text since it was looked for: then it is unchanged. */
static int write_all(void *context, struct store *s, struct err *e)
{
	struct importing *in = context;
	struct ledger_import done = { 0 };

	int rc = ledger_find_text(s, ledger_unit(in->who), str_from(in->sha256), &done.report_id, e);
	done.unchanged = rc > 0;
	if (rc == 0)
		rc = refuse_alike(in, s, e);
	if (rc == 0)
		rc = store_next_ids(s, ledger_unit(in->who), "source", 1, &done.report_id, e);
	if (rc >= 0 && !done.unchanged)
		rc = insert_source(in, s, done.report_id, e);
	if (rc >= 0 && !done.unchanged)
		rc = insert_text(in, s, done.report_id, e);
	if (rc >= 0 && !done.unchanged)
		rc = insert_file(in, s, done.report_id, e);
	if (rc >= 0 && !done.unchanged)
		rc = insert_known(in, s, done.report_id, e);
	if (rc >= 0 && !done.unchanged)
		rc = make_records(in, s, done.report_id, e);
	if (rc >= 0)
		rc = ledger_read_report(s, ledger_unit(in->who), done.report_id, in->arena, &done.report, e);
	in->done = done;
	return rc < 0 ? rc : 0;
}

/* 1: it is there already and in->done is filled; 0: it is new. */
static int look_up(struct importing *in, struct err *e)
{
	OWN_TX struct tx tx = { 0 };
	struct ledger_import found = { .unchanged = true };

	int rc = ledger_tx_begin(in->ledger, STORE_READ, &tx, e);
	if (rc >= 0)
		rc = (in->source->aside ? ledger_may_check : ledger_may_import)(
			in->ledger, tx.store, in->who, in->arena, e);
	if (rc >= 0)
		rc = ledger_find_text(tx.store, ledger_unit(in->who), str_from(in->sha256), &found.report_id, e);
	if (rc == 0)
		return refuse_alike(in, tx.store, e);
	if (rc < 0)
		return rc;
	rc = ledger_read_report(tx.store, ledger_unit(in->who), found.report_id, in->arena, &found.report, e);
	in->done = found;
	return rc < 0 ? rc : 1;
}

int ledger_run_checker(
	struct ledger *l, const struct report *r, struct arena *a, struct ledger_found_list *ret, struct err *e)
{
	*ret = (struct ledger_found_list){ 0 };
	return l->checker.run ? l->checker.run(l->checker.context, r, a, ret, e) : 0;
}

static int refuse_empty(const struct importing *in, const struct report *report, struct err *e)
{
	const struct absence *why = report_without_problems(report);

	err_set(e, ERR_INPUT, "没有找到任何问题，不像是整改报告：" STR_FMT "。看起来是%s", STR_ARG(in->name),
		why ? why->looks_like : "别的文章");
	err_hint(e, "%s", why ? why->advice : "请检查文件是否选对，正文是否完整");
	return ERR_INPUT;
}

static int import_new(struct importing *in, struct err *e)
{
	OWN(free_report) struct report *report = NULL;
	struct report_options as = { .given = false };

	int rc = report_columns_parse(in->source->columns, &as, e);
	as.words = in->ledger->checker.words;
	if (rc >= 0)
		rc = report_parse_with(in->text, &as, &report, e);
	if (rc >= 0)
		rc = ledger_derived_make(report, &in->derived, e);
	if (rc >= 0 && in->derived.rows[LEVEL_PROBLEM].len == 0)
		rc = refuse_empty(in, report, e);
	if (rc >= 0)
		rc = ledger_run_checker(in->ledger, report, in->arena, &in->found, e);
	/* before it is spoken of; what a failed import leaves is swept away */
	if (rc >= 0 && in->source->bytes.ptr && in->source->blobs)
		rc = blob_put(in->source->blobs, in->source->bytes, in->file, e);
	return rc < 0 ? rc : store_pool_write(in->ledger->pool, write_all, in, e);
}

/* The text is there, but it was only checked, and now it is to be in the ledger. */
static int take_in(struct importing *in, struct err *e)
{
	if (!in->done.report.aside || in->source->aside)
		return 0;
	int rc = ledger_take_in(in->ledger, in->who, in->done.report_id, e);
	if (rc == 0)
		rc = look_up(in, e);
	in->done.unchanged = false;
	return rc < 0 ? rc : 0;
}

/* The text is there: what is said of its columns may be new. */
static int change_columns(struct importing *in, struct err *e)
{
	struct str columns = STR_NONE;
	int64_t id = in->done.report_id;

	if (in->source->columns.len == 0)
		return 0;
	int rc = ledger_report_columns(in->ledger, in->who, id, in->arena, &columns, e);
	if (rc < 0 || str_eq(columns, in->source->columns))
		return rc < 0 ? rc : 0;
	rc = ledger_set_columns(in->ledger, in->who, id, in->source->columns, e);
	if (rc == 0)
		rc = look_up(in, e);
	in->done.unchanged = false;
	return rc < 0 ? rc : 0;
}

static int change_known(struct importing *in, struct err *e)
{
	int rc = change_columns(in, e);

	return rc < 0 ? rc : take_in(in, e);
}

int ledger_import(struct ledger *l, const struct actor *who, const struct ledger_source *source, struct arena *a,
	struct ledger_import *ret, struct err *e)
{
	OWN(clear)
	struct importing in = {
		.ledger = l, .who = who, .name = source->file_name, .text = source->text, .source = source, .arena = a
	};

	int rc = check_name(&in.name, e);
	if (rc >= 0)
		rc = check_text(in.text, e);
	if (rc >= 0)
		rc = ledger_sha256(in.text, in.sha256, e);
	if (rc >= 0)
		rc = ledger_alike_make(in.text, &in.alike, e);
	if (rc >= 0)
		rc = look_up(&in, e);
	if (rc >= 0)
		rc = rc == 0 ? import_new(&in, e) : change_known(&in, e);
	if (rc < 0)
		return rc;
	*ret = in.done;
	return 0;
}
