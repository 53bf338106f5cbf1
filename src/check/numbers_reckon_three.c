/* Three numbers of one unit and no fourth: all, done and still open; how much there was, how much there is, and the difference. */
#include "numbers_reckon.h"

#include <stdio.h>

/* The three, in the order printed. */
struct three {
	const struct reckon *k;
	size_t at[3];
};

static double value(const struct three *t, int i)
{
	return t->k->item[t->at[i]].value;
}

static double rooms(const struct three *t)
{
	return t->k->item[t->at[0]].room + t->k->item[t->at[1]].room + t->k->item[t->at[2]].room + 0.001;
}

static int report_three(const struct three *t, int a, char sign, int b, int c)
{
	char message[320];
	struct buf printed;
	double right = sign == '+' ? value(t, a) + value(t, b) : value(t, a) - value(t, b);

	if (right > RECKON_MOST || right < -RECKON_MOST)
		return 0;
	buf_init(&printed, 64);
	const struct fact_number *like = t->k->item[t->at[c]].n;
	struct decimal d = { (int64_t)(right * 1000 + (right < 0 ? -0.5 : 0.5)), 3 };
	if (like->kind == NUMBER_MONEY)
		d = (struct decimal){ (int64_t)(right + 0.5), 0 };
	while (d.scale > 0 && d.digits % 10 == 0)
		d = (struct decimal){ d.digits / 10, (uint8_t)(d.scale - 1) };
	num_print(&printed, like, d);
	struct str one = reckon_slice(t->k, t->at[a]), two = reckon_slice(t->k, t->at[b]),
		   said = reckon_slice(t->k, t->at[c]), sum = buf_view(&printed);
	snprintf(message, sizeof(message),
		"前后三数对不上：" STR_FMT " %s " STR_FMT " = " STR_FMT "，文中为“" STR_FMT "”", STR_ARG(one),
		sign == '+' ? "+" : "−", STR_ARG(two), STR_ARG(sum), STR_ARG(said));
	bool failed = printed.failed;
	buf_clear(&printed);
	return failed ? ERR_NOMEM : reckon_report(t->k, t->at[0], t->at[2], message);
}

/* --- all, done, open --- */

/* 1 done, -1 still open, 0 neither or both. */
static int state_of(struct str s)
{
	WORDLIST(open, "还有", "尚", "仍", "剩", "其余", "余下", "未", "没有", "正在", "在办", "在建", "待", "请假",
		"缺席", "缺勤", "推进", "持续");
	WORDLIST(done, "已", "完成", "办结", "化解", "整改", "销号", "结清", "收回", "拆除", "清退", "实到", "实际",
		"退还", "解决", "停发", "安装", "改造", "更换", "交付", "拨付", "支付", "到位", "清理", "核查", "核实",
		"整治", "处置", "注销", "归还", "落实", "参加");

	if (HAS(s, open))
		return -1;
	return HAS(s, done) ? 1 : 0;
}

/* What may be a part of a part, or of another whole. */
static bool is_apart(struct str s)
{
	WORDLIST(words, "其中", "按期", "按时", "超期", "逾期", "及时", "新增", "另", "较", "比", "每", "平均", "次",
		"计划", "满意", "党员", "重点", "未达", "未按", "未及", "首", "追回", "多", "少");

	return HAS(s, words);
}

/* What is still going on need not be all that is left, nor those with leave all that did not come; of tasks and cases it is. */
static bool may_leave_out(const struct reckon *k, size_t whole, struct str open)
{
	WORDLIST(rest, "还有", "尚有", "仍有", "剩", "其余", "余下", "未", "没有");
	WORDLIST(tasks, "件", "项", "个", "条", "宗");
	WORDLIST(leave, "请假", "缺席", "缺勤");

	return HAS(open, leave) || (!HAS(open, rest) && !HAS(num_unit(k->item[whole].n), tasks));
}

/* 19座垃圾中转站，14座已完成改造，还有5座待改造 */
static int read_states(const struct three *t)
{
	const struct reckon *k = t->k;
	struct str whole = reckon_clause(k, t->at[0]), done = reckon_clause(k, t->at[1]),
		   open = reckon_clause(k, t->at[2]);
	double sum = value(t, 1) + value(t, 2), gap = reckon_gap(sum, value(t, 0));

	if (k->item[t->at[1]].mark == RECKON_NONE) /* 46件信访件已办结41件 */
		whole = k->item[t->at[0]].lead;
	if (k->item[t->at[2]].mark == RECKON_NONE)
		done = k->item[t->at[1]].lead;
	WORDLIST(told, "已", "完成", "基本"); /* 已完成6个，基本完成2个，持续推进2个: the first is a state too */
	if (state_of(done) != 1 || state_of(open) != -1 || state_of(whole) == -1 || HAS(whole, told) ||
		is_apart(open) || (is_apart(done) && !str_starts(k->item[t->at[1]].lead, STR("其中"))))
		return 0;
	if (value(t, 1) >= value(t, 0) || value(t, 2) >= value(t, 0) || value(t, 2) <= 0 || gap <= rooms(t) ||
		(gap > value(t, 0) * 0.2 && gap > 2))
		return 0;
	return sum < value(t, 0) && may_leave_out(k, t->at[0], open) ? 0 : report_three(t, 1, '+', 2, 0);
}

/* --- was, is, difference --- */

/* 1: how much there was or was to be; -1: how much there is or came; 0: neither. */
static int side_of(struct str s)
{
	WORDLIST(was, "预算", "计划", "应", "合同价", "合同金额", "送审", "控制", "概算", "核定", "编制", "年初",
		"期初", "原", "上年", "去年", "整改前", "任务", "目标", "申报", "限价", "招标价");
	WORDLIST(is, "实际", "支出", "审定", "结算", "实收", "实", "已", "中标", "现", "在编", "今年", "整改后", "完成",
		"使用", "领用", "成交", "决算", "支付", "批复", "保留");
	bool before = HAS(s, was), behind = HAS(s, is);

	return before == behind ? 0 : before ? 1 : -1;
}

/* Before the word of the difference stands nothing that is less than all: 资金结余, and no 补植增加. */
static bool is_of_all(struct str s)
{
	static const struct str words[] = { STR_INIT("资金"), STR_INIT("财政"), STR_INIT("尚"), STR_INIT("仍"),
		STR_INIT("还"), STR_INIT("共"), STR_INIT("年末"), STR_INIT("年底"), STR_INIT("比预算"),
		STR_INIT("较预算"), STR_INIT("比计划"), STR_INIT("较计划"), STR_INIT("累计"), STR_INIT("较上年"),
		STR_INIT("比上年"), STR_INIT("同比"), STR_INIT("比去年"), STR_INIT("较去年"), STR_INIT("期末"),
		STR_INIT("实际"), { NULL, 0 } };

	for (const struct str *w = words; w->len; w++) {
		if (str_eq(s, *w))
			return true;
	}
	return s.len == 0;
}

/* The third number tells the difference of the others; what it is called must stand right before it. */
static bool tells_gap(struct str lead)
{
	static const struct str fill[] = { STR_INIT("了"), STR_INIT("为"), STR_INIT("达"), STR_INIT("有"),
		STR_INIT("金额"), STR_INIT("资金"), { NULL, 0 } };
	static const struct str gaps[] = { STR_INIT("节约"), STR_INIT("节省"), STR_INIT("结余"), STR_INIT("净增"),
		STR_INIT("审减"), STR_INIT("核减"), STR_INIT("欠"), STR_INIT("超计划"), STR_INIT("超出"),
		STR_INIT("超"), STR_INIT("少"), STR_INIT("减少"), STR_INIT("压减"), STR_INIT("缺"), STR_INIT("缺口"),
		STR_INIT("空编"), STR_INIT("超编"), STR_INIT("缺编"), STR_INIT("剩"), STR_INIT("剩余"), STR_INIT("差"),
		STR_INIT("差额"), STR_INIT("库存"), STR_INIT("未退"), STR_INIT("未缴"), STR_INIT("未收"),
		STR_INIT("未付"), STR_INIT("未完成"), STR_INIT("增加"), STR_INIT("多完成"), STR_INIT("新增"),
		{ NULL, 0 } };

	for (const struct str *f = fill; f->len; f++) {
		if (str_ends(lead, *f)) {
			lead = str_sub(lead, 0, lead.len - f->len);
			break;
		}
	}
	for (const struct str *g = gaps; g->len; g++) {
		if (str_ends(lead, *g) && is_of_all(str_sub(lead, 0, lead.len - g->len)))
			return true;
	}
	return false;
}

/* 预算56万元，实际支出49万元，节约7万元; 新入职15人，调出6人，净增9人 */
static int read_gap(const struct three *t)
{
	const struct reckon *k = t->k;
	struct str lead = k->item[t->at[2]].lead;
	int one = side_of(k->item[t->at[0]].lead), two = side_of(k->item[t->at[1]].lead);
	bool net = str_has(lead, STR("净增")) || str_has(lead, STR("净减"));
	int bigger = value(t, 0) >= value(t, 1) ? 0 : 1;
	double right = value(t, bigger) - value(t, 1 - bigger), gap = reckon_gap(right, value(t, 2));

	if (!tells_gap(lead) || is_apart(k->item[t->at[1]].lead) || (!net && (one == 0 || two == 0 || one == two)))
		return 0;
	if (k->item[t->at[1]].mark == RECKON_NONE || k->item[t->at[2]].mark == RECKON_NONE ||
		str_has(k->item[t->at[1]].gap, STR("其中")) || str_has(k->item[t->at[2]].gap, STR("其中")))
		return 0;
	if (right <= 0 || gap <= rooms(t) || gap > value(t, bigger) * 0.2 || gap > right * 1.5)
		return 0;
	return report_three(t, bigger, '-', 1 - bigger, 2);
}

/* 新划135个，加上原来的210个，现有345个 */
static int read_joined(const struct three *t)
{
	static const struct str alls[] = { STR_INIT("现有"), STR_INIT("现共"), STR_INIT("共"), STR_INIT("合计"),
		STR_INIT("总"), STR_INIT("达到"), STR_INIT("一共"), { NULL, 0 } };
	const struct reckon *k = t->k;
	struct str second = k->item[t->at[1]].lead;
	double gap = reckon_gap(value(t, 0) + value(t, 1), value(t, 2));

	if (!(str_starts(second, STR("加上")) || str_starts(second, STR("连同"))) ||
		!spot_starts(k->item[t->at[2]].lead, alls) || k->item[t->at[2]].mark == RECKON_NONE ||
		gap <= rooms(t) || gap > value(t, 2) * 0.3)
		return 0;
	return report_three(t, 0, '+', 1, 2);
}

int reckon_three(const struct reckon *k)
{
	struct reckon_run r = { k, 0, 0 };
	int rc = 0;

	while (rc == 0 && reckon_next_run(k, r.last, 3, &r)) {
		struct three t = { k, { r.first, r.first + 1, r.first + 2 } };
		if (r.last - r.first != 3 || reckon_of_unit(k, r.first) != 3)
			continue;
		rc = read_states(&t);
		if (rc == 0)
			rc = read_gap(&t);
		if (rc == 0)
			rc = read_joined(&t);
	}
	return rc;
}
