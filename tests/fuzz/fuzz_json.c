/* The bytes are a program for the writer: whatever it writes must be JSON, and the same through a sink. */
#include "fuzz.h"

#include "json.h"

#define DEPTH 100

struct program {
	struct str bytes;
	size_t pos;
	bool object[DEPTH];
	unsigned depth;
};

static unsigned next(struct program *p)
{
	return p->pos < p->bytes.len ? (unsigned char)p->bytes.ptr[p->pos++] : 0;
}

static struct str next_text(struct program *p)
{
	struct str s = str_sub(p->bytes, p->pos, p->pos + next(p) % 64);

	p->pos += s.len;
	return s;
}

static void write_scalar(struct program *p, struct json *j, unsigned what)
{
	int64_t number = 0;

	switch (what % 5) {
	case 0:
		json_str(j, next_text(p));
		break;
	case 1:
		for (int i = 0; i < 8; i++)
			number = (int64_t)((uint64_t)number << 8 | next(p));
		json_int(j, number);
		break;
	case 2:
		json_bool(j, next(p) & 1);
		break;
	case 3:
		json_null(j);
		break;
	default:
		json_raw(j, STR("[1,{\"a\":null}]"));
	}
}

/* json_key() takes our own words only, so all else goes through json_key_str(). */
static void write_key(struct program *p, struct json *j)
{
	unsigned what = next(p) % 4;

	if (what == 3)
		json_key_str(j, next_text(p));
	else if (what == 1)
		json_key_str(j, STR("键\n"));
	else
		json_key(j, "key");
}

static void write_value(struct program *p, struct json *j)
{
	unsigned what = next(p);

	if (what % 7 < 5 || p->depth == DEPTH) {
		write_scalar(p, j, what);
		return;
	}
	bool object = what % 7 == 5;
	p->object[p->depth++] = object;
	if (object)
		json_object(j);
	else
		json_array(j);
}

static void close_one(struct program *p, struct json *j)
{
	if (p->object[--p->depth])
		json_end_object(j);
	else
		json_end_array(j);
}

static void run(struct str bytes, struct json *j)
{
	struct program p = { .bytes = bytes };

	json_array(j);
	while (p.pos < p.bytes.len) {
		if (p.depth > 0 && next(&p) % 4 == 0) {
			close_one(&p, j);
			continue;
		}
		if (p.depth > 0 && p.object[p.depth - 1])
			write_key(&p, j);
		write_value(&p, j);
	}
	while (p.depth > 0)
		close_one(&p, j);
	json_end_array(j);
}

static int sink(void *context, struct str bytes)
{
	buf_str(context, bytes);
	return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str bytes = { (const char *)data, size };

	for (int pretty = 0; pretty < 2; pretty++) {
		struct buf whole, small, all;
		struct json j;
		buf_init(&whole, (size_t)64 << 20);
		json_init(&j, &whole, NULL, NULL);
		j.pretty = pretty;
		run(bytes, &j);
		MUST(json_finish(&j) == 0);
		MUST(fuzz_is_json(buf_view(&whole)));
		buf_init(&all, (size_t)64 << 20);
		buf_init(&small, 16);
		json_init(&j, &small, sink, &all);
		j.pretty = pretty;
		run(bytes, &j);
		MUST(json_finish(&j) == 0);
		MUST(str_eq(buf_view(&all), buf_view(&whole)));
		buf_clear(&whole);
		buf_clear(&small);
		buf_clear(&all);
	}
	return 0;
}
