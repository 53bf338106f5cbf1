#include "numbers_reckon.h"

#include "chars.h"

#include <stdlib.h>

#include "fault.h"

#define REACH 240 /* bytes between two numbers of a passage, and behind the last one */

/* The mark that `s` begins with; its length, 0: none. By bytes, for every byte between two numbers is asked. */
static size_t mark_at(struct str s, enum reckon_mark *ret)
{
	static const unsigned char plain[128] = { [','] = RECKON_COMMA,
		[';'] = RECKON_SEMI,
		[':'] = RECKON_COLON,
		['('] = RECKON_BRACKET,
		[')'] = RECKON_BRACKET,
		['\n'] = RECKON_STOP };
	/* behind EF BC, the signs of full width: ！（），：；？ */
	static const unsigned char wide[64] = { [0x01] = RECKON_STOP,
		[0x08] = RECKON_BRACKET,
		[0x09] = RECKON_BRACKET,
		[0x0C] = RECKON_COMMA,
		[0x1A] = RECKON_COLON,
		[0x1B] = RECKON_SEMI,
		[0x1F] = RECKON_STOP };
	const unsigned char *p = (const unsigned char *)s.ptr;

	if (p[0] < 0x80)
		return (*ret = plain[p[0]]) != RECKON_NONE;
	if (s.len < 3 || (p[0] != 0xE3 && p[0] != 0xEF))
		return 0;
	if (p[0] == 0xE3)
		*ret = p[1] != 0x80   ? RECKON_NONE
		       : p[2] == 0x81 ? RECKON_DUN
		       : p[2] == 0x82 ? RECKON_STOP
				      : RECKON_NONE;
	else
		*ret = p[1] == 0xBC ? wide[p[2] & 0x3F] : RECKON_NONE;
	return *ret != RECKON_NONE ? 3 : 0;
}

/* The marks of what lies between two numbers. */
struct gap {
	struct str text;
	size_t first, last; /* where the first mark begins, and the last one ends */
	enum reckon_mark mark;
	size_t stops; /* how many sentences end in it; a line's end ends more than any passage holds */
};

/* ；二是…: another thing is told. */
static bool begins_step(struct str s)
{
	static const struct str steps[] = { STR_INIT("二是"), STR_INIT("三是"), STR_INIT("四是"), STR_INIT("五是"),
		STR_INIT("六是"), STR_INIT("七是"), STR_INIT("八是"), { NULL, 0 } };

	return spot_starts(str_trim(s), steps);
}

static struct gap read_gap(struct str text)
{
	struct gap g = { .text = text, .first = text.len, .mark = RECKON_NONE };

	for (size_t at = 0, len; (at = spot_next_mark(text.ptr, at, text.len)) < text.len; at += len ? len : 1) {
		enum reckon_mark mark = RECKON_NONE;
		len = mark_at(str_sub(text, at, text.len), &mark);
		if (len == 0)
			continue;
		if (mark == RECKON_SEMI && begins_step(str_sub(text, at + len, text.len)))
			mark = RECKON_STOP;
		if (mark == RECKON_STOP)
			g.stops += text.ptr[at] == '\n' ? 9 : 1;
		g.first = g.mark == RECKON_NONE ? at : g.first;
		g.last = at + len;
		g.mark = mark;
	}
	return g;
}

/* Splits a gap: what belongs to the number before, and to the one behind. */
static void split_gap(const struct gap *g, struct str *noun, struct reckon_item *it)
{
	it->mark = g->mark;
	if (noun)
		*noun = spot_unblank(str_trim(str_sub(g->text, 0, g->first)));
	it->lead = spot_unblank(str_trim(str_sub(g->text, g->last, g->text.len)));
	it->gap = g->text;
}

static double plain_value(struct decimal d)
{
	double value = (double)d.digits;

	for (unsigned i = 0; i < d.scale; i++)
		value /= 10;
	return value;
}

static void add_item(struct reckon *k, size_t i, const struct gap *gap)
{
	const struct fact_number *n = plain_number(k->p, i);
	struct reckon_item *it = &k->item[k->count];

	*it = (struct reckon_item){ .n = n, .exact = plain_exact(n) };
	it->value = plain_value(it->exact ? num_value(n) : n->value);
	it->room = it->exact && num_rounded(n) ? plain_value(num_ulp(n)) / 2 : 0;
	split_gap(gap, k->count > 0 ? &k->item[k->count - 1].noun : NULL, it);
	k->count++;
}

/* What lies between number `i` and `before`, the one that is counted before it. */
static struct gap gap_before(struct plain *p, size_t i, const struct fact_number *before)
{
	uint32_t at = plain_number(p, i)->span.start, from = at > REACH ? at - REACH : 0;

	if (before && before->span.end > from)
		from = before->span.end;
	return read_gap(report_slice(p->r, (struct span){ from, at }));
}

static bool in_digits(struct plain *p, const struct fact_number *n)
{
	char first = p->r->text.ptr[n->span.start];

	return (first >= '0' && first <= '9') || (unsigned char)first == 0xEF;
}

/* 三个片区, 两笔, 第一批 among numbers in digits: words, and nothing to reckon with. */
static bool is_word(struct plain *p, const struct fact_number *n, const struct fact_number *before)
{
	return before && in_digits(p, before) && !in_digits(p, n) &&
	       (n->kind == NUMBER_COUNT || n->kind == NUMBER_ORDINAL) && n->value.scale == 0 && n->value.digits <= 10;
}

/* What stands behind the last number, to the sentence's end. */
static void end_passage(struct reckon *k)
{
	struct reckon_item *last = &k->item[k->count - 1];
	uint32_t from = last->n->span.end, to = spot_sentence(k->p->r, last->n->span).end;
	struct reckon_item end;

	to = to > from + REACH ? from + REACH : to > from ? to : from;
	struct gap gap = read_gap(report_slice(k->p->r, (struct span){ from, to }));
	split_gap(&gap, &last->noun, &end);
	k->span = (struct span){ k->item[0].n->span.start, to };
	k->text = report_slice(k->p->r, (struct span){ k->start, to });
}

static bool has_stop(struct str text)
{
	for (size_t at = 0; (at = spot_next_mark(text.ptr, at, text.len)) < text.len; at++) {
		enum reckon_mark mark = RECKON_NONE;
		size_t len = mark_at(str_sub(text, at, text.len), &mark);
		if (mark == RECKON_STOP || (mark == RECKON_SEMI && begins_step(str_sub(text, at + len, text.len))))
			return true;
	}
	return false;
}

/* The next number is too far away for one passage. */
static bool is_apart(struct plain *p, size_t i)
{
	return i + 1 == p->r->numbers.len || plain_number(p, i + 1)->span.start >= plain_number(p, i)->span.end + REACH;
}

#define PAIR_REACH ((size_t)4 * RECKON_MAX) /* numbers that are looked at; words among them count no item */

/* Two numbers of one unit (人 and 人次 too) from `i` on: without them no reader has anything to say. It may say so too often. */
static bool has_pair(struct plain *p, size_t i)
{
	static const struct fact_number person = { .kind = NUMBER_COUNT, .unit = STR_INIT("人") };
	uint64_t seen = 0;

	for (size_t most = i + PAIR_REACH;; i++) {
		const struct fact_number *n = plain_number(p, i);
		if (i == most)
			return true;
		if (plain_exact(n)) {
			uint64_t unit = num_unit_bit(n) | (str_ends(n->unit, STR("人次")) ? num_unit_bit(&person) : 0);
			if (seen & unit)
				return true;
			seen |= unit;
		}
		if (is_apart(p, i))
			return false;
	}
}

/* Whether a passage that may be worth reading begins with number `i`. */
static bool begins(struct plain *p, size_t i)
{
	if (is_apart(p, i))
		return false;
	if (i > 0 && !is_apart(p, i - 1)) {
		uint32_t from = plain_number(p, i - 1)->span.end, to = plain_number(p, i)->span.start;
		if (!has_stop(report_slice(p->r, (struct span){ from, to > from ? to : from })))
			return false;
	}
	return has_pair(p, i);
}

/* Reads the passage that does, with the sentence behind it; false: there is one number alone. */
static bool read_passage(struct plain *p, size_t i, struct reckon *ret)
{
	uint32_t start = spot_sentence(p->r, plain_number(p, i)->span).start, at = plain_number(p, i)->span.start;
	struct gap gap = read_gap(report_slice(p->r, (struct span){ start, at }));
	size_t stops = 0;

	ret->p = p;
	ret->count = 0;
	ret->crossed = STR_NPOS;
	ret->whole = true;
	add_item(ret, i, &gap);
	while (++i < p->r->numbers.len) {
		const struct fact_number *before = ret->item[ret->count - 1].n;
		if (is_word(p, plain_number(p, i), before))
			continue;
		gap = gap_before(p, i, before);
		if (gap.text.len >= REACH || stops + gap.stops > 1)
			break;
		if (ret->count == RECKON_MAX) {
			ret->whole = false;
			break;
		}
		if (gap.stops > 0)
			ret->crossed = ret->count;
		stops += gap.stops;
		add_item(ret, i, &gap);
	}
	ret->all = ret->count;
	ret->start = start;
	if (ret->crossed == STR_NPOS)
		ret->crossed = ret->count;
	return ret->all > 1;
}

static const struct char_sign signs[256] = {
	[0x8F] = { 0xE6AF, RECKON_PER },    /* 每 */
	[0x87] = { 0xE59D, RECKON_PER },    /* 均 */
	[0x95] = { 0xE58D, RECKON_PER },    /* 单价 */
	[':'] = { 0, RECKON_COLONS },       /* : */
	[0x9A] = { 0xEFBC, RECKON_COLONS }, /* ： */
	[0xB6] = { 0xE288, RECKON_COLONS }, /* ∶ */
	[0xB1] = { 0xE794, RECKON_FROM },   /* 由 */
	[0x8E] = { 0xE4BB, RECKON_FROM },   /* 从 */
	[0xBB] = { 0xE58E, RECKON_FROM },   /* 去年 */
	[0x8A] = { 0xE4B8, RECKON_FROM },   /* 上年 */
	[0x8D] = { 0xE589, RECKON_FROM },   /* 整改前 */
	[0x80] = { 0xE5BE, RECKON_FROM },   /* 往年 */
};

/* What the readers are to see: the first sentence, then (`two`) both; false: it has one number, there is no second, it is too long. */
static bool take(struct reckon *k, bool two)
{
	bool crosses = k->crossed < k->all;

	k->count = two ? k->all : k->crossed;
	if (k->count < 2 || (two && !crosses) || (!k->whole && (two || !crosses))) /* too long */
		return false;
	end_passage(k);
	k->signs = chars_signs(k->text, signs);
	return true;
}

bool reckon_alike(const struct reckon *k, size_t a, size_t b)
{
	return k->item[a].exact && k->item[b].exact && num_same_unit(k->item[a].n, k->item[b].n);
}

bool reckon_next_run(const struct reckon *k, size_t from, size_t least, struct reckon_run *ret)
{
	for (size_t i = from; i + least <= k->count; i++) {
		size_t last = i + 1;
		while (k->item[i].exact && last < k->count && reckon_alike(k, i, last))
			last++;
		if (last - i >= least) {
			*ret = (struct reckon_run){ k, i, last };
			return true;
		}
		i = last - 1;
	}
	return false;
}

size_t reckon_of_unit(const struct reckon *k, size_t i)
{
	size_t count = 0;

	for (size_t j = 0; j < k->count; j++)
		count += num_same_unit(k->item[j].n, k->item[i].n);
	return count;
}

struct str reckon_slice(const struct reckon *k, size_t i)
{
	return report_slice(k->p->r, k->item[i].n->span);
}

struct str reckon_clause(const struct reckon *k, size_t i)
{
	const struct reckon_item *it = &k->item[i];
	const char *end = it->noun.len > 0 ? it->noun.ptr + it->noun.len : k->p->r->text.ptr + it->n->span.end;
	const char *start = it->lead.len > 0 ? it->lead.ptr : k->p->r->text.ptr + it->n->span.start;

	return (struct str){ start, (size_t)(end - start) };
}

/* --- what the passages hold --- */

struct doubt {
	enum reckon_rule rule;
	struct span sentence;
	struct str message;
};

int reckon_report(const struct reckon *k, size_t a, size_t b, const char *message)
{
	struct span s = { k->item[a].n->span.start, k->item[b].n->span.end };
	struct doubt *d = vec_push(k->doubts);
	struct str kept = arena_dup(k->p->c->result->arena, str_from(message));

	if (!d || !kept.ptr)
		return ERR_NOMEM;
	*d = (struct doubt){ k->rule, spot_sentence(k->p->r, s), kept };
	return 1;
}

static const struct {
	const char *code;
	int (*read[3])(const struct reckon *k);
} rules[RECKON_RULES] = {
	[RECKON_SUMS] = { "BH103", { reckon_parts, reckon_three, reckon_each } },
	[RECKON_RATES] = { "BH104", { reckon_rate, reckon_ratio } },
	[RECKON_CHANGES] = { "BH105", { reckon_change } },
};

/* One doubt of a passage for each rule: of the first sentence alone, or with the sentence behind it. */
static int read_for(struct reckon *k, unsigned *told)
{
	int rc = 0;

	for (size_t i = 0; i < RECKON_RULES && rc >= 0; i++) {
		if (*told & 1U << i)
			continue;
		k->rule = (enum reckon_rule)i;
		rc = 0;
		for (size_t j = 0; j < 3 && rules[i].read[j] && rc == 0; j++)
			rc = rules[i].read[j](k);
		*told |= rc > 0 ? 1U << i : 0;
	}
	return rc;
}

static int read_all(struct check *c, struct vec *doubts)
{
	struct plain p = { .c = c, .r = c->report };
	struct reckon k;
	unsigned off = 0;
	int rc = 0;

	for (size_t i = 0; i < RECKON_RULES; i++)
		off |= check_enabled(c, rules[i].code) ? 0 : 1U << i;
	for (size_t i = 0; i < p.r->numbers.len && rc >= 0; i++) {
		unsigned told = off;
		if (!begins(&p, i) || !read_passage(&p, i, &k))
			continue;
		k.doubts = doubts;
		for (int two = 0; two < 2 && rc >= 0; two++)
			rc = take(&k, two) ? read_for(&k, &told) : 0;
	}
	return rc < 0 ? rc : 0;
}

void reckon_free(struct vec *doubts)
{
	if (doubts)
		vec_clear(doubts);
	free(doubts);
}

int reckon_say(struct check *c, enum reckon_rule rule)
{
	static const char *const all[] = { "BH102", "BH103", "BH104", "BH105", "BH106", NULL };
	struct plain p = { .c = c, .r = c->report };
	int rc = 0;

	if (!c->reckoned) {
		c->reckoned = fault_calloc(1, sizeof(*c->reckoned));
		if (!c->reckoned)
			return ERR_NOMEM;
		vec_init(c->reckoned, sizeof(struct doubt));
		rc = read_all(c, c->reckoned);
	}
	if (rc < 0 || c->reckoned->len == 0)
		return rc;
	rc = said_collect(c, all, &p.said);
	for (size_t i = 0; i < c->reckoned->len && rc == 0; i++) {
		const struct doubt *d = &VEC_AT(c->reckoned, struct doubt, i);
		if (d->rule == rule)
			rc = plain_report(&p, d->sentence, d->message.ptr);
	}
	said_clear(&p.said);
	return rc;
}
