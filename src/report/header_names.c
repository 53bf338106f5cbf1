/* Who is spoken of at a report's head: the unit, and who inspected it. */
#include "header_parts.h"

#include "utf8.h"
#include "wordlist.h"
#include "words.h"

/* A name that ends in what a party organisation is called. */
bool header_is_org(struct str s)
{
	static const char *const ends[] = { "委员会", "党组", "党委", "党工委", "党总支", "党支部", "支部委员会" };
	if (s.len < 12 || s.len > 150 || str_has(s, STR("：")) || str_has(s, STR(":")) || str_has(s, STR("。")))
		return false;
	for (size_t i = 0; i < COUNT(ends); i++)
		if (str_ends(s, str_from(ends[i])))
			return true;
	return false;
}

/* A digit of 第17督察组. */
static bool is_ordinal(struct str s, size_t at)
{
	size_t from = at + 1;

	while (from > 0 && s.ptr[from - 1] >= '0' && s.ptr[from - 1] <= '9')
		from--;
	return from <= at && str_ends(str_sub(s, 0, from), STR("第"));
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
			!is_ordinal(s, before))
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
bool header_names_place(struct str s)
{
	WORDLIST(places, "省", "市", "县", "区", "州", "旗", "盟");
	return HAS(s, places);
}

/* How many bytes before the sender's name are of it: 自治区 of 自治区党委第五巡视组, 省 of 省生态环境保护督察组. */
static size_t region_before(struct str before, bool office)
{
	static const char *const regions[] = { "自治区", "中央", "省", "市", "区", "县" };

	for (size_t i = 0; i < (office ? COUNT(regions) : 1); i++)
		if (str_ends(before, str_from(regions[i])))
			return strlen(regions[i]);
	return 0;
}

/* The sender inside a group's name and what follows it: 临江区委第二巡察组, 区党工委第一巡察组. */
static struct str from_sender(struct str name, size_t group)
{
	static const char *const senders[] = { "中央第", "省第", "市第", "省委", "市委", "区委", "县委", "中央",
		"党工委", "党委", "旗委", "州委", "地委", "党组", "工委", "生态环境保护", "审计局", "盟委", "自治区",
		"省安委会", "市安委会", "安委会" };
	static const char *const levels[] = { "省", "市", "区", "县", "旗", "州", "院", "校", "局" };
	for (size_t i = 0; i < COUNT(senders); i++) {
		size_t at = str_rfind(name, str_from(senders[i]));
		if (at == STR_NPOS || name.len - group - at > 60)
			continue;
		size_t region = region_before(str_sub(name, 0, at), !strcmp(senders[i], "生态环境保护"));
		if (region)
			return str_sub(name, at - region, name.len);
		for (size_t l = 0; at >= 3 && l < COUNT(levels); l++)
			if (!strncmp(senders[i], "党", 3) && str_ends(str_sub(name, 0, at), str_from(levels[l])) &&
				(at > 48 || !header_names_place(str_sub(name, 0, at - 3))))
				/* 学校党委第三巡察组 */
				return str_sub(
					name, str_ends(str_sub(name, 0, at), STR("学校")) ? at - 6 : at - 3, name.len);
		/* 市国资委党委第二巡察组, 市委教育工委第一巡察组: of a party committee that has a name */
		bool named = at > 0 && (at <= 36 || (at <= 48 && header_names_place(str_sub(name, 0, at)))) &&
			     (!strncmp(senders[i], "党", 3) || !strcmp(senders[i], "工委"));
		return named ? name : str_sub(name, at, name.len);
	}
	return STR_NONE;
}

/* 市审计局派出审计组: the office that sent it. */
static struct str who_sent(struct str name, size_t group)
{
	size_t sent = str_find(name, STR("派出"), 0), formed = str_find(name, STR("组织的"), 0);
	if (formed != STR_NPOS) /* 县委巡察工作领导小组组织的镇村联动巡察组 */
		return str_sub(name, formed + strlen("组织的"), name.len);
	return sent == STR_NPOS ? from_sender(name, group) : str_sub(name, 0, sent);
}

/* 市委第六巡察组, 省委巡视组 */
static struct str find_inspector(struct str s, bool strict)
{
	static const struct str groups[] = { STR_INIT("巡察组"), STR_INIT("巡视组"), STR_INIT("督察组"),
		STR_INIT("审计组"), STR_INIT("检查组"), STR_INIT("督导组"), STR_INIT("巡察一组"), STR_INIT("巡察二组"),
		STR_INIT("巡察三组"), STR_INIT("巡察四组"), STR_INIT("巡察五组"), STR_INIT("巡察六组"),
		STR_INIT("巡察七组"), STR_INIT("巡察八组"), STR_INIT("巡察九组") };
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
			struct str whole = who_sent(str_sub(s, from, at + groups[g].len), groups[g].len);
			/* a county's group may carry its place: 临江区委第二巡察组 */
			if (str_has(whole, STR("第")))
				return whole;
			named = whole.len > named.len ? whole : named;
		}
	}
	return named;
}

struct str header_inspector(struct str preamble)
{
	struct str s = find_inspector(preamble, true);
	return s.len ? s : find_inspector(preamble, false);
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

/* 省审计厅： above 贵厅于…对我市…开展了审计: to whom it is written. */
static struct str addressed_office(struct str preamble)
{
	WORDLIST(you, "贵厅", "贵局", "贵署", "贵办", "你局", "你厅");
	static const char *const ends[] = { "审计局：", "审计厅：", "审计署：", "审计局:", "审计厅:", "审计署:" };
	for (size_t i = 0; i < COUNT(ends) && HAS(preamble, you); i++) {
		size_t at = str_find(preamble, str_from(ends[i]), 0);
		size_t line = at == STR_NPOS ? STR_NPOS : str_rfind(str_sub(preamble, 0, at), STR("\n"));
		struct str name =
			line == STR_NPOS ? STR_NONE : str_trim(str_sub(preamble, line, at + strlen("审计局")));
		if (header_names_place(name) && name.len < 60)
			return name;
	}
	return STR_NONE;
}

struct str header_audit_office(struct str preamble)
{
	static const char *const offices[] = { "审计局", "审计厅", "审计署" };
	struct str best = addressed_office(preamble);
	if (best.len)
		return best;
	for (size_t i = 0; i < COUNT(offices); i++)
		for (size_t at = str_find(preamble, str_from(offices[i]), 0); at != STR_NPOS;
			at = str_find(preamble, str_from(offices[i]), at + 9)) {
			struct str name = str_sub(preamble, name_start(preamble, at, true), at + 9);
			size_t sent = str_rfind(name, STR("送")); /* 材料已报送区审计局 */
			name = sent == STR_NPOS ? name : str_sub(name, sent + strlen("送"), name.len);
			bool told = str_has(name, STR("了")) || str_has(name, STR("会")); /* 人大常委会听取了审计局… */
			bool plain = !told && header_names_place(name) && utf8_count(name) <= 20 &&
				     !str_has(name, STR("的"));
			/* 清源市审计局 tells more than 市审计局 */
			if (plain && (!best.len || (!is_full_name(best) && names_its_city(name, 5))))
				best = name;
		}
	return best;
}

/* 市审计局于2022年4月至6月对清源市城管局2021年度预算执行情况进行了审计: whom it audited. */
struct str header_audited(struct str preamble)
{
	for (size_t at = str_find(preamble, STR("对"), 0); at != STR_NPOS; at = str_find(preamble, STR("对"), at + 3)) {
		size_t end = at + 3;
		while (end < preamble.len && end - at < 120 && (unsigned char)preamble.ptr[end] >= 0x80)
			end++;
		struct str name = str_sub(preamble, at + 3, end);
		bool year = end + 4 < preamble.len && str_starts(str_sub(preamble, end + 4, preamble.len), STR("年"));
		if (year && header_names_place(name) && words_is_signer(name) && names_its_city(name, 5))
			return name;
	}
	return STR_NONE;
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

/* No sentence, and not 巡察反馈意见市档案局党组, 临江街道及所辖7个社区党委. */
static bool is_a_name(struct str s)
{
	WORDLIST(marks, "，", ",", "。", "：", ":", "；", "、", "意见", "反馈", "整改", "所辖", "所属", "下属", "的");

	if (!s.len || memchr(s.ptr, '\n', s.len) || HAS(s, marks))
		return false;
	size_t many = str_find(s, STR("个"), 0); /* 临江镇6个村 */
	return many == STR_NPOS || many == 0 || s.ptr[many - 1] < '0' || s.ptr[many - 1] > '9';
}

static bool is_one_name(struct str s)
{
	return is_a_name(s) && is_full_name(s);
}

/* 对…党组进行了巡察, 向…党组反馈 */
struct str header_unit_in_preamble(struct str s)
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
struct str header_office_in_preamble(struct str s)
{
	static const char *const acts[] = { "进行", "开展" };
	for (size_t at = str_find(s, STR("对"), 0); at != STR_NPOS; at = str_find(s, STR("对"), at + 3))
		for (size_t i = 0; i < COUNT(acts); i++) {
			size_t act = str_find(str_sub(s, 0, at + 120), str_from(acts[i]), at);
			struct str name = before_short_form(act == STR_NPOS ? STR_NONE : str_sub(s, at + 3, act));
			if (is_one_name(name) && header_names_place(name) &&
				str_starts(str_sub(s, act + 6, s.len), STR("了")))
				return name;
		}
	return STR_NONE;
}

static bool is_a_place(struct str s)
{
	static const char *const ends[] = { "省", "市", "县", "区", "州", "旗", "盟" };

	for (size_t i = 0; i < COUNT(ends); i++)
		if (str_ends(s, str_from(ends[i])))
			return true;
	return false;
}

/* 对市城市管理局党组开展了巡察, 对江南省进行了巡视, 向市残联党组反馈: however short, for want of any other name. */
struct str header_short_unit_in_preamble(struct str s)
{
	static const char *const acts[] = { "对", "进行", "对", "开展", "向", "反馈" };
	WORDLIST(nobody, "我", "本", "该", "全", "其", "被", "各", "上述", "下");
	WORDLIST(rounds, "巡察", "巡视", "反馈", "督察");
	for (size_t i = 0; i < COUNT(acts); i += 2)
		for (size_t at = str_find(s, str_from(acts[i]), 0); at != STR_NPOS;
			at = str_find(s, str_from(acts[i]), at + 3)) {
			size_t act = str_find(str_sub(s, 0, at + 120), str_from(acts[i + 1]), at);
			struct str name = before_short_form(act == STR_NPOS ? STR_NONE : str_sub(s, at + 3, act));
			name = str_trim(str_ends(name, STR("分别")) ? str_sub(name, 0, name.len - 6) : name);
			size_t chars = utf8_count(name);
			bool told = is_a_name(name) && HAS(str_sub(s, act, act + 60), rounds);
			if (told && chars >= 3 && chars < 30 && !STARTS(name, nobody) &&
				(words_is_signer(name) || is_a_place(name)))
				return name;
		}
	return STR_NONE;
}

/* 对江南省东江市进行了巡视, and 向东江市委反馈: the committee of that place, as the text names it. */
struct str header_committee_of(struct str s, struct str place)
{
	for (size_t at = is_a_place(place) ? str_find(s, place, 0) : STR_NPOS; at != STR_NPOS;
		at = str_find(s, place, at + place.len)) {
		size_t end = at + place.len;
		if (str_starts(str_sub(s, end, s.len), STR("委反馈")))
			return str_sub(s, str_ends(str_sub(s, 0, at), STR("中共")) ? at - strlen("中共") : at,
				end + strlen("委"));
	}
	return place;
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

/* 县委第四巡察组向县综合行政执法局党组反馈巡察情况 */
static struct str told_in_title(struct str title)
{
	size_t to = str_find(title, STR("向"), 0), act = str_find(title, STR("反馈"), to == STR_NPOS ? 0 : to);
	size_t of = str_find(title, STR("关于巡察"), 0), end = str_rfind(title, STR("的反馈意见"));
	if (of != STR_NPOS && end != STR_NPOS && end > of) /* 县委第四巡察组关于巡察县城管局党组的反馈意见 */
		return str_trim(str_sub(title, of + strlen("关于巡察"), end));
	bool told = to != STR_NPOS && act != STR_NPOS && str_has(str_sub(title, 0, to), STR("组"));
	return told ? str_trim(str_sub(title, to + strlen("向"), act)) : STR_NONE;
}

struct str header_unit_in_title(struct str title)
{
	struct str told = told_in_title(title);
	if (told.len)
		return is_full_name(told) ? told : STR_NONE;
	size_t at = str_find(title, STR("关于"), 0);
	struct str s = str_trim(str_sub(title, 0, at == STR_NPOS ? 0 : at));
	if (at == STR_NPOS) /* 江州市水利局党委巡察整改情况公示 */
		s = party_group_before(title, 0);
	if (at == STR_NPOS && !s.len)
		s = before_report(title);
	bool office = names_its_city(s, 5) && header_names_place(str_sub(s, 6, s.len)) &&
		      words_is_signer(s); /* 宁波市审计局 */
	return is_full_name(s) || office ? s : STR_NONE;
}

struct str header_sender_in_title(struct str title)
{
	struct str told = told_in_title(title);
	if (told.len)
		return told;
	size_t at = str_find(title, STR("关于"), 0);
	struct str s = str_trim(str_sub(title, 0, at == STR_NPOS ? 0 : at));

	return words_is_signer(s) ? s : at == STR_NPOS ? before_report(title) : STR_NONE;
}
