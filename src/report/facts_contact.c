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
		if (!facts_at(f, p, STR("、")) && !facts_at(f, p, STR("；")) && !facts_at(f, p, STR("，")) &&
			!(p < f->limit && strchr(",;/", *p) && *p))
			return 0;
		p = facts_blanks(f, facts_forward(f, p), 2);
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

/* To the line's or sentence's end, or to the next label. */
static int address(struct facts *f, const char *p, const char **ret_next)
{
	FACTS_LIST(ends, STR("。"), STR("；"), STR(";"), STR("\n"), STR("\r"), STR("，邮"), STR("，联"), STR(",邮"),
		STR("，电"), STR("邮编"), STR("邮政编码"), STR("联系电话"), STR("电话"), STR("（邮"), STR("(邮"),
		STR("电子邮"), STR("网站"), STR("   "), STR("\u3000\u3000"));
	const char *from = p;
	int chars = 0;

	while (p < f->limit && chars < 60 && !facts_any_at(f, p, ends)) {
		p = facts_forward(f, p);
		chars++;
	}
	p = facts_blanks_before(f, p, 4);
	while (facts_before(f, p, STR("，")) || facts_before(f, p, STR("、")))
		p -= 3;
	if (chars < 4 || chars >= 60 || p <= from || *from == 'h' || *from == 'w') /* a web address is none */
		return 0;
	*ret_next = p;
	return push(f, CONTACT_ADDRESS, from, p);
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

int facts_contact(struct facts *f, enum fact_token t, const char *from, const char *to, const char **ret_next)
{
	const char *p = behind_colon(f, to);

	if (!p || facts_before(f, from, STR("技术支持")) || facts_before(f, from, STR("维护")))
		return 0;
	switch (t) {
	case FACT_PHONE_LABEL:
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
