#include "spot.h"

#include "chars.h"
#include "utf8.h"

#ifdef __SSE2__
#include <emmintrin.h>
#endif

#define REACH (SPOT_REACH - 4) /* 120 characters, and it may begin within one */

/* Answers that were dealt to findings elsewhere stand outside their item: they are found among r->dealt. */
static bool is_leaf(const struct node *n)
{
	bool leaf =
		n->kind == NODE_MEASURE || n->kind == NODE_PROGRESS || n->kind == NODE_RESULT || n->kind == NODE_PROSE;
	return leaf && (!n->parent || n->span.start < n->parent->span.end);
}

static struct node *next_leaf(const struct node *top, struct node *n)
{
	while (n && !is_leaf(n))
		n = node_walk(top, n);
	return n;
}

/* The next leaf that does not end before `offset`: a node holds what is below it. */
static struct node *leaf_behind(const struct node *top, struct node *n, uint32_t offset)
{
	while (n && (!is_leaf(n) || n->span.end <= offset))
		n = n->span.end <= offset ? node_pass(top, n) : node_walk(top, n);
	return n;
}

struct spot spot_begin(const struct report *r)
{
	struct spot s = { .r = r, .other = r->others };

	s.leaf = next_leaf(r->root, node_walk(r->root, r->root));
	s.other_leaf = s.other ? next_leaf(s.other, node_walk(s.other, s.other)) : NULL;
	return s;
}

static void step_other(struct spot *s)
{
	s->other_leaf = next_leaf(s->other, node_walk(s->other, s->other_leaf));
	while (!s->other_leaf && s->other) {
		s->other = s->other->next;
		s->other_leaf = s->other ? next_leaf(s->other, node_walk(s->other, s->other)) : NULL;
	}
}

static bool holds(const struct node *leaf, uint32_t offset)
{
	return leaf && leaf->span.start <= offset && offset < leaf->span.end;
}

static const struct node *dealt_leaf(struct spot *s, uint32_t offset)
{
	const struct node *leaf = NULL;
	for (; s->dealt < s->r->dealt.len; s->dealt++) {
		leaf = VEC_AT(&s->r->dealt, struct node *, s->dealt);
		if (leaf->span.end > offset)
			break;
	}
	return holds(leaf, offset) ? leaf : NULL;
}

const struct node *spot_leaf(struct spot *s, uint32_t offset)
{
	while (s->leaf && s->leaf->span.end <= offset)
		s->leaf = leaf_behind(s->r->root, node_walk(s->r->root, s->leaf), offset);
	while (s->other_leaf && s->other_leaf->span.end <= offset)
		step_other(s);
	const struct node *dealt = dealt_leaf(s, offset);
	if (dealt)
		return dealt;
	if (holds(s->other_leaf, offset))
		return s->other_leaf;
	return holds(s->leaf, offset) ? s->leaf : NULL;
}

const struct node *spot_item(const struct node *leaf)
{
	while (leaf && leaf->kind != NODE_ITEM)
		leaf = leaf->parent;
	return leaf;
}

bool spot_is_deed(const struct node *leaf)
{
	return leaf && (leaf->kind == NODE_MEASURE || leaf->kind == NODE_PROGRESS || leaf->kind == NODE_RESULT);
}

/* The length of what ends a sentence at p, or 0. */
static size_t stop_at(const char *p, bool commas)
{
	const unsigned char *u = (const unsigned char *)p;

	if (*u == '\n' || *u == ';' || (commas && *u == ','))
		return 1;
	if (*u == 0xE3)
		return u[1] == 0x80 && u[2] == 0x82 ? 3 : 0;
	if (*u != 0xEF || u[1] != 0xBC)
		return 0;
	return u[2] == 0x9B || u[2] == 0x81 || u[2] == 0x9F || (commas && u[2] == 0x8C) ? 3 : 0;
}

static bool may_stop(char c)
{
	return c == '\n' || (c | 1) == ';' || c == ',' || (c | 1) == ')' || c == '\xE3' || c == '\xEF';
}

/* A bit for each of the 16 bytes at which a mark may begin: few do. */
static unsigned may_stop_16(const char *p)
{
#ifdef __SSE2__
	__m128i all = _mm_loadu_si128((const __m128i *)p), even = _mm_or_si128(all, _mm_set1_epi8(1));
	__m128i narrow =
		_mm_or_si128(_mm_cmpeq_epi8(all, _mm_set1_epi8('\n')), _mm_cmpeq_epi8(all, _mm_set1_epi8(',')));
	__m128i pairs =
		_mm_or_si128(_mm_cmpeq_epi8(even, _mm_set1_epi8(';')), _mm_cmpeq_epi8(even, _mm_set1_epi8(')')));
	__m128i wide =
		_mm_or_si128(_mm_cmpeq_epi8(all, _mm_set1_epi8('\xE3')), _mm_cmpeq_epi8(all, _mm_set1_epi8('\xEF')));
	return (unsigned)_mm_movemask_epi8(_mm_or_si128(_mm_or_si128(narrow, pairs), wide));
#else
	unsigned bits = 0;

	for (int i = 0; i < 16; i++)
		bits |= (unsigned)may_stop(p[i]) << i;
	return bits;
#endif
}

size_t spot_next_mark(const char *text, size_t from, size_t to)
{
	for (; to - from >= 16; from += 16) {
		unsigned bits = may_stop_16(text + from);
		if (bits)
			return from + (size_t)__builtin_ctz(bits);
	}
	while (from < to && !may_stop(text[from]))
		from++;
	return from;
}

size_t spot_mark(struct str s, size_t from, const struct str *marks, size_t *ret_len)
{
	size_t at = from;

	while ((at = spot_next_mark(s.ptr, at, s.len)) < s.len) {
		for (const struct str *m = marks; m->len; m++) {
			*ret_len = m->len;
			if (str_starts(str_sub(s, at, s.len), *m))
				return at;
		}
		at++;
	}
	*ret_len = 0;
	return s.len;
}

/* Behind the last one in [from, to), or `from`: none. */
static size_t behind_last_that_may(const char *text, size_t from, size_t to)
{
	for (; to - from >= 16; to -= 16) {
		unsigned bits = may_stop_16(text + to - 16);
		if (bits)
			return to - (size_t)__builtin_clz(bits << 16);
	}
	while (to > from && !may_stop(text[to - 1]))
		to--;
	return to;
}

#define WRAP_LEAST 50 /* columns of a line that was broken because it was full */
#define WRAP_MOST 110
#define WRAP_LINES 40 /* of one paragraph */

static size_t line_begin(struct str text, size_t at)
{
	const char *nl = at > 0 ? memrchr(text.ptr, '\n', at) : NULL;
	return nl ? (size_t)(nl - text.ptr) + 1 : 0;
}

static size_t columns(struct str line)
{
	size_t n = 0;
	for (size_t i = 0; i < line.len; i++)
		n += (unsigned char)line.ptr[i] < 0x80 ? 1 : (unsigned char)line.ptr[i] >= 0xE0 ? 2 : 0;
	return n;
}

static bool is_indented(struct str text, size_t at)
{
	return text.ptr[at] == ' ' || text.ptr[at] == '\t' || str_starts(str_sub(text, at, text.len), STR("　"));
}

bool spot_is_wrap(struct str text, size_t nl)
{
	static const struct str ends[] = { STR_INIT("。"), STR_INIT("；"), STR_INIT("："), STR_INIT("！"),
		STR_INIT("？"), STR_INIT(";"), STR_INIT(":"), { NULL, 0 } };
	if (nl + 1 >= text.len || nl == 0 || text.ptr[nl + 1] == '\n' || text.ptr[nl + 1] == '\r' ||
		is_indented(text, nl + 1))
		return false;
	size_t from = line_begin(text, nl);
	struct str line = str_trim(str_sub(text, from, nl));
	if (nl - from > 3 * WRAP_MOST || spot_ends(line, ends))
		return false;
	size_t wide = columns(line);
	if (wide < WRAP_LEAST || wide > WRAP_MOST)
		return false;
	/* back to the paragraph's first line: it alone is indented, and the others are as full */
	for (size_t i = 0; i < WRAP_LINES; i++) {
		if (is_indented(text, from))
			return true;
		if (from == 0 || text.ptr[from] == '\n' || text.ptr[from - 1] != '\n')
			return false;
		size_t before = line_begin(text, from - 1);
		if (columns(str_trim(str_sub(text, before, from - 1))) < WRAP_LEAST)
			return false;
		from = before;
	}
	return false;
}

static bool ends_at(const struct report *r, size_t at, bool commas)
{
	return stop_at(r->text.ptr + at, commas) > 0 && !(r->text.ptr[at] == '\n' && spot_is_wrap(r->text, at));
}

static uint32_t begin_of(const struct report *r, uint32_t at, bool commas)
{
	const char *text = r->text.ptr;
	size_t least = utf8_floor(r->text, at > REACH ? at - REACH : 0), from = at;

	while ((from = behind_last_that_may(text, least, from)) > least) {
		from--;
		if (ends_at(r, from, commas)) {
			from += (unsigned char)text[from] < 0x80 ? 1 : 3;
			break;
		}
	}
	while (from < at && (text[from] == ' ' || text[from] == '\t'))
		from++;
	return (uint32_t)from;
}

/* Behind the text lie zero bytes: looking at three is safe. */
static uint32_t end_of(const struct report *r, size_t at, bool commas)
{
	size_t most = utf8_floor(r->text, at + REACH < r->text.len ? at + REACH : r->text.len);

	if (at >= most)
		return (uint32_t)at;
	while ((at = spot_next_mark(r->text.ptr, at, most)) < most && !ends_at(r, at, commas))
		at++;
	return (uint32_t)at;
}

static struct span around(const struct report *r, struct span at, bool commas)
{
	return (struct span){ begin_of(r, at.start, commas), end_of(r, at.end, commas) };
}

struct span spot_sentence(const struct report *r, struct span at)
{
	return around(r, at, false);
}

struct span spot_clause(const struct report *r, struct span at)
{
	return around(r, at, true);
}

struct str spot_lead(const struct report *r, struct span at)
{
	return spot_text(r, begin_of(r, at.start, true), at.start);
}

struct str spot_rest(const struct report *r, struct span at)
{
	return spot_text(r, at.end, end_of(r, at.end, true));
}

struct str spot_before(const struct report *r, struct span at)
{
	return spot_text(r, begin_of(r, at.start, false), at.start);
}

struct str spot_behind(const struct report *r, struct span at)
{
	return spot_text(r, at.end, end_of(r, at.end, false));
}

static const struct str blanks[] = { STR_INIT(" "), STR_INIT("　"), STR_INIT("\u00A0"), { NULL, 0 } };

size_t spot_blank(struct str s)
{
	for (const struct str *b = blanks; b->len; b++) {
		if (str_starts(s, *b))
			return b->len;
	}
	return 0;
}

size_t spot_digit(struct str s)
{
	static const struct str ring[] = { STR_INIT("〇"), STR_INIT("零"), STR_INIT("○"), STR_INIT("一"),
		STR_INIT("二"), STR_INIT("三"), STR_INIT("四"), STR_INIT("五"), STR_INIT("六"), STR_INIT("七"),
		STR_INIT("八"), STR_INIT("九"), { NULL, 0 } };

	if (s.len > 0 && (unsigned char)s.ptr[0] < 0x80)
		return s.ptr[0] >= '0' && s.ptr[0] <= '9';
	if (str_starts(s, STR("\xEF\xBC")) && s.len >= 3 && (unsigned char)s.ptr[2] >= 0x90)
		return (unsigned char)s.ptr[2] <= 0x99 ? 3 : 0;
	return spot_starts(s, ring) ? 3 : 0;
}

static size_t blank_behind(struct str s)
{
	for (const struct str *b = blanks; b->len; b++) {
		if (str_ends(s, *b))
			return b->len;
	}
	return 0;
}

struct str spot_unblank_both(struct str s)
{
	size_t len;

	while ((len = spot_blank(s)) > 0)
		s = str_sub(s, len, s.len);
	while ((len = blank_behind(s)) > 0)
		s = str_sub(s, 0, s.len - len);
	return s;
}

struct str spot_text(const struct report *r, uint32_t from, uint32_t to)
{
	return spot_unblank(report_slice(r, (struct span){ from, to }));
}

#define STEPS 8 /* before the rest is halved */

static uint32_t start_of(const struct vec *facts, size_t span_at, size_t i)
{
	return *(const uint32_t *)((const char *)facts->ptr + i * facts->size + span_at);
}

size_t spot_first(const struct vec *facts, size_t span_at, uint32_t offset, size_t near)
{
	size_t low = 0, high = facts->len;

	if (near <= high && (near == 0 || start_of(facts, span_at, near - 1) < offset)) {
		for (low = near; low < near + STEPS; low++) {
			if (low == high || start_of(facts, span_at, low) >= offset)
				return low;
		}
	}
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (start_of(facts, span_at, middle) < offset)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

size_t spot_first_date(const struct report *r, uint32_t offset)
{
	return spot_first(&r->dates, offsetof(struct fact_date, span), offset, r->dates.len);
}

size_t spot_first_number(const struct report *r, uint32_t offset)
{
	return spot_first(&r->numbers, offsetof(struct fact_number, span), offset, r->numbers.len);
}

/* Most words are ruled out by their characters, without a search. */
bool spot_any(struct str s, const struct str *words)
{
	struct chars chars;

	if (s.len == 0)
		return false;
	chars_of(s, &chars);
	for (; words->len; words++) {
		if (chars_may_have(&chars, words->ptr) && str_has(s, *words))
			return true;
	}
	return false;
}

const struct str spot_numerals[] = { STR_INIT("一"), STR_INIT("二"), STR_INIT("两"), STR_INIT("三"), STR_INIT("四"),
	STR_INIT("五"), STR_INIT("六"), STR_INIT("七"), STR_INIT("八"), STR_INIT("九"), STR_INIT("十"), { NULL, 0 } };

bool spot_has_numeral(struct str s, struct str unit)
{
	for (size_t at = str_find(s, unit, 0); at != STR_NPOS && unit.len > 0; at = str_find(s, unit, at + unit.len)) {
		if (spot_ends(str_sub(s, 0, at), spot_numerals))
			return true;
	}
	return false;
}

bool spot_share(struct str s)
{
	static const struct str behind[] = { STR_INIT("比"), STR_INIT("总"), STR_INIT("全"), STR_INIT("其"),
		STR_INIT("应"), STR_INIT("到"), STR_INIT("当"), STR_INIT("年"), STR_INIT("一"), STR_INIT("二"),
		STR_INIT("三"), STR_INIT("四"), STR_INIT("五"), STR_INIT("六"), STR_INIT("七"), STR_INIT("八"),
		STR_INIT("九"), STR_INIT("百"), { NULL, 0 } };
	static const struct str before[] = { STR_INIT("约"), STR_INIT("各"), STR_INIT("别"), STR_INIT("均"),
		{ NULL, 0 } };

	for (size_t at = 0; (at = str_find(s, STR("占"), at)) != STR_NPOS; at += strlen("占")) {
		struct str rest = str_sub(s, at + strlen("占"), s.len);
		bool digit = rest.len && rest.ptr[0] >= '0' && rest.ptr[0] <= '9';
		if (!rest.len || digit || spot_starts(rest, behind) || spot_ends(str_sub(s, 0, at), before))
			return true;
	}
	return false;
}

/* The last byte tells soonest, as in str_ends() and str_starts(). */
bool spot_ends(struct str s, const struct str *words)
{
	for (; words->len; words++) {
		size_t n = words->len;
		if (s.len >= n && s.ptr[s.len - 1] == words->ptr[n - 1] && str_same(s.ptr + s.len - n, words->ptr, n))
			return true;
	}
	return false;
}

bool spot_starts(struct str s, const struct str *words)
{
	for (; words->len; words++) {
		size_t n = words->len;
		if (s.len >= n && s.ptr[n - 1] == words->ptr[n - 1] && str_same(s.ptr, words->ptr, n))
			return true;
	}
	return false;
}

static struct date end_of_months(struct date first, int months)
{
	return date_add_days(date_add_months(first, months), -1);
}

static struct date end_of_month(struct str text, struct date first)
{
	if (str_has(text, STR("上旬")) || str_ends(text, STR("初")))
		return date_add_days(first, 9);
	return str_has(text, STR("中旬")) ? date_add_days(first, 19) : end_of_months(first, 1);
}

struct date spot_last_day(const struct report *r, const struct fact_date *d)
{
	struct date none = { 0, 0, 0 };

	if (d->value.year == 0)
		return none;
	switch (d->precision) {
	case DATE_MONTH:
		return end_of_month(report_slice(r, d->span), d->value);
	case DATE_QUARTER:
		return end_of_months(d->value, 3);
	case DATE_HALF:
		return end_of_months(d->value, 6);
	case DATE_YEAR:
		return end_of_months(d->value, 12);
	case DATE_DAY:
		break;
	}
	return d->value;
}

bool spot_is_certain(const struct fact_date *d)
{
	return d->value.year != 0 && !d->year_inferred && (d->precision == DATE_DAY || d->precision == DATE_MONTH);
}

struct date spot_report_day(const struct report *r)
{
	return date_is_none(r->signed_date) || date_cmp(r->signed_date, r->published_date) < 0 ? r->published_date
											       : r->signed_date;
}

bool spot_text_is_cut(const struct report *r, size_t least)
{
	static const struct str ends[] = { STR_INIT("。"), STR_INIT("；"), STR_INIT("！"), STR_INIT("？"),
		STR_INIT("："), STR_INIT("）"), STR_INIT("”"), STR_INIT("》"), STR_INIT("】"), STR_INIT("…"),
		STR_INIT("."), STR_INIT(";"), STR_INIT("!"), STR_INIT(")"), STR_INIT(":"), STR_INIT("日"),
		STR_INIT("会"), STR_INIT("组"), STR_INIT("|"), STR_INIT(">"), { NULL, 0 } };
	struct str text = str_trim(r->text);
	size_t line = str_rfind(text, STR("\n"));
	struct str last = str_trim(str_sub(text, line == STR_NPOS ? 0 : line, text.len));

	bool prose = str_has(last, STR("，")) || str_has(last, STR("。")); /* and no address of a web page */

	return last.len > least && prose && !spot_ends(last, ends);
}
