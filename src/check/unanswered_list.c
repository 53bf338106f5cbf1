/* BH209: things of one kind that a finding lists (校园广播站、公众号、学生社团报刊无人审稿), all but one of which the answers take up by words of
 * their own. What several of them have in common (补贴 of 两项补贴 and 地力补贴) tells nothing. */
#include "unanswered.h"

#include "spot.h"

#define CHAR 3
#define TWO ((size_t)2 * CHAR)
#define ENTRY_MAX ((size_t)14 * CHAR)
#define ENTRIES_MAX 8
#define DEEDS_MAX 24
#define NEAR ((size_t)10 * CHAR) /* before 等: of what was named there there is more */

struct list {
	struct str entry[ENTRIES_MAX];
	size_t count;
	struct str deed[DEEDS_MAX];
	size_t deeds;
};

static bool is_han(struct str s, size_t at)
{
	return s.len >= at + CHAR && (unsigned char)s.ptr[at] >= 0xE4 && (unsigned char)s.ptr[at] <= 0xE9;
}

static bool is_entry(struct str s)
{
	for (size_t at = 0; at < s.len; at += CHAR) {
		if (!is_han(s, at))
			return false;
	}
	return s.len >= TWO && s.len <= ENTRY_MAX;
}

/* What stands before the first mark: from the last word that leads to it on. */
static struct str first_entry(struct str before)
{
	static const struct str leads[] = { STR_INIT("存在"), STR_INIT("关于"), STR_INIT("针对"), STR_INIT("对"),
		STR_INIT("的"), STR_INIT("涉及"), STR_INIT("包括"), STR_INIT("反映"), STR_INIT("其中"), { NULL, 0 } };
	size_t from = before.len;

	while (from >= CHAR && is_han(before, from - CHAR) && before.len - from < ENTRY_MAX)
		from -= CHAR;
	struct str run = str_sub(before, from, before.len);
	for (const struct str *w = leads; w->len; w++) {
		size_t at = str_rfind(run, *w);
		if (at != STR_NPOS && at + w->len + TWO <= run.len)
			run = str_sub(run, at + w->len, run.len);
	}
	return run;
}

/* What stands behind the last mark: up to what is said of all of them. */
static struct str last_entry(struct str behind)
{
	static const struct str stops[] = { STR_INIT("等"), STR_INIT("均"), STR_INIT("都"), STR_INIT("无"),
		STR_INIT("存在"), STR_INIT("没"), STR_INIT("未"), STR_INIT("不"), STR_INIT("长期"), STR_INIT("问题"),
		STR_INIT("现象"), STR_INIT("缺"), STR_INIT("方面"), STR_INIT("管理"), STR_INIT("监管"),
		STR_INIT("工作"), STR_INIT("仍"), STR_INIT("被"), STR_INIT("由"), STR_INIT("三"), STR_INIT("四"),
		STR_INIT("五"), STR_INIT("多"), STR_INIT("失"), STR_INIT("虚"), STR_INIT("流于"), STR_INIT("走"),
		{ NULL, 0 } };
	size_t end = 0;

	while (is_han(behind, end) && end < ENTRY_MAX &&
		(end < TWO || !spot_starts(str_sub(behind, end, behind.len), stops)))
		end += CHAR;
	return str_sub(behind, 0, end);
}

/* The next row, and behind its last mark; of two, which tell nothing, only their number is given. STR_NPOS: behind the text. */
static size_t read_row(struct str s, size_t from, struct list *l)
{
	static const struct str dun = STR_INIT("、");
	size_t at = str_find(s, dun, from), begin, next;
	struct str before = str_sub(s, from, at);

	l->count = at == STR_NPOS ? 0 : 2;
	if (at == STR_NPOS)
		return STR_NPOS;
	for (begin = at + CHAR; l->count < ENTRIES_MAX; begin = next + CHAR) {
		next = str_find(s, dun, begin);
		struct str part = next == STR_NPOS ? STR_NONE : str_sub(s, begin, next);
		if (next == STR_NPOS || !is_entry(part))
			break;
		l->entry[l->count++ - 1] = part;
	}
	if (l->count > 2) {
		l->entry[0] = first_entry(before);
		l->entry[l->count - 1] = last_entry(str_sub(s, begin, s.len));
	}
	return begin;
}

static bool is_common(const struct list *l, size_t own, struct str word)
{
	for (size_t i = 0; i < l->count; i++) {
		if (i != own && str_has(l->entry[i], word))
			return true;
	}
	return false;
}

/* Two characters of the entry, and of it alone, stand in the text; where, with `ret`. */
static bool names(const struct list *l, size_t own, struct str text, size_t *ret)
{
	struct str e = l->entry[own];

	for (size_t at = 0; at + TWO <= e.len; at += CHAR) {
		struct str two = str_sub(e, at, at + TWO);
		size_t found = is_common(l, own, two) ? STR_NPOS : str_find(text, two, 0);
		if (found != STR_NPOS) {
			if (ret)
				*ret = found;
			return true;
		}
	}
	return false;
}

/* Two characters and more of ten stand in the answers: it may be taken up in other words. */
static bool is_touched(const struct list *l, size_t own)
{
	struct str e = l->entry[own];
	size_t told = 0, all = 0;

	for (size_t at = 0; at + CHAR <= e.len; at += CHAR) {
		struct str one = str_sub(e, at, at + CHAR);
		bool some = false;
		if (is_common(l, own, one))
			continue;
		for (size_t i = 0; i < l->deeds && !some; i++)
			some = str_has(l->deed[i], one);
		all++;
		told += some;
	}
	return all < 2 || told * 5 >= all * 2;
}

/* 逐一, 上述 in a sentence that names none of them; 甲、乙等 behind one of them. */
static bool covers_all(const struct list *l)
{
	static const struct str all[] = { STR_INIT("逐一"), STR_INIT("逐个"), STR_INIT("逐项"), STR_INIT("逐条"),
		STR_INIT("举一反三"), STR_INIT("上述"), STR_INIT("各类"), STR_INIT("全面"), STR_INIT("所有"),
		STR_INIT("各项"), STR_INIT("其余"), STR_INIT("其他"), STR_INIT("一并"), STR_INIT("等问题"),
		STR_INIT("三类"), STR_INIT("三项"), STR_INIT("三处"), STR_INIT("三个"), STR_INIT("相关"),
		STR_INIT("有关"), STR_INIT("同类"), { NULL, 0 } };

	for (size_t i = 0; i < l->deeds; i++) {
		bool named = false;
		size_t at = 0;
		for (size_t k = 0; k < l->count; k++) {
			if (!names(l, k, l->deed[i], &at))
				continue;
			named = true;
			size_t more = str_find(l->deed[i], STR("等"), at);
			if (more != STR_NPOS && more - at <= NEAR)
				return true;
		}
		if (!named && spot_any(l->deed[i], all))
			return true;
	}
	return false;
}

/* What minds are of, and what is answered in other words. */
static bool is_vague(struct str s)
{
	static const struct str words[] = { STR_INIT("意识"), STR_INIT("思想"), STR_INIT("认识"), STR_INIT("学习"),
		STR_INIT("研究"), STR_INIT("重视"), STR_INIT("担当"), STR_INIT("作用"), STR_INIT("作风"),
		STR_INIT("机制"), STR_INIT("责任"), STR_INIT("能力"), STR_INIT("管理"), STR_INIT("监督"),
		STR_INIT("教育"), STR_INIT("制度"), STR_INIT("工作"), STR_INIT("业务"), STR_INIT("落实"),
		STR_INIT("人员"), STR_INIT("问题"), STR_INIT("领导"), STR_INIT("部署"), STR_INIT("政治"),
		STR_INIT("服务"), STR_INIT("规定"), STR_INIT("执行"), STR_INIT("部门"), STR_INIT("宣传"),
		STR_INIT("农贸市场"), STR_INIT("背街"), STR_INIT("主干道"), STR_INIT("街巷"), STR_INIT("化整为零"),
		STR_INIT("冒领"), STR_INIT("优亲厚友"), STR_INIT("造假"), STR_INIT("作假"), STR_INIT("吃拿"),
		STR_INIT("推诿"), STR_INIT("围标"), STR_INIT("串标"), { NULL, 0 } };

	return s.len < 4 * CHAR || spot_any(s, words);
}

static struct str silent_entry(const struct list *l)
{
	size_t silent = 0, which = 0;

	for (size_t i = 0; i < l->count; i++) {
		bool told = false;
		/* 学习不深入、谋划不够: faults, and no things */
		if (!is_entry(l->entry[i]) || str_has(l->entry[i], STR("不")))
			return STR_NONE;
		for (size_t k = 0; k < l->deeds && !told; k++)
			told = names(l, i, l->deed[k], NULL);
		silent += !told;
		which = told ? which : i;
	}
	if (silent != 1 || is_vague(l->entry[which]) || is_touched(l, which) || covers_all(l))
		return STR_NONE;
	return l->entry[which];
}

int unanswered_list(struct check *c, const struct closure_item *it)
{
	struct list l = { .count = 0 };
	struct str text = it->item->text;

	for (const struct node *n = it->item->first; n; n = n->next) {
		if (!spot_is_deed(n) || n->kind == NODE_RESULT)
			continue;
		if (l.deeds == DEEDS_MAX)
			return 0;
		l.deed[l.deeds++] = n->text;
	}
	if (l.deeds < 2)
		return 0;
	for (size_t from = 0; from != STR_NPOS && from < text.len;) {
		from = read_row(text, from, &l);
		struct str silent = l.count >= 3 ? silent_entry(&l) : STR_NONE;
		if (silent.len == 0)
			continue;
		return check_add(c, it->item, closure_span(c->report, silent),
			       "反馈点到 %zu 件事，整改内容写了 %zu 件，没有提到“" STR_FMT "”", l.count, l.count - 1,
			       STR_ARG(silent))
			       ? 0
			       : ERR_NOMEM;
	}
	return 0;
}
