#include "web.h"

#include <strings.h>

static const struct server_asset *find_exact(const struct server_asset *assets, size_t count, struct str path)
{
	size_t low = 0, high = count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		struct str here = str_from(assets[middle].path);
		if (str_eq(here, path))
			return &assets[middle];
		if (str_cmp(here, path) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return NULL;
}

const struct server_asset *web_find(const struct server_asset *assets, size_t count, struct str path)
{
	const struct server_asset *hit = find_exact(assets, count, path);
	size_t slash = str_rfind(path, STR("/"));

	if (hit != NULL)
		return hit;
	if (slash == STR_NPOS || str_has(str_sub(path, slash, path.len), STR(".")))
		return NULL;
	return find_exact(assets, count, STR("/index.html"));
}

/* The next element of a comma list behind *from, trimmed; false at the end. */
static bool next_element(struct str list, size_t *from, struct str *ret)
{
	while (*from < list.len) {
		size_t to = str_find(list, STR(","), *from);
		if (to == STR_NPOS)
			to = list.len;
		*ret = str_trim(str_sub(list, *from, to));
		*from = to + 1;
		if (ret->len > 0)
			return true;
	}
	return false;
}

bool web_etag_matches(struct str if_none_match, const char *etag)
{
	struct str wanted = str_from(etag), part;

	for (size_t from = 0; next_element(if_none_match, &from, &part);) {
		if (str_eq(part, STR("*")))
			return true;
		if (str_starts(part, STR("W/")))
			part = str_sub(part, 2, part.len);
		if (part.len == wanted.len + 2 && part.ptr[0] == '"' && part.ptr[part.len - 1] == '"' &&
			str_eq(str_sub(part, 1, part.len - 1), wanted))
			return true;
	}
	return false;
}

bool web_accepts_gzip(struct str accept_encoding)
{
	struct str part;

	for (size_t from = 0; next_element(accept_encoding, &from, &part);) {
		size_t semicolon = str_find(part, STR(";"), 0);
		struct str name = str_trim(str_sub(part, 0, semicolon));
		if (name.len != 4 || strncasecmp(name.ptr, "gzip", 4) != 0)
			continue;
		if (semicolon == STR_NPOS)
			return true;
		/* "q=0", "q=0.0", "q=0.000" refuse; any other weight takes it. */
		struct str q = str_trim(str_sub(part, semicolon + 1, part.len));
		for (size_t i = 0; i < q.len; i++)
			if (q.ptr[i] >= '1' && q.ptr[i] <= '9')
				return true;
		return false;
	}
	return false;
}
