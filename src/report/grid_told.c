/* What a cell says besides measures and deeds: who leads and answers, evidence, remarks; and a state by a tick or a share. */
#include "grid_fill.h"

#include "utf8.h"
#include "wordlist.h"

/* --- what the tree has no other place for --- */

static bool has_place(uint8_t column)
{
	return column == COLUMN_NO || column == COLUMN_ASPECT || column == COLUMN_FINDING || column == COLUMN_DETAIL ||
	       column == COLUMN_MEASURES || column == COLUMN_DEPT || column == COLUMN_DUE || column == COLUMN_DONE ||
	       column == COLUMN_RESULT;
}

static int add_told(struct filler *f, const struct column_said *said)
{
	struct arena *a = f->split->report->arena;
	struct node_more *more = node_more(a, f->item);

	if (!more)
		return ERR_NOMEM;
	struct column_said *t = arena_alloc(a, sizeof *t);
	if (!t)
		return ERR_NOMEM;
	*t = *said;
	t->next = NULL;
	if (more->last_told)
		more->last_told->next = t;
	else
		more->told = t;
	more->last_told = t;
	return 0;
}

int filler_tell(struct filler *f, const struct ledger_row *row, size_t i)
{
	struct column_said t = { .header = f->t->header[i],
		.text = filler_said(f, row, i),
		.span = span_of(f, filler_text(f, row->cell[i])),
		.column = f->t->column[i] };

	return has_place(t.column) ? 0 : add_told(f, &t);
}

/* --- 责任单位及责任人: one cell for both --- */

static bool names_both(const struct filler *f, size_t i)
{
	struct str header = f->t->header[i];

	return f->t->column[i] == COLUMN_DEPT && (str_has(header, STR("人")) || str_has(header, STR("领导")));
}

struct shares {
	struct str depts[COLUMNS_MAX], people[COLUMNS_MAX];
	uint8_t column[COLUMNS_MAX]; /* of each of the people */
	size_t depts_count, people_count;
};

static bool is_name(struct str s)
{
	size_t chars = utf8_count(s);

	for (size_t i = 0; i < s.len; i++)
		if ((unsigned char)s.ptr[i] < 0x80)
			return false;
	return chars >= 2 && chars <= 4;
}

/* One part of the cell; *label is what the last 责任人： before it said, COLUMN_OTHER: nothing did. */
static bool add_share(const struct filler *f, size_t i, struct str part, uint8_t *label, struct shares *ret)
{
	size_t wide = str_find(part, STR("："), 0), half = str_find(part, STR(":"), 0);
	size_t colon = wide < half ? wide : half;
	uint8_t sure = SURE_UNKNOWN;

	if (colon != STR_NPOS) {
		*label = columns_named(str_sub(part, 0, colon), &sure);
		if (sure != SURE_CERTAIN)
			return false;
		part = str_trim(str_sub(part, colon + (wide < half ? strlen("：") : 1), part.len));
	}
	if (!part.len)
		return true;
	uint8_t column = *label != COLUMN_OTHER                    ? *label
			 : columns_department(part)                ? COLUMN_DEPT
			 : !is_name(part)                          ? COLUMN_OTHER
			 : str_has(f->t->header[i], STR("责任人")) ? COLUMN_PERSON
			 : str_has(f->t->header[i], STR("领导"))   ? COLUMN_LEADER
								   : COLUMN_PERSON;
	if (column == COLUMN_OTHER || ret->depts_count + ret->people_count == COLUMNS_MAX)
		return false;
	if (column == COLUMN_DEPT) {
		ret->depts[ret->depts_count++] = part;
	} else {
		ret->column[ret->people_count] = column;
		ret->people[ret->people_count++] = part;
	}
	return true;
}

/* The names that the cell consists of; false: it says something else too. */
static bool share_out(const struct filler *f, size_t i, struct str said, struct shares *ret)
{
	WORDLIST(marks, "\xe2\x80\xa8", "　", "；", "、", "，", "（", "）", " ", "\n", ";", ",", "/", "(", ")");
	uint8_t label = COLUMN_OTHER;

	*ret = (struct shares){ .depts_count = 0 };
	for (size_t at = 0; at < said.len;) {
		size_t end = at, skip = 0;
		while (end < said.len && !(skip = wordlist_at(marks, str_sub(said, end, said.len))))
			utf8_next(said, &end);
		if (!add_share(f, i, str_trim(str_sub(said, at, end)), &label, ret))
			return false;
		at = end + skip;
	}
	return ret->depts_count && ret->people_count;
}

static int join_depts(struct filler *f, const struct shares *s, struct str *ret)
{
	struct str all = s->depts[0];

	for (size_t i = 1; i < s->depts_count; i++) {
		all = arena_fmt(f->split->report->arena, STR_FMT "、" STR_FMT, STR_ARG(all), STR_ARG(s->depts[i]));
		if (!all.ptr)
			return ERR_NOMEM;
	}
	*ret = all;
	return 0;
}

int filler_share(struct filler *f, const struct ledger_row *row, size_t i, bool tell, struct str *ret_depts)
{
	struct str said = filler_said(f, row, i);
	struct shares s;

	*ret_depts = said;
	if (!names_both(f, i) || !share_out(f, i, said, &s))
		return 0;
	int rc = join_depts(f, &s, ret_depts);
	for (size_t k = 0; k < s.people_count && tell && rc == 0; k++)
		rc = add_told(f, &(struct column_said){ .header = f->t->header[i],
					 .text = s.people[k],
					 .span = span_of(f, s.people[k]),
					 .column = s.column[k] });
	return rc;
}

/* --- states --- */

static bool is_one_of(struct str s, const char *const *words, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (str_eq(s, str_from(words[i])))
			return true;
	return false;
}

static bool says_yes(struct str s)
{
	static const char *const yes[] = { "是", "√", "✓", "✔", "☑", "●", "■", "★", "V", "v", "Y", "已", "对" };
	return is_one_of(s, yes, sizeof yes / sizeof *yes);
}

static bool says_no(struct str s)
{
	static const char *const no[] = { "否", "×", "✗", "✘", "X", "x", "N", "未", "无", "—", "-", "/", "\\", "0" };
	return is_one_of(s, no, sizeof no / sizeof *no);
}

/* 85%: -1: no share. */
static int share_of(struct str s)
{
	size_t tail = str_ends(s, STR("%")) ? 1 : str_ends(s, STR("％")) ? strlen("％") : 0;
	int n = 0;

	if (!tail || s.len > 9 || s.len == tail)
		return -1;
	for (size_t i = 0; i < s.len - tail && s.ptr[i] != '.'; i++) {
		if (s.ptr[i] < '0' || s.ptr[i] > '9')
			return -1;
		n = n * 10 + (s.ptr[i] - '0');
	}
	return n;
}

bool filler_unticked(const struct filler *f, size_t i, struct str said)
{
	return f->t->column[i] == COLUMN_RESULT && columns_state(f->t->header[i]) != RESULT_NONE && says_no(said);
}

void filler_answer(const struct filler *f, size_t i, struct node *result, struct str said)
{
	enum result_status headed = columns_state(f->t->header[i]);
	int share = share_of(said);

	if (f->t->column[i] != COLUMN_RESULT)
		return;
	if (headed != RESULT_NONE && says_yes(said))
		result->status = headed;
	else if (share >= 0)
		result->status = share >= 100 ? RESULT_DONE : RESULT_IN_PROGRESS;
	else if (result->status == RESULT_NONE && says_yes(said))
		result->status = RESULT_DONE;
	else if (result->status == RESULT_NONE && (says_no(said) || str_starts(said, STR("未"))))
		result->status = RESULT_IN_PROGRESS;
}
