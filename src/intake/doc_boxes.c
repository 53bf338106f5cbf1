/* Text boxes of Word 97: their text stands in a story of its own; a table says which shape each belongs to, another where shapes are
 * anchored. Shapes in groups are anchored by their group, which only the drawing tells ([MS-ODRAW] 2.2.13). */
#include "doc.h"

#include "fault.h"

enum { SHAPE_BYTES = 26, BOX_BYTES = 22, BOX_SHAPE = 14, DEEPEST = 16 };
enum { RECORD_DRAWING = 0xF002, RECORD_GROUP = 0xF003, RECORD_SHAPE = 0xF004, RECORD_IDENTITY = 0xF00A };

struct box {
	uint32_t shape, anchor; /* anchor: the shape or the outermost group it is in */
	uint32_t from, to;
	bool put;
};

struct doc_boxes {
	struct vec boxes; /* struct box */
	struct doc_plc shapes;
};

void doc_boxes_free(struct doc_boxes **b)
{
	if (!*b)
		return;
	vec_clear(&(*b)->boxes);
	free(*b);
	*b = NULL;
}

/* --- drawings --- */

static bool next_record(struct str *rest, uint16_t *ret_type, struct str *ret_inside)
{
	struct str s = *rest;

	if (s.len < 8)
		return false;
	*ret_type = le16(s, 2);
	*ret_inside = str_sub(s, 8, 8 + (size_t)le32(s, 4));
	*rest = str_sub(s, 8 + ret_inside->len, s.len);
	return true;
}

static uint32_t shape_id(struct str shape)
{
	uint16_t type = 0;
	struct str inside;

	while (next_record(&shape, &type, &inside))
		if (type == RECORD_IDENTITY)
			return le32(inside, 0);
	return 0;
}

/* What stands in a group is anchored with the group's own shape, its first. */
static void name_anchor(struct doc_boxes *b, struct str group, uint32_t *anchor, unsigned depth)
{
	uint16_t type = 0;
	struct str inside;

	while (depth < DEEPEST && next_record(&group, &type, &inside)) {
		if (type == RECORD_GROUP)
			name_anchor(b, inside, anchor, depth + 1);
		if (type != RECORD_SHAPE)
			continue;
		uint32_t id = shape_id(inside);
		*anchor = *anchor ? *anchor : id;
		for (size_t i = 0; i < b->boxes.len; i++)
			if (VEC_AT(&b->boxes, struct box, i).shape == id)
				VEC_AT(&b->boxes, struct box, i).anchor = *anchor;
	}
}

/* A drawing's outermost group is the page; groups inside it are what people grouped. */
static void read_drawing(struct doc_boxes *b, struct str drawing)
{
	uint16_t type = 0, inner = 0;
	struct str page, inside;

	while (next_record(&drawing, &type, &page)) {
		while (type == RECORD_GROUP && next_record(&page, &inner, &inside)) {
			uint32_t anchor = 0;
			if (inner == RECORD_GROUP)
				name_anchor(b, inside, &anchor, 0);
		}
	}
}

static void read_drawings(struct doc *d, struct doc_boxes *b)
{
	struct str s = doc_table(d, DOC_DRAWINGS), inside;
	uint16_t type = 0;

	if (!next_record(&s, &type, &inside)) /* what all drawings share */
		return;
	for (s = str_sub(s, 1, s.len); next_record(&s, &type, &inside); s = str_sub(s, 1, s.len))
		if (type == RECORD_DRAWING)
			read_drawing(b, inside);
}

/* --- boxes --- */

static int take_boxes(struct doc *d, struct doc_boxes *b)
{
	struct doc_plc plc = doc_plc(doc_table(d, DOC_BOXES), BOX_BYTES);
	uint32_t first = d->starts[DOC_TEXT_BOXES], end = d->starts[DOC_TEXT_BOXES + 1];

	for (size_t i = 0; i < plc.count; i++) {
		uint32_t from = doc_plc_at(&plc, i), to = doc_plc_at(&plc, i + 1),
			 shape = le32(doc_plc_data(&plc, i), BOX_SHAPE);
		if (from >= to || to > end - first)
			continue;
		struct box *x = vec_push(&b->boxes);
		if (!x)
			return ERR_NOMEM;
		*x = (struct box){ shape, shape, first + from, first + to, false };
	}
	return 0;
}

int doc_boxes_read(struct doc *d, struct doc_boxes **ret)
{
	struct doc_boxes *b = fault_calloc(1, sizeof *b);

	if (!b)
		return ERR_NOMEM;
	vec_init(&b->boxes, sizeof(struct box));
	b->shapes = doc_plc(doc_table(d, DOC_SHAPES), SHAPE_BYTES);
	*ret = b;
	int rc = take_boxes(d, b);
	if (rc == 0)
		read_drawings(d, b);
	return rc;
}

static int put_box(struct doc_walk *w, struct box *x)
{
	struct doc_walk inner;
	struct flow flow;

	x->put = true;
	flow_init(&flow, w->d->o, w->flow->boxes);
	doc_walk_init(&inner, w->d, &flow);
	int rc = doc_walk_read(&inner, x->from, x->to);
	flow_end(&flow);
	rc = rc < 0 ? rc : flow_failed(&flow);
	if (rc < 0 && !w->flow->failed)
		w->flow->failed = rc;
	w->hidden += inner.hidden;
	w->changes += inner.changes;
	w->pictures += inner.pictures;
	w->lost += inner.lost;
	doc_walk_clear(&inner);
	flow_clear(&flow);
	return rc;
}

int doc_boxes_put(struct doc_walk *w, size_t cp)
{
	struct doc_boxes *b = w->boxes;
	uint32_t anchor = 0;
	bool found = cp == SIZE_MAX;
	int rc = 0;

	for (size_t i = 0; i < b->shapes.count && !found; i++) {
		found = doc_plc_at(&b->shapes, i) == cp;
		anchor = le32(doc_plc_data(&b->shapes, i), 0);
	}
	for (size_t i = 0; found && i < b->boxes.len && rc == 0; i++) {
		struct box *x = &VEC_AT(&b->boxes, struct box, i);
		if (!x->put && (cp == SIZE_MAX || x->anchor == anchor))
			rc = put_box(w, x);
	}
	return rc;
}
