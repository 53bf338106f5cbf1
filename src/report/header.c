/* What a report says at its head and foot: title, unit, inspector, kind of round, dates. */
#include "grammar.h"

#include "utf8.h"
#include "words.h"

enum { HEAD_BYTES = 6000 };

static const struct line *line_at(const struct outline *o, size_t i)
{
	return &VEC_AT(o->lines, struct line, i);
}

static struct str line_text(const struct outline *o, size_t i)
{
	return str_sub(o->text, line_at(o, i)->start, line_at(o, i)->end);
}

static bool is_title(struct str s)
{
	static const char *const kinds[] = { "通报", "报告", "公告", "公示", "情况", "方案", "台账" };
	static const char *const about[] = { "整改", "巡察", "巡视", "审计", "督察", "反馈" };
	if (!s.len || s.len > 270 || str_has(s, STR("。")) || str_has(s, STR("：")) || str_has(s, STR(":")))
		return false;
	bool a = false, k = false;
	for (size_t i = 0; i < sizeof about / sizeof *about; i++)
		a |= str_has(s, str_from(about[i]));
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		k |= str_ends(s, str_from(kinds[i]));
	return a && k;
}

/* The title stands on a line of its own before the first long paragraph; the nearest to it wins. */
static void find_title(struct report *r, const struct outline *o)
{
	for (size_t i = 0; i < o->body && line_at(o, i)->start < HEAD_BYTES; i++) {
		struct str s = line_text(o, i);
		if (s.len > 300 || (o->heads.len && line_at(o, i)->start >= VEC_AT(&o->heads, struct head, 0).at))
			break;
		if (is_title(s))
			r->title = s;
	}
	if (!r->title.len)
		return;
	for (struct node *n = r->root->first; n; n = n->next)
		if (n->kind == NODE_PROSE && n->span.start <= (uint32_t)(r->title.ptr - r->text.ptr) &&
			n->span.end >= (uint32_t)(r->title.ptr - r->text.ptr) + r->title.len)
			n->prose = PROSE_TITLE;
}

struct str grammar_preamble(const struct report *r)
{
	uint32_t end = HEAD_BYTES;
	for (const struct node *n = r->root->first; n; n = n->next)
		if (n->kind == NODE_ASPECT) {
			end = n->span.start < end ? n->span.start : end;
			break;
		}
	return str_sub(r->text, 0, utf8_floor(r->text, end < r->text.len ? end : r->text.len));
}

/* The beginning of the run of name characters that ends at `end`. */
static size_t name_start(struct str s, size_t end)
{
	static const char *const stops[] = { "，", "。", "、", "；", "：", "“", "”", "《", "》", "对", "向", "给", "由",
		"日", "与", "是" };
	size_t at = end;
	while (at > 0 && end - at < 120) {
		size_t before = utf8_floor(s, at - 1);
		if ((unsigned char)s.ptr[before] < 0x80 && s.ptr[before] != '(' && s.ptr[before] != ')')
			return at;
		for (size_t i = 0; i < sizeof stops / sizeof *stops; i++)
			if (str_starts(str_sub(s, before, s.len), str_from(stops[i])))
				return at;
		at = before;
	}
	return at;
}

/* 市委第六巡察组, 省委巡视组 */
static struct str find_inspector(struct str s)
{
	static const char *const groups[] = { "巡察组", "巡视组", "督察组", "审计组", "巡察一组", "巡察二组",
		"巡察三组", "巡察四组", "巡察五组", "巡察六组", "巡察七组", "巡察八组", "巡察九组" };
	static const char *const senders[] = { "中央第", "省第", "市第", "省委", "市委", "区委", "县委", "中央", "党委",
		"旗委", "州委", "地委", "党组", "工委", "生态环境保护", "审计局", "盟委", "自治区" };
	struct str named = STR_NONE;
	for (size_t g = 0; g < sizeof groups / sizeof *groups; g++) {
		for (size_t at = str_find(s, str_from(groups[g]), 0); at != STR_NPOS;
			at = str_find(s, str_from(groups[g]), at + 9)) {
			size_t from = name_start(s, at);
			struct str name = str_sub(s, from, at + strlen(groups[g]));
			for (size_t i = 0; i < sizeof senders / sizeof *senders; i++) {
				size_t sender = str_rfind(name, str_from(senders[i]));
				if (sender == STR_NPOS || at - from - sender > 60)
					continue;
				struct str whole = str_sub(name, sender, name.len);
				/* a county's group may carry its place: 临江区委第二巡察组 */
				if (str_has(whole, STR("第")))
					return whole;
				named = named.len ? named : whole;
			}
		}
	}
	return named;
}

static struct str find_round_kind(const struct report *r, struct str head)
{
	struct str t = r->title;
	static const struct {
		const char *word, *kind;
	} words[] = { { "回头看", "回头看" }, { "环保督察", "环保督察" }, { "环境保护督察", "环保督察" },
		{ "审计", "审计" }, { "主题教育", "主题教育" }, { "巡察", "巡察" }, { "巡视", "巡视" } };
	for (size_t i = 0; t.len && i < sizeof words / sizeof *words; i++)
		if (str_has(t, str_from(words[i].word)))
			return str_from(words[i].kind);
	struct str first = str_sub(head, 0, utf8_floor(head, head.len < 1500 ? head.len : 1500));
	size_t inspection = str_find(first, STR("巡察"), 0), patrol = str_find(first, STR("巡视"), 0),
	       again = str_find(first, STR("巡察“回头看”"), 0);
	if (again != STR_NPOS || str_has(first, STR("巡视“回头看”")))
		return STR("回头看");
	if (inspection != STR_NPOS || patrol != STR_NPOS)
		return inspection <= patrol ? STR("巡察") : STR("巡视");
	for (size_t i = 1; i < 5; i++)
		if (str_has(first, str_from(words[i].word)))
			return str_from(words[i].kind);
	return STR("其他");
}

/* A name that says which city it is: not 区城管局党组, 我局党组. */
static bool is_full_name(struct str s)
{
	static const char *const short_forms[] = { "市", "区", "县", "我", "局", "本", "该", "旗", "委", "省", "州" };
	if (utf8_count(s) < 7)
		return false;
	for (size_t i = 0; i < sizeof short_forms / sizeof *short_forms; i++)
		if (str_starts(s, str_from(short_forms[i])))
			return false;
	return true;
}

/* Whether a name tells where its unit is. */
static bool names_place(struct str s)
{
	static const char *const places[] = { "省", "市", "县", "区", "州", "旗", "盟" };
	for (size_t i = 0; i < sizeof places / sizeof *places; i++)
		if (str_has(s, str_from(places[i])))
			return true;
	return false;
}

static struct str party_group_before(struct str s, size_t from)
{
	static const char *const ends[] = { "党组", "党委", "党总支", "党支部", "党工委" };
	size_t best = STR_NPOS, len = 0;
	for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
		size_t at = str_find(s, str_from(ends[i]), from);
		if (at < best) {
			best = at;
			len = strlen(ends[i]);
		}
	}
	if (best == STR_NPOS || best - from > 150)
		return STR_NONE;
	return str_sub(s, from, best + len);
}

/* 对…党组进行了巡察, 向…党组反馈 */
static struct str unit_in_preamble(struct str s)
{
	static const char *const before[] = { "对", "向" };
	for (size_t b = 0; b < sizeof before / sizeof *before; b++)
		for (size_t at = str_find(s, str_from(before[b]), 0); at != STR_NPOS;
			at = str_find(s, str_from(before[b]), at + 3)) {
			struct str name = party_group_before(s, at + 3);
			if (name.len && !str_has(name, STR("，")) && !str_has(name, STR(",")) &&
				!str_has(name, STR("。")) && is_full_name(name))
				return name;
		}
	return STR_NONE;
}

/* The signature: a line that is a name of a party group (or an office), with a date below it. */
static bool is_signature(struct str s)
{
	if (str_starts(s, STR("中共")) && s.len < 160 && !str_has(s, STR("。")) && !str_has(s, STR("，")))
		return true;
	return s.len >= 12 && s.len < 120 &&
	       (str_ends(s, STR("党组")) || str_ends(s, STR("党委")) || str_ends(s, STR("局")) ||
		       str_ends(s, STR("委员会"))) &&
	       !str_has(s, STR("。")) && !str_has(s, STR("：")) && !str_has(s, STR(":"));
}

/* The date that makes up the whole of [start, end). */
static struct date whole_line_date(const struct report *r, uint32_t start, uint32_t end)
{
	for (size_t i = 0; i < r->dates.len; i++) {
		const struct fact_date *d = &VEC_AT(&r->dates, struct fact_date, i);
		if (d->span.start >= end)
			break;
		if (d->precision == DATE_DAY && d->span.start >= start && d->span.start < start + 6 &&
			d->span.end + 6 >= end && !d->year_inferred)
			return d->value;
	}
	return (struct date){ 0, 0, 0 };
}

static void mark_signature(struct report *r, uint32_t from, uint32_t to)
{
	for (struct node *n = r->root->first; n; n = n->next)
		if (n->kind == NODE_PROSE && n->prose != PROSE_COPY && n->span.start >= from && n->span.end <= to)
			n->prose = PROSE_SIGNATURE;
}

/* Searches from the end of the body: a date alone on its line, with the signing name right above it. */
static void find_signature(struct report *r, const struct outline *o, uint32_t behind)
{
	struct str above = STR_NONE;
	uint32_t above_start = 0;
	for (size_t i = 0; i < o->body; i++) {
		const struct line *l = line_at(o, i);
		if (l->start == l->end || l->start < behind)
			continue;
		struct str s = line_text(o, i);
		struct date d = s.len < 60 ? whole_line_date(r, l->start, l->end) : (struct date){ 0, 0, 0 };
		if (!date_is_none(d)) {
			r->signed_date = d;
			if (above.len && is_signature(above)) {
				r->unit = r->unit.len ? r->unit : above;
				mark_signature(r, above_start, l->end);
			} else {
				mark_signature(r, l->start, l->end);
			}
			return;
		}
		above = s;
		above_start = l->start;
	}
}

static struct str unit_in_title(struct str title)
{
	size_t at = str_find(title, STR("关于"), 0);
	struct str s = str_sub(title, 0, at == STR_NPOS ? 0 : at);
	return is_full_name(s) ? s : STR_NONE;
}

static bool near_word(const struct report *r, uint32_t from, uint32_t to, struct str word)
{
	return str_has(str_sub(r->text, from, to), word);
}

/* The end of the sentence that holds `at`. */
static uint32_t sentence_end(const struct report *r, uint32_t at)
{
	size_t end = str_find(str_sub(r->text, 0, at + 600 < r->text.len ? at + 600 : r->text.len), STR("。"), at);
	return end == STR_NPOS ? at + 240 : (uint32_t)end;
}

void grammar_round(struct report *r)
{
	struct str head = grammar_preamble(r);
	for (size_t i = 0; i < r->dates.len; i++) {
		const struct fact_date *d = &VEC_AT(&r->dates, struct fact_date, i);
		if (d->span.start >= head.len)
			break;
		if (d->precision != DATE_DAY)
			continue;
		uint32_t stop = sentence_end(r, d->span.end);
		const struct fact_date *next = i + 1 < r->dates.len ? d + 1 : NULL;
		uint32_t until =
			next && next->span.start < stop && date_is_none(d->range_end) ? next->span.start : stop;
		if (!date_is_none(d->range_end) && date_is_none(r->inspection_start) &&
			(near_word(r, d->span.start, stop, STR("巡")) ||
				near_word(r, d->span.start, stop, STR("审计")) ||
				near_word(r, d->span.start, stop, STR("督察")))) {
			r->inspection_start = d->value;
			r->inspection_end = d->range_end;
		} else if (date_is_none(d->range_end) && date_is_none(r->feedback_date) &&
			   near_word(r, d->span.end, until, STR("反馈")) &&
			   !near_word(r, d->span.end, until, STR("反馈会后"))) {
			r->feedback_date = d->value;
		}
	}
}

/* 发布时间: 2021-03-06 11:17, anywhere outside the report's own text. */
static void find_published(struct report *r)
{
	static const char *const labels[] = { "发布时间", "发布日期", "发文日期", "日期：", "日期:", "时间：",
		"时间:" };
	for (const struct node *n = r->root->first; n; n = n->next) {
		if (n->kind != NODE_PROSE || n->prose != PROSE_FURNITURE)
			continue;
		for (size_t k = 0; k < sizeof labels / sizeof *labels; k++) {
			size_t at = str_find(n->text, str_from(labels[k]), 0);
			if (at == STR_NPOS)
				continue;
			uint32_t from = n->span.start + (uint32_t)at;
			for (size_t i = 0; i < r->dates.len; i++) {
				const struct fact_date *d = &VEC_AT(&r->dates, struct fact_date, i);
				if (d->span.start >= from && d->span.start < from + 40 && d->precision == DATE_DAY) {
					r->published_date = d->value;
					return;
				}
			}
		}
	}
}

void grammar_header(struct report *r, const struct outline *o)
{
	find_title(r, o);
	struct str head = grammar_preamble(r);
	r->inspector = find_inspector(head);
	r->round_kind = find_round_kind(r, head);
	struct str named = unit_in_preamble(head);
	r->unit = names_place(named) ? named : STR_NONE;
	uint32_t behind = 0;
	for (const struct node *n = r->root->first; n; n = n->next)
		behind = n->kind == NODE_ASPECT ? n->span.end : behind;
	for (const struct node *n = r->others; n; n = n->next)
		behind = n->span.end > behind ? n->span.end : behind;
	find_signature(r, o, behind);
	if (!r->unit.len)
		r->unit = unit_in_title(r->title);
	if (!r->unit.len)
		r->unit = named;
	find_published(r);
}
