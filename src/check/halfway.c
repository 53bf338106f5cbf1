/* BH208: said of something marked done, without a word of tense, that it has got only so far (余下的分期退还, 推迟到明年春季,
 * 刚刚通过评审). The cues are sighted (halfway.def); here each is asked what excuses it. */
#include "closure.h"
#include "halfway.h"
#include "rules.h"
#include "sight.h"
#include "spot.h"

#define DESCRIBES 12 /* bytes behind a cue in which 的 makes it describe a noun */

/* A cue in its sentence. */
struct place {
	struct span sentence, clause;
	struct str before; /* of the sentence */
	struct str head;   /* of the clause, before the cue */
	struct str tail;   /* of the clause, behind it */
	struct str after;  /* of the sentence, behind it */
	struct str cue;
	enum halfway_kind kind;
};

static struct place place_of(const struct report *r, const struct sight *s)
{
	struct place p = { .sentence = spot_sentence(r, s->span), .clause = spot_clause(r, s->span) };

	p.before = spot_text(r, p.sentence.start, s->span.start);
	p.head = spot_text(r, p.clause.start, s->span.start);
	p.tail = spot_text(r, s->span.end, p.clause.end);
	p.after = spot_text(r, s->span.end, p.sentence.end);
	p.cue = report_slice(r, s->span);
	p.kind = halfway_cues[s->word].kind;
	return p;
}

/* The sentence goes on to say that it has since been done. */
static bool is_resolved(const struct place *p)
{
	static const struct str words[] = { STR_INIT("现已"), STR_INIT("，现"), STR_INIT("已全部"), STR_INIT("均已"),
		STR_INIT("已于"), STR_INIT("全部完"), STR_INIT("全部解"), STR_INIT("全部收"), STR_INIT("全部追"),
		STR_INIT("全部清"), STR_INIT("全部拆"), STR_INIT("全部办"), STR_INIT("全部付"), STR_INIT("全部到"),
		STR_INIT("全部整"), STR_INIT("已完成"), STR_INIT("已办"), STR_INIT("已付"), STR_INIT("已追"),
		STR_INIT("已收"), STR_INIT("已拆"), STR_INIT("已解决"), STR_INIT("已整改"), STR_INIT("已移交"),
		STR_INIT("已签"), STR_INIT("已结"), STR_INIT("已还"), STR_INIT("已恢复"), STR_INIT("已竣工"),
		STR_INIT("已退"), STR_INIT("已缴"), STR_INIT("已到"), STR_INIT("已补"), STR_INIT("已取得"),
		STR_INIT("已获"), STR_INIT("完毕"), STR_INIT("已按"), STR_INIT("已由"), STR_INIT("已通过"),
		STR_INIT("已开"), STR_INIT("已在"), STR_INIT("已建"), STR_INIT("已如期"), STR_INIT("已达"),
		STR_INIT("已化解"), STR_INIT("判决"), STR_INIT("调解"), STR_INIT("胜诉"), STR_INIT("执行到位"),
		STR_INIT("执行完毕"), STR_INIT("清零"), STR_INIT("整改到位"), STR_INIT("完成改"), STR_INIT("完成了"),
		{ NULL, 0 } };

	return spot_any(p->after, words) || str_has(p->after, STR("印发实施"));
}

/* Somebody else's words: in “” or 《》, or a finding repeated in front. */
static bool is_cited(const struct place *p)
{
	static const struct str marks[][2] = { { STR_INIT("“"), STR_INIT("”") }, { STR_INIT("《"), STR_INIT("》") } };
	static const struct str leads[] = { STR_INIT("针对"), STR_INIT("关于"), STR_INIT("反馈"), STR_INIT("存在"),
		{ NULL, 0 } };

	for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++) {
		size_t open = str_rfind(p->before, marks[i][0]), close = str_rfind(p->before, marks[i][1]);
		if (open != STR_NPOS && (close == STR_NPOS || close < open))
			return true;
	}
	return spot_any(p->before, leads) && str_has(p->after, STR("问题"));
}

/* A rule, a condition, the past, what is to be avoided. */
static bool is_no_account(const struct place *p)
{
	static const struct str words[] = { STR_INIT("此前"), STR_INIT("当时"), STR_INIT("曾"), STR_INIT("一度"),
		STR_INIT("之前"), STR_INIT("原拟"), STR_INIT("原计划"), STR_INIT("原定"), STR_INIT("如"),
		STR_INIT("若"), STR_INIT("凡"), STR_INIT("一旦"), STR_INIT("明确规定"), STR_INIT("不得"),
		STR_INIT("防止"), STR_INIT("避免"), STR_INIT("杜绝"), STR_INIT("严禁"), STR_INIT("一律"),
		STR_INIT("方可"), STR_INIT("每月"), STR_INIT("每季"), STR_INIT("每年"), STR_INIT("定期"),
		STR_INIT("不再出现"), STR_INIT("问责"), STR_INIT("经查"), { NULL, 0 } };
	static const struct str objects[] = { STR_INIT("对"), STR_INIT("将"), STR_INIT("把"), STR_INIT("对于"),
		STR_INIT("因"), STR_INIT("为"), { NULL, 0 } };

	/* by a month's quota it may well have got only so far */
	if ((spot_any(p->before, words) && !(p->kind == HALFWAY_PART && str_has(p->before, STR("每月")))) ||
		str_has(p->after, STR("一律")) || str_has(p->after, STR("方可")))
		return true;
	if (p->kind == HALFWAY_OPEN && str_has(p->head, STR("解决")))
		return true; /* 解决…尚未完全覆盖或无法明确…的 */
	return spot_ends(p->head, objects) && !(p->kind == HALFWAY_LATER && str_ends(p->head, STR("将")));
}

/* 推迟的任务, 未能按期办结的事项: the cue describes a noun. */
static bool describes(const struct place *p)
{
	size_t at = str_find(p->tail, STR("的"), 0);

	return p->kind != HALFWAY_PART && at != STR_NPOS && at <= DESCRIBES;
}

static bool last_char_in(struct str s, const char *list)
{
	if (s.len == 0)
		return false;
	if ((unsigned char)s.ptr[s.len - 1] < 0x80)
		return s.ptr[s.len - 1] >= '0' && s.ptr[s.len - 1] <= '9';
	for (; s.len >= 3 && *list; list += 3) {
		if (memcmp(list, s.ptr + s.len - 3, 3) == 0)
			return true;
	}
	return false;
}

/* 起草完毕，报送司法局审查: it went up and nothing came back. What a rule says is done each time is another thing. */
static bool waits_for_answer(const struct place *p)
{
	static const struct str asked[] = { STR_INIT("审查"), STR_INIT("审批"), STR_INIT("审定"), STR_INIT("审核"),
		STR_INIT("审议"), STR_INIT("批准"), STR_INIT("立项"), { NULL, 0 } };
	static const struct str drafts[] = { STR_INIT("完毕"), STR_INIT("初稿"), STR_INIT("起草"), STR_INIT("送审稿"),
		STR_INIT("编制完成"), STR_INIT("形成"), STR_INIT("近期"), STR_INIT("已拟"), { NULL, 0 } };
	static const struct str rules[] = { STR_INIT("须"), STR_INIT("应当"), STR_INIT("及时"), STR_INIT("严格"),
		STR_INIT("线索"), STR_INIT("程序"), STR_INIT("要求"), STR_INIT("规定"), { NULL, 0 } };

	if (str_ends(p->head, STR("已")) && (str_eq(p->cue, STR("报请")) || str_eq(p->cue, STR("提请"))))
		return true;
	return spot_any(p->tail, asked) && (str_ends(p->head, STR("已")) || spot_any(p->before, drafts)) &&
	       !spot_any(p->before, rules);
}

/* What some cues need besides, or are parts of. */
static bool is_other_word(const struct place *p)
{
	static const struct str less[] = { STR_INIT("压缩"), STR_INIT("减少"), STR_INIT("下降"), STR_INIT("降低"),
		STR_INIT("增长"), STR_INIT("缩短"), STR_INIT("压减"), STR_INIT("超过"), STR_INIT("时间"), { NULL, 0 } };
	static const struct str granted[] = { STR_INIT("同意"), STR_INIT("批准"), STR_INIT("批复"), STR_INIT("通过"),
		STR_INIT("印发"), STR_INIT("审定"), STR_INIT("审批"), { NULL, 0 } };
	static const struct str trade[] = { STR_INIT("务"), STR_INIT("业"), STR_INIT("户"), STR_INIT("贸"),
		STR_INIT("品"), { NULL, 0 } };

	static const struct str answers[] = { STR_INIT("定论"), STR_INIT("结论"), STR_INIT("结果"), STR_INIT("回"),
		STR_INIT("答复"), STR_INIT("批复"), STR_INIT("方案"), STR_INIT("着落"), STR_INIT("进展"),
		STR_INIT("实质"), STR_INIT("明确"), STR_INIT("时间表"), STR_INIT("处理"), STR_INIT("法启动"),
		STR_INIT("可供"), STR_INIT("处置"), STR_INIT("条件"), STR_INIT("安排"), STR_INIT("计划"),
		STR_INIT("资金来源"), STR_INIT("人"), STR_INIT("财产"), STR_INIT("能力"), { NULL, 0 } };

	if (str_eq(p->cue, STR("年后")))
		return last_char_in(p->head, "一二三四五六七八九十两多几半当今次近");
	if (str_eq(p->cue, STR("要等")))
		return last_char_in(p->head, "主重需必次只");
	if (str_eq(p->cue, STR("正商")))
		return spot_starts(p->tail, trade);
	if (str_eq(p->cue, STR("过半")) || str_eq(p->cue, STR("一半，")))
		return spot_any(p->head, less);
	if (str_eq(p->cue, STR("申请强制执行"))) /* 8件被法院申请强制执行 are another's */
		return str_has(p->head, STR("被")) || !str_has(p->head, STR("已"));
	if (p->kind == HALFWAY_ASKED)
		return spot_any(p->after, granted) || !waits_for_answer(p);
	if (str_starts(p->cue, STR("承诺")))
		return str_has(p->before, STR("公开")) || str_has(p->after, STR("期间")) ||
		       str_has(p->before, STR("书"));
	if (str_eq(p->cue, STR("目前完成")) || str_starts(p->cue, STR("进度")))
		return str_has(p->after, STR("100")) || str_has(p->after, STR("全部"));
	if (str_ends(p->cue, STR("封顶")))
		return str_has(p->after, STR("竣工")) || str_has(p->after, STR("验收")) ||
		       str_has(p->after, STR("交付")) || str_has(p->after, STR("使用"));
	if (str_starts(p->cue, STR("达")))
		return str_has(p->head, STR("满意")) || str_has(p->head, STR("知晓")) || str_has(p->tail, STR("的"));
	if (p->cue.len == 9 && (str_starts(p->cue, STR("约")) || str_starts(p->cue, STR("近"))) &&
		str_ends(p->cue, STR("成"))) /* 完成约七成; 投诉下降约七成 is another thing */
		return p->tail.len > 0 || spot_any(p->head, less) || str_has(p->head, STR("占")) ||
		       str_has(p->head, STR("满意")) || str_has(p->head, STR("率"));
	/* 拒不搬迁的2户，安排专人做思想工作: somebody still refuses */
	static const struct str refuse[] = { STR_INIT("拒"), STR_INIT("不愿"), STR_INIT("不配合"), STR_INIT("不同意"),
		STR_INIT("抵触"), { NULL, 0 } };
	if (str_eq(p->cue, STR("思想工作")))
		return !spot_any(p->before, refuse) || spot_any(p->after, granted);
	/* 积极争取上级资金: and that is all that is said */
	static const struct str got[] = { STR_INIT("万元"), STR_INIT("亿元"), STR_INIT("已"), STR_INIT("了"),
		STR_INIT("获"), STR_INIT("完成"), STR_INIT("落实"), STR_INIT("新增"), STR_INIT("，"), { NULL, 0 } };
	if (str_eq(p->cue, STR("积极争取")))
		return !str_has(p->tail, STR("资金")) || spot_any(p->after, got) || spot_any(p->head, got);
	if (str_eq(p->cue, STR("已受理")))
		return p->tail.len > 0;
	if (str_eq(p->cue, STR("尚无")) || str_eq(p->cue, STR("暂无")))
		return !spot_starts(p->tail, answers);
	if (str_eq(p->cue, STR("列入下")))
		return !spot_starts(p->tail, (const struct str[]){ STR_INIT("一"), STR_INIT("批"), STR_INIT("年"),
						     STR_INIT("步"), STR_INIT("期"), STR_INIT("个"), { NULL, 0 } });
	return false;
}

/* 尚需论证 waits for something; 仍需加强 is what every finished piece of work says. */
static bool needs_more(const struct place *p)
{
	static const struct str things[] = { STR_INIT("论证"), STR_INIT("协商"), STR_INIT("核对"), STR_INIT("审批"),
		STR_INIT("报批"), STR_INIT("批准"), STR_INIT("批复"), STR_INIT("认定"), STR_INIT("鉴定"),
		STR_INIT("验收"), STR_INIT("签订"), STR_INIT("上级"), STR_INIT("财政"), STR_INIT("时日"),
		STR_INIT("时间"), STR_INIT("资金"), STR_INIT("办理"), STR_INIT("研究"), STR_INIT("评估"),
		STR_INIT("拍板"), STR_INIT("同意"), STR_INIT("审议"), STR_INIT("决定"), STR_INIT("判决"),
		STR_INIT("明确"), { NULL, 0 } };
	static const struct str better[] = { STR_INIT("加强"), STR_INIT("巩固"), STR_INIT("提升"), STR_INIT("深化"),
		STR_INIT("努力"), STR_INIT("提高"), STR_INIT("增强"), STR_INIT("持续"), STR_INIT("加大"), { NULL, 0 } };

	return spot_any(p->tail, things) && !spot_any(p->tail, better);
}

/* 1辆因维修未归还: so many are left, and the clause ends there. */
static bool counts_the_rest(const struct place *p)
{
	bool digit = false;

	for (size_t i = 0; i < p->head.len; i++)
		digit |= p->head.ptr[i] >= '0' && p->head.ptr[i] <= '9';
	return digit && p->tail.len <= 6 && !str_has(p->before, STR("发现")) && !str_has(p->before, STR("逾期")) &&
	       !str_has(p->before, STR("查出"));
}

/* 装修有序推进中: the clause ends there; 在整改中，… only says when, and 工作有序推进 says nothing of an end. */
static bool still_runs(const struct place *p)
{
	static const struct str whens[] = { STR_INIT("在"), STR_INIT("于"), { NULL, 0 } };
	static const struct str marks[] = { STR_INIT("，"), STR_INIT(","), { NULL, 0 } };
	static const struct str things[] = { STR_INIT("工程"), STR_INIT("项目"), STR_INIT("采购"), STR_INIT("招标"),
		STR_INIT("施工"), STR_INIT("装修"), STR_INIT("建设"), STR_INIT("改造"), STR_INIT("拆除"),
		STR_INIT("办证"), STR_INIT("审批"), STR_INIT("诉讼"), STR_INIT("清算"), STR_INIT("结算"),
		STR_INIT("验收"), STR_INIT("确权"), STR_INIT("搬迁"), STR_INIT("追缴"), STR_INIT("清收"),
		STR_INIT("手续"), { NULL, 0 } };
	bool within = spot_starts(p->head, whens) && spot_starts(p->after, marks);

	static const struct str wishes[] = { STR_INIT("确保"), STR_INIT("保障"), STR_INIT("推动"), STR_INIT("促进"),
		STR_INIT("保证"), STR_INIT("督促"), STR_INIT("要求"), STR_INIT("使"), { NULL, 0 } };

	if (within || str_trim(p->tail).len > 0 || spot_any(p->head, wishes))
		return false;
	static const struct str rest[] = { STR_INIT("其他"), STR_INIT("其余"), STR_INIT("剩余"), { NULL, 0 } };

	return str_ends(p->cue, STR("中")) ? p->head.len > 0 : spot_any(p->head, things) || spot_any(p->head, rest);
}

/* 并已启动核销程序: a procedure that ends the sentence has only begun. 启动问责程序3次 and 启动应急程序 tell what was done. */
static bool only_started(const struct place *p)
{
	static const struct str things[] = { STR_INIT("程序"), STR_INIT("流程"), STR_INIT("注销"), STR_INIT("清算"),
		STR_INIT("核销"), STR_INIT("诉讼"), STR_INIT("招标"), STR_INIT("招标工作"), STR_INIT("征收"),
		STR_INIT("征收工作"), STR_INIT("拆迁"), STR_INIT("拆迁工作"), STR_INIT("退出"), STR_INIT("前期工作"),
		STR_INIT("评估工作"), STR_INIT("审计工作"), STR_INIT("采购工作"), STR_INIT("办证工作"), { NULL, 0 } };
	static const struct str others[] = { STR_INIT("问责"), STR_INIT("应急"), STR_INIT("预警"), STR_INIT("容错"),
		STR_INIT("倒查"), STR_INIT("追责"), STR_INIT("处罚"), STR_INIT("退出机制"), { NULL, 0 } };
	struct str tail = str_trim(p->tail);

	return tail.len <= 60 && p->after.len <= p->tail.len + 3 && spot_ends(tail, things) &&
	       !spot_any(tail, others) && !str_has(p->before, STR("后启动"));
}

/* 其余点位结合拆迁实施: the rest of something of which so many are done. */
static bool rest_remains(const struct place *p)
{
	static const struct str others[] = { STR_INIT("时间"), STR_INIT("价值"), STR_INIT("劳动"), STR_INIT("班子"),
		STR_INIT("成员"), STR_INIT("各"), STR_INIT("单位"), STR_INIT("指标"), STR_INIT("名额"), { NULL, 0 } };
	static const struct str dones[] = { STR_INIT("已"), STR_INIT("完成"), STR_INIT("完工"), STR_INIT("验收"),
		STR_INIT("办结"), STR_INIT("建成"), STR_INIT("收回"), STR_INIT("拆除"), STR_INIT("整改"), { NULL, 0 } };
	static const struct str objects[] = { STR_INIT("对"), STR_INIT("将"), STR_INIT("把"), STR_INIT("和"),
		STR_INIT("与"), STR_INIT("除"), { NULL, 0 } };

	return !spot_starts(p->tail, others) && spot_any(p->before, dones) && !spot_ends(p->head, objects) &&
	       halfway_is_open(p->after);
}

/* 实施意见市政府办公室在审核: the clause ends there; 正在, 仍在 are read elsewhere. */
static bool is_at_it(const struct place *p)
{
	static const struct str others[] = { STR_INIT("正"), STR_INIT("仍"), STR_INIT("还"), STR_INIT("尚"),
		STR_INIT("存"), STR_INIT("现"), STR_INIT("所"), STR_INIT("实"), STR_INIT("潜"), STR_INIT("内"),
		STR_INIT("旨"), STR_INIT("常"), STR_INIT("贵"), STR_INIT("重"), { NULL, 0 } };

	return p->head.len > 0 && str_trim(p->tail).len == 0 && !spot_ends(p->head, others);
}

/* 目前处于债权申报公告期: the clause ends there. */
static bool is_stage(const struct place *p)
{
	static const struct str ins[] = { STR_INIT("处于"), STR_INIT("处在"), STR_INIT("尚在"), STR_INIT("正在"),
		STR_INIT("进入"), { NULL, 0 } };

	return spot_any(p->head, ins) && str_trim(p->tail).len == 0;
}

/* 因资金链断裂停工，已函告其限期复工: it stands still, and nobody says that it goes on. */
static bool stands_still(const struct place *p)
{
	static const struct str others[] = { STR_INIT("责令"), STR_INIT("要求"), STR_INIT("停工整"), STR_INIT("停工令"),
		STR_INIT("通知"), STR_INIT("天"), STR_INIT("期间"), STR_INIT("已复工"), STR_INIT("恢复施工"),
		{ NULL, 0 } };

	return str_has(p->head, STR("因")) && str_trim(p->tail).len == 0 && !spot_any(p->before, others) &&
	       !spot_any(p->after, others);
}

/* 方案已报消防部门审核: the sentence ends with whom it lies with. That an account was handed in is the end of it. */
static bool lies_with_others(const struct place *p)
{
	static const struct str ends[] = { STR_INIT("审核"), STR_INIT("审批"), STR_INIT("审定"), STR_INIT("审查"),
		STR_INIT("审议"), STR_INIT("批准"), STR_INIT("研究"), STR_INIT("核准"), STR_INIT("政府"),
		STR_INIT("发改委"), STR_INIT("编办"), STR_INIT("编委"), STR_INIT("人大"), STR_INIT("工委"),
		STR_INIT("财政局"), STR_INIT("财政厅"), STR_INIT("国资委"), STR_INIT("常务会议"), STR_INIT("党组会"),
		{ NULL, 0 } };
	static const struct str things[] = { STR_INIT("方案"), STR_INIT("规划"), STR_INIT("办法"), STR_INIT("申请"),
		STR_INIT("手续"), STR_INIT("请示"), STR_INIT("成果"), STR_INIT("文本"), STR_INIT("预案"),
		STR_INIT("概算"), STR_INIT("预算"), STR_INIT("项目"), STR_INIT("人选"), STR_INIT("制度"),
		STR_INIT("意见稿"), STR_INIT("名单"), STR_INIT("资料"), STR_INIT("》"), { NULL, 0 } };
	static const struct str others[] = { STR_INIT("整改情况"), STR_INIT("整改方案已报巡察"), STR_INIT("线索"),
		STR_INIT("台账"), STR_INIT("总结"), STR_INIT("报告"), STR_INIT("定期"), STR_INIT("及时"),
		STR_INIT("每"), STR_INIT("须"), STR_INIT("凡"), STR_INIT("一律"), STR_INIT("严格"),
		STR_INIT("问题清单"), STR_INIT("备案"), { NULL, 0 } };
	struct str tail = str_trim(p->tail);

	return p->after.len <= p->tail.len + 3 && tail.len <= 45 && spot_ends(tail, ends) &&
	       spot_any(p->before, things) && !spot_any(p->head, others) && !str_has(tail, STR("通过")) &&
	       !str_has(tail, STR("同意"));
}

static bool is_doubt(const struct place *p)
{
	if (p->kind == HALFWAY_ATIT && !is_at_it(p))
		return false;
	if (p->kind == HALFWAY_HALT && !stands_still(p))
		return false;
	if (p->kind == HALFWAY_SENT && !lies_with_others(p))
		return false;
	if (p->kind == HALFWAY_START && !only_started(p))
		return false;
	if (p->kind == HALFWAY_REST && !rest_remains(p))
		return false;
	if (p->kind == HALFWAY_STAGE && !is_stage(p))
		return false;
	if (p->kind == HALFWAY_DOING && !still_runs(p))
		return false;
	if (p->kind == HALFWAY_LEFT && !counts_the_rest(p))
		return false;
	if (is_other_word(p) || is_resolved(p) || describes(p) || is_no_account(p) || is_cited(p))
		return false;
	return p->kind != HALFWAY_NEED || needs_more(p);
}

static const char *why(enum halfway_kind kind)
{
	switch (kind) {
	case HALFWAY_DOING:
	case HALFWAY_ATIT:
		return "事情还在办理之中";
	case HALFWAY_OPEN:
		return "事情还没有着落";
	case HALFWAY_PART:
	case HALFWAY_LEFT:
		return "只办了一部分";
	case HALFWAY_LATER:
		return "推到了以后";
	case HALFWAY_BEGUN:
		return "只是开了头、报了上去或者作了承诺";
	case HALFWAY_HALT:
		return "事情停了下来";
	case HALFWAY_SENT:
	case HALFWAY_ASKED:
		return "报了上去，还没有批下来";
	case HALFWAY_REST:
		return "余下的还没有办完";
	case HALFWAY_START:
	case HALFWAY_STAGE:
		return "只走到了这一步";
	case HALFWAY_NEED:
	case HALFWAY_EASED:
		break;
	}
	return "还差别的条件";
}

int halfway_add(struct halfway *h, const struct node *leaf, struct span sentence, uint32_t word, const char *reason)
{
	const struct report *r = h->c->report;
	const struct closure_item *it = h->item;
	bool cut;

	if (sentence.end == h->done || said_of(&h->said, sentence))
		return 0;
	h->done = sentence.end;
	struct str said = closure_words(r, sentence, word, &cut);
	struct check_finding *f = check_add(h->c, it->item, closure_quote(r, sentence, word, HALFWAY_QUOTE),
		"标为完成，这里却写“" STR_FMT "%s”：%s。已办成的请写明时间和凭据，没有办成的不能算完成", STR_ARG(said),
		cut ? "…" : "", reason);
	if (!f)
		return ERR_NOMEM;
	if (it->long_term || it->partial)
		f->severity = SEVERITY_NOTE;
	return it->result && it->result != leaf ? check_relate(h->c, f, it->result->span) : 0;
}

static int read_cues(struct halfway *h, const struct node *leaf)
{
	h->sight = spot_first(h->sights, offsetof(struct sight, span), leaf->span.start, h->sight);
	for (size_t i = h->sight; i < h->sights->len; i++) {
		const struct sight *s = &VEC_AT(h->sights, struct sight, i);
		if (s->span.end > leaf->span.end)
			break;
		if (s->kind != SIGHT_HALFWAY || halfway_cues[s->word].kind == HALFWAY_EASED)
			continue;
		struct place p = place_of(h->c->report, s);
		/* 其余五家人员，按批次转隶: the clause that tells what is still to come is shown */
		bool next = p.kind == HALFWAY_REST && !halfway_is_open(p.tail) && p.clause.end < p.sentence.end;
		uint32_t comma = p.after.ptr[p.tail.len] == ',' ? 1 : 3; /* behind the clause */
		uint32_t word = next ? p.clause.end + comma : s->span.start;
		int rc = is_doubt(&p) ? halfway_add(h, leaf, p.sentence, word, why(p.kind)) : 0;
		if (rc < 0)
			return rc;
	}
	return 0;
}

static int read_leaf(struct halfway *h, const struct node *leaf)
{
	int rc = read_cues(h, leaf);

	if (rc == 0)
		rc = halfway_counts(h, leaf);
	return rc < 0 ? rc : halfway_dates(h, leaf);
}

static int read_item(struct check *c, const struct closure_item *it, void *context)
{
	struct halfway *h = context;

	(void)c;
	if (!it->done)
		return 0;
	h->item = it;
	for (const struct node *n = it->item->first; n; n = n->next) {
		bool account = n->kind == NODE_PROGRESS || n->kind == NODE_RESULT ||
			       (n->kind == NODE_MEASURE && !it->has_progress);
		int rc = account ? read_leaf(h, n) : 0;
		if (rc < 0)
			return rc;
	}
	struct node own = closure_account(h->c->report, it);
	return own.span.start < own.span.end ? read_leaf(h, &own) : 0;
}

int check_bh208(struct check *c)
{
	static const char *const tense[] = { "BH201", "BH202", "BH203", NULL };
	struct halfway h = { .c = c, .sights = sights_of(c) };

	int rc = h.sights ? said_collect(c, tense, &h.said) : ERR_NOMEM;
	if (rc == 0)
		rc = closure_each(c, read_item, &h);
	said_clear(&h.said);
	return rc;
}
