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

static struct str *subjects(struct arena *a, const struct round_side *side)
{
	struct str *texts = arena_array(a, side->count + 1, sizeof(*texts));
	for (size_t i = 0; texts && i < side->count; i++)
		texts[i] = thing_subject(&side->things[i]);
	return texts;
}

static int add_row(
	struct rounds *r, const struct thing *earlier, const struct thing *later, uint32_t permille, bool told)
{
	struct round_row *row = vec_push(&r->rows);
	if (!row)
		return ERR_NOMEM;
	*row = (struct round_row){ .earlier = earlier, .later = later, .permille = permille, .told = told };
	if (!earlier)
		row->kind = ROUND_NEW;
	else if (is_closed(earlier))
		row->kind = later ? ROUND_RETURNED : ROUND_SETTLED;
	else
		row->kind = later ? ROUND_AGAIN : ROUND_SILENT;
	row->overdue = earlier && !date_is_none(earlier->due) && !date_is_none(r->later.date) &&
		       date_cmp(earlier->due, r->later.date) < 0;
	r->counts[row->kind]++;
	return 0;
}

#define SAME_BYTES 12 /* four characters: 井盖缺失 */

/* The earlier problem in the same words, which may all be such as say nothing by themselves (组织生活不严格); count: none. */
static size_t same_words(const struct rounds *r, const struct thing *later)
{
	struct str words = match_concern(thing_subject(later));
	size_t i = words.len < SAME_BYTES ? r->earlier.count : 0;

	while (i < r->earlier.count && !str_eq(words, match_concern(thing_subject(&r->earlier.things[i]))))
		i++;
	return i;
}

/* Which of the earlier round a later problem is: as people said, else the most alike, unless they said that it is not. */
static int add_later(struct rounds *r, uint32_t i, const struct match_pair *p, uint8_t *met)
{
	const struct round_told nothing = { ROUND_NOTHING, ROUND_NOTHING };
	const struct round_told *told = r->later.told ? &r->later.told[i] : &nothing;
	const struct thing *later = &r->later.things[i];
	size_t at = p ? p->a : same_words(r, later);
	uint32_t permille = p ? p->permille : 1000;
	bool said = told->same < r->earlier.count;

	if (said) {
		permille = at == told->same ? permille : 0;
		at = told->same;
	} else if (at == told->unlike) {
		at = r->earlier.count;
	}
	if (at >= r->earlier.count)
		return add_row(r, NULL, later, 0, false);
	met[at] = 1;
	return add_row(r, &r->earlier.things[at], later, permille, said);
}

/* Each of the later round's problems beside one of the earlier; an earlier one may come back as two. */
static int list_rows(struct rounds *r, const struct vec *pairs, uint8_t *met)
{
	size_t next = 0;
	for (uint32_t i = 0; i < r->later.count; i++) {
		const struct match_pair *p = next < pairs->len ? &VEC_AT(pairs, struct match_pair, next) : NULL;
		bool back = p && p->b == i;
		next += back;
		if (add_later(r, i, back ? p : NULL, met) < 0)
			return ERR_NOMEM;
	}
	for (size_t i = 0; i < r->earlier.count; i++) {
		if (!met[i] && add_row(r, &r->earlier.things[i], NULL, 0, false) < 0)
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

static int compare(struct rounds *r)
{
	const struct match_options o = { .least = LEAST, .shared = SHARED, .concern = true };
	struct vec pairs;
	struct str *a = subjects(r->arena, &r->earlier), *b = subjects(r->arena, &r->later);
	uint8_t *met = arena_alloc(r->arena, r->earlier.count + 1);
	if (!a || !b || !met)
		return ERR_NOMEM;
	int rc = match_texts(a, r->earlier.count, b, r->later.count, &o, &pairs);
	if (rc == 0)
		rc = list_rows(r, &pairs, met);
	vec_clear(&pairs);
	return rc == 0 ? sort_rows(r) : rc;
}

static struct rounds *open_rounds(void)
{
	struct rounds *r = fault_calloc(1, sizeof(*r));
	if (!r)
		return NULL;
	for (int i = 0; i < 2; i++)
		vec_init(&r->things[i], sizeof(struct thing));
	vec_init(&r->rows, sizeof(struct round_row));
	r->arena = arena_new(ARENA_MAX);
	if (r->arena)
		return r;
	free(r);
	return NULL;
}

static int close_rounds(struct rounds *r, int rc, struct rounds **ret, struct err *e)
{
	if (rc < 0) {
		rounds_free(r);
		return err_nomem(e);
	}
	struct str a = sketch_unit(r->earlier.unit), b = sketch_unit(r->later.unit);
	r->other_unit = a.len > 0 && b.len > 0 && !str_eq(a, b);
	r->reversed = !date_is_none(r->earlier.date) && !date_is_none(r->later.date) &&
		      date_cmp(r->earlier.date, r->later.date) > 0;
	*ret = r;
	return 0;
}

int rounds_compare_sides(
	const struct round_side *earlier, const struct round_side *later, struct rounds **ret, struct err *e)
{
	struct rounds *r = open_rounds();
	if (!r)
		return err_nomem(e);
	r->earlier = *earlier;
	r->later = *later;
	return close_rounds(r, compare(r), ret, e);
}

int rounds_compare(const struct report *earlier, const struct report *later, struct rounds **ret, struct err *e)
{
	const struct report *const reports[2] = { earlier, later };
	struct rounds *r = open_rounds();
	int rc = 0;
	if (!r)
		return err_nomem(e);
	for (int i = 0; i < 2 && rc == 0; i++) {
		rc = things_list(reports[i], r->arena, &r->things[i]);
		*(i == 0 ? &r->earlier : &r->later) = (struct round_side){ .things = r->things[i].ptr,
			.count = r->things[i].len,
			.date = round_date(reports[i]),
			.unit = reports[i]->unit };
	}
	return close_rounds(r, rc == 0 ? compare(r) : rc, ret, e);
}

void rounds_free(struct rounds *r)
{
	if (!r)
		return;
	for (int i = 0; i < 2; i++)
		vec_clear(&r->things[i]);
	vec_clear(&r->rows);
	arena_free(r->arena);
	free(r);
}
