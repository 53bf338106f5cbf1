/* From the document tree to rows: no database here. */
#include "private.h"

#include "own.h"

#include <openssl/evp.h>

struct walk {
	struct derived *d;
	const struct node *problem, *item; /* the ones being read */
	uint32_t in_aspect;                /* problems so far in the aspect */
	uint32_t loose;                    /* problems so far under no aspect */
	uint32_t by_kind[4];               /* problems so far in sections of their own */
	uint32_t in_problem;               /* items so far in the problem */
	bool failed;
};

static struct problem_row *last_problem(struct derived *d)
{
	return &VEC_AT(&d->problems, struct problem_row, d->problems.len - 1);
}

static struct item_row *last_item(struct derived *d)
{
	return &VEC_AT(&d->items, struct item_row, d->items.len - 1);
}

static void add_aspect(struct walk *w, const struct node *n)
{
	const struct node **row = vec_push(&w->d->aspects);

	w->in_aspect = 0;
	w->problem = w->item = NULL;
	if (row)
		*row = n;
	else
		w->failed = true;
}

static void problem_key(struct walk *w, const struct node *n, uint32_t aspect_pos, char key[KEY_MAX])
{
	static const char prefix[] = { [PROBLEM_PENDING] = 'p', [PROBLEM_NAMED] = 'n', [PROBLEM_IMMEDIATE] = 'i' };

	if (n->problem != PROBLEM_REGULAR)
		snprintf(key, KEY_MAX, "%c.%u", prefix[n->problem], ++w->by_kind[n->problem]);
	else if (aspect_pos > 0)
		snprintf(key, KEY_MAX, "%u.%u", aspect_pos, ++w->in_aspect);
	else
		snprintf(key, KEY_MAX, "0.%u", ++w->loose);
}

static void add_problem(struct walk *w, struct node *n)
{
	struct problem_row *row = vec_push(&w->d->problems);

	if (!row) {
		w->failed = true;
		return;
	}
	row->node = n;
	row->aspect_pos = node_up(n, NODE_ASPECT) ? (uint32_t)w->d->aspects.len : 0;
	problem_key(w, n, row->aspect_pos, row->key);
	w->problem = n;
	w->item = NULL;
	w->in_problem = 0;
}

static bool is_empty(struct span s)
{
	return s.end <= s.start;
}

static void add_item(struct walk *w, struct node *n)
{
	if (!w->problem || node_up(n, NODE_PROBLEM) != w->problem)
		return;
	struct item_row *row = vec_push(&w->d->items);
	if (!row) {
		w->failed = true;
		return;
	}
	row->node = n;
	row->problem_pos = (uint32_t)w->d->problems.len;
	snprintf(row->key, sizeof row->key, "%.23s.%u", last_problem(w->d)->key, ++w->in_problem);
	row->finding = n->text.ptr ? n->text : report_slice(w->d->report, n->head_span);
	row->depts = n->depts;
	row->due = n->due;
	row->place = is_empty(n->head_span) ? n->span : n->head_span;
	w->item = n;
}

static bool in_item(const struct walk *w, struct node *n)
{
	return w->item && node_up(n, NODE_ITEM) == w->item;
}

static void add_leaf(struct walk *w, struct node *n, struct vec *rows)
{
	if (!w->problem || node_up(n, NODE_PROBLEM) != w->problem)
		return;
	struct leaf_row *row = vec_push(rows);
	if (!row) {
		w->failed = true;
		return;
	}
	*row = (struct leaf_row){ n, (uint32_t)w->d->problems.len, 0 };
	if (!in_item(w, n))
		return;
	struct item_row *item = last_item(w->d);
	row->item_pos = (uint32_t)w->d->items.len;
	if (n->kind == NODE_PROGRESS) {
		item->progress++;
		return;
	}
	item->measures++;
	if (item->depts.len == 0)
		item->depts = n->depts;
	if (item->due.len == 0)
		item->due = n->due;
}

/* Of several results the last one speaks, as in the tree's JSON. */
static void add_result(struct walk *w, struct node *n)
{
	if (!w->problem || node_up(n, NODE_PROBLEM) != w->problem)
		return;
	if (in_item(w, n))
		last_item(w->d)->result = n;
	else
		last_problem(w->d)->result = n;
}

static void add_node(struct walk *w, struct node *n)
{
	switch (n->kind) {
	case NODE_ASPECT:
		add_aspect(w, n);
		break;
	case NODE_PROBLEM:
		add_problem(w, n);
		break;
	case NODE_ITEM:
		add_item(w, n);
		break;
	case NODE_MEASURE:
		add_leaf(w, n, &w->d->measures);
		break;
	case NODE_PROGRESS:
		add_leaf(w, n, &w->d->progress);
		break;
	case NODE_RESULT:
		add_result(w, n);
		break;
	case NODE_REPORT:
	case NODE_PROSE:
		break;
	}
}

static void add_below(struct walk *w, struct node *top)
{
	for (struct node *n = node_walk(top, top); n && !w->failed; n = node_walk(top, n))
		add_node(w, n);
}

/* What the problem says as a whole holds for its items that say nothing. */
static void finish_items(struct derived *d)
{
	for (size_t i = 0; i < d->items.len; i++) {
		struct item_row *row = &VEC_AT(&d->items, struct item_row, i);
		if (!row->result)
			row->result = VEC_AT(&d->problems, struct problem_row, row->problem_pos - 1).result;
		const char *name = row->result ? result_status_name(row->result->status) : NULL;
		row->text_status = row->status = name ? name : "none";
	}
}

/* --- the digest --- */

static bool put(EVP_MD_CTX *h, struct str s)
{
	uint64_t len = s.ptr ? s.len : UINT64_MAX;

	return EVP_DigestUpdate(h, &len, sizeof len) == 1 && (!s.ptr || EVP_DigestUpdate(h, s.ptr, s.len) == 1);
}

static bool put_node(EVP_MD_CTX *h, const struct node *n, uint32_t parent)
{
	const uint32_t numbers[] = { n->kind, parent, n->span.start, n->span.end, n->head_span.start, n->head_span.end,
		n->status, (uint32_t)date_to_days(n->date) };

	return EVP_DigestUpdate(h, numbers, sizeof numbers) == 1 && put(h, n->no) && put(h, n->title) &&
	       put(h, n->text) && put(h, n->group) && put(h, n->due) && put(h, n->depts);
}

static bool put_leaves(EVP_MD_CTX *h, const struct vec *rows)
{
	bool ok = true;

	for (size_t i = 0; i < rows->len && ok; i++) {
		const struct leaf_row *row = &VEC_AT(rows, struct leaf_row, i);
		ok = put_node(h, row->node, row->item_pos);
	}
	return ok;
}

static bool put_head(EVP_MD_CTX *h, const struct report *r)
{
	const int32_t numbers[] = { (int32_t)r->copies.len, date_to_days(r->inspection_start),
		date_to_days(r->inspection_end), date_to_days(r->feedback_date), date_to_days(r->signed_date),
		date_to_days(r->published_date) };

	return EVP_DigestUpdate(h, numbers, sizeof numbers) == 1 && put(h, r->title) && put(h, r->unit) &&
	       put(h, r->inspector) && put(h, r->round_kind);
}

static bool put_all(EVP_MD_CTX *h, const struct derived *d)
{
	bool ok = EVP_DigestInit_ex(h, EVP_sha256(), NULL) == 1 && put_head(h, d->report);

	for (size_t i = 0; i < d->aspects.len && ok; i++)
		ok = put_node(h, VEC_AT(&d->aspects, const struct node *, i), 0);
	for (size_t i = 0; i < d->problems.len && ok; i++) {
		const struct problem_row *row = &VEC_AT(&d->problems, struct problem_row, i);
		ok = put(h, str_from(row->key)) && put_node(h, row->node, row->aspect_pos);
	}
	for (size_t i = 0; i < d->items.len && ok; i++) {
		const struct item_row *row = &VEC_AT(&d->items, struct item_row, i);
		ok = put(h, str_from(row->key)) && put_node(h, row->node, row->problem_pos);
		if (ok && row->result)
			ok = put_node(h, row->result, 0);
	}
	return ok && put_leaves(h, &d->measures) && put_leaves(h, &d->progress);
}

static void hex(const unsigned char bytes[32], char out[LEDGER_SHA256_TEXT])
{
	for (size_t i = 0; i < 32; i++)
		snprintf(out + 2 * i, 3, "%02x", bytes[i]);
}

static int crypto_error(struct err *e)
{
	return err_set(e, ERR_INTERNAL, "程序内部错误（计算摘要失败）");
}

static int digest(struct derived *d, struct err *e)
{
	unsigned char bytes[EVP_MAX_MD_SIZE];
	EVP_MD_CTX *h = EVP_MD_CTX_new();

	if (!h)
		return err_nomem(e);
	bool ok = put_all(h, d) && EVP_DigestFinal_ex(h, bytes, NULL) == 1;
	EVP_MD_CTX_free(h);
	if (!ok)
		return crypto_error(e);
	hex(bytes, d->digest);
	return 0;
}

int ledger_sha256(struct str bytes, char out[LEDGER_SHA256_TEXT], struct err *e)
{
	unsigned char sum[EVP_MAX_MD_SIZE];

	if (EVP_Digest(bytes.ptr, bytes.len, sum, NULL, EVP_sha256(), NULL) != 1)
		return crypto_error(e);
	hex(sum, out);
	return 0;
}

/* --- */

int ledger_derived_make(const struct report *r, struct derived *ret, struct err *e)
{
	OWN(ledger_derived_clear) struct derived d = { .report = r };
	struct walk w = { .d = &d };

	vec_init(&d.aspects, sizeof(const struct node *));
	vec_init(&d.problems, sizeof(struct problem_row));
	vec_init(&d.items, sizeof(struct item_row));
	vec_init(&d.measures, sizeof(struct leaf_row));
	vec_init(&d.progress, sizeof(struct leaf_row));
	add_below(&w, r->root);
	for (struct node *n = r->others; n && !w.failed; n = n->next) {
		add_node(&w, n);
		add_below(&w, n);
	}
	if (w.failed)
		return err_nomem(e);
	finish_items(&d);
	int rc = digest(&d, e);
	if (rc < 0)
		return rc;
	*ret = d;
	d = (struct derived){ 0 };
	return 0;
}

void ledger_derived_clear(struct derived *d)
{
	vec_clear(&d->aspects);
	vec_clear(&d->problems);
	vec_clear(&d->items);
	vec_clear(&d->measures);
	vec_clear(&d->progress);
}
