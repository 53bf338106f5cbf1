/* What a report says at its head and foot: title, unit, inspector, kind of round, dates. */
#include "header_parts.h"

#include "utf8.h"
#include "wordlist.h"

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
	} words[] = { { "环保督察", "环保督察" }, { "环境保护督察", "环保督察" }, { "回头看", "回头看" },
		{ "审计", "审计" }, { "主题教育", "主题教育" }, { "巡察", "巡察" }, { "巡视", "巡视" },
		{ "环境督察", "环保督察" } };
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
	for (size_t i = 0; i < 5; i++)
		if (i != 2 && str_has(first, str_from(words[i].word)))
			return str_from(words[i].kind);
	return STR("其他");
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

/* 中共江州市第三医院委员会 is 江州市第三医院党委, by its whole name. */
static bool is_whole_name_of(struct str whole, struct str name)
{
	static const char *const ends[] = { "党委", "党组", "党总支", "党支部", "党工委" };

	for (size_t i = 0; str_ends(whole, STR("委员会")) && i < COUNT(ends); i++)
		if (str_ends(name, str_from(ends[i])))
			return str_has(whole, str_sub(name, 0, name.len - strlen(ends[i])));
	return false;
}

/* 中共清源市水务局党组 on a line of its own, above 巡察整改情况通报. */
static struct str org_above(const struct outline *o)
{
	enum { TITLE_LINES = 8 };
	for (size_t i = 0; i < TITLE_LINES && i < o->body; i++) {
		struct str s = str_trim(header_text(o, i));
		if (header_is_org(s) && header_names_place(s))
			return s;
	}
	return STR_NONE;
}

/* Who was inspected: as the preamble says, or whoever signs, or as the title says. */
static void find_unit(struct report *r, const struct outline *o, struct str head, uint32_t behind)
{
	struct str named = header_unit_in_preamble(head);
	header_find_signature(r, o, behind);
	struct str told = header_names_place(named) ? named : STR_NONE;
	r->unit = told.len && !is_whole_name_of(r->unit, told) ? told : r->unit;
	if (str_ends(r->inspector, STR("组")) && str_has(r->unit, r->inspector)) /* a notice is signed by the group */
		r->unit = STR_NONE;
	struct str titled = header_unit_in_title(r->title);
	if (!r->unit.len || (titled.len > r->unit.len && !header_is_org(r->unit) && str_has(titled, r->unit)))
		r->unit = titled.len ? titled : r->unit;
	bool whole = !header_names_place(named) || is_whole_name_of(titled, r->unit);
	if (whole && str_starts(titled, STR("中共")) && !str_starts(r->unit, STR("中共")) && !str_has(r->unit, titled))
		r->unit = titled; /* the party group's whole name, not what it is called for short */
	if (!r->unit.len)
		r->unit = named.len ? named : header_office_in_preamble(head);
	if (!r->unit.len) /* 市城管局党委关于…的通报: better than nothing */
		r->unit = header_sender_in_title(r->title);
}

/* 受县人民政府委托, told 在清源县第十八届人民代表大会…上: whose account it is. Made, for it is printed nowhere. */
static struct str government_of(const struct report *r, struct str head)
{
	struct str name = STR("人民政府");
	size_t told = str_find(head, STR("人民代表大会"), 0), council = str_find(head, STR("届人大常委会"), 0);
	told = told < council ? told : council;
	size_t number = told == STR_NPOS ? told : str_rfind(str_sub(head, 0, told), STR("第"));
	size_t in = number == STR_NPOS ? number : str_rfind(str_sub(head, 0, number), STR("在"));
	if (in == STR_NPOS || !str_has(head, STR("政府委托")))
		return STR_NONE;
	struct str place = str_sub(head, in + strlen("在"), number);
	char *to = place.len >= 9 && place.len < 60 && header_names_place(place)
			   ? arena_alloc(r->arena, place.len + name.len)
			   : NULL;
	if (!to)
		return STR_NONE;
	memcpy(to, place.ptr, place.len);
	memcpy(to + place.len, name.ptr, name.len);
	return (struct str){ to, place.len + name.len };
}

/* 县审计局 that tells of 清源县人民政府: 清源县审计局. */
static struct str audit_office_of(const struct report *r, struct str office)
{
	struct str government = STR("人民政府"), unit = r->unit;
	struct str place = str_ends(unit, government) ? str_sub(unit, 0, unit.len - government.len) : STR_NONE;
	struct str level = str_sub(office, 0, 3);
	bool of = place.len > level.len && office.len == strlen("县审计局") && str_ends(place, level);
	char *to = of ? arena_alloc(r->arena, place.len + office.len) : NULL;
	if (!to)
		return office;
	memcpy(to, place.ptr, place.len);
	memcpy(to + place.len, office.ptr + level.len, office.len - level.len);
	return (struct str){ to, place.len + office.len - level.len };
}

void grammar_header(struct report *r, const struct outline *o)
{
	header_find_title(r, o);
	struct str head = unwrapped(r, grammar_preamble(r));
	r->inspector = header_inspector(head);
	r->round_kind = find_round_kind(r, head);
	if (!r->inspector.len && str_eq(r->round_kind, STR("审计")))
		r->inspector = header_audit_office(grammar_preamble(r));
	uint32_t behind = header_first_paragraph_end(o);
	for (const struct node *n = r->root->first; n; n = n->next)
		behind = n->kind == NODE_ASPECT && n->span.end > behind ? n->span.end : behind;
	for (const struct node *n = r->others; n; n = n->next)
		behind = n->span.end > behind ? n->span.end : behind;
	find_unit(r, o, head, behind);
	struct str audited = str_eq(r->unit, r->inspector) ? header_audited(head) : STR_NONE;
	if (audited.len) /* an audit office tells of it */
		r->unit = audited;
	if (!r->unit.len)
		r->unit = org_above(o);
	if (!r->unit.len && str_eq(r->round_kind, STR("审计")))
		r->unit = government_of(r, head);
	r->inspector = audit_office_of(r, r->inspector);
	if (!r->unit.len)
		r->unit = header_short_unit_in_preamble(head);
	r->unit = header_committee_of(head, r->unit);
	header_find_published(r, o, behind);
}
