/* Tables: a row a line, cells between tabs (intake_formats in docs/formats.md). */
#include "fault.h"
#include "html.h"

enum { BLOCKS_IN_A_CELL = 40 };

/* The next node of the tree below `root`, `down` or past the node. */
static const xmlNode *step(const xmlNode *root, const xmlNode *n, bool down)
{
	if (down && n->children != NULL && n->type == XML_ELEMENT_NODE)
		return n->children;
	while (n != root && n->next == NULL)
		n = n->parent;
	return n == root ? NULL : n->next;
}

static const xmlNode *next_row(const xmlNode *table, const xmlNode *n)
{
	bool down = !html_is(n, "tr") || n == table;

	for (n = step(table, n, down); n != NULL; n = step(table, n, !html_is(n, "table")))
		if (html_is(n, "tr"))
			return n;
	return NULL;
}

static bool is_cell(const xmlNode *n)
{
	return html_is(n, "td") || html_is(n, "th");
}

bool html_is_data(const xmlNode *table)
{
	bool columns = false;
	size_t blocks = 0;

	for (const xmlNode *n = step(table, table, true); n != NULL; n = step(table, n, true)) {
		if (html_is(n, "table"))
			return false;
		if (is_cell(n)) {
			blocks = 0;
			for (const xmlNode *m = n->next; m != NULL && !columns; m = m->next)
				columns = is_cell(m);
		}
		blocks += html_is(n, "p") || html_is(n, "div") || html_is(n, "br");
		if (blocks > BLOCKS_IN_A_CELL)
			return false;
	}
	return columns;
}

struct held {
	long rows;      /* it covers so many more */
	size_t at, len; /* its text */
};

struct grid {
	struct html *h;
	struct held *held; /* by column */
	size_t across, width;
	struct buf texts; /* of cells that cover rows below */
	struct buf row;
};

static struct str held_text(const struct grid *g, const struct held *c)
{
	return (struct str){ g->texts.ptr != NULL ? g->texts.ptr + c->at : "", c->len };
}

/* Cells from above that reach into this row, before the next one of its own. */
static size_t covered(struct grid *g, size_t col)
{
	while (col < g->width && g->held[col].rows > 0) {
		if (col > 0)
			buf_chr(&g->row, '\t');
		buf_str(&g->row, held_text(g, &g->held[col]));
		g->held[col++].rows--;
	}
	return col;
}

/* The cell's text stands in its first column; the other ones it covers are empty. */
static size_t put_cell(struct grid *g, const xmlNode *cell, size_t col)
{
	struct html *h = g->h;
	long down = html_number(cell, "rowspan", 1, 65534, 1),
	     across = html_number(cell, "colspan", 1, (long)g->across, 1);

	buf_reset(&h->out);
	h->blank = h->newline = false;
	html_walk(h, cell);
	while (h->out.len >= 3 && memcmp(h->out.ptr + h->out.len - 3, "\u2028", 3) == 0)
		h->out.len -= 3;
	struct str text = str_trim(buf_view(&h->out));
	size_t at = g->texts.len;
	if (down > 1)
		buf_str(&g->texts, text);
	for (long i = 0; i < across && col < g->across; i++, col++) {
		if (col > 0)
			buf_chr(&g->row, '\t');
		if (i == 0)
			buf_str(&g->row, text);
		g->held[col] = (struct held){ down - 1, at, i == 0 && down > 1 ? text.len : 0 };
		g->width = col + 1 > g->width ? col + 1 : g->width;
	}
	return col;
}

static void put_row(struct grid *g, const xmlNode *row)
{
	struct opener *o = g->h->o;
	size_t col = 0;

	buf_reset(&g->row);
	for (const xmlNode *n = row->children; n != NULL && !opener_failed(o); n = n->next) {
		if (!is_cell(n))
			continue;
		col = covered(g, col);
		col = put_cell(g, n, col);
	}
	covered(g, col);
	if (g->row.failed || g->texts.failed) {
		o->failed = o->failed ? o->failed : opener_why(g->row.failed ? &g->row : &g->texts);
		return;
	}
	if (str_trim(buf_view(&g->row)).len == 0)
		return;
	opener_place(o, (struct intake_place){ INTAKE_PARAGRAPH, 0, ++g->h->line, 0 });
	opener_text(o, buf_view(&g->row));
	opener_cstr(o, "\n");
}

void html_table(struct html *h, const xmlNode *table)
{
	struct grid g = { .h = h, .across = (size_t)h->o->limits.cells_across };

	html_end_line(h);
	g.held = fault_calloc(g.across + 1, sizeof(*g.held));
	if (g.held == NULL) {
		h->o->failed = ERR_NOMEM;
		return;
	}
	buf_init(&g.texts, h->o->limits.text);
	buf_init(&g.row, h->o->limits.text);
	opener_gap(h->o);
	h->cell = true;
	for (const xmlNode *row = next_row(table, table); row != NULL && !opener_failed(h->o);
		row = next_row(table, row))
		put_row(&g, row);
	h->cell = false;
	buf_reset(&h->out);
	h->blank = h->newline = false;
	opener_gap(h->o);
	buf_clear(&g.texts);
	buf_clear(&g.row);
	free(g.held);
}
