/* BH301: a sentence that is too short to be a passage, and has a number of its own (暗访窗口44次，通报11人), told under two problems. Begins from
 * the numbers: two of one value and unit with the same characters before them; only their sentences are compared. */
#include "fault.h"
#include "passage.h"
#include "reuse.h"
#include "said.h"
#include "spot.h"
#include "utf8.h"

#include <inttypes.h>
#include <stdlib.h>

#define SHORT_MIN 14 /* characters without marks and blanks */
#define BEFORE 6     /* bytes before the number that are in the key */
#define SAME_MAX 4   /* numbers of one key that are compared with the next */

struct mark {
	uint64_t key;
	uint32_t number;
	const struct node *leaf;
};

static int by_key(const void *a, const void *b)
{
	const struct mark *x = a, *y = b;

	if (x->key != y->key)
		return x->key < y->key ? -1 : 1;
	return x->number < y->number ? -1 : x->number > y->number;
}

static const struct fact_number *number_of(const struct report *r, const struct mark *m)
{
	return &VEC_AT(&r->numbers, struct fact_number, m->number);
}

static bool tells(const struct fact_number *n)
{
	/* 七天, 24小时: what many rules have in common */
	static const struct str times[] = { STR_INIT("天"), STR_INIT("日"), STR_INIT("小时"), STR_INIT("分钟"),
		STR_INIT("年"), STR_INIT("月"), STR_INIT("周"), STR_INIT("工作日"), STR_INIT("次"), STR_INIT("人"),
		{ NULL, 0 } };
	bool kind = n->kind == NUMBER_COUNT || n->kind == NUMBER_MONEY || n->kind == NUMBER_PERCENT;

	if (n->value.digits < 10 && spot_ends(n->unit, times))
		return false;
	return kind && n->unit.len > 0 && (n->value.digits > 1 || n->value.scale > 0) &&
	       !(n->kind == NUMBER_PERCENT && n->value.digits == 100);
}

/* Numbers in measures and progress, by value, unit and what stands before. */
static int list_marks(const struct report *r, struct vec *marks)
{
	struct spot s = spot_begin(r);

	for (size_t i = 0; i < r->numbers.len; i++) {
		const struct fact_number *n = &VEC_AT(&r->numbers, struct fact_number, i);
		const struct node *leaf = tells(n) ? spot_leaf(&s, n->span.start) : NULL;
		if (!leaf || (leaf->kind != NODE_MEASURE && leaf->kind != NODE_PROGRESS) || n->span.start < BEFORE)
			continue;
		struct mark *m = vec_push(marks);
		if (!m)
			return ERR_NOMEM;
		m->key = str_hash(spot_text(r, n->span.start - BEFORE, n->span.end), 1);
		m->number = (uint32_t)i;
		m->leaf = leaf;
	}
	return 0;
}

/* The next character that is no mark and no blank; 0: none is left. */
static uint32_t next_folded(struct str s, size_t *pos)
{
	while (*pos < s.len) {
		uint32_t c = passage_fold(utf8_next(s, pos));
		if (c != 0)
			return c;
	}
	return 0;
}

static bool is_copy(struct str a, struct str b)
{
	size_t at = 0, bt = 0, chars = 0;

	for (;;) {
		uint32_t x = next_folded(a, &at), y = next_folded(b, &bt);
		if (x != y)
			return false;
		if (x == 0)
			return chars >= SHORT_MIN && chars < PASSAGE_MIN;
		chars++;
	}
}

static struct span sentence_of(const struct report *r, const struct mark *m)
{
	struct span s = spot_sentence(r, number_of(r, m)->span);
	uint32_t from = m->leaf->text.ptr ? (uint32_t)(m->leaf->text.ptr - r->text.ptr) : s.start;

	s.start = from > s.start && from < s.end ? from : s.start; /* without its marker */
	return s;
}

static int compare(struct check *c, const struct mark *a, const struct mark *b, struct said *said, struct span *last)
{
	const struct report *r = c->report;

	if (spot_item(a->leaf) == spot_item(b->leaf))
		return 0;
	struct span first = sentence_of(r, a), second = sentence_of(r, b);
	if (first.start == last->start || said_of(said, first) || said_of(said, second) ||
		!is_copy(report_slice(r, first), report_slice(r, second)))
		return 0;
	*last = first;
	struct check_finding *f = check_add(c, spot_item(a->leaf), first,
		"同一句话连同数目见于两个问题的整改内容：不同的问题要有各自的办法和各自的进展，确是一件事的请写明同哪一条");
	if (!f)
		return ERR_NOMEM;
	f->severity = SEVERITY_NOTE;
	return check_relate(c, f, second);
}

/* What stands in three problems and more is standing wording. */
static size_t run_end(const struct vec *marks, size_t from)
{
	size_t to = from + 1;

	while (to < marks->len && VEC_AT(marks, struct mark, to).key == VEC_AT(marks, struct mark, from).key)
		to++;
	return to;
}

static int read_marks(struct check *c, struct vec *marks, struct said *said)
{
	struct span last = { UINT32_MAX, UINT32_MAX };
	int rc = 0;

	qsort(marks->ptr, marks->len, sizeof(struct mark), by_key);
	for (size_t i = 0, end; rc == 0 && i < marks->len; i = end) {
		end = run_end(marks, i);
		for (size_t k = i + 1; rc == 0 && k < end && end - i <= SAME_MAX; k++)
			rc = compare(
				c, &VEC_AT(marks, struct mark, k - 1), &VEC_AT(marks, struct mark, k), said, &last);
	}
	return rc;
}

int reuse_short(struct check *c)
{
	static const char *const codes[] = { "BH301", "BH302", NULL };
	struct said said = { NULL, 0 };
	struct vec marks;

	vec_init(&marks, sizeof(struct mark));
	int rc = list_marks(c->report, &marks);
	if (rc == 0 && marks.len > 1)
		rc = said_collect(c, codes, &said);
	if (rc == 0 && marks.len > 1)
		rc = read_marks(c, &marks, &said);
	said_clear(&said);
	vec_clear(&marks);
	return rc;
}
