/* A text becomes a report of the ledger, whole or not at all. */
#include "private.h"

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
	if (!nul)
		return 0;
	err_set(e, ERR_INPUT, "第 %zu 行有空字符（NUL），不像是文本文件", line_of(text, (size_t)(nul - text.ptr)));
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

struct incoming {
	struct str name, text;
	char sha256[LEDGER_SHA256_TEXT];
};

static int insert_source(struct ledger *l, struct store *s, const struct incoming *in, int64_t id, struct err *e)
{
	OWN_STMT struct store_stmt *st = NULL;
	char now[CLOCK_TEXT_MAX];

	int rc = store_prepare(s,
		"INSERT INTO source (unit_id, id, sha256, bytes, file_name, imported_at) VALUES ($1, $2, $3, $4, $5, "
		"$6)",
		&st, e);
	if (rc < 0)
		return rc;
	ledger_now(l, now);
	store_bind_int(st, 1, l->unit_id);
	store_bind_int(st, 2, id);
	store_bind_text(st, 3, str_from(in->sha256));
	store_bind_int(st, 4, (int64_t)in->text.len);
	store_bind_text(st, 5, in->name);
	store_bind_text(st, 6, str_from(now));
	return store_run(st, e);
}

static int insert_text(struct ledger *l, struct store *s, const struct incoming *in, int64_t id, struct err *e)
{
	OWN_STMT struct store_stmt *st = NULL;

	int rc = store_prepare(s, "INSERT INTO source_text (unit_id, id, content) VALUES ($1, $2, $3)", &st, e);
	if (rc < 0)
		return rc;
	store_bind_int(st, 1, l->unit_id);
	store_bind_int(st, 2, id);
	store_bind_blob(st, 3, in->text);
	return store_run(st, e);
}

/* Somebody may have imported the same text since it was looked for: then *ret_unchanged. */
static int write_all(struct ledger *l, const struct incoming *in, struct derived *d, struct arena *a,
	struct ledger_import *ret, struct err *e)
{
	OWN_TX struct tx tx = { 0 };
	int64_t id = 0;

	int rc = ledger_tx_begin(l, STORE_WRITE, &tx, e);
	if (rc < 0)
		return rc;
	rc = ledger_find_text(tx.store, l->unit_id, str_from(in->sha256), &id, e);
	bool unchanged = rc > 0;
	if (rc == 0)
		rc = store_next_ids(tx.store, l->unit_id, "source", 1, &id, e);
	if (rc >= 0 && !unchanged)
		rc = insert_source(l, tx.store, in, id, e);
	if (rc >= 0 && !unchanged)
		rc = insert_text(l, tx.store, in, id, e);
	if (rc >= 0 && !unchanged)
		rc = ledger_derived_write(tx.store, l->unit_id, id, d, e);
	struct ledger_import done = { .report_id = id, .unchanged = unchanged };
	if (rc >= 0)
		rc = ledger_read_report(tx.store, l->unit_id, id, a, &done.report, e);
	if (rc >= 0 && !unchanged)
		rc = ledger_tx_commit(&tx, e);
	if (rc < 0)
		return rc;
	*ret = done;
	return 0;
}

/* 1: it is there already and *ret is filled; 0: it is new. */
static int look_up(
	struct ledger *l, const struct incoming *in, struct arena *a, struct ledger_import *ret, struct err *e)
{
	OWN_TX struct tx tx = { 0 };
	struct ledger_import found = { .unchanged = true };

	int rc = ledger_tx_begin(l, STORE_READ, &tx, e);
	if (rc >= 0)
		rc = ledger_find_text(tx.store, l->unit_id, str_from(in->sha256), &found.report_id, e);
	if (rc <= 0)
		return rc;
	rc = ledger_read_report(tx.store, l->unit_id, found.report_id, a, &found.report, e);
	if (rc < 0)
		return rc;
	*ret = found;
	return 1;
}

int ledger_import(struct ledger *l, struct str file_name, struct str text, struct arena *a, struct ledger_import *ret,
	struct err *e)
{
	OWN(free_report) struct report *report = NULL;
	OWN(ledger_derived_clear) struct derived d = { 0 };
	struct incoming in = { .name = file_name, .text = text };

	int rc = check_name(&in.name, e);
	if (rc >= 0)
		rc = check_text(text, e);
	if (rc >= 0)
		rc = ledger_sha256(text, in.sha256, e);
	if (rc >= 0)
		rc = look_up(l, &in, a, ret, e);
	if (rc != 0)
		return rc < 0 ? rc : 0;
	rc = report_parse(text, &report, e);
	if (rc >= 0)
		rc = ledger_derived_make(report, &d, e);
	if (rc < 0)
		return rc;
	if (d.problems.len == 0) {
		const struct absence *why = report_without_problems(report);
		err_set(e, ERR_INPUT, "没有找到任何问题，不像是整改报告：" STR_FMT "。看起来是%s", STR_ARG(in.name),
			why ? why->looks_like : "别的文章");
		err_hint(e, "%s", why ? why->advice : "请检查文件是否选对，正文是否完整");
		return ERR_INPUT;
	}
	return write_all(l, &in, &d, a, ret, e);
}
