/* A row's cells as leaves of its item: measures, what was done, results, limits, departments. */
#include "grid_fill.h"

static const uint16_t labels[COLUMNS] = { [COLUMN_MEASURES] = LABEL_MEASURES,
	[COLUMN_DONE] = LABEL_DONE,
	[COLUMN_RESULT] = LABEL_RESULT,
	[COLUMN_DUE] = LABEL_DUE,
	[COLUMN_DEPT] = LABEL_DEPT };

/* The cell is the one above, merged. */
static bool is_repeated(const struct filler *f, struct str s, size_t i)
{
	return i < f->last.cells && str_eq(s, filler_text(f, f->last.cell[i]));
}

/* 1: less done than the other. */
static int rank(enum result_status s)
{
	static const int ranks[] = { [RESULT_NONE] = 0,
		[RESULT_IN_PROGRESS] = 1,
		[RESULT_PARTIAL] = 2,
		[RESULT_LONG_TERM] = 3,
		[RESULT_DONE] = 4 };
	return ranks[s];
}

/* An item of several rows is done when all of them are: the row that is least so tells its result. */
static void settle_result(struct filler *f)
{
	struct node *new = f->item->last;

	if (!new || new->kind != NODE_RESULT || new == f->result)
		return;
	struct node *other = f->result;
	f->result = new;
	if (!other)
		return;
	if (rank(new->status) > rank(other->status)) {
		f->result = other;
		other = new;
	}
	other->kind = NODE_PROSE;
	other->prose = PROSE_DETAIL;
}

/* 2024-06-20, 2024年6月20日, 20240620, 2024-06-20 09:30: the day that 销号日期 tells. */
static struct date read_day(struct str s)
{
	int n[3] = { 0, 0, 0 };
	size_t k = 0, digits = 0;

	for (size_t i = 0; i < s.len && s.len <= 40; i++) {
		bool digit = s.ptr[i] >= '0' && s.ptr[i] <= '9';
		if (!digit && digits) {
			k++;
			digits = 0;
		}
		if (!digit)
			continue;
		bool next = digits == (k == 0 ? 4 : 2);
		k += next;
		digits = next ? 1 : digits + 1;
		if (k > 2)
			break;
		n[k] = n[k] * 10 + (s.ptr[i] - '0');
	}
	struct date d = { (int16_t)n[0], (int8_t)n[1], (int8_t)n[2] };
	return n[0] >= 1949 && n[0] < 2200 && date_valid(d) ? d : (struct date){ 0, 0, 0 };
}

int filler_date_result(struct filler *f, const struct ledger_row *row)
{
	struct str s = filler_cell(f, row, COLUMN_DONE_DATE);

	if (!f->result || f->result->parent != f->item || !s.len)
		return 0;
	if (!node_more(f->split->report->arena, f->result))
		return ERR_NOMEM;
	f->result->more->date = read_day(s);
	return 0;
}

/* A limit or department of a further row belongs to that row's measures. */
static int give_to_measures(struct filler *f, struct node *behind, uint8_t column, struct str said)
{
	for (struct node *n = behind ? behind->next : f->item->first; n; n = n->next) {
		if (n->kind != NODE_MEASURE)
			continue;
		struct node_more *more = node_more(f->split->report->arena, n);
		if (!more)
			return ERR_NOMEM;
		if (column == COLUMN_DUE)
			more->due = said;
		else if (!more->depts.len)
			more->depts = said;
	}
	return 0;
}

static int add_prose(struct filler *f, enum prose_kind kind, struct span cell)
{
	return prose_add(f->split->report, f->item, kind, cell.start, cell.end) ? 0 : ERR_NOMEM;
}

/* Keeps the place of a cell that names departments. */
static int keep_org(struct filler *f, size_t i, struct span cell)
{
	uint8_t column = f->t->column[i];

	if (column != COLUMN_DEPT && column != COLUMN_COOPERATING)
		return 0;
	struct org_cell *c = vec_push(&f->split->report->org_cells);
	if (!c)
		return ERR_NOMEM;
	bool leads = str_has(f->t->header[i], STR("牵头"));
	c->span = cell;
	c->role = column == COLUMN_COOPERATING ? ORG_COOPERATING : leads ? ORG_LEAD : ORG_RESPONSIBLE;
	return 0;
}

/* A cell that says what the one above says: its place is its own, its words are those. */
static int add_ditto(struct filler *f, size_t i, struct span cell)
{
	uint8_t column = f->t->column[i];
	struct node *before = f->item->last;

	if (column == COLUMN_DUE || column == COLUMN_DEPT) {
		struct node_more *more = node_more(f->split->report->arena, f->item);
		if (!more)
			return ERR_NOMEM;
		struct str *said = column == COLUMN_DUE ? &more->due : &more->depts;
		*said = said->len ? *said : f->above[i];
	}
	if (column != COLUMN_MEASURES && column != COLUMN_DONE && column != COLUMN_RESULT)
		return add_prose(f, column == COLUMN_NO ? PROSE_PROBLEM : PROSE_DETAIL, cell);
	int rc = split_cell(f->split, f->item, labels[column], &f->of, cell);
	struct node *n = f->item->last;
	if (rc < 0 || n == before)
		return rc;
	if (n->kind == NODE_RESULT) {
		n->status = words_result_sentence(f->above[i]);
		filler_answer(f, i, n, f->above[i]);
	}
	if (n->kind == NODE_MEASURE || n->kind == NODE_PROGRESS || n->kind == NODE_RESULT)
		n->text = f->above[i];
	settle_result(f);
	return 0;
}

/* 责任单位及责任人: the cell names people too. */
static int name_departments(struct filler *f, const struct ledger_row *row, size_t i)
{
	struct str depts = STR_NONE;
	int rc = filler_share(f, row, i, true, &depts);

	if (rc == 0 && f->item->more && str_eq(f->item->more->depts, filler_text(f, row->cell[i])))
		f->item->more->depts = depts;
	return rc;
}

static int add_cell(struct filler *f, const struct ledger_row *row, size_t i, bool goes_on)
{
	struct span cell = row->cell[i];
	uint8_t column = f->t->column[i];
	struct str s = filler_text(f, cell);

	if (!s.len)
		return 0;
	if (keep_org(f, i, cell) < 0)
		return ERR_NOMEM;
	bool repeated = goes_on && is_repeated(f, s, i);
	int rc = repeated ? 0 : filler_tell(f, row, i);
	if (rc < 0)
		return rc;
	if (row->ditto[i])
		return add_ditto(f, i, cell);
	if (filler_unticked(f, i, s))
		return add_prose(f, PROSE_DETAIL, cell);
	if (labels[column] && !repeated && !(goes_on && (column == COLUMN_DUE || column == COLUMN_DEPT))) {
		rc = split_cell(f->split, f->item, labels[column], &f->of, cell);
		if (rc == 0 && f->item->last && f->item->last->kind == NODE_RESULT && f->item->last != f->result)
			filler_answer(f, i, f->item->last, s);
		if (rc == 0 && column == COLUMN_DEPT)
			rc = name_departments(f, row, i);
		settle_result(f);
		return rc;
	}
	bool finding = column == COLUMN_FINDING || column == COLUMN_DETAIL;
	return add_prose(f,
		finding && !repeated  ? PROSE_FINDING
		: column == COLUMN_NO ? PROSE_PROBLEM
				      : PROSE_DETAIL,
		cell);
}

int filler_add_cells(struct filler *f, const struct ledger_row *row, bool goes_on)
{
	struct node *behind = goes_on ? f->item->last : NULL;
	int rc = 0;

	for (size_t i = 0; i < row->cells && rc == 0; i++)
		rc = add_cell(f, row, i, goes_on);
	for (size_t i = 0; i < row->cells && rc == 0 && goes_on; i++) {
		uint8_t column = f->t->column[i];
		struct str s = column == COLUMN_DUE ? filler_said(f, row, i) : STR_NONE;
		bool repeated = is_repeated(f, filler_text(f, row->cell[i]), i);
		if (column == COLUMN_DEPT && (rc = filler_share(f, row, i, !repeated, &s)) < 0)
			return rc;
		struct str of_item = column == COLUMN_DUE ? node_due(f->item) : node_depts(f->item);
		if (s.len && !str_eq(s, of_item))
			rc = give_to_measures(f, behind, column, s);
	}
	return rc;
}
