/* Parts of a total: what the words around a number say of it. Shared by the rules on sums and shares. */
#ifndef CHECK_NUMBERS_PARTS_H
#define CHECK_NUMBERS_PARTS_H

#include "numbers.h"

#define PARTS_MAX 32

/* Kinds of division. Parts of different kinds overlap (党员5人、女性8人) and are never added. */
enum part_kind {
	PART_PLAIN,
	PART_DONE,    /* 已完成 办结 */
	PART_OPEN,    /* 正在推进 尚未 其余 */
	PART_LASTING, /* 长期坚持: may stand beside "done" or within it */
	PART_TERM,    /* 立行立改 限期整改 长期整改 */
	PART_NEW,     /* 新建 新制定 */
	PART_REVISED,
	PART_MALE,
	PART_FEMALE,
	PART_PARTY,
	PART_AGE,
	PART_SCHOOL,
	PART_RANK,
	PART_FIRST_HALF,
	PART_SECOND_HALF,
	PART_PENALTY_PARTY, /* 党纪 and 政务 fall on the same people */
	PART_PENALTY_OFFICE,
	PART_TOUCHED, /* 涉及…的 */
	PART_ACTION,  /* 立案 罚款 整改: one thing can meet several */
};

struct part {
	size_t at;
	const struct fact_number *number;
	struct str label, noun;
	enum part_kind kind;
};

struct parts {
	struct part part[PARTS_MAX];
	size_t count;
	size_t last; /* token: where the list ends */
	size_t semi; /* members before the first ；, none of another unit among them; 0: there is none */
	bool etc;    /* 等 */
	bool rest;   /* 其余 */
	bool mixed;  /* numbers of other units, or more than was read, stand in between */
	bool units;  /* of those, some are of another unit */
	bool closed; /* runs up to the end of its sentence or bracket */
	bool hedged; /* a remark says that members overlap or lie outside (在建, 重复, 兼) */
};

enum part_kind part_kind_of(struct str label, struct str noun);
/* False: part_kind_of() does not give PART_DONE. Cheap: asked of every number. */
bool part_may_be_done(struct str label, struct str noun);
/* The name of the thing counted; none when the words behind the number already tell what became of it. */
struct str part_noun(const struct num_row *r, size_t at);
/* Reads parts of `like`'s unit from token `from` on, at the bracket depth given. False: not a plain list. */
bool parts_read(const struct num_row *r, size_t from, uint8_t depth, const struct fact_number *like, struct str noun,
	struct parts *ret);
/* The parts may count the same thing twice. */
bool parts_overlap(const struct parts *p);
/* The labels themselves divide the whole: done and not done, new and revised, men and women ... */
bool parts_divide(const struct parts *p);
/* All labels end in one and the same character (类, 区 ...). */
bool parts_same_class(const struct parts *p);
/* The total's name is made of the labels: 意见建议56条，其中意见31条、建议24条. */
bool parts_spell(const struct parts *p, struct str total_label);
bool parts_status(const struct parts *p); /* done and open both */
/* ；二是…: the next step of a list, about another thing. */
bool parts_next_step(const struct num_row *r, size_t semi);
/* The label compares or distributes: 每, 同比, 增加. Its number is no part. */
bool part_is_foreign(struct str label);

#endif
