/* BH6xx relapse (反弹回潮): what a round found, beside what earlier rounds of the same unit had found. */
#include "cross.h"

#include "fault.h"
#include "match.h"

#define ROUNDS_MAX 8 /* earlier rounds that a round is compared with: the nearest */
#define UNIT_ARENA ((size_t)256 << 20)
#define LEAST 380
#define SHARED 6

/* The reports of one unit, by round. */
struct dated {
	uint64_t unit;
	int32_t day;
	uint32_t report;
};

/* The concerns of one report with their texts. */
struct loaded {
	uint32_t first;
	size_t count;
	struct str *texts;
};

struct unit {
	struct cross *cross;
	struct arena *arena;
	const struct dated *reports;
	struct loaded *loaded;
	size_t count;
};

static int by_unit(const void *pa, const void *pb)
{
	const struct dated *a = pa, *b = pb;
	if (a->unit != b->unit)
		return a->unit < b->unit ? -1 : 1;
	if (a->day != b->day)
		return a->day < b->day ? -1 : 1;
	return a->report < b->report ? -1 : a->report > b->report;
}

static int list_dated(const struct similar *s, struct vec *ret)
{
	for (uint32_t i = 0; i < s->reports.len; i++) {
		const struct similar_report *r = &VEC_AT(&s->reports, struct similar_report, i);
		if (r->unit == 0 || r->day == INT32_MIN || r->twin != SIMILAR_NONE)
			continue;
		struct dated *d = vec_push(ret);
		if (!d)
			return ERR_NOMEM;
		*d = (struct dated){ r->unit, r->day, i };
	}
	if (ret->len > 1)
		qsort(ret->ptr, ret->len, sizeof(struct dated), by_unit);
	return 0;
}

static int load(struct unit *u, size_t which)
{
	struct similar *s = u->cross->similar;
	struct loaded *l = &u->loaded[which];
	uint32_t report = u->reports[which].report;
	size_t last = report + 1 < s->reports.len ? VEC_AT(&s->reports, struct similar_report, report + 1).first_concern
						  : s->concerns.len;
	l->first = VEC_AT(&s->reports, struct similar_report, report).first_concern;
	l->count = last - l->first;
	l->texts = arena_array(u->arena, l->count + 1, sizeof(*l->texts));
	if (!l->texts)
		return cross_nomem(u->cross);
	for (size_t i = 0; i < l->count; i++) {
		const struct similar_text *t = &VEC_AT(&s->concerns, struct similar_concern, l->first + i).text;
		struct str text = STR_NONE;
		int rc = spill_read(&s->texts, t->at, t->len, &text, u->cross->error);
		if (rc < 0)
			return rc;
		l->texts[i] = arena_dup(u->arena, text);
		if (!l->texts[i].ptr)
			return cross_nomem(u->cross);
	}
	return 0;
}

static int put_place(struct cross *c, size_t slot, uint32_t concern, struct str text)
{
	const struct similar_concern *k = &VEC_AT(&c->similar->concerns, struct similar_concern, concern);
	struct str label = cross_label(c, k->label);
	c->places[slot] = (struct cross_place){ k->report, k->place, text, label, 0, NULL };
	return label.ptr ? 0 : ERR_NOMEM;
}

static const char *said(enum result_status s)
{
	switch (s) {
	case RESULT_DONE:
		return "写明已完成";
	case RESULT_LONG_TERM:
		return "写明完成并长期坚持";
	case RESULT_IN_PROGRESS:
		return "写的是正在推进";
	case RESULT_PARTIAL:
		return "写的是基本完成";
	case RESULT_NONE:
		break;
	}
	return "没有写明结果";
}

static int tell(struct unit *u, const struct loaded *before, const struct loaded *now, const struct match_pair *p)
{
	struct cross *c = u->cross;
	uint32_t earlier = before->first + p->a, later = now->first + p->b;
	const struct similar_concern *k = &VEC_AT(&c->similar->concerns, struct similar_concern, earlier);
	bool closed = k->status == RESULT_DONE || k->status == RESULT_LONG_TERM;
	const char *code = closed ? "BH601" : "BH602";
	if (!cross_enabled(c, code))
		return 0;
	int rc = put_place(c, 0, later, now->texts[p->b]);
	if (rc == 0)
		rc = put_place(c, 1, earlier, before->texts[p->a]);
	if (rc < 0)
		return rc;
	uint32_t where[2] = { c->places[0].report, c->places[1].report };
	if (where[0] > where[1])
		where[0] = c->places[1].report, where[1] = c->places[0].report;
	struct cross_finding f = {
		.rule = check_rule_find(str_from(code)), .places = c->places, .count = 2, .total = 2
	};
	f.severity = f.rule->severity;
	f.reports = 2;
	f.where = where;
	char day[DATE_TEXT_MAX];
	date_format(date_from_days(VEC_AT(&c->similar->reports, struct similar_report, c->places[1].report).day), day);
	f.message = arena_fmt(c->arena, "%s：上一轮（%s）指出过相近的问题，当时%s；两处用字相近程度 %u.%u%%",
		closed ? "问题可能反弹" : "问题再次被指出", day, said(k->status), p->permille / 10, p->permille % 10);
	if (!f.message.ptr)
		return cross_nomem(c);
	f.fingerprint = cross_fingerprint(f.rule, c->places[0].quote, c->places[0].label);
	c->stats.relapses += closed;
	return c->options->sink(c->options->context, &f);
}

/* Each of this round's problems beside the most alike of the round before; what that round does not know, the one before it may. */
static int compare_round(struct unit *u, size_t now, uint8_t *told)
{
	struct cross *c = u->cross;
	const struct match_options options = { .least = LEAST, .shared = SHARED, .concern = true };
	for (size_t before = now, tried = 0; before-- > 0 && tried < ROUNDS_MAX;) {
		if (similar_kin(c->similar, u->reports[before].report, u->reports[now].report) != KIN_ROUND)
			continue;
		const struct loaded *x = &u->loaded[before], *y = &u->loaded[now];
		struct vec pairs;
		int rc = match_texts(x->texts, x->count, y->texts, y->count, &options, &pairs);
		for (size_t i = 0; rc == 0 && i < pairs.len; i++) {
			const struct match_pair *p = &VEC_AT(&pairs, struct match_pair, i);
			if (told[p->b])
				continue;
			told[p->b] = 1;
			arena_reset(c->arena);
			rc = tell(u, x, y, p);
		}
		vec_clear(&pairs);
		if (rc < 0)
			return rc;
		tried++;
	}
	return 0;
}

static int compare_rounds(struct unit *u)
{
	u->loaded = arena_array(u->arena, u->count, sizeof(*u->loaded));
	if (!u->loaded)
		return cross_nomem(u->cross);
	for (size_t i = 0; i < u->count; i++) {
		int rc = load(u, i);
		if (rc < 0)
			return rc;
		uint8_t *told = arena_alloc(u->arena, u->loaded[i].count + 1);
		if (!told)
			return cross_nomem(u->cross);
		rc = compare_round(u, i, told);
		if (rc < 0)
			return rc;
	}
	return 0;
}

int cross_relapse(struct cross *c)
{
	struct vec dated;
	struct arena *arena = arena_new(UNIT_ARENA);
	vec_init(&dated, sizeof(struct dated));
	int rc = arena ? list_dated(c->similar, &dated) : ERR_NOMEM;
	const struct dated *all = dated.ptr;
	for (size_t i = 0, end; rc == 0 && i < dated.len; i = end) {
		for (end = i + 1; end < dated.len && all[end].unit == all[i].unit;)
			end++;
		struct unit u = { c, arena, all + i, NULL, end - i };
		if (u.count > 1)
			rc = compare_rounds(&u);
		arena_reset(arena);
	}
	vec_clear(&dated);
	arena_free(arena);
	return rc == ERR_NOMEM ? cross_nomem(c) : rc;
}
