/* Two texts, parted by a zero byte: their pieces put both together again; as reports they are compared and written in every form. */
#include "fuzz.h"

#include "out_pair.h"
#include "utf8.h"

static void diff_texts(struct str a, struct str b)
{
	struct vec runs;
	uint32_t at_a = 0, at_b = 0;

	MUST(textdiff(a, b, &runs) == 0);
	for (size_t i = 0; i < runs.len; i++) {
		const struct textdiff_run *r = &VEC_AT(&runs, struct textdiff_run, i);
		MUST(r->a == at_a && r->b == at_b && r->a_end >= at_a && r->b_end >= at_b);
		at_a = r->a_end;
		at_b = r->b_end;
		MUST(!r->same || str_eq(str_sub(a, r->a, r->a_end), str_sub(b, r->b, r->b_end)));
	}
	MUST(at_a == a.len && at_b == b.len);
	vec_clear(&runs);
}

static void write_all(const struct report *a, const struct report *b)
{
	static const enum out_format formats[] = { OUT_TEXT, OUT_JSON, OUT_HTML };
	struct versions *v = NULL;
	struct rounds *r = NULL;
	struct err e = { 0 };

	MUST(versions_compare(a, b, &v, &e) == 0);
	MUST(rounds_compare(a, b, &r, &e) == 0);
	for (size_t i = 0; i < 3; i++) {
		const struct out_pair o = { .format = formats[i], .before = STR("a"), .after = STR("b") };
		struct buf out[2];
		for (int k = 0; k < 2; k++)
			buf_init(&out[k], (size_t)256 << 20);
		out_versions(v, &o, &out[0]);
		out_rounds(r, &o, &out[1]);
		for (int k = 0; k < 2; k++) {
			MUST(!out[k].failed);
			MUST(formats[i] != OUT_JSON || fuzz_is_json(buf_view(&out[k])));
			MUST(utf8_valid_prefix(buf_view(&out[k])) == out[k].len);
			buf_clear(&out[k]);
		}
	}
	versions_free(v);
	rounds_free(r);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *part = memchr(data, '\0', size);
	struct str all = { (const char *)data, size };
	struct report *a = NULL, *b = NULL;
	struct err e = { 0 };

	if (!part || utf8_valid_prefix(all) != size)
		return 0;
	size_t at = (size_t)(part - all.ptr);
	struct str first = str_sub(all, 0, at), second = str_sub(all, at + 1, size);
	diff_texts(first, second);
	if (report_parse(first, &a, &e) == 0 && report_parse(second, &b, &e) == 0)
		write_all(a, b);
	if (a)
		report_free(a);
	if (b)
		report_free(b);
	return 0;
}
