/* The event log: verified, its head shown, written out. */
#include "command.h"
#include "event.h"
#include "pool.h"

#include <errno.h>

struct audit_options {
	const char *data, *database, *head;
	int64_t unit, after;
	bool json;
};
static const struct audit_options defaults = { .data = DATA_DEFAULT, .unit = 1 };
static const struct arg args[] = {
	ARG_DATA(struct audit_options),
	ARG_DATABASE(struct audit_options),
	{ "unit", 0, ARG_INT, "N", NULL, offsetof(struct audit_options, unit), "单位编号（默认 1）" },
	{ "head", 0, ARG_TEXT, "SEQ:HASH", NULL, offsetof(struct audit_options, head),
		"先前记下的链头，链里必须还有它" },
	{ "after", 0, ARG_INT, "SEQ", NULL, offsetof(struct audit_options, after), "只输出这一条以后的" },
	ARG_JSON(struct audit_options),
};

static int trouble(const struct err *e)
{
	complain(e);
	return EXIT_TROUBLE;
}

/* --- verify --- */

/* "12:ab34..." as head prints it. */
static int read_head(const char *text, struct event_head *ret, struct err *e)
{
	struct str all = str_from(text), hash;
	size_t colon = str_find(all, STR(":"), 0);
	int64_t seq = 0;

	for (size_t i = 0; colon != STR_NPOS && i < colon && seq >= 0; i++)
		seq = text[i] >= '0' && text[i] <= '9' && seq < INT64_MAX / 20 ? seq * 10 + (text[i] - '0') : -1;
	hash = colon == STR_NPOS ? STR("") : str_sub(all, colon + 1, all.len);
	if (colon == STR_NPOS || colon == 0 || seq <= 0 || hash.len != EVENT_HASH_TEXT - 1 ||
		strspn(hash.ptr, "0123456789abcdef") != hash.len) {
		err_hint(e, "写成 bihuan audit head 打印的样子，如 1234:64 位小写十六进制");
		return err_set(e, ERR_USAGE, "链头 %s 不对", text);
	}
	ret->seq = seq;
	memcpy(ret->hash, hash.ptr, hash.len);
	ret->hash[hash.len] = '\0';
	return 0;
}

static void show_check(struct cli *cli, const struct audit_options *o, const struct event_check *c)
{
	struct buf scratch;

	if (!o->json && c->broken_at == 0) {
		print_fmt(&cli->out, "完好：%lld 条日志首尾相接，链头 %lld:%s\n", (long long)c->checked,
			(long long)c->head.seq, c->head.hash);
		return;
	}
	if (!o->json) {
		print_fmt(&cli->out, "第 %lld 条断了：%s（之前的 %lld 条完好）\n", (long long)c->broken_at, c->why,
			(long long)c->checked);
		return;
	}
	struct json j = begin_json(cli, &scratch);
	json_object(&j);
	json_member_bool(&j, "intact", c->broken_at == 0);
	json_member_int(&j, "checked", c->checked);
	json_key(&j, "broken_at");
	if (c->broken_at != 0)
		json_int(&j, c->broken_at);
	else
		json_null(&j);
	json_member_str(&j, "why", c->broken_at != 0 ? str_from(c->why) : STR_NONE);
	json_key(&j, "head");
	json_object(&j);
	json_member_int(&j, "seq", c->head.seq);
	json_member_cstr(&j, "hash", c->head.hash);
	json_end_object(&j);
	json_end_object(&j);
	end_json(cli, &j, &scratch);
}

static int verify(struct cli *cli, const struct audit_options *o, struct store *s)
{
	struct event_head known = { 0 };
	struct event_check check = { 0 };
	struct err e = { 0 };

	int rc = o->head ? read_head(o->head, &known, &e) : 0;
	if (rc >= 0)
		rc = event_verify(s, o->unit, o->head ? &known : NULL, &check, &e);
	if (rc < 0)
		return trouble(&e);
	show_check(cli, o, &check);
	return check.broken_at == 0 ? EXIT_CLEAN : EXIT_FOUND;
}

/* --- head and export --- */

static int head(struct cli *cli, const struct audit_options *o, struct store *s)
{
	struct event_head head = { 0 };
	struct buf scratch;
	struct err e = { 0 };

	if (event_head(s, o->unit, &head, &e) < 0)
		return trouble(&e);
	if (!o->json) {
		print_fmt(&cli->out, "%lld:%s\n", (long long)head.seq, head.hash);
		return EXIT_CLEAN;
	}
	struct json j = begin_json(cli, &scratch);
	json_object(&j);
	json_member_int(&j, "unit", o->unit);
	json_member_int(&j, "seq", head.seq);
	json_member_cstr(&j, "hash", head.hash);
	json_end_object(&j);
	end_json(cli, &j, &scratch);
	return EXIT_CLEAN;
}

static int write_line(void *context, struct str line, struct err *e)
{
	struct cli *cli = context;

	(void)e;
	return print_sink(&cli->out, line);
}

static int export(struct cli *cli, const struct audit_options *o, struct store *s)
{
	struct err e = { 0 };

	int rc = event_export(s, o->unit, o->after, write_line, cli, &e);
	return rc < 0 ? trouble(&e) : EXIT_CLEAN;
}

/* --- */

static int run(struct cli *cli, const void *options, char **operands, size_t count)
{
	static const struct {
		const char *word;
		int (*run)(struct cli *cli, const struct audit_options *o, struct store *s);
	} words[] = { { "verify", verify }, { "head", head }, { "export", export } };
	const struct audit_options *o = options;
	struct err e = { 0 };
	struct store *s = NULL;

	(void)count;
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (strcmp(words[i].word, operands[0]) != 0)
			continue;
		OWN_LEDGER struct ledger *l = open_ledger(cli, o->data, o->database);
		if (l == NULL)
			return EXIT_TROUBLE;
		if (store_pool_take(ledger_pool(l), STORE_READ, &s, &e) < 0)
			return trouble(&e);
		int status = words[i].run(cli, o, s);
		store_pool_give(ledger_pool(l), s);
		return status;
	}
	err_set(&e, ERR_USAGE, "不认识的操作：%s", operands[0]);
	err_hint(&e, "可以是 verify、head、export");
	return trouble(&e);
}

const struct command cmd_audit = {
	.args = { args, sizeof(args) / sizeof(args[0]) },
	.options_size = sizeof(struct audit_options),
	.defaults = &defaults,
	.operands_min = 1,
	.operands_max = 1,
	.operands = "verify|head|export",
	.run = run,
};
