/* The fast validator against the plain definition; the other functions over what is valid. */
#include "fuzz.h"

#include "utf8.h"

static size_t plain_length(const uint8_t *p, size_t n, uint32_t *ret_char)
{
	static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	size_t len = p[0] < 0x80 ? 1 : p[0] < 0xC0 ? 0 : p[0] < 0xE0 ? 2 : p[0] < 0xF0 ? 3 : p[0] < 0xF8 ? 4 : 0;
	uint32_t c = len == 1 ? p[0] : p[0] & (0x7Fu >> len);

	if (len == 0 || len > n)
		return 0;
	for (size_t i = 1; i < len; i++) {
		if ((p[i] & 0xC0) != 0x80)
			return 0;
		c = c << 6 | (p[i] & 0x3F);
	}
	*ret_char = c;
	return c < least[len] || c > 0x10FFFF || (c >= 0xD800 && c <= 0xDFFF) ? 0 : len;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str s = { (const char *)data, size };
	size_t want = 0, step, pos = 0, count = 0;
	uint32_t c = 0;

	while (want < size && (step = plain_length(data + want, size - want, &c)) > 0)
		want += step;
	MUST(utf8_valid_prefix(s) == want);
	s.len = want;
	while (pos < s.len) {
		size_t start = pos;
		plain_length(data + pos, s.len - pos, &c);
		MUST(utf8_prefix(s, count) == start);
		MUST(utf8_next(s, &pos) == c);
		for (size_t i = start; i < pos; i++)
			MUST(utf8_floor(s, i) == start);
		count++;
		if (count > 2000)
			return 0; /* utf8_prefix above is quadratic here */
	}
	MUST(utf8_count(s) == count);
	MUST(utf8_prefix(s, count) == s.len);
	struct str trimmed = str_trim(s);
	MUST(utf8_valid_prefix(trimmed) == trimmed.len);
	return 0;
}
