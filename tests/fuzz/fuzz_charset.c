/* Charsets: found out or said, the result is UTF-8, or an error that names the place. */
#include "fuzz.h"

#include "charset.h"
#include "utf8.h"

static void read_as(struct str bytes, const char *wanted)
{
	struct buf out;
	struct err e = { 0 };
	struct str text = STR_NONE;
	const struct charset *c = NULL;
	const struct charset_job job = { bytes, STR("a.txt"), wanted };

	buf_init(&out, 1 << 22);
	int rc = charset_read(&job, &out, &text, &c, &e);
	MUST(rc == 0 ? c != NULL && utf8_valid_prefix(text) == text.len : e.message[0] != '\0');
	buf_clear(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const names[] = { NULL, "utf-8", "gb18030", "big5", "utf-16le", "utf-16be" };
	struct str bytes = { (const char *)data, size };
	struct buf label;

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		read_as(bytes, names[i]);
	if (charset_is_utf8(bytes, NULL))
		MUST(utf8_valid_prefix(bytes) == bytes.len);
	buf_init(&label, 1 << 22);
	charset_label(bytes, &label);
	MUST(utf8_valid_prefix(buf_view(&label)) == label.len);
	buf_clear(&label);
	return 0;
}
