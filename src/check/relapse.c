/* BH603: one report tells by itself that a fault has come back: what an earlier round had closed is found again (2019年巡察整改时已销号的…
 * 今年又出现), or what is told as done has since returned (入秋后摊点又摆回人行道). What is done again (又组织, 再次核查) tells of no fault. */
#include "closure.h"
#include "rules.h"
#include "sight.h"
#include "spot.h"
#include "wordlist.h"

#define CHAR 3
#define TAIL 45 /* bytes behind 又 that tell what came again */

static const struct str returned[] = { STR_INIT("反弹"), STR_INIT("回潮"), STR_INIT("死灰复燃"), STR_INIT("复发"),
	STR_INIT("复乱"), STR_INIT("复现"), STR_INIT("卷土重来"), STR_INIT("重新抬头"), { NULL, 0 } };
WORDLIST(not_so, "未", "没", "无", "不", "防", "避免", "杜绝", "坚决", "是否", "零", "严查", "遏制", "若", "如", "一旦",
	"凡", "针对", "警惕", "严禁", "容易", "易");

/* 又组织, 再次核查: something was done. */
static bool is_deed(struct str tail)
{
	WORDLIST(deeds, "组织", "开展", "召开", "核查", "核实", "核对", "检查", "督查", "督办", "督促", "排查", "梳理",
		"学习", "研究", "部署", "修订", "完善", "约谈", "进行", "强调", "新增", "新建", "增加", "增派", "增设",
		"投入", "安排", "对", "将", "把", "自查", "派", "收回", "追", "拆除", "整治", "清理", "清退", "复核",
		"复查", "回访", "征求", "报", "印发", "下发", "下达", "通过", "协调", "补", "聘请", "委托", "采购",
		"协商", "赴", "按", "走访", "逐", "坚持", "由", "可", "能", "需", "要");

	return STARTS(str_trim(tail), deeds);
}

static const struct str again[] = { STR_INIT("又"), STR_INIT("再次"), STR_INIT("再度"), STR_INIT("仍"),
	STR_INIT("依然"), STR_INIT("依旧"), STR_INIT("重新出现"), { NULL, 0 } };
/* 2020年巡察时已指出…，当年报告写明整改到位: found once more, or it would not stand here */
static const struct str told[] = { STR_INIT("当年报告"), STR_INIT("当年上报"), STR_INIT("报告写明"), STR_INIT("上报已"),
	STR_INIT("报告称"), STR_INIT("曾上报"), { NULL, 0 } };

/* Where the sentence says that it is there again; STR_NPOS: nowhere. */
static size_t again_in(struct str s)
{
	for (const struct str *w = again; w->len; w++) {
		for (size_t at = str_find(s, *w, 0); at != STR_NPOS; at = str_find(s, *w, at + w->len)) {
			if (!is_deed(str_sub(s, at + w->len, s.len)))
				return at;
		}
	}
	return STR_NPOS;
}

/* 2019 or 二〇一九 right before 年 at `at`. */
static bool names_year(struct str s, size_t at)
{
	static const struct str centuries[] = { STR_INIT("二〇"), STR_INIT("二零"), STR_INIT("二○"), { NULL, 0 } };
	struct str before = str_trim(str_sub(s, 0, at));
	size_t end = before.len;

	if (end >= 4 && before.ptr[end - 4] == '2' && before.ptr[end - 3] == '0')
		return true;
	return end >= 4 * CHAR && spot_starts(str_sub(before, end - 4 * CHAR, end), centuries);
}

/* 2019年…反馈, 上轮巡视: an earlier round, and its account that all was mended. */
static bool was_closed(struct str s)
{
	static const struct str rounds[] = { STR_INIT("上轮"), STR_INIT("上一轮"), STR_INIT("上次"), STR_INIT("前一轮"),
		STR_INIT("首轮"), { NULL, 0 } };
	static const struct str givers[] = { STR_INIT("巡察"), STR_INIT("巡视"), STR_INIT("督察"), STR_INIT("审计"),
		STR_INIT("反馈"), STR_INIT("督查"), STR_INIT("检查"), STR_INIT("指出"), { NULL, 0 } };
	static const struct str closed[] = { STR_INIT("已整改"), STR_INIT("整改到位"), STR_INIT("整改完"),
		STR_INIT("完成整改"), STR_INIT("销号"), STR_INIT("报整改"), STR_INIT("报告整改"), STR_INIT("已完成"),
		STR_INIT("办结"), STR_INIT("已解决"), STR_INIT("已经整改"), STR_INIT("已经完成"), STR_INIT("已经解决"),
		{ NULL, 0 } };
	static const struct str open[] = { STR_INIT("未完成"), STR_INIT("未整改"), STR_INIT("未销号"),
		STR_INIT("没有整改"), STR_INIT("未办结"), STR_INIT("没有完成"), STR_INIT("没有销号"),
		STR_INIT("没有办结"), { NULL, 0 } };
	bool year = false;

	if (spot_any(s, open))
		return false;
	for (size_t at = str_find(s, STR("年"), 0); at != STR_NPOS && !year; at = str_find(s, STR("年"), at + CHAR))
		year = names_year(s, at);
	return spot_any(s, closed) && (spot_any(s, rounds) || (year && spot_any(s, givers)));
}

/* 2018年区委巡察指出的…，当年上报已整改，本次巡察发现仍有13户 */
static bool tells_round(struct str s, bool finding)
{
	bool back = again_in(s) != STR_NPOS || (finding && spot_any(s, told));
	static const struct str calm[] = { STR_INIT("未再"), STR_INIT("没有再"), STR_INIT("不再"), STR_INIT("未发现"),
		STR_INIT("没有发现"), STR_INIT("未出现"), STR_INIT("回头看"), STR_INIT("保持"), { NULL, 0 } };

	return back && !spot_any(s, calm) && was_closed(s);
}

/* 老渡口一带夜里又有车偷倒: what is told as done has come back, and nothing is said to have been done about it. */
static bool tells_return(struct str s, struct str behind)
{
	WORDLIST(bad, "摆", "占", "偷", "有车", "有人", "有群众", "出现", "发现", "堆", "乱", "冒", "漏", "堵", "积",
		"私", "被", "超", "拖欠", "停满", "脏", "破", "坏", "返", "开始");
	WORDLIST(dealt, "已", "立即", "当即", "责令", "随即", "清理", "处理", "整治", "查处", "暂扣", "罚", "取缔",
		"完成", "拆", "解决", "约谈", "追", "修复", "补", "纠正", "后续", "当天", "当日", "重新");
	WORDLIST(whens, "后", "以来", "月", "近期", "近日", "入", "目前", "最近", "下旬", "中旬", "上旬");
	size_t at = str_find(s, STR("又"), 0);

	if (at == STR_NPOS || HAS(behind, dealt))
		return false;
	struct str before = str_sub(s, 0, at), tail = str_sub(s, at + CHAR, s.len);
	struct str near = str_sub(tail, 0, tail.len < TAIL ? tail.len : TAIL);
	return STARTS(near, bad) && HAS(before, whens) && !HAS(before, not_so) && !HAS(tail, dealt);
}

/* 反弹, and not 防止反弹. */
static bool tells_word(struct str s, struct str behind)
{
	WORDLIST(dealt, "已", "立即", "责令", "清理", "处理", "整治", "查处", "罚", "取缔", "完成", "拆", "解决",
		"处置", "线索", "均", "约谈", "专班", "机制", "制度", "问题", "巡查", "现象", "开展", "加强", "督");

	for (const struct str *w = returned; w->len; w++) {
		size_t at = str_find(s, *w, 0);
		if (at != STR_NPOS && str_ends(str_sub(s, 0, at), STR("重"))) /* 重复发放 */
			continue;
		if (at != STR_NPOS)
			return !HAS(s, not_so) && !HAS(str_sub(s, at, s.len), dealt) && !HAS(behind, dealt);
	}
	return false;
}

/* A problem without items has its own words twice: as a problem, as an item. */
struct reading {
	struct check *c;
	const struct vec *sights;
	size_t sight;               /* where the last text began among them */
	const struct node *problem; /* the one before */
	uint32_t told;              /* where the sentence before ends that was reported */
};

static int add(struct reading *rd, const struct node *item, struct str sentence, bool round)
{
	struct check *c = rd->c;

	if (closure_span(c->report, sentence).start < rd->told)
		return 0;
	rd->told = closure_span(c->report, sentence).end;
	struct check_finding *f = check_add(c, item, closure_span(c->report, sentence), "%s",
		round ? "自己写明以前已报整改完毕，这一轮又被指出：请说明上次为什么没有改住，这次怎样防止再犯"
		      : "标为完成，这里却写又出现了：问题已经反弹，请写明怎样处理，没有处理好的不能算完成");
	if (f && round)
		f->severity = SEVERITY_WARNING;
	return f ? 0 : ERR_NOMEM;
}

/* Whether one of the words of all this stands in the text; in most none does. */
static bool has_cue(struct reading *rd, struct span text)
{
	rd->sight = spot_first(rd->sights, offsetof(struct sight, span), text.start, rd->sight);
	for (size_t i = rd->sight; i < rd->sights->len; i++) {
		const struct sight *s = &VEC_AT(rd->sights, struct sight, i);
		if (s->span.start >= text.end)
			break;
		if (s->kind == SIGHT_HALFWAY &&
			(halfway_cues[s->word].kind == HALFWAY_BACK || str_eq(halfway_cues[s->word].word, STR("仍"))))
			return true;
	}
	return false;
}

/* Each sentence of the text; `deed`: it tells what was done of something marked done. */
static int read_text(struct reading *rd, const struct node *item, struct str text, bool deed)
{
	if (!has_cue(rd, closure_span(rd->c->report, text)))
		return 0;
	for (size_t from = 0; from < text.len;) {
		size_t end = str_find(text, STR("。"), from);
		struct str s = str_trim(str_sub(text, from, end));
		struct str behind = end == STR_NPOS ? STR_NONE : str_sub(text, end, text.len);
		bool round = tells_round(s, !deed);
		if (round || (deed && (tells_return(s, behind) || tells_word(s, behind))))
			return add(rd, item, s, round);
		from = end == STR_NPOS ? text.len : end + CHAR;
	}
	return 0;
}

static int read_item(struct check *c, const struct closure_item *it, void *context)
{
	struct reading *rd = context;
	int rc = 0;

	(void)c;
	if (it->problem && it->problem != rd->problem && it->problem->text.len > 0)
		rc = read_text(rd, it->problem, it->problem->text, false);
	rd->problem = it->problem;
	if (rc == 0 && it->item->text.len > 0 && it->item != it->problem)
		rc = read_text(rd, it->item, it->item->text, false);
	for (const struct node *n = it->item->first; n && rc == 0; n = n->next) {
		if (n->kind == NODE_PROSE && n->prose == PROSE_DETAIL)
			rc = read_text(rd, it->item, report_slice(rd->c->report, n->span), false);
		else if (it->done && closure_tells(it, n) && !closure_is_plan(n))
			rc = read_text(rd, it->item, n->text, true);
	}
	return rc;
}

int check_bh603(struct check *c)
{
	struct reading rd = { .c = c, .sights = sights_of(c) };

	return rd.sights ? closure_each(c, read_item, &rd) : ERR_NOMEM;
}
