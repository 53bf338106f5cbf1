#include "facts_lex.h"

#include "utf8.h"

/* --- small tools --- */

static void add_bit(uint64_t *bits, const char *last)
{
	*bits |= UINT64_C(1) << ((unsigned char)*last & 63);
}

void facts_list_read(struct facts_list *l)
{
	uint64_t at[2] = { 0, 0 }, before[2] = { 0, 0 };

	for (const struct str *w = l->words; w->len > 0; w++) {
		size_t first = utf8_prefix(*w, 1);
		const char *end = w->ptr + w->len;
		add_bit(&at[0], w->ptr + first - 1);
		add_bit(&at[1], first > 1 ? w->ptr + first - 2 : "");
		add_bit(&before[0], end - 1);
		add_bit(&before[1], (unsigned char)end[-1] >= 0x80 ? end - 2 : "");
	}
	atomic_store_explicit(&l->at[1], at[1], memory_order_relaxed);
	atomic_store_explicit(&l->before[0], before[0], memory_order_relaxed);
	atomic_store_explicit(&l->before[1], before[1], memory_order_relaxed);
	atomic_store_explicit(&l->at[0], at[0], memory_order_release);
}

const struct str *facts_longest_at(const struct facts *f, const char *p, const struct str *words)
{
	const struct str *longest = NULL;
	size_t room = (size_t)(f->limit - p);

	for (; words->len > 0; words++) {
		if (words->len <= room && facts_same(p, *words) && (!longest || words->len > longest->len))
			longest = words;
	}
	return longest;
}

const struct str *facts_longest_before(const struct facts *f, const char *p, const struct str *words)
{
	const struct str *longest = NULL;
	size_t room = (size_t)(p - f->begin);

	for (; words->len > 0; words++) {
		if (words->len <= room && facts_same(p - words->len, *words) && (!longest || words->len > longest->len))
			longest = words;
	}
	return longest;
}

static size_t blank_at(const struct facts *f, const char *p)
{
	if (p < f->limit && (*p == ' ' || *p == '\t'))
		return 1;
	if (facts_at(f, p, STR("\u00a0")))
		return 2;
	return facts_at(f, p, STR("\u3000")) ? 3 : 0;
}

const char *facts_skip_blanks(const struct facts *f, const char *p, int max)
{
	for (size_t len; max-- > 0 && (len = blank_at(f, p)) > 0;)
		p += len;
	return p;
}

const char *facts_skip_blanks_before(const struct facts *f, const char *p, int max)
{
	while (max-- > 0 && p > f->begin) {
		const char *before = facts_back(f, p);
		if (before + blank_at(f, before) != p)
			break;
		p = before;
	}
	return p;
}

bool facts_line_start(const struct facts *f, const char *p)
{
	p = facts_blanks_before(f, p, INT32_MAX);
	return p == f->begin || p[-1] == '\n' || p[-1] == '\r';
}

bool facts_clause_start(const struct facts *f, const char *p)
{
	FACTS_LIST(marks, STR("。"), STR("；"), STR(";"), STR("："), STR(":"), STR("！"), STR("？"));

	p = facts_blanks_before(f, p, INT32_MAX);
	return p == f->begin || p[-1] == '\n' || p[-1] == '\r' || facts_any_before(f, p, marks);
}

int facts_small(const char *from, const char *to)
{
	int value = 0;

	while (from < to) {
		size_t len = 1;
		int digit = facts_digit(from, to, &len);
		if (digit >= 0 && value < 10000)
			value = value * 10 + digit;
		from += len;
	}
	return value;
}

/* --- Chinese numerals --- */

/* The value of one: 0..9, or 10, 100, 1000, 10^4, 10^8; -1: none. */
static int64_t han_value(const char *p)
{
	static const struct {
		char text[4];
		int64_t value;
	} numerals[] = {
		{ "一", 1 },
		{ "二", 2 },
		{ "三", 3 },
		{ "四", 4 },
		{ "五", 5 },
		{ "六", 6 },
		{ "七", 7 },
		{ "八", 8 },
		{ "九", 9 },
		{ "十", 10 },
		{ "百", 100 },
		{ "千", 1000 },
		{ "万", 10000 },
		{ "亿", 100000000 },
		{ "两", 2 },
		{ "〇", 0 },
		{ "零", 0 },
		{ "○", 0 },
		{ "Ｏ", 0 },
		{ "廿", 20 },
		{ "壹", 1 },
		{ "贰", 2 },
		{ "叁", 3 },
		{ "肆", 4 },
		{ "伍", 5 },
		{ "陆", 6 },
		{ "柒", 7 },
		{ "捌", 8 },
		{ "玖", 9 },
		{ "拾", 10 },
		{ "佰", 100 },
		{ "仟", 1000 },
	};

	for (size_t i = 0; i < sizeof(numerals) / sizeof(*numerals); i++) {
		if (memcmp(p, numerals[i].text, 3) == 0)
			return numerals[i].value;
	}
	return -1;
}

/* A number being read: 亿 and 万 close what stands before them, 千 百 十 may only fall. */
struct han {
	int64_t total, group, digit; /* digit -1: none waits */
	int64_t power, large;        /* the last smaller and larger power */
	bool any, zero;
};

static bool han_small_power(struct han *h, int64_t power)
{
	if (power >= h->power || h->digit == 0)
		return false;
	h->group += (h->digit < 0 ? 1 : h->digit) * power;
	h->power = power;
	h->digit = -1;
	h->zero = false;
	return true;
}

static bool han_large_power(struct han *h, int64_t power)
{
	int64_t group = h->group + (h->digit > 0 ? h->digit : 0);

	if (power == h->large || (power > h->large && h->total > 0 && h->large != 0))
		return false;
	h->total = h->total + (group > 0 || h->any ? group : 1) * power;
	h->large = power;
	h->power = 10000;
	h->group = 0;
	h->digit = -1;
	h->zero = false;
	return true;
}

static bool han_digit(struct han *h, int64_t digit)
{
	if (h->digit >= 0)
		return false;
	if (digit == 0) {
		h->zero = true;
		return h->any;
	}
	h->digit = digit;
	return true;
}

bool facts_han_number(struct str s, int64_t *ret)
{
	struct han h = { .digit = -1, .power = 10000 };

	if (s.len == 0 || s.len > 3 * 20)
		return false;
	for (size_t i = 0; i + 3 <= s.len; i += 3) {
		int64_t v = han_value(s.ptr + i);
		bool fits = v == 20      ? !h.any && (h.group = 20, h.power = 10, true)
			    : v >= 10000 ? han_large_power(&h, v)
			    : v >= 10    ? han_small_power(&h, v)
					 : v >= 0 && han_digit(&h, v);
		if (!fits)
			return false;
		h.any = true;
	}
	if (h.zero && h.digit < 0)
		return false;
	/* 一百五, 三万二: the digit behind a power counts in the next lower one, unless 零 stands between. */
	int64_t scale = h.digit > 0 && !h.zero && h.power <= 1000 && h.power >= 100 ? h.power / 10 : 1;
	*ret = h.total + h.group + (h.digit > 0 ? h.digit * scale : 0);
	return true;
}

/* --- the pass --- */

static facts_handler *handler_of(enum fact_token t)
{
	switch (t) {
	case FACT_NUMBER:
	case FACT_DOTTED:
	case FACT_HANZI:
	case FACT_HAN_POINT:
	case FACT_ORDINAL:
	case FACT_PERCENT_OF:
		return facts_number;
	case FACT_ISO:
	case FACT_COMPACT:
	case FACT_YMD:
	case FACT_YM:
	case FACT_Y:
	case FACT_MD:
	case FACT_M:
	case FACT_D:
	case FACT_Y_RANGE:
	case FACT_M_RANGE:
	case FACT_HAN_DATE:
	case FACT_HAN_DAY:
	case FACT_HALF:
	case FACT_QUARTER:
	case FACT_RELATIVE:
		return facts_date;
	case FACT_TITLE:
	case FACT_DOC_NO:
	case FACT_DOC_RUN:
		return facts_document;
	case FACT_ORG_LABEL:
	case FACT_LEAD:
	case FACT_CHARGE:
	case FACT_HELP:
		return facts_org;
	case FACT_PEOPLE:
		return facts_people;
	case FACT_PHONE_LABEL:
	case FACT_EMAIL_LABEL:
	case FACT_ADDRESS_LABEL:
	case FACT_POSTCODE_LABEL:
	case FACT_PHONE_CALL:
	case FACT_LETTER:
	case FACT_PHONE:
	case FACT_AT:
		return facts_contact;
	default:
		return NULL;
	}
}

/* A number or address inside a measure or the page's frame is not the report's own contact. */
static bool own_place(struct node *leaf)
{
	return leaf->kind == NODE_PROSE && leaf->prose != PROSE_FURNITURE && leaf->prose != PROSE_COPY &&
	       !node_up(leaf, NODE_ASPECT) && !node_up(leaf, NODE_PROBLEM);
}

/* Leaves and contacts both stand in the order of the text: one walk. */
static void keep_own_contacts(struct report *r)
{
	size_t kept = 0, next = 0;

	if (!r->root || !r->root->first)
		return;
	for (struct node *n = r->root; n && next < r->contacts.len; n = node_walk(r->root, n)) {
		if (n->first)
			continue;
		while (next < r->contacts.len &&
			VEC_AT(&r->contacts, struct fact_contact, next).span.start < n->span.end) {
			struct fact_contact c = VEC_AT(&r->contacts, struct fact_contact, next++);
			if (c.span.start >= n->span.start && own_place(n))
				VEC_AT(&r->contacts, struct fact_contact, kept++) = c;
		}
	}
	r->contacts.len = kept;
}

/* The next place at or behind p that may begin a token, else the limit. `stop` moves on in what marks_scan() found. */
static const char *next_place(const struct facts *f, const char *p, const uint32_t **stop, const uint32_t *end)
{
	uint32_t at = (uint32_t)(p - f->text);

	while (*stop < end && **stop < at)
		++*stop;
	return *stop < end && f->text + **stop < f->limit ? f->text + **stop : f->limit;
}

/* A Chinese numeral alone that no measure word follows: it counts nothing (一步, 统一). Most are such. */
static bool idle_numeral(const struct facts *f, const char *p)
{
	FACTS_LIST(more, STR("余"), STR("多"), STR("几"), STR("来"), STR("月"), STR(" "), STR("\t"), STR("\u00a0"),
		STR("\u3000"));
	const char *next = p + 3;

	if (!(marks_flags(p) & MARK_NUMERAL))
		return false;
	return next >= f->limit || (!(marks_flags(next) & (MARK_FACT | MARK_UNIT)) && !facts_any_at(f, next, more));
}

static int run(struct facts *f, const struct vec *stops)
{
	const uint32_t *stop = stops->ptr, *last = stop ? stop + stops->len : NULL;

	for (const char *p = next_place(f, f->begin, &stop, last); p < f->limit;) {
		const char *end, *next = p + 3;
		if (idle_numeral(f, p)) {
			p = next_place(f, next, &stop, last);
			continue;
		}
		enum fact_token t = facts_next(p, f->limit, &end);
		facts_handler *handle = handler_of(t);

		next = end;
		if (handle) {
			int rc = handle(f, t, p, end, &next);
			if (rc < 0)
				return rc;
		}
		p = next_place(f, next, &stop, last);
	}
	return 0;
}

/* What 今年 means is sure only when the report was signed well inside the year in which it was fed back. */
static int base_year(const struct report *r)
{
	struct date d = date_is_none(r->signed_date) ? r->published_date : r->signed_date;

	if (date_is_none(d) || d.month < 4 || (!date_is_none(r->feedback_date) && r->feedback_date.year != d.year))
		return 0;
	return d.year;
}

/* Where the year begins that the report tells of. */
static struct date window(const struct report *r)
{
	if (!date_is_none(r->inspection_start))
		return r->inspection_start;
	if (!date_is_none(r->feedback_date))
		return date_add_months(r->feedback_date, -3);
	if (!date_is_none(r->signed_date))
		return date_add_months(r->signed_date, -11);
	return date_is_none(r->published_date) ? r->published_date : date_add_months(r->published_date, -11);
}

/* Whether a day had not passed when the report was signed or published; false where nothing says when. */
static bool ahead(const struct report *r, const struct fact_date *d)
{
	struct date s = date_is_none(r->signed_date) ? r->published_date : r->signed_date;
	int month = d->value.month + (d->precision == DATE_QUARTER ? 2 : d->precision == DATE_HALF ? 5 : 0);

	if (date_is_none(s) || d->value.year != s.year)
		return !date_is_none(s) && d->value.year > s.year;
	if (d->precision == DATE_YEAR || month != s.month)
		return d->precision == DATE_YEAR || month > s.month;
	return d->precision != DATE_DAY || d->value.day >= s.day;
}

void facts_settle_dates(struct report *r)
{
	int year = base_year(r);

	for (size_t i = 0; i < r->dates.len; i++) {
		struct fact_date *d = &VEC_AT(&r->dates, struct fact_date, i);
		struct date *end = i ? &VEC_AT(&r->dates, struct fact_date, i - 1).range_end : NULL;
		bool joined = end && end->month && date_cmp(*end, d->value) == 0;
		if (year && d->said && d->value.month)
			d->value.year = (int16_t)(year + (int)d->said - SAID_THIS_YEAR);
		if (joined)
			*end = d->value;
		d->limit = d->limit && ahead(r, d);
	}
}

int report_facts(struct report *r, const struct marks *m, struct span body, struct err *e)
{
	struct facts f = { .r = r, .body = body, .text = r->text.ptr };

	if (body.end > r->text.len)
		body.end = (uint32_t)r->text.len;
	if (body.start >= body.end)
		return 0;
	f.begin = f.text + body.start;
	f.limit = f.text + body.end;
	f.base_year = base_year(r);
	f.window = window(r);
	if (run(&f, &m->stops) < 0 || facts_org_cells(&f) < 0)
		return err_nomem(e);
	keep_own_contacts(r);
	return 0;
}
