/* How the numbered headings are found: what outline.c and outline_numbers.c share. */
#ifndef REPORT_OUTLINE_FIND_H
#define REPORT_OUTLINE_FIND_H

#include "outline_parts.h"

struct level {
	uint8_t type;
	uint32_t list, last, minor;
	uint32_t before; /* the last number of this kind when the series began */
	int32_t head;
};

/* Numbers inside the text behind 整改措施: at the beginning of lines: entries, not headings. */
struct entries {
	bool active;
	uint8_t type, label;
	uint32_t last;
	uint32_t alone; /* the line of its label, where nothing stands behind that, else 0 */
};

struct finder {
	struct outline *o;
	struct level stack[DEPTH_MAX];
	size_t depth;
	uint32_t run[TOK_PROBLEM_NO + 1]; /* the last number of each kind, over the whole text */
	uint32_t lists;
	uint8_t parts; /* what 第一部分 counts like: 一、 where no line begins with that, else HEAD_PART; 0: there are none */
	bool worded;     /* 第一方面 stands above （一） */
	bool said_twice; /* （一）问题一： */
	struct entries entries;
};

static inline int find_level(const struct finder *f, uint8_t type)
{
	for (size_t d = f->depth; d-- > 0;)
		if (f->stack[d].type == type)
			return (int)d;
	return -1;
}

static inline bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* A heading whose number the lexer does not know, at token i at the line's start: a lost dot ("24市政府…"), "3：…", "2.1 …", "2-1 …".
 * Fills number and place. */
bool number_without_dot(const struct finder *f, size_t i, uint32_t line, struct head *h);
bool number_and_colon(const struct finder *f, size_t i, struct head *h);
bool number_in_parts(const struct finder *f, size_t i, const struct line *l, struct head *h);

#endif
