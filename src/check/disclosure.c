/* BH701-BH704, BH707, BH708: numbers, marks and addresses that a text about to be published should not show.
 * (个人信息保护法 Art. 28; 政府信息公开条例 Art. 15; 保守国家秘密法.) */
#include "rules.h"
#include "sight.h"
#include "spot.h"

#define DIGITS 24
#define NEAR 60 /* bytes before a telephone number that say whose it is */

static const struct sight *sight_at(const struct vec *v, size_t i)
{
	return &VEC_AT(v, struct sight, i);
}

/* The page's frame, the closing with its contacts and further copies are not the report's own sentences. */
static bool is_frame(const struct node *leaf)
{
	return !leaf ||
	       (leaf->kind == NODE_PROSE && (leaf->prose == PROSE_FURNITURE || leaf->prose == PROSE_CLOSING ||
						    leaf->prose == PROSE_SIGNATURE || leaf->prose == PROSE_COPY));
}

/* Calls `look` for every sight of that kind; `closing`: in the frame too. */
typedef int look_at(struct check *c, const struct sight *s, const struct node *leaf);

static int each_sight(struct check *c, enum sight_kind kind, bool frame, look_at *look)
{
	const struct vec *v = sights_of(c);
	struct spot spot = spot_begin(c->report);

	if (!v)
		return ERR_NOMEM;
	for (size_t i = 0; i < v->len; i++) {
		const struct sight *s = sight_at(v, i);
		if (s->kind != kind)
			continue;
		const struct node *leaf = spot_leaf(&spot, s->span.start);
		if (!frame && is_frame(leaf))
			continue;
		int rc = look(c, s, leaf);
		if (rc < 0)
			return rc;
	}
	return 0;
}

/* The digits of a sight without what parts them, X kept; returns their number. */
static size_t squeeze(struct str s, char out[DIGITS + 2], bool *ret_hyphen)
{
	size_t n = 0;

	*ret_hyphen = false;
	for (size_t i = 0; i < s.len && n <= DIGITS; i++) {
		if (s.ptr[i] == '-')
			*ret_hyphen = true;
		else if (s.ptr[i] != ' ')
			out[n++] = s.ptr[i];
	}
	return n;
}

/* GB 11643: the region's first two digits, a day that is one, and the check character by ISO 7064. */
static bool is_identity(const char *d, size_t len)
{
	static const int weight[17] = { 7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2 };
	int sum = 0;

	if (len != 18 || d[0] < '1' || d[0] > '8')
		return false;
	for (int i = 0; i < 17; i++)
		sum += (d[i] - '0') * weight[i];
	struct date born = { 0, 0, 0 };
	born.year = (int16_t)((d[6] - '0') * 1000 + (d[7] - '0') * 100 + (d[8] - '0') * 10 + (d[9] - '0'));
	born.month = (uint8_t)((d[10] - '0') * 10 + (d[11] - '0'));
	born.day = (uint8_t)((d[12] - '0') * 10 + (d[13] - '0'));
	char last = d[17] == 'x' ? 'X' : d[17];
	return born.year >= 1900 && born.year <= 2099 && date_valid(born) && "10X98765432"[sum % 11] == last;
}

/* Called one: a mistyped digit spoils the check character, and the number still tells who it is. */
static bool is_called_identity(const struct report *r, struct span s, size_t len)
{
	static const struct str names[] = { STR_INIT("身份证"), STR_INIT("身份号码"), STR_INIT("公民身份"),
		{ NULL, 0 } };

	return len == 18 && spot_any(spot_text(r, s.start < 36 ? 0 : s.start - 36, s.start), names);
}

/* ISO/IEC 7812: 16 to 19 digits of a bank's own beginnings, with Luhn's check digit. */
static bool is_card(const char *d, size_t len)
{
	int sum = 0;

	if (len < 16 || len > 19 || d[0] != '6' || (d[1] != '2' && d[1] != '0') || d[len - 1] > '9')
		return false;
	for (size_t i = 0; i < len; i++) {
		int v = d[len - 1 - i] - '0';
		v = i % 2 ? v * 2 : v;
		sum += v > 9 ? v - 9 : v;
	}
	return sum % 10 == 0;
}

/* 误发至6228…账户: called an account, so a mistyped digit is no excuse. */
static bool is_called_card(const struct report *r, struct span s, const char *d, size_t len)
{
	static const struct str names[] = { STR_INIT("银行卡"), STR_INIT("卡号"), STR_INIT("账户"), STR_INIT("账号"),
		STR_INIT("帐号"), { NULL, 0 } };

	if ((len != 16 && len != 19) || d[0] != '6' || d[1] != '2')
		return false;
	return spot_any(spot_text(r, s.start < 24 ? 0 : s.start - 24, s.start), names) ||
	       spot_starts(spot_text(r, s.end, s.end + 6), names);
}

static struct str lead_of(const struct report *r, struct span s)
{
	uint32_t from = spot_clause(r, s).start;

	return spot_text(r, from, s.start);
}

static bool is_amount(const struct report *r, struct span s)
{
	static const struct str units[] = { STR_INIT("元"), STR_INIT("万"), STR_INIT("分"), STR_INIT("亿"),
		STR_INIT("."), STR_INIT("%"), STR_INIT("吨"), STR_INIT("公里"), STR_INIT("平方"), STR_INIT("个"),
		{ NULL, 0 } };

	return spot_starts(spot_text(r, s.end, s.end + 9), units);
}

static int look_identity(struct check *c, const struct sight *s, const struct node *leaf)
{
	char d[DIGITS + 2];
	bool hyphen;
	size_t len = squeeze(report_slice(c->report, s->span), d, &hyphen);

	bool fits = is_identity(d, len);
	if (hyphen || (!fits && !is_called_identity(c->report, s->span, len)))
		return 0;
	return check_add(c, leaf, s->span,
		       "公民身份号码（校验位%s相符）：公开前应当删去，确需保留的遮去出生日期和末四位", fits ? "" : "不")
		       ? 0
		       : ERR_NOMEM;
}

int check_bh701(struct check *c)
{
	return each_sight(c, SIGHT_DIGITS, true, look_identity);
}

static int look_card(struct check *c, const struct sight *s, const struct node *leaf)
{
	static const struct str codes[] = { STR_INIT("编号"), STR_INIT("序列号"), STR_INIT("订单"), STR_INIT("工单"),
		STR_INIT("代码"), STR_INIT("单号"), { NULL, 0 } };
	char d[DIGITS + 2];
	bool hyphen;
	size_t len = squeeze(report_slice(c->report, s->span), d, &hyphen);

	if (hyphen || !(is_card(d, len) || is_called_card(c->report, s->span, d, len)) || is_identity(d, len) ||
		spot_any(lead_of(c->report, s->span), codes))
		return 0;
	return check_add(c, leaf, s->span, "银行卡号（校验位相符）：公开前应当删去，只留末四位") ? 0 : ERR_NOMEM;
}

int check_bh702(struct check *c)
{
	return each_sight(c, SIGHT_DIGITS, true, look_card);
}

static bool is_contact(const struct report *r, struct span s)
{
	for (size_t i = 0; i < r->contacts.len; i++) {
		const struct fact_contact *k = &VEC_AT(&r->contacts, struct fact_contact, i);
		if (k->span.start <= s.start && s.end <= k->span.end)
			return true;
	}
	return false;
}

/* In the closing numbers are for the public, but 财务部经理古某某手机号为… is one of a person who was named with a post. */
static bool is_officers(const struct report *r, struct span s)
{
	static const struct str posts[] = { STR_INIT("书记"), STR_INIT("主任"), STR_INIT("经理"), STR_INIT("局长"),
		STR_INIT("科长"), STR_INIT("院长"), STR_INIT("校长"), STR_INIT("部长"), STR_INIT("站长"),
		STR_INIT("队长"), STR_INIT("所长"), STR_INIT("处长"), STR_INIT("组长"), STR_INIT("会计"),
		STR_INIT("委员"), { NULL, 0 } };
	static const struct str mobiles[] = { STR_INIT("手机"), STR_INIT("手机号"), STR_INIT("手机号码"),
		STR_INIT("手机号为"), STR_INIT("手机号码为"), STR_INIT("手机："), STR_INIT("手机号："),
		STR_INIT("手机:"), { NULL, 0 } };
	struct str head = str_trim(spot_text(r, spot_clause(r, s).start, s.start));

	return spot_ends(head, mobiles) && spot_any(head, posts) && !str_has(head, STR("联系人"));
}

static int look_phone(struct check *c, const struct sight *s, const struct node *leaf)
{
	static const struct str public_lines[] = { STR_INIT("监督"), STR_INIT("举报"), STR_INIT("值班"),
		STR_INIT("热线"), STR_INIT("编号"), STR_INIT("代码"), STR_INIT("单号"), STR_INIT("序列号"),
		STR_INIT("工单"), STR_INIT("备案"), { NULL, 0 } };
	const struct report *r = c->report;
	char d[DIGITS + 2];
	bool hyphen;
	size_t len = squeeze(report_slice(r, s->span), d, &hyphen);

	static const struct str persons[] = { STR_INIT("举报人"), STR_INIT("监督员"), STR_INIT("女士"),
		STR_INIT("先生"), STR_INIT("师傅"), { NULL, 0 } };
	struct str before = spot_text(r, s->span.start > NEAR ? s->span.start - NEAR : 0, s->span.start);
	if (len != 11 || d[0] != '1' || d[1] < '3' || is_amount(r, s->span) ||
		(is_contact(r, s->span) && !is_officers(r, s->span)) ||
		(spot_any(before, public_lines) && !spot_any(before, persons)))
		return 0;
	if (is_frame(leaf) && !is_officers(r, s->span))
		return 0;
	return check_add(c, leaf, s->span, "手机号码写在正文里：属于个人信息的，公开前应当删去或遮去中间四位")
		       ? 0
		       : ERR_NOMEM;
}

int check_bh703(struct check *c)
{
	return each_sight(c, SIGHT_DIGITS, true, look_phone);
}

/* --- BH704 --- */

/* The length of a plate (GA 36: 云A12345, 云A·D88Q6, 云AD12345, …挂) that begins at s, or 0. */
static size_t plate_at(struct str s)
{
	static const char provinces[] = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼";
	size_t at = 4, digits = 0, count = 0;
	bool province = false;

	for (size_t i = 0; i + 3 < sizeof(provinces) && !province; i += 3)
		province = s.len > 4 && memcmp(provinces + i, s.ptr, 3) == 0;
	if (!province || s.ptr[3] < 'A' || s.ptr[3] > 'Z')
		return 0;
	if (str_starts(str_sub(s, at, s.len), STR("·")) || str_starts(str_sub(s, at, s.len), STR("•")))
		at += str_starts(str_sub(s, at, s.len), STR("·")) ? 2 : 3;
	else if (s.len > at && (s.ptr[at] == ' ' || s.ptr[at] == '-'))
		at++;
	for (; at < s.len && count < 7; at++, count++) {
		bool digit = s.ptr[at] >= '0' && s.ptr[at] <= '9';
		if (!digit && !(s.ptr[at] >= 'A' && s.ptr[at] <= 'Z'))
			break;
		digits += digit;
	}
	bool trailer = count == 4 && str_starts(str_sub(s, at, s.len), STR("挂"));
	if (trailer)
		return digits >= 2 ? at + 3 : 0;
	return (count == 5 || count == 6) && digits >= 2 ? at : 0;
}

static int look_plate(struct check *c, const struct sight *s, const struct node *leaf)
{
	const struct report *r = c->report;
	size_t len = plate_at(spot_text(r, s->span.start, s->span.start + 20));

	if (!len || spot_starts(spot_text(r, s->span.start + (uint32_t)len, s->span.start + (uint32_t)len + 3),
			    (const struct str[]){ STR_INIT("*"), STR_INIT("-"), STR_INIT("×"), { NULL, 0 } }))
		return 0;
	struct span plate = { s->span.start, s->span.start + (uint32_t)len };
	return check_add(c, leaf, plate, "车牌号“" STR_FMT "”：能够认出车主的，公开前应当遮去几位",
		       STR_ARG(report_slice(r, plate)))
		       ? 0
		       : ERR_NOMEM;
}

int check_bh704(struct check *c)
{
	return each_sight(c, SIGHT_PLATE, false, look_plate);
}

/* --- BH707 --- */

static int look_secret(struct check *c, const struct sight *s, const struct node *leaf)
{
	return check_add(c, leaf, s->span,
		       "密级标志“" STR_FMT "”：涉密文件不得公开，也不得存入非涉密系统。请停止流转并按保密规定处理",
		       STR_ARG(report_slice(c->report, s->span)))
		       ? 0
		       : ERR_NOMEM;
}

int check_bh707(struct check *c)
{
	return each_sight(c, SIGHT_SECRET, true, look_secret);
}

/* --- BH708 --- */

static int told_home(struct check *c, const struct node *leaf, struct span where)
{
	return check_add(c, leaf, where, "住址写到了门户：能够认出住户的，公开前应当只写到小区或者街道、村")
		       ? 0
		       : ERR_NOMEM;
}

static int look_room(struct check *c, const struct sight *s, const struct node *leaf)
{
	static const struct str buildings[] = { STR_INIT("单元"), STR_INIT("号楼"), STR_INIT("幢"), STR_INIT("栋"),
		{ NULL, 0 } };
	static const struct str offices[] = { STR_INIT("办公"), STR_INIT("政务"), STR_INIT("大厦"), STR_INIT("写字楼"),
		STR_INIT("地址"), STR_INIT("会议"), STR_INIT("商务"), STR_INIT("档案"), { NULL, 0 } };
	static const struct str gates[] = { STR_INIT("单元"), STR_INIT("门"), { NULL, 0 } };
	const struct report *r = c->report;
	struct str lead = lead_of(r, s->span);
	struct str behind = spot_text(r, s->span.end, s->span.end + 4);
	uint32_t end = s->span.end;

	if (str_starts(behind, STR("个"))) /* 排水单元248个 */
		return 0;
	if (str_starts(behind, STR("室")))
		end = (uint32_t)(behind.ptr - r->text.ptr) + 3;
	lead = str_sub(lead, lead.len > 60 ? lead.len - 60 : 0, lead.len);
	if (!spot_any(lead, buildings) || spot_any(lead, offices))
		return 0;
	if (end == s->span.end && !spot_ends(lead, gates))
		return 0;
	struct span s_all = { (uint32_t)(lead.ptr - r->text.ptr), end };
	while (s_all.start < s->span.start && ((unsigned char)r->text.ptr[s_all.start] & 0xC0) == 0x80)
		s_all.start++;
	return told_home(c, leaf, s_all);
}

/* 高桥村三组47号谢某家: a house of a village, not what is numbered there. */
static int look_hamlet(struct check *c, const struct sight *s, const struct node *leaf)
{
	static const struct str villages[] = { STR_INIT("村"), STR_INIT("屯"), STR_INIT("庄"), { NULL, 0 } };
	static const struct str things[] = { STR_INIT("路"), STR_INIT("公厕"), STR_INIT("井"), STR_INIT("泵"),
		STR_INIT("地块"), STR_INIT("点"), STR_INIT("垃圾"), STR_INIT("收集"), STR_INIT("变压"), STR_INIT("塘"),
		STR_INIT("渠"), STR_INIT("桥"), STR_INIT("标"), STR_INIT("台"), STR_INIT("楼"), STR_INIT("线"),
		{ NULL, 0 } };
	struct str before = lead_of(c->report, s->span);
	struct str behind = spot_text(c->report, s->span.end, s->span.end + 24);
	size_t digits = 0;

	before = str_sub(before, before.len > 18 ? before.len - 18 : 0, before.len);
	while (digits < behind.len && digits < 4 && behind.ptr[digits] >= '0' && behind.ptr[digits] <= '9')
		digits++;
	struct str rest = spot_unblank(str_sub(behind, digits, behind.len));
	if (digits == 0 || !str_starts(rest, STR("号")) || !spot_any(before, villages) ||
		spot_starts(str_sub(rest, 3, rest.len), things))
		return 0;
	uint32_t from = (uint32_t)(before.ptr - c->report->text.ptr);
	uint32_t to = (uint32_t)(rest.ptr - c->report->text.ptr) + 3;
	while (((unsigned char)c->report->text.ptr[from] & 0xC0) == 0x80)
		from++;
	return told_home(c, leaf, (struct span){ from, to });
}

/* 双河村4组23号: the group in digits is a number with a unit. */
static int look_groups(struct check *c)
{
	const struct report *r = c->report;
	struct spot spot = spot_begin(r);

	for (size_t i = 0; i < r->numbers.len; i++) {
		const struct fact_number *n = &VEC_AT(&r->numbers, struct fact_number, i);
		if (n->kind != NUMBER_COUNT || !str_eq(n->unit, STR("组")))
			continue;
		struct sight s = { .span = n->span };
		const struct node *leaf = spot_leaf(&spot, n->span.start);
		int rc = leaf && is_frame(leaf) ? 0 : look_hamlet(c, &s, leaf);
		if (rc < 0)
			return rc;
	}
	return 0;
}

int check_bh708(struct check *c)
{
	int rc = each_sight(c, SIGHT_ROOM, false, look_room);

	if (rc == 0)
		rc = each_sight(c, SIGHT_HAMLET, false, look_hamlet);
	return rc < 0 ? rc : look_groups(c);
}
