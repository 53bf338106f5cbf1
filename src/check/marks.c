/* BH503 and BH504: 《》 “” ‘’ () 【】 〔〕 paragraph by paragraph. */
#include "fault.h"
#include "rules.h"
#include "sight.h"
#include "spot.h"
#include "utf8.h"

#define DEPTH_MAX 64 /* deeper nesting is no language any more: the paragraph is left alone */
#define FINDINGS_PER_LINE 3
#define MIXED_LISTED 3 /* more mixed pairs than these are one finding */
#define QUOTE_LINES 6  /* paragraphs that a quotation may run over */
#define CONTEXT_BYTES 60

struct pair {
	struct mark open, close;
};

struct scan {
	struct check *c;
	struct str text;
	const struct vec *marks;
	size_t next;     /* of them */
	struct vec skip; /* struct span: what is no part of the report */
	size_t next_skip;
	struct vec *mixed;                             /* struct pair */
	bool unbalanced;                               /* report BH503 */
	struct mark stack[DEPTH_MAX], lone[DEPTH_MAX]; /* open marks; those without a partner */
	size_t depth, lone_count;
	uint32_t straight; /* the last " of the paragraph, if their number is odd */
	bool straight_odd, too_deep;
	struct mark carried; /* left open by an earlier paragraph */
	struct span carried_line;
	int carried_lines; /* how long it may still wait; 0: none */
};

/* --- one mark --- */

static struct str mark_text(struct mark m)
{
	return m.closes ? mark_kinds[m.kind].close : mark_kinds[m.kind].open;
}

static struct str partner_text(struct mark m)
{
	return m.closes ? mark_kinds[m.kind].open : mark_kinds[m.kind].close;
}

static bool is_numeral(uint32_t c)
{
	static const char *han = "一二三四五六七八九十";
	if ((c >= '0' && c <= '9') || (c >= 0xFF10 && c <= 0xFF19) || (c >= 0x2460 && c <= 0x249B) ||
		(c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'))
		return true;
	struct str list = str_from(han);
	for (size_t pos = 0; pos < list.len;) {
		if (utf8_next(list, &pos) == c)
			return true;
	}
	return false;
}

static bool ends_sentence(uint32_t c)
{
	return c == 0x3002 || c == 0xFF1B || c == ';' || c == 0xFF1A || c == ':' || c == 0xFF0C || c == ',' ||
	       c == 0x3001;
}

/* `1)`, `①)`, `二)` at the beginning of a line or sentence: a list's marker, not half a pair. */
static bool is_list_marker(struct str line, size_t pos)
{
	size_t at = pos;
	for (int chars = 0; at > 0 && chars <= 4; chars++) {
		size_t before = utf8_floor(line, at - 1), next = before;
		uint32_t c = utf8_next(line, &next);
		if (!is_numeral(c))
			return chars > 0 && (ends_sentence(c) || c == ' ' || c == 0x3000 || c == '\t');
		at = before;
	}
	return at == 0 && pos > 0;
}

/* `(1` or `(一` with a dot or nothing where the other bracket would be. */
static bool is_open_list_marker(struct str line, size_t pos, size_t width)
{
	struct str before = str_trim(str_sub(line, 0, pos));
	if (before.len > 0) {
		size_t last = utf8_floor(before, before.len - 1);
		if (!ends_sentence(utf8_next(before, &last)))
			return false;
	}
	size_t at = pos + width, numerals = 0;
	while (at < line.len && numerals < 4) {
		size_t next = at;
		if (!is_numeral(utf8_next(line, &next)))
			break;
		at = next;
		numerals++;
	}
	return numerals > 0 && numerals < 4;
}

static bool ascii_beside(struct str text, size_t pos, size_t width)
{
	unsigned char before = pos > 0 ? (unsigned char)text.ptr[pos - 1] : ' ';
	unsigned char after = pos + width < text.len ? (unsigned char)text.ptr[pos + width] : ' ';
	return (before < 0x80 && before > ' ') || (after < 0x80 && after >= '0');
}

/* What stands alone by custom: list markers and apostrophes. */
static bool may_stand_alone(const struct scan *s, struct mark m, struct span span)
{
	struct str line = str_sub(s->text, span.start, span.end);
	size_t pos = m.at - span.start, width = mark_text(m).len;
	if (mark_kinds[m.kind].family == MARK_SINGLE)
		return ascii_beside(line, pos, width);
	if (mark_kinds[m.kind].family != MARK_ROUND)
		return false;
	return m.closes ? is_list_marker(line, pos) : is_open_list_marker(line, pos, width);
}

/* --- findings --- */

/* The mark with a little of the words it should hold together. */
static struct span context_of(const struct scan *s, struct mark m, struct span line)
{
	uint32_t end = m.at + (uint32_t)mark_text(m).len, room = CONTEXT_BYTES;
	if (m.closes) {
		size_t start = m.at - line.start > room ? m.at - room : line.start;
		return (struct span){ (uint32_t)utf8_floor(s->text, start), end };
	}
	if (line.end - end <= room)
		return (struct span){ m.at, line.end };
	return (struct span){ m.at, (uint32_t)utf8_floor(s->text, end + room) };
}

static int report_lone(struct scan *s, struct mark m, struct span line)
{
	if (!s->unbalanced)
		return 0;
	struct str mark = mark_text(m), partner = partner_text(m);
	uint32_t chars = (uint32_t)utf8_count(str_sub(s->text, line.start, m.at)) + 1;
	struct check_finding *f = check_add(s->c, NULL, context_of(s, m, line),
		"本段第 %u 个字符 " STR_FMT " 没有与之成对的 " STR_FMT, chars, STR_ARG(mark), STR_ARG(partner));
	return f ? 0 : ERR_NOMEM;
}

/* “…“ and ”…”: one of the two was typed the wrong way round. */
static int report_turned(struct scan *s, struct mark m, struct span line)
{
	if (!s->unbalanced)
		return 0;
	struct str mark = mark_text(m), partner = partner_text(m);
	struct check_finding *f =
		check_add(s->c, NULL, context_of(s, m, line), "本段第 %u 个字符 " STR_FMT " 方向反了，应为 " STR_FMT,
			(uint32_t)utf8_count(str_sub(s->text, line.start, m.at)) + 1, STR_ARG(mark), STR_ARG(partner));
	return f ? 0 : ERR_NOMEM;
}

static int add_mixed(struct scan *s, struct mark open, struct mark close)
{
	struct pair *p = vec_push(s->mixed);
	if (!p)
		return ERR_NOMEM;
	*p = (struct pair){ open, close };
	return 0;
}

/* --- a paragraph --- */

static void drop_lone(struct scan *s, size_t i)
{
	memmove(s->lone + i, s->lone + i + 1, (s->lone_count - i - 1) * sizeof(s->lone[0]));
	s->lone_count--;
}

static void add_lone(struct scan *s, struct mark m)
{
	if (s->lone_count < DEPTH_MAX)
		s->lone[s->lone_count++] = m;
	else
		s->too_deep = true;
}

static bool is_bracket(struct mark m)
{
	return mark_kinds[m.kind].family >= MARK_ROUND;
}

/* 〔2024): a year between two brackets belongs to both, whatever is open around them. */
static bool holds_year(const struct scan *s, struct mark open, struct mark close)
{
	size_t from = open.at + mark_text(open).len;
	if (!is_bracket(open) || !is_bracket(close) || close.at <= from || close.at - from > 6)
		return false;
	for (size_t i = from; i < close.at; i++) {
		if (s->text.ptr[i] < '0' || s->text.ptr[i] > '9')
			return false;
	}
	return true;
}

static int close_mark(struct scan *s, struct mark m)
{
	enum mark_family family = mark_kinds[m.kind].family;
	size_t at = s->depth;
	if (at > 0 && holds_year(s, s->stack[at - 1], m))
		family = mark_kinds[s->stack[at - 1].kind].family;
	while (at > 0 && mark_kinds[s->stack[at - 1].kind].family != family)
		at--;
	if (at == 0) {
		add_lone(s, m);
		return 0;
	}
	for (size_t i = at; i < s->depth; i++) /* opened inside and never closed */
		add_lone(s, s->stack[i]);
	struct mark open = s->stack[at - 1];
	s->depth = at - 1;
	return open.kind == m.kind ? 0 : add_mixed(s, open, m);
}

static int take_mark(struct scan *s, struct mark m)
{
	if (m.closes)
		return close_mark(s, m);
	if (s->depth == DEPTH_MAX)
		s->too_deep = true;
	else
		s->stack[s->depth++] = m;
	return 0;
}

static int by_mark(const void *pa, const void *pb)
{
	const struct mark *a = pa, *b = pb;
	return a->at < b->at ? -1 : a->at > b->at;
}

static void settle_lone(struct scan *s, struct span line)
{
	for (size_t i = 0; i < s->depth; i++)
		add_lone(s, s->stack[i]);
	qsort(s->lone, s->lone_count, sizeof(s->lone[0]), by_mark);
	for (size_t i = s->lone_count; i-- > 0;) {
		if (may_stand_alone(s, s->lone[i], line))
			drop_lone(s, i);
	}
}

/* 〔…) and “…" leave two halves: that is a mixed pair, not two lone marks. */
static int settle_mixed(struct scan *s)
{
	struct mark *l = s->lone;
	if (s->lone_count == 2 && !l[0].closes && l[1].closes && is_bracket(l[0]) && is_bracket(l[1])) {
		s->lone_count = 0;
		return add_mixed(s, l[0], l[1]);
	}
	if (s->lone_count == 1 && mark_kinds[l[0].kind].family == MARK_DOUBLE && s->straight_odd &&
		(s->straight > l[0].at) != l[0].closes)
		s->lone_count = 0;
	return 0;
}

/* A quotation or title that an earlier paragraph left open and this one closes or takes up again. */
static int settle_carried(struct scan *s, struct span line)
{
	if (s->carried_lines == 0)
		return 0;
	bool quotes = mark_kinds[s->carried.kind].family == MARK_DOUBLE;
	for (size_t i = 0; i < s->lone_count; i++) {
		if (s->lone[i].closes && mark_kinds[s->lone[i].kind].family == mark_kinds[s->carried.kind].family) {
			drop_lone(s, i);
			s->carried_lines = 0;
			return 0;
		}
	}
	struct str text = str_trim(str_sub(s->text, line.start, line.end));
	if (quotes && str_starts(text, STR("“"))) { /* every paragraph of a quotation begins with one */
		s->carried_lines = 0;
		return 0;
	}
	if (--s->carried_lines > 0)
		return 0;
	return report_lone(s, s->carried, s->carried_line);
}

static int report_line(struct scan *s, struct span line)
{
	if (s->lone_count == 1 && !s->lone[0].closes && s->carried_lines == 0) {
		s->carried = s->lone[0];
		s->carried_line = line;
		s->carried_lines = mark_kinds[s->carried.kind].family == MARK_DOUBLE ? QUOTE_LINES : 1;
		return 0;
	}
	int shown = 0;
	for (size_t i = 0; i < s->lone_count && shown < FINDINGS_PER_LINE; i++, shown++) {
		bool turned = i + 1 < s->lone_count && s->lone[i].kind == s->lone[i + 1].kind &&
			      s->lone[i].closes == s->lone[i + 1].closes && !is_bracket(s->lone[i]);
		struct mark m = turned && !s->lone[i].closes ? s->lone[i + 1] : s->lone[i];
		int rc = turned ? report_turned(s, m, line) : report_lone(s, m, line);
		if (rc < 0)
			return rc;
		i += turned;
	}
	return 0;
}

static int end_line(struct scan *s, struct span line)
{
	int rc = 0;
	if (!s->too_deep && str_trim(str_sub(s->text, line.start, line.end)).len > 0) {
		settle_lone(s, line);
		rc = settle_mixed(s);
		if (rc == 0)
			rc = settle_carried(s, line);
		if (rc == 0)
			rc = report_line(s, line);
	}
	s->depth = s->lone_count = 0;
	s->straight_odd = s->too_deep = false;
	return rc;
}

static int scan_line(struct scan *s, struct span line)
{
	for (; s->next < s->marks->len; s->next++) {
		struct mark m = VEC_AT(s->marks, struct mark, s->next);
		if (m.at >= line.end)
			break;
		if (m.kind == MARK_STRAIGHT) {
			s->straight = m.at;
			s->straight_odd = !s->straight_odd;
		} else if (take_mark(s, m) < 0) {
			return ERR_NOMEM;
		}
	}
	return end_line(s, line);
}

/* --- the report --- */

static int list_skipped(struct scan *s)
{
	struct node *root = s->c->report->root;
	for (struct node *n = root ? node_walk(root, root) : NULL; n; n = node_walk(root, n)) {
		if (n->kind != NODE_PROSE || (n->prose != PROSE_FURNITURE && n->prose != PROSE_COPY))
			continue;
		struct span *skip = vec_push(&s->skip);
		if (!skip)
			return ERR_NOMEM;
		*skip = n->span;
	}
	return 0;
}

static bool is_skipped(struct scan *s, struct span line)
{
	while (s->next_skip < s->skip.len && VEC_AT(&s->skip, struct span, s->next_skip).end <= line.start)
		s->next_skip++;
	return s->next_skip < s->skip.len && VEC_AT(&s->skip, struct span, s->next_skip).start < line.end;
}

/* The line around `at`. */
static struct span line_of(struct str text, size_t at)
{
	const char *before = memrchr(text.ptr, '\n', at), *eol = memchr(text.ptr + at, '\n', text.len - at);

	return (struct span){ before ? (uint32_t)(before - text.ptr) + 1 : 0,
		eol ? (uint32_t)(eol - text.ptr) : (uint32_t)text.len };
}

static void skip_marks(struct scan *s, uint32_t end)
{
	while (s->next < s->marks->len && VEC_AT(s->marks, struct mark, s->next).at < end)
		s->next++;
}

/* Lines without a mark say nothing, but for those behind an open quotation. */
static int scan_text(struct scan *s)
{
	for (size_t at = 0; at < s->text.len;) {
		if (s->carried_lines == 0 && s->next == s->marks->len)
			break;
		if (s->carried_lines == 0)
			at = VEC_AT(s->marks, struct mark, s->next).at;
		struct span line = line_of(s->text, at);
		if (is_skipped(s, line))
			skip_marks(s, line.end);
		else if (scan_line(s, line) < 0)
			return ERR_NOMEM;
		at = (size_t)line.end + 1;
	}
	/* an excerpt that breaks off has not yet come to the other half */
	bool open = s->carried_lines > 0 &&
		    !(s->carried_line.end >= str_trim(s->text).len && spot_text_is_cut(s->c->report, 0));
	return open ? report_lone(s, s->carried, s->carried_line) : 0;
}

static int scan_marks(struct check *c, bool unbalanced, struct vec *mixed)
{
	const struct vec *marks = marks_of(c);
	struct scan *s = marks ? fault_calloc(1, sizeof(*s)) : NULL;
	if (!s)
		return ERR_NOMEM;
	s->c = c;
	s->marks = marks;
	s->text = c->report->text;
	s->mixed = mixed;
	s->unbalanced = unbalanced;
	vec_init(&s->skip, sizeof(struct span));
	int rc = list_skipped(s);
	if (rc == 0)
		rc = scan_text(s);
	vec_clear(&s->skip);
	free(s);
	return rc;
}

static struct span pair_span(const struct pair *p)
{
	return (struct span){ p->open.at, p->close.at + (uint32_t)mark_text(p->close).len };
}

static int report_mixed(struct check *c, const struct vec *mixed)
{
	const struct pair *all = mixed->ptr;
	for (size_t i = 0; i < mixed->len; i++) {
		struct str open = mark_text(all[i].open), close = mark_text(all[i].close);
		struct check_finding *f =
			mixed->len <= MIXED_LISTED
				? check_add(c, NULL, pair_span(&all[i]),
					  "左边是 " STR_FMT "，右边是 " STR_FMT "，不是一对", STR_ARG(open),
					  STR_ARG(close))
				: check_add(c, NULL, pair_span(&all[i]),
					  "左边是 " STR_FMT "，右边是 " STR_FMT "，不是一对；全文这样的共 %zu 处",
					  STR_ARG(open), STR_ARG(close), mixed->len);
		if (!f)
			return ERR_NOMEM;
		for (size_t k = 1; mixed->len > MIXED_LISTED && k < mixed->len; k++) {
			if (check_relate(c, f, pair_span(&all[k])) < 0)
				return ERR_NOMEM;
		}
		if (mixed->len > MIXED_LISTED)
			break;
	}
	return 0;
}

/* One reading serves both rules. */
int check_bh503(struct check *c)
{
	struct vec mixed;
	const struct rule *running = c->rule;
	vec_init(&mixed, sizeof(struct pair));
	int rc = scan_marks(c, true, &mixed);
	if (rc == 0 && check_enabled(c, "BH504")) {
		c->rule = check_rule_find(STR("BH504"));
		rc = report_mixed(c, &mixed);
		c->rule = running;
	}
	vec_clear(&mixed);
	return rc;
}

int check_bh504(struct check *c)
{
	if (check_enabled(c, "BH503"))
		return 0; /* said already */
	struct vec mixed;
	vec_init(&mixed, sizeof(struct pair));
	int rc = scan_marks(c, false, &mixed);
	if (rc == 0)
		rc = report_mixed(c, &mixed);
	vec_clear(&mixed);
	return rc;
}
