#include "facts_lex.h"

#include <assert.h>

#define NAME_CHARS 18 /* of an organisation */
#define LIST 12       /* names in a row */

FACTS_LIST(endings, STR("局"), STR("科"), STR("处"), STR("办"), STR("室"), STR("股"), STR("中心"), STR("支队"),
	STR("大队"), STR("中队"), STR("总队"), STR("分队"), STR("党组"), STR("党委"), STR("工委"), STR("纪委"),
	STR("纪检组"), STR("监委"), STR("党总支"), STR("总支"), STR("支部"), STR("委员会"), STR("常委会"), STR("公司"),
	STR("集团"), STR("政府"), STR("街道"), STR("镇"), STR("乡"), STR("社区"), STR("所"), STR("站"), STR("院"),
	STR("校"), STR("部"), STR("组"), STR("专班"), STR("部门"), STR("单位"), STR("科室"), STR("处室"), STR("工会"),
	STR("团委"), STR("妇联"), STR("分局"), STR("开发区"), STR("管委会"), STR("指挥部"), STR("协会"), STR("法院"),
	STR("检察院"), STR("队"), STR("区"), STR("县"), STR("委"), STR("机关"), STR("馆"), STR("中学"), STR("小学"),
	STR("大学"), STR("学院"), STR("学校"), STR("幼儿园"), STR("电视台"), STR("气象台"), STR("银行"), STR("支行"),
	STR("分行"), STR("村委会"), STR("居委会"), STR("联合会"), STR("合作社"), STR("供销社"), STR("报社"),
	STR("林场"), STR("农场"), STR("水厂"), STR("残联"), STR("文联"), STR("工商联"), STR("团队"), STR("商会"),
	STR("学会"), STR("各村"));

/* Words that end like an organisation and are none. */
FACTS_LIST(not_endings, STR("到位单位"), STR("牵头单位"), STR("责任单位"), STR("责任部门"), STR("牵头部门"),
	STR("配合单位"), STR("配合部门"), STR("责任科室"), STR("有关单位"), STR("此处"), STR("各处"), STR("一处"),
	STR("多处"), STR("好处"), STR("难处"), STR("之处"), STR("场所"), STR("厕所"), STR("全部"), STR("内部"),
	STR("外部"), STR("干部"), STR("小组"), STR("分组"), STR("重组"), STR("举办"), STR("承办"), STR("督办"),
	STR("交办"), STR("查办"), STR("催办"), STR("通办"), STR("学科"), STR("全局"), STR("布局"), STR("结局"),
	STR("大局"), STR("格局"), STR("车站"), STR("网站"), STR("驻村队"), STR("辖区"), STR("地区"), STR("园区"),
	STR("小区"), STR("社区工作"), STR("片区"), STR("景区"), STR("原因所"));
FACTS_LIST(endings_after_all, STR("领导小组"), STR("工作小组"), STR("专项小组"), STR("各社区"));

static bool is_name(const struct facts *f, const char *from, const char *to)
{
	struct str s = facts_str(from, to);

	if (s.len < 6 || s.len > 3 * NAME_CHARS * 2 || !facts_any_before(f, to, endings))
		return false;
	return !facts_any_before(f, to, not_endings) || facts_any_before(f, to, endings_after_all);
}

static int push(struct facts *f, const char *from, const char *to, enum org_role role)
{
	struct fact_org *o = vec_push(&f->r->orgs);

	if (!o)
		return ERR_NOMEM;
	o->name = facts_str(from, to);
	o->role = role;
	o->span = facts_span(f, from, to);
	return 0;
}

/* --- lists behind a label: 责任单位：办公室、各中队 --- */

static const char *separator(const struct facts *f, const char *p)
{
	FACTS_LIST(marks, STR("、"), STR("，"), STR(","), STR("/"), STR("；"), STR(";"), STR(" "), STR("\u3000"));
	FACTS_LIST(words, STR("和"), STR("及"), STR("与"), STR("以及"));
	const struct str *w = facts_any_at(f, p, marks);

	assert(p); /* for the analyser, which takes the answer NULL for a place */
	if (w)
		return p + w->len;
	w = facts_any_at(f, p, words);
	/* 和 joins two names only behind one: 建设和管理局 is a single name */
	return w && p > f->begin && facts_any_before(f, p, endings) ? p + w->len : NULL;
}

static bool list_ends(const struct facts *f, const char *p)
{
	FACTS_LIST(marks, STR("。"), STR("\n"), STR("\r"), STR("："), STR(":"), STR("（"), STR("("), STR("）"),
		STR(")"), STR("】"), STR("《"), STR("！"));

	return p >= f->limit || facts_any_at(f, p, marks);
}

static int labelled(struct facts *f, const char *p, enum org_role role, const char **ret_next)
{
	static const struct str district = STR("（区）"); /* 各县（区）局 */

	p = facts_blanks(f, p, 2);
	for (int i = 0; i < LIST; i++) {
		const char *from = p, *behind = NULL;
		int chars = 0;
		while ((!list_ends(f, p) || facts_at(f, p, district)) && !(behind = separator(f, p)) &&
			chars++ < NAME_CHARS)
			p = facts_at(f, p, district) ? p + district.len : facts_forward(f, p);
		if (p < f->limit && (*p == ':' || facts_at(f, p, STR("："))))
			return 0; /* another label: 协助部门： */
		if (p > from && is_name(f, from, p)) {
			int rc = push(f, from, p, role);
			if (rc < 0)
				return rc;
			*ret_next = p;
		} else if (p > from && !behind) {
			return 0; /* another label, a person */
		}
		if (!behind)
			return 0;
		while ((p = behind) < f->limit && (behind = separator(f, p)) && behind - p <= 3)
			;
	}
	return 0;
}

/* --- names before a verb: 由甲科、乙队牵头 --- */

/* Behind what cannot belong to a name in [from, to): 由, 明确, 一是. */
static const char *cut(const struct facts *f, const char *from, const char *to)
{
	FACTS_LIST(words, STR("由"), STR("请"), STR("让"), STR("是"), STR("责成"), STR("按照"), STR("经"), STR("并"),
		STR("明确"), STR("确定"), STR("要求"), STR("督促"), STR("指定"), STR("协调"), STR("组织"), STR("会同"),
		STR("联合"), STR("对"), STR("向"), STR("为"), STR("以"), STR("将"), STR("把"), STR("的"), STR("了"),
		STR("和"), STR("与"), STR("及"), STR("目前"), STR("同时"), STR("下一步"), STR("继续"), STR("整改措施"),
		STR("落实"), STR("成立"), STR("建立"), STR("安排"), STR("委托"), STR("通过"), STR("在"), STR("有"),
		STR("分别"), STR("统一"));
	const char *start = from;

	for (const char *p = from; p < to; p = facts_forward(f, p)) {
		const struct str *w = facts_any_at(f, p, words);
		if (!w || p + w->len >= to)
			continue;
		/* 和, 与, 及 and 组织部, 建设和管理局: only behind a whole name */
		bool joint = str_eq(*w, STR("和")) || str_eq(*w, STR("与")) || str_eq(*w, STR("及"));
		if (joint && !(p > start && facts_any_before(f, p, endings)))
			continue;
		if ((str_eq(*w, STR("组织")) && (facts_at(f, p, STR("组织部")) || facts_at(f, p, STR("组织科")) ||
							facts_at(f, p, STR("组织人事")))) ||
			(str_eq(*w, STR("经")) && (facts_at(f, p, STR("经济")) || facts_at(f, p, STR("经信")) ||
							  facts_at(f, p, STR("经开")))) ||
			(str_eq(*w, STR("对")) && facts_at(f, p, STR("对外"))) ||
			(str_eq(*w, STR("在")) && facts_at(f, p, STR("在编"))) ||
			(str_eq(*w, STR("协调")) && (facts_at(f, p, STR("协调科")) || facts_at(f, p, STR("协调处")) ||
							    facts_at(f, p, STR("协调中心")))) ||
			(str_eq(*w, STR("联合")) && facts_at(f, p, STR("联合执法"))) ||
			(str_eq(*w, STR("督促")) && facts_at(f, p, STR("督促科"))) ||
			(str_eq(*w, STR("建立")) && facts_at(f, p, STR("建立科"))))
			continue;
		start = p + w->len;
	}
	return start;
}

/* A name is written in Chinese characters, letters and digits; all else ends it. */
static bool name_stops(const char *p)
{
	unsigned char c = (unsigned char)*p;

	return !(
		(c >= 0xE4 && c <= 0xE9) || (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'));
}

/* The name that ends at `to`, or `to`. */
static const char *name_before(const struct facts *f, const char *to)
{
	const char *p = to;

	for (int i = 0; i < NAME_CHARS && p > f->begin; i++) {
		const char *before = facts_back(f, p);
		if (name_stops(before) || before < f->org_done)
			break;
		p = before;
	}
	p = cut(f, p, to);
	return is_name(f, p, to) ? p : to;
}

/* Before the adverbs that may stand between the name and its verb. */
static const char *skip_adverbs(const struct facts *f, const char *p)
{
	FACTS_LIST(words, STR("负责"), STR("主要"), STR("具体"), STR("共同"), STR("统筹"), STR("全面"), STR("直接"),
		STR("积极"), STR("密切"), STR("协助"), STR("全程"));
	const struct str *w;

	for (int i = 0; i < 3 && (w = facts_any_before(f, p, words)); i++)
		p -= w->len;
	return p;
}

/* Before a note between the name and its verb: 市停车管理服务中心（简称停管中心）牵头. */
static const char *skip_note(const struct facts *f, const char *p)
{
	const char *q = p;

	if (!facts_before(f, p, STR("）")) && !facts_before(f, p, STR(")")))
		return p;
	for (int i = 0; i < 24 && q > f->begin; i++) {
		q = facts_back(f, q);
		if (facts_at(f, q, STR("（")) || *q == '(') {
			struct str note = facts_str(q, p);
			return str_has(note, STR("简称")) ? q : p;
		}
	}
	return p;
}

/* Names joined before the verb are met backwards and put down in the order of the text. */
static int before_verb(struct facts *f, const char *verb, const char *behind, enum org_role role)
{
	FACTS_LIST(joints, STR("、"), STR("和"), STR("与"), STR("及"));
	struct {
		const char *from, *to;
	} names[LIST];
	size_t n = 0;
	const char *to = skip_note(f, skip_adverbs(f, verb)), *from;
	const struct str *w;

	while (n < LIST && (from = name_before(f, to)) < to) {
		names[n].from = from;
		names[n++].to = to;
		w = facts_any_before(f, from, joints);
		if (!w)
			break;
		to = from - w->len;
	}
	f->org_done = n ? behind : f->org_done;
	while (n-- > 0) {
		int rc = push(f, names[n].from, names[n].to, role);
		if (rc < 0)
			return rc;
	}
	return 0;
}

/* The end of the name that begins at p: the longest that is one, before what is done with it; NULL: none. */
static const char *name_ahead(const struct facts *f, const char *p)
{
	FACTS_LIST(acts, STR("开展"), STR("进行"), STR("对"), STR("于"), STR("在"), STR("共同"), STR("制定"),
		STR("建立"), STR("召开"), STR("实施"), STR("推进"), STR("等"), STR("定期"), STR("加强"), STR("研究"),
		STR("检查"), STR("督查"), STR("整治"), STR("联合"), STR("成立"), STR("深入"), STR("全面"), STR("落实"),
		STR("完成"), STR("做好"), STR("抓好"), STR("组成"), STR("集中"), STR("逐"), STR("每"), STR("赴"));
	FACTS_LIST(any, STR("有关"), STR("相关"), STR("其他"), STR("各相关"), STR("各有关"));
	FACTS_LIST(joints, STR("和"), STR("与"), STR("及"), STR("以及"));
	const char *end = NULL;

	if (facts_any_at(f, p, any))
		return NULL;
	for (const char *q = p; q < f->limit && q - p < 3 * NAME_CHARS && !name_stops(q);) {
		if (q > p && (facts_any_at(f, q, acts) || (q == end && facts_any_at(f, q, joints))))
			break;
		q = facts_forward(f, q);
		end = is_name(f, p, q) ? q : end;
	}
	return end;
}

/* 甲科牵头，会同乙队、丙中心: who comes in. Looked for behind 牵头 alone: 会 and 同 are too frequent to be looked at everywhere. */
static int joined_by(struct facts *f, const char *p, const char **ret_next)
{
	FACTS_LIST(words, STR("会同"), STR("，会同"), STR(",会同"), STR("、会同"), STR("，并会同"), STR("负责，会同"));
	FACTS_LIST(joints, STR("、"), STR("和"), STR("与"), STR("及"), STR("以及"));
	const struct str *w = facts_any_at(f, p, words);

	for (int i = 0; w && i < LIST; i++) {
		const char *from = p + w->len, *end = name_ahead(f, from);
		if (!end)
			return 0;
		int rc = push(f, from, end, ORG_COOPERATING);
		if (rc < 0)
			return rc;
		*ret_next = f->org_done = p = end;
		w = facts_any_at(f, p, joints);
	}
	return 0;
}

int facts_org(struct facts *f, enum fact_token t, const char *from, const char *to, const char **ret_next)
{
	if (!f->org_done)
		f->org_done = f->begin;
	if (t == FACT_ORG_LABEL) {
		enum org_role role = facts_at(f, from, STR("牵头"))                                   ? ORG_LEAD
				     : facts_at(f, from, STR("配合")) || facts_at(f, from, STR("协")) ? ORG_COOPERATING
												      : ORG_RESPONSIBLE;
		return labelled(f, to, role, ret_next);
	}
	/* 牵头负责, 配合负责: said already; 负责配合 is told by its second word */
	if (t == FACT_CHARGE && (facts_before(f, from, STR("牵头")) || facts_before(f, from, STR("配合")) ||
					facts_at(f, to, STR("配合")) || facts_at(f, to, STR("牵头"))))
		return 0;
	int rc = before_verb(f, from, to,
		t == FACT_LEAD   ? ORG_LEAD
		: t == FACT_HELP ? ORG_COOPERATING
				 : ORG_RESPONSIBLE);
	return rc == 0 && t == FACT_LEAD ? joined_by(f, to, ret_next) : rc;
}

/* --- cells of ledgers: the column's header is the label --- */

static int by_place(const void *a, const void *b)
{
	const struct fact_org *x = a, *y = b;
	return (x->span.start > y->span.start) - (x->span.start < y->span.start);
}

/* A name that a verb or a label inside the cell told of as well is kept once. */
static void drop_doubles(struct vec *orgs)
{
	size_t kept = 0;
	for (size_t i = 0; i < orgs->len; i++) {
		const struct fact_org *o = &VEC_AT(orgs, struct fact_org, i);
		if (kept && VEC_AT(orgs, struct fact_org, kept - 1).span.end > o->span.start)
			continue;
		VEC_AT(orgs, struct fact_org, kept++) = *o;
	}
	orgs->len = kept;
}

int facts_org_cells(struct facts *f)
{
	const struct vec *cells = &f->r->org_cells;
	size_t before = f->r->orgs.len;

	for (size_t i = 0; i < cells->len; i++) {
		const struct org_cell *c = &VEC_AT(cells, struct org_cell, i);
		if (f->text + c->span.start < f->begin || f->text + c->span.end > f->limit)
			continue;
		struct facts cell = *f;
		const char *next = NULL;
		cell.begin = f->text + c->span.start;
		cell.limit = f->text + c->span.end;
		int rc = labelled(&cell, cell.begin, c->role, &next);
		if (rc < 0)
			return rc;
	}
	if (f->r->orgs.len == before)
		return 0;
	qsort(f->r->orgs.ptr, f->r->orgs.len, sizeof(struct fact_org), by_place);
	drop_doubles(&f->r->orgs);
	return 0;
}
