#include "baseline.h"

#include <inttypes.h>

#include "fault.h"

#define ARENA_MAX ((size_t)1 << 30)
#define HEAD "# bihuan baseline 1"

struct entry {
	struct baseline_finding finding;
	struct str base; /* the last part of its name */
	bool met;
};

struct baseline {
	struct arena *arena;
	struct vec known;   /* struct entry, sorted */
	struct vec met;     /* struct entry */
	struct vec checked; /* struct str: last parts */
	bool checked_sorted;
	size_t known_count, fresh;
};

static struct str base_of(struct str name)
{
	size_t slash = str_rfind(name, STR("/"));
	return slash == STR_NPOS ? name : str_sub(name, slash + 1, name.len);
}

static int by_key(const void *pa, const void *pb)
{
	const struct entry *a = pa, *b = pb;
	if (a->finding.fingerprint != b->finding.fingerprint)
		return a->finding.fingerprint < b->finding.fingerprint ? -1 : 1;
	int order = str_cmp(a->base, b->base);
	return order != 0 ? order : str_cmp(a->finding.name, b->finding.name);
}

/* For people: by file, then code. */
static int by_name(const void *pa, const void *pb)
{
	const struct entry *a = pa, *b = pb;
	int order = str_cmp(a->finding.name, b->finding.name);
	if (order == 0)
		order = strcmp(a->finding.code, b->finding.code);
	return order != 0 ? order : by_key(a, b);
}

static int by_text(const void *pa, const void *pb)
{
	return str_cmp(*(const struct str *)pa, *(const struct str *)pb);
}

/* --- reading --- */

static bool read_hex(struct str s, uint64_t *ret)
{
	uint64_t n = 0;
	for (size_t i = 0; i < s.len; i++) {
		char c = s.ptr[i];
		if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f')))
			return false;
		n = n << 4 | (uint64_t)(c <= '9' ? c - '0' : c - 'a' + 10);
	}
	*ret = n;
	return s.len == 16;
}

/* "BH101": letters and digits. */
static bool is_code(struct str s)
{
	for (size_t i = 0; i < s.len; i++) {
		char c = s.ptr[i];
		if (!((c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z')))
			return false;
	}
	return s.len > 0;
}

/* A file's name may hold a line's end, and blanks at its own: \n, \r, \s, and \\ for the backslash. Others stay as they are. */
static const char escapes[][2] = { { '\n', 'n' }, { '\r', 'r' }, { ' ', 's' }, { '\\', '\\' } };

static struct str read_name(struct arena *a, struct str s)
{
	char *p = arena_alloc(a, s.len + 1);
	size_t n = 0;
	for (size_t i = 0; p && i < s.len; i++) {
		p[n] = s.ptr[i];
		for (size_t k = 0; s.ptr[i] == '\\' && i + 1 < s.len && k < sizeof(escapes) / sizeof(escapes[0]); k++) {
			if (s.ptr[i + 1] != escapes[k][1])
				continue;
			p[n] = escapes[k][0];
			i++;
			break;
		}
		n++;
	}
	return p ? (struct str){ p, n } : STR_NONE;
}

static void put_name(struct buf *out, struct str s)
{
	for (size_t i = 0; i < s.len; i++) {
		bool blank = s.ptr[i] == ' ' && i > 0 && i + 1 < s.len; /* within the name it stays */
		size_t k = 0;
		while (k < sizeof(escapes) / sizeof(escapes[0]) && (blank || s.ptr[i] != escapes[k][0]))
			k++;
		if (k < sizeof(escapes) / sizeof(escapes[0])) {
			buf_chr(out, '\\');
			buf_chr(out, escapes[k][1]);
		} else {
			buf_chr(out, s.ptr[i]);
		}
	}
}

static int read_line(struct baseline *b, struct str line, size_t number, struct err *e)
{
	size_t first = str_find(line, STR(" "), 0),
	       second = str_find(line, STR(" "), first == STR_NPOS ? 0 : first + 1);
	struct entry made = { .met = false };
	if (first == STR_NPOS || second == STR_NPOS || !is_code(str_sub(line, first + 1, second)) ||
		second + 1 >= line.len || !read_hex(str_sub(line, 0, first), &made.finding.fingerprint)) {
		err_hint(e, "每行是“指纹 规则代码 文件”；用 --update-baseline 重新写一份");
		return err_set(e, ERR_INPUT, "基线的第 %zu 行读不懂", number);
	}
	struct str code = arena_dup(b->arena, str_sub(line, first + 1, second));
	made.finding.name = read_name(b->arena, str_sub(line, second + 1, line.len));
	struct entry *slot = code.ptr && made.finding.name.ptr ? vec_push(&b->known) : NULL;
	if (!slot)
		return err_nomem(e);
	made.finding.code = code.ptr;
	made.base = base_of(made.finding.name);
	*slot = made;
	return 0;
}

static int read_lines(struct baseline *b, struct str text, struct err *e)
{
	size_t number = 0;
	if (text.ptr && !str_starts(text, STR(HEAD))) {
		err_hint(e, "第一行应为 " HEAD "；基线由 bihuan check --update-baseline 写成");
		return err_set(e, ERR_INPUT, "这个文件不是基线");
	}
	for (size_t from = 0; text.ptr && from < text.len;) {
		size_t to = str_find(text, STR("\n"), from);
		if (to == STR_NPOS)
			to = text.len;
		struct str line = str_trim(str_sub(text, from, to));
		from = to + 1;
		number++;
		if (line.len == 0 || line.ptr[0] == '#')
			continue;
		int rc = read_line(b, line, number, e);
		if (rc < 0)
			return rc;
	}
	if (b->known.len > 1)
		qsort(b->known.ptr, b->known.len, sizeof(struct entry), by_key);
	return 0;
}

int baseline_read(struct str text, struct baseline **ret, struct err *e)
{
	struct baseline *b = fault_calloc(1, sizeof(*b));
	if (!b)
		return err_nomem(e);
	vec_init(&b->known, sizeof(struct entry));
	vec_init(&b->met, sizeof(struct entry));
	vec_init(&b->checked, sizeof(struct str));
	b->arena = arena_new(ARENA_MAX);
	int rc = b->arena ? read_lines(b, text, e) : err_nomem(e);
	if (rc < 0)
		baseline_free(b);
	else
		*ret = b;
	return rc;
}

void baseline_free(struct baseline *b)
{
	if (!b)
		return;
	vec_clear(&b->known);
	vec_clear(&b->met);
	vec_clear(&b->checked);
	arena_free(b->arena);
	free(b);
}

/* --- meeting findings --- */

int baseline_checked(struct baseline *b, struct str name)
{
	struct str base = arena_dup(b->arena, base_of(name)), *slot = base.ptr ? vec_push(&b->checked) : NULL;
	if (!slot)
		return ERR_NOMEM;
	*slot = base;
	b->checked_sorted = false;
	return 0;
}

/* The first line with this fingerprint and last name. */
static size_t first_known(const struct baseline *b, const struct baseline_finding *f, struct str base)
{
	const struct entry *all = b->known.ptr;
	size_t low = 0, high = b->known.len;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		const struct entry *m = &all[middle];
		bool before = m->finding.fingerprint != f->fingerprint ? m->finding.fingerprint < f->fingerprint
								       : str_cmp(m->base, base) < 0;
		if (before)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

int baseline_meet(struct baseline *b, const struct baseline_finding *f)
{
	struct entry *all = b->known.ptr;
	struct str name = arena_dup(b->arena, f->name), base = base_of(f->name);
	struct entry *slot = name.ptr ? vec_push(&b->met) : NULL;
	if (!slot)
		return ERR_NOMEM;
	*slot = (struct entry){ *f, base_of(name), true };
	slot->finding.name = name;
	for (size_t i = first_known(b, f, base); i < b->known.len; i++) {
		if (all[i].finding.fingerprint != f->fingerprint || !str_eq(all[i].base, base))
			break;
		if (all[i].met)
			continue;
		all[i].met = true;
		b->known_count++;
		return 1;
	}
	b->fresh++;
	return 0;
}

static bool was_checked(struct baseline *b, struct str base)
{
	if (!b->checked_sorted && b->checked.len > 1)
		qsort(b->checked.ptr, b->checked.len, sizeof(struct str), by_text);
	b->checked_sorted = true;
	return b->checked.len > 0 && bsearch(&base, b->checked.ptr, b->checked.len, sizeof(struct str), by_text);
}

void baseline_sum(struct baseline *b, struct baseline_sums *ret)
{
	*ret = (struct baseline_sums){ .known = b->known_count, .fresh = b->fresh };
	for (size_t i = 0; i < b->known.len; i++) {
		const struct entry *n = &VEC_AT(&b->known, struct entry, i);
		if (n->met || !was_checked(b, n->base))
			continue;
		if (ret->stale++ == 0)
			ret->example = n->finding;
	}
}

int baseline_write(struct baseline *b, struct buf *out)
{
	for (size_t i = 0; i < b->known.len; i++) {
		const struct entry *n = &VEC_AT(&b->known, struct entry, i);
		struct entry *slot = n->met || was_checked(b, n->base) ? NULL : vec_push(&b->met);
		if (slot)
			*slot = *n;
		else if (!n->met && !was_checked(b, n->base))
			return ERR_NOMEM;
	}
	if (b->met.len > 1)
		qsort(b->met.ptr, b->met.len, sizeof(struct entry), by_name);
	buf_cstr(out, HEAD
		"\n# 已知的疑点：检查时不再报。每行：指纹 规则 文件。由 bihuan check --update-baseline 写成，可以删行。\n");
	for (size_t i = 0; i < b->met.len; i++) {
		const struct baseline_finding *f = &VEC_AT(&b->met, struct entry, i).finding;
		buf_fmt(out, "%016" PRIx64 " %s ", f->fingerprint, f->code);
		put_name(out, f->name);
		buf_chr(out, '\n');
	}
	return out->failed ? ERR_NOMEM : 0;
}
