#include "alias.h"

#include "err.h"
#include "wordlist.h"

#define NAMES_MAX 500 /* each is compared with each: more have no aliases */
#define CHAR 3        /* names are of Chinese characters */
#define SHORT_MIN ((size_t)4 * CHAR)

static struct alias *find(struct vec *v, struct str name)
{
	for (size_t i = 0; i < v->len; i++) {
		if (str_eq(VEC_AT(v, struct alias, i).name, name))
			return &VEC_AT(v, struct alias, i);
	}
	return NULL;
}

/* 市环卫中心 in 市环境卫生服务中心: all characters in order, the first one and the last two the same. */
static bool is_short_of(struct str name, struct str full)
{
	size_t at = 0;

	if (name.len < SHORT_MIN || name.len >= full.len || name.len % CHAR || full.len % CHAR)
		return false;
	if (memcmp(name.ptr, full.ptr, CHAR) != 0 || !str_ends(full, str_sub(name, name.len - 2 * CHAR, name.len)))
		return false;
	for (size_t i = 0; i < full.len && at < name.len; i += CHAR) {
		if (memcmp(full.ptr + i, name.ptr + at, CHAR) == 0)
			at += CHAR;
	}
	return at == name.len;
}

/* Two longer names that fit leave it open. */
static size_t full_of(const struct vec *v, size_t i)
{
	size_t found = i;

	for (size_t k = 0; k < v->len; k++) {
		if (k == i || !is_short_of(VEC_AT(v, struct alias, i).name, VEC_AT(v, struct alias, k).name))
			continue;
		if (found != i)
			return i;
		found = k;
	}
	return found;
}

/* --- 市环境卫生服务中心（以下简称“市环卫中心”） --- */

#define SAID_MAX 1000 /* of them in a report */
#define FULL_CHARS 30 /* of a full name */
#define SHORT_BYTES 60

static bool is_character(const char *p)
{
	return (unsigned char)*p >= 0xE4 && (unsigned char)*p <= 0xE9;
}

static bool in_order(struct str name, struct str full)
{
	size_t at = 0;

	for (size_t i = 0; i + CHAR <= full.len && at < name.len; i += CHAR) {
		if (memcmp(full.ptr + i, name.ptr + at, CHAR) == 0)
			at += CHAR;
	}
	return at == name.len && name.len < full.len;
}

/* The short name at `p`, its marks left out. */
static struct str said_short(struct str text, size_t p)
{
	WORDLIST(marks, "为", "：", "“", "‘", "「");
	struct str s = str_sub(text, p, p + SHORT_BYTES);
	size_t len = 0;

	for (int i = 0; i < 3; i++) {
		if (STARTS(s, marks))
			s = str_sub(s, CHAR, s.len);
		else if (s.len && (*s.ptr == ':' || *s.ptr == '"'))
			s = str_sub(s, 1, s.len);
	}
	while (len + CHAR <= s.len && is_character(s.ptr + len))
		len += CHAR;
	return str_sub(s, 0, len);
}

/* The full name that ends at `end`, cut in front so that it still holds the short one. */
static struct str said_full(struct str text, size_t end, struct str name)
{
	WORDLIST(words, "由", "向", "在", "经", "会同", "联合", "依托", "成立", "组建", "将", "和", "与", "及", "对",
		"现");
	size_t start = end;

	while (start >= CHAR && end - start < (size_t)FULL_CHARS * CHAR && is_character(text.ptr + start - CHAR))
		start -= CHAR;
	struct str full = str_sub(text, start, end);
	for (size_t i = 0; i < full.len; i += CHAR) {
		struct str rest = str_sub(full, i, full.len), behind = str_sub(rest, CHAR, rest.len);
		if (STARTS(rest, words) && in_order(name, behind) && (i == 0 || !str_starts(rest, STR("对")))) {
			full = behind;
			i = 0;
		}
	}
	return full;
}

/* Reads each 简称 once. */
static void read_said(const struct report *r, struct vec *names)
{
	size_t at = 0;

	for (int i = 0; i < SAID_MAX && (at = str_find(r->text, STR("简称"), at)) != STR_NPOS; i++) {
		struct str before = str_sub(r->text, 0, at);
		at += sizeof("简称") - 1;
		struct str name = said_short(r->text, at);
		struct alias *a = name.len ? find(names, name) : NULL;
		if (!a || a->said.ptr || VEC_AT(names, struct alias, a->full).name.ptr != a->name.ptr)
			continue;
		if (str_ends(before, STR("以下")))
			before.len -= sizeof("以下") - 1;
		if (str_ends(before, STR("（")) || str_ends(before, STR("，")))
			before.len -= CHAR;
		else if (before.len && (before.ptr[before.len - 1] == '(' || before.ptr[before.len - 1] == ','))
			before.len--;
		struct str full = said_full(r->text, before.len, name);
		if (in_order(name, full))
			a->said = full;
	}
}

int report_aliases(const struct report *r, struct vec *ret)
{
	vec_init(ret, sizeof(struct alias));
	for (size_t i = 0; i < r->orgs.len; i++) {
		struct str name = VEC_AT(&r->orgs, struct fact_org, i).name;
		struct alias *a = ret->len <= NAMES_MAX ? find(ret, name) : NULL;
		if (!a) {
			a = vec_push(ret);
			if (!a)
				return ERR_NOMEM;
			*a = (struct alias){ .name = name, .full = ret->len - 1 };
		}
		a->mentions++;
	}
	for (size_t i = 0; i < ret->len && ret->len <= NAMES_MAX; i++)
		VEC_AT(ret, struct alias, i).full = full_of(ret, i);
	if (ret->len > 0 && ret->len <= NAMES_MAX)
		read_said(r, ret);
	return 0;
}

struct str report_full_name(const struct vec *aliases, struct str name)
{
	for (size_t i = 0; i < aliases->len; i++) {
		const struct alias *a = &VEC_AT(aliases, struct alias, i);
		if (str_eq(a->name, name))
			return a->full == i ? a->said : VEC_AT(aliases, struct alias, a->full).name;
	}
	return STR_NONE;
}
