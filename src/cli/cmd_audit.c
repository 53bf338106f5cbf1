/* The event log: verified, its head shown, written out; the files that records name: read and compared. */
#include "command.h"
#include "contents.h"
#include "event.h"
#include "pool.h"
#include "storage.h"

#include <errno.h>

struct audit_options {
	const char *data, *database, *head;
	int64_t unit, after;
	bool json;
	struct storage_options storage;
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
	STORAGE_ARGS(struct audit_options, storage),
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

/* --- contents --- */

static const char *what_is(const struct content_fault *f)
{
	return f->missing ? "不在了" : "内容变了";
}

static void show_faults(struct cli *cli, const struct contents_check *c)
{
	for (size_t i = 0; i < c->faults_count; i++) {
		const struct content_fault *f = &c->faults[i];
		print_fmt(&cli->out, "%s\t" STR_FMT "/%lld\t" STR_FMT "\t" STR_FMT "\n", what_is(f),
			STR_ARG(f->register_name), (long long)f->record_id, STR_ARG(f->file_name), STR_ARG(f->sha256));
	}
	if (c->faults_all > (int64_t)c->faults_count)
		print_fmt(&cli->out, "另有 %lld 处没有列出\n", (long long)(c->faults_all - (int64_t)c->faults_count));
	if (c->faults_all == 0)
		print_fmt(&cli->out, "完好：%lld 个文件（%lld 字节）都在，内容与入库时相同\n", (long long)c->files,
			(long long)c->bytes);
	else
		print_fmt(&cli->out, "%lld 处材料对不上，其余 %lld 个文件完好；请从备份恢复\n",
			(long long)c->faults_all, (long long)c->files);
}

static void write_faults(struct cli *cli, const struct contents_check *c)
{
	struct buf scratch;
	struct json j = begin_json(cli, &scratch);

	json_object(&j);
	json_member_bool(&j, "intact", c->faults_all == 0);
	json_member_int(&j, "files", c->files);
	json_member_int(&j, "bytes", c->bytes);
	json_member_int(&j, "faults_count", c->faults_all);
	json_key(&j, "faults");
	json_array(&j);
	for (size_t i = 0; i < c->faults_count; i++) {
		const struct content_fault *f = &c->faults[i];
		json_object(&j);
		json_member_cstr(&j, "what", f->missing ? "missing" : "damaged");
		json_member_str(&j, "register", f->register_name);
		json_member_int(&j, "id", f->record_id);
		json_member_str(&j, "file", f->file_name);
		json_member_str(&j, "sha256", f->sha256);
		json_end_object(&j);
	}
	json_end_array(&j);
	json_end_object(&j);
	end_json(cli, &j, &scratch);
}

static int contents(struct cli *cli, const struct audit_options *o, struct ledger *l)
{
	struct contents_check check = { 0 };
	struct err e = { 0 };
	OWN_ARENA struct arena *a = open_arena();
	struct blobs *b = a != NULL ? open_blobs(o->data, &o->storage) : NULL;

	if (b == NULL)
		return EXIT_TROUBLE;
	int rc = contents_verify(ledger_pool(l), b, o->unit, a, &check, &e);
	blobs_close(b);
	if (rc < 0)
		return trouble(&e);
	(o->json ? write_faults : show_faults)(cli, &check);
	return check.faults_all == 0 ? EXIT_CLEAN : EXIT_FOUND;
}

/* --- */

typedef int audit_read(struct cli *cli, const struct audit_options *o, struct store *s);

static int read_chain(struct cli *cli, const struct audit_options *o, struct ledger *l, audit_read *work)
{
	struct store *s = NULL;
	struct err e = { 0 };

	if (store_pool_take(ledger_pool(l), STORE_READ, &s, &e) < 0)
		return trouble(&e);
	int status = work(cli, o, s);
	store_pool_give(ledger_pool(l), s);
	return status;
}

static int run(struct cli *cli, const void *options, char **operands, size_t count)
{
	static const struct {
		const char *word;
		audit_read *work; /* NULL: contents */
	} words[] = { { "verify", verify }, { "head", head }, { "export", export }, { "contents", NULL } };
	const struct audit_options *o = options;
	struct err e = { 0 };

	(void)count;
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (strcmp(words[i].word, operands[0]) != 0)
			continue;
		OWN_LEDGER struct ledger *l = open_kept(cli, o->data, o->database);
		if (l == NULL)
			return EXIT_TROUBLE;
		return words[i].work ? read_chain(cli, o, l, words[i].work) : contents(cli, o, l);
	}
	err_set(&e, ERR_USAGE, "不认识的操作：%s", operands[0]);
	err_hint(&e, "可以是 verify、head、export、contents");
	return trouble(&e);
}

const struct command cmd_audit = {
	.args = { args, sizeof(args) / sizeof(args[0]) },
	.options_size = sizeof(struct audit_options),
	.defaults = &defaults,
	.operands_min = 1,
	.operands_max = 1,
	.operands = "verify|head|export|contents",
	.run = run,
};
