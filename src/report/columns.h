/* Which column of a ledger is what: by the words of its header, else by what stands in it, or as the user said. */
#ifndef REPORT_COLUMNS_H
#define REPORT_COLUMNS_H

#include "report.h"

/* The column a header names; COLUMN_OTHER: none. *ret_sure: how certainly. */
uint8_t columns_named(struct str header, uint8_t *ret_sure);

/* What stands in a column, of the first rows. */
struct column_look {
	size_t cells, numbers, next_numbers, dates, states, depts, people, longs, words;
	uint32_t last_number;
};
void columns_look(struct column_look *l, struct str cell);

/* Settles what the headers alone leave open: two columns of a kind, 完成时间 beside 整改时限, headers that say nothing. */
struct column_set {
	uint8_t *means, *sure; /* by column */
	const struct str *headers;
	const struct column_look *looks; /* NULL: nothing was looked at */
	size_t count;
};
void columns_settle(const struct column_set *s);
/* What a ledger must have: its problems, and what is to be or was done about them; most of its headers known. */
bool columns_are_ledger(const struct column_set *s);

/* The state that a header names, where people tick: 已完成 | 正在推进 | 未完成. */
enum result_status columns_state(struct str header);
/* 环卫科, 办公室: a department by how its name ends. */
bool columns_department(struct str s);

/* 3, 12: the number a cell consists of, 0: none. */
uint32_t columns_number(struct str s);

#endif
