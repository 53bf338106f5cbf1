#include "numbers_reckon.h"

#include <stdio.h>

#define REACH 240 /* bytes between two numbers of a passage, and behind the last one */

static const struct {
	struct str text;
	enum reckon_mark mark;
} marks[] = { { STR_INIT("、"), RECKON_DUN }, { STR_INIT("，"), RECKON_COMMA }, { STR_INIT(","), RECKON_COMMA },
	{ STR_INIT("；"), RECKON_SEMI }, { STR_INIT(";"), RECKON_SEMI }, { STR_INIT("："), RECKON_COLON },
	{ STR_INIT(":"), RECKON_COLON }, { STR_INIT("（"), RECKON_BRACKET }, { STR_INIT("("), RECKON_BRACKET },
	{ STR_INIT("）"), RECKON_BRACKET }, { STR_INIT(")"), RECKON_BRACKET }, { STR_INIT("。"), RECKON_STOP },
	{ STR_INIT("！"), RECKON_STOP }, { STR_INIT("？"), RECKON_STOP }, { STR_INIT("\n"), RECKON_STOP } };

#define MARKS (sizeof marks / sizeof *marks)

/* The mark that `s` begins with; its length, 0: none. */
static size_t mark_at(struct str s, enum reckon_mark *ret)
{
	for (size_t m = 0; m < MARKS; m++) {
		if (str_starts(s, marks[m].text)) {
			*ret = marks[m].mark;
			return marks[m].text.len;
		}
	}
	return 0;
}

/* Splits what lies between two numbers: what belongs to the one before, and to the one behind. */
static void split_gap(struct str gap, struct str *noun, struct reckon_item *it)
{
	size_t first = STR_NPOS, last = 0;

	it->mark = RECKON_NONE;
	for (size_t at = 0; at < gap.len;) {
		enum reckon_mark mark = RECKON_NONE;
		size_t len = mark_at(str_sub(gap, at, gap.len), &mark);
		if (len == 0) {
			at++;
			continue;
		}
		first = first == STR_NPOS ? at : first;
		at += len;
		last = at;
		it->mark = mark;
	}
	if (noun)
		*noun = spot_unblank(str_trim(str_sub(gap, 0, first == STR_NPOS ? gap.len : first)));
	it->lead = spot_unblank(str_trim(str_sub(gap, last, gap.len)));
	it->gap = gap;
}

static double plain_value(struct decimal d)
{
	double value = (double)d.digits;

	for (unsigned i = 0; i < d.scale; i++)
		value /= 10;
	return value;
}

static void add_item(struct reckon *k, size_t i, struct str gap)
{
	const struct fact_number *n = plain_number(k->p, i);
	struct reckon_item *it = &k->item[k->count];

	*it = (struct reckon_item){ .n = n, .exact = plain_exact(n) };
	it->value = plain_value(it->exact ? num_value(n) : n->value);
	it->room = it->exact && num_rounded(n) ? plain_value(num_ulp(n)) / 2 : 0;
	split_gap(gap, k->count > 0 ? &k->item[k->count - 1].noun : NULL, it);
	k->count++;
}

/* How many sentences end in the gap; a line's end ends more than any passage holds. */
static size_t stops_in(struct str gap)
{
	size_t count = 0;

	for (size_t at = 0; at < gap.len;) {
		enum reckon_mark mark = RECKON_NONE;
		size_t len = mark_at(str_sub(gap, at, gap.len), &mark);
		if (len > 0 && mark == RECKON_STOP)
			count += gap.ptr[at] == '\n' ? 9 : 1;
		at += len > 0 ? len : 1;
	}
	return count;
}

/* What lies between number `i` and `before`, the one that is counted before it. */
static struct str gap_before(struct plain *p, size_t i, const struct fact_number *before)
{
	uint32_t at = plain_number(p, i)->span.start, from = at > REACH ? at - REACH : 0;

	if (before && before->span.end > from)
		from = before->span.end;
	return report_slice(p->r, (struct span){ from, at });
}

static bool in_digits(struct plain *p, const struct fact_number *n)
{
	char first = p->r->text.ptr[n->span.start];

	return (first >= '0' && first <= '9') || (unsigned char)first == 0xEF;
}

/* 三个片区, 两笔 among numbers in digits: words, and nothing to reckon with. */
static bool is_word(struct plain *p, const struct fact_number *n, const struct fact_number *before)
{
	return before && in_digits(p, before) && !in_digits(p, n) && n->kind == NUMBER_COUNT && n->value.scale == 0 &&
	       n->value.digits <= 10;
}

/* What stands behind the last number, to the sentence's end. */
static void end_passage(struct reckon *k)
{
	struct reckon_item *last = &k->item[k->count - 1];
	uint32_t from = last->n->span.end, to = spot_sentence(k->p->r, last->n->span).end;
	struct reckon_item end;

	to = to > from + REACH ? from + REACH : to > from ? to : from;
	split_gap(report_slice(k->p->r, (struct span){ from, to }), &last->noun, &end);
	k->span = (struct span){ k->item[0].n->span.start, to };
	uint32_t start = spot_sentence(k->p->r, k->item[0].n->span).start;
	k->text = report_slice(k->p->r, (struct span){ start, to });
}

bool reckon_read(struct plain *p, size_t i, bool two, struct reckon *ret)
{
	struct str gap = gap_before(p, i, i > 0 ? plain_number(p, i - 1) : NULL);
	size_t stops = 0;

	if (i > 0 && gap.len < REACH && stops_in(gap) == 0)
		return false;
	uint32_t start = spot_sentence(p->r, plain_number(p, i)->span).start, at = plain_number(p, i)->span.start;
	ret->p = p;
	ret->count = 0;
	ret->crossed = STR_NPOS;
	add_item(ret, i, report_slice(p->r, (struct span){ start, at }));
	while (++i < p->r->numbers.len) {
		const struct fact_number *before = ret->item[ret->count - 1].n;
		if (is_word(p, plain_number(p, i), before))
			continue;
		gap = gap_before(p, i, before);
		size_t here = stops_in(gap);
		if (gap.len >= REACH || stops + here > (two ? 1 : 0))
			break;
		if (ret->count == RECKON_MAX)
			return false;
		if (here > 0)
			ret->crossed = ret->count;
		stops += here;
		add_item(ret, i, gap);
	}
	if (ret->crossed == STR_NPOS)
		ret->crossed = ret->count;
	end_passage(ret);
	return ret->count >= 2 && (!two || stops > 0);
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

int reckon_report(const struct reckon *k, size_t a, size_t b, const char *message)
{
	struct span s = { k->item[a].n->span.start, k->item[b].n->span.end };
	int rc = plain_report(k->p, spot_sentence(k->p->r, s), message);

	return rc < 0 ? rc : 1;
}
