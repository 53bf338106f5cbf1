#include "intake_fuzz.h"

#include "utf8.h"

/* Fontconfig keeps what it read of its configuration until the process ends. */
__attribute__((visibility("default"))) const char *__lsan_default_suppressions(void); /* NOLINT: the sanitizer's name */
const char *__lsan_default_suppressions(void)                                         /* NOLINT */
{
	return "leak:libfontconfig\n";
}

static int take_child(void *context, struct str name, struct str bytes, const char *why)
{
	(void)context;
	(void)bytes;
	MUST(utf8_valid_prefix(name) == name.len);
	MUST(why == NULL || why[0] != '\0');
	return 0;
}

static void check_marks(const struct opener *o)
{
	size_t last = 0;

	for (size_t i = 0; i < o->marks.len; i++) {
		const struct intake_mark *m = &VEC_AT(&o->marks, struct intake_mark, i);
		MUST(m->at >= last && m->at <= o->text.len);
		MUST(utf8_floor(buf_view(&o->text), m->at) == m->at);
		last = m->at;
	}
}

void fuzz_opener(opener_fn *open, enum intake_format format, struct str bytes)
{
	struct opener o;
	struct err e = { 0 };
	struct intake_limits limits = intake_limits_default;

	limits.text = limits.unpacked = limits.file = 8 << 20;
	limits.ratio = 50;
	limits.entries = 50;
	opener_init(&o, &limits);
	o.name = STR("模糊测试");
	o.format = format;
	o.no_ocr = true;
	o.child = take_child;
	int rc = open(&o, bytes, &e);
	MUST(rc >= 0 || e.message[0] != '\0');
	struct str text = buf_view(&o.text);
	MUST(utf8_valid_prefix(text) == text.len && text.len <= limits.text);
	MUST(text.len == 0 || memchr(text.ptr, '\0', text.len) == NULL);
	check_marks(&o);
	opener_clear(&o);
}
