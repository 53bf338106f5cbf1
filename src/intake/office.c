#include "office.h"

#include "markup.h"

enum { E_RELATIONSHIP = 1 };

static const struct markup_name names[] = { { "Relationship", SPACE_ANY, E_RELATIONSHIP } };

size_t office_find(const struct package *p, struct str part)
{
	char name[PART_NAME_MAX + 1];

	if (str_starts(part, STR("/")))
		part = str_sub(part, 1, part.len);
	if (!part.len || part.len > PART_NAME_MAX)
		return STR_NPOS;
	memcpy(name, part.ptr, part.len);
	name[part.len] = '\0';
	return package_find(p, name);
}

struct str office_resolve(struct str from, struct str target, char into[PART_NAME_MAX])
{
	size_t n = 0, slash = str_rfind(from, STR("/"));

	if (!str_starts(target, STR("/")) && slash != STR_NPOS && slash < PART_NAME_MAX) {
		memcpy(into, from.ptr, slash);
		n = slash;
	}
	for (size_t at = 0; at <= target.len;) {
		size_t end = str_find(target, STR("/"), at);
		struct str step = str_sub(target, at, end);
		at = end == STR_NPOS ? target.len + 1 : end + 1;
		if (!step.len || str_eq(step, STR(".")))
			continue;
		if (str_eq(step, STR(".."))) {
			if (n == 0)
				return STR("");
			size_t up = str_rfind((struct str){ into, n }, STR("/"));
			n = up == STR_NPOS ? 0 : up;
			continue;
		}
		if (n + 1 + step.len > PART_NAME_MAX)
			return STR("");
		if (n)
			into[n++] = '/';
		memcpy(into + n, step.ptr, step.len);
		n += step.len;
	}
	return (struct str){ into, n };
}

struct relations_reader {
	struct vec *into;
	struct str part;
};

static void keep(char *into, size_t room, struct str s)
{
	size_t n = s.len < room ? s.len : 0;

	memcpy(into, s.ptr ? s.ptr : "", n);
	into[n] = '\0';
}

static int open_relation(void *context, const struct markup_tag *t)
{
	struct relations_reader *r = context;
	struct str type = markup_attribute(t, "Type"), target = markup_attribute(t, "Target");

	if (t->id != E_RELATIONSHIP || str_eq(markup_attribute(t, "TargetMode"), STR("External")) ||
		r->into->len == RELATIONS_MAX)
		return 0;
	struct relation *n = vec_push(r->into);
	if (!n)
		return ERR_NOMEM;
	size_t slash = str_rfind(type, STR("/"));
	keep(n->id, sizeof n->id, markup_attribute(t, "Id"));
	keep(n->type, sizeof n->type, slash == STR_NPOS ? type : str_sub(type, slash + 1, type.len));
	n->part_len = office_resolve(r->part, target, n->part).len;
	return 0;
}

static int close_relation(void *context, unsigned id)
{
	(void)context, (void)id;
	return 0;
}

int office_relations(struct package *p, struct str part, struct vec *into, struct err *e)
{
	char name[PART_NAME_MAX + 16];
	size_t slash = str_rfind(part, STR("/"));
	size_t folder = slash == STR_NPOS ? 0 : slash + 1;
	struct relations_reader r = { into, part };
	struct markup m = { MARKUP_NAMES(names), .open = open_relation, .close = close_relation, .context = &r };

	if (part.len > PART_NAME_MAX)
		return 0;
	int n = snprintf(name, sizeof name, STR_FMT "_rels/" STR_FMT ".rels", (int)folder, part.ptr ? part.ptr : "",
		(int)(part.len - folder), part.ptr ? part.ptr + folder : "");
	struct str rels = { name, (size_t)n };
	return office_has(p, rels) ? markup_read(p, rels, &m, e) : 0;
}

struct str office_part(const struct package *p, const struct vec *relations, const char *type, struct str id)
{
	for (size_t i = 0; i < relations->len; i++) {
		const struct relation *r = &VEC_AT(relations, struct relation, i);
		struct str part = { r->part, r->part_len };
		if (id.len ? !str_eq(id, str_from(r->id)) : strcmp(r->type, type) != 0)
			continue;
		if (part.len && office_has(p, part))
			return part;
	}
	return STR("");
}

void office_close(struct office *f)
{
	package_close(f->package);
	vec_clear(&f->relations);
}

static int find_main(struct office *f, const char *usual, const char *what, struct err *e)
{
	struct vec root;

	vec_init(&root, sizeof(struct relation));
	int rc = office_relations(f->package, STR(""), &root, e);
	struct str part = rc == 0 ? office_part(f->package, &root, "officeDocument", STR("")) : STR("");
	if (rc == 0 && !part.len && office_has(f->package, str_from(usual)))
		part = str_from(usual);
	memcpy(f->name, part.ptr, part.len);
	f->main = (struct str){ f->name, part.len };
	vec_clear(&root);
	if (rc < 0 || part.len)
		return rc;
	err_set(e, ERR_INPUT, "文件不是 %s：里面缺少 %s", what, usual);
	err_hint(e, "请核实扩展名；文件若不完整，请重新取得原件，或在 Office、WPS 里打开后另存一份");
	return ERR_INPUT;
}

int office_open(
	struct office *f, struct opener *o, struct str bytes, const char *usual, const char *what, struct err *e)
{
	*f = (struct office){ .package = NULL };
	vec_init(&f->relations, sizeof(struct relation));
	int rc = package_open(o, bytes, &f->package, e);
	if (rc == 0)
		rc = find_main(f, usual, what, e);
	if (rc == 0)
		rc = office_relations(f->package, f->main, &f->relations, e);
	if (rc < 0)
		office_close(f);
	return rc;
}
