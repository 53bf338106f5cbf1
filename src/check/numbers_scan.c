#include "numbers.h"
#include "spot.h"

#include "chars.h"

/* --- rows --- */

static size_t line_start(struct str text, size_t at, size_t floor)
{
	const char *nl = at > floor ? memrchr(text.ptr + floor, '\n', at - floor) : NULL;
	return nl ? (size_t)(nl - text.ptr) + 1 : floor;
}

static size_t line_end(struct str text, size_t at)
{
	const char *nl = memchr(text.ptr + at, '\n', text.len - at);
	return nl ? (size_t)(nl - text.ptr) : text.len;
}

/* A paragraph of a text with broken lines is one row. */
static size_t paragraph_start(struct str text, size_t at, size_t floor)
{
	size_t start = line_start(text, at, floor);
	while (start > floor && text.ptr[start - 1] == '\n' && spot_is_wrap(text, start - 1))
		start = line_start(text, start - 1, floor);
	return start;
}

static size_t paragraph_end(struct str text, size_t at)
{
	size_t end = line_end(text, at);
	while (end < text.len && spot_is_wrap(text, end))
		end = line_end(text, end + 1);
	return end;
}

static bool is_year(const struct fact_number *n)
{
	return n->unit.len == 0 && n->value.scale == 0 && n->value.digits >= 1900 && n->value.digits < 2100;
}

/* What a paragraph must hold to be worth a rule's look. */
enum need {
	NEED_LIST = 1,
	NEED_SUM = 2,
	NEED_SHARE = 4,
	NEED_MONEY_PAIR = 8,
	NEED_TIME = 16,
	NEED_CHANGE = 32,
};

/* What stands between a list and its count: 》, 等, 共 合计 共有, the small links, a bracket's end; the last of several groups. */
static bool ends_list(struct str before)
{
	static const struct str ends[] = { { "》", 3 }, { "等", 3 }, { "共", 3 }, { "计", 3 }, { "有", 3 }, { "和", 3 },
		{ "及", 3 }, { "与", 3 }, { "”", 3 }, { "“", 3 }, { "＂", 3 }, { "\"", 1 }, { "）", 3 }, { ")", 1 },
		{ "】", 3 }, { "]", 1 }, { "〕", 3 }, { "组", 3 } };
	for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {
		if (str_ends(before, ends[i]))
			return true;
	}
	return before.len == 0; /* blanks as far as was looked */
}

#define NOUN_REACH 120 /* bytes: what is counted and blanks */

static bool starts_any(struct str s, const struct str *words, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (str_starts(s, words[i]))
			return true;
	}
	return false;
}

/* A colon or bracket behind the thing counted, before any other mark. */
static bool begins_list(struct str behind)
{
	static const struct str begins[] = { { "：", 3 }, { "（", 3 }, { "【", 3 }, { "〔", 3 } };
	static const struct str told[] = { { "，分别", 9 }, { "，即", 6 }, { "，有《", 9 }, { "，为《", 9 },
		{ "，是《", 9 }, { ",分别", 7 }, { ",即", 4 } };
	static const struct str others[] = { { "，", 3 }, { "。", 3 }, { "、", 3 }, { "；", 3 }, { "！", 3 },
		{ "？", 3 } };
	for (size_t at = 0; at < behind.len && at < NOUN_REACH; at++) {
		unsigned char c = (unsigned char)behind.ptr[at];
		if (c < 0x80 && strchr(":([", c))
			return true;
		if (c < 0x80 && strchr(",;!?\n", c))
			return starts_any(str_sub(behind, at, behind.len), told, sizeof(told) / sizeof(told[0]));
		if (c != 0xE3 && c != 0xEF)
			continue;
		struct str rest = str_sub(behind, at, behind.len);
		for (size_t i = 0; i < sizeof(begins) / sizeof(begins[0]); i++) {
			if (str_starts(rest, begins[i]))
				return true;
		}
		for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
			if (str_starts(rest, others[i]))
				return starts_any(rest, told, sizeof(told) / sizeof(told[0]));
		}
	}
	return true;
}

/* BH107 looks for a list beside a count, not for any count. */
static bool may_count_list(struct str text, const struct fact_number *n)
{
	return n->kind == NUMBER_COUNT && n->value.scale == 0 && n->value.digits < 100 &&
	       (ends_list(str_trim(
			str_sub(text, n->span.start < NOUN_REACH ? 0 : n->span.start - NOUN_REACH, n->span.start))) ||
		       begins_list(str_sub(text, n->span.end, text.len)));
}

/* Whether two numbers that are compared or added can be of these kinds and units: the same bit, or -1 for one with any unit (12、15和16个).
 * It may say so too often: units are told by their last byte, 万人次 counts as 人次 and 名, 位 as 人. */
uint64_t num_unit_bit(const struct fact_number *n)
{
	static const char *const powers[] = { "万", "亿", "千", "百" };
	if (n->kind != NUMBER_COUNT)
		return UINT64_C(1) << n->kind;
	if (n->unit.len == 0)
		return UINT64_MAX;
	for (size_t i = 0; i < sizeof(powers) / sizeof(powers[0]); i++) {
		if (str_ends(n->unit, str_from(powers[i])))
			return UINT64_MAX;
	}
	if (str_ends(n->unit, STR("名")) || str_ends(n->unit, STR("位")))
		return UINT64_C(1) << ("人"[2] & 63);
	return UINT64_C(1) << (n->unit.ptr[n->unit.len - 1] & 63);
}

#define AMONG_REACH 40 /* bytes behind a number, blanks not counted: what is counted, and 中 */

/* 其中, or 中 close behind a number (1427件中，27家砂石场中，): one part alone may be held against its whole. */
static bool tells_part(struct str row, struct str text, const struct fact_number *n, size_t count)
{
	size_t end = (size_t)(row.ptr - text.ptr) + row.len;
	for (size_t i = 0; i < count; i++) {
		if (str_has(str_sub(str_trim(str_sub(text, n[i].span.end, end)), 0, AMONG_REACH), STR("中")))
			return true;
	}
	return str_has(row, STR("其中"));
}

#define CHANGE_REACH 90 /* bytes before a number that can tell of a change */

/* One of these characters stands before a number that a change leads to: by their last bytes, which differ, the two before. */
static const uint16_t change_characters[256] = {
	[0xB3] = 0xE887, /* 至 */
	[0xB0] = 0xE588, /* 到 */
	[0xBA] = 0xE4B8, /* 为 */
	[0x83] = 0xE8BE, /* 较 */
	[0x94] = 0xE6AF, /* 比 */
	[0x8E] = 0xE590, /* 整改后 */
};

static bool tells_change(struct str text, const struct fact_number *n, size_t count)
{
	const unsigned char *p = (const unsigned char *)text.ptr;
	for (size_t i = 1; i < count; i++) {
		size_t to = n[i].span.start, at = to < CHANGE_REACH ? 0 : to - CHANGE_REACH;
		for (; at + 2 < to; at += (p[at] & 0xF0) == 0xE0 ? 3 : 1) {
			if ((p[at] << 8 | p[at + 1]) == change_characters[p[at + 2]])
				return true;
		}
	}
	return false;
}

/* What the numbers of a paragraph come to. */
struct tally {
	size_t shares, money, times;
	uint64_t once, twice, thrice; /* units of so many numbers that are no shares */
	bool lists;
};

static struct tally tally_of(struct str text, const struct fact_number *n, size_t count)
{
	struct tally t = { .lists = false };
	for (size_t i = 0; i < count; i++) {
		if (n[i].kind == NUMBER_ORDINAL || is_year(&n[i]))
			continue;
		if (n[i].kind == NUMBER_PERCENT || n[i].kind == NUMBER_POINTS) {
			t.shares++;
			continue;
		}
		t.money += n[i].kind == NUMBER_MONEY;
		uint64_t bit = num_unit_bit(&n[i]);
		t.thrice |= t.twice & bit;
		t.twice |= t.once & bit;
		t.once |= bit;
		t.lists = t.lists || may_count_list(text, &n[i]);
		t.times +=
			str_eq(n[i].unit, STR("天")) || str_eq(n[i].unit, STR("日")) || str_eq(n[i].unit, STR("个月"));
	}
	return t;
}

/* The needs that the numbers of `row` meet: a sum has two parts or says that it has one; a change is of two alike, and a share, a third
 * number or the words before them tell it. */
static unsigned needs_met(struct str row, struct str text, const struct fact_number *n, size_t count)
{
	struct tally t = tally_of(text, n, count);
	bool sum = t.thrice || (t.twice && tells_part(row, text, n, count));
	bool change = (t.twice || t.shares >= 2) && (t.shares > 0 || tells_change(text, n, count));
	return (t.lists ? NEED_LIST : 0) | (sum ? NEED_SUM : 0) | (t.shares > 0 ? NEED_SHARE : 0) |
	       (t.money >= 2 ? NEED_MONEY_PAIR : 0) | (t.times > 0 ? NEED_TIME : 0) | (change ? NEED_CHANGE : 0);
}

static const struct reader {
	const char *code;
	enum need need;
	int (*read)(struct num_row *r);
} readers[] = {
	{ "BH102", NEED_SUM, num_sum_row },
	{ "BH103", NEED_SUM, num_sum_row },
	{ "BH104", NEED_SHARE, num_percent_row },
	{ "BH105", NEED_CHANGE, num_change_row },
	{ "BH106", NEED_MONEY_PAIR, num_money_row },
	{ "BH107", NEED_LIST, num_list_row },
	{ "BH108", NEED_TIME, num_span_row },
};
#define READERS (sizeof(readers) / sizeof(readers[0]))

struct filler {
	struct num_row row;
	struct num_lexer lexer;
	bool in_book;
	const struct rule *const *rules; /* of each reader; NULL: switched off */
	unsigned wanted, met;            /* needs: of any rule, and of this paragraph */
};

/* Gives the row away and begins a new one. */
static int flush(struct filler *f)
{
	int rc = 0;
	for (size_t i = 0; i < READERS && f->row.count > 0 && rc >= 0; i++) {
		if (!f->rules[i] || !(readers[i].need & f->met))
			continue;
		if (readers[i].read == num_sum_row && i > 0 && f->rules[i - 1])
			continue; /* BH102 has read for both */
		f->row.check->rule = f->rules[i];
		rc = readers[i].read(&f->row);
	}
	f->row.count = 0;
	f->lexer.depth = 0;
	f->in_book = false;
	return rc;
}

/* Of a long stretch without numbers the beginning and the end are enough: what lies between belongs to neither. */
#define NEAR_BYTES 360

static uint32_t character_at(struct str text, uint32_t at)
{
	while (at > 0 && at < text.len && ((unsigned char)text.ptr[at] & 0xC0) == 0x80)
		at--;
	return at;
}

static void lex(struct filler *f, uint32_t from, uint32_t to)
{
	while (from < to) {
		/* breaks within the row part nothing; looked for up to its end, not to the line's */
		size_t nl = line_end(str_sub(f->row.text, 0, to), from), count = f->row.count;
		uint32_t end = nl < to ? (uint32_t)nl : to;
		f->row.count += num_lex(&f->lexer, from, end, f->row.token + count, NUM_TOKENS_MAX - count);
		from = end + (end < to);
	}
}

static void add_break(struct filler *f, uint32_t from, uint32_t to)
{
	f->lexer.depth = 0;
	if (f->row.count < NUM_TOKENS_MAX)
		f->row.token[f->row.count++] = (struct num_token){ .kind = NT_STOP, .start = from, .end = to };
}

static int add_gap(struct filler *f, uint32_t from, uint32_t to)
{
	struct str gap = spot_unblank(str_sub(f->row.text, from, to));
	size_t before = f->row.count;
	from = (uint32_t)(gap.ptr - f->row.text.ptr);
	to = from + (uint32_t)gap.len;
	uint32_t head = from, tail = from;
	if (to - from > 3 * NEAR_BYTES) {
		head = f->row.count > 0 ? character_at(f->row.text, from + NEAR_BYTES) : from;
		tail = character_at(f->row.text, to - NEAR_BYTES);
		lex(f, from, head);
		add_break(f, head, tail);
	}
	lex(f, tail, to);
	for (size_t i = f->row.count; i > before; i--) {
		uint8_t kind = f->row.token[i - 1].kind;
		if (kind != NT_BOOK_OPEN && kind != NT_BOOK_CLOSE)
			continue;
		f->in_book = kind == NT_BOOK_OPEN;
		break;
	}
	/* A hostile row: what stands so far is one, the rest of the gap is left out. */
	return f->row.count >= NUM_TOKENS_MAX - 1 ? flush(f) : 0;
}

/* 一类, 二级, 三组 in Chinese numerals name a kind; in digits they count. */
static bool is_kind_name(struct str text, const struct fact_number *n)
{
	static const char *const KINDS[] = { "类", "级", "档", "组", "批", "期", NULL };
	char first = text.ptr[n->span.start];
	if (n->span.start >= 3 && str_eq(str_sub(text, n->span.start - 3, n->span.start), STR("等")))
		return false; /* 灭火机、水泵等三类装备 counts what stands before */
	if ((first >= '0' && first <= '9') || n->value.digits > 10)
		return false;
	for (size_t i = 0; KINDS[i]; i++) {
		if (str_eq(n->unit, str_from(KINDS[i])))
			return true;
	}
	return false;
}

static void add_number(struct filler *f, const struct fact_number *n)
{
	bool counts = !f->in_book && n->kind != NUMBER_ORDINAL && !is_year(n) && !is_kind_name(f->row.text, n);
	f->row.token[f->row.count++] = (struct num_token){
		.kind = counts ? NT_NUMBER : NT_TEXT,
		.depth = (uint8_t)(f->lexer.depth < 255 ? f->lexer.depth : 255),
		.start = n->span.start,
		.end = n->span.end,
		.number = counts ? n : NULL,
	};
}

static int run_line(struct filler *f, const struct fact_number *n, size_t count, size_t start, size_t end)
{
	size_t at = start;
	for (size_t i = 0; i < count; i++) {
		if (n[i].span.start < at)
			continue;
		int rc = add_gap(f, (uint32_t)at, n[i].span.start);
		if (rc == 0 && f->row.count > NUM_TOKENS_MAX / 2 && f->row.token[f->row.count - 1].kind == NT_STOP)
			rc = flush(f);
		if (rc < 0)
			return rc;
		add_number(f, &n[i]);
		at = n[i].span.end;
	}
	int rc = add_gap(f, (uint32_t)at, (uint32_t)end);
	return rc < 0 ? rc : flush(f);
}

/* The further copies say nothing new. */
static uint32_t first_copy_end(const struct report *r)
{
	return r->copies.len > 1 ? VEC_AT(&r->copies, struct span, 1).start : (uint32_t)r->text.len;
}

static int each_row(struct filler *f)
{
	const struct report *r = f->row.check->report;
	const struct fact_number *all = r->numbers.ptr;
	uint32_t limit = first_copy_end(r);
	size_t floor = 0;

	for (size_t i = 0; i < r->numbers.len && all[i].span.start < limit;) {
		size_t end = paragraph_end(r->text, all[i].span.end);
		size_t next = i;
		while (next < r->numbers.len && all[next].span.start < end)
			next++;
		size_t start = paragraph_start(r->text, all[i].span.start, floor);
		f->met = needs_met(str_sub(r->text, start, end), r->text, all + i, next - i);
		if (f->met & f->wanted) {
			int rc = run_line(f, all + i, next - i, start, end);
			if (rc < 0)
				return rc;
		}
		floor = end;
		i = next > i ? next : i + 1;
	}
	return 0;
}

static int run_all(struct check *c, const struct rule *const *rules, unsigned wanted)
{
	struct num_token token[NUM_TOKENS_MAX];
	struct filler f = {
		.row = { .check = c, .text = c->report->text, .token = token }, .rules = rules, .wanted = wanted
	};

	f.row.claimed = rules[0];
	f.row.plain = rules[1];
	num_lexer_init(&f.lexer, c->report->text);
	return each_row(&f);
}

int num_run(struct check *c)
{
	const struct rule *rules[READERS], *running = c->rule, *first = NULL;
	unsigned wanted = 0;

	for (size_t i = 0; i < READERS; i++) {
		rules[i] = check_enabled(c, readers[i].code) ? check_rule_find(str_from(readers[i].code)) : NULL;
		wanted |= rules[i] ? readers[i].need : 0;
		first = first ? first : rules[i];
	}
	if (running != first)
		return 0;
	int rc = run_all(c, rules, wanted);
	c->rule = running;
	return rc;
}

/* --- reading --- */

static bool is_separator(uint8_t kind)
{
	return kind == NT_DUN || kind == NT_COMMA || kind == NT_SEMI || kind == NT_COLON || kind == NT_STOP ||
	       kind == NT_OPEN || kind == NT_CLOSE;
}

struct str num_slice(const struct num_row *r, size_t from_token, size_t to_token)
{
	if (from_token > to_token || to_token >= r->count)
		return STR_NONE;
	return str_sub(r->text, r->token[from_token].start, r->token[to_token].end);
}

struct str num_label(const struct num_row *r, size_t at)
{
	size_t from = at;
	while (from > 0 && !is_separator(r->token[from - 1].kind) && r->token[from - 1].kind != NT_NUMBER)
		from--;
	return from < at ? str_trim(num_slice(r, from, at - 1)) : STR_NONE;
}

struct str num_noun(const struct num_row *r, size_t at)
{
	if (at + 1 >= r->count || r->token[at + 1].kind != NT_TEXT)
		return STR_NONE;
	return str_trim(num_slice(r, at + 1, at + 1));
}

/* A sentence of more marks than this is none; the bound keeps every search short. */
#define SENTENCE_REACH 120

size_t num_sentence_start(const struct num_row *r, size_t at)
{
	size_t low = at > SENTENCE_REACH ? at - SENTENCE_REACH : 0;
	while (at > low && r->token[at - 1].kind != NT_STOP)
		at--;
	return at;
}

size_t num_sentence_end(const struct num_row *r, size_t at)
{
	size_t high = r->count - at > SENTENCE_REACH ? at + SENTENCE_REACH : r->count;
	while (at < high && r->token[at].kind != NT_STOP)
		at++;
	return at;
}

bool num_same_units(struct str a, struct str b)
{
	return str_eq(a, b) || str_eq(num_unit_name(a), num_unit_name(b));
}

bool num_has_any(struct str s, const char *const *words)
{
	if (s.len == 0)
		return false;
	struct chars c;
	chars_of(s, &c);
	for (; *words; words++) {
		if (chars_may_have(&c, *words) && str_has(s, str_from(*words)))
			return true;
	}
	return false;
}

/* The first or last two characters of one stand in the other. */
static bool shares_end(struct str a, struct str b)
{
	size_t n = a.len < 6 ? a.len : 6;
	return str_has(b, str_sub(a, 0, n)) || str_has(b, str_sub(a, a.len - n, a.len));
}

bool num_same_noun(struct str a, struct str b)
{
	return a.len == 0 || b.len == 0 || shares_end(a, b) || shares_end(b, a);
}

struct str num_printed(const struct num_row *r, const struct fact_number *n)
{
	return str_trim(str_sub(r->text, n->span.start, n->span.end));
}

/* --- findings --- */

static const struct node *child_at(const struct node *first, uint32_t place)
{
	for (; first; first = first->next) {
		if (place >= first->span.start && place < first->span.end)
			return first;
	}
	return NULL;
}

const struct node *num_node_at(const struct check *c, uint32_t place)
{
	const struct node *n = c->report->root ? child_at(c->report->root->first, place) : NULL;
	const struct node *other = child_at(c->report->others, place);
	if (other)
		n = other;
	while (n && n->first) {
		const struct node *inner = child_at(n->first, place);
		if (!inner)
			break;
		n = inner;
	}
	return n;
}

#define QUOTE_EDGE 60 /* bytes of words taken in on either side */

static bool is_short_text(const struct num_row *r, size_t at)
{
	return at < r->count && r->token[at].kind == NT_TEXT && r->token[at].end - r->token[at].start <= QUOTE_EDGE;
}

/* Back to the beginning of the clause, when it is near: 13件建议和18件提案 and not 件建议和18件提案. */
static size_t clause_of(const struct num_row *r, size_t at)
{
	size_t from = at;
	while (from > 0 && !is_separator(r->token[from - 1].kind))
		from--;
	return r->token[at].start - r->token[from].start <= 2 * QUOTE_EDGE ? from : at;
}

/* A quote begins and ends with the words of its numbers, and closes the bracket it opens. */
static void readable(const struct num_row *r, size_t *a, size_t *b)
{
	uint8_t depth = r->token[*a].depth;
	*a = clause_of(r, *a);
	while (*a > 0 && (is_short_text(r, *a - 1) || r->token[*a - 1].kind == NT_SUM))
		--*a;
	if (is_short_text(r, *b + 1))
		++*b;
	if (r->token[*b].depth > depth && *b + 1 < r->count && r->token[*b + 1].kind == NT_CLOSE)
		++*b;
}

struct check_finding *num_add(struct num_row *r, size_t a, size_t b, struct buf *message)
{
	readable(r, &a, &b);
	struct span span = { r->token[a].start, r->token[b].end };
	struct str view = buf_view(message);
	if (message->failed && !message->full)
		return NULL;
	if (message->full)
		view = STR("数字之间对不上");
	return check_add(r->check, num_node_at(r->check, span.start), span, STR_FMT, STR_ARG(view));
}
