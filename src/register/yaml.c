#include "yaml.h"

#include "utf8.h"

#include <libfyaml.h>

struct builder {
	struct arena *arena;
	struct problems *problems;
	struct node *open[YAML_DEPTH_MAX]; /* lists and maps being filled */
	size_t depth;
	struct str key; /* of the map that is open last, waiting for its value */
	struct at key_at;
	bool has_key;
	struct node *root;
	size_t nodes;
	bool stop;
};

const struct node *node_get(const struct node *map, const char *key)
{
	if (map->kind != NODE_MAP)
		return NULL;
	for (const struct node *n = map->first; n; n = n->next)
		if (str_eq(n->key, str_from(key)))
			return n;
	return NULL;
}

static struct at place(const struct fy_mark *mark)
{
	return mark ? (struct at){ mark->line + 1, mark->column + 1 } : (struct at){ 0, 0 };
}

/* Ends the reading with a problem. */
#define REFUSE(b, at, ...) (problem((b)->problems, (at), __VA_ARGS__), (b)->stop = true)

static struct str scalar(struct builder *b, struct fy_token *token)
{
	size_t len = 0;
	const char *text = fy_token_get_text(token, &len);
	struct str copy = arena_dup(b->arena, (struct str){ text ? text : "", text ? len : 0 });

	if (!copy.ptr) {
		b->problems->nomem = true;
		b->stop = true;
	}
	return copy;
}

static bool has_twin(const struct node *map, struct str key)
{
	for (const struct node *n = map->first; n; n = n->next)
		if (str_eq(n->key, key))
			return true;
	return false;
}

static void take_key(struct builder *b, struct node *map, struct fy_token *token, struct at at)
{
	b->key = scalar(b, token);
	b->key_at = at;
	b->has_key = true;
	if (b->stop || !has_twin(map, b->key))
		return;
	problem(b->problems, at, "“" STR_FMT "”写了两次", STR_ARG(b->key));
	problem_hint(b->problems, "同一处的每个键只能写一次");
}

/* Hangs a new node into what is open. */
static struct node *add(struct builder *b, enum node_kind kind, struct at at)
{
	struct node *n = arena_alloc(b->arena, sizeof *n);
	struct node *parent = b->depth > 0 ? b->open[b->depth - 1] : NULL;

	if (!n) {
		b->problems->nomem = b->stop = true;
		return NULL;
	}
	*n = (struct node){ .kind = kind, .at = at };
	if (++b->nodes > YAML_NODES_MAX)
		REFUSE(b, at, "文件太大：超过 %d 个值", YAML_NODES_MAX);
	if (!parent) {
		if (b->root)
			REFUSE(b, at, "一个文件只能写一份台账定义（多了一个 --- 分隔的文档）");
		else
			b->root = n;
		return n;
	}
	if (parent->kind == NODE_MAP) {
		n->key = b->key;
		n->key_at = b->key_at;
		b->has_key = false;
	}
	*(parent->last ? &parent->last->next : &parent->first) = n;
	parent->last = n;
	parent->count++;
	return n;
}

static void open_node(struct builder *b, enum node_kind kind, struct at at)
{
	const struct node *parent = b->depth > 0 ? b->open[b->depth - 1] : NULL;

	if (b->depth == YAML_DEPTH_MAX) {
		REFUSE(b, at, "嵌套太深（最多 %d 层）", YAML_DEPTH_MAX);
		return;
	}
	if (parent && parent->kind == NODE_MAP && !b->has_key) {
		REFUSE(b, at, "键要是一个词，不能是列表或另一组键值");
		return;
	}
	struct node *n = add(b, kind, at);
	if (n)
		b->open[b->depth++] = n;
}

static void take_scalar(struct builder *b, struct fy_event *event, struct at at)
{
	struct node *parent = b->depth > 0 ? b->open[b->depth - 1] : NULL;
	struct fy_token *token = event->scalar.value;

	if (parent && parent->kind == NODE_MAP && !b->has_key) {
		take_key(b, parent, token, at);
		return;
	}
	struct node *n = add(b, NODE_TEXT, at);
	if (!n)
		return;
	n->text = scalar(b, token);
	n->quoted = fy_token_scalar_style(token) != FYSS_PLAIN;
}

static bool decorated(struct fy_event *event)
{
	return fy_event_get_anchor_token(event) || fy_event_get_tag_token(event);
}

static void take_event(struct builder *b, struct fy_event *event)
{
	struct at at = place(fy_event_start_mark(event));

	switch (event->type) {
	case FYET_ALIAS:
		REFUSE(b, at, "不支持 YAML 的别名（*名字）");
		break;
	case FYET_MAPPING_START:
	case FYET_SEQUENCE_START:
	case FYET_SCALAR:
		if (decorated(event))
			REFUSE(b, at, "不支持 YAML 的锚点（&名字）和标签（!类型）");
		else if (event->type == FYET_SCALAR)
			take_scalar(b, event, at);
		else
			open_node(b, event->type == FYET_MAPPING_START ? NODE_MAP : NODE_LIST, at);
		break;
	case FYET_MAPPING_END:
	case FYET_SEQUENCE_END:
		b->depth--;
		break;
	default:
		break;
	}
}

/* Behind the end of the line that begins at `at`. */
static size_t next_line(struct str text, size_t at)
{
	size_t end = str_find(text, STR("\n"), at);

	return end == STR_NPOS ? text.len : end + 1;
}

/* A mark of Chinese type where YAML wants its own, outside of comments; none: .ptr NULL. */
static struct str chinese_mark(struct str line, const char **ret_meant)
{
	static const char *const marks[][2] = { { "：", ": " }, { "，", ", " }, { "｛", "{" }, { "｝", "}" },
		{ "［", "[" }, { "］", "]" }, { "“", "\"" }, { "‘", "'" }, { "－", "-" }, { "　", " " } };

	line = str_sub(line, 0, str_find(line, STR("#"), 0));
	for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++) {
		*ret_meant = marks[i][1];
		if (str_has(line, str_from(marks[i][0])))
			return str_from(marks[i][0]);
	}
	return STR_NONE;
}

/* The same of the line where something is wrong, or the one before it. */
static struct str chinese_mark_near(struct str text, int line, const char **ret_meant)
{
	struct str mark = STR_NONE;
	size_t at = 0;

	for (int n = 1; n <= line && at < text.len; n++) {
		size_t next = next_line(text, at);
		if (n + 1 >= line && !mark.ptr)
			mark = chinese_mark(str_sub(text, at, next), ret_meant);
		at = next;
	}
	return mark;
}

/* What libfyaml found wrong: its first error. */
static void explain(struct builder *b, struct str text, struct fy_diag *diag)
{
	const char *meant = "";
	void *iterator = NULL;
	const struct fy_diag_error *error = fy_diag_errors_iterate(diag, &iterator);

	if (!error) {
		problem(b->problems, (struct at){ 0, 0 }, "读不懂这个 YAML 文件");
		return;
	}
	problem(b->problems, (struct at){ error->line, error->column }, "YAML 写法不对（%s）",
		error->msg ? error->msg : "");
	struct str mark = chinese_mark_near(text, error->line, &meant);
	if (mark.ptr) {
		problem_hint(b->problems, "这里有中文的“" STR_FMT "”，YAML 要写半角的“%s”", STR_ARG(mark), meant);
		return;
	}
	problem_hint(
		b->problems, "检查缩进（用空格，不用制表符）、冒号后面的空格、引号是否成对；含冒号或 # 的文字要加引号");
}

static void parse(struct builder *b, struct str text, struct fy_parser *parser, struct fy_diag *diag)
{
	struct fy_event *event;

	if (fy_parser_set_string(parser, text.ptr, text.len) != 0) {
		b->problems->nomem = true;
		return;
	}
	while (!b->stop && (event = fy_parser_parse(parser)) != NULL) {
		bool end = event->type == FYET_STREAM_END;
		take_event(b, event);
		fy_parser_event_free(parser, event);
		if (end)
			return;
	}
	if (!b->stop)
		explain(b, text, diag);
}

static bool usable(struct str text, struct problems *p)
{
	size_t valid = utf8_valid_prefix(text);
	struct at at = { 1, 0 };

	if (text.len > REGISTER_FILE_MAX) {
		problem(p, (struct at){ 0, 0 }, "文件太大（最多 %d KiB）", REGISTER_FILE_MAX / 1024);
		return false;
	}
	if (valid == text.len && !memchr(text.ptr, '\0', text.len))
		return true;
	for (size_t i = 0; i < valid; i++)
		at.line += text.ptr[i] == '\n';
	problem(p, at, valid == text.len ? "文件里有空字符" : "文件不是 UTF-8 编码");
	return false;
}

struct node *yaml_read(struct arena *a, struct str text, struct problems *p)
{
	struct builder b = { .arena = a, .problems = p };
	struct fy_diag_cfg how;
	size_t before = p->rows.len;

	if (!text.ptr || !usable(text, p))
		return NULL;
	fy_diag_cfg_default(&how);
	struct fy_diag *diag = fy_diag_create(&how);
	struct fy_parse_cfg cfg = { .flags = FYPCF_QUIET | FYPCF_DEFAULT_VERSION_1_2, .diag = diag };
	if (diag)
		fy_diag_set_collect_errors(diag, true);
	struct fy_parser *parser = diag ? fy_parser_create(&cfg) : NULL;
	if (parser)
		parse(&b, text, parser, diag);
	else
		p->nomem = true;
	if (parser)
		fy_parser_destroy(parser);
	if (diag)
		fy_diag_destroy(diag); /* fy_diag_unref() would leave the errors it collected */
	if (!p->nomem && p->rows.len == before && !b.root)
		problem(p, (struct at){ 0, 0 }, "文件是空的");
	return p->nomem || p->rows.len > before ? NULL : b.root;
}
