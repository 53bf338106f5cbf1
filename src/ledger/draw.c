/* The lots. Each number's lot is a hash of the seed, the witness's word and the number; the smallest are drawn. */
#include "draw.h"

#include <openssl/evp.h>
#include <stdlib.h>
#include <string.h>

#include "event.h"
#include "own.h"

enum { LOT_BYTES = 32 };

struct lot {
	unsigned char bytes[LOT_BYTES];
	size_t place;
	bool drawn;
};

static bool add(EVP_MD_CTX *h, struct str s)
{
	return EVP_DigestUpdate(h, s.ptr ? s.ptr : "", s.len) == 1;
}

static int hash_parts(const struct str *parts, size_t count, unsigned char out[LOT_BYTES], struct err *e)
{
	unsigned char sum[EVP_MAX_MD_SIZE];
	unsigned len = 0;
	EVP_MD_CTX *h = EVP_MD_CTX_new();
	bool ok = h && event_sm3() && EVP_DigestInit_ex(h, event_sm3(), NULL) == 1;

	for (size_t i = 0; i < count && ok; i++)
		ok = (i == 0 || add(h, STR("\n"))) && add(h, parts[i]);
	ok = ok && EVP_DigestFinal_ex(h, sum, &len) == 1 && len == LOT_BYTES;
	EVP_MD_CTX_free(h);
	if (!ok)
		return err_set(e, ERR_INTERNAL, "程序内部错误（计算散列失败）");
	memcpy(out, sum, LOT_BYTES);
	return 0;
}

int draw_hash(struct str text, char out[DRAW_HASH_TEXT], struct err *e)
{
	unsigned char sum[LOT_BYTES];

	int rc = hash_parts(&text, 1, sum, e);
	for (size_t i = 0; i < LOT_BYTES && rc == 0; i++)
		snprintf(out + 2 * i, 3, "%02x", sum[i]);
	return rc;
}

/* --- the list --- */

static int by_no(const void *a, const void *b)
{
	const struct draw_line *const *x = a, *const *y = b;

	return str_cmp((*x)->no, (*y)->no);
}

static int by_group(const void *a, const void *b)
{
	const struct draw_line *const *x = a, *const *y = b;

	return str_cmp((*x)->group, (*y)->group);
}

/* Refuses a number that is there twice; counts the groups. */
static int look(struct draw_list *list, struct arena *a, struct err *e)
{
	const struct draw_line **sorted = arena_array(a, list->count + 1, sizeof(const struct draw_line *));

	if (!sorted)
		return err_nomem(e);
	for (size_t i = 0; i < list->count; i++)
		sorted[i] = &list->at[i];
	qsort(sorted, list->count, sizeof(const struct draw_line *), by_no);
	for (size_t i = 1; i < list->count; i++)
		if (str_eq(sorted[i - 1]->no, sorted[i]->no))
			return err_set(e, ERR_INPUT, "名单里 " STR_FMT " 出现了两次", STR_ARG(sorted[i]->no));
	qsort(sorted, list->count, sizeof(const struct draw_line *), by_group);
	for (size_t i = 0; i < list->count; i++)
		list->groups += i == 0 || !str_eq(sorted[i - 1]->group, sorted[i]->group);
	return 0;
}

int draw_read(struct str text, struct arena *a, struct draw_list *ret, struct err *e)
{
	struct draw_line *lines = NULL;
	struct draw_list list = { 0 };
	size_t count = 1;

	while (text.len > 0 && text.ptr[text.len - 1] == '\n')
		text.len--;
	for (size_t i = 0; i < text.len; i++)
		count += text.ptr[i] == '\n';
	if (text.len == 0)
		return err_set(e, ERR_INPUT, "名单是空的");
	if (count > DRAW_LINES_MAX)
		return err_set(e, ERR_LIMIT, "名单有 %zu 行，最多 %d 行", count, DRAW_LINES_MAX);
	lines = arena_array(a, count, sizeof *lines);
	if (!lines)
		return err_nomem(e);
	for (size_t from = 0; from <= text.len; list.count++) {
		size_t end = str_find(text, STR("\n"), from);
		struct str line = str_trim(str_sub(text, from, end == STR_NPOS ? text.len : end));
		size_t blank = str_find(line, STR(" "), 0);
		if (line.len == 0)
			return err_set(e, ERR_INPUT, "名单第 %zu 行是空的", list.count + 1);
		lines[list.count] = (struct draw_line){ str_sub(line, 0, blank == STR_NPOS ? line.len : blank),
			blank == STR_NPOS ? STR("") : str_trim(str_sub(line, blank, line.len)) };
		from = end == STR_NPOS ? text.len + 1 : end + 1;
	}
	list.at = lines;
	int rc = look(&list, a, e);
	if (rc == 0)
		*ret = list;
	return rc;
}

/* --- drawing --- */

static int by_lot(const void *a, const void *b)
{
	const struct lot *x = a, *y = b;
	int order = memcmp(x->bytes, y->bytes, LOT_BYTES);

	return order != 0 ? order : x->place < y->place ? -1 : x->place > y->place;
}

static int make_lots(const struct draw_list *list, const struct draw_how *how, struct lot *lots, struct err *e)
{
	int rc = 0;

	for (size_t i = 0; i < list->count && rc == 0; i++) {
		const struct str parts[] = { STR("bihuan-draw-1"), how->seed, how->witness, list->at[i].no };
		lots[i].place = i;
		rc = hash_parts(parts, sizeof parts / sizeof parts[0], lots[i].bytes, e);
	}
	qsort(lots, list->count, sizeof *lots, by_lot);
	return rc;
}

static bool group_is_drawn(const struct draw_list *list, const struct lot *lots, size_t before)
{
	for (size_t i = 0; i < before; i++)
		if (lots[i].drawn && str_eq(list->at[lots[i].place].group, list->at[lots[before].place].group))
			return true;
	return false;
}

/* Of each group the smallest lot first, then the smallest of all that are left. */
static void choose(const struct draw_list *list, const struct draw_how *how, struct lot *lots)
{
	size_t left = how->take;

	for (size_t i = 0; how->each && i < list->count && left > 0; i++) {
		lots[i].drawn = !group_is_drawn(list, lots, i);
		left -= lots[i].drawn;
	}
	for (size_t i = 0; i < list->count && left > 0; i++) {
		left -= !lots[i].drawn;
		lots[i].drawn = true;
	}
}

int draw_take(const struct draw_list *list, const struct draw_how *how, struct arena *a, size_t **ret, struct err *e)
{
	struct lot *lots = arena_array(a, list->count + 1, sizeof *lots);
	size_t *places = arena_array(a, how->take + 1, sizeof *places), done = 0;

	if (!lots || !places)
		return err_nomem(e);
	if (how->take == 0 || how->take > list->count)
		return err_set(e, ERR_INPUT, "名单有 %zu 件，抽不了 %zu 件", list->count, how->take);
	if (how->each && list->groups > how->take)
		return err_set(e, ERR_INPUT, "名单里有 %zu 个部门，每个部门至少一件，只抽 %zu 件不够", list->groups,
			how->take);
	int rc = make_lots(list, how, lots, e);
	if (rc < 0)
		return rc;
	choose(list, how, lots);
	for (size_t i = 0; i < list->count; i++)
		if (lots[i].drawn)
			places[done++] = lots[i].place;
	*ret = places;
	return 0;
}
