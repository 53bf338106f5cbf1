#include "match.h"

#include "fault.h"
#include "folded.h"

#define PRODUCT_MAX 4096              /* pairs that one character pair may speak for: past that it tells nothing */
#define SHARES_MANY ((size_t)4 << 20) /* from here on only the rare ones, */
#define PRODUCT_RARE 16
#define SHARES_MAX ((size_t)32 << 20) /* and then none */
#define SHARED_SHORT 5                /* character pairs that are enough when nearly all are shared: */
#define NEARLY 700
#define INSIDE 3      /* character pairs that are enough when they are all that the shorter text has of its own */
#define CONTAINED 800 /* per mille that a text wholly inside another counts at most */

/* One character pair of one text; b's texts are numbered behind a's. */
struct gram {
	uint32_t key, text;
};

/* What one character pair adds to a pair of texts. */
struct share {
	uint32_t a, b, weight, count;
};

struct matcher {
	const struct match_options *options;
	size_t a_count, b_count;
	struct vec grams;  /* struct gram */
	struct vec shares; /* struct share */
	uint32_t *totals;  /* of all texts: the weight of their character pairs */
	struct phrases words;
	struct folded folded;
	struct vec common; /* uint8_t */
};

#define FORMULA(text) STR_INIT(text),
static const struct str complaint[] = {
#include "concern.def"
};
#undef FORMULA

static int by_key(const void *pa, const void *pb)
{
	const struct gram *a = pa, *b = pb;
	if (a->key != b->key)
		return a->key < b->key ? -1 : 1;
	return a->text < b->text ? -1 : a->text > b->text;
}

static int by_texts(const void *pa, const void *pb)
{
	const struct share *a = pa, *b = pb;
	if (a->b != b->b)
		return a->b < b->b ? -1 : 1;
	return a->a < b->a ? -1 : a->a > b->a;
}

static int by_likeness(const void *pa, const void *pb)
{
	const struct match_pair *a = pa, *b = pb;
	if (a->permille != b->permille)
		return a->permille > b->permille ? -1 : 1;
	if (a->shared != b->shared)
		return a->shared > b->shared ? -1 : 1;
	if (a->b != b->b)
		return a->b < b->b ? -1 : 1;
	return a->a < b->a ? -1 : a->a > b->a;
}

static int by_b(const void *pa, const void *pb)
{
	const struct match_pair *a = pa, *b = pb;
	if (a->b != b->b)
		return a->b < b->b ? -1 : 1;
	return a->a < b->a ? -1 : a->a > b->a;
}

static int mark_words(struct matcher *m)
{
	m->common.len = 0;
	for (size_t i = 0; i < m->folded.len; i++) {
		if (!vec_push(&m->common))
			return ERR_NOMEM;
	}
	if (m->options->concern && m->folded.len > 0)
		phrases_mark(&m->words, &m->folded, m->common.ptr);
	return 0;
}

static struct str without_end(struct str s, struct str end)
{
	return str_ends(s, end) ? str_sub(s, 0, s.len - end.len) : s;
}

struct str match_concern(struct str finding)
{
	struct str s = str_trim(finding);

	if (str_starts(s, STR("针对")) || str_starts(s, STR("关于")))
		s = str_sub(s, sizeof("针对") - 1, s.len);
	s = without_end(s, STR("。"));
	s = without_end(without_end(s, STR("问题")), STR("的"));
	if (str_starts(s, STR("“")) && str_ends(s, STR("”")))
		s = without_end(str_sub(s, sizeof("“") - 1, s.len), STR("”"));
	return s.len ? s : finding;
}

static int add_text(struct matcher *m, struct str s, uint32_t text)
{
	if (folded_read(&m->folded, m->options->concern ? match_concern(s) : s) < 0 || mark_words(m) < 0)
		return ERR_NOMEM;
	const uint32_t *ch = m->folded.chars;
	const uint8_t *common = m->common.ptr;
	for (size_t i = 0; i + 1 < m->folded.len; i++) {
		if (common[i] || common[i + 1])
			continue;
		struct gram *g = vec_push(&m->grams);
		if (!g)
			return ERR_NOMEM;
		uint64_t h = ((uint64_t)ch[i] << 32 | ch[i + 1]) * UINT64_C(0x9E3779B97F4A7C15);
		*g = (struct gram){ (uint32_t)(h >> 32), text };
	}
	return 0;
}

/* Once for each text; sorted by key. */
static void sort_grams(struct matcher *m)
{
	struct gram *all = m->grams.ptr;
	size_t n = 0;
	if (m->grams.len > 1)
		qsort(all, m->grams.len, sizeof(*all), by_key);
	for (size_t i = 0; i < m->grams.len; i++) {
		if (n == 0 || by_key(&all[n - 1], &all[i]) != 0)
			all[n++] = all[i];
	}
	m->grams.len = n;
}

/* The rarer a character pair, the more it says: 2 + log2(texts / texts with it), in eighths. */
static uint32_t weight_of(size_t texts, size_t with)
{
	uint32_t weight = 16;
	for (uint64_t n = texts; n > with; n = n * 1000 / 1091) /* the eighth root of two */
		weight++;
	return weight;
}

static int add_run(struct matcher *m, const struct gram *run, size_t count)
{
	size_t in_a = 0;
	uint32_t weight = weight_of(m->a_count + m->b_count, count);
	while (in_a < count && run[in_a].text < m->a_count)
		in_a++;
	for (size_t i = 0; i < count; i++)
		m->totals[run[i].text] += weight;
	size_t most = m->shares.len < SHARES_MANY ? PRODUCT_MAX : m->shares.len < SHARES_MAX ? PRODUCT_RARE : 0;
	if (in_a * (count - in_a) > most)
		return 0;
	for (size_t i = 0; i < in_a; i++) {
		for (size_t k = in_a; k < count; k++) {
			struct share *s = vec_push(&m->shares);
			if (!s)
				return ERR_NOMEM;
			*s = (struct share){ run[i].text, run[k].text - (uint32_t)m->a_count, weight, 1 };
		}
	}
	return 0;
}

static int add_runs(struct matcher *m)
{
	const struct gram *all = m->grams.ptr;
	for (size_t i = 0, end; i < m->grams.len; i = end) {
		for (end = i + 1; end < m->grams.len && all[end].key == all[i].key;)
			end++;
		if (add_run(m, all + i, end - i) < 0)
			return ERR_NOMEM;
	}
	return 0;
}

static uint32_t likeness(const struct matcher *m, const struct share *s)
{
	uint64_t a = m->totals[s->a], b = m->totals[m->a_count + s->b], least = a < b ? a : b;
	uint32_t dice = (uint32_t)((uint64_t)s->weight * 2000 / (a + b));
	uint32_t contained = (uint32_t)((uint64_t)s->weight * CONTAINED / least);
	return m->options->concern && contained > dice ? contained : dice;
}

/* Sums up what the character pairs of two texts add, and keeps the pairs that are alike enough. */
static int list_pairs(struct matcher *m, struct vec *ret)
{
	struct share *all = m->shares.ptr;
	if (m->shares.len > 1)
		qsort(all, m->shares.len, sizeof(*all), by_texts);
	for (size_t i = 0, end; i < m->shares.len; i = end) {
		struct share sum = all[i];
		for (end = i + 1; end < m->shares.len && by_texts(&all[end], &all[i]) == 0; end++) {
			sum.weight += all[end].weight;
			sum.count++;
		}
		uint32_t permille = likeness(m, &sum);
		uint32_t ta = m->totals[sum.a], tb = m->totals[m->a_count + sum.b];
		bool inside = m->options->concern && sum.count >= INSIDE && sum.weight >= (ta < tb ? ta : tb);
		bool enough =
			inside || sum.count >= m->options->shared || (sum.count >= SHARED_SHORT && permille >= NEARLY);
		if (permille < m->options->least || !enough)
			continue;
		struct match_pair *p = vec_push(ret);
		if (!p)
			return ERR_NOMEM;
		*p = (struct match_pair){ sum.a, sum.b, permille, sum.count };
	}
	return 0;
}

/* The most alike first; a text that has its pair is no other's. */
static int choose(struct matcher *m, struct vec *pairs)
{
	struct match_pair *all = pairs->ptr;
	size_t n = 0;
	uint8_t *taken = fault_calloc(m->a_count + m->b_count + 1, 1);
	if (!taken)
		return ERR_NOMEM;
	if (pairs->len > 1)
		qsort(all, pairs->len, sizeof(*all), by_likeness);
	for (size_t i = 0; i < pairs->len; i++) {
		uint8_t *a = &taken[all[i].a], *b = &taken[m->a_count + all[i].b];
		if (*b || (m->options->one_to_one && *a))
			continue;
		*a = *b = 1;
		all[n++] = all[i];
	}
	pairs->len = n;
	if (n > 1)
		qsort(all, n, sizeof(*all), by_b);
	free(taken);
	return 0;
}

static int read_texts(struct matcher *m, const struct str *a, const struct str *b)
{
	for (size_t i = 0; m->options->concern && i < sizeof(complaint) / sizeof(complaint[0]); i++) {
		if (phrases_add(&m->words, complaint[i]) < 0)
			return ERR_NOMEM;
	}
	for (size_t i = 0; i < m->a_count; i++) {
		if (add_text(m, a[i], (uint32_t)i) < 0)
			return ERR_NOMEM;
	}
	for (size_t i = 0; i < m->b_count; i++) {
		if (add_text(m, b[i], (uint32_t)(m->a_count + i)) < 0)
			return ERR_NOMEM;
	}
	sort_grams(m);
	m->totals = fault_calloc(m->a_count + m->b_count + 1, sizeof(*m->totals));
	return m->totals ? add_runs(m) : ERR_NOMEM;
}

int match_texts(const struct str *a, size_t a_count, const struct str *b, size_t b_count, const struct match_options *o,
	struct vec *ret)
{
	struct matcher m = { .options = o, .a_count = a_count, .b_count = b_count };
	vec_init(ret, sizeof(struct match_pair));
	vec_init(&m.grams, sizeof(struct gram));
	vec_init(&m.shares, sizeof(struct share));
	vec_init(&m.common, sizeof(uint8_t));
	phrases_init(&m.words);
	int rc = read_texts(&m, a, b);
	if (rc == 0)
		rc = list_pairs(&m, ret);
	if (rc == 0)
		rc = choose(&m, ret);
	vec_clear(&m.grams);
	vec_clear(&m.shares);
	vec_clear(&m.common);
	phrases_clear(&m.words);
	folded_clear(&m.folded);
	free(m.totals);
	return rc;
}
