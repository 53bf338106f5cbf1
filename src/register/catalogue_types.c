/* Columns of code tables that are more than text: written as people write them, kept in one form that both databases compute with. */
#include "read.h"
#include "value.h"

struct field catalogue_field(const struct catalogue *c, int column)
{
	size_t at = (size_t)column;

	return (struct field){ .name = c->columns.at[at],
		.label = at < c->headings.count ? c->headings.at[at] : c->columns.at[at],
		.type = c->types ? c->types[at] : FIELD_TEXT,
		.scale = 2 };
}

int catalogue_cell(
	const struct catalogue *c, int column, struct str text, struct arena *a, struct str *ret, struct err *e)
{
	struct field f = catalogue_field(c, column);
	struct value_context context = { .arena = a, .utc_offset_minutes = 480 };
	struct value v[VALUE_COLUMNS_MAX] = { 0 };
	struct buf out;

	if (f.type == FIELD_TEXT || text.len == 0) {
		*ret = text.ptr ? text : STR("");
		return 0;
	}
	int rc = value_from_text(&context, &f, text, v, e);
	if (rc < 0)
		return rc;
	buf_init(&out, 200);
	value_to_text(&context, &f, v, &out);
	struct str kept = out.failed ? STR_NONE : arena_dup(a, buf_view(&out));
	buf_clear(&out);
	if (!kept.ptr)
		return err_nomem(e);
	*ret = kept;
	return 0;
}

/* --- reading --- */

/* Read when the columns are known, whatever the order of the keys. */
void read_types(struct reader *r, const struct node *n, void *target)
{
	(void)target;
	if (n->kind != NODE_MAP)
		read_wanted(r, n, "一组“列: 类型”");
}

static void read_type(struct reader *r, const struct node *n, const struct catalogue *c, enum field_type *types)
{
	int at = catalogue_column(c, n->key);
	struct str known[READ_WORDS_MAX], word;
	size_t count = read_words(CATALOGUE_TYPES, known, READ_WORDS_MAX);

	if (at < 0) {
		problem(r->problems, n->key_at, "代码表没有“" STR_FMT "”这一列", STR_ARG(n->key));
		problem_nearest(r->problems, n->key, c->columns.at, c->columns.count);
	} else if (read_text(r, n, &word) &&
		   (!names_have((struct names){ known, count }, word) || !field_type_of(word, &types[at]))) {
		problem(r->problems, n->at, "列不能写成“" STR_FMT "”类型", STR_ARG(word));
		problem_nearest(r->problems, word, known, count);
	}
}

static void read_cells(struct reader *r, const struct node *row, const struct catalogue *c, struct str *values)
{
	for (size_t i = 0; i < c->columns.count && !r->nomem; i++) {
		struct err e = { 0 };
		struct str text = values[i];
		int rc = catalogue_cell(c, (int)i, text, r->arena, &values[i], &e);
		if (rc == ERR_NOMEM)
			r->nomem = true;
		else if (rc < 0)
			problem(r->problems, row->at, "%s", e.message);
	}
}

void catalogue_read_types(struct reader *r, const struct node *n, struct catalogue *c)
{
	const struct node *map = node_get(n, "types"), *list = node_get(n, "rows");

	if (!map || map->kind != NODE_MAP)
		return;
	enum field_type *types = read_alloc(r, c->columns.count + 1, sizeof *types);
	if (!types)
		return;
	for (const struct node *k = map->first; k && !r->nomem; k = k->next)
		read_type(r, k, c, types);
	c->types = types;
	size_t i = 0;
	for (const struct node *k = list ? list->first : NULL; k && i < c->rows_count && !r->nomem; k = k->next, i++)
		if (c->rows[i].values)
			read_cells(r, k, c, (struct str *)(uintptr_t)c->rows[i].values);
}
