#include "args.h"

#include "operations.h"

enum { ARGS_MAX = 32 };

static const struct arg *find_name(const struct arg_table *t, struct str name)
{
	for (size_t i = 0; i < t->count; i++)
		if (str_eq(name, str_from(t->rows[i].name)))
			return &t->rows[i];
	return NULL;
}

static const struct arg *find_letter(const struct arg_table *t, char letter)
{
	for (size_t i = 0; i < t->count; i++)
		if (t->rows[i].letter != 0 && t->rows[i].letter == letter)
			return &t->rows[i];
	return NULL;
}

static int unknown(const struct arg_table *t, struct str name, struct err *e)
{
	const char *known[ARGS_MAX + 1];
	size_t count = 0;

	for (; count < t->count && count < ARGS_MAX; count++)
		known[count] = t->rows[count].name;
	known[count++] = "help";
	const char *near = operation_nearest(name, known, count);
	err_set(e, ERR_USAGE, "没有选项 --%.*s", STR_ARG(name));
	if (near != NULL)
		err_hint(e, "是不是 --%s？", near);
	else
		err_hint(e, "加 --help 看全部选项");
	return ERR_USAGE;
}

bool args_size(const char *text, size_t *ret)
{
	size_t v = 0, unit = 1, i = 0;

	for (; text[i] >= '0' && text[i] <= '9'; i++)
		if (__builtin_mul_overflow(v, (size_t)10, &v) || __builtin_add_overflow(v, (size_t)(text[i] - '0'), &v))
			return false;
	if (i == 0)
		return false;
	switch (text[i]) {
	case 'K':
	case 'k':
		unit = (size_t)1 << 10;
		break;
	case 'M':
	case 'm':
		unit = (size_t)1 << 20;
		break;
	case 'G':
	case 'g':
		unit = (size_t)1 << 30;
		break;
	case '\0':
		break;
	default:
		return false;
	}
	if (text[i] != '\0' && text[i + 1] != '\0')
		return false;
	return !__builtin_mul_overflow(v, unit, ret);
}

static bool is_choice(const char *choices, const char *value)
{
	struct str all = str_from(choices), wanted = str_from(value);

	for (size_t from = 0; from <= all.len;) {
		size_t to = str_find(all, STR("|"), from);
		if (to == STR_NPOS)
			to = all.len;
		if (str_eq(str_sub(all, from, to), wanted))
			return true;
		from = to + 1;
	}
	return false;
}

static int bad_value(const struct arg *a, const char *value, const char *wanted, struct err *e)
{
	err_set(e, ERR_USAGE, "选项 --%s 的值 %s 不对", a->name, value);
	err_hint(e, "要写成：%s", wanted);
	return ERR_USAGE;
}

static int put_list(const struct arg *a, const char *value, void *options, struct err *e)
{
	struct arg_list *list = (struct arg_list *)((char *)options + a->offset);

	if (list->count == ARG_LIST_MAX)
		return err_set(e, ERR_USAGE, "选项 --%s 最多写 %d 次", a->name, ARG_LIST_MAX);
	list->values[list->count++] = value;
	return 0;
}

/* Members are written through memcpy: the table knows their type by `kind` alone. */
static int put(const struct arg *a, const char *value, void *options, struct err *e)
{
	char *at = (char *)options + a->offset;
	const bool yes = true;
	size_t size;

	switch (a->kind) {
	case ARG_FLAG:
		memcpy(at, &yes, sizeof(yes));
		return 0;
	case ARG_LIST:
		return put_list(a, value, options, e);
	case ARG_CHOICE:
		if (!is_choice(a->choices, value))
			return bad_value(a, value, a->choices, e);
		memcpy(at, &value, sizeof(value));
		return 0;
	case ARG_TEXT:
		if (value[0] == '\0')
			return bad_value(a, "\"\"", a->value, e);
		memcpy(at, &value, sizeof(value));
		return 0;
	case ARG_INT:
		if (!args_size(value, &size) || size > INT64_MAX || strspn(value, "0123456789") != strlen(value))
			return bad_value(a, value, "不小于 0 的整数", e);
		memcpy(at, &(int64_t){ (int64_t)size }, sizeof(int64_t));
		return 0;
	case ARG_SIZE:
		if (!args_size(value, &size) || size == 0)
			return bad_value(a, value, "字节数，可带 K、M、G，例如 512M", e);
		memcpy(at, &size, sizeof(size));
		return 0;
	}
	return ERR_INTERNAL;
}

struct reader {
	const struct arg_table *table;
	struct arg_line *line;
	size_t next;
	void *options;
};

/* `inline_value` is what follows "=", or NULL. */
static int read_option(struct reader *r, const struct arg *a, const char *inline_value, struct err *e)
{
	if (a->kind == ARG_FLAG) {
		if (inline_value != NULL)
			return err_set(e, ERR_USAGE, "选项 --%s 不带值", a->name);
		return put(a, NULL, r->options, e);
	}
	if (inline_value == NULL) {
		if (r->next >= r->line->count) {
			err_set(e, ERR_USAGE, "选项 --%s 后面要有值", a->name);
			err_hint(e, "写成 --%s %s", a->name, a->value);
			return ERR_USAGE;
		}
		inline_value = r->line->words[r->next++];
	}
	return put(a, inline_value, r->options, e);
}

static int read_long(struct reader *r, const char *word, struct err *e)
{
	struct str name = str_from(word + 2);
	size_t eq = str_find(name, STR("="), 0);
	const char *value = eq == STR_NPOS ? NULL : word + 2 + eq + 1;

	name = str_sub(name, 0, eq);
	if (str_eq(name, STR("help"))) {
		r->line->help = true;
		return 0;
	}
	const struct arg *a = find_name(r->table, name);
	return a != NULL ? read_option(r, a, value, e) : unknown(r->table, name, e);
}

/* "-o FILE" and "-oFILE". */
static int read_short(struct reader *r, const char *word, struct err *e)
{
	if (strcmp(word, "-h") == 0) {
		r->line->help = true;
		return 0;
	}
	const struct arg *a = find_letter(r->table, word[1]);
	if (a == NULL || (a->kind == ARG_FLAG && word[2] != '\0')) {
		err_set(e, ERR_USAGE, "没有选项 %s", word);
		err_hint(e, "加 --help 看全部选项");
		return ERR_USAGE;
	}
	return read_option(r, a, word[2] != '\0' ? word + 2 : NULL, e);
}

int args_read(const struct arg_table *table, struct arg_line *line, void *options, struct err *e)
{
	struct reader r = { .table = table, .line = line, .options = options };
	size_t operands = 0;
	bool ended = false;

	line->help = false;
	while (r.next < line->count && !line->help) {
		char *word = line->words[r.next++];
		int rc = 0;
		if (ended || word[0] != '-' || word[1] == '\0')
			line->words[operands++] = word;
		else if (strcmp(word, "--") == 0)
			ended = true;
		else if (word[1] == '-')
			rc = read_long(&r, word, e);
		else
			rc = read_short(&r, word, e);
		if (rc < 0)
			return rc;
	}
	line->count = operands;
	return 0;
}
