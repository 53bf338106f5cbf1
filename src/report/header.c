/* What a report says at its head and foot: title, unit, inspector, kind of round, dates. */
#include "grammar.h"

#include "grid.h"
#include "utf8.h"
#include "wordlist.h"
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

#define COUNT(a) (sizeof(a) / sizeof *(a))

/* A line as the page prints it, without the bullet or the hash before it and the date or bracket behind it:
 * "• …的通报 (2024-07-26)". */
static struct str bare_title(struct str s)
{
	static const char *const bullets[] = { "•", "·", "●", "■", "◆", "#", "*", ">", "-", "　", "标题：", "标题:" };
	for (size_t i = 0; i < COUNT(bullets); i++)
		if (str_starts(s, str_from(bullets[i]))) {
			s = str_trim(str_sub(s, strlen(bullets[i]), s.len));
			i = (size_t)-1;
		}
	size_t end = s.len;
	while (end > 0 && strchr("0123456789-/:.() *#", s.ptr[end - 1]))
		end--;
	struct str shorter = str_sub(s, 0, end);
	static const char *const tails[] = { "（", "[", "【" };
	for (size_t i = 0; i < COUNT(tails); i++)
		if (str_ends(shorter, str_from(tails[i])))
			shorter = str_sub(shorter, 0, shorter.len - strlen(tails[i]));
	return str_trim(shorter);
}

/* 整改情况 alone is the name of a column. */
enum { TITLE_BYTES = 15 };

static bool ends_as_title(struct str s)
{
	static const char *const kinds[] = { "通报", "报告", "公告", "公示", "情况", "方案", "台账", "一览表", "的函",
		"整改清单", "情况表", "摘编", "通告", "公示表", "进展表", "进度表", "落实表", "汇总表", "统计表",
		"明细表", "任务表", "措施清单", "任务清单", "问题清单", "销号清单", "进展清单", "情况说明", "的说明",
		"情况公开", "整改公开", "的反馈意见", "的通知", "的答复", "的回复" };
	if (!s.len || s.len > 270 || memchr(s.ptr, '\t', s.len) || str_has(s, STR("。")) || str_has(s, STR("：")) ||
		str_has(s, STR(":")))
		return false;
	bool k = false;
	for (size_t i = 0; i < COUNT(kinds); i++)
		k |= str_ends(s, str_from(kinds[i]));
	return k;
}

static bool is_about(struct str s)
{
	WORDLIST(about, "整改", "巡察", "巡视", "审计", "督察", "反馈");
	return HAS(s, about);
}

static bool is_title(struct str s)
{
	return s.len >= TITLE_BYTES && ends_as_title(s) && is_about(s);
}

static size_t line_before(const struct outline *o, size_t i)
{
	while (i > 0 && line_at(o, i - 1)->start == line_at(o, i - 1)->end)
		i--;
	return i ? i - 1 : SIZE_MAX;
}

/* A name that ends in what a party organisation is called. */
static bool is_org(struct str s)
{
	static const char *const ends[] = { "委员会", "党组", "党委", "党工委", "党总支", "党支部", "支部委员会" };
	if (s.len < 12 || s.len > 150 || str_has(s, STR("：")) || str_has(s, STR(":")) || str_has(s, STR("。")))
		return false;
	for (size_t i = 0; i < COUNT(ends); i++)
		if (str_ends(s, str_from(ends[i])))
			return true;
	return false;
}

/* 中共…党组关于区委第四巡, with 察组反馈意见整改情况的通报 below it. */
static bool is_title_begun(struct str s)
{
	WORDLIST(others, "。", "：", ":", "\t", ">", "|", "关于我们", "来源", "发布");
	bool begins = str_starts(s, STR("关于")) || str_has(s, STR("党组关于")) || str_has(s, STR("党委关于")) ||
		      str_has(s, STR("委员会关于")) || str_has(s, STR("支部关于")) || str_has(s, STR("政府关于")) ||
		      str_has(s, STR("局关于")) || (str_starts(s, STR("中共")) && str_has(s, STR("关于")));
	return begins && s.len < 200 && !HAS(s, others) && !is_title(bare_title(s));
}

/* A line that may be the middle of a title. */
static bool is_title_middle(struct str s)
{
	WORDLIST(others, "。", "：", ":", "\t", ">", "|", "来源", "发布", "字号", "首页");
	return s.len >= 6 && s.len < 150 && !HAS(s, others) && !ends_as_title(s);
}

/* A title broken over lines: "中共…委员会", "关于…巡视集中整改", "进展情况的通报". Gives all of it. */
static struct str whole_title(const struct outline *o, size_t i, struct str s)
{
	size_t first = i, at = i;
	for (int k = 0; k < 3 && !is_title_begun(line_text(o, first)); k++) {
		size_t before = line_before(o, at);
		if (before == SIZE_MAX || str_starts(bare_title(line_text(o, at)), STR("关于")))
			break;
		struct str b = line_text(o, before);
		if (is_title_begun(b))
			first = before;
		if (first == before || !is_title_middle(b))
			break;
		at = before;
	}
	size_t name = line_before(o, first);
	if (name != SIZE_MAX && is_org(line_text(o, name)) && str_starts(bare_title(line_text(o, first)), STR("关于")))
		first = name;
	if (first == i)
		return s;
	uint32_t from = line_at(o, first)->start;
	return str_sub(o->text, from, (size_t)(s.ptr - o->text.ptr) + s.len);
}

/* The first line that is a paragraph: what stands above it is the page's and the title. */
enum { PARAGRAPH_BYTES = 90 };

static bool is_paragraph(struct str s)
{
	return s.len >= PARAGRAPH_BYTES && str_has(s, STR("。"));
}

/* 第二部分 反馈问题整改情况, 二、…, （一）… */
static bool begins_with_number(const struct outline *o, size_t i)
{
	const struct token *t = &VEC_AT(o->tokens, struct token, line_at(o, i)->tok);
	return t->at == line_at(o, i)->start && (t->kind == TOK_PART || token_is_marker(t));
}

/* The title stands on a line of its own before the first long paragraph; the nearest to it wins. */
static void find_title(struct report *r, const struct outline *o)
{
	size_t end = o->tables.len ? VEC_AT(&o->tables, struct table, 0).line : o->body;
	for (size_t i = 0; i < end && line_at(o, i)->start < HEAD_BYTES; i++) {
		struct str s = line_text(o, i);
		if (s.len > 300 || (r->title.len && is_paragraph(s)) ||
			(o->heads.len && line_at(o, i)->start >= VEC_AT(&o->heads, struct head, 0).at))
			break;
		s = bare_title(s);
		if (!ends_as_title(s) || begins_with_number(o, i))
			continue;
		s = whole_title(o, i, s);
		if (!is_about(s) || s.len < TITLE_BYTES)
			continue;
		/* the page may print it again in short form: what names the unit wins */
		if (!r->title.len || !str_starts(s, STR("关于")))
			r->title = s;
	}
	if (!r->title.len)
		return;
	uint32_t from = (uint32_t)(r->title.ptr - r->text.ptr), to = from + (uint32_t)r->title.len;
	for (struct node *n = r->root->first; n; n = n->next)
		if (n->kind == NODE_PROSE && n->span.start < to && n->span.end > from)
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

/* The beginning of the run of name characters that ends at `end`; `strict`: 第六轮 and 一届 are not of it. */
static size_t name_start(struct str s, size_t end, bool strict)
{
	static const char *const stops[] = { "，", "。", "、", "；", "：", "“", "”", "《", "》", "对", "向", "给", "由",
		"日", "与", "是" };
	static const char *const rounds[] = { "轮", "届" };
	size_t at = end;
	while (at > 0 && end - at < 120) {
		size_t before = utf8_floor(s, at - 1);
		if ((unsigned char)s.ptr[before] < 0x80 && s.ptr[before] != '(' && s.ptr[before] != ')' &&
			!(s.ptr[before] >= '0' && s.ptr[before] <= '9' && str_ends(str_sub(s, 0, before), STR("第"))))
			return at;
		struct str here = str_sub(s, before, s.len);
		for (size_t i = 0; i < COUNT(stops); i++)
			if (str_starts(here, str_from(stops[i])))
				return at;
		for (size_t i = 0; strict && i < COUNT(rounds); i++)
			if (str_starts(here, str_from(rounds[i])))
				return at;
		if (before >= 3 && str_starts(str_sub(s, before - 3, s.len), STR("关于")))
			return at;
		at = before;
	}
	return at;
}

/* Whether a name tells where its unit is. */
static bool names_place(struct str s)
{
	WORDLIST(places, "省", "市", "县", "区", "州", "旗", "盟");
	return HAS(s, places);
}

/* The sender inside a group's name and what follows it: 临江区委第二巡察组, 区党工委第一巡察组. */
static struct str from_sender(struct str name, size_t group)
{
	static const char *const senders[] = { "中央第", "省第", "市第", "省委", "市委", "区委", "县委", "中央",
		"党工委", "党委", "旗委", "州委", "地委", "党组", "工委", "生态环境保护", "审计局", "盟委", "自治区" };
	static const char *const levels[] = { "省", "市", "区", "县", "旗", "州", "院", "校", "局" };
	for (size_t i = 0; i < COUNT(senders); i++) {
		size_t at = str_rfind(name, str_from(senders[i]));
		if (at == STR_NPOS || name.len - group - at > 60)
			continue;
		for (size_t l = 0; at >= 3 && l < COUNT(levels); l++)
			if (!strncmp(senders[i], "党", 3) && str_ends(str_sub(name, 0, at), str_from(levels[l])) &&
				(at > 48 || !names_place(str_sub(name, 0, at - 3))))
				return str_sub(name, at - 3, name.len);
		/* 市国资委党委第二巡察组, 市委教育工委第一巡察组: of a party committee that has a name */
		bool named = at > 0 && (at <= 36 || (at <= 48 && names_place(str_sub(name, 0, at)))) &&
			     (!strncmp(senders[i], "党", 3) || !strcmp(senders[i], "工委"));
		return named ? name : str_sub(name, at, name.len);
	}
	return STR_NONE;
}

/* 市委第六巡察组, 省委巡视组 */
static struct str find_inspector(struct str s, bool strict)
{
	static const struct str groups[] = { STR_INIT("巡察组"), STR_INIT("巡视组"), STR_INIT("督察组"),
		STR_INIT("审计组"), STR_INIT("巡察一组"), STR_INIT("巡察二组"), STR_INIT("巡察三组"),
		STR_INIT("巡察四组"), STR_INIT("巡察五组"), STR_INIT("巡察六组"), STR_INIT("巡察七组"),
		STR_INIT("巡察八组"), STR_INIT("巡察九组") };
	struct str named = STR_NONE;
	bool stands[COUNT(groups)] = { false };
	for (size_t at = str_find(s, STR("组"), 0); at != STR_NPOS; at = str_find(s, STR("组"), at + 3))
		for (size_t g = 0; g < COUNT(groups); g++)
			stands[g] |= str_ends(str_sub(s, 0, at + 3), groups[g]);
	for (size_t g = 0; g < COUNT(groups); g++) {
		if (!stands[g])
			continue;
		for (size_t at = str_find(s, groups[g], 0); at != STR_NPOS; at = str_find(s, groups[g], at + 9)) {
			size_t from = name_start(s, at, strict);
			struct str whole = from_sender(str_sub(s, from, at + groups[g].len), groups[g].len);
			/* a county's group may carry its place: 临江区委第二巡察组 */
			if (str_has(whole, STR("第")))
				return whole;
			named = whole.len > named.len ? whole : named;
		}
	}
	return named;
}

/* An audit, not the audit office: 审计局党组关于巡察整改情况的通报. */
static bool names_kind(struct str title, struct str word)
{
	WORDLIST(offices, "局", "署", "厅", "处", "科", "中心", "委", "所", "办");
	size_t at = str_find(title, word, 0);
	while (at != STR_NPOS && str_eq(word, STR("审计")) && STARTS(str_sub(title, at + word.len, title.len), offices))
		at = str_find(title, word, at + word.len);
	return at != STR_NPOS;
}

static struct str find_round_kind(const struct report *r, struct str head)
{
	struct str t = r->title;
	static const struct {
		const char *word, *kind;
	} words[] = { { "回头看", "回头看" }, { "环保督察", "环保督察" }, { "环境保护督察", "环保督察" },
		{ "审计", "审计" }, { "主题教育", "主题教育" }, { "巡察", "巡察" }, { "巡视", "巡视" } };
	for (size_t i = 0; t.len && i < sizeof words / sizeof *words; i++)
		if (names_kind(t, str_from(words[i].word)))
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
static bool names_its_city(struct str s, size_t least)
{
	static const char *const short_forms[] = { "市", "区", "县", "我", "局", "本", "该", "旗", "委", "省", "州",
		"全" };
	if (utf8_count(s) < least || (s.ptr[0] >= '0' && s.ptr[0] <= '9') || str_has(s, STR("被巡")))
		return false;
	for (size_t i = 0; i < sizeof short_forms / sizeof *short_forms; i++)
		if (str_starts(s, str_from(short_forms[i])))
			return false;
	return true;
}

static bool is_full_name(struct str s)
{
	return names_its_city(s, 7);
}

/* A name of a party group is no longer. */
enum { NAME_FAR = 150 };

static struct str party_group_before(struct str s, size_t from)
{
	static const char *const ends[] = { "党组", "党委", "党总支", "党支部", "党工委" };
	size_t best = STR_NPOS, len = 0;
	struct str near = str_sub(s, 0, from + NAME_FAR + 12);
	for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
		size_t at = str_find(near, str_from(ends[i]), from);
		while (at != STR_NPOS && str_starts(str_sub(s, at + strlen(ends[i]), s.len), STR("织"))) /* 党组织 */
			at = str_find(near, str_from(ends[i]), at + 3);
		if (at < best) {
			best = at;
			len = strlen(ends[i]);
		}
	}
	if (best == STR_NPOS || best - from > NAME_FAR)
		return STR_NONE;
	return str_sub(s, from, best + len);
}

/* Without what it is called for short: 市检察院(以下简称“检察院”)党组. */
static struct str before_short_form(struct str name)
{
	size_t at = str_find(name, STR("以下简称"), 0);
	if (at == STR_NPOS)
		return name;
	struct str s = str_trim(str_sub(name, 0, at));
	if (str_ends(s, STR("（")))
		s = str_sub(s, 0, s.len - 3);
	return str_trim(str_ends(s, STR("(")) ? str_sub(s, 0, s.len - 1) : s);
}

static bool is_one_name(struct str s)
{
	WORDLIST(marks, "，", ",", "。", "：", ":", "；", "、");
	return s.len && !memchr(s.ptr, '\n', s.len) && !HAS(s, marks) && is_full_name(s);
}

/* 对…党组进行了巡察, 向…党组反馈 */
static struct str unit_in_preamble(struct str s)
{
	static const char *const before[] = { "对", "向" };
	for (size_t b = 0; b < COUNT(before); b++)
		for (size_t at = str_find(s, str_from(before[b]), 0); at != STR_NPOS;
			at = str_find(s, str_from(before[b]), at + 3)) {
			struct str name = before_short_form(party_group_before(s, at + 3));
			if (is_one_name(name))
				return name;
		}
	return STR_NONE;
}

/* 对东江市海岸区开展了巡视: a place or an office without its party group. */
static struct str office_in_preamble(struct str s)
{
	static const char *const acts[] = { "进行", "开展" };
	for (size_t at = str_find(s, STR("对"), 0); at != STR_NPOS; at = str_find(s, STR("对"), at + 3))
		for (size_t i = 0; i < COUNT(acts); i++) {
			size_t act = str_find(str_sub(s, 0, at + 120), str_from(acts[i]), at);
			struct str name = before_short_form(act == STR_NPOS ? STR_NONE : str_sub(s, at + 3, act));
			if (is_one_name(name) && names_place(name) && str_starts(str_sub(s, act + 6, s.len), STR("了")))
				return name;
		}
	return STR_NONE;
}

/* The signature: a line that is a name of a party group (or an office), with a date below it. */
static bool is_signature(struct str s)
{
	if (str_starts(s, STR("中共")) && s.len < 160 && !str_has(s, STR("。")) && !str_has(s, STR("，")))
		return true;
	return s.len >= 12 && s.len < 120 && words_is_signer(s);
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

/* 中共…委员会　2023年12月20日: the name before the date that ends the line; NONE: it is no such line. */
static struct str signer_before_date(struct str line)
{
	size_t at = line.len < 220 ? words_date_before(line) : line.len;
	struct str name = str_trim(str_sub(line, 0, at));
	return at < line.len && is_signature(name) ? name : STR_NONE;
}

/* The first line behind the problems that is a date, with the signing name above it or before it. */
static void find_signature(struct report *r, const struct outline *o, uint32_t behind)
{
	struct str above = STR_NONE;
	uint32_t above_start = 0;
	for (size_t i = 0; i < o->body; i++) {
		const struct line *l = line_at(o, i);
		if (l->start == l->end || l->start < behind)
			continue;
		struct str s = line_text(o, i), name = signer_before_date(s);
		uint32_t from = name.len ? (uint32_t)(name.ptr - o->text.ptr) + (uint32_t)name.len : l->start;
		struct str date = str_trim(str_sub(o->text, from, l->end));
		from = date.len ? (uint32_t)(date.ptr - o->text.ptr) : l->end;
		struct date d = date.len && date.len < 60 ? whole_line_date(r, from, l->end) : (struct date){ 0, 0, 0 };
		if (!date_is_none(d)) {
			r->signed_date = d;
			bool named = !name.len && above.len && (is_signature(above) || words_signs(above));
			name = named ? above : name;
			if (is_signature(name) && !r->unit.len)
				r->unit = name;
			mark_signature(r, named ? above_start : l->start, l->end);
			return;
		}
		above = s;
		above_start = l->start;
	}
}

/* 中共滨江街道工作委员会巡察整改情况公示: what stands before the report's own name, when it names somebody. */
static struct str before_report(struct str title)
{
	static const char *const names[] = { "落实巡", "落实市", "落实省", "落实区", "落实县", "巡察", "巡视", "审计",
		"整改" };
	size_t at = STR_NPOS;
	for (size_t i = 0; i < COUNT(names); i++) {
		size_t here = str_find(title, str_from(names[i]), 0);
		at = here < at ? here : at;
	}
	struct str s = str_trim(str_sub(title, 0, at == STR_NPOS ? 0 : at));
	return words_is_signer(s) ? s : STR_NONE;
}

static struct str unit_in_title(struct str title)
{
	size_t at = str_find(title, STR("关于"), 0);
	struct str s = str_trim(str_sub(title, 0, at == STR_NPOS ? 0 : at));
	if (at == STR_NPOS) /* 江州市水利局党委巡察整改情况公示 */
		s = party_group_before(title, 0);
	if (at == STR_NPOS && !s.len)
		s = before_report(title);
	bool office =
		names_its_city(s, 5) && names_place(str_sub(s, 6, s.len)) && words_is_signer(s); /* 宁波市审计局 */
	return is_full_name(s) || office ? s : STR_NONE;
}

static struct str sender_in_title(struct str title)
{
	size_t at = str_find(title, STR("关于"), 0);
	struct str s = str_trim(str_sub(title, 0, at == STR_NPOS ? 0 : at));

	return words_is_signer(s) ? s : STR_NONE;
}

static bool near_word(const struct report *r, uint32_t from, uint32_t to, struct str word)
{
	return str_has(str_sub(r->text, from, to), word);
}

/* The end of the sentence, or of the cell, that holds `at`. */
static uint32_t sentence_end(const struct report *r, uint32_t at)
{
	struct str s = str_sub(r->text, 0, at + 600 < r->text.len ? at + 600 : r->text.len);
	size_t end = str_find(s, STR("。"), at), cell = str_find(s, STR("\t"), at);
	end = end == STR_NPOS ? at + 240 : end;
	return (uint32_t)(cell < end ? cell : end);
}

/* 填报日期：2025年9月15日 above a ledger: the label says whose the date is, not what stands below it. */
static bool is_labelled(const struct report *r, const struct fact_date *d)
{
	struct str before = str_trim(str_sub(r->text, d->span.start > 12 ? d->span.start - 12 : 0, d->span.start));
	return str_ends(before, STR("：")) || str_ends(before, STR(":"));
}

static bool is_feedback(const struct report *r, const struct fact_date *d, uint32_t until)
{
	struct str label = str_sub(r->text, d->span.start > 24 ? d->span.start - 24 : 0, d->span.start);
	if (is_labelled(r, d))
		return str_has(label, STR("反馈时间")) || str_has(label, STR("反馈日期"));
	return near_word(r, d->span.end, until, STR("反馈")) && !near_word(r, d->span.end, until, STR("反馈会后"));
}

/* 7月中旬, 9月初: no day is told. */
static bool is_part_of_month(struct str s)
{
	return !str_ends(s, STR("月")) && !str_ends(s, STR("月份")) &&
	       !(s.ptr[s.len - 1] >= '0' && s.ptr[s.len - 1] <= '9');
}

static bool months_of(const struct report *r, size_t i)
{
	const struct fact_date *d = &VEC_AT(&r->dates, struct fact_date, i);
	bool months = d->precision == DATE_MONTH && d->value.year && !date_is_none(d->range_end) &&
		      i + 1 < r->dates.len && d[1].precision == DATE_MONTH;
	return months && !is_part_of_month(report_slice(r, d->span)) && !is_part_of_month(report_slice(r, d[1].span));
}

static struct date month_end(struct date d)
{
	return (struct date){ d.year, d.month, (uint8_t)date_days_in_month(d.year, d.month) };
}

void grammar_round(struct report *r)
{
	struct str head = grammar_preamble(r);
	for (size_t i = 0; i < r->dates.len; i++) {
		const struct fact_date *d = &VEC_AT(&r->dates, struct fact_date, i);
		if (d->span.start >= head.len)
			break;
		bool months = months_of(r, i); /* 2020年9月至11月 */
		if (d->precision != DATE_DAY && !months)
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
			r->inspection_end = months ? month_end(d->range_end) : d->range_end;
		} else if (date_is_none(d->range_end) && date_is_none(r->feedback_date) && is_feedback(r, d, until)) {
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

static size_t first_paragraph(const struct outline *o)
{
	size_t i = 0;
	while (i < o->body && line_at(o, i)->start < HEAD_BYTES && !is_paragraph(line_text(o, i)))
		i++;
	return i < o->body && line_at(o, i)->start < HEAD_BYTES ? i : o->body;
}

static uint32_t first_paragraph_end(const struct outline *o)
{
	size_t i = first_paragraph(o);
	return i < o->body ? line_at(o, i)->end : 0;
}

/* A full date above the report's first paragraph, that is no meeting's: the page's, even without a label. */
static struct date date_above_text(const struct report *r, const struct outline *o)
{
	size_t end = first_paragraph(o), d = 0;
	size_t table = o->tables.len ? VEC_AT(&o->tables, struct table, 0).line : end;
	end = table < end ? table : end; /* what stands in a ledger's cells is not the page's */
	for (size_t i = 0; i < end && end < o->body; i++) {
		if (str_has(line_text(o, i), STR("会议")))
			continue;
		for (; d < r->dates.len && VEC_AT(&r->dates, struct fact_date, d).span.start < line_at(o, i)->end;
			d++) {
			const struct fact_date *f = &VEC_AT(&r->dates, struct fact_date, d);
			if (f->span.start >= line_at(o, i)->start && f->precision == DATE_DAY && !f->year_inferred &&
				date_is_none(f->range_end))
				return f->value;
		}
	}
	return (struct date){ 0, 0, 0 };
}

/* A title printed on several lines, as one. */
static struct str joined(const struct report *r, struct str s)
{
	if (!s.len || !memchr(s.ptr, '\n', s.len))
		return s;
	char *to = arena_alloc(r->arena, s.len);
	if (!to)
		return s;
	size_t n = 0;
	for (size_t i = 0; i < s.len; i++) {
		bool blank = s.ptr[i] == '\n' || s.ptr[i] == '\r' || s.ptr[i] == ' ' || s.ptr[i] == '\t';
		if (!blank || (s.ptr[i] == ' ' && n && to[n - 1] != ' ' && !memchr(s.ptr, '\n', i + 1)))
			to[n++] = s.ptr[i];
	}
	return (struct str){ to, n };
}

/* The preamble without the line breaks that stand inside its sentences, as in text copied from a page: a name may be broken there. */
static struct str unwrapped(const struct report *r, struct str s)
{
	enum { FULL_LINE = 60 };
	static const char *const ends[] = { "。", "：", "；", ":", "”", "》" };
	char *to = s.len && memchr(s.ptr, '\n', s.len) ? arena_alloc(r->arena, s.len) : NULL;
	size_t n = 0, line = 0;
	if (!to)
		return s;
	for (size_t i = 0; i < s.len; i++) {
		if (s.ptr[i] != '\n') {
			to[n++] = s.ptr[i];
			continue;
		}
		struct str above = str_trim(str_sub(s, line, i));
		bool inside = above.len >= FULL_LINE && i + 1 < s.len && (unsigned char)s.ptr[i + 1] >= 0x80;
		for (size_t k = 0; inside && k < COUNT(ends); k++)
			inside = !str_ends(above, str_from(ends[k]));
		if (!inside)
			to[n++] = '\n';
		line = i + 1;
	}
	return (struct str){ to, n };
}

void grammar_header(struct report *r, const struct outline *o)
{
	find_title(r, o);
	struct str head = unwrapped(r, grammar_preamble(r));
	r->inspector = find_inspector(head, true);
	if (!r->inspector.len)
		r->inspector = find_inspector(head, false);
	r->round_kind = find_round_kind(r, head);
	struct str named = unit_in_preamble(head);
	r->unit = names_place(named) ? named : STR_NONE;
	uint32_t behind = first_paragraph_end(o);
	for (const struct node *n = r->root->first; n; n = n->next)
		behind = n->kind == NODE_ASPECT && n->span.end > behind ? n->span.end : behind;
	for (const struct node *n = r->others; n; n = n->next)
		behind = n->span.end > behind ? n->span.end : behind;
	find_signature(r, o, behind);
	struct str titled = unit_in_title(r->title);
	if (!r->unit.len || (titled.len > r->unit.len && !is_org(r->unit) && str_has(titled, r->unit)))
		r->unit = titled.len ? titled : r->unit;
	if (!names_place(named) && str_starts(titled, STR("中共")) && !str_starts(r->unit, STR("中共")) &&
		!str_has(r->unit, titled))
		r->unit = titled; /* the party group's whole name, not what it is called for short */
	if (!r->unit.len)
		r->unit = named.len ? named : office_in_preamble(head);
	if (!r->unit.len) /* 市城管局党委关于…的通报: better than nothing */
		r->unit = sender_in_title(r->title);
	find_published(r);
	if (date_is_none(r->published_date))
		r->published_date = date_above_text(r, o);
	r->title = joined(r, r->title);
}
