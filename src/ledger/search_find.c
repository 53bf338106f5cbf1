/* Answering a query: rank by rank, in each rank the newest first, until the page is full. */
#include "search_private.h"

enum {
	WORK_MAX = 256 * 1024 * 1024, /* bytes of sets: enough for 100 million documents */
	NARROW_AFTER = 2000,          /* refused candidates; then the condition is asked first */
	RANKS = SEARCH_IN_BODY + 1,
};

struct finding {
	struct fetcher fetch;
	struct parsed parsed;
	struct sets sets;
	struct arena *work;
	uint64_t *words[SEARCH_WORDS_MAX]; /* documents that hold the word in a place of this rank or a better one */
	uint64_t *found;                   /* ... all words */
	uint64_t *done;                    /* judged already, or of a better rank */
	uint64_t *waiting[RANKS];          /* judged, of that rank, which is not yet reached */
	uint64_t *place, *list;            /* scratch */
	uint64_t *allowed;                 /* NULL: all are */
	bool narrowed;
	int64_t from_rank, before; /* where the page begins */
	struct search_hits hits;
	bool full;
};

static void finding_clear(struct finding *f)
{
	search_sets_close(&f->sets);
	arena_free(f->work);
	free(f->fetch.folded.chars);
	free(f->fetch.folded.from);
}

/* --- where the words stand --- */

static void set_clear(const struct sets *x, uint64_t *set)
{
	memset(set, 0, x->words * sizeof *set);
}

/* Documents whose lists of that place have the gram. */
static int load_place(struct finding *f, enum search_rank rank, struct gram g, uint64_t *set, struct err *e)
{
	int rc = 0;
	bool pair_of_end = g.from != g.to;

	set_clear(&f->sets, set);
	if (rank == SEARCH_IN_NUMBER)
		return search_set_load(&f->sets, CLASS_NUMBER, g, set, e);
	if (rank == SEARCH_IN_TITLE)
		return search_set_load(&f->sets, CLASS_TITLE, g, set, e);
	rc = search_set_load(&f->sets, CLASS_MANY, g, set, e);
	/* How often a single character stands there is not known. */
	if (rc >= 0 && (rank == SEARCH_IN_BODY || pair_of_end))
		rc = search_set_load(&f->sets, CLASS_FEW, g, set, e);
	return rc;
}

static int load_word(struct finding *f, enum search_rank rank, size_t n, struct err *e)
{
	const struct word *w = &f->parsed.words[n];

	if (w->single && rank == SEARCH_IN_BODY_OFTEN)
		return 0;
	for (size_t i = 0; i < w->grams_count; i++) {
		int rc = load_place(f, rank, w->grams[i], i == 0 ? f->place : f->list, e);
		if (rc < 0)
			return rc;
		if (i > 0)
			search_set_and(&f->sets, f->place, f->list);
		if (search_set_empty(&f->sets, f->place))
			return 0;
	}
	search_set_or(&f->sets, f->words[n], f->place);
	return 0;
}

static int load_rank(struct finding *f, enum search_rank rank, struct err *e)
{
	bool first = true;

	for (size_t n = 0; n < f->parsed.count; n++) {
		/* Punctuation alone is in no list: the texts are asked. */
		if (f->parsed.words[n].grams_count == 0)
			continue;
		int rc = load_word(f, rank, n, e);
		if (rc < 0)
			return rc;
		if (first)
			memcpy(f->found, f->words[n], f->sets.words * sizeof *f->found);
		else
			search_set_and(&f->sets, f->found, f->words[n]);
		first = false;
	}
	if (f->allowed)
		search_set_and(&f->sets, f->found, f->allowed);
	search_set_minus(&f->sets, f->found, f->done);
	search_set_or(&f->sets, f->found, f->waiting[rank]);
	return 0;
}

/* --- candidates --- */

static int give_hit(struct finding *f, const struct candidate *c, struct err *e)
{
	struct search_hits *hits = &f->hits;

	if (hits->count == f->fetch.query->limit) {
		f->full = true;
		hits->next = arena_fmt(f->fetch.arena, "%d.%lld", (int)f->from_rank, (long long)f->before);
		return hits->next.ptr ? 0 : err_nomem(e);
	}
	hits->rows[hits->count++] = c->hit;
	f->from_rank = c->hit.rank;
	f->before = c->doc;
	return 0;
}

static size_t next_batch(struct finding *f, int64_t *before, struct candidate *at)
{
	size_t count = 0, most = SEARCH_BATCH;
	size_t missing = f->fetch.query->limit + 1 - f->hits.count;

	if (f->parsed.exact && missing < most && f->fetch.refused == 0)
		most = missing;
	while (count < most && (*before = search_set_last(&f->sets, f->found, *before)) > 0)
		at[count++] = (struct candidate){ .doc = *before };
	return count;
}

/* The condition refuses nearly all: ask it for what it lets pass. */
static int narrow(struct finding *f, struct err *e)
{
	f->narrowed = true;
	uint64_t *set = search_set_new(&f->sets, f->work);
	if (!set)
		return err_nomem(e);
	int rc = search_narrow(&f->fetch, &f->sets, set, e);
	if (rc <= 0)
		return rc;
	if (f->allowed)
		search_set_and(&f->sets, f->allowed, set);
	else
		f->allowed = set;
	search_set_and(&f->sets, f->found, set);
	return 0;
}

static int run_rank(struct finding *f, enum search_rank rank, int64_t before, struct err *e)
{
	struct candidate at[SEARCH_BATCH];
	size_t count;

	f->fetch.rank = rank;
	while (!f->full && (count = next_batch(f, &before, at)) > 0) {
		int rc = search_fetch(&f->fetch, at, count, e);
		for (size_t i = 0; i < count && rc >= 0 && !f->full; i++) {
			search_set_add(&f->sets, f->done, at[i].doc);
			if (at[i].passed && at[i].hit.rank == rank)
				rc = give_hit(f, &at[i], e);
			else if (at[i].passed && at[i].hit.rank > rank)
				search_set_add(&f->sets, f->waiting[at[i].hit.rank], at[i].doc);
		}
		if (rc >= 0 && f->fetch.refused > NARROW_AFTER && !f->narrowed)
			rc = narrow(f, e);
		if (rc < 0)
			return rc;
	}
	return 0;
}

/* What the sets say of better ranks is certain for exact queries only. */
static int run_ranks(struct finding *f, struct err *e)
{
	int64_t from_rank = f->from_rank, before = f->before;

	for (int rank = 0; rank < RANKS && !f->full; rank++) {
		int rc = load_rank(f, (enum search_rank)rank, e);
		if (rc < 0)
			return rc;
		if (rank >= from_rank)
			rc = run_rank(f, (enum search_rank)rank, rank == from_rank ? before : INT64_MAX, e);
		if (rc < 0)
			return rc;
		if (f->parsed.exact)
			search_set_or(&f->sets, f->done, f->found);
	}
	return 0;
}

/* --- setting up --- */

static int read_after(struct finding *f, struct str after, struct err *e)
{
	f->before = INT64_MAX;
	if (after.len == 0)
		return 0;
	if (after.len < 3 || after.len > 20 || after.ptr[1] != '.' || after.ptr[0] < '0' ||
		after.ptr[0] >= '0' + RANKS || !str_whole(str_sub(after, 2, after.len), &f->before))
		return err_set(e, ERR_USAGE, "翻页的位置不对");
	f->from_rank = after.ptr[0] - '0';
	return 0;
}

static int check_query(const struct search_query *q, struct err *e)
{
	if (q->limit < 1 || q->limit > SEARCH_LIMIT_MAX)
		return err_set(e, ERR_USAGE, "每页条数要在 1 到 %d 之间", SEARCH_LIMIT_MAX);
	for (size_t i = 0; i < q->registers_count; i++) {
		const struct search_register *r = &q->registers[i];
		if (r->columns_count == 0 || r->columns_count > SEARCH_COLUMNS_MAX ||
			r->params_count > SEARCH_PARAMS_MAX)
			return err_set(e, ERR_INTERNAL, "程序内部错误（检索的台账）");
	}
	return 0;
}

static int make_sets(struct finding *f, struct err *e)
{
	uint64_t **all[] = { &f->found, &f->done, &f->place, &f->list };
	bool good = true;

	for (size_t i = 0; i < sizeof all / sizeof all[0]; i++)
		good = (*all[i] = search_set_new(&f->sets, f->work)) && good;
	for (size_t i = 0; i < RANKS; i++)
		good = (f->waiting[i] = search_set_new(&f->sets, f->work)) && good;
	for (size_t i = 0; i < f->parsed.count; i++)
		good = (f->words[i] = search_set_new(&f->sets, f->work)) && good;
	return good ? 0 : err_nomem(e);
}

/* Registers that were put but not asked for: leave their documents out at once. */
static int allow_registers(struct finding *f, int64_t known, struct err *e)
{
	const struct search_query *q = f->fetch.query;
	int64_t asked = 0;

	for (size_t i = 0; i < q->registers_count; i++)
		asked += f->fetch.codes[i] > 0;
	if (asked >= known)
		return 0;
	f->allowed = search_set_new(&f->sets, f->work);
	if (!f->allowed)
		return err_nomem(e);
	for (size_t i = 0; i < q->registers_count; i++) {
		uint64_t gram = gram_register(f->fetch.codes[i]);
		if (gram == 0)
			continue;
		int rc = search_set_load(&f->sets, CLASS_NUMBER, (struct gram){ gram, gram }, f->allowed, e);
		if (rc < 0)
			return rc;
	}
	return 0;
}

static int read_codes(struct finding *f, int64_t *ret_known, struct err *e)
{
	OWN_STMT struct store_stmt *st = NULL;
	const struct search_query *q = f->fetch.query;

	f->fetch.codes = arena_array(f->work, q->registers_count + 1, sizeof *f->fetch.codes);
	if (!f->fetch.codes)
		return err_nomem(e);
	int rc = search_prepare(
		f->fetch.store, f->fetch.unit_id, "SELECT code, name FROM search_register WHERE unit_id = $1", &st, e);
	if (rc < 0)
		return rc;
	while ((rc = store_step(st, e)) > 0) {
		++*ret_known;
		for (size_t i = 0; i < q->registers_count; i++) {
			if (str_eq(q->registers[i].name, store_text(st, 1)))
				f->fetch.codes[i] = store_int(st, 0);
		}
	}
	return rc;
}

static int set_up(struct finding *f, struct err *e)
{
	const struct search_query *q = f->fetch.query;
	int64_t known = 0;

	int rc = read_after(f, q->after, e);
	if (rc < 0)
		return rc;
	f->work = arena_new(WORK_MAX);
	f->hits.rows = arena_array(f->fetch.arena, q->limit, sizeof *f->hits.rows);
	if (!f->work || !f->hits.rows)
		return err_nomem(e);
	rc = search_parse(q->text, f->work, &f->parsed, e);
	/* The lists hold texts that this caller may not see: what he sees is asked. */
	for (size_t i = 0; i < q->registers_count; i++)
		f->parsed.exact = f->parsed.exact && !q->registers[i].partial;
	if (rc >= 0)
		rc = read_codes(f, &known, e);
	if (rc >= 0)
		rc = search_sets_open(&f->sets, f->fetch.store, f->fetch.unit_id, e);
	if (rc >= 0)
		rc = make_sets(f, e);
	if (rc >= 0)
		rc = allow_registers(f, known, e);
	return rc;
}

int search_find(struct store *s, int64_t unit_id, const struct search_query *q, struct arena *a,
	struct search_hits *ret, struct err *e)
{
	OWN(finding_clear) struct finding f = { .fetch = { .store = s, .unit_id = unit_id, .query = q, .arena = a } };

	f.fetch.parsed = &f.parsed;
	int rc = check_query(q, e);
	if (rc >= 0)
		rc = set_up(&f, e);
	if (rc >= 0)
		rc = run_ranks(&f, e);
	if (rc < 0)
		return rc;
	*ret = f.hits;
	return 0;
}
