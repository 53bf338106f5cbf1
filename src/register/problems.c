#include "problems.h"

#include "utf8.h"

#include <stdarg.h>

enum { WORD_MAX = 48, LISTED_MAX = 24 };

void problems_init(struct problems *p, struct arena *a)
{
	*p = (struct problems){ .arena = a };
	vec_init(&p->rows, sizeof(struct register_problem));
}

void problems_clear(struct problems *p)
{
	vec_clear(&p->rows);
}

__attribute__((format(printf, 2, 0))) static struct str format(struct problems *p, const char *fmt, va_list args)
{
	char text[1024];

	int wanted = vsnprintf(text, sizeof text, fmt, args);
	struct str all = { text, wanted < 0 ? 0 : (size_t)wanted < sizeof text ? (size_t)wanted : sizeof text - 1 };
	all.len = utf8_valid_prefix(all);
	struct str kept = arena_dup(p->arena, all);
	if (!kept.ptr)
		p->nomem = true;
	return kept;
}

void problem(struct problems *p, struct at at, const char *fmt, ...)
{
	va_list args;

	if (p->rows.len >= REGISTER_PROBLEMS_MAX) {
		p->more = true;
		return;
	}
	struct register_problem *row = vec_push(&p->rows);
	if (!row) {
		p->nomem = true;
		return;
	}
	va_start(args, fmt);
	*row = (struct register_problem){
		.file = p->file, .line = at.line, .column = at.column, .message = format(p, fmt, args), .hint = STR("")
	};
	va_end(args);
}

void problem_hint(struct problems *p, const char *fmt, ...)
{
	va_list args;

	if (p->rows.len == 0 || p->more)
		return;
	va_start(args, fmt);
	VEC_AT(&p->rows, struct register_problem, p->rows.len - 1).hint = format(p, fmt, args);
	va_end(args);
}

static size_t least(size_t a, size_t b, size_t c)
{
	size_t d = a < b ? a : b;

	return d < c ? d : c;
}

/* How many letters of two short words are wrong, missing or too many; two that changed places are one mistake. */
static size_t distance(struct str a, struct str b)
{
	size_t rows[3][WORD_MAX + 1];

	for (size_t n = 0; n <= b.len; n++)
		rows[0][n] = n;
	for (size_t i = 1; i <= a.len; i++) {
		size_t *row = rows[i % 3], *above = rows[(i + 2) % 3], *two = rows[(i + 1) % 3];
		row[0] = i;
		for (size_t n = 1; n <= b.len; n++) {
			bool same = a.ptr[i - 1] == b.ptr[n - 1];
			row[n] = least(above[n] + 1, row[n - 1] + 1, above[n - 1] + !same);
			if (i > 1 && n > 1 && a.ptr[i - 1] == b.ptr[n - 2] && a.ptr[i - 2] == b.ptr[n - 1])
				row[n] = least(row[n], row[n], two[n - 2] + 1);
		}
	}
	return rows[a.len % 3][b.len];
}

struct str nearest(struct str word, const struct str *words, size_t count)
{
	struct str best = STR_NONE;
	size_t best_distance = word.len > 6 ? word.len / 3 + 1 : 3;

	if (word.len > WORD_MAX)
		return best;
	for (size_t i = 0; i < count; i++) {
		if (words[i].len > WORD_MAX || words[i].len == 0)
			continue;
		size_t d = distance(word, words[i]);
		if (d > 1 && word.len <= 4 && word.ptr[0] != words[i].ptr[0])
			continue; /* half of the letters wrong: boss is not cost */
		if (d < best_distance && d < words[i].len) {
			best = words[i];
			best_distance = d;
		}
	}
	return best;
}

void problem_nearest(struct problems *p, struct str word, const struct str *words, size_t count)
{
	struct str near = nearest(word, words, count);
	struct buf list;

	if (near.ptr) {
		problem_hint(p, "是不是 " STR_FMT "？", STR_ARG(near));
		return;
	}
	if (count == 0 || count > LISTED_MAX)
		return;
	buf_init(&list, 900);
	for (size_t i = 0; i < count; i++) {
		buf_cstr(&list, i > 0 ? "、" : "");
		buf_str(&list, words[i]);
	}
	problem_hint(p, "可以写：" STR_FMT, STR_ARG(buf_view(&list)));
	buf_clear(&list);
}
