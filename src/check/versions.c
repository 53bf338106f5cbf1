#include "versions.h"

#include "buf.h"
#include "fault.h"
#include "match.h"
#include "utf8.h"

#define ARENA_MAX ((size_t)1 << 30)
#define LEAST 400 /* per mille that two findings must be alike to be one item */
#define SHARED 3
#define PROSE_MAX ((size_t)256 << 20)

/* --- which item is which --- */

struct keyed {
	uint64_t hash;
	uint32_t index;
};

static int by_hash(const void *pa, const void *pb)
{
	const struct keyed *a = pa, *b = pb;
	if (a->hash != b->hash)
		return a->hash < b->hash ? -1 : 1;
	return a->index < b->index ? -1 : a->index > b->index;
}

static struct keyed *key_things(const struct vec *things)
{
	struct keyed *k = fault_malloc((things->len + 1) * sizeof(*k));
	for (uint32_t i = 0; k && i < things->len; i++)
		k[i] = (struct keyed){ str_hash(thing_subject(&VEC_AT(things, struct thing, i)), 0), i };
	if (k && things->len > 1)
		qsort(k, things->len, sizeof(*k), by_hash);
	return k;
}

struct pairing {
	uint32_t *of_after; /* the item before, UINT32_MAX: none */
	uint32_t *permille; /* beside it */
	uint8_t *before_used;
};

/* Word for word the same findings, in their order. */
static int pair_equal(const struct versions *v, struct pairing *p)
{
	struct keyed *a = key_things(&v->before), *b = key_things(&v->after);
	int rc = a && b ? 0 : ERR_NOMEM;
	for (size_t i = 0, k = 0; rc == 0 && i < v->before.len && k < v->after.len;) {
		if (a[i].hash == b[k].hash) {
			p->of_after[b[k].index] = a[i].index;
			p->permille[b[k].index] = 1000;
			p->before_used[a[i].index] = 1;
			i++, k++;
		} else if (a[i].hash < b[k].hash) {
			i++;
		} else {
			k++;
		}
	}
	free(a);
	free(b);
	return rc;
}

/* What an item is found again by: its subject, and when `all`, its measures too. */
static struct str text_of(struct arena *a, const struct thing *t, bool all)
{
	struct str s = thing_subject(t);
	return all ? arena_fmt(a, "%.*s\n%.*s", STR_ARG(s), STR_ARG(t->parts[PART_MEASURES])) : s;
}

struct left {
	struct str *texts;
	uint32_t *index;
	size_t count;
};

static int list_left(struct versions *v, const struct vec *things, const struct pairing *p, bool all, struct left *ret)
{
	bool after = things == &v->after;
	ret->texts = arena_array(v->arena, things->len + 1, sizeof(*ret->texts));
	ret->index = arena_array(v->arena, things->len + 1, sizeof(*ret->index));
	if (!ret->texts || !ret->index)
		return ERR_NOMEM;
	for (uint32_t i = 0; i < things->len; i++) {
		if (after ? p->of_after[i] != UINT32_MAX : p->before_used[i])
			continue;
		ret->index[ret->count] = i;
		ret->texts[ret->count] = text_of(v->arena, &VEC_AT(things, struct thing, i), all);
		if (!ret->texts[ret->count++].ptr)
			ret->texts[ret->count - 1] = STR("");
	}
	return 0;
}

static int pair_alike(struct versions *v, struct pairing *p, bool all)
{
	const struct match_options o = { .least = LEAST, .shared = SHARED, .one_to_one = true };
	struct left a = { .count = 0 }, b = { .count = 0 };
	struct vec pairs;
	if (list_left(v, &v->before, p, all, &a) < 0 || list_left(v, &v->after, p, all, &b) < 0)
		return ERR_NOMEM;
	int rc = match_texts(a.texts, a.count, b.texts, b.count, &o, &pairs);
	for (size_t i = 0; rc == 0 && i < pairs.len; i++) {
		const struct match_pair *m = &VEC_AT(&pairs, struct match_pair, i);
		p->of_after[b.index[m->b]] = a.index[m->a];
		p->permille[b.index[m->b]] = m->permille;
		p->before_used[a.index[m->a]] = 1;
	}
	vec_clear(&pairs);
	return rc;
}

/* --- what changed in an item --- */

/* Digits and what belongs to them. */
static bool is_digit(uint32_t c)
{
	return (c >= '0' && c <= '9') || c == '.' || (c >= 0xFF10 && c <= 0xFF19) || c == '%' || c == 0xFF05;
}

/* The number at `at` (a change's beginning) with its unit, as a slice; .len 0: there is none. */
static struct str number_at(struct str s, size_t from, size_t to)
{
	size_t start = from, end = to, units = 0;
	bool digit = false;
	while (start > 0) {
		size_t before = utf8_floor(s, start - 1), pos = before;
		if (!is_digit(utf8_next(s, &pos)))
			break;
		start = before;
	}
	while (end < s.len) {
		size_t pos = end;
		uint32_t c = utf8_next(s, &pos);
		if (!is_digit(c) && (c < 0x4E00 || c > 0x9FFF || units++ >= 2))
			break;
		end = pos;
	}
	for (size_t pos = start; pos < end;) {
		uint32_t c = utf8_next(s, &pos);
		digit |= is_digit(c) && c != '.';
		if (!is_digit(c) && pos <= to && c < 0x4E00)
			return STR_NONE; /* the change is more than a number */
	}
	return digit ? str_sub(s, start, end) : STR_NONE;
}

/* The digits alone are the number: 5家 and 5户 are one, so are 已清退12.8万元 and 12.8万元. */
static bool same_digits(struct str a, struct str b)
{
	size_t i = 0, k = 0;
	for (;;) {
		uint32_t x = 0, y = 0;
		while (i < a.len && !is_digit(x))
			x = utf8_next(a, &i);
		while (k < b.len && !is_digit(y))
			y = utf8_next(b, &k);
		x = is_digit(x) ? x : 0;
		y = is_digit(y) ? y : 0;
		if (x != y)
			return false;
		if (x == 0)
			return true;
	}
}

static int add_numbers(struct version_change *c, const struct vec *runs, struct str a, struct str b)
{
	for (size_t i = 0; i < runs->len; i++) {
		const struct textdiff_run *r = &VEC_AT(runs, struct textdiff_run, i);
		if (r->same || r->a_end - r->a > 30 || r->b_end - r->b > 30)
			continue;
		struct str before = number_at(a, r->a, r->a_end), after = number_at(b, r->b, r->b_end);
		if (before.len == 0 || after.len == 0 || same_digits(before, after))
			continue;
		struct version_number *n = vec_push(&c->numbers);
		if (!n)
			return ERR_NOMEM;
		*n = (struct version_number){ before, after };
	}
	return 0;
}

static int compare_parts(struct version_change *c)
{
	for (int i = 0; i < PARTS; i++) {
		struct str a = c->before->parts[i], b = c->after->parts[i];
		if (str_eq(a, b))
			continue;
		c->parts[i].changed = true;
		c->kind = VERSION_CHANGED;
		if (textdiff(a, b, &c->parts[i].runs) < 0 || add_numbers(c, &c->parts[i].runs, a, b) < 0)
			return ERR_NOMEM;
	}
	c->renumbered = !str_eq(c->before->label, c->after->label);
	c->status = c->before->status != c->after->status;
	if (c->renumbered || c->status)
		c->kind = VERSION_CHANGED;
	return 0;
}

static int add_change(struct versions *v, const struct thing *before, const struct thing *after, uint32_t permille)
{
	struct version_change *c = vec_push(&v->changes);
	if (!c)
		return ERR_NOMEM;
	*c = (struct version_change){ .before = before, .after = after, .permille = permille };
	for (int i = 0; i < PARTS; i++)
		vec_init(&c->parts[i].runs, sizeof(struct textdiff_run));
	vec_init(&c->numbers, sizeof(struct version_number));
	c->kind = !before ? VERSION_ADDED : !after ? VERSION_GONE : VERSION_SAME;
	int rc = before && after ? compare_parts(c) : 0;
	v->counts[c->kind]++;
	v->renumbered += c->renumbered;
	v->status += c->status;
	v->numbers += c->numbers.len;
	return rc;
}

/* What is gone is told before the item that stood behind it. */
static int list_changes(struct versions *v, const struct pairing *p)
{
	const struct thing *before = v->before.ptr, *after = v->after.ptr;
	uint32_t next = 0;
	for (uint32_t i = 0; i < v->after.len; i++) {
		uint32_t of = p->of_after[i];
		for (; of != UINT32_MAX && next < of; next++) {
			if (!p->before_used[next] && add_change(v, &before[next], NULL, 0) < 0)
				return ERR_NOMEM;
		}
		if (add_change(v, of == UINT32_MAX ? NULL : &before[of], &after[i], p->permille[i]) < 0)
			return ERR_NOMEM;
	}
	for (; next < v->before.len; next++) {
		if (!p->before_used[next] && add_change(v, &before[next], NULL, 0) < 0)
			return ERR_NOMEM;
	}
	return 0;
}

/* --- the report as a whole --- */

static int add_fact(struct versions *v, const char *what, struct str before, struct str after)
{
	if (str_eq(before, after))
		return 0;
	struct version_fact *f = vec_push(&v->facts);
	if (!f)
		return ERR_NOMEM;
	*f = (struct version_fact){ what, before, after };
	return 0;
}

/* The two versions as they are read: a ledger says neither title nor unit nor dates, which is no change. */
struct both {
	const struct report *a, *b;
};

static bool is_silent(const struct report *r, struct str s)
{
	return s.len == 0 && r->tables.len > 0;
}

static int add_own(struct versions *v, struct both r, const char *what, struct str before, struct str after)
{
	return is_silent(r.a, before) || is_silent(r.b, after) ? 0 : add_fact(v, what, before, after);
}

static int add_date(struct versions *v, struct both r, const char *what, struct date a, struct date b)
{
	char x[DATE_TEXT_MAX], y[DATE_TEXT_MAX];
	date_format(a, x);
	date_format(b, y);
	struct str before = arena_dup(v->arena, str_from(x)), after = arena_dup(v->arena, str_from(y));
	return before.ptr && after.ptr ? add_own(v, r, what, before, after) : ERR_NOMEM;
}

/* The first claim of each kind in both. */
static int add_claims(struct versions *v, const struct report *a, const struct report *b)
{
	for (size_t i = 0; i < a->claims.len; i++) {
		const struct fact_claim *x = &VEC_AT(&a->claims, struct fact_claim, i), *y = NULL;
		bool first = true;
		for (size_t k = 0; k < i; k++)
			first = first && strcmp(VEC_AT(&a->claims, struct fact_claim, k).key, x->key) != 0;
		for (size_t k = b->claims.len; first && k-- > 0;) {
			const struct fact_claim *z = &VEC_AT(&b->claims, struct fact_claim, k);
			y = strcmp(z->key, x->key) == 0 && str_eq(z->unit, x->unit) ? z : y;
		}
		if (y && !str_eq(report_slice(a, x->number), report_slice(b, y->number)) &&
			add_fact(v, "自报数", report_slice(a, x->span), report_slice(b, y->span)) < 0)
			return ERR_NOMEM;
	}
	return 0;
}

static int list_facts(struct versions *v, const struct report *a, const struct report *b)
{
	struct both r = { a, b };

	if (add_own(v, r, "标题", a->title, b->title) < 0 || add_own(v, r, "单位", a->unit, b->unit) < 0 ||
		add_own(v, r, "巡察组", a->inspector, b->inspector) < 0)
		return ERR_NOMEM;
	if (add_date(v, r, "巡察开始", a->inspection_start, b->inspection_start) < 0 ||
		add_date(v, r, "巡察结束", a->inspection_end, b->inspection_end) < 0 ||
		add_date(v, r, "反馈日期", a->feedback_date, b->feedback_date) < 0 ||
		add_date(v, r, "署名日期", a->signed_date, b->signed_date) < 0)
		return ERR_NOMEM;
	return a->claims.len * b->claims.len < ((size_t)1 << 24) ? add_claims(v, a, b) : 0;
}

/* Prose that belongs to no problem, line by line; not the web page around it, nor a second copy. */
static struct str prose_of(const struct report *r, struct arena *a)
{
	struct buf b;
	buf_init(&b, PROSE_MAX);
	for (struct node *n = r->root ? node_walk(r->root, r->root) : NULL; n; n = node_walk(r->root, n)) {
		if (n->kind != NODE_PROSE || n->prose == PROSE_FURNITURE || n->prose == PROSE_COPY ||
			node_up(n, NODE_PROBLEM))
			continue;
		struct str s = str_trim(report_slice(r, n->span));
		if (b.len > 0 && s.len > 0)
			buf_chr(&b, '\n');
		buf_str(&b, s);
	}
	struct str s = b.failed ? STR_NONE : arena_dup(a, b.len > 0 ? buf_view(&b) : STR(""));
	buf_clear(&b);
	return s;
}

static int compare_prose(struct versions *v, const struct report *before, const struct report *after)
{
	/* a ledger has headers of columns there */
	if (is_silent(before, before->title) || is_silent(after, after->title))
		return 0;
	v->prose[0] = prose_of(before, v->arena);
	v->prose[1] = prose_of(after, v->arena);
	if (!v->prose[0].ptr || !v->prose[1].ptr)
		return ERR_NOMEM;
	v->rest.changed = !str_eq(v->prose[0], v->prose[1]);
	return v->rest.changed ? textdiff(v->prose[0], v->prose[1], &v->rest.runs) : 0;
}

static int compare(struct versions *v, const struct report *before, const struct report *after)
{
	int rc = things_list(before, v->arena, &v->before);
	if (rc == 0)
		rc = things_list(after, v->arena, &v->after);
	if (rc < 0)
		return rc;
	struct pairing p = { arena_array(v->arena, v->after.len + 1, sizeof(uint32_t)),
		arena_array(v->arena, v->after.len + 1, sizeof(uint32_t)), arena_alloc(v->arena, v->before.len + 1) };
	if (!p.of_after || !p.permille || !p.before_used)
		return ERR_NOMEM;
	memset(p.of_after, 0xFF, (v->after.len + 1) * sizeof(uint32_t));
	rc = pair_equal(v, &p);
	if (rc == 0)
		rc = pair_alike(v, &p, false);
	if (rc == 0)
		rc = pair_alike(v, &p, true);
	if (rc == 0)
		rc = list_changes(v, &p);
	if (rc == 0)
		rc = compare_prose(v, before, after);
	return rc == 0 ? list_facts(v, before, after) : rc;
}

int versions_compare(const struct report *before, const struct report *after, struct versions **ret, struct err *e)
{
	struct versions *v = fault_calloc(1, sizeof(*v));
	if (!v)
		return err_nomem(e);
	vec_init(&v->before, sizeof(struct thing));
	vec_init(&v->after, sizeof(struct thing));
	vec_init(&v->changes, sizeof(struct version_change));
	vec_init(&v->facts, sizeof(struct version_fact));
	vec_init(&v->rest.runs, sizeof(struct textdiff_run));
	v->arena = arena_new(ARENA_MAX);
	int rc = v->arena ? compare(v, before, after) : ERR_NOMEM;
	if (rc < 0) {
		versions_free(v);
		return err_nomem(e);
	}
	*ret = v;
	return 0;
}

void versions_free(struct versions *v)
{
	if (!v)
		return;
	for (size_t i = 0; i < v->changes.len; i++) {
		struct version_change *c = &VEC_AT(&v->changes, struct version_change, i);
		for (int k = 0; k < PARTS; k++)
			vec_clear(&c->parts[k].runs);
		vec_clear(&c->numbers);
	}
	vec_clear(&v->changes);
	vec_clear(&v->rest.runs);
	vec_clear(&v->facts);
	vec_clear(&v->before);
	vec_clear(&v->after);
	arena_free(v->arena);
	free(v);
}

bool versions_differ(const struct versions *v)
{
	return v->facts.len > 0 || v->rest.changed ||
	       v->counts[VERSION_CHANGED] + v->counts[VERSION_ADDED] + v->counts[VERSION_GONE] > 0;
}
