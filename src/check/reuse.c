/* BH3xx reuse (雷同): the same words as the answer to different problems. */
#include "passage.h"

#include "fault.h"
#include "reuse.h"
#include "rules.h"
#include "spot.h"
#include "subject.h"
#include "utf8.h"

#include <assert.h>
#include <pthread.h>

#define SHORT_MAX 40 /* characters: shorter passages must be whole clauses, and nearly all their author's */
#define OWN_SHORT_MIN 27
#define OWN_MIN 32 /* characters of a passage that are nobody's standing wording */
#define WARNING_LENGTH 80
#define WARNING_PLACES 3
#define NAMED_MAX 4 /* problems that a message names */
#define OPEN_MAX 4

struct interval {
	uint32_t first, end;
	uint32_t match;
};

/* A passage with all its places. */
struct cluster {
	struct interval *places; /* merged, in order; `match` is the problem's index */
	size_t count;
	uint32_t problems;
	uint32_t shortest, longest; /* of the places, in characters */
};

/* The longest part of two paragraphs that a passage joins. */
struct link {
	uint32_t a, b, length;
};

/* Paragraphs alike that no passage explains, and the longest passage in both. */
struct near_pair {
	struct paragraph_pair pair;
	uint32_t passage;
};

/* --- what is nobody's own wording --- */

#define FORMULA(text) STR_INIT(text),
static const struct str formulas[] = {
#include "formulas.def"
};
#undef FORMULA

#define FORMULA_MAX 64 /* characters of one */
#define FIRST_SLOTS 64

/* The formulas folded, chained by their first character. */
struct folded {
	uint32_t ch[FORMULA_MAX];
	uint32_t len;
	int16_t next; /* -1: the last */
};

static struct formula_index {
	struct folded all[sizeof(formulas) / sizeof(formulas[0])];
	int16_t first[FIRST_SLOTS];
} formula_index; /* made when first needed */
static pthread_once_t formulas_indexed = PTHREAD_ONCE_INIT;

struct reuse {
	struct passages p;
	uint32_t *parent; /* union-find over matches */
	struct interval *intervals;
	size_t count;
	struct vec clusters; /* struct cluster: passages worth a finding */
	struct vec links;    /* struct link, sorted */
	struct vec near;     /* struct near_pair, sorted */
};

static void reuse_clear(struct reuse *u)
{
	passages_clear(&u->p);
	free(u->parent);
	free(u->intervals);
	vec_clear(&u->clusters);
	vec_clear(&u->links);
	vec_clear(&u->near);
}

static void index_formulas(void)
{
	struct formula_index *x = &formula_index;

	memset(x->first, 0xFF, sizeof(x->first));
	for (size_t i = 0; i < sizeof(formulas) / sizeof(formulas[0]); i++) {
		struct folded *f = &x->all[i];
		f->len = 0;
		for (size_t pos = 0; pos < formulas[i].len && f->len < FORMULA_MAX;) {
			uint32_t c = passage_fold(utf8_next(formulas[i], &pos));
			if (c != 0)
				f->ch[f->len++] = passage_code(c);
		}
		assert(f->len > 0); /* formulas.def holds no empty line */
		f->next = x->first[f->ch[0] % FIRST_SLOTS];
		x->first[f->ch[0] % FIRST_SLOTS] = (int16_t)i;
	}
}

static void mark_formulas(const struct formula_index *x, const uint32_t *ch, size_t len, uint8_t *common)
{
	for (size_t i = 0; i < len; i++) {
		for (int k = x->first[ch[i] % FIRST_SLOTS]; k >= 0; k = x->all[k].next) {
			const struct folded *f = &x->all[k];
			if (i + f->len <= len && memcmp(ch + i, f->ch, f->len * sizeof(*f->ch)) == 0)
				memset(common + i, 1, f->len);
		}
	}
}

/* Marks what stands inside 《》. A passage may begin inside a title: an unopened 》 closes one. */
static void mark_titles(const struct report *r, const uint32_t *offsets, size_t len, uint8_t *common)
{
	struct span whole = { offsets[0], offsets[len - 1] + 1 };
	struct str text = report_slice(r, whole);
	size_t from = 0, i = 0;
	bool inside = false;
	while (from < text.len) {
		size_t open = str_find(text, STR("《"), from), close = str_find(text, STR("》"), from);
		size_t next = open < close ? open : close;
		if (next == STR_NPOS)
			next = text.len;
		bool title = inside || (close != STR_NPOS && close < open);
		for (; i < len && offsets[i] - whole.start < next; i++)
			common[i] |= title;
		inside = open < close;
		from = next + 3;
	}
}

static void mark_organisations(const struct report *r, const uint32_t *offsets, size_t len, uint8_t *common)
{
	const struct fact_org *orgs = r->orgs.ptr;
	size_t low = 0, high = r->orgs.len, i = 0;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (orgs[middle].span.end <= offsets[0])
			low = middle + 1;
		else
			high = middle;
	}
	for (; low < r->orgs.len && orgs[low].span.start <= offsets[len - 1]; low++) {
		while (i < len && offsets[i] < orgs[low].span.start)
			i++;
		for (; i < len && offsets[i] < orgs[low].span.end; i++)
			common[i] = 1;
	}
}

/* How many characters of the passage are its author's own words; negative: no memory. */
static int own_words(const struct check *c, const struct reuse *u, const struct interval *place)
{
	const struct passages *p = &u->p;
	size_t len = place->end - place->first;
	const uint32_t *ch = (const uint32_t *)p->chars.ptr + place->first;
	const uint32_t *offsets = (const uint32_t *)p->offsets.ptr + place->first;
	uint8_t *common = fault_calloc(len, 1);
	if (!common)
		return ERR_NOMEM;
	mark_titles(c->report, offsets, len, common);
	mark_organisations(c->report, offsets, len, common);
	pthread_once(&formulas_indexed, index_formulas);
	mark_formulas(&formula_index, ch, len, common);
	int own = 0;
	for (size_t i = 0; i < len; i++)
		own += common[i] == 0;
	free(common);
	return own;
}

/* --- matches to passages --- */

static uint32_t root_of(uint32_t *parent, uint32_t i)
{
	while (parent[i] != i) {
		parent[i] = parent[parent[i]];
		i = parent[i];
	}
	return i;
}

static void join(uint32_t *parent, uint32_t a, uint32_t b)
{
	a = root_of(parent, a);
	b = root_of(parent, b);
	if (a < b)
		parent[b] = a;
	else
		parent[a] = b;
}

static int by_first(const void *pa, const void *pb)
{
	const struct interval *a = pa, *b = pb;
	if (a->first != b->first)
		return a->first < b->first ? -1 : 1;
	if (a->end != b->end)
		return a->end > b->end ? -1 : 1;
	return a->match < b->match ? -1 : a->match > b->match;
}

static bool mostly_same(const struct interval *a, const struct interval *b)
{
	uint32_t first = a->first > b->first ? a->first : b->first, end = a->end < b->end ? a->end : b->end;
	uint32_t la = a->end - a->first, lb = b->end - b->first, longer = la > lb ? la : lb;
	return end > first && (uint64_t)(end - first) * 10 >= (uint64_t)longer * 6;
}

/* Matches of which one place is mostly the same are one passage. */
static void join_overlapping(struct reuse *u)
{
	const struct interval *open[OPEN_MAX] = { NULL };
	size_t turn = 0;
	for (size_t i = 0; i < u->count; i++) {
		bool known = false;
		for (size_t k = 0; k < OPEN_MAX; k++) {
			if (!open[k] || !mostly_same(open[k], &u->intervals[i]))
				continue;
			join(u->parent, open[k]->match, u->intervals[i].match);
			known = true;
		}
		if (!known)
			open[turn++ % OPEN_MAX] = &u->intervals[i];
	}
}

static int list_intervals(struct reuse *u)
{
	size_t n = u->p.matches.len;
	const struct passage_match *m = u->p.matches.ptr;
	u->parent = fault_calloc(n + 1, sizeof(*u->parent));
	u->intervals = fault_calloc(2 * n + 1, sizeof(*u->intervals));
	if (!u->parent || !u->intervals)
		return ERR_NOMEM;
	for (uint32_t i = 0; i < n; i++) {
		u->parent[i] = i;
		u->intervals[u->count++] = (struct interval){ m[i].a, m[i].a + m[i].len, i };
		u->intervals[u->count++] = (struct interval){ m[i].b, m[i].b + m[i].len, i };
	}
	qsort(u->intervals, u->count, sizeof(*u->intervals), by_first);
	join_overlapping(u);
	for (size_t i = 0; i < u->count; i++) /* from here on: the passage it belongs to */
		u->intervals[i].match = root_of(u->parent, u->intervals[i].match);
	return 0;
}

static int by_passage(const void *pa, const void *pb)
{
	const struct interval *a = pa, *b = pb;
	if (a->match != b->match)
		return a->match < b->match ? -1 : 1;
	return by_first(pa, pb);
}

static uint32_t problem_at(const struct passages *p, uint32_t at)
{
	return VEC_AT(&p->paragraphs, struct paragraph, passages_paragraph(p, at)).problem;
}

/* Merges a passage's intervals into its places, in the same array. */
static struct cluster merge_places(const struct passages *p, struct interval *all, size_t count)
{
	struct cluster k = { .places = all };
	for (size_t i = 0; i < count; i++) {
		struct interval *last = k.count > 0 ? &all[k.count - 1] : NULL;
		if (last && all[i].first < last->end) {
			if (all[i].end > last->end)
				last->end = all[i].end;
			continue;
		}
		uint32_t problem = problem_at(p, all[i].first);
		k.problems += !last || last->match != problem;
		all[k.count++] = (struct interval){ all[i].first, all[i].end, problem };
	}
	for (size_t i = 0; i < k.count; i++) {
		uint32_t length = all[i].end - all[i].first;
		k.shortest = i == 0 || length < k.shortest ? length : k.shortest;
		k.longest = length > k.longest ? length : k.longest;
	}
	return k;
}

/* --- findings --- */

static struct str name_problems(struct check *c, const struct passages *p, const struct cluster *k)
{
	struct str list = STR_NONE;
	uint32_t named = 0, last = UINT32_MAX;
	for (size_t i = 0; i < k->count && named < NAMED_MAX; i++) {
		if (k->places[i].match == last)
			continue;
		last = k->places[i].match;
		struct str name = subject_name(c, VEC_AT(&p->problems, struct passage_problem, last).node);
		if (!name.ptr)
			return STR_NONE;
		list = named++ == 0 ? name
				    : arena_fmt(c->result->arena, STR_FMT "、" STR_FMT, STR_ARG(list), STR_ARG(name));
		if (!list.ptr)
			return STR_NONE;
	}
	return k->problems > named ? arena_fmt(c->result->arena, STR_FMT " 等", STR_ARG(list)) : list;
}

static int relate_places(struct check *c, struct check_finding *f, const struct passages *p, const struct cluster *k)
{
	for (size_t i = 1; i < k->count; i++) {
		struct span s = passages_span(p, c->report->text, k->places[i].first, k->places[i].end);
		if (check_relate(c, f, s) < 0)
			return ERR_NOMEM;
	}
	return 0;
}

static int report_passage(struct check *c, const struct passages *p, const struct cluster *k)
{
	struct str names = name_problems(c, p, k);
	if (!names.ptr)
		return ERR_NOMEM;
	const struct interval *first = &k->places[0];
	const struct node *leaf = VEC_AT(&p->paragraphs, struct paragraph, passages_paragraph(p, first->first)).leaf;
	struct span span = passages_span(p, c->report->text, first->first, first->end);
	struct str length = k->shortest == k->longest
				    ? arena_fmt(c->result->arena, "%u", k->longest)
				    : arena_fmt(c->result->arena, "%u 至 %u", k->shortest, k->longest);
	if (!length.ptr)
		return ERR_NOMEM;
	struct check_finding *f =
		check_add(c, leaf, span, "同一段 " STR_FMT " 字（不计标点）见于 %u 个问题的整改内容：" STR_FMT,
			STR_ARG(length), k->problems, STR_ARG(names));
	if (!f)
		return ERR_NOMEM;
	f->severity = k->longest >= WARNING_LENGTH || k->problems >= WARNING_PLACES ? SEVERITY_WARNING : SEVERITY_NOTE;
	return relate_places(c, f, p, k);
}

static int by_link(const void *pa, const void *pb)
{
	const struct link *a = pa, *b = pb;
	if (a->a != b->a)
		return a->a < b->a ? -1 : 1;
	return a->b < b->b ? -1 : a->b > b->b;
}

static int by_pair(const void *pa, const void *pb)
{
	const struct paragraph_pair *a = &((const struct near_pair *)pa)->pair,
				    *b = &((const struct near_pair *)pb)->pair;
	if (a->a != b->a)
		return a->a < b->a ? -1 : 1;
	return a->b < b->b ? -1 : a->b > b->b;
}

/* Paragraph by paragraph what a match joins. */
static int add_links(struct reuse *u, const struct passage_match *m)
{
	const struct paragraph *lines = u->p.paragraphs.ptr;
	uint32_t a = (uint32_t)passages_paragraph(&u->p, m->a), b = (uint32_t)passages_paragraph(&u->p, m->b);
	for (uint32_t done = 0; done < m->len;) {
		uint32_t left_a = lines[a].end - (m->a + done), left_b = lines[b].end - (m->b + done);
		uint32_t step = left_a < left_b ? left_a : left_b;
		if (step > m->len - done)
			step = m->len - done;
		struct link *l = vec_push(&u->links);
		if (!l)
			return ERR_NOMEM;
		*l = (struct link){ a, b, step };
		done += step;
		a += left_a == step;
		b += left_b == step;
	}
	return 0;
}

static int list_links(struct reuse *u, const uint8_t *kept)
{
	for (size_t i = 0; i < u->p.matches.len; i++) {
		if (kept[root_of(u->parent, (uint32_t)i)] &&
			add_links(u, &VEC_AT(&u->p.matches, struct passage_match, i)) < 0)
			return ERR_NOMEM;
	}
	struct link *all = u->links.ptr;
	size_t n = 0;
	if (u->links.len > 1)
		qsort(all, u->links.len, sizeof(*all), by_link);
	for (size_t i = 0; i < u->links.len; i++) {
		if (n > 0 && by_link(&all[n - 1], &all[i]) == 0)
			all[n - 1].length = all[i].length > all[n - 1].length ? all[i].length : all[n - 1].length;
		else
			all[n++] = all[i];
	}
	u->links.len = n;
	return 0;
}

#define LEAD 12 /* bytes before a passage that tell whether it begins a clause */

static bool begins_clause(struct str lead)
{
	static const struct str begins[] = { STR_INIT("，"), STR_INIT("。"), STR_INIT("；"), STR_INIT("："),
		STR_INIT("）"), STR_INIT(")"), STR_INIT("是"), STR_INIT(","), STR_INIT(";"), STR_INIT("\n"),
		STR_INIT("、"), STR_INIT("."), { NULL, 0 } };
	bool blank = lead.len == 0 || str_ends(lead, STR("　")) || str_ends(lead, STR(" ")); /* a line's indent */

	return blank || spot_ends(lead, begins);
}

/* Few characters tell something when they are whole clauses up to a sentence's end: half a sentence is told alike by chance. */
static bool is_rounded(const struct check *c, const struct reuse *u, const struct cluster *k)
{
	static const struct str ends[] = { STR_INIT("。"), STR_INIT("；"), STR_INIT(";"), STR_INIT("\n"), { NULL, 0 } };
	struct str text = c->report->text;

	for (size_t i = 0; i < k->count; i++) {
		struct span s = passages_span(&u->p, text, k->places[i].first, k->places[i].end);
		if (!(s.end >= text.len || spot_starts(str_sub(text, s.end, text.len), ends)) ||
			!begins_clause(str_sub(text, s.start > LEAD ? s.start - LEAD : 0, s.start)))
			return false;
	}
	return true;
}

/* 销号材料经党组会审议，原件存办公室备查: where the papers of each problem lie. */
static bool is_of_papers(const struct check *c, const struct reuse *u, const struct cluster *k)
{
	static const struct str papers[] = { STR_INIT("销号材料"), STR_INIT("佐证材料"), STR_INIT("印证材料"),
		STR_INIT("整改材料"), STR_INIT("销号申请"), STR_INIT("销号表"), { NULL, 0 } };
	static const struct str kept[] = { STR_INIT("备查"), STR_INIT("存档"), STR_INIT("归档"), STR_INIT("审议"),
		STR_INIT("审核"), STR_INIT("核验"), STR_INIT("签字"), STR_INIT("报送"), { NULL, 0 } };
	struct str s =
		report_slice(c->report, passages_span(&u->p, c->report->text, k->places[0].first, k->places[0].end));

	return k->longest < WARNING_LENGTH && spot_any(s, papers) && spot_any(s, kept);
}

/* Keeps the passages that stand in several problems and hold enough words of their author's. */
static int list_clusters(struct check *c, struct reuse *u, uint8_t *kept)
{
	if (u->count > 1)
		qsort(u->intervals, u->count, sizeof(*u->intervals), by_passage);
	for (size_t i = 0, end; i < u->count; i = end) {
		uint32_t passage = u->intervals[i].match;
		for (end = i; end < u->count && u->intervals[end].match == passage;)
			end++;
		struct cluster k = merge_places(&u->p, u->intervals + i, end - i);
		int own = k.problems < 2 ? 0 : own_words(c, u, &k.places[0]);
		if (own < 0)
			return ERR_NOMEM;
		bool is_short = k.shortest < SHORT_MAX;
		if (k.problems > 1 && is_of_papers(c, u, &k))
			continue;
		if (own < (is_short ? OWN_SHORT_MIN : OWN_MIN) || (is_short && !is_rounded(c, u, &k)))
			continue;
		kept[passage] = 1;
		struct cluster *slot = vec_push(&u->clusters);
		if (!slot)
			return ERR_NOMEM;
		*slot = k;
	}
	return 0;
}

/* Pairs of paragraphs that no one passage explains. */
static int list_near(struct check *c, struct reuse *u)
{
	for (size_t i = 0; i < u->p.pairs.len; i++) {
		const struct paragraph_pair *pair = &VEC_AT(&u->p.pairs, struct paragraph_pair, i);
		const struct paragraph *a = &VEC_AT(&u->p.paragraphs, struct paragraph, pair->a);
		struct link key = { pair->a, pair->b, 0 };
		const struct link *l =
			u->links.len ? bsearch(&key, u->links.ptr, u->links.len, sizeof(key), by_link) : NULL;
		if (l && (uint64_t)l->length * 5 >= (uint64_t)(a->end - a->first) * 4)
			continue;
		struct interval whole = { a->first, a->end, 0 };
		int own = own_words(c, u, &whole);
		if (own < 0)
			return own;
		if (own < PARAGRAPH_MIN * 3 / 4)
			continue;
		struct near_pair *slot = vec_push(&u->near);
		if (!slot)
			return ERR_NOMEM;
		*slot = (struct near_pair){ *pair, l ? l->length : 0 };
	}
	if (u->near.len > 1)
		qsort(u->near.ptr, u->near.len, sizeof(struct near_pair), by_pair);
	return 0;
}

static int find_reuse(struct check *c, struct reuse *u)
{
	vec_init(&u->clusters, sizeof(struct cluster));
	vec_init(&u->links, sizeof(struct link));
	vec_init(&u->near, sizeof(struct near_pair));
	int rc = passages_find(c->report, &u->p);
	if (rc == 0)
		rc = list_intervals(u);
	if (rc < 0)
		return rc;
	uint8_t *kept = fault_calloc(u->p.matches.len + 1, 1);
	if (!kept)
		return ERR_NOMEM;
	rc = list_clusters(c, u, kept);
	if (rc == 0)
		rc = list_links(u, kept);
	if (rc == 0)
		rc = list_near(c, u);
	free(kept);
	return rc;
}

/* A passage of two near paragraphs: BH302 says more about it. */
static bool told_by_bh302(const struct check *c, const struct reuse *u, const struct cluster *k)
{
	if (k->count != 2 || u->near.len == 0 || !check_enabled(c, "BH302"))
		return false;
	struct near_pair key = { .pair.a = (uint32_t)passages_paragraph(&u->p, k->places[0].first),
		.pair.b = (uint32_t)passages_paragraph(&u->p, k->places[1].first) };
	return bsearch(&key, u->near.ptr, u->near.len, sizeof(key), by_pair) != NULL;
}

static int report_pair(struct check *c, const struct passages *p, const struct near_pair *near)
{
	const struct paragraph_pair *pair = &near->pair;
	const struct paragraph *a = &VEC_AT(&p->paragraphs, struct paragraph, pair->a);
	const struct paragraph *b = &VEC_AT(&p->paragraphs, struct paragraph, pair->b);
	struct str name_a = subject_name(c, a->leaf), name_b = subject_name(c, b->leaf);
	if (!name_a.ptr || !name_b.ptr)
		return ERR_NOMEM;
	struct span span = passages_span(p, c->report->text, a->first, a->end);
	struct check_finding *f = check_add(c, a->leaf, span,
		STR_FMT "与" STR_FMT "的整改内容几乎相同：%u 字与 %u 字（不计标点），相同部分占 %u.%u%%",
		STR_ARG(name_a), STR_ARG(name_b), a->end - a->first, b->end - b->first, pair->permille / 10,
		pair->permille % 10);
	if (!f)
		return ERR_NOMEM;
	if (near->passage >= WARNING_LENGTH)
		f->severity = SEVERITY_WARNING;
	return check_relate(c, f, passages_span(p, c->report->text, b->first, b->end));
}

static int report_passages(struct check *c, const struct reuse *u)
{
	for (size_t i = 0; i < u->clusters.len; i++) {
		const struct cluster *k = &VEC_AT(&u->clusters, struct cluster, i);
		int rc = told_by_bh302(c, u, k) ? 0 : report_passage(c, &u->p, k);
		if (rc < 0)
			return rc;
	}
	return 0;
}

static int report_pairs(struct check *c, const struct reuse *u)
{
	for (size_t i = 0; i < u->near.len; i++) {
		int rc = report_pair(c, &u->p, &VEC_AT(&u->near, struct near_pair, i));
		if (rc < 0)
			return rc;
	}
	return 0;
}

/* One search serves both rules. */
int check_bh301(struct check *c)
{
	struct reuse u = { .count = 0 };
	const struct rule *running = c->rule;
	int rc = find_reuse(c, &u);
	if (rc == 0)
		rc = report_passages(c, &u);
	if (rc == 0 && check_enabled(c, "BH302")) {
		c->rule = check_rule_find(STR("BH302"));
		rc = report_pairs(c, &u);
		c->rule = running;
	}
	if (rc == 0)
		rc = reuse_short(c);
	reuse_clear(&u);
	return rc;
}

int check_bh302(struct check *c)
{
	if (check_enabled(c, "BH301"))
		return 0; /* said already */
	struct reuse u = { .count = 0 };
	int rc = find_reuse(c, &u);
	if (rc == 0)
		rc = report_pairs(c, &u);
	reuse_clear(&u);
	return rc;
}
