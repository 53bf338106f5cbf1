/* What the BH2xx rules share: which items count as done, and by whose word. */
#ifndef CLOSURE_H
#define CLOSURE_H

#include "check.h"

/* The report's own claim that everything is done (其余问题均已整改完毕), if it makes one. */
struct closure_cover {
	bool found;
	struct span span;    /* the sentence */
	struct str excepted; /* what it quotes as left out; .ptr NULL: nothing */
	/* Exceptions it makes without a name (除1个问题仍在推进外) cover the items whose own result says so. */
	bool spares_open, spares_partial;
};

struct closure_item {
	const struct node *problem, *item; /* problem may be NULL */
	const struct node *result;         /* the last one, or NULL */
	bool done;                         /* by its result or by the cover */
	bool covered;                      /* the report claims it among what is done */
	bool long_term;
	bool partial; /* 基本完成, and yet claimed among what is done */
	bool has_progress;
	/* 1.题目。做了什么…（已完成）: no measure and no progress, so what was done stands behind the finding's first sentence. Empty: none. */
	struct span account;
	uint32_t told_to; /* …，该项任务现已完成: where the state begins that ends the last leaf; 0: none does */
};

/* Read once and kept for all rules of a run. */
struct closure {
	struct closure_cover cover;
	/* The day the report speaks from: signed, else published, else its last result; none when it has no date. */
	struct date report_date;
	struct vec items; /* struct closure_item, those in a section of their own included, in reading order */
};

/* check_run() frees it. NULL: no memory. */
const struct closure *closure_of(struct check *c);
void closure_free(struct closure *k);

/* Called for each item, in order; a negative code ends it. */
typedef int closure_visit(struct check *c, const struct closure_item *item, void *context);
int closure_each(struct check *c, closure_visit *visit, void *context);

/* The account as a leaf of its own, for what reads leaves. */
struct node closure_account(const struct report *r, const struct closure_item *item);

/* The leaf tells what was done: progress, the result, and measures where no progress stands beside them or that say 已 (of these no mood is
 * read: plans say 待 and 将 rightly). */
bool closure_tells(const struct closure_item *it, const struct node *leaf);
/* The leaf without the state that ends it. */
struct node closure_cut(const struct report *r, const struct closure_item *it, const struct node *leaf);
/* 下一步：…: what is to come, and nothing of it said to be left over. */
bool closure_is_plan(const struct node *leaf);

/* What stays as it is until its term by contract or rule, and is no work left undone: 质保金待缺陷责任期满后支付, 其余18户仍在监测期内. */
bool closure_is_kept(struct str sentence);

/* 依据《…规范》开展检修，该规范目前处于征求意见阶段; 审计指出，…仍未分配: said of what others made, or of what was found. */
bool closure_is_of_others(struct str sentence);

/* 申报结果另行公布，不影响本项整改内容; 列入明年计划，属方案之外的提升工程: in the sentence, or in what follows in the leaf. */
bool closure_is_apart(struct str rest);

/* Its own result says that it is done, whatever the cover says. */
bool closure_result_done(const struct closure_item *item);

/* The last day of a promised time ("11月底前", "2020年第二季度"); none when it cannot be told. `explicit_year` tells whether the
 * year was printed with it or before it in the same sentence. */
struct date closure_promise_date(const struct report *r, struct date report_date, struct span promise,
	struct span sentence, bool *explicit_year);
struct date closure_report_date(const struct report *r);

/* Whole clauses of a sentence around a word, at most `most` bytes of them: what a finding quotes. */
struct span closure_quote(const struct report *r, struct span sentence, uint32_t word, uint32_t most);
/* The clause of the word, for a message; `ret_cut`: it was too long and something is left out behind it. */
struct str closure_words(const struct report *r, struct span sentence, uint32_t word, bool *ret_cut);

struct span closure_span(const struct report *r, struct str slice);

#endif
