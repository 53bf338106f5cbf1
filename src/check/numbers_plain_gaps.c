/* Differences told in words (BH103, BH105): 送审A，审定B，核减C; A，收回B，余额C; C（控制价A，中标价B）; A减少B，现为C. Three numbers of one unit,
 * no fourth before them; what rounding explains is let pass. */
#include "numbers_plain.h"
#include "wordlist.h"

struct gap {
	size_t whole, part, rest; /* numbers: the first less the second is the third */
	bool more;                /* the first and the second together are the third */
};

static bool ends_with(struct plain *p, size_t a, size_t b, const struct str *words)
{
	struct str s = str_trim(plain_between(p, a, b));

	static const struct str fill[] = { STR_INIT("为"), STR_INIT("约"), STR_INIT("了"), STR_INIT("的"),
		STR_INIT("达"), STR_INIT("金额"), STR_INIT("资金"), STR_INIT("："), { NULL, 0 } };
	bool ends = spot_ends(s, words);
	for (bool moved = true; moved && !ends;) {
		moved = false;
		for (const struct str *w = fill; w->len && !ends; w++) {
			if (str_ends(s, *w)) {
				s = str_sub(s, 0, s.len - w->len);
				ends = spot_ends(s, words);
				moved = true;
			}
		}
	}
	return ends;
}

/* Half of the last printed place of each is room. */
static bool within_rounding(struct plain *p, const struct gap *g, struct decimal apart)
{
	const size_t all[] = { g->whole, g->part, g->rest };
	struct decimal room = { 0, 0 };

	for (size_t i = 0; i < 3; i++) {
		if (num_rounded(plain_number(p, all[i])) && !decimal_add(room, num_ulp(plain_number(p, all[i])), &room))
			return true;
	}
	if (apart.digits < 0)
		apart = num_negate(apart);
	if (apart.digits > INT64_MAX / 2)
		return false;
	apart.digits *= 2;
	return decimal_cmp(apart, room) <= 0;
}

static bool are_alike(struct plain *p, const struct gap *g)
{
	return plain_alike(p, g->whole, g->part) && plain_alike(p, g->whole, g->rest);
}

/* Another number of the unit right before the three: they may be parts of something. */
static bool has_fourth(struct plain *p, size_t first)
{
	return first > 0 && plain_together(p, first - 1, first) &&
	       num_same_unit(plain_number(p, first - 1), plain_number(p, first));
}

static int judge(struct plain *p, const struct gap *g, size_t first, size_t last)
{
	struct decimal a = num_value(plain_number(p, g->whole)), b = num_value(plain_number(p, g->part)), right, apart;
	char message[256];
	struct buf printed;

	if (!are_alike(p, g) || has_fourth(p, first) || (!g->more && decimal_cmp(a, b) <= 0) ||
		!(g->more ? decimal_add(a, b, &right) : num_sub(a, b, &right)) ||
		!num_sub(right, num_value(plain_number(p, g->rest)), &apart) || within_rounding(p, g, apart))
		return 0;
	buf_init(&printed, 64);
	num_print(&printed, plain_number(p, g->rest), right);
	struct str should = buf_view(&printed), was = report_slice(p->r, plain_number(p, g->whole)->span),
		   part = report_slice(p->r, plain_number(p, g->part)->span),
		   told = report_slice(p->r, plain_number(p, g->rest)->span);
	snprintf(message, sizeof(message),
		"前后三数对不上：" STR_FMT " %s " STR_FMT " = " STR_FMT "，文中为“" STR_FMT "”", STR_ARG(was),
		g->more ? "+" : "−", STR_ARG(part), STR_ARG(should), STR_ARG(told));
	struct span s = { plain_number(p, first)->span.start, plain_number(p, last)->span.end };
	int rc = printed.failed ? ERR_NOMEM : plain_report(p, spot_sentence(p->r, s), message);
	buf_clear(&printed);
	return rc;
}

/* 送审金额68.4万元，审定金额61.7万元，核减6.7万元; 控制价3860万元，中标价3281万元，节约579万元 */
static int read_cut(struct plain *p, size_t i)
{
	static const struct str cuts[] = { STR_INIT("核减"), STR_INIT("审减"), STR_INIT("节约"), STR_INIT("节省"),
		STR_INIT("核减额"), STR_INIT("审减额"), STR_INIT("结余"), { NULL, 0 } };
	static const struct str firsts[] = { STR_INIT("送审"), STR_INIT("报审"), STR_INIT("控制价"), STR_INIT("预算"),
		STR_INIT("概算"), STR_INIT("估算"), STR_INIT("预算价"), STR_INIT("送审价"), { NULL, 0 } };
	static const struct str seconds[] = { STR_INIT("审定"), STR_INIT("中标"), STR_INIT("中标价"), STR_INIT("成交"),
		STR_INIT("成交价"), STR_INIT("合同价"), STR_INIT("审定价"), STR_INIT("审核"), STR_INIT("决算"),
		{ NULL, 0 } };

	struct gap g = { i - 2, i - 1, i, false };
	struct str lead = plain_lead(p, i - 2);
	if (ends_with(p, i - 1, i, cuts) && ends_with(p, i - 2, i - 1, seconds) && spot_any(lead, firsts))
		return judge(p, &g, i - 2, i);
	/* 节约579万元（控制价3860万元，中标价3281万元） */
	struct str open = str_trim(plain_between(p, i - 2, i - 1));
	struct gap back = { i - 1, i, i - 2, false };
	if ((str_starts(open, STR("（")) || str_starts(open, STR("("))) && ends_with(p, i - 2, i - 1, firsts) &&
		ends_with(p, i - 1, i, seconds))
		return judge(p, &back, i - 2, i);
	return 0;
}

/* 412.6万元，收回308.5万元，余额104.1万元 */
static int read_rest(struct plain *p, size_t i)
{
	static const struct str rests[] = { STR_INIT("余额"), STR_INIT("剩余"), STR_INIT("尚余"), STR_INIT("余下"),
		STR_INIT("尚欠"), STR_INIT("仍欠"), STR_INIT("还欠"), STR_INIT("差额"), STR_INIT("还剩"),
		STR_INIT("仅剩"), STR_INIT("尾款"), STR_INIT("，余"), STR_INIT("、余"), STR_INIT(",余"), { NULL, 0 } };
	WORDLIST(deeds, "已", "收回", "追回", "清收", "收缴", "完成", "办结", "支付", "拨付", "清运", "使用", "支出",
		"核销", "注销", "整改", "拆除", "清理", "解除", "退还", "签订", "盘活", "化解", "填埋", "交付", "处置",
		"兑付", "发放", "归还", "缴", "开工", "安装", "更换", "改造", "返还", "偿还", "收缴");
	WORDLIST(others, "其中", "每", "同比", "较", "增加", "减少", "年均", "另", "分别", "含", "涉及");

	if (!ends_with(p, i - 1, i, rests))
		return 0;
	static const struct str incomes[] = { STR_INIT("收回"), STR_INIT("追回"), STR_INIT("收缴"), STR_INIT("追缴"),
		STR_INIT("到账"), { NULL, 0 } };
	struct str lead = plain_lead(p, i - 2);
	if (spot_any(lead, incomes)) /* what came in, what was paid, what lies there */
		return 0;
	struct str between = plain_between(p, i - 2, i - 1), behind = plain_between(p, i - 1, i);
	if (!HAS(between, deeds) || HAS(between, others) || HAS(behind, others) || spot_share(between) ||
		spot_share(behind) || HAS(behind, deeds))
		return 0;
	struct gap g = { i - 2, i - 1, i, false };
	return judge(p, &g, i - 2, i);
}

/* Which of the two is how many there may be (核定80人); STR_NPOS: neither, or both. */
static size_t limit_of(struct plain *p, size_t a, size_t b)
{
	WORDLIST(limits, "核定", "控制数", "编制", "定编", "限额", "控制", "定额", "应有", "应配", "标准为");
	bool first = HAS(spot_lead(p->r, plain_number(p, a)->span), limits),
	     second = HAS(plain_between(p, a, b), limits);

	return first == second ? STR_NPOS : first ? a : b;
}

/* 实有126人，核定80人，超编46人; 核定编制80人，实有72人，空编8人 */
static int read_limit(struct plain *p, size_t i)
{
	static const struct str over[] = { STR_INIT("超编"), STR_INIT("超员"), STR_INIT("超出"), STR_INIT("超配"),
		STR_INIT("超核定"), STR_INIT("，超"), STR_INIT(",超"), { NULL, 0 } };
	static const struct str lack[] = { STR_INIT("空编"), STR_INIT("缺编"), STR_INIT("缺员"), STR_INIT("缺额"),
		STR_INIT("空缺"), STR_INIT("缺口"), STR_INIT("，缺"), STR_INIT(",缺"), { NULL, 0 } };
	bool more = ends_with(p, i - 1, i, over), less = ends_with(p, i - 1, i, lack);
	size_t limit = more != less ? limit_of(p, i - 2, i - 1) : STR_NPOS;

	if (limit == STR_NPOS)
		return 0;
	size_t real = limit == i - 1 ? i - 2 : i - 1;
	struct gap g = { more ? real : limit, more ? limit : real, i, false };
	return judge(p, &g, i - 2, i);
}

/* 现有37人，已清退11人，清退前为46人 */
static int read_before(struct plain *p, size_t i)
{
	static const struct str befores[] = { STR_INIT("前为"), STR_INIT("前有"), STR_INIT("前共有"), STR_INIT("前共"),
		STR_INIT("前是"), { NULL, 0 } };
	WORDLIST(nows, "现有", "现为", "目前", "剩", "现存");
	WORDLIST(went, "清退", "减少", "辞退", "压减", "取消", "注销", "拆除", "关停", "核减", "撤销", "清理", "退出");
	WORDLIST(came, "新增", "增加", "招聘", "补充", "新建", "调入", "增设");
	struct str step = plain_between(p, i - 2, i - 1);
	bool down = HAS(step, went), up = HAS(step, came);

	if (!spot_ends(str_trim(plain_between(p, i - 1, i)), befores) || down == up ||
		!HAS(spot_lead(p->r, plain_number(p, i - 2)->span), nows))
		return 0;
	struct gap g = { i, i - 1, i - 2, up };
	return judge(p, &g, i - 2, i);
}

/* 扣除应予补发的3.4万元后净额24.96万元 */
static int read_net(struct plain *p, size_t i)
{
	struct str lead = plain_between(p, i - 2, i - 1), mid = plain_between(p, i - 1, i);
	if (!str_has(lead, STR("扣除")) || !(str_starts(mid, STR("后净")) || str_starts(mid, STR("后为")) ||
						   str_starts(mid, STR("后实")) || str_starts(mid, STR("后，净"))))
		return 0;
	struct gap g = { i - 2, i - 1, i, false };
	return judge(p, &g, i - 2, i);
}

/* 中标价1286万元，比控制价1350万元节约64万元 */
static int read_below(struct plain *p, size_t i)
{
	static const struct str less[] = { STR_INIT("节约"), STR_INIT("节省"), STR_INIT("减少"), STR_INIT("核减"),
		STR_INIT("降低"), STR_INIT("低"), { NULL, 0 } };
	struct str base = plain_between(p, i - 2, i - 1);

	if (!(str_starts(base, STR("，比")) || str_starts(base, STR("，较"))) || !ends_with(p, i - 1, i, less))
		return 0;
	struct gap g = { i - 1, i - 2, i, false };
	return judge(p, &g, i - 2, i);
}

/* Three of one unit near each other; few numbers are. */
static bool may_differ(struct plain *p, size_t i)
{
	struct gap g = { i - 2, i - 1, i, false };

	return i >= 2 && are_alike(p, &g) && plain_together(p, i - 2, i - 1) && plain_together(p, i - 1, i);
}

int plain_read_gaps(struct plain *p, size_t i)
{
	if (!may_differ(p, i))
		return 0;
	int rc = read_cut(p, i);

	if (rc == 0)
		rc = read_rest(p, i);
	if (rc == 0)
		rc = read_limit(p, i);
	if (rc == 0)
		rc = read_before(p, i);
	if (rc == 0)
		rc = read_net(p, i);
	return rc == 0 ? read_below(p, i) : rc;
}

/* 486人减少11人，现为475人 */
int plain_read_steps(struct plain *p, size_t i)
{
	static const struct str less[] = { STR_INIT("减少"), STR_INIT("压减"), STR_INIT("精简"), STR_INIT("清退"),
		STR_INIT("减少了"), STR_INIT("压缩"), { NULL, 0 } };
	static const struct str more[] = { STR_INIT("增加"), STR_INIT("新增"), STR_INIT("增加了"), { NULL, 0 } };
	static const struct str is[] = { STR_INIT("，现为"), STR_INIT("，现有"), STR_INIT("，目前为"),
		STR_INIT("，减至"), STR_INIT("，降至"), STR_INIT("，增至"), STR_INIT("，达到"), STR_INIT("，减少到"),
		STR_INIT("，增加到"), { NULL, 0 } };

	if (!may_differ(p, i))
		return 0;
	struct str step = str_trim(plain_between(p, i - 2, i - 1)), now = str_trim(plain_between(p, i - 1, i));
	bool down = false, up = false, here = false;
	for (const struct str *w = less; w->len; w++)
		down |= str_eq(step, *w);
	for (const struct str *w = more; w->len; w++)
		up |= str_eq(step, *w);
	for (const struct str *w = is; w->len; w++)
		here |= str_eq(now, *w);
	if (!here || down == up)
		return 0;
	struct gap g = { i - 2, i - 1, i, up };
	return judge(p, &g, i - 2, i);
}
