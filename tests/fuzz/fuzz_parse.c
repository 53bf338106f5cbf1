/* Any text: the tree keeps its promises (report.h), what is written is JSON, and twice gives the same bytes. */
#include "fuzz.h"

#include "check.h"
#include "utf8.h"

#define OUTPUT_MAX ((size_t)1 << 30)

static bool is_leaf(const struct node *n)
{
	return n->kind == NODE_MEASURE || n->kind == NODE_PROGRESS || n->kind == NODE_RESULT || n->kind == NODE_PROSE;
}

static void check_span(const struct report *r, struct span s)
{
	MUST(s.start <= s.end && s.end <= r->text.len);
	MUST(utf8_floor(r->text, s.start) == s.start);
	MUST(utf8_floor(r->text, s.end) == s.end);
}

static void gather(const struct report *r, struct node *top, struct vec *leaves)
{
	for (struct node *n = top; n; n = node_walk(top, n)) {
		check_span(r, n->span);
		if (!is_leaf(n))
			continue;
		MUST(n->first == NULL);
		struct span *leaf = vec_push(leaves);
		MUST(leaf != NULL);
		*leaf = n->span;
	}
}

static int by_place(const void *a, const void *b)
{
	const struct span *x = a, *y = b;

	return (x->start > y->start) - (x->start < y->start);
}

/* What str_trim() takes away, and what ends a line (U+0085, U+2028, U+2029). */
static bool only_white(struct str s)
{
	static const uint32_t white[] = { ' ', 0x85, 0xA0, 0x200B, 0x2028, 0x2029, 0x3000, 0xFEFF };

	for (size_t pos = 0; pos < s.len;) {
		uint32_t c = utf8_next(s, &pos);
		bool found = c >= '\t' && c <= '\r';
		for (size_t i = 0; i < sizeof white / sizeof white[0]; i++)
			found |= c == white[i];
		if (!found)
			return false;
	}
	return true;
}

/* The leaves cover every byte that is not white space, exactly once. */
static void check_cover(const struct report *r)
{
	struct vec leaves;
	size_t end = 0;

	vec_init(&leaves, sizeof(struct span));
	gather(r, r->root, &leaves);
	for (struct node *n = r->others; n; n = n->next)
		gather(r, n, &leaves);
	if (leaves.len > 0)
		qsort(leaves.ptr, leaves.len, sizeof(struct span), by_place);
	for (size_t i = 0; i < leaves.len; i++) {
		struct span s = VEC_AT(&leaves, struct span, i);
		MUST(s.start >= end);
		MUST(only_white(str_sub(r->text, end, s.start)));
		end = s.end;
	}
	MUST(only_white(str_sub(r->text, end, r->text.len)));
	vec_clear(&leaves);
}

static void check_facts(const struct report *r)
{
	uint32_t at = 0;

	for (size_t i = 0; i < r->numbers.len; i++) {
		struct span s = VEC_AT(&r->numbers, struct fact_number, i).span;
		check_span(r, s);
		MUST(s.start >= at); /* in order of their places */
		at = s.start;
	}
	for (size_t i = 0; i < r->dates.len; i++)
		check_span(r, VEC_AT(&r->dates, struct fact_date, i).span);
	for (size_t i = 0; i < r->claims.len; i++)
		check_span(r, VEC_AT(&r->claims, struct fact_claim, i).span);
	for (size_t i = 0; i < r->orgs.len; i++)
		check_span(r, VEC_AT(&r->orgs, struct fact_org, i).span);
}

static void check_findings(const struct report *r, const struct check_result *c)
{
	for (size_t i = 0; i < c->findings.len; i++) {
		const struct check_finding *f = &VEC_AT(&c->findings, struct check_finding, i);
		check_span(r, f->span);
		MUST(f->message.len > 0);
		MUST(utf8_valid_prefix(f->message) == f->message.len);
		MUST(f->quote.len == 0 || str_has(r->text, f->quote));
	}
}

static uint64_t analyse(struct str text)
{
	struct report *r = NULL;
	struct check_result *c = NULL;
	struct check_options options = { 0 };
	struct err e = { 0 };
	struct buf out;
	struct json j;

	if (report_parse(text, &r, &e) < 0) {
		MUST(e.message[0] && r == NULL);
		return 0;
	}
	check_cover(r);
	check_facts(r);
	MUST(check_run(r, &options, &c, &e) == 0);
	check_findings(r, c);
	buf_init(&out, OUTPUT_MAX);
	json_init(&j, &out, NULL, NULL);
	json_object(&j);
	report_write_json(r, &j);
	json_key(&j, "findings");
	check_write_json(c, &j);
	json_end_object(&j);
	MUST(json_finish(&j) == 0);
	MUST(fuzz_is_json(buf_view(&out)));
	uint64_t hash = str_hash(buf_view(&out), 1);
	buf_clear(&out);
	check_result_free(c);
	report_free(r);
	return hash;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str text = { (const char *)data, size };

	uint64_t first = analyse(text);
	if (first % 4 == 0) /* twice for a part of them: it takes as long again */
		MUST(analyse(text) == first);
	text.len = utf8_valid_prefix(text); /* go deeper into what begins well */
	if (text.len < size)
		analyse(text);
	return 0;
}
