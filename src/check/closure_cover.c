#include "closure.h"

#include "fault.h"

struct span closure_span(const struct report *r, struct str slice)
{
	uint32_t start = (uint32_t)(slice.ptr - r->text.ptr);
	return (struct span){ start, start + (uint32_t)slice.len };
}

static bool has_any(struct str s, const struct str *list, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (str_has(s, list[i]))
			return true;
	}
	return false;
}

static bool starts_any(struct str s, const struct str *list, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (str_starts(s, list[i]))
			return true;
	}
	return false;
}

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

/* All of them, done, of problems. */
static bool may_say_all_done(struct str s)
{
	static const struct str all[] = { { "均已", 6 }, { "全部", 6 }, { "都已", 6 }, { "已经整改完", 15 },
		{ "均整改", 9 } };
	static const struct str done[] = { { "整改完毕", 12 }, { "整改完成", 12 }, { "完成整改", 12 },
		{ "整改到位", 12 }, { "办结", 6 }, { "销号", 6 }, { "整改落实到位", 18 }, { "任务全部完成", 18 },
		{ "均已完成", 12 }, { "已全部完成", 15 } };
	static const struct str what[] = { { "问题", 6 }, { "事项", 6 }, { "任务", 6 } };
	return has_any(s, all, COUNT(all)) && has_any(s, done, COUNT(done)) && has_any(s, what, COUNT(what)) &&
	       str_has(s, STR("整改"));
}

static int64_t next_count(struct str s, size_t *at, struct str *ret_unit);

/* 16个需整改问题，已全部完成6个问题的整改: all of the six. */
static bool of_some(struct str s)
{
	static const struct str units[] = { { "个", 3 }, { "项", 3 }, { "条", 3 } };
	enum { NEAR = 21 };
	size_t all = str_find(s, STR("全部"), 0), at = 0;
	int64_t most = 0, told = 0;
	struct str unit = STR_NONE;

	while (all != STR_NPOS) {
		int64_t n = next_count(s, &at, &unit);
		if (n < 0)
			break;
		if (!starts_any(unit, units, COUNT(units)))
			continue;
		most = n > most ? n : most;
		if (at > all && at - all < NEAR && !told)
			told = n;
	}
	return told && told < most;
}

/* 9份督办单涉及的事项均已办结: all of another thing, which the clause names itself. */
static bool of_another_thing(struct str s)
{
	static const struct str all[] = { { "均已", 6 }, { "全部", 6 }, { "都已", 6 } };
	static const struct str what[] = { { "问题", 6 }, { "整改", 6 }, { "任务", 6 } };
	for (size_t i = 0; i < COUNT(all); i++) {
		size_t at = str_find(s, all[i], 0);
		if (at == STR_NPOS)
			continue;
		size_t full = str_rfind(str_sub(s, 0, at), STR("，")), half = str_rfind(str_sub(s, 0, at), STR(","));
		size_t from = full == STR_NPOS ? 0 : full + 3;
		from = half != STR_NPOS && half + 1 > from ? half + 1 : from;
		size_t end = str_find(s, STR("，"), at), comma = str_find(s, STR(","), at);
		struct str clause = str_sub(s, from, end < comma ? end : comma);
		if (at == from || has_any(clause, what, COUNT(what)))
			return false;
	}
	return true;
}

/* 均已整改完毕, and nothing that takes it back. 除…外 names its exceptions. */
static bool says_all_done(struct str s)
{
	static const struct str not_yet[] = { { "基本", 6 }, { "尚", 3 }, { "未", 3 }, { "剩余", 6 }, { "确保", 6 },
		{ "力争", 6 }, { "长期", 6 }, { "要求", 6 }, { "推动", 6 }, { "取得", 6 }, { "目标", 6 }, { "持续", 6 },
		{ "立行立改", 12 }, { "进一步", 9 }, { "将", 3 }, { "直至", 6 }, { "做到", 6 }, { "督促", 6 },
		{ "力求", 6 }, { "必须", 6 }, { "务必", 6 }, { "部分整改", 12 }, { "部分完成", 12 }, { "自查", 6 } };
	static const struct str open[] = { { "正在", 6 }, { "推进", 6 } };
	/* 其余问题于4月30日前全部完成整改, of a plan */
	static const struct str by_then[] = { { "日前全部", 12 }, { "底前全部", 12 }, { "月前全部", 12 },
		{ "末前全部", 12 }, { "日前完成", 12 }, { "底前完成", 12 } };
	if (!may_say_all_done(s) || of_some(s) || of_another_thing(s) ||
		(has_any(s, by_then, COUNT(by_then)) && !str_has(s, STR("已"))))
		return false;
	size_t except = str_find(s, STR("除"), 0), rest = str_find(s, STR("外"), 0);
	bool excepts = except != STR_NPOS && rest != STR_NPOS && rest > except;
	struct str claim = excepts ? str_sub(s, rest, s.len) : s;
	size_t which = str_find(claim, STR("其中"), 0); /* 均已完成，其中需长期坚持的7条 */
	if (which != STR_NPOS && str_has(str_sub(claim, which, claim.len), STR("长期")))
		claim = str_sub(claim, 0, which);
	static const struct str ba[] = { { "将反馈", 9 }, { "将问题", 9 } };
	if (has_any(claim, not_yet, COUNT(not_yet)) && !has_any(claim, ba, COUNT(ba)))
		return false;
	return !has_any(claim, open, COUNT(open));
}

static size_t sentence_end(struct str text, size_t from)
{
	for (; from < text.len; from++) {
		unsigned char c = (unsigned char)text.ptr[from];
		if (c >= 0xE4 && c <= 0xE9) /* an ideograph */
			from += 2;
		else if (c == '\n')
			break;
		else if (text.ptr[from] == "。"[0] && str_starts(str_sub(text, from, text.len), STR("。")))
			break;
	}
	return from;
}

static bool scan_prose(const struct report *r, struct str text, struct closure_cover *cover)
{
	if (!may_say_all_done(text)) /* nor does any sentence of it */
		return false;
	for (size_t at = 0; at < text.len;) {
		size_t end = sentence_end(text, at);
		struct str s = str_trim(str_sub(text, at, end));
		if (says_all_done(s)) {
			cover->found = true;
			cover->span = closure_span(r, s);
			return true;
		}
		at = end + 1;
	}
	return false;
}

/* 反馈问题12个，已整改完成12个: the same in numbers. */
static bool scan_claims(const struct report *r, struct closure_cover *cover)
{
	const struct fact_claim *total = NULL, *done = NULL;
	for (size_t i = 0; i < r->claims.len; i++) {
		const struct fact_claim *c = &VEC_AT(&r->claims, struct fact_claim, i);
		if (!total && strcmp(c->key, "problems_total") == 0)
			total = c;
		else if (!done && strcmp(c->key, "done") == 0)
			done = c;
		else if (strcmp(c->key, "in_progress") == 0 || strcmp(c->key, "not_done") == 0)
			return false;
	}
	if (!total || !done || decimal_cmp(total->value, done->value) != 0)
		return false;
	cover->found = true;
	cover->span = done->span;
	return true;
}

/* The next whole number of a text from `at`, and the character behind it; -1: none. */
static int64_t next_count(struct str s, size_t *at, struct str *ret_unit)
{
	while (*at < s.len && !(s.ptr[*at] >= '1' && s.ptr[*at] <= '9'))
		*at += 1;
	if (*at == s.len)
		return -1;
	int64_t n = 0;
	for (; *at < s.len && s.ptr[*at] >= '0' && s.ptr[*at] <= '9'; *at += 1)
		n = n < 1000000 ? n * 10 + (s.ptr[*at] - '0') : n;
	*ret_unit = str_sub(s, *at, *at + 3 < s.len ? *at + 3 : s.len);
	return n;
}

/* Where the states begin behind the whole: 截至6月25日，反馈的11个问题，已完成… */
static size_t first_state(struct str s)
{
	size_t of = str_rfind(s, STR("个问题，")), among = str_rfind(s, STR("个问题中，"));
	size_t half = str_rfind(s, STR("个问题,"));

	if (of != STR_NPOS && str_find(s, STR("完成"), 0) > of)
		return of + strlen("个问题，");
	if (half != STR_NPOS && str_find(s, STR("完成"), 0) > half)
		return half + strlen("个问题,");
	return among != STR_NPOS && str_find(s, STR("完成"), 0) > among ? among + strlen("个问题中，") : 0;
}

/* 目前，已完成整改的26项、阶段性完成并长期坚持的6项: every number of the sentence is of what is done, and together they are all. */
static bool adds_up_to_all(struct str s, const struct fact_claim *total)
{
	static const struct str done[] = { { "已完成", 9 }, { "完成整改", 12 }, { "整改完成", 12 } };
	static const struct str other[] = { { "正在", 6 }, { "推进", 6 }, { "未", 3 }, { "尚", 3 }, { "基本", 6 },
		{ "其中", 6 }, { "%", 1 }, { "％", 3 }, { "制度", 6 }, { "年内", 6 } };
	/* 已完成整改9个，需长期坚持2个，完成率81.8% */
	static const struct str rates[] = { { "，完成率", 12 }, { "，整改完成率", 18 }, { "，整改率", 12 },
		{ ",完成率", 10 } };
	for (size_t i = 0; i < COUNT(rates); i++)
		s = str_sub(s, 0, str_find(s, rates[i], 0));
	/* 持续整改2个，即第8个、第13个: which they are */
	static const struct str names[] = { { "，即第", 9 }, { ",即第", 7 } };
	static const struct str lasting[] = { { "长期", 6 }, { "持续整改", 12 }, { "持续坚持", 12 } };
	for (size_t i = 0; i < COUNT(names); i++)
		s = str_sub(s, 0, str_find(s, names[i], 0));
	/* 反馈的11个问题，已完成…: whose they are */
	struct str counted = str_sub(s, first_state(s), s.len);
	if (!has_any(s, done, COUNT(done)) || has_any(counted, other, COUNT(other)) ||
		!has_any(s, lasting, COUNT(lasting)))
		return false;
	static const struct str days[] = { { "年", 3 }, { "月", 3 }, { "日", 3 } };
	s = counted;
	int64_t sum = 0;
	int parts = 0;
	struct str unit, first = STR_NONE;
	for (size_t at = 0;;) {
		int64_t n = next_count(s, &at, &unit);
		if (n < 0)
			break;
		if (starts_any(unit, days, COUNT(days))) /* 截至6月20日 */
			continue;
		if (parts++ == 0)
			first = unit;
		else if (!str_eq(unit, first))
			return false;
		sum += n;
	}
	return parts == 2 && total->value.scale == 0 && sum == total->value.digits && str_eq(first, total->unit);
}

static bool scan_sums(const struct report *r, struct str text, struct closure_cover *cover)
{
	for (size_t i = 0; i < r->claims.len && i < 8; i++) {
		const struct fact_claim *c = &VEC_AT(&r->claims, struct fact_claim, i);
		if (!str_ends(str_from(c->key), STR("_total")))
			continue;
		for (size_t at = 0; at < text.len;) {
			size_t end = sentence_end(text, at);
			struct str s = str_trim(str_sub(text, at, end));
			if (adds_up_to_all(s, c)) {
				cover->found = true;
				cover->span = closure_span(r, s);
				return true;
			}
			at = end + 1;
		}
	}
	return false;
}

static int numeral(struct str s)
{
	static const struct str digits[] = { { "一", 3 }, { "二", 3 }, { "三", 3 }, { "四", 3 }, { "五", 3 },
		{ "六", 3 }, { "七", 3 }, { "八", 3 }, { "九", 3 }, { "十", 3 } };
	if (str_ends(s, STR("两")))
		return 2;
	for (size_t i = 0; i < COUNT(digits); i++) {
		if (str_ends(s, digits[i]))
			return (int)i + 1;
	}
	int value = 0, weight = 1;
	for (size_t at = s.len; at > 0 && weight <= 100 && s.ptr[at - 1] >= '0' && s.ptr[at - 1] <= '9'; at--) {
		value += (s.ptr[at - 1] - '0') * weight;
		weight *= 10;
	}
	return value;
}

/* How many the claim leaves out without a name (除1个…外, 除2项…外). */
static int count_exceptions(struct str claim)
{
	static const struct str units[] = { { "个", 3 }, { "项", 3 }, { "条", 3 }, { "件", 3 } };
	size_t except = str_find(claim, STR("除"), 0);
	size_t rest = except == STR_NPOS ? STR_NPOS : str_find(claim, STR("外"), except);
	if (rest == STR_NPOS)
		return 0;
	struct str part = str_sub(claim, except, rest);
	int named = str_has(part, STR("“")); /* the first name is looked for by itself */
	for (size_t at = 0; at < part.len; at++) {
		int n = starts_any(str_sub(part, at, part.len), units, COUNT(units))
				? numeral(str_trim(str_sub(part, 0, at)))
				: 0;
		if (n > 0)
			return n - named;
	}
	return 0;
}

/* What the claim quotes as left out, up to a comma; empty: nothing. */
static struct str excepted_name(struct str claim)
{
	size_t except = str_find(claim, STR("除"), 0);
	if (except == STR_NPOS)
		return STR_NONE;
	size_t open = str_find(claim, STR("“"), except), close = str_find(claim, STR("”"), except);
	if (open == STR_NPOS || close == STR_NPOS || close <= open + 3)
		return STR_NONE;
	struct str name = str_sub(claim, open + 3, close);
	size_t comma = str_find(name, STR("，"), 0);
	return str_sub(name, 0, comma == STR_NPOS ? name.len : comma);
}

/* A problem the claim itself leaves out: its title stands quoted there. */
static bool is_excepted(const struct report *r, const struct closure_cover *cover, const struct node *problem)
{
	struct str name = cover->excepted;
	return problem && name.ptr &&
	       (str_has(report_slice(r, problem->head_span), name) || str_has(problem->title, name));
}

/* Problems with an item of this result, but for those left out by name. The report counts its pending ones apart. */
static int count_problems(const struct report *r, const struct closure_cover *cover, enum result_status status)
{
	const struct node *problem = NULL, *counted = NULL;
	int n = 0;
	for (struct node *at = node_walk(r->root, r->root); at; at = node_walk(r->root, at)) {
		if (at->kind == NODE_PROBLEM)
			problem = at;
		if (at->kind != NODE_RESULT || at->status != status || (problem && problem == counted) ||
			(problem && problem->problem == PROBLEM_PENDING) || is_excepted(r, cover, problem))
			continue;
		counted = problem;
		n++;
	}
	return n;
}

/* What is in progress is left out first. More of them than it leaves out, and it is wrong about all of them. */
static void spare(const struct report *r, struct closure_cover *cover)
{
	int left = count_exceptions(report_slice(r, cover->span));
	if (left <= 0)
		return;
	int open = count_problems(r, cover, RESULT_IN_PROGRESS);
	cover->spares_open = open <= left;
	cover->spares_partial = open < left;
}

/* 14个问题中已完成整改8个，基本完成并长期坚持3个: eleven, and the other three are not done. */
static bool claims_fewer(const struct report *r)
{
	static const char *const done[] = { "done", "long_term", "partial" };
	int64_t total = 0, sum = 0;
	unsigned seen = 0;

	for (size_t i = 0; i < r->claims.len; i++) {
		const struct fact_claim *c = &VEC_AT(&r->claims, struct fact_claim, i);
		if (c->value.scale > 0)
			continue;
		if (total == 0 && strcmp(c->key, "problems_total") == 0)
			total = c->value.digits;
		for (unsigned k = 0; k < COUNT(done); k++) {
			if (strcmp(c->key, done[k]) == 0 && !(seen & 1u << k)) {
				seen |= 1u << k;
				sum += c->value.digits;
			}
		}
	}
	return (seen & 1u) && sum < total;
}

/* 已完成9个，正在推进1个 elsewhere: the report owns that some are open, and 全部 is said of something else. */
static bool owns_open(const struct report *r, struct span cover)
{
	for (size_t i = 0; i < r->claims.len; i++) {
		const struct fact_claim *c = &VEC_AT(&r->claims, struct fact_claim, i);
		bool open = strcmp(c->key, "in_progress") == 0 || strcmp(c->key, "not_done") == 0;
		if (open && c->value.digits > 0 && (c->span.end <= cover.start || c->span.start >= cover.end))
			return true;
	}
	return false;
}

static struct closure_cover cover_of(const struct report *r)
{
	struct closure_cover cover = { 0 };
	if (str_ends(r->title, STR("方案"))) /* what is to come */
		return cover;
	for (const struct node *n = r->root->first; n; n = n->next) {
		if (n->kind != NODE_PROSE || n->prose == PROSE_COPY || n->prose == PROSE_FURNITURE ||
			n->prose == PROSE_HEADING)
			continue;
		bool sums = n->prose == PROSE_PREAMBLE && scan_sums(r, n->text, &cover);
		bool prose = !sums && scan_prose(r, n->text, &cover);
		if ((sums || prose) && (owns_open(r, cover.span) || (prose && claims_fewer(r)))) {
			cover = (struct closure_cover){ 0 };
			continue;
		}
		if (cover.found) {
			cover.excepted = excepted_name(report_slice(r, cover.span));
			spare(r, &cover);
			return cover;
		}
	}
	scan_claims(r, &cover);
	cover.excepted = excepted_name(report_slice(r, cover.span));
	return cover;
}

static bool is_spared(const struct closure_cover *cover, const struct node *result)
{
	return result && ((cover->spares_open && result->status == RESULT_IN_PROGRESS) ||
				 (cover->spares_partial && result->status == RESULT_PARTIAL));
}

static bool is_done(enum result_status s)
{
	return s == RESULT_DONE || s == RESULT_LONG_TERM;
}

/* 长期坚持; 正在推进，需长期坚持: its own state says that it goes on, and nothing that it is done. */
static bool says_it_goes_on(const struct node *result)
{
	static const struct str done[] = { { "完成", 6 }, { "到位", 6 }, { "办结", 6 }, { "已", 3 }, { "完毕", 6 },
		{ "销号", 6 } };
	return result->status == RESULT_LONG_TERM && !has_any(result->text, done, COUNT(done));
}

#define TITLE_BYTES 120 /* a finding's first sentence that is no more than a title */

static bool tells_deeds(struct str s)
{
	static const struct str deeds[] = { { "已", 3 }, { "完成", 6 }, { "制定", 6 }, { "修订", 6 }, { "建立", 6 },
		{ "开展", 6 }, { "组织", 6 }, { "清理", 6 }, { "收回", 6 }, { "签订", 6 }, { "检查", 6 }, { "印发", 6 },
		{ "召开", 6 }, { "退还", 6 }, { "排查", 6 }, { "核查", 6 } };
	bool counted = false;
	for (size_t i = 0; i < s.len; i++)
		counted |= s.ptr[i] >= '0' && s.ptr[i] <= '9';
	return counted || has_any(s, deeds, COUNT(deeds));
}

/* A title and what was done about it in one paragraph. */
static struct span account_of(const struct report *r, const struct closure_item *it, bool told)
{
	struct span none = { 0, 0 };
	struct str text = it->item->text;
	if (told || !it->done || text.len == 0)
		return none;
	size_t end = str_find(text, STR("。"), 0);
	if (end == STR_NPOS || end > TITLE_BYTES || end + 3 >= text.len)
		return none;
	struct str rest = str_sub(text, end + 3, text.len);
	return tells_deeds(rest) ? closure_span(r, rest) : none;
}

struct node closure_account(const struct report *r, const struct closure_item *item)
{
	struct node own = *item->item;
	own.kind = NODE_PROGRESS;
	own.span = item->account;
	own.text = report_slice(r, item->account);
	own.first = own.next = NULL;
	return own;
}

/* 1.题目。做了什么。已完成。: a last sentence that is nothing but the state. */
static bool ends_with_state(struct str text)
{
	static const struct str states[] = { { "已完成", 9 }, { "已完成整改", 15 }, { "已整改完成", 15 },
		{ "完成整改", 12 }, { "整改完成", 12 }, { "已整改到位", 15 }, { "整改到位", 12 }, { "已整改", 9 },
		{ "已办结", 9 }, { "已销号", 9 }, { "已整改完毕", 15 }, { "已全部完成", 15 } };
	text = str_trim(text);
	if (str_ends(text, STR("。")))
		text = str_sub(text, 0, text.len - 3);
	for (size_t i = 0; i < COUNT(states); i++) {
		struct str before = str_ends(text, states[i]) ? str_sub(text, 0, text.len - states[i].len) : STR_NONE;
		if (str_ends(str_trim(before), STR("。")))
			return true;
	}
	return false;
}

/* …，该项整改任务现已全部完成。: the last clause of the last leaf is the state of the whole. */
static bool ends_with_own_state(struct str text, struct str *ret_account)
{
	static const struct str whose[] = { { "该项", 6 }, { "该问题", 9 }, { "此项", 6 }, { "此问题", 9 },
		{ "本项", 6 }, { "本问题", 9 }, { "整改任务", 12 }, { "该任务", 9 } };
	static const struct str states[] = { { "已完成", 9 }, { "已全部完成", 15 }, { "整改完成", 12 },
		{ "完成整改", 12 }, { "整改到位", 12 }, { "已整改完毕", 15 }, { "已办结", 9 }, { "已销号", 9 },
		{ "已整改", 9 } };
	text = str_trim(text);
	if (str_ends(text, STR("。")))
		text = str_sub(text, 0, text.len - 3);
	bool state = false;
	for (size_t i = 0; i < COUNT(states) && !state; i++)
		state = str_ends(text, states[i]);
	if (!state)
		return false;
	size_t comma = str_rfind(text, STR("，")), stop = str_rfind(text, STR("。"));
	size_t from = comma == STR_NPOS || (stop != STR_NPOS && stop > comma) ? stop : comma;
	struct str last = from == STR_NPOS ? STR_NONE : str_trim(str_sub(text, from + 3, text.len));
	if (last.len > 60 || !starts_any(last, whose, COUNT(whose)))
		return false;
	*ret_account = str_sub(text, 0, from);
	return true;
}

static struct closure_item item_of(
	const struct report *r, const struct closure_cover *cover, const struct node *problem, struct node *item)
{
	struct closure_item it = { .problem = problem, .item = item };
	const struct node *last = NULL;
	for (struct node *n = node_walk(item, item); n; n = node_walk(item, n)) {
		if (n->kind == NODE_PROGRESS && n->text.len > 0)
			it.has_progress = true;
		if ((n->kind == NODE_PROGRESS || n->kind == NODE_MEASURE) && n->text.len > 0)
			last = n;
		if (n->kind == NODE_RESULT && n->status != RESULT_NONE)
			it.result = n;
	}
	bool regular = !problem || problem->problem != PROBLEM_PENDING;
	it.covered = cover->found && regular && !is_excepted(r, cover, problem) && !is_spared(cover, it.result);
	bool nearly = it.result && result_nearly_done(it.result);
	it.partial = it.result && (it.result->status == RESULT_PARTIAL || nearly) && it.covered;
	it.done = it.result ? (is_done(it.result->status) && !nearly && !says_it_goes_on(it.result)) || it.partial
			    : it.covered;
	bool told = last;
	struct str account = STR_NONE;
	if (!it.result && (told ? ends_with_own_state(last->text, &account) : ends_with_state(item->text)))
		it.done = true;
	it.told_to = it.done && account.ptr ? closure_span(r, account).end : 0;
	it.long_term = it.result && it.result->status == RESULT_LONG_TERM;
	it.account = account_of(r, &it, told);
	return it;
}

static int list_items(struct closure *k, const struct report *r, struct node *top)
{
	const struct node *problem = top->kind == NODE_PROBLEM ? top : NULL;
	for (struct node *n = node_walk(top, top); n; n = node_walk(top, n)) {
		if (n->kind == NODE_PROBLEM)
			problem = n;
		if (n->kind != NODE_ITEM)
			continue;
		struct closure_item *it = vec_push(&k->items);
		if (!it)
			return ERR_NOMEM;
		*it = item_of(r, &k->cover, problem, n);
	}
	return 0;
}

void closure_free(struct closure *k)
{
	if (k)
		vec_clear(&k->items);
	free(k);
}

const struct closure *closure_of(struct check *c)
{
	if (c->closure)
		return c->closure;
	struct closure *k = fault_calloc(1, sizeof(*k));
	if (!k)
		return NULL;
	vec_init(&k->items, sizeof(struct closure_item));
	k->cover = cover_of(c->report);
	k->report_date = closure_report_date(c->report);
	int rc = list_items(k, c->report, c->report->root);
	for (struct node *n = c->report->others; n && rc >= 0; n = n->next)
		rc = list_items(k, c->report, n);
	if (rc < 0) {
		closure_free(k);
		return NULL;
	}
	return c->closure = k;
}

int closure_each(struct check *c, closure_visit *visit, void *context)
{
	const struct closure *k = closure_of(c);
	int rc = k ? 0 : ERR_NOMEM;
	for (size_t i = 0; rc >= 0 && i < k->items.len; i++)
		rc = visit(c, &VEC_AT(&k->items, struct closure_item, i), context);
	return rc;
}

bool closure_tells(const struct closure_item *it, const struct node *leaf)
{
	return leaf->kind == NODE_PROGRESS || leaf->kind == NODE_RESULT ||
	       (leaf->kind == NODE_MEASURE && (!it->has_progress || str_has(leaf->text, STR("已"))));
}

struct node closure_cut(const struct report *r, const struct closure_item *it, const struct node *leaf)
{
	struct node cut = *leaf;
	if (it->told_to > leaf->span.start && it->told_to < leaf->span.end) {
		cut.span.end = it->told_to;
		uint32_t from = closure_span(r, leaf->text).start;
		cut.text = str_sub(leaf->text, 0, it->told_to > from ? it->told_to - from : 0);
	}
	return cut;
}

bool closure_is_plan(const struct node *leaf)
{
	static const struct str labels[] = { { "下一步：", 12 }, { "下一步:", 10 }, { "下步：", 9 },
		{ "下一步打算", 15 }, { "下一步计划", 15 }, { "下一步工作", 15 }, { "下一步措施", 15 },
		{ "下一步安排", 15 } };
	static const struct str left[] = { { "剩余", 6 }, { "余下", 6 }, { "其余", 6 }, { "尚", 3 }, { "未", 3 },
		{ "仍", 3 } };
	return str_starts(leaf->text, STR("下")) && starts_any(leaf->text, labels, COUNT(labels)) &&
	       !has_any(leaf->text, left, COUNT(left));
}

bool closure_result_done(const struct closure_item *item)
{
	return item->result && is_done(item->result->status);
}
