#include "alias.h"

#include "err.h"

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
			*a = (struct alias){ name, ret->len - 1, 0 };
		}
		a->mentions++;
	}
	for (size_t i = 0; i < ret->len && ret->len <= NAMES_MAX; i++)
		VEC_AT(ret, struct alias, i).full = full_of(ret, i);
	return 0;
}
