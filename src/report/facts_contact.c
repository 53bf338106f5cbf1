#include "facts_lex.h"

static int push(struct facts *f, enum contact_kind kind, const char *from, const char *to)
{
	struct fact_contact *c = vec_push(&f->r->contacts);

	if (!c)
		return ERR_NOMEM;
	c->kind = kind;
	c->value = facts_str(from, to);
	c->span = facts_span(f, from, to);
	return 0;
}

/* Behind the colon (or 是, 为) and blanks of a label, or NULL: then it is only a word of the text. */
static const char *behind_colon(const struct facts *f, const char *p)
{
	FACTS_LIST(marks, STR("："), STR(":"), STR("为："), STR("为:"), STR("是："), STR("为"));
	const struct str *w;

	if (facts_at(f, p, STR("（")) || facts_at(f, p, STR("("))) { /* 联系电话（传真）： */
		for (int i = 0; i < 12 && p < f->limit && !facts_at(f, p, STR("）")) && *p != ')'; i++)
			p = facts_forward(f, p);
		if (p < f->limit)
			p = facts_forward(f, p);
	}
	p = facts_blanks(f, p, 6);
	w = facts_any_at(f, p, marks);
	return w ? facts_blanks(f, p + w->len, 4) : NULL;
}

static bool phone_character(const struct facts *f, const char *p, bool *ret_digit)
{
	size_t len;

	*ret_digit = facts_digit(p, f->limit, &len) >= 0;
	return *ret_digit || (p < f->limit && strchr("-()", *p) && *p) || facts_at(f, p, STR("－")) ||
	       facts_at(f, p, STR("—")) || facts_at(f, p, STR("（")) || facts_at(f, p, STR("）"));
}

/* A blank inside a number: what stands around it makes one of a usual length, and no area code follows. */
static bool blank_inside(const struct facts *f, const char *p, int digits)
{
	const char *q = p + 1;
	size_t len;

	if (p >= f->limit || *p != ' ' || (q < f->limit && *q == '0'))
		return false;
	for (; digits < 20 && facts_digit(q, f->limit, &len) >= 0; digits++)
		q += len;
	return q > p + 2 && (digits == 7 || digits == 8 || (digits >= 10 && digits <= 12));
}

/* 0571-8668 2345、12388 */
static int phones(struct facts *f, const char *p, const char **ret_next)
{
	FACTS_LIST(joints, STR("、"), STR("；"), STR("，"), STR(","), STR(";"), STR("/"), STR("或"), STR("或者"),
		STR("和"));

	for (int i = 0; i < 6; i++) {
		const char *from = p, *end = p;
		int digits = 0;
		for (int chars = 0; chars < 24; chars++) {
			bool digit;
			if (!phone_character(f, p, &digit)) {
				if (!blank_inside(f, p, digits))
					break;
				p++;
				continue;
			}
			p = facts_forward(f, p);
			digits += digit;
			end = digit ? p : end;
		}
		if (digits < 5 || digits > 16)
			return 0;
		int rc = push(f, CONTACT_PHONE, from, end);
		if (rc < 0)
			return rc;
		*ret_next = end;
		p = facts_blanks(f, end, 2);
		const struct str *w = facts_any_at(f, p, joints);
		if (!w)
			return 0;
		p = facts_blanks(f, p + w->len, 2);
	}
	return 0;
}

static bool mail_character(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || (c && strchr("._%+-", c));
}

static int email(struct facts *f, const char *p, const char **ret_next)
{
	const char *from = p, *at, *dot = NULL;

	while (p < f->limit && p - from < 64 && mail_character(*p))
		p++;
	at = p;
	if (at == from || at >= f->limit)
		return 0;
	if (*at == '@')
		p++;
	else if (facts_at(f, at, STR("＠")))
		p += 3;
	else
		return 0;
	const char *domain = p;
	for (; p < f->limit && p - domain < 128 && mail_character(*p); p++) {
		if (*p == '.' && p > domain)
			dot = p;
	}
	while (p > domain && p[-1] == '.')
		p--;
	if (!dot || dot >= p)
		return 0;
	*ret_next = p;
	return push(f, CONTACT_EMAIL, from, p);
}

/* Whether a label stands at p, of few characters before its colon: 邮箱：, 联 系 人：. */
static bool label_at(const struct facts *f, const char *p)
{
	FACTS_LIST(
		marks, STR("，"), STR("。"), STR("；"), STR("、"), STR("（"), STR("）"), STR(","), STR(";"), STR("\n"));

	p = facts_blanks(f, p, 4);
	for (int i = 0; i < 9 && p < f->limit && !facts_any_at(f, p, marks); i++) {
		if (i > 1 && (*p == ':' || facts_at(f, p, STR("："))))
			return true;
		p = facts_forward(f, p);
	}
	return false;
}

/* To the line's or sentence's end, or to the next label. */
static const char *address_end(const struct facts *f, const char *p, int *ret_chars)
{
	FACTS_LIST(ends, STR("。"), STR("；"), STR(";"), STR("\n"), STR("\r"), STR("，邮"), STR("，联"), STR(",邮"),
		STR("，电"), STR("邮编"), STR("邮政编码"), STR("联系电话"), STR("电话"), STR("（邮"), STR("(邮"),
		STR("电子邮"), STR("网站"), STR("   "), STR("\u3000\u3000"));
	FACTS_LIST(breaks, STR(" "), STR("\t"), STR("\u00a0"), STR("\u3000"), STR("，"), STR(","), STR("、"));
	int chars = 0;

	while (p < f->limit && chars < 60 && !facts_any_at(f, p, ends)) {
		const struct str *w = facts_any_at(f, p, breaks);
		if (w && label_at(f, p + w->len))
			break;
		p = facts_forward(f, p);
		chars++;
	}
	p = facts_blanks_before(f, p, 4);
	while (facts_before(f, p, STR("，")) || facts_before(f, p, STR("、")))
		p -= 3;
	*ret_chars = chars;
	return p;
}

static int address(struct facts *f, const char *p, const char **ret_next)
{
	const char *from = p;
	int chars;

	p = address_end(f, p, &chars);
	if (chars < 4 || chars >= 60 || p <= from || *from == 'h' || *from == 'w') /* a web address is none */
		return 0;
	*ret_next = p;
	return push(f, CONTACT_ADDRESS, from, p);
}

/* What follows a verb (致信) or a label without a colon is an address where it is built like one, up to the comma. */
static int bare_address(struct facts *f, const char *p, const char **ret_next)
{
	FACTS_LIST(streets, STR("路"), STR("街"), STR("大道"), STR("巷"), STR("弄"), STR("村"), STR("镇"), STR("小区"));
	FACTS_LIST(numbers, STR("号"), STR("楼"), STR("室"), STR("院内"), STR("信箱"));
	int chars;
	bool street = false, number = false;
	const char *end = address_end(f, p, &chars);

	for (const char *q = p; q < end; q = facts_forward(f, q)) {
		if (facts_at(f, q, STR("，")) || *q == ',') {
			end = q;
			break;
		}
		street = street || facts_any_at(f, q, streets);
		number = number || (street && facts_any_at(f, q, numbers));
	}
	if (!number)
		return 0;
	*ret_next = end;
	return push(f, CONTACT_ADDRESS, p, end);
}

static int postcode(struct facts *f, const char *p, const char **ret_next)
{
	const char *from = p;
	size_t len;
	int digits = 0;

	while (facts_digit(p, f->limit, &len) >= 0 && digits <= 6) {
		p += len;
		digits++;
	}
	if (digits != 6)
		return 0;
	*ret_next = p;
	return push(f, CONTACT_POSTCODE, from, p);
}

/* 电话0571-5550123, 拨打5550123: digits of a telephone's or a public line's length, and no amount (拨打电话12000次). */
static int bare_phone(struct facts *f, const char *p, const char **ret_next)
{
	FACTS_LIST(amounts, STR("余"), STR("多"), STR("个"), STR("次"), STR("件"), STR("人"), STR("部"), STR("万"));
	const char *end = p;
	size_t len;
	int digits = 0;
	bool digit;

	for (; digits < 20 && phone_character(f, end, &digit); digits += digit)
		end = facts_forward(f, end);
	bool line = digits == 5 && (facts_at(f, p, STR("123")) || facts_at(f, p, STR("96")));
	if ((digits < 7 && !line) || facts_any_at(f, end, amounts) ||
		(facts_digit(p, f->limit, &len) < 0 && *p != '(' && !facts_at(f, p, STR("（"))))
		return 0;
	return phones(f, p, ret_next);
}

/* Behind the words of somebody who only made the page, or of a fax. */
static bool of_others(const struct facts *f, const char *from)
{
	FACTS_LIST(words, STR("技术支持"), STR("维护"), STR("传真"), STR("版权"), STR("主办"), STR("承办"));

	for (int i = 0; i < 12 && from > f->begin; i++) {
		if (facts_any_before(f, from, words))
			return true;
		from = facts_back(f, from);
		if (facts_stop(from) || facts_at(f, from, STR("，")))
			return false;
	}
	return false;
}

/* An e-mail address tells itself by its @; what stands before it has been passed over. */
static int around_at(struct facts *f, const char *at, const char **ret_next)
{
	const char *from = at;

	while (from > f->begin && at - from < 64 && mail_character(from[-1]))
		from--;
	/* jg⏎zb@…: its beginning stands in the line before */
	if (from - f->begin >= 2 && from[-1] == '\n' && mail_character(from[-2]))
		return 0;
	return from < at && !of_others(f, from) ? email(f, from, ret_next) : 0;
}

/* A label that no colon follows. */
static int bare(struct facts *f, enum fact_token t, const char *from, const char *to, const char **ret_next)
{
	FACTS_LIST(links, STR("："), STR(":"), STR("在"), STR("位于"));
	const char *p = facts_blanks(f, to, 2);
	const struct str *w = t == FACT_LETTER || t == FACT_ADDRESS_LABEL ? facts_any_at(f, p, links) : NULL;

	p = w ? facts_blanks(f, p + w->len, 2) : p;
	switch (t) {
	case FACT_PHONE_LABEL:
	case FACT_PHONE_CALL:
		return bare_phone(f, p, ret_next);
	case FACT_POSTCODE_LABEL:
		return postcode(f, p, ret_next);
	case FACT_LETTER: /* 邮寄地址： */
		return facts_at(f, to, STR("地址")) ? 0 : bare_address(f, p, ret_next);
	case FACT_ADDRESS_LABEL:
		return facts_at(f, from, STR("地址")) ? bare_address(f, p, ret_next) : 0;
	default:
		return 0; /* the @ tells the rest */
	}
}

int facts_contact(struct facts *f, enum fact_token t, const char *from, const char *to, const char **ret_next)
{
	if (t == FACT_PHONE)
		return of_others(f, from) ? 0 : phones(f, from, ret_next);
	if (t == FACT_AT)
		return around_at(f, from, ret_next);
	const char *p = t == FACT_LETTER ? NULL : behind_colon(f, to);

	if (facts_before(f, from, STR("技术支持")) || facts_before(f, from, STR("维护")))
		return 0;
	if (!p)
		return bare(f, t, from, to, ret_next);
	switch (t) {
	case FACT_PHONE_LABEL:
	case FACT_PHONE_CALL:
		return phones(f, p, ret_next);
	case FACT_EMAIL_LABEL: {
		size_t before = f->r->contacts.len;
		int rc = email(f, p, ret_next);
		/* 邮政信箱, 举报信箱: a place where letters go */
		if (rc == 0 && f->r->contacts.len == before && facts_before(f, to, STR("信箱")))
			rc = address(f, p, ret_next);
		return rc;
	}
	case FACT_ADDRESS_LABEL:
		return address(f, p, ret_next);
	default:
		return postcode(f, p, ret_next);
	}
}
