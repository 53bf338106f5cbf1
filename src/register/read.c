#include "read.h"

void *read_alloc(struct reader *r, size_t count, size_t size)
{
	void *p = arena_array(r->arena, count > 0 ? count : 1, size);

	if (!p)
		r->nomem = true;
	return p;
}

void read_spot(struct reader *r, struct str text, struct at at)
{
	struct spot *s = vec_push(&r->spots);

	if (s)
		*s = (struct spot){ text, at };
	else
		r->nomem = true;
}

struct at spot_of(const struct vec *spots, struct str text)
{
	for (size_t i = 0; text.ptr && i < spots->len; i++) {
		const struct spot *s = &VEC_AT(spots, struct spot, i);
		if ((uintptr_t)text.ptr >= (uintptr_t)s->text.ptr &&
			(uintptr_t)text.ptr <= (uintptr_t)s->text.ptr + s->text.len)
			return s->at;
	}
	return (struct at){ 0, 0 };
}

size_t read_words(const char *words, struct str *ret, size_t max)
{
	struct str rest = str_from(words);
	size_t count = 0;

	while (rest.len > 0 && count < max) {
		size_t end = str_find(rest, STR("|"), 0);
		ret[count++] = str_sub(rest, 0, end);
		rest = end == STR_NPOS ? STR_NONE : str_sub(rest, end + 1, rest.len);
	}
	return count;
}

static const char *kind_name(enum node_kind kind)
{
	return kind == NODE_TEXT ? "一个值" : kind == NODE_LIST ? "列表" : "一组键值";
}

void read_wanted(struct reader *r, const struct node *n, const char *what)
{
	if (n->key.len > 0)
		problem(r->problems, n->at, "“" STR_FMT "”要写%s，这里是%s", STR_ARG(n->key), what, kind_name(n->kind));
	else
		problem(r->problems, n->at, "这里要写%s，不是%s", what, kind_name(n->kind));
}

bool read_text(struct reader *r, const struct node *n, struct str *ret)
{
	if (n->kind != NODE_TEXT) {
		read_wanted(r, n, "一个值");
		return false;
	}
	*ret = str_trim(n->text);
	read_spot(r, *ret, n->at);
	return true;
}

static bool is_name(struct str s)
{
	if (s.len == 0 || s.len > REGISTER_NAME_MAX || s.ptr[0] < 'a' || s.ptr[0] > 'z')
		return false;
	for (size_t i = 1; i < s.len; i++) {
		char c = s.ptr[i];
		if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'))
			return false;
	}
	return true;
}

bool read_name(struct reader *r, struct str name, struct at at, const char *what)
{
	if (is_name(name))
		return true;
	problem(r->problems, at, "%s的名字“" STR_FMT "”不对", what, STR_ARG(name));
	problem_hint(r->problems, "名字由小写字母、数字和下划线组成，以字母开头，最多 %d 个字符；中文写在 label 里",
		REGISTER_NAME_MAX);
	return false;
}

void read_names(struct reader *r, const struct node *n, struct names *ret)
{
	const struct node *first = n->kind == NODE_TEXT ? n : n->first;
	size_t count = n->kind == NODE_TEXT ? (n->text.len > 0) : n->count;

	if (n->kind == NODE_MAP) {
		read_wanted(r, n, "列表");
		return;
	}
	struct str *at = read_alloc(r, count, sizeof *at);
	if (!at)
		return;
	size_t i = 0;
	for (const struct node *each = first; each && i < count; each = each->next)
		i += read_text(r, each, &at[i]);
	*ret = (struct names){ at, i };
}

void read_who(struct reader *r, const struct node *n, struct who *ret)
{
	struct pending_who *p = vec_push(&r->whos);

	if (!p) {
		r->nomem = true;
		return;
	}
	*p = (struct pending_who){ .who = ret };
	read_names(r, n, &p->words);
}

void read_sql(struct reader *r, const struct node *n, bool condition, struct str *ret)
{
	if (!read_text(r, n, ret))
		return;
	struct pending_sql *p = vec_push(&r->sqls);
	if (p)
		*p = (struct pending_sql){ *ret, condition };
	else
		r->nomem = true;
}

void read_limit(struct reader *r, const struct node *n, struct limit *ret)
{
	struct str text;

	if (!read_text(r, n, &text) || limit_parse(text, ret))
		return;
	problem(r->problems, n->at, "“" STR_FMT "”不是时限", STR_ARG(text));
	problem_hint(r->problems, "写数字和单位，如 4 工作时、5 工作日、60 日、2 小时、20 分钟、3 个月");
}

static bool read_bool(struct reader *r, const struct node *n, bool *ret)
{
	struct str text;

	if (!read_text(r, n, &text))
		return false;
	bool yes = str_eq(text, STR("true")) || str_eq(text, STR("yes")) || str_eq(text, STR("是"));
	bool no = str_eq(text, STR("false")) || str_eq(text, STR("no")) || str_eq(text, STR("否"));
	if (!yes && !no)
		problem(r->problems, n->at, "“" STR_FMT "”要写 true 或 false", STR_ARG(n->key));
	*ret = yes;
	return yes || no;
}

/* A plain number up to a million millions, and what stands behind it. */
static bool take_number(struct str *s, int64_t *ret)
{
	int64_t v = 0;
	size_t i = 0;

	for (; i < s->len && s->ptr[i] >= '0' && s->ptr[i] <= '9' && i < 12; i++)
		v = v * 10 + (s->ptr[i] - '0');
	*s = str_trim(str_sub(*s, i, s->len));
	*ret = v;
	return i > 0;
}

static void read_count(struct reader *r, const struct node *n, int64_t *ret)
{
	struct str text;

	if (!read_text(r, n, &text))
		return;
	if (!take_number(&text, ret) || text.len > 0 || *ret > 1000000) {
		*ret = 0;
		problem(r->problems, n->at, "“" STR_FMT "”要写不超过 100 万的整数", STR_ARG(n->key));
	}
}

static void read_bytes(struct reader *r, const struct node *n, int64_t *ret)
{
	static const struct {
		struct str word;
		int shift;
	} units[] = { { STR_INIT("KB"), 10 }, { STR_INIT("MB"), 20 }, { STR_INIT("GB"), 30 } };
	struct str text;
	int64_t v;

	if (!read_text(r, n, &text))
		return;
	bool number = take_number(&text, &v) && v < 100000;
	for (size_t i = 0; number && i < sizeof units / sizeof units[0]; i++) {
		if (str_eq(text, units[i].word)) {
			*ret = v << units[i].shift;
			return;
		}
	}
	problem(r->problems, n->at, "“" STR_FMT "”要写大小，如 20 MB", STR_ARG(n->key));
}

static bool read_word(struct reader *r, const struct node *n, const char *words, int *ret, struct str *ret_text)
{
	struct str known[READ_WORDS_MAX], text;
	size_t count = read_words(words, known, READ_WORDS_MAX);

	if (!read_text(r, n, &text))
		return false;
	for (size_t i = 0; i < count; i++) {
		if (!str_eq(known[i], text))
			continue;
		*ret = (int)i;
		*ret_text = text;
		return true;
	}
	problem(r->problems, n->at, "“" STR_FMT "”不能写“" STR_FMT "”", STR_ARG(n->key), STR_ARG(text));
	problem_nearest(r->problems, text, known, count);
	return false;
}

void read_parts(struct reader *r, const struct section *s, const struct node *n, void **ret, size_t *ret_count)
{
	if (n->kind != (s->named ? NODE_MAP : NODE_LIST)) {
		read_wanted(r, n, s->named ? "一组“名字: 内容”" : "列表（每项以 - 开头）");
		return;
	}
	char *parts = read_alloc(r, n->count, s->size);
	if (!parts)
		return;
	size_t i = 0;
	for (const struct node *each = n->first; each && !r->nomem; each = each->next, i++) {
		if (s->named) {
			read_name(r, each->key, each->key_at, s->title);
			*(struct str *)(void *)(parts + i * s->size) = each->key;
			read_spot(r, each->key, each->key_at);
		}
		read_section(r, s, each, parts + i * s->size);
	}
	*ret = parts;
	*ret_count = n->count;
}

static void read_who_ptr(struct reader *r, const struct node *n, const struct who **ret)
{
	struct who *who = read_alloc(r, 1, sizeof *who);

	if (!who)
		return;
	*ret = who;
	read_who(r, n, who);
}

static void read_number_key(struct reader *r, const struct key *k, const struct node *n, void *target)
{
	int64_t v = 0;

	read_count(r, n, &v);
	if (k->kind == KEY_COUNT)
		*(size_t *)target = (size_t)v;
	else
		*(int *)target = (int)v;
}

static void read_word_key(struct reader *r, const struct key *k, const struct node *n, void *target)
{
	struct str text;
	int index;

	if (!read_word(r, n, k->words, &index, &text))
		return;
	if (k->kind == KEY_OPTION)
		*(struct str *)target = text;
	else
		*(int *)target = index;
}

static void read_name_key(struct reader *r, const struct node *n, struct str *target)
{
	if (read_text(r, n, target))
		read_name(r, *target, n->at, "这里");
}

static void read_key(struct reader *r, const struct key *k, const struct node *n, char *part)
{
	void *target = part + k->offset;

	switch (k->kind) {
	case KEY_TEXT:
		read_text(r, n, target);
		break;
	case KEY_NAME:
		read_name_key(r, n, target);
		break;
	case KEY_NAMES:
	case KEY_TEXTS:
		read_names(r, n, target);
		break;
	case KEY_BOOL:
		read_bool(r, n, target);
		break;
	case KEY_COUNT:
	case KEY_INT:
		read_number_key(r, k, n, target);
		break;
	case KEY_BYTES:
		read_bytes(r, n, target);
		break;
	case KEY_WORD:
	case KEY_OPTION:
		read_word_key(r, k, n, target);
		break;
	case KEY_WHO:
		read_who(r, n, target);
		break;
	case KEY_WHO_PTR:
		read_who_ptr(r, n, target);
		break;
	case KEY_LIMIT:
		read_limit(r, n, target);
		break;
	case KEY_SQL:
	case KEY_COND:
		read_sql(r, n, k->kind == KEY_COND, target);
		break;
	case KEY_PARTS:
		read_parts(r, k->section, n, target, (size_t *)(void *)(part + k->count));
		break;
	case KEY_PART:
		read_section(r, k->section, n, target);
		break;
	case KEY_POINTS:
		read_points(r, n, target, (size_t *)(void *)(part + k->count));
		break;
	case KEY_OTHER:
		k->read(r, n, part);
		break;
	case KEY_LATE:
		break;
	}
}

static const struct key *find_key(const struct section *s, struct str name)
{
	for (size_t i = 0; i < s->count; i++)
		if (str_eq(name, str_from(s->keys[i].name)))
			return &s->keys[i];
	return NULL;
}

static void unknown_key(struct reader *r, const struct section *s, const struct node *n)
{
	struct str known[READ_WORDS_MAX];
	size_t count = 0;

	for (; count < s->count && count < READ_WORDS_MAX; count++)
		known[count] = str_from(s->keys[count].name);
	problem(r->problems, n->key_at, "%s里没有“" STR_FMT "”这个键", s->title, STR_ARG(n->key));
	problem_nearest(r->problems, n->key, known, count);
}

static void missing_keys(struct reader *r, const struct section *s, const struct node *n)
{
	for (size_t i = 0; i < s->count; i++) {
		if (!s->keys[i].required || node_get(n, s->keys[i].name))
			continue;
		if (s->named && n->key.len > 0)
			problem(r->problems, n->key_at, "%s“" STR_FMT "”缺少 %s（%s）", s->title, STR_ARG(n->key),
				s->keys[i].name, s->keys[i].help);
		else
			problem(r->problems, n->at, "%s缺少 %s（%s）", s->title, s->keys[i].name, s->keys[i].help);
	}
}

/* "写成 {sql: …, message: …}" */
static void hint_keys(struct reader *r, const struct section *s)
{
	struct buf text;

	buf_init(&text, 400);
	for (size_t i = 0; i < s->count; i++)
		if (s->keys[i].required)
			buf_fmt(&text, "%s%s: …", text.len > 0 ? ", " : "", s->keys[i].name);
	if (text.len > 0 && !text.failed)
		problem_hint(r->problems, "写成 {" STR_FMT "}", STR_ARG(buf_view(&text)));
	buf_clear(&text);
}

void read_section(struct reader *r, const struct section *s, const struct node *n, void *part)
{
	if (s->line_at != SIZE_MAX)
		*(int *)(void *)((char *)part + s->line_at) = n->key_at.line > 0 ? n->key_at.line : n->at.line;
	if (n->kind == NODE_TEXT && s->short_at != SIZE_MAX) {
		read_text(r, n, (struct str *)(void *)((char *)part + s->short_at));
	} else if (n->kind != NODE_MAP) {
		read_wanted(r, n, "一组键值");
		hint_keys(r, s);
		return;
	} else {
		missing_keys(r, s, n);
	}
	for (const struct node *each = n->first; each && !r->nomem; each = each->next) {
		const struct key *k = find_key(s, each->key);
		if (k)
			read_key(r, k, each, part);
		else
			unknown_key(r, s, each);
	}
	if (s->finish && !r->nomem)
		s->finish(r, n, part);
}

struct register_def *read_definition(struct reader *r, const struct node *root)
{
	struct register_def *def = read_alloc(r, 1, sizeof *def);

	if (!def)
		return NULL;
	r->def = def;
	r->root = root;
	read_section(r, &section_register, root, def);
	return r->nomem ? NULL : def;
}
