#include "sketch.h"

#include "folded.h"
#include "place.h"
#include "subject.h"

#define GRAM 10
#define WINDOW (SKETCH_MIN - GRAM + 1)
#define HASH_BASE UINT64_C(0x9E3779B97F4A7C15)
#define LABELS_MAX ((size_t)64 << 20)
#define CONCERN_MIN 8 /* folded characters */

struct maker {
	const struct report *report;
	struct sketch *sketch;
	struct place_index places;
	struct folded folded;
	struct check check; /* for subject_name(): its result holds nothing but the arena */
	struct check_result labels;
};

/* --- anchors --- */

static uint64_t mix(uint64_t h)
{
	h ^= h >> 32;
	h *= UINT64_C(0xD6E8FEB86659FD93);
	return h ^ (h >> 29);
}

static bool add_anchor(struct sketch *k, uint64_t hash)
{
	uint32_t *slot = vec_push(&k->anchors);
	if (slot)
		*slot = (uint32_t)(hash >> 16);
	return slot != NULL;
}

#define HASHES 512 /* at a time */

/* Where the smallest of a window's hashes stands; of equal ones the first. */
static size_t smallest(const uint64_t *window)
{
	uint64_t least = window[0];
	size_t at = 0;

	for (size_t i = 1; i < WINDOW; i++) {
		at = window[i] < least ? i : at;
		least = window[i] < least ? window[i] : least;
	}
	return at;
}

/* The smallest hash of each window, of equal ones the first: it stays until a smaller one comes, or until it is out of sight. */
static int winnow(struct sketch *k, const struct folded *f)
{
	uint64_t hashes[HASHES], h = 0, top = 1, leaving = 0, least = 0;
	size_t count = f->len - GRAM + 1, stays = WINDOW - 1; /* up to that gram */
	const uint32_t *chars = f->chars;

	for (int i = 0; i < GRAM; i++) {
		top *= HASH_BASE;
		h = i + 1 < GRAM ? h * HASH_BASE + (chars[i] + UINT64_C(1)) : h;
	}
	for (size_t i = 0, stop, kept = 0; i < count; kept = WINDOW - 1) {
		memmove(hashes, hashes + HASHES - kept, kept * sizeof(*hashes));
		stop = count - i < HASHES - kept ? count : i + HASHES - kept;
		for (uint64_t *now = hashes + kept; i < stop; i++, now++) {
			h = h * HASH_BASE + (chars[i + GRAM - 1] + UINT64_C(1) - top * leaving);
			leaving = chars[i] + UINT64_C(1);
			*now = mix(h);
			if (*now >= least && i < stays)
				continue;
			size_t back = *now < least ? 0 : WINDOW - 1 - smallest(now - (WINDOW - 1));
			least = *(now - back);
			stays = i - back + WINDOW;
			if (!add_anchor(k, least))
				return ERR_NOMEM;
		}
	}
	return 0;
}

/* --- passages --- */

static struct sketch_place place_of(const struct maker *m, struct str s)
{
	uint32_t start = (uint32_t)(s.ptr - m->report->text.ptr);
	struct place p = place_at(&m->places, start);
	return (struct sketch_place){ start, start + (uint32_t)s.len, p.line, p.column, p.column16 };
}

/* A measure often begins by quoting what it answers (针对“…”的问题): that is no copied work. */
static struct str without_quoted_finding(struct str s)
{
	static const struct str openings[] = { { "针对", 6 }, { "关于", 6 }, { "对于", 6 }, { "对照", 6 } };
	size_t n = sizeof(openings) / sizeof(openings[0]), i = 0;
	while (i < n && !str_starts(s, openings[i]))
		i++;
	if (i == n || !str_starts(str_sub(s, 6, s.len), STR("“")))
		return s;
	size_t close = str_find(str_sub(s, 0, 1200), STR("”"), 6);
	return close == STR_NPOS ? s : str_sub(s, close + 3, s.len);
}

static int add_passage(struct maker *m, struct str line)
{
	struct sketch *k = m->sketch;
	if (line.len < SKETCH_MIN)
		return 0;
	if (folded_read(&m->folded, line) < 0)
		return ERR_NOMEM;
	if (m->folded.len < SKETCH_MIN)
		return 0;
	uint32_t first = (uint32_t)k->anchors.len;
	if (winnow(k, &m->folded) < 0)
		return ERR_NOMEM;
	struct sketch_passage *p = vec_push(&k->passages);
	if (!p)
		return ERR_NOMEM;
	*p = (struct sketch_passage){ place_of(m, line), (uint32_t)m->folded.len, first,
		(uint32_t)k->anchors.len - first, (uint32_t)k->labels.len - 1 };
	return 0;
}

static int add_leaf(struct maker *m, const struct node *leaf)
{
	struct str text = leaf->text.ptr ? leaf->text : report_slice(m->report, leaf->span);
	text = without_quoted_finding(text);
	for (size_t from = 0; from < text.len;) {
		size_t to = str_find(text, STR("\n"), from);
		if (to == STR_NPOS)
			to = text.len;
		if (add_passage(m, str_trim(str_sub(text, from, to))) < 0)
			return ERR_NOMEM;
		from = to + 1;
	}
	return 0;
}

/* --- concerns --- */

static enum result_status status_below(struct node *top)
{
	enum result_status status = RESULT_NONE;
	for (struct node *n = node_walk(top, top); n; n = node_walk(top, n)) {
		if (n->kind == NODE_RESULT && n->status != RESULT_NONE)
			status = n->status;
	}
	return status;
}

static int add_concern(struct maker *m, struct str text, enum result_status status)
{
	const struct str whole = m->report->text;
	text = str_trim(text);
	if (text.ptr < whole.ptr || text.ptr + text.len > whole.ptr + whole.len)
		return 0; /* not a part of the text: it has no place */
	if (folded_read(&m->folded, text) < 0)
		return ERR_NOMEM;
	if (m->folded.len < CONCERN_MIN)
		return 0;
	struct sketch_concern *c = vec_push(&m->sketch->concerns);
	if (!c)
		return ERR_NOMEM;
	*c = (struct sketch_concern){ place_of(m, text), text, (uint32_t)m->sketch->labels.len - 1, status };
	return 0;
}

/* What was found: the items' findings; where there are none, the problem's title. */
static int add_concerns(struct maker *m, struct node *problem)
{
	enum result_status whole = status_below(problem);
	size_t found = 0;
	for (struct node *n = problem->first; n; n = n->next) {
		if (n->kind != NODE_ITEM || str_trim(n->text).len == 0)
			continue;
		enum result_status own = status_below(n);
		if (add_concern(m, n->text, own != RESULT_NONE ? own : whole) < 0)
			return ERR_NOMEM;
		found++;
	}
	if (found > 0 || problem->title.len == 0)
		return 0;
	return add_concern(m, problem->title, whole);
}

static int add_problem(struct maker *m, struct node *problem)
{
	struct str label = subject_name(&m->check, problem), *slot = label.ptr ? vec_push(&m->sketch->labels) : NULL;
	if (!slot)
		return ERR_NOMEM;
	*slot = label;
	for (struct node *n = node_walk(problem, problem); n; n = node_walk(problem, n)) {
		if ((n->kind == NODE_MEASURE || n->kind == NODE_PROGRESS) && add_leaf(m, n) < 0)
			return ERR_NOMEM;
	}
	return add_concerns(m, problem);
}

static int add_problems(struct maker *m)
{
	struct node *root = m->report->root;
	for (struct node *n = root ? node_walk(root, root) : NULL; n; n = node_walk(root, n)) {
		if (n->kind == NODE_PROBLEM && add_problem(m, n) < 0)
			return ERR_NOMEM;
	}
	for (struct node *n = m->report->others; n; n = n->next) {
		if (n->kind == NODE_PROBLEM && add_problem(m, n) < 0)
			return ERR_NOMEM;
	}
	return 0;
}

/* --- the report --- */

struct str sketch_unit(struct str name)
{
	static const struct str heads[] = { STR_INIT("中国共产党"), STR_INIT("中共") };
	static const struct str tails[] = { STR_INIT("党组"), STR_INIT("党委"), STR_INIT("党总支"), STR_INIT("党支部"),
		STR_INIT("党工委"), STR_INIT("分党组"), STR_INIT("党组织") };
	name = str_trim(name);
	for (size_t i = 0; i < sizeof(heads) / sizeof(heads[0]); i++) {
		if (str_starts(name, heads[i]) && name.len > heads[i].len)
			name = str_sub(name, heads[i].len, name.len);
	}
	for (size_t i = 0; i < sizeof(tails) / sizeof(tails[0]); i++) {
		if (str_ends(name, tails[i]) && name.len > tails[i].len)
			return str_trim(str_sub(name, 0, name.len - tails[i].len));
	}
	return name;
}

static int identify(struct maker *m)
{
	const struct report *r = m->report;
	struct sketch *k = m->sketch;
	k->text = str_hash(r->text, 0);
	if (folded_read(&m->folded, sketch_unit(r->unit)) < 0)
		return ERR_NOMEM;
	if (m->folded.len > 1)
		k->unit = str_hash(
			(struct str){ (const char *)m->folded.chars, m->folded.len * sizeof(*m->folded.chars) }, 1);
	const struct date dates[] = { r->inspection_start, r->inspection_end, r->feedback_date, r->signed_date,
		r->published_date };
	for (size_t i = 0; i < sizeof(dates) / sizeof(dates[0]) && date_is_none(k->round); i++) {
		if (!date_valid(dates[i]))
			continue;
		k->round = dates[i];
		k->inspected = i < 3;
	}
	return 0;
}

int sketch_make(const struct report *r, struct sketch *ret)
{
	*ret = (struct sketch){ .arena = arena_new(LABELS_MAX) };
	vec_init(&ret->passages, sizeof(struct sketch_passage));
	vec_init(&ret->anchors, sizeof(uint32_t));
	vec_init(&ret->labels, sizeof(struct str));
	vec_init(&ret->concerns, sizeof(struct sketch_concern));
	struct maker m = { .report = r, .sketch = ret, .labels = { .arena = ret->arena } };
	m.check = (struct check){ .report = r, .result = &m.labels };
	int rc = ret->arena ? place_index_init(&m.places, r->text, false) : ERR_NOMEM;
	if (rc == 0)
		rc = identify(&m);
	if (rc == 0)
		rc = add_problems(&m);
	if (ret->arena)
		place_index_clear(&m.places);
	folded_clear(&m.folded);
	return rc;
}

void sketch_clear(struct sketch *k)
{
	vec_clear(&k->passages);
	vec_clear(&k->anchors);
	vec_clear(&k->labels);
	vec_clear(&k->concerns);
	arena_free(k->arena);
	k->arena = NULL;
}
