#include "cross.h"

#include "fault.h"
#include "rules.h"
#include "utf8.h"

#define ARENA_MAX ((size_t)64 << 20)
#define WARNING_LENGTH 80 /* characters in common */
#define QUOTE_MAX 4000    /* bytes of a quote */

/* A passage that has a link, under the first passage of its group. */
struct member {
	uint32_t root, passage;
};

/* Rules over several reports have nothing to say of one. */
int check_bh303(struct check *c)
{
	(void)c;
	return 0;
}

int check_bh304(struct check *c)
{
	(void)c;
	return 0;
}

int check_bh601(struct check *c)
{
	(void)c;
	return 0;
}

int check_bh602(struct check *c)
{
	(void)c;
	return 0;
}

bool cross_enabled(const struct cross *c, const char *code)
{
	const struct check_options options = { .disabled = c->options->disabled };
	const struct check check = { .options = &options };
	return check_enabled(&check, code);
}

int cross_nomem(struct cross *c)
{
	return err_nomem(c->error);
}

static struct str keep(struct cross *c, struct str s)
{
	struct str kept = arena_dup(c->arena, s);
	if (!kept.ptr)
		cross_nomem(c);
	return kept;
}

struct str cross_label(struct cross *c, uint32_t label)
{
	const struct similar_text *t = &VEC_AT(&c->similar->labels, struct similar_text, label);
	struct str s = STR_NONE;
	if (spill_read(&c->similar->texts, t->at, t->len, &s, c->error) < 0)
		return STR_NONE;
	return keep(c, s);
}

uint64_t cross_fingerprint(const struct rule *rule, struct str quote, struct str label)
{
	return str_hash(label, str_hash(quote, str_hash(str_from(rule->code), 0)));
}

/* --- groups --- */

static int by_group(const void *pa, const void *pb)
{
	const struct member *a = pa, *b = pb;
	if (a->root != b->root)
		return a->root < b->root ? -1 : 1;
	return a->passage < b->passage ? -1 : a->passage > b->passage;
}

static int list_members(const struct similar *s, struct vec *ret)
{
	const struct similar_passage *all = s->passages.ptr;
	uint32_t *roots = fault_malloc((s->passages.len + 1) * sizeof(*roots));
	if (!roots)
		return ERR_NOMEM;
	for (uint32_t i = 0; i < s->passages.len; i++) {
		roots[i] = all[i].link == SIMILAR_NONE ? i : roots[all[i].link];
		struct member *m = all[i].link == SIMILAR_NONE ? NULL : vec_push(ret);
		if (m)
			*m = (struct member){ roots[i], i };
		else if (all[i].link != SIMILAR_NONE)
			break;
	}
	free(roots);
	if (ret->len > 1)
		qsort(ret->ptr, ret->len, sizeof(struct member), by_group);
	return 0;
}

/* --- the same report in two files --- */

#define COPY_PASSAGES 5 /* fewer are alike by chance */
#define COPY_PERCENT 80

/* A report whose passages nearly all stand in one other, and of one of them the unit is not known. */
struct copy {
	uint32_t of, votes, shared, all;
	bool found, told;
};

static bool may_be_copy(const struct cross *c, const struct similar_passage *p)
{
	const struct similar_passage *all = c->similar->passages.ptr;
	return p->link != SIMILAR_NONE && similar_kin(c->similar, all[p->link].report, p->report) == KIN_UNKNOWN;
}

/* Boyer and Moore's vote tells the one other report, a second pass how much of it is there. */
static int find_copies(struct cross *c)
{
	const struct similar *s = c->similar;
	const struct similar_passage *all = s->passages.ptr;
	c->copies = fault_calloc(s->reports.len + 1, sizeof(*c->copies));
	if (!c->copies)
		return ERR_NOMEM;
	for (size_t i = 0; i < s->passages.len; i++) {
		struct copy *k = &c->copies[all[i].report];
		k->all++;
		if (!may_be_copy(c, &all[i]))
			continue;
		if (k->votes == 0)
			k->of = all[all[i].link].report;
		k->votes += k->of == all[all[i].link].report ? 1 : UINT32_MAX;
	}
	for (size_t i = 0; i < s->passages.len; i++) {
		struct copy *k = &c->copies[all[i].report];
		k->shared += may_be_copy(c, &all[i]) && all[all[i].link].report == k->of;
		k->found = k->shared >= COPY_PASSAGES && (uint64_t)k->shared * 100 >= (uint64_t)k->all * COPY_PERCENT;
	}
	return 0;
}

static int by_number(const void *pa, const void *pb)
{
	uint32_t a = *(const uint32_t *)pa, b = *(const uint32_t *)pb;
	return a < b ? -1 : a > b;
}

struct group {
	const struct member *members; /* without the first passage */
	size_t count;
	uint32_t first;
	uint32_t *reports; /* of all places, each once */
	size_t report_count;
	uint32_t common, longest, shorter; /* of the pair most alike */
	bool other, round;                 /* other units, other rounds among the pairs */
};

static int describe(struct cross *c, struct group *g)
{
	const struct similar_passage *all = c->similar->passages.ptr;
	g->reports = arena_array(c->arena, g->count + 1, sizeof(*g->reports));
	if (!g->reports)
		return cross_nomem(c);
	g->reports[0] = all[g->first].report;
	for (size_t i = 0; i < g->count; i++) {
		const struct similar_passage *p = &all[g->members[i].passage], *with = &all[p->link];
		enum similar_kin kin = similar_kin(c->similar, with->report, p->report);
		g->other |= kin == KIN_OTHER;
		g->round |= kin == KIN_ROUND;
		g->reports[i + 1] = p->report;
		if (p->common <= g->common)
			continue;
		g->common = p->common;
		g->longest = p->longest;
		g->shorter = p->chars < with->chars ? p->chars : with->chars;
	}
	qsort(g->reports, g->count + 1, sizeof(*g->reports), by_number);
	for (size_t i = 0; i <= g->count; i++) {
		if (g->report_count == 0 || g->reports[g->report_count - 1] != g->reports[i])
			g->reports[g->report_count++] = g->reports[i];
	}
	return 0;
}

/* A passage is one line: its beginning's column, and what stands between that and the common part. */
static int move_place(struct cross *c, const struct similar_passage *p, uint32_t from, struct sketch_place *place)
{
	struct str before = STR_NONE;
	int rc = from > 0 ? similar_quote(c->similar, p, 0, from, &before, c->error) : 0;
	if (rc < 0)
		return rc;
	for (size_t pos = 0; pos < before.len;) {
		uint32_t ch = utf8_next(before, &pos);
		place->column++;
		place->column16 += ch >= 0x10000 ? 2 : 1;
	}
	return 0;
}

static int put_place(struct cross *c, size_t slot, uint32_t passage, const uint32_t range[2])
{
	const struct similar_passage *p = &VEC_AT(&c->similar->passages, struct similar_passage, passage);
	struct str quote = STR_NONE;
	uint32_t end = range[1] - range[0] > QUOTE_MAX ? range[0] + QUOTE_MAX : range[1];
	int rc = similar_quote(c->similar, p, range[0], end, &quote, c->error);
	if (rc < 0)
		return rc;
	struct cross_place *to = &c->places[slot];
	*to = (struct cross_place){ .report = p->report, .place = p->place, .common = slot > 0 ? p->common : 0 };
	quote.len = utf8_valid_prefix(quote); /* cut between characters */
	to->place.start = p->place.start + range[0];
	to->place.end = p->place.start + range[1];
	to->quote = keep(c, quote);
	to->label = to->quote.ptr ? cross_label(c, p->label) : STR_NONE;
	return to->label.ptr ? move_place(c, p, range[0], &to->place) : ERR_NOMEM;
}

static int put_places(struct cross *c, const struct group *g)
{
	const struct similar_passage *all = c->similar->passages.ptr;
	const struct similar_passage *second = &all[g->members[0].passage];
	/* The first member of a group has nobody else to be linked to. */
	int rc = put_place(c, 0, g->first, (uint32_t[]){ second->with_from, second->with_to });
	for (size_t i = 0; rc == 0 && i < g->count && i + 1 < CROSS_PLACES; i++) {
		const struct similar_passage *p = &all[g->members[i].passage];
		rc = put_place(c, i + 1, g->members[i].passage, (uint32_t[]){ p->from, p->to });
	}
	return rc;
}

static struct str message_of(struct cross *c, const struct group *g)
{
	unsigned percent = g->shorter > 0 ? (unsigned)((uint64_t)g->common * 100 / g->shorter) : 0;
	const char *whose = g->other ? "不同单位的" : g->round ? "同一单位不同轮次的" : "单位没有识别出来的";
	struct str s = arena_fmt(c->arena,
		"同一段话见于%s %zu 份报告：%u 字相同（不计标点，最长连续 %u 字），占较短一段的 %u%%", whose,
		g->report_count, g->common, g->longest, percent);
	if (!s.ptr)
		cross_nomem(c);
	return s;
}

static struct str copy_message(struct cross *c, const struct copy *k)
{
	struct str s = arena_fmt(c->arena,
		"像是同一份报告的两个文件：%u 段里有 %u 段相同，而单位没有识别出来。各段不再逐一列出", k->all,
		k->shared);
	if (!s.ptr)
		cross_nomem(c);
	return s;
}

static bool is_boilerplate(const struct cross *c, const struct group *g)
{
	uint32_t share = c->options->share ? c->options->share : CROSS_SHARE;
	return c->stats.reports >= CROSS_SHARE_FROM &&
	       (uint64_t)g->report_count * 1000 > (uint64_t)c->stats.reports * share;
}

/* The copy that the group is of, when it is of nothing else. */
static struct copy *copy_of(struct cross *c, const struct group *g)
{
	const struct similar_passage *all = c->similar->passages.ptr;
	struct copy *k = &c->copies[all[g->members[0].passage].report];
	return g->report_count == 2 && k->found && k->of == all[g->first].report ? k : NULL;
}

static int tell_group(struct cross *c, struct group *g)
{
	int rc = describe(c, g);
	if (rc < 0)
		return rc;
	struct copy *copy = copy_of(c, g);
	if (copy && copy->told)
		return 0;
	const char *code = g->round && !g->other ? "BH304" : "BH303";
	bool boilerplate = is_boilerplate(c, g);
	if (!boilerplate && !cross_enabled(c, code))
		return 0;
	rc = put_places(c, g);
	if (rc < 0)
		return rc;
	struct cross_finding f = { .places = c->places,
		.count = g->count + 1 < CROSS_PLACES ? g->count + 1 : CROSS_PLACES,
		.total = g->count + 1,
		.reports = g->report_count,
		.where = g->reports };
	f.message = copy ? copy_message(c, copy) : message_of(c, g);
	if (!f.message.ptr)
		return ERR_NOMEM;
	if (copy)
		copy->told = true;
	c->stats.boilerplate += boilerplate;
	c->stats.groups += !boilerplate;
	if (!boilerplate) {
		f.rule = check_rule_find(str_from(code));
		f.severity = g->other && g->common >= WARNING_LENGTH ? SEVERITY_WARNING : SEVERITY_NOTE;
		f.fingerprint = cross_fingerprint(f.rule, c->places[0].quote, c->places[0].label);
	}
	return c->options->sink(c->options->context, &f);
}

static int tell_groups(struct cross *c, const struct vec *members)
{
	const struct member *all = members->ptr;
	for (size_t i = 0, end; i < members->len; i = end) {
		struct group g = { .members = all + i, .first = all[i].root };
		for (end = i; end < members->len && all[end].root == all[i].root;)
			end++;
		g.count = end - i;
		arena_reset(c->arena);
		int rc = tell_group(c, &g);
		if (rc < 0)
			return rc;
	}
	return 0;
}

static void count_reports(struct cross *c)
{
	const struct similar *s = c->similar;
	c->stats.passages = s->passages.len;
	for (size_t i = 0; i < s->reports.len; i++)
		c->stats.twins += VEC_AT(&s->reports, struct similar_report, i).twin != SIMILAR_NONE;
	c->stats.reports = s->reports.len - c->stats.twins;
}

int cross_run(struct similar *s, const struct cross_options *o, struct cross_stats *ret, struct err *e)
{
	struct err own = { 0 };
	struct cross *c = fault_calloc(1, sizeof(*c));
	struct vec members;
	vec_init(&members, sizeof(struct member));
	if (!c)
		return err_nomem(e);
	*c = (struct cross){ .similar = s, .options = o, .arena = arena_new(ARENA_MAX), .error = e ? e : &own };
	int rc = c->arena ? list_members(s, &members) : ERR_NOMEM;
	count_reports(c);
	if (rc == 0)
		rc = find_copies(c);
	if (rc == 0)
		rc = tell_groups(c, &members);
	if (rc == 0 && (cross_enabled(c, "BH601") || cross_enabled(c, "BH602")))
		rc = cross_relapse(c);
	if (rc == 0)
		*ret = c->stats;
	if (rc == ERR_NOMEM)
		err_nomem(e);
	vec_clear(&members);
	arena_free(c->arena);
	free(c->copies);
	free(c);
	return rc;
}
