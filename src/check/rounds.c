#include "rounds.h"

#include "fault.h"
#include "match.h"
#include "sketch.h"

#define ARENA_MAX ((size_t)1 << 30)
#define LEAST 380 /* as BH601 */
#define SHARED 6

static const struct {
	const char *name, *title;
} kinds[ROUND_KINDS] = {
	[ROUND_RETURNED] = { "returned", "写明已完成，又被指出" },
	[ROUND_AGAIN] = { "again", "上一轮没有写明完成，又被指出" },
	[ROUND_SILENT] = { "silent", "上一轮没有写明完成，这一轮没有提到" },
	[ROUND_SETTLED] = { "settled", "写明已完成，没有再被指出" },
	[ROUND_NEW] = { "new", "第一次指出" },
};

const char *round_kind_title(enum round_kind k)
{
	return kinds[k].title;
}

const char *round_kind_name(enum round_kind k)
{
	return kinds[k].name;
}

static struct date round_date(const struct report *r)
{
	const struct date dates[] = { r->inspection_start, r->inspection_end, r->feedback_date, r->signed_date,
		r->published_date };
	for (size_t i = 0; i < sizeof(dates) / sizeof(dates[0]); i++) {
		if (date_valid(dates[i]))
			return dates[i];
	}
	return (struct date){ 0, 0, 0 };
}

static bool is_closed(const struct thing *t)
{
	return t->status == RESULT_DONE || t->status == RESULT_LONG_TERM;
}

static struct str *subjects(struct arena *a, const struct vec *things)
{
	struct str *texts = arena_array(a, things->len + 1, sizeof(*texts));
	for (size_t i = 0; texts && i < things->len; i++)
		texts[i] = thing_subject(&VEC_AT(things, struct thing, i));
	return texts;
}

static int add_row(struct rounds *r, const struct thing *earlier, const struct thing *later, uint32_t permille)
{
	struct round_row *row = vec_push(&r->rows);
	if (!row)
		return ERR_NOMEM;
	*row = (struct round_row){ .earlier = earlier, .later = later, .permille = permille };
	if (!earlier)
		row->kind = ROUND_NEW;
	else if (is_closed(earlier))
		row->kind = later ? ROUND_RETURNED : ROUND_SETTLED;
	else
		row->kind = later ? ROUND_AGAIN : ROUND_SILENT;
	row->overdue = earlier && !date_is_none(earlier->due) && !date_is_none(r->later_date) &&
		       date_cmp(earlier->due, r->later_date) < 0;
	r->counts[row->kind]++;
	return 0;
}

#define SAME_BYTES 12 /* four characters: 井盖缺失 */

/* The earlier problem in the same words, which may all be such as say nothing by themselves (组织生活不严格); count: none. */
static size_t same_words(const struct rounds *r, const struct thing *later)
{
	struct str words = match_concern(thing_subject(later));
	size_t i = words.len < SAME_BYTES ? r->earlier.len : 0;

	while (i < r->earlier.len &&
		!str_eq(words, match_concern(thing_subject(&VEC_AT(&r->earlier, struct thing, i)))))
		i++;
	return i;
}

/* Each of the later round's problems beside the most alike of the earlier; an earlier one may come back as two. */
static int list_rows(struct rounds *r, const struct vec *pairs, uint8_t *met)
{
	const struct thing *earlier = r->earlier.ptr, *later = r->later.ptr;
	size_t next = 0;
	for (uint32_t i = 0; i < r->later.len; i++) {
		const struct match_pair *p = next < pairs->len ? &VEC_AT(pairs, struct match_pair, next) : NULL;
		bool back = p && p->b == i;
		next += back;
		size_t at = back ? p->a : same_words(r, &later[i]);
		bool found = at < r->earlier.len;
		if (found)
			met[at] = 1;
		if (add_row(r, found ? &earlier[at] : NULL, &later[i], back ? p->permille : found ? 1000 : 0) < 0)
			return ERR_NOMEM;
	}
	for (size_t i = 0; i < r->earlier.len; i++) {
		if (!met[i] && add_row(r, &earlier[i], NULL, 0) < 0)
			return ERR_NOMEM;
	}
	return 0;
}

/* By kind; within one as they were listed: a counting sort keeps the order. */
static int sort_rows(struct rounds *r)
{
	struct vec sorted;
	vec_init(&sorted, sizeof(struct round_row));
	for (int kind = 0; kind < ROUND_KINDS; kind++) {
		for (size_t i = 0; i < r->rows.len; i++) {
			const struct round_row *row = &VEC_AT(&r->rows, struct round_row, i);
			if (row->kind != (enum round_kind)kind)
				continue;
			struct round_row *slot = vec_push(&sorted);
			if (!slot) {
				vec_clear(&sorted);
				return ERR_NOMEM;
			}
			*slot = *row;
		}
	}
	vec_clear(&r->rows);
	r->rows = sorted;
	return 0;
}

static int compare(struct rounds *r, const struct report *earlier, const struct report *later)
{
	const struct match_options o = { .least = LEAST, .shared = SHARED, .concern = true };
	struct vec pairs;
	int rc = things_list(earlier, r->arena, &r->earlier);
	if (rc == 0)
		rc = things_list(later, r->arena, &r->later);
	if (rc < 0)
		return rc;
	struct str *a = subjects(r->arena, &r->earlier), *b = subjects(r->arena, &r->later);
	uint8_t *met = arena_alloc(r->arena, r->earlier.len + 1);
	if (!a || !b || !met)
		return ERR_NOMEM;
	rc = match_texts(a, r->earlier.len, b, r->later.len, &o, &pairs);
	if (rc == 0)
		rc = list_rows(r, &pairs, met);
	vec_clear(&pairs);
	return rc == 0 ? sort_rows(r) : rc;
}

int rounds_compare(const struct report *earlier, const struct report *later, struct rounds **ret, struct err *e)
{
	struct rounds *r = fault_calloc(1, sizeof(*r));
	if (!r)
		return err_nomem(e);
	vec_init(&r->earlier, sizeof(struct thing));
	vec_init(&r->later, sizeof(struct thing));
	vec_init(&r->rows, sizeof(struct round_row));
	r->arena = arena_new(ARENA_MAX);
	r->earlier_date = round_date(earlier);
	r->later_date = round_date(later);
	struct str a = sketch_unit(earlier->unit), b = sketch_unit(later->unit);
	r->other_unit = a.len > 0 && b.len > 0 && !str_eq(a, b);
	r->reversed = !date_is_none(r->earlier_date) && !date_is_none(r->later_date) &&
		      date_cmp(r->earlier_date, r->later_date) > 0;
	int rc = r->arena ? compare(r, earlier, later) : ERR_NOMEM;
	if (rc < 0) {
		rounds_free(r);
		return err_nomem(e);
	}
	*ret = r;
	return 0;
}

void rounds_free(struct rounds *r)
{
	if (!r)
		return;
	vec_clear(&r->earlier);
	vec_clear(&r->later);
	vec_clear(&r->rows);
	arena_free(r->arena);
	free(r);
}
