/* From the document tree to rows: no database here. */
#include "private.h"

#include "own.h"

#include <openssl/evp.h>

enum { NOWHERE = -1 };

struct walk {
	struct derived *d;
	const struct node *aspect;
	int64_t problem, item, whole; /* rows being read, or NOWHERE; whole: the item that stands for the problem */
	uint32_t in_aspect;           /* problems so far in the aspect */
	uint32_t loose;               /* problems so far under no aspect */
	uint32_t by_kind[4];          /* problems so far in sections of their own */
	uint32_t in_problem;          /* items so far in the problem */
	uint32_t leaves;              /* so far in the item */
	bool failed;
};

static struct derived_row *row_at(struct derived *d, enum level level, int64_t at)
{
	return at < 0 ? NULL : &VEC_AT(&d->rows[level], struct derived_row, (size_t)at);
}

static bool is_empty(struct span s)
{
	return s.end <= s.start;
}

static struct derived_row *push(struct walk *w, enum level level, const struct node *n)
{
	struct derived_row *row = vec_push(&w->d->rows[level]);

	if (!row) {
		w->failed = true;
		return NULL;
	}
	*row = (struct derived_row){ .node = n, .depts = node_depts(n), .due = node_due(n) };
	row->place = is_empty(n->head_span) || level > LEVEL_ITEM ? n->span : n->head_span;
	return row;
}

static void add_aspect(struct walk *w, const struct node *n)
{
	const struct node **row = vec_push(&w->d->aspects);

	w->in_aspect = 0;
	w->problem = w->item = w->whole = NOWHERE;
	w->aspect = n;
	if (row)
		*row = n;
	else
		w->failed = true;
}

static void problem_key(struct walk *w, const struct node *n, bool in_aspect, char key[KEY_MAX])
{
	static const char prefix[] = { [PROBLEM_PENDING] = 'p', [PROBLEM_NAMED] = 'n', [PROBLEM_IMMEDIATE] = 'i' };

	if (n->problem != PROBLEM_REGULAR)
		snprintf(key, KEY_MAX, "%c.%u", prefix[n->problem], ++w->by_kind[n->problem]);
	else if (in_aspect)
		snprintf(key, KEY_MAX, "%zu.%u", w->d->aspects.len, ++w->in_aspect);
	else
		snprintf(key, KEY_MAX, "0.%u", ++w->loose);
}

static void add_problem(struct walk *w, struct node *n)
{
	bool in_aspect = node_up(n, NODE_ASPECT) != NULL;
	struct derived_row *row = push(w, LEVEL_PROBLEM, n);

	if (!row)
		return;
	row->aspect = in_aspect ? w->aspect : NULL;
	problem_key(w, n, in_aspect, row->key);
	w->problem = (int64_t)w->d->rows[LEVEL_PROBLEM].len - 1;
	w->item = w->whole = NOWHERE;
	w->in_problem = 0;
}

/* Whether the node lies in the problem being read. */
static bool in_problem(const struct walk *w, struct node *n)
{
	const struct derived_row *p = row_at(w->d, LEVEL_PROBLEM, w->problem);

	return p && node_up(n, NODE_PROBLEM) == p->node;
}

static struct derived_row *push_item(struct walk *w, const struct node *n, uint32_t number)
{
	struct derived_row *row = push(w, LEVEL_ITEM, n);

	if (!row)
		return NULL;
	row->up = (size_t)w->problem;
	snprintf(row->key, sizeof row->key, "%.23s.%u", row_at(w->d, LEVEL_PROBLEM, w->problem)->key, number);
	return row;
}

static void add_item(struct walk *w, struct node *n)
{
	if (in_problem(w, n) && push_item(w, n, ++w->in_problem)) {
		w->item = (int64_t)w->d->rows[LEVEL_ITEM].len - 1;
		w->leaves = 0;
	}
}

static bool in_item(const struct walk *w, struct node *n)
{
	const struct derived_row *i = row_at(w->d, LEVEL_ITEM, w->item);

	return i && !i->whole && node_up(n, NODE_ITEM) == i->node;
}

/* What a problem says as a whole hangs on an item made for it. */
static int64_t whole_item(struct walk *w)
{
	if (w->whole != NOWHERE)
		return w->whole;
	struct derived_row *row = push_item(w, row_at(w->d, LEVEL_PROBLEM, w->problem)->node, 0);
	if (!row)
		return NOWHERE;
	row->whole = true;
	w->leaves = 0;
	w->item = NOWHERE;
	w->whole = (int64_t)w->d->rows[LEVEL_ITEM].len - 1;
	return w->whole;
}

static void add_leaf(struct walk *w, struct node *n, enum level level)
{
	if (!in_problem(w, n))
		return;
	int64_t up = in_item(w, n) ? w->item : whole_item(w);
	struct derived_row *row = up >= 0 ? push(w, level, n) : NULL;
	if (!row)
		return;
	struct derived_row *item = row_at(w->d, LEVEL_ITEM, up);
	row->up = (size_t)up;
	snprintf(row->key, sizeof row->key, "%.30s-%u", item->key, ++w->leaves);
	if (level == LEVEL_PROGRESS)
		return;
	if (item->depts.len == 0)
		item->depts = node_depts(n);
	if (item->due.len == 0)
		item->due = node_due(n);
}

/* Of several results the last one speaks, as in the tree's JSON. */
static void add_result(struct walk *w, struct node *n)
{
	if (!in_problem(w, n))
		return;
	if (in_item(w, n))
		row_at(w->d, LEVEL_ITEM, w->item)->result = n;
	else
		row_at(w->d, LEVEL_PROBLEM, w->problem)->result = n;
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
		add_leaf(w, n, LEVEL_MEASURE);
		break;
	case NODE_PROGRESS:
		add_leaf(w, n, LEVEL_PROGRESS);
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
	for (size_t i = 0; i < d->rows[LEVEL_ITEM].len; i++) {
		struct derived_row *row = row_at(d, LEVEL_ITEM, (int64_t)i);
		if (!row->result)
			row->result = row_at(d, LEVEL_PROBLEM, (int64_t)row->up)->result;
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
		n->status, (uint32_t)date_to_days(node_date(n)) };

	bool ok = EVP_DigestUpdate(h, numbers, sizeof numbers) == 1 && put(h, n->no) && put(h, n->title) &&
		  put(h, n->text) && put(h, node_group(n)) && put(h, node_due(n)) && put(h, node_depts(n));
	for (const struct column_said *t = node_told(n); t && ok; t = t->next)
		ok = put(h, t->header) && put(h, t->text);
	return ok;
}

static bool put_rows(EVP_MD_CTX *h, const struct derived *d, enum level level)
{
	bool ok = true;

	for (size_t i = 0; i < d->rows[level].len && ok; i++) {
		const struct derived_row *row = &VEC_AT(&d->rows[level], struct derived_row, i);
		ok = put(h, str_from(row->key)) && put_node(h, row->node, (uint32_t)row->up);
		if (ok && row->result)
			ok = put_node(h, row->result, 0);
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

/* Another number: the records are made from the tree in another way. */
enum { WAY = 2 };

static bool put_all(EVP_MD_CTX *h, const struct derived *d)
{
	const uint32_t way = WAY;
	bool ok = EVP_DigestInit_ex(h, EVP_sha256(), NULL) == 1 && EVP_DigestUpdate(h, &way, sizeof way) == 1 &&
		  put_head(h, d->report);

	for (size_t i = 0; i < d->aspects.len && ok; i++)
		ok = put_node(h, VEC_AT(&d->aspects, const struct node *, i), 0);
	for (enum level level = LEVEL_PROBLEM; level < LEVELS && ok; level++)
		ok = put_rows(h, d, level);
	return ok;
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
	struct walk w = { .d = &d, .problem = NOWHERE, .item = NOWHERE, .whole = NOWHERE };

	vec_init(&d.aspects, sizeof(const struct node *));
	for (enum level level = LEVEL_PROBLEM; level < LEVELS; level++)
		vec_init(&d.rows[level], sizeof(struct derived_row));
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
	for (enum level level = LEVEL_PROBLEM; level < LEVELS; level++)
		vec_clear(&d->rows[level]);
}

void ledger_derived_forget(struct derived *d)
{
	for (enum level level = LEVEL_PROBLEM; level < LEVELS; level++) {
		for (size_t i = 0; i < d->rows[level].len; i++) {
			struct derived_row *row = &VEC_AT(&d->rows[level], struct derived_row, i);
			row->record_id = 0;
			row->gone = row->joined = false;
		}
	}
}
