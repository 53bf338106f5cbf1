#include "similar.h"

#include "fault.h"

#define DEPTH 8        /* reports that one anchor is looked up in, and */
#define STEPS 32       /* steps to find them among those that are not compared */
#define CANDIDATES 48  /* passages that a passage's anchors vote for */
#define COMPARED 4     /* of them compared exactly */
#define SHARE 800      /* per mille of the shorter passage that must be common, or: */
#define LONG_RUN 80    /* so many characters in a row */
#define OWN_MIN 32     /* characters in common that are somebody's own words */
#define ROUND_DAYS 150 /* two inspections of one unit are at least so far apart */
#define PAPER_DAYS 300 /* when one date is that of a paper about it */
#define FULL_PERMILLE 990

struct similar_anchor {
	uint32_t hash;
	uint32_t passage;
	uint32_t prev; /* the newest anchor of this hash in an earlier report */
};

int similar_init(struct similar *s, struct err *e)
{
	memset(s, 0, sizeof(*s));
	vec_init(&s->reports, sizeof(struct similar_report));
	vec_init(&s->passages, sizeof(struct similar_passage));
	vec_init(&s->labels, sizeof(struct similar_text));
	vec_init(&s->concerns, sizeof(struct similar_concern));
	vec_init(&s->anchors, sizeof(struct similar_anchor));
	spill_init(&s->texts);
	phrases_init(&s->standing);
	if (phrases_add_standing(&s->standing) == 0)
		return 0;
	similar_clear(s);
	return err_nomem(e);
}

void similar_clear(struct similar *s)
{
	vec_clear(&s->reports);
	vec_clear(&s->passages);
	vec_clear(&s->labels);
	vec_clear(&s->concerns);
	vec_clear(&s->anchors);
	spill_clear(&s->texts);
	phrases_clear(&s->standing);
	comparer_clear(&s->comparer);
	folded_clear(&s->a);
	folded_clear(&s->b);
	free(s->heads);
	free(s->twins);
	s->heads = s->twins = NULL;
}

enum similar_kin similar_kin(const struct similar *s, uint32_t a, uint32_t b)
{
	const struct similar_report *x = &VEC_AT(&s->reports, struct similar_report, a);
	const struct similar_report *y = &VEC_AT(&s->reports, struct similar_report, b);
	if (a == b)
		return KIN_SAME;
	if (x->unit == 0 || y->unit == 0)
		return KIN_UNKNOWN;
	if (x->unit != y->unit)
		return KIN_OTHER;
	if (x->day == INT32_MIN || y->day == INT32_MIN)
		return KIN_SAME;
	int64_t apart = (int64_t)x->day - y->day, least = x->inspected && y->inspected ? ROUND_DAYS : PAPER_DAYS;
	return apart >= least || -apart >= least ? KIN_ROUND : KIN_SAME;
}

/* --- the index --- */

static size_t slot_of(const struct similar *s, uint32_t hash)
{
	const struct similar_anchor *all = s->anchors.ptr;
	size_t slot = (hash * UINT64_C(0x9E3779B97F4A7C15) >> 20) & s->mask;
	while (s->heads[slot] != SIMILAR_NONE && all[s->heads[slot]].hash != hash)
		slot = (slot + 1) & s->mask;
	return slot;
}

static int grow_heads(struct similar *s)
{
	if (s->heads && s->distinct * 10 < (s->mask + 1) * 7)
		return 0;
	size_t old = s->heads ? s->mask + 1 : 0, size = old ? old * 2 : 4096;
	uint32_t *before = s->heads, *grown = fault_malloc(size * sizeof(*grown));
	if (!grown)
		return ERR_NOMEM;
	memset(grown, 0xFF, size * sizeof(*grown));
	s->heads = grown;
	s->mask = size - 1;
	for (size_t i = 0; i < old; i++) {
		if (before[i] != SIMILAR_NONE)
			grown[slot_of(s, VEC_AT(&s->anchors, struct similar_anchor, before[i]).hash)] = before[i];
	}
	free(before);
	return 0;
}

static uint32_t report_of(const struct similar *s, uint32_t passage)
{
	return VEC_AT(&s->passages, struct similar_passage, passage).report;
}

/* A chain holds one anchor of each report: the report's newest stands for it. */
static int put_anchor(struct similar *s, uint32_t hash, uint32_t passage)
{
	if (grow_heads(s) < 0)
		return ERR_NOMEM;
	struct similar_anchor *a = vec_push(&s->anchors);
	if (!a)
		return ERR_NOMEM;
	uint32_t index = (uint32_t)s->anchors.len - 1;
	/* slot_of() compares with anchors that heads name, never with this one. */
	size_t slot = slot_of(s, hash);
	uint32_t prev = s->heads[slot];
	const struct similar_anchor *all = s->anchors.ptr;
	if (prev == SIMILAR_NONE)
		s->distinct++;
	else if (report_of(s, all[prev].passage) == report_of(s, passage))
		prev = all[prev].prev;
	*a = (struct similar_anchor){ hash, passage, prev };
	s->heads[slot] = index;
	return 0;
}

/* --- candidates --- */

struct vote {
	uint32_t passage, count;
};

struct tally {
	struct vote votes[CANDIDATES];
	size_t count;
};

static void vote(struct tally *t, uint32_t passage)
{
	size_t i = 0;
	while (i < t->count && t->votes[i].passage != passage)
		i++;
	if (i == CANDIDATES)
		return;
	if (i == t->count)
		t->votes[t->count++] = (struct vote){ passage, 0 };
	t->votes[i].count++;
}

static int by_votes(const void *pa, const void *pb)
{
	const struct vote *a = pa, *b = pb;
	if (a->count != b->count)
		return a->count > b->count ? -1 : 1;
	return a->passage < b->passage ? -1 : a->passage > b->passage;
}

static void gather(const struct similar *s, const struct sketch *k, const struct sketch_passage *p, struct tally *t)
{
	const struct similar_anchor *all = s->anchors.ptr;
	uint32_t self = (uint32_t)s->reports.len - 1;
	t->count = 0;
	for (uint32_t i = 0; i < p->anchors && s->heads; i++) {
		uint32_t at = s->heads[slot_of(s, VEC_AT(&k->anchors, uint32_t, p->first_anchor + i))];
		for (int depth = 0, steps = 0; depth < DEPTH && steps < STEPS && at != SIMILAR_NONE; steps++) {
			uint32_t passage = all[at].passage, report = report_of(s, passage);
			at = all[at].prev;
			if (report == self || similar_kin(s, report, self) == KIN_SAME)
				continue;
			depth++;
			vote(t, passage);
		}
	}
	if (t->count > 1)
		qsort(t->votes, t->count, sizeof(t->votes[0]), by_votes);
}

static bool is_alike(const struct common *c, size_t shorter)
{
	if (c->own < OWN_MIN)
		return false;
	bool whole = c->chars >= SKETCH_MIN && (uint64_t)c->chars * 1000 >= (uint64_t)shorter * SHARE;
	return whole || (c->longest >= LONG_RUN && c->own >= 2 * OWN_MIN);
}

/* The bytes of `s` that hold the folded characters [first, end), as a range in it. */
static void set_range(
	const struct folded *f, struct str s, const uint32_t range[2], uint32_t *ret_from, uint32_t *ret_to)
{
	struct str part = folded_slice(f, s, range[0], range[1]);
	*ret_from = (uint32_t)(part.ptr - s.ptr);
	*ret_to = *ret_from + (uint32_t)part.len;
}

/* Compares the passage in s->b with an earlier one; takes it as its link when it is more alike than the one before. */
static int compare(struct similar *s, struct similar_passage *p, uint32_t with, struct str text, struct err *e)
{
	const struct similar_passage *other = &VEC_AT(&s->passages, struct similar_passage, with);
	struct str before = STR_NONE;
	struct common c;
	int rc = spill_read(&s->texts, other->text, other->place.end - other->place.start, &before, e);
	if (rc < 0)
		return rc;
	if (folded_read(&s->a, before) < 0 || compare_passages(&s->comparer, &s->standing, &s->a, &s->b, text, &c) < 0)
		return err_nomem(e);
	s->compared++;
	size_t shorter = s->a.len < s->b.len ? s->a.len : s->b.len;
	if (!is_alike(&c, shorter) || (p->link != SIMILAR_NONE && c.chars <= p->common))
		return 0;
	p->link = with;
	p->common = c.chars;
	p->longest = c.longest;
	set_range(&s->b, text, (uint32_t[]){ c.b_first, c.b_end }, &p->from, &p->to);
	set_range(&s->a, before, (uint32_t[]){ c.a_first, c.a_end }, &p->with_from, &p->with_to);
	return 0;
}

static int find_link(struct similar *s, const struct sketch *k, const struct sketch_passage *in, struct str text,
	struct similar_passage *p, struct err *e)
{
	struct tally t;
	gather(s, k, in, &t);
	if (t.count > 0 && folded_read(&s->b, text) < 0)
		return err_nomem(e);
	for (size_t i = 0; i < t.count && i < COMPARED; i++) {
		uint32_t theirs = VEC_AT(&s->passages, struct similar_passage, t.votes[i].passage).chars;
		uint32_t shorter = theirs < in->chars ? theirs : in->chars;
		/* A winnowed passage has an anchor for about 16 characters: a fifth of them is the least to look at. */
		if (t.votes[i].count < 3 && t.votes[i].count * 80 < shorter)
			break;
		int rc = compare(s, p, t.votes[i].passage, text, e);
		if (rc < 0)
			return rc;
		if ((uint64_t)p->common * 1000 >= (uint64_t)in->chars * FULL_PERMILLE)
			break;
	}
	return 0;
}

/* --- reports with the very same text --- */

static size_t twin_slot(const struct similar *s, uint64_t text)
{
	size_t slot = (size_t)(text >> 8) & s->twins_mask;
	while (s->twins[slot] != SIMILAR_NONE &&
		VEC_AT(&s->reports, struct similar_report, s->twins[slot]).text != text)
		slot = (slot + 1) & s->twins_mask;
	return slot;
}

static int grow_twins(struct similar *s)
{
	if (s->twins && s->reports.len * 2 <= s->twins_mask)
		return 0;
	size_t size = s->twins ? (s->twins_mask + 1) * 2 : 256;
	uint32_t *grown = fault_malloc(size * sizeof(*grown));
	if (!grown)
		return ERR_NOMEM;
	memset(grown, 0xFF, size * sizeof(*grown));
	free(s->twins);
	s->twins = grown;
	s->twins_mask = size - 1;
	for (uint32_t i = 0; i < s->reports.len; i++) {
		size_t slot = twin_slot(s, VEC_AT(&s->reports, struct similar_report, i).text);
		if (grown[slot] == SIMILAR_NONE)
			grown[slot] = i;
	}
	return 0;
}

/* --- adding --- */

static int keep(struct similar *s, struct str bytes, struct similar_text *ret, struct err *e)
{
	ret->len = (uint32_t)bytes.len;
	return spill_add(&s->texts, bytes, &ret->at, e);
}

static int add_passage(
	struct similar *s, struct str text, const struct sketch *k, const struct sketch_passage *in, struct err *e)
{
	uint32_t report = (uint32_t)s->reports.len - 1, index = (uint32_t)s->passages.len;
	const struct similar_report *r = &VEC_AT(&s->reports, struct similar_report, report);
	struct str bytes = str_sub(text, in->place.start, in->place.end);
	struct similar_passage made = { .report = report,
		.label = r->first_label + in->problem,
		.place = in->place,
		.chars = in->chars,
		.link = SIMILAR_NONE };
	int rc = find_link(s, k, in, bytes, &made, e);
	if (rc == 0)
		rc = spill_add(&s->texts, bytes, &made.text, e);
	if (rc < 0)
		return rc;
	struct similar_passage *row = vec_push(&s->passages);
	if (!row)
		return err_nomem(e);
	*row = made;
	for (uint32_t i = 0; i < in->anchors; i++) {
		if (put_anchor(s, VEC_AT(&k->anchors, uint32_t, in->first_anchor + i), index) < 0)
			return err_nomem(e);
	}
	return 0;
}

static int add_labels(struct similar *s, const struct sketch *k, struct err *e)
{
	for (size_t i = 0; i < k->labels.len; i++) {
		struct similar_text *t = vec_push(&s->labels);
		if (!t)
			return err_nomem(e);
		int rc = keep(s, VEC_AT(&k->labels, struct str, i), t, e);
		if (rc < 0)
			return rc;
	}
	return 0;
}

/* Concerns are compared between rounds of one unit: of no use where it is not known. */
static int add_concerns(struct similar *s, const struct sketch *k, struct err *e)
{
	const struct similar_report r = VEC_AT(&s->reports, struct similar_report, s->reports.len - 1);
	for (size_t i = 0; r.unit != 0 && r.day != INT32_MIN && i < k->concerns.len; i++) {
		const struct sketch_concern *in = &VEC_AT(&k->concerns, struct sketch_concern, i);
		struct similar_concern *c = vec_push(&s->concerns);
		if (!c)
			return err_nomem(e);
		*c = (struct similar_concern){ .report = (uint32_t)s->reports.len - 1,
			.label = r.first_label + in->problem,
			.place = in->place,
			.status = in->status };
		int rc = keep(s, in->text, &c->text, e);
		if (rc < 0)
			return rc;
	}
	return 0;
}

static int add_report(struct similar *s, const struct sketch *k, struct err *e)
{
	if (s->reports.len >= SIMILAR_NONE - 1 || s->passages.len + k->passages.len >= SIMILAR_NONE - 1 ||
		s->anchors.len + k->anchors.len >= SIMILAR_NONE - 1)
		return err_set(e, ERR_LIMIT, "一次比较的报告太多");
	if (grow_twins(s) < 0)
		return err_nomem(e);
	size_t slot = twin_slot(s, k->text);
	struct similar_report *r = vec_push(&s->reports);
	if (!r)
		return err_nomem(e);
	*r = (struct similar_report){ .unit = k->unit,
		.text = k->text,
		.day = date_is_none(k->round) ? INT32_MIN : date_to_days(k->round),
		.inspected = k->inspected,
		.twin = s->twins[slot],
		.first_passage = (uint32_t)s->passages.len,
		.first_label = (uint32_t)s->labels.len,
		.first_concern = (uint32_t)s->concerns.len };
	if (s->twins[slot] == SIMILAR_NONE)
		s->twins[slot] = (uint32_t)s->reports.len - 1;
	return 0;
}

int similar_add(struct similar *s, struct str text, const struct sketch *k, struct err *e)
{
	int rc = add_report(s, k, e);
	if (rc < 0 || VEC_AT(&s->reports, struct similar_report, s->reports.len - 1).twin != SIMILAR_NONE)
		return rc;
	rc = add_labels(s, k, e);
	for (size_t i = 0; rc == 0 && i < k->passages.len; i++)
		rc = add_passage(s, text, k, &VEC_AT(&k->passages, struct sketch_passage, i), e);
	if (rc == 0)
		rc = add_concerns(s, k, e);
	return rc;
}

int similar_quote(
	struct similar *s, const struct similar_passage *p, uint32_t from, uint32_t to, struct str *ret, struct err *e)
{
	return spill_read(&s->texts, p->text + from, to > from ? to - from : 0, ret, e);
}
