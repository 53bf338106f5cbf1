#include "config.h"

#include <fnmatch.h>

#include "fault.h"
#include "problems.h"
#include "yaml.h"

struct reader {
	struct arena *arena;
	struct problems problems;
	struct config *config;
	const struct str *codes;
	size_t code_count;
	bool nomem;
};

static const struct str grades[] = { STR_INIT("on"), STR_INIT("off"), STR_INIT("note"), STR_INIT("warning"),
	STR_INIT("error") };
static const struct str grades_chinese[] = { STR_INIT("开"), STR_INIT("关"), STR_INIT("提示"), STR_INIT("警告"),
	STR_INIT("错误") };
/* For the hint: who mistypes one mostly means the first. */
static const struct str grades_told[] = { STR_INIT("off"), STR_INIT("note"), STR_INIT("warning"), STR_INIT("error"),
	STR_INIT("on") };
static const struct str keys[] = { STR_INIT("rules"), STR_INIT("whitelist"), STR_INIT("boilerplate"),
	STR_INIT("ignore"), STR_INIT("folders") };

static void *push(struct reader *r, struct vec *v)
{
	void *slot = vec_push(v);
	if (!slot)
		r->nomem = true;
	return slot;
}

static bool is_kind(struct reader *r, const struct node *n, enum node_kind kind, const char *what)
{
	static const char *const forms[] = {
		[NODE_TEXT] = "一个值", [NODE_LIST] = "一个列表（每行以 - 开头）", [NODE_MAP] = "一组“键: 值”"
	};
	if (n->kind == kind)
		return true;
	problem(&r->problems, n->at, "%s 要写成%s", what, forms[kind]);
	return false;
}

static bool code_is_known(const struct reader *r, struct str code)
{
	for (size_t i = 0; code.len >= 3 && i < r->code_count; i++) {
		if (str_starts(r->codes[i], code))
			return true;
	}
	return false;
}

static void read_rule(struct reader *r, const struct node *n, struct vec *rules)
{
	size_t grade = 0, count = sizeof(grades) / sizeof(grades[0]);
	if (!code_is_known(r, n->key)) {
		problem(&r->problems, n->key_at, "没有规则 " STR_FMT, STR_ARG(n->key));
		struct str near = nearest(n->key, r->codes, r->code_count);
		if (near.ptr)
			problem_hint(&r->problems, "是不是 " STR_FMT "？规则族写成 BH2 这样", STR_ARG(near));
		else
			problem_hint(&r->problems, "bihuan check --rules 列出全部规则；规则族写成 BH2 这样");
		return;
	}
	if (!is_kind(r, n, NODE_TEXT, "规则的级别"))
		return;
	while (grade < count && !str_eq(n->text, grades[grade]) && !str_eq(n->text, grades_chinese[grade]))
		grade++;
	if (grade == count) {
		problem(&r->problems, n->at, "没有级别 " STR_FMT, STR_ARG(n->text));
		problem_nearest(&r->problems, n->text, grades_told, count);
		return;
	}
	struct config_rule *rule = push(r, rules);
	if (rule)
		*rule = (struct config_rule){ n->key, (enum config_grade)grade };
}

static void read_rules(struct reader *r, const struct node *n, struct vec *rules)
{
	if (!is_kind(r, n, NODE_MAP, "rules"))
		return;
	for (const struct node *one = n->first; one; one = one->next)
		read_rule(r, one, rules);
}

static void read_whitelist(struct reader *r, const struct node *n)
{
	if (!is_kind(r, n, NODE_LIST, "whitelist"))
		return;
	for (const struct node *one = n->first; one; one = one->next) {
		if (!is_kind(r, one, NODE_TEXT, "whitelist 的每一条"))
			continue;
		if (str_trim(one->text).len < 6)
			problem(&r->problems, one->at, "whitelist 的每一条至少两个字");
		struct str *slot = push(r, &r->config->whitelist);
		if (slot)
			*slot = one->text;
	}
}

static void read_ignore(struct reader *r, const struct node *n)
{
	if (!is_kind(r, n, NODE_LIST, "ignore"))
		return;
	for (const struct node *one = n->first; one; one = one->next) {
		if (!is_kind(r, one, NODE_TEXT, "ignore 的每一条"))
			continue;
		const char **slot = push(r, &r->config->ignore);
		if (slot)
			*slot = one->text.ptr;
	}
}

/* "10%", up to one decimal. */
static void read_share(struct reader *r, const struct node *n)
{
	if (!is_kind(r, n, NODE_TEXT, "boilerplate"))
		return;
	struct str s = str_trim(n->text);
	uint32_t share = 0, decimals = 0;
	size_t i = 0;
	for (; i < s.len && s.ptr[i] >= '0' && s.ptr[i] <= '9' && share <= 100; i++)
		share = share * 10 + (uint32_t)(s.ptr[i] - '0');
	bool whole = i > 0;
	share *= 10;
	if (i + 1 < s.len && s.ptr[i] == '.' && s.ptr[i + 1] >= '0' && s.ptr[i + 1] <= '9') {
		decimals = (uint32_t)(s.ptr[i + 1] - '0');
		i += 2;
	}
	share += decimals;
	if (whole && str_eq(str_sub(s, i, s.len), STR("%")) && share >= 1 && share <= 1000) {
		r->config->share = share;
		return;
	}
	problem(&r->problems, n->at, "boilerplate 要写成百分比，在 0.1%% 与 100%% 之间");
	problem_hint(&r->problems, "例如 boilerplate: 10%%");
}

static void read_folder(struct reader *r, const struct node *n)
{
	struct config_folder *f = push(r, &r->config->folders);
	if (!f)
		return;
	f->pattern = n->key.ptr;
	vec_init(&f->rules, sizeof(struct config_rule));
	if (!is_kind(r, n, NODE_MAP, "folders 的每一项"))
		return;
	for (const struct node *one = n->first; one; one = one->next) {
		if (str_eq(one->key, STR("rules"))) {
			read_rules(r, one, &f->rules);
			continue;
		}
		problem(&r->problems, one->key_at, "folders 里没有 " STR_FMT, STR_ARG(one->key));
		problem_nearest(&r->problems, one->key, keys, 1);
	}
}

static void read_key(struct reader *r, const struct node *n)
{
	if (str_eq(n->key, STR("rules"))) {
		read_rules(r, n, &r->config->rules);
	} else if (str_eq(n->key, STR("whitelist"))) {
		read_whitelist(r, n);
	} else if (str_eq(n->key, STR("boilerplate"))) {
		read_share(r, n);
	} else if (str_eq(n->key, STR("ignore"))) {
		read_ignore(r, n);
	} else if (!str_eq(n->key, STR("folders"))) {
		problem(&r->problems, n->key_at, "没有 " STR_FMT " 这一项", STR_ARG(n->key));
		problem_nearest(&r->problems, n->key, keys, sizeof(keys) / sizeof(keys[0]));
	} else if (is_kind(r, n, NODE_MAP, "folders")) {
		for (const struct node *one = n->first; one; one = one->next)
			read_folder(r, one);
	}
}

static int take_problems(struct reader *r, struct vec *ret)
{
	for (size_t i = 0; i < r->problems.rows.len; i++) {
		const struct register_problem *p = &VEC_AT(&r->problems.rows, struct register_problem, i);
		struct config_problem *slot = vec_push(ret);
		if (!slot)
			return ERR_NOMEM;
		*slot = (struct config_problem){ p->line, p->column, p->message, p->hint };
	}
	return ret->len > 0 ? ERR_INPUT : 0;
}

static struct config *config_new(void)
{
	struct config *c = fault_calloc(1, sizeof(*c));
	if (!c)
		return NULL;
	vec_init(&c->rules, sizeof(struct config_rule));
	vec_init(&c->whitelist, sizeof(struct str));
	vec_init(&c->ignore, sizeof(const char *));
	vec_init(&c->folders, sizeof(struct config_folder));
	return c;
}

int config_read(struct arena *a, struct str text, const struct str *codes, size_t code_count, struct config **ret,
	struct vec *ret_problems)
{
	struct reader r = { .arena = a, .config = config_new(), .codes = codes, .code_count = code_count };
	vec_init(ret_problems, sizeof(struct config_problem));
	if (!r.config)
		return ERR_NOMEM;
	problems_init(&r.problems, a);
	const struct node *root = str_trim(text).len > 0 ? yaml_read(a, text, &r.problems) : NULL;
	if (root && is_kind(&r, root, NODE_MAP, "bihuan.yaml")) {
		for (const struct node *n = root->first; n; n = n->next)
			read_key(&r, n);
	}
	int rc = r.nomem || r.problems.nomem ? ERR_NOMEM : take_problems(&r, ret_problems);
	problems_clear(&r.problems);
	if (rc < 0)
		config_free(r.config);
	else
		*ret = r.config;
	return rc;
}

void config_free(struct config *c)
{
	if (!c)
		return;
	for (size_t i = 0; i < c->folders.len; i++)
		vec_clear(&VEC_AT(&c->folders, struct config_folder, i).rules);
	vec_clear(&c->rules);
	vec_clear(&c->whitelist);
	vec_clear(&c->ignore);
	vec_clear(&c->folders);
	free(c);
}

/* --- asking --- */

/* A pattern matches the path, its last part, or a folder that it lies in. "归档/" and "归档/..." are the folder with all in it. */
static bool matches(const char *pattern, const char *path)
{
	const char *name = strrchr(path, '/');
	if (fnmatch(pattern, path, 0) == 0)
		return true;
	if (!strchr(pattern, '/') && fnmatch(pattern, name ? name + 1 : path, 0) == 0)
		return true;
	size_t len = strlen(pattern);
	while (len > 0 && (pattern[len - 1] == '/' || pattern[len - 1] == '*'))
		len--;
	return len > 0 && strncmp(path, pattern, len) == 0 && path[len] == '/';
}

static enum config_grade find(const struct vec *rules, struct str code, enum config_grade grade)
{
	size_t best = 0;
	for (size_t i = 0; i < rules->len; i++) {
		const struct config_rule *r = &VEC_AT(rules, struct config_rule, i);
		if (!str_starts(code, r->code) || r->code.len < best)
			continue;
		best = r->code.len;
		grade = r->grade;
	}
	return grade;
}

enum config_grade config_grade(const struct config *c, const char *path, struct str code)
{
	if (!c)
		return CONFIG_AS_IS;
	enum config_grade grade = find(&c->rules, code, CONFIG_AS_IS);
	for (size_t i = 0; i < c->folders.len; i++) {
		const struct config_folder *f = &VEC_AT(&c->folders, struct config_folder, i);
		if (matches(f->pattern, path))
			grade = find(&f->rules, code, grade);
	}
	return grade;
}

bool config_ignores(const struct config *c, const char *path)
{
	for (size_t i = 0; c && i < c->ignore.len; i++) {
		if (matches(VEC_AT(&c->ignore, const char *, i), path))
			return true;
	}
	return false;
}
