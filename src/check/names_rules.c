/* BH705, BH706: full names of people who were disciplined, and of citizens. */
#include "chars.h"
#include "names.h"
#include "rules.h"
#include "sight.h"
#include "spot.h"

static bool is_frame(const struct node *leaf)
{
	return !leaf || (leaf->kind == NODE_PROSE && (leaf->prose == PROSE_FURNITURE || leaf->prose == PROSE_COPY));
}

/* --- BH705 --- */

/* Where the person may stand: behind these words. */
static const struct str leads[] = { STR_INIT("给予"), STR_INIT("责令"), STR_INIT("责成"), STR_INIT("免去"),
	STR_INIT("对"), STR_INIT("将"), STR_INIT("予以"), STR_INIT("撤销"), STR_INIT("开除"), STR_INIT("处分"),
	{ NULL, 0 } };
/* A post before the name: 中队长曹志刚. */
static const struct str posts[] = { STR_INIT("局长"), STR_INIT("队长"), STR_INIT("科长"), STR_INIT("主任"),
	STR_INIT("站长"), STR_INIT("书记"), STR_INIT("所长"), STR_INIT("组长"), STR_INIT("经理"), STR_INIT("处长"),
	STR_INIT("负责人"), STR_INIT("会计"), STR_INIT("出纳"), STR_INIT("干部"), STR_INIT("队员"), STR_INIT("职工"),
	STR_INIT("人员"), STR_INIT("同志"), STR_INIT("党员"), STR_INIT("司机"), STR_INIT("责任人"), STR_INIT("股长"),
	STR_INIT("院长"), STR_INIT("委员"), STR_INIT("成员"), STR_INIT("巡视员"), STR_INIT("调研员"),
	STR_INIT("董事长"), STR_INIT("教师"), STR_INIT("医生"), STR_INIT("医师"), STR_INIT("护士"), STR_INIT("民警"),
	STR_INIT("辅警"), STR_INIT("员工"), STR_INIT("校长"), STR_INIT("园长"), STR_INIT("镇长"), STR_INIT("乡长"),
	STR_INIT("协管员"), STR_INIT("管理员"), STR_INIT("报账员"), STR_INIT("网格员"), STR_INIT("护林员"),
	STR_INIT("驾驶员"), STR_INIT("支书"), STR_INIT("总监"), STR_INIT("馆长"), STR_INIT("部长"), STR_INIT("会长"),
	STR_INIT("村长"), STR_INIT("班长"), STR_INIT("员"), STR_INIT("师"), STR_INIT("科"), STR_INIT("股"),
	STR_INIT("队"), STR_INIT("所"), STR_INIT("站"), STR_INIT("室"), STR_INIT("县长"), STR_INIT("区长"),
	STR_INIT("市长"), STR_INIT("之弟"), STR_INIT("之妻"), STR_INIT("之子"), STR_INIT("之女"), STR_INIT("其妻"),
	STR_INIT("其夫"), STR_INIT("其子"), STR_INIT("其女"), STR_INIT("其弟"), STR_INIT("其父"), STR_INIT("亲属"),
	STR_INIT("妻子"), STR_INIT("丈夫"), STR_INIT("儿子"), STR_INIT("女儿"), STR_INIT("总工"), STR_INIT("工作者"),
	STR_INIT("网格长"), STR_INIT("临时工"), STR_INIT("干警"), STR_INIT("法官"), STR_INIT("保管人"),
	STR_INIT("经办人"), STR_INIT("承办人"), { NULL, 0 } };

/* The clause says what befell somebody who stands in one before: 主任吴某因失职，……受到警告处分. */
static const struct str passives[] = { STR_INIT("受到"), STR_INIT("被"), STR_INIT("责令"), STR_INIT("予以开除"),
	STR_INIT("予以免"), STR_INIT("予以撤"), STR_INIT("予以诫"), STR_INIT("予以停"), STR_INIT("予以解"),
	STR_INIT("给予党"), STR_INIT("给予政"), STR_INIT("给予行"), STR_INIT("均已"), STR_INIT("均被"),
	STR_INIT("均受"), STR_INIT("均给"), STR_INIT("分别"), STR_INIT("已给予"), STR_INIT("已作出"),
	STR_INIT("已受到"), { NULL, 0 } };

static const struct str joints[] = { STR_INIT("、"), STR_INIT("和"), STR_INIT("及"), { NULL, 0 } };

/* What the words end with behind which a person may stand: most places are told by it. */
static void ends_of(const struct str *words, struct chars *ends)
{
	for (; words->len; words++)
		ends->has[chars_slot((const unsigned char *)words->ptr + words->len - 3)] = true;
}

/* A full name in `clause` where a disciplined person would stand, behind what ends so; its span, or an empty one. */
static struct span disciplined(const struct report *r, struct span clause, const struct chars *ends)
{
	struct str s = report_slice(r, clause);

	for (size_t at = 0; at + 6 <= s.len;) {
		unsigned char c = (unsigned char)s.ptr[at];
		if (c < 0xE4 || c > 0xE9) {
			at += c < 0x80 ? 1 : c < 0xE0 ? 2 : c < 0xF0 ? 3 : 4;
			continue;
		}
		struct str head = str_sub(s, 0, at);
		bool may = at >= 3 && ends->has[chars_slot((const unsigned char *)s.ptr + at - 3)];
		bool place =
			may &&
			((spot_ends(head, leads) && !(str_ends(head, STR("对")) && memcmp(s.ptr + at, "于", 3) == 0)) ||
				spot_ends(head, posts) || spot_ends(head, joints));
		struct str rest = str_sub(s, at, s.len);
		bool first = at == 0 || str_ends(head, STR("："));
		bool passive = first && (str_has(str_sub(rest, 0, 40), STR("被")) || str_has(rest, STR("受到")));
		size_t len = place || passive ? name_at(rest) : 0;
		if (len)
			return (struct span){ clause.start + (uint32_t)at, clause.start + (uint32_t)(at + len) };
		at += 3;
	}
	return (struct span){ 0, 0 };
}

/* What was decided in general, asked for or only possible is nobody's punishment; 通报表扬 is none. */
static bool is_no_act(struct str clause)
{
	static const struct str words[] = { STR_INIT("如发现"), STR_INIT("一律"), STR_INIT("表扬"), STR_INIT("主持"),
		STR_INIT("带队"), STR_INIT("警告牌"), STR_INIT("警告标"), STR_INIT("案例"), STR_INIT("条例"),
		{ NULL, 0 } };

	return spot_any(clause, words);
}

int check_bh705(struct check *c)
{
	const struct report *r = c->report;
	const struct vec *v = sights_of(c);
	struct spot spot = spot_begin(r);
	uint32_t done = 0, told = 0; /* where the last clause ended, and the last name began */
	struct chars ends = { .has = { false } };

	if (!v)
		return ERR_NOMEM;
	ends_of(leads, &ends);
	ends_of(posts, &ends);
	ends_of(joints, &ends);
	for (size_t i = 0; i < v->len; i++) {
		const struct sight *s = &VEC_AT(v, struct sight, i);
		if (s->kind != SIGHT_PENALTY || s->span.start < done)
			continue;
		struct span clause = spot_clause(r, s->span);
		done = clause.end;
		if (is_frame(spot_leaf(&spot, s->span.start)) || is_no_act(report_slice(r, clause)))
			continue;
		struct span name = disciplined(r, clause, &ends);
		if (name.start == name.end && spot_starts(report_slice(r, clause), passives))
			name = disciplined(r, (struct span){ spot_sentence(r, s->span).start, clause.start }, &ends);
		if (name.start == name.end || name.start == told)
			continue;
		told = name.start;
		if (!check_add(c, spot_leaf(&spot, s->span.start), clause,
			    "受处理的人写了全名“" STR_FMT
			    "”：公开前应当改为“某”或者只写人数和处理种类，依法依规通报曝光的除外",
			    STR_ARG(report_slice(r, name))))
			return ERR_NOMEM;
	}
	return 0;
}

/* --- BH706 --- */

/* 企业主张, 林业主管: the cue lies across two words. */
static bool is_other_word(const struct report *r, struct span s)
{
	static const struct str before[] = { STR_INIT("企"), STR_INIT("农"), STR_INIT("林"), STR_INIT("渔"),
		STR_INIT("牧"), STR_INIT("行"), STR_INIT("工"), STR_INIT("作"), STR_INIT("专"), { NULL, 0 } };

	return str_eq(report_slice(r, s), STR("业主")) && s.start >= 3 &&
	       spot_ends(spot_text(r, s.start - 3, s.start), before);
}

int check_bh706(struct check *c)
{
	const struct report *r = c->report;
	const struct vec *v = sights_of(c);
	struct spot spot = spot_begin(r);

	if (!v)
		return ERR_NOMEM;
	for (size_t i = 0; i < v->len; i++) {
		const struct sight *s = &VEC_AT(v, struct sight, i);
		if (s->kind != SIGHT_CITIZEN)
			continue;
		size_t len = is_other_word(r, s->span) ? 0 : name_at(spot_text(r, s->span.end, s->span.end + 36));
		if (!len || is_frame(spot_leaf(&spot, s->span.start)))
			continue;
		struct span whole = { s->span.start, s->span.end + (uint32_t)len };
		if (!check_add(c, spot_leaf(&spot, s->span.start), whole,
			    "群众的全名“" STR_FMT "”：公开前应当改为“某”或称谓，以免泄露信访、举报和个人信息",
			    STR_ARG(spot_text(r, s->span.end, whole.end))))
			return ERR_NOMEM;
	}
	return 0;
}
