/* A draw, repeated from what was published: the list, the seed, the witness's word. */
#include "command.h"
#include "draw.h"
#include "file.h"

struct options {
	const char *seed, *witness;
	int64_t take;
	bool each, json;
};
static const struct options defaults = { .witness = "" };
static const struct arg args[] = {
	ARG_JSON(struct options),
	{ "seed", 0, ARG_TEXT, "SEED", NULL, offsetof(struct options, seed), "公布的种子" },
	{ "witness", 0, ARG_TEXT, "TEXT", NULL, offsetof(struct options, witness), "见证数字；没有填就不写" },
	{ "take", 'n', ARG_INT, "N", NULL, offsetof(struct options, take), "应抽几件" },
	{ "each", 0, ARG_FLAG, NULL, NULL, offsetof(struct options, each), "每个部门至少一件" },
};

struct hashes {
	char list[DRAW_HASH_TEXT], seed[DRAW_HASH_TEXT];
};

static void print_lines(struct cli *cli, const struct draw_list *list, const size_t *places, const struct options *o)
{
	for (int64_t i = 0; i < o->take; i++) {
		const struct draw_line *l = &list->at[places[i]];
		print_text(&cli->out, l->no, 0);
		print_fmt(&cli->out, l->group.len > 0 ? " " : "");
		print_text(&cli->out, l->group, 0);
		print_fmt(&cli->out, "\n");
	}
}

static int print_json(struct cli *cli, const struct draw_list *list, const size_t *places, const struct options *o,
	const struct hashes *h)
{
	struct buf scratch;
	struct json j = begin_json(cli, &scratch);

	json_object(&j);
	json_member_int(&j, "listed", (int64_t)list->count);
	json_member_cstr(&j, "list_hash", h->list);
	json_member_cstr(&j, "seed_hash", h->seed);
	json_key(&j, "drawn");
	json_array(&j);
	for (int64_t i = 0; i < o->take; i++) {
		json_object(&j);
		json_member_str(&j, "no", list->at[places[i]].no);
		json_member_str(&j, "group", list->at[places[i]].group);
		json_end_object(&j);
	}
	json_end_array(&j);
	json_end_object(&j);
	return end_json(cli, &j, &scratch);
}

/* As it was published: what an editor adds (a mark before it, line ends of its own) is none of it. NONE: no memory. */
static struct str as_published(struct str text, struct arena *a)
{
	char *out = arena_alloc(a, text.len + 1);
	size_t len = 0;

	if (out == NULL)
		return STR_NONE;
	for (size_t i = str_starts(text, STR("\xEF\xBB\xBF")) ? 3 : 0; i < text.len; i++)
		if (text.ptr[i] != '\r')
			out[len++] = text.ptr[i];
	while (len > 0 && out[len - 1] == '\n')
		len--;
	return (struct str){ out, len };
}

static int draw(struct cli *cli, const struct options *o, struct str text, struct arena *a, struct err *e)
{
	const struct draw_how how = { str_from(o->seed), str_trim(str_from(o->witness)), (size_t)o->take, o->each };
	struct draw_list list = { 0 };
	struct hashes h;
	size_t *places = NULL;

	text = as_published(text, a);
	int rc = text.ptr != NULL ? draw_read(text, a, &list, e) : err_nomem(e);
	if (rc == 0)
		rc = draw_take(&list, &how, a, &places, e);
	if (rc == 0)
		rc = draw_hash(text, h.list, e);
	if (rc == 0)
		rc = draw_hash(how.seed, h.seed, e);
	if (rc != 0 || places == NULL)
		return rc;
	if (o->json)
		return print_json(cli, &list, places, o, &h);
	print_fmt(&cli->out, "名单件数  %zu\n名单散列  %s\n种子散列  %s\n抽出 %lld 件：\n", list.count, h.list, h.seed,
		(long long)o->take);
	print_lines(cli, &list, places, o);
	return EXIT_CLEAN;
}

static int check(const struct options *o, struct err *e)
{
	if (o->seed == NULL || o->seed[0] == '\0') {
		err_hint(e, "种子在抽取记录里，抽取以后公布");
		return err_set(e, ERR_USAGE, "没有写种子（--seed）");
	}
	if (o->take > 0)
		return 0;
	err_hint(e, "抽取记录里的“应抽件数”");
	return err_set(e, ERR_USAGE, "没有写抽几件（--take）");
}

static int run(struct cli *cli, const void *options, char **operands, size_t count)
{
	const struct options *o = options;
	struct arena *a = arena_new((size_t)64 << 20);
	struct str text = STR_NONE;
	struct err e = { 0 };

	(void)count;
	int rc = a != NULL ? check(o, &e) : err_nomem(&e);
	if (rc == 0)
		rc = file_read(operands[0], (size_t)4 << 20, &text, &e);
	if (rc == 0)
		rc = draw(cli, o, text, a, &e);
	file_free(&text);
	arena_free(a);
	if (rc >= 0)
		return rc;
	complain(&e);
	return EXIT_TROUBLE;
}

const struct command cmd_draw = {
	.args = { args, sizeof(args) / sizeof(args[0]) },
	.options_size = sizeof(struct options),
	.defaults = &defaults,
	.operands_min = 1,
	.operands_max = 1,
	.operands = "LIST",
	.run = run,
};
