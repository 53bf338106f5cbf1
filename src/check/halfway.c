/* BH208: said of something marked done, without a word of tense, that it has got only so far (余下的分期退还, 推迟到明年春季,
 * 刚刚通过评审). The cues are sighted (halfway.def); here each is asked what excuses it. */
#include "closure.h"
#include "halfway.h"
#include "rules.h"
#include "sight.h"
#include "spot.h"
#include "wordlist.h"

#include <stdio.h>

#define WORDS_BYTES 200 /* of the telling words in a message */
#define DESCRIBES 12    /* bytes behind a cue in which 的 makes it describe a noun */

/* 整改以来，两处门面登了两回: when it was, and nothing that is over. */
static struct str without_since(struct str before)
{
	static const struct str ends[] = { STR_INIT("以来"), STR_INIT("期间"), { NULL, 0 } };
	static const struct str whens[] = { STR_INIT("整改"), STR_INIT("今年"), STR_INIT("反馈"), STR_INIT("下半年"),
		{ NULL, 0 } };
	size_t comma = str_find(before, STR("，"), 0);
	struct str first = str_sub(before, 0, comma);

	if (comma == STR_NPOS || comma > 45 || !spot_ends(first, ends) || !spot_any(first, whens))
		return before;
	return str_sub(before, comma + 3, before.len);
}

/* halfway_plain() of a text and of its beginning or end. */
static struct str plain_both(struct halfway *h, struct str whole, struct str part, struct str *ret_part)
{
	struct str plain = halfway_plain(h, whole);

	*ret_part = plain.ptr == whole.ptr ? part : halfway_plain(h, part);
	return plain;
}

struct str halfway_rest(const struct halfway_place *p)
{
	return p->sentence.end < p->leaf_end
		       ? halfway_plain(p->of, spot_text(p->of->c->report, p->sentence.end, p->leaf_end))
		       : STR_NONE;
}

static struct halfway_place place_of(struct halfway *h, const struct node *leaf, const struct sight *s, struct date day)
{
	const struct report *r = h->c->report;
	struct halfway_place p = { .sentence = spot_sentence(r, s->span), .clause = spot_clause(r, s->span) };

	if (p.sentence.end > leaf->span.end && s->span.end <= leaf->span.end)
		p.sentence.end = leaf->span.end;
	if (p.clause.end > p.sentence.end)
		p.clause.end = p.sentence.end;

	p.before = plain_both(
		h, spot_text(r, p.sentence.start, s->span.start), spot_text(r, p.clause.start, s->span.start), &p.head);
	p.before = without_since(p.before);
	p.after = plain_both(
		h, spot_text(r, s->span.end, p.sentence.end), spot_text(r, s->span.end, p.clause.end), &p.tail);
	p.of = h;
	p.leaf_end = leaf->span.end;
	p.day = day;
	p.cue = halfway_plain(h, report_slice(r, s->span));
	p.kind = halfway_cues[s->word].kind;
	return p;
}

/* 未能单独登记，已并入村委会产权: another way was found, and it is no step on a way. */
static bool was_met(struct str after)
{
	WORDLIST(steps, "函", "报", "催", "起诉", "申请", "向", "发", "通知", "约", "协商", "督促", "提请", "提交",
		"委托", "对接", "沟通", "联系", "启动", "列入", "纳入", "安排", "组织", "着手", "上报", "移送", "移交",
		"暂", "责令", "要求", "制定", "经", "与", "由", "立案", "诉", "承诺", "多次", "明确");
	size_t at = str_find(after, STR("，已"), 0);

	return at != STR_NPOS && at + 6 < after.len && !STARTS(str_sub(after, at + 6, after.len), steps);
}

/* 其余学校逐步推进，该问题已整改到位: the state that the account ends with is what is doubted, and takes nothing back. */
static struct str without_state(struct str after)
{
	static const struct str states[] = { STR_INIT("，该问题已"), STR_INIT("，此问题已"), STR_INIT("，本问题已"),
		STR_INIT("，该项问题已"), STR_INIT("，该事项已"), { NULL, 0 } };

	for (const struct str *s = states; s->len; s++)
		after = str_sub(after, 0, str_find(after, *s, 0));
	return after;
}

/* 获批后当月开工，11月竣工: it came about, and is no aim. */
static bool came_about(struct str after)
{
	size_t comma = str_find(after, STR("，"), 0);
	WORDLIST(ends, "竣工", "完工", "成交", "投用", "建成", "交工", "销号", "到账", "结清", "还清", "付清", "验收",
		"通车");
	WORDLIST(aims, "预计", "计划", "拟", "将", "力争", "争取", "确保", "前", "明年", "年底", "后", "未", "没", "待",
		"预定", "目标", "才", "方");

	after = comma == STR_NPOS ? STR_NONE : str_sub(after, comma + 3, after.len);
	return HAS(after, ends) && !HAS(after, aims);
}

/* The sentence goes on to say that it has since been done. */
static bool is_resolved(const struct halfway_place *p)
{
	WORDLIST(words, "现已", "已全部", "均已", "已于", "全部完", "全部解", "全部收", "全部追", "全部清", "全部拆",
		"全部办", "全部付", "全部到", "全部整", "已完成", "已办", "已付", "已追", "已收", "已拆", "已解决",
		"已整改", "已移交", "已签", "已结", "已还", "已恢复", "已竣工", "已退", "已缴", "已到", "已补",
		"已取得", "已获", "完毕", "已按", "已由", "已通过", "已开", "已在", "已建", "已如期", "已达", "已化解",
		"只更正", "当年已", "本年已", "判决", "调解", "胜诉", "已采购", "执行到位", "执行完毕", "清零",
		"整改到位", "完成改", "完成了", "存入专户", "缴入专户", "提存");

	/* 流标两次，现在先用个人手机拍摄: for the time being */
	WORDLIST(meanwhile, "在先", "在仍", "在还", "先", "暂", "仍", "还", "在暂", "在靠", "靠");
	size_t now = str_find(p->after, STR("，现"), 0);

	if (now != STR_NPOS && !STARTS(str_sub(p->after, now + 6, p->after.len), meanwhile))
		return true;
	/* 剩下部分承诺分期补足，另一个项目的已全部回补: that is another one */
	struct str after =
		p->kind == HALFWAY_PART ? str_sub(p->after, 0, str_find(p->after, STR("，另"), 0)) : p->after;
	after = without_state(after);
	return HAS(after, words) || str_has(after, STR("印发实施")) || (p->kind == HALFWAY_OPEN && was_met(after));
}

/* Somebody else's words: in “” or 《》, or a finding repeated in front. */
static bool is_cited(const struct halfway_place *p)
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
static bool is_no_account(const struct halfway_place *p)
{
	WORDLIST(words, "此前", "当时", "曾", "一度", "之前", "原拟", "原计划", "原定", "如", "若", "凡", "一旦",
		"明确规定", "不得", "防止", "避免", "杜绝", "严禁", "一律", "方可", "每月", "每季", "每年", "定期",
		"不再出现", "问责", "经查");
	static const struct str objects[] = { STR_INIT("对"), STR_INIT("将"), STR_INIT("把"), STR_INIT("对于"),
		STR_INIT("因"), STR_INIT("为"), { NULL, 0 } };

	/* by a month's quota it may well have got only so far */
	bool unset = str_ends(p->cue, STR("未定")); /* 原定9月交付，交付时间未定 */
	if ((!unset && HAS(p->before, words) && !(p->kind == HALFWAY_PART && str_has(p->before, STR("每月")))) ||
		str_has(p->after, STR("一律")) || str_has(p->after, STR("方可")))
		return true;
	if (p->kind == HALFWAY_OPEN && str_has(p->head, STR("解决")))
		return true; /* 解决…尚未完全覆盖或无法明确…的 */
	return spot_ends(p->head, objects) && !(p->kind == HALFWAY_LATER && str_ends(p->head, STR("将")));
}

/* 推迟的任务, 未能按期办结的事项: the cue describes a noun. */
static bool describes(const struct halfway_place *p)
{
	size_t at = str_find(p->tail, STR("的"), 0);

	return p->kind != HALFWAY_PART && !str_eq(p->cue, STR("要看")) && at != STR_NPOS && at <= DESCRIBES;
}

static bool is_doubt(const struct halfway_place *p, bool long_term)
{
	/* 长期坚持，已取得阶段性成效; 干部结构改善尚需时日: that it goes on its own state says */
	bool soft = p->kind == HALFWAY_NEED || p->kind == HALFWAY_WISH || p->kind == HALFWAY_URGED ||
		    p->kind == HALFWAY_LEAVE;
	if (soft && long_term)
		return false;
	/* signs have words of their own for it */
	bool own = p->kind == HALFWAY_EXCEPT || p->kind == HALFWAY_SIGN;

	return halfway_fits(p) && !came_about(p->after) && (own || !is_resolved(p)) && !describes(p) &&
	       !is_no_account(p) && !is_cited(p);
}

static const char *why(enum halfway_kind kind)
{
	switch (kind) {
	case HALFWAY_DOING:
	case HALFWAY_ATIT:
		return "事情还在办理之中";
	case HALFWAY_OPEN:
	case HALFWAY_GAP:
	case HALFWAY_SIGN:
		return "事情还没有着落";
	case HALFWAY_PART:
	case HALFWAY_LEFT:
	case HALFWAY_EXCEPT:
		return "只办了一部分";
	case HALFWAY_LATER:
	case HALFWAY_SHIFT:
	case HALFWAY_LEAVE:
	case HALFWAY_TOGETHER:
	case HALFWAY_AHEAD:
	case HALFWAY_PLANNED:
		return "推到了以后";
	case HALFWAY_BEGUN:
	case HALFWAY_URGED:
	case HALFWAY_WISH:
		return "只是作了承诺，或者还要等别的事";
	case HALFWAY_HALT:
		return "事情停了下来";
	case HALFWAY_SENT:
	case HALFWAY_ASKED:
		return "报了上去，还没有批下来";
	case HALFWAY_REST:
		return "余下的还没有办完";
	case HALFWAY_STEP:
	case HALFWAY_STAGE:
		return "只走到了这一步";
	case HALFWAY_SEQUEL:
	case HALFWAY_WAITS:
	case HALFWAY_NEED:
	case HALFWAY_EASED:
	case HALFWAY_BACK:
		break;
	}
	return "还差别的条件";
}

static bool was_told(const struct halfway *h, struct span sentence)
{
	for (size_t i = 0; i < HALFWAY_TOLD && i < h->tells; i++) {
		if (h->told[i] == sentence.end)
			return true;
	}
	return false;
}

/* What others have to end (由县公安局立案侦查), what a review decided (通过11项，暂缓2项，否决1项), 此次整改中，我局…, and what could not be
 * given back and went elsewhere. */
static bool is_settled(const struct report *r, struct span sentence, uint32_t word)
{
	static const struct str justice[] = { STR_INIT("由公安"), STR_INIT("公安局立案"), STR_INIT("公安机关立案"),
		STR_INIT("由县公安"), STR_INIT("由市公安"), STR_INIT("由区公安"), STR_INIT("移送公安"), { NULL, 0 } };
	static const struct str passed[] = { STR_INIT("通过"), STR_INIT("同意"), { NULL, 0 } };
	static const struct str refused[] = { STR_INIT("否决"), STR_INIT("不同意"), STR_INIT("不予通过"), { NULL, 0 } };
	static const struct str review[] = { STR_INIT("论证"), STR_INIT("审议"), STR_INIT("前置研究"), STR_INIT("评审"),
		STR_INIT("审查"), STR_INIT("审核"), STR_INIT("议题"), { NULL, 0 } };
	static const struct str turned[] = { STR_INIT("，转作"), STR_INIT(",转作"), STR_INIT("，转为"),
		STR_INIT(",转为"), STR_INIT("，上缴"), STR_INIT(",上缴"), { NULL, 0 } };
	static const struct str during[] = { STR_INIT("此次"), STR_INIT("本次"), STR_INIT("这次"), STR_INIT("本轮"),
		{ NULL, 0 } };
	struct str all = spot_text(r, sentence.start, sentence.end), behind = spot_text(r, word, sentence.end);

	return spot_any(all, justice) || str_has(behind, STR("未达到限额")) || str_has(behind, STR("未达限额")) ||
	       (spot_any(all, passed) && spot_any(all, refused) && spot_any(all, review)) ||
	       (str_starts(behind, STR("因")) && spot_any(behind, turned)) ||
	       (str_has(behind, STR("无法退还")) && spot_any(behind, turned)) ||
	       (str_starts(behind, STR("整改中")) && spot_ends(spot_text(r, sentence.start, word), during));
}

/* What became of it is told in the clauses behind: 因车主联系不上，转入专户管理; 未能提供依据，由经手人退回; 对另2份依法提起公益诉讼. */
static bool tells_fate(struct str behind)
{
	static const struct str commas[] = { STR_INIT("，"), STR_INIT(","), { NULL, 0 } };
	WORDLIST(fates, "转入", "退回", "退还", "退缴", "上缴", "缴入", "缴回", "存入", "提存", "官网公告", "网站公告",
		"查明", "核销", "赔偿", "追回", "届时依");
	WORDLIST(open, "待", "拟", "将", "尚", "未", "仍", "约定", "分期", "承诺", "逐步", "再", "明年", "协商", "正",
		"暂", "无法", "拒", "等", "争取", "力争", "计划", "督促", "要求", "限期", "催", "责令", "申请", "应",
		"才", "不", "没", "只", "通知书", "继续", "另", "其余", "剩余", "还");
	static const struct str own[] = { STR_INIT("依法提起"), STR_INIT("全部重新"), STR_INIT("全部签"), { NULL, 0 } };
	size_t len, comma = spot_mark(behind, 0, commas, &len);
	struct str later = str_sub(behind, comma + len, behind.len);

	return spot_any(str_sub(behind, 0, comma), own) || (HAS(later, fates) && !HAS(later, open));
}

/* `said`: its words, for the message. */
static int add(struct halfway *h, const struct node *leaf, struct span sentence, uint32_t word, struct str said,
	const char *reason)
{
	const struct report *r = h->c->report;
	const struct closure_item *it = h->item;

	if (was_told(h, sentence) || said_of(&h->said, sentence) || is_settled(r, sentence, word) ||
		tells_fate(spot_text(r, word, sentence.end)) ||
		closure_is_apart(spot_text(r, sentence.start, leaf->span.end)) ||
		closure_is_kept(report_slice(r, sentence)) || closure_is_of_others(report_slice(r, sentence)))
		return 0;
	h->told[h->tells++ % HALFWAY_TOLD] = sentence.end;
	struct check_finding *f = check_add(h->c, it->item, closure_quote(r, sentence, word, HALFWAY_QUOTE),
		"标为完成，这里却写“" STR_FMT "”：%s。已办成的请写明时间和凭据，没有办成的不能算完成", STR_ARG(said),
		reason);
	if (!f)
		return ERR_NOMEM;
	return it->result && it->result != leaf ? check_relate(h->c, f, it->result->span) : 0;
}

int halfway_add(struct halfway *h, const struct node *leaf, struct span sentence, uint32_t word, const char *reason)
{
	char words[WORDS_BYTES];
	bool cut;
	struct str said = closure_words(h->c->report, sentence, word, &cut);

	if (!cut || said.len + 4 > sizeof(words))
		return add(h, leaf, sentence, word, said, reason);
	int n = snprintf(words, sizeof(words), STR_FMT "…", STR_ARG(said));
	return add(h, leaf, sentence, word, (struct str){ words, (size_t)n }, reason);
}

/* 其余五家人员，按批次转隶: what is left, and what is still to come of it. */
static int add_rest(struct halfway *h, const struct node *leaf, const struct halfway_place *p, uint32_t word)
{
	struct str said = spot_text(h->c->report, p->clause.start, p->sentence.end);

	return said.len <= WORDS_BYTES ? add(h, leaf, p->sentence, word, str_trim(said), why(p->kind))
				       : halfway_add(h, leaf, p->sentence, word, why(p->kind));
}

/* Words that tell what it is about go first, signs of one character (`signs`) speak where nothing else did. */
static int read_cues(struct halfway *h, const struct node *leaf, bool signs)
{
	struct date day = spot_report_day(h->c->report);

	h->sight = spot_first(h->sights, offsetof(struct sight, span), leaf->span.start, h->sight);
	for (size_t i = h->sight; i < h->sights->len; i++) {
		const struct sight *s = &VEC_AT(h->sights, struct sight, i);
		if (s->span.end > leaf->span.end)
			break;
		if (s->kind != SIGHT_HALFWAY || halfway_cues[s->word].kind >= HALFWAY_EASED ||
			(halfway_cues[s->word].kind == HALFWAY_SIGN) != signs ||
			(signs && !halfway_may_be_sign(report_slice(h->c->report, s->span),
					  spot_text(h->c->report, s->span.end, leaf->span.end))))
			continue;
		struct halfway_place p = place_of(h, leaf, s, day);
		bool next = p.kind == HALFWAY_REST && !halfway_is_open(p.tail) && p.clause.end < p.sentence.end;
		int rc = !is_doubt(&p, h->item->long_term) ? 0
			 : next                            ? add_rest(h, leaf, &p, s->span.start)
				: halfway_add(h, leaf, p.sentence, s->span.start, why(p.kind));
		if (rc < 0)
			return rc;
	}
	return 0;
}

static int read_leaf(struct halfway *h, const struct node *leaf)
{
	bool plan = closure_is_plan(leaf);
	int rc = plan ? 0 : read_cues(h, leaf, false);

	if (rc == 0)
		rc = halfway_counts(h, leaf);
	if (rc == 0)
		rc = halfway_dates(h, leaf);
	return rc < 0 || plan ? rc : read_cues(h, leaf, true);
}

static int read_item(struct check *c, const struct closure_item *it, void *context)
{
	struct halfway *h = context;

	if (!it->done)
		return 0;
	h->item = it;
	for (const struct node *n = it->item->first; n; n = n->next) {
		if (!closure_tells(it, n))
			continue;
		struct node cut = closure_cut(c->report, it, n);
		int rc = read_leaf(h, &cut);
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
	free(h.room);
	said_clear(&h.said);
	return rc == 0 && h.no_memory ? ERR_NOMEM : rc;
}
