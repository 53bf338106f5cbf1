/* What the rows of BH103, BH104 and BH105 leave: rates beside their two numbers (应检160辆，实检152辆，检验率96%), plain sums at a
 * sentence's end (A 14人、B 6人，共24人), a change told in other words (由120万元降至96万元，节约25%). From the numbers found;
 * a sentence that the rows have spoken of is left alone. Warnings. */
#include "numbers_plain.h"
#include "numbers_reckon.h"

/* Many reports have commas of half width throughout. */
static struct str with_wide_commas(struct plain *p, struct str s)
{
	char *to = p->room[p->turn++ % PLAIN_GAPS];
	size_t len = 0;

	for (size_t i = 0; i < s.len; i++) {
		bool comma = s.ptr[i] == ',';
		memcpy(to + len, comma ? "，" : s.ptr + i, comma ? 3 : 1);
		len += comma ? 3 : 1;
	}
	return (struct str){ to, len };
}

struct str plain_between(struct plain *p, size_t a, size_t b)
{
	struct str s = spot_text(p->r, plain_number(p, a)->span.end, plain_number(p, b)->span.start);

	return plain_commas(p, s);
}

struct str plain_commas(struct plain *p, struct str s)
{
	bool comma = s.len > 0 && s.len <= PLAIN_NEAR && memchr(s.ptr, ',', s.len);

	return comma ? with_wide_commas(p, s) : s;
}

static struct plain_kept *kept_of(struct plain *p, size_t i)
{
	struct plain_kept *k = &p->kept[i % PLAIN_KEPT];

	if (k->number != i + 1)
		*k = (struct plain_kept){ .number = i + 1, .unit = num_unit_bit(plain_number(p, i)) };
	return k;
}

bool plain_has_fellow(struct plain *p, size_t i, size_t reach)
{
	uint64_t unit = kept_of(p, i)->unit;

	for (size_t k = i; k-- > 0 && i - k <= reach;) {
		if (kept_of(p, k)->unit & unit)
			return true;
	}
	return false;
}

bool plain_leads(struct plain *p, size_t i)
{
	return i + 2 < p->r->numbers.len && plain_exact(plain_number(p, i)) &&
	       num_same_unit(plain_number(p, i), plain_number(p, i + 1)) &&
	       num_same_unit(plain_number(p, i), plain_number(p, i + 2));
}

static bool lie_together(struct plain *p, size_t a, size_t b)
{
	static const struct str stops[] = { STR_INIT("。"), STR_INIT("；"), STR_INIT("！"), STR_INIT("\n"),
		STR_INIT(";"), { NULL, 0 } };
	struct str s = plain_between(p, a, b);

	return s.len <= PLAIN_NEAR && !spot_any(s, stops);
}

bool plain_together(struct plain *p, size_t a, size_t b)
{
	if (b != a + 1)
		return lie_together(p, a, b);
	struct plain_kept *k = kept_of(p, a);
	if (k->next == PLAIN_UNASKED)
		k->next = lie_together(p, a, b) ? PLAIN_TOGETHER : PLAIN_APART;
	return k->next == PLAIN_TOGETHER;
}

bool plain_alike(const struct plain *p, size_t a, size_t b)
{
	const struct fact_number *one = plain_number(p, a), *other = plain_number(p, b);

	return plain_exact(one) && plain_exact(other) && num_same_unit(one, other);
}

struct span plain_clause(struct plain *p, size_t i)
{
	struct plain_kept *k = kept_of(p, i);

	if (k->clause.end == 0)
		k->clause = spot_clause(p->r, plain_number(p, i)->span);
	return k->clause;
}

struct str plain_lead(struct plain *p, size_t i)
{
	return spot_text(p->r, plain_clause(p, i).start, plain_number(p, i)->span.start);
}

int plain_report(struct plain *p, struct span sentence, const char *message)
{
	if (sentence.end == p->done || said_of(&p->said, sentence))
		return 0;
	p->done = sentence.end;
	struct check_finding *f = check_add(p->c, num_node_at(p->c, sentence.start), sentence, "%s", message);
	if (!f)
		return ERR_NOMEM;
	f->severity = SEVERITY_WARNING;
	return 0;
}

static int each_number(struct check *c, const char *const *codes, plain_reader *read)
{
	struct plain p = { .c = c, .r = c->report };
	int rc = said_collect(c, codes, &p.said);

	for (size_t i = 0; i < p.r->numbers.len && rc == 0; i++)
		rc = read(&p, i);
	said_clear(&p.said);
	return rc;
}

int num_plain_sums(struct check *c)
{
	static const char *const codes[] = { "BH102", "BH103", NULL };
	int rc = each_number(c, codes, plain_read_sums);

	return rc < 0 ? rc : reckon_say(c, RECKON_SUMS);
}

int num_plain_rates(struct check *c)
{
	static const char *const codes[] = { "BH104", NULL };
	int rc = each_number(c, codes, plain_read_rates);

	return rc < 0 ? rc : reckon_say(c, RECKON_RATES);
}

int num_plain_changes(struct check *c)
{
	static const char *const codes[] = { "BH104", "BH105", NULL };
	int rc = each_number(c, codes, plain_read_changes);

	return rc < 0 ? rc : reckon_say(c, RECKON_CHANGES);
}
