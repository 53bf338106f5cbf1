/* What the files of claims share: the number in its clause, and the walk over what the report says of itself. */
#ifndef REPORT_CLAIMS_PARTS_H
#define REPORT_CLAIMS_PARTS_H

#include "claims_count.h"
#include "facts.h"

enum noun { NOUN_NONE, NOUN_PROBLEM, NOUN_DETAIL, NOUN_MEASURE, NOUN_TASK, NOUN_LIST, NOUN_RULE };

struct total {
	enum noun noun;
	struct str unit; /* 个 */
	int64_t value;
};

struct walk {
	struct report *r;
	struct counts all, main, aspect; /* main: without the problems in sections of their own */
	const struct counts *counts;     /* those of the place being read */
	struct node *entered;            /* the aspect that `aspect` counts */
	uint32_t first_problem;          /* its first problem's place */
	size_t next;                     /* first number not yet passed */
	/* the sentence */
	uint32_t sentence;
	enum noun subject; /* what its last total counted */
	struct str subject_unit;
	/* the paragraph's last total of problems, and the last of the paragraphs before it; NOUN_NONE: there is none */
	struct total problems, earlier;
	struct total tasks; /* 10项具体整改事项 beside 6个问题: the last total of them, with a unit of its own */
	bool closing;       /* what is read stands behind the problems */
	bool joined;        /* what is read are lines that a printed line's end cuts inside a sentence */
	bool tasks_are_measures; /* 12个问题, 29项任务: no state of theirs is printed */
	size_t first_claim;      /* of this sentence */
	bool elsewhere; /* what this sentence counted last are others: 上轮反馈的22个问题, 立行立改的52个问题 */
	bool items_are_problems; /* the report calls its items problems: 8个问题 where (1) to (8) are */
};

/* A number in its clause. */
struct place {
	const struct fact_number *n;
	struct str before, after;  /* of the clause, up to the neighbouring numbers */
	struct str sentence, rest; /* up to the number, and what stands behind it */
	bool problem_next;         /* 八大类43条问题: the next number counts problems */
	bool same_next; /* 22个问题已完成整改21个: what is said behind the number is said of the next one */
};

/* --- claims_words.c: what the words of its clause say of a number --- */

/* Whether a number of this kind and unit may be a claim: most are none. */
bool claim_possible(const struct fact_number *n);
bool claim_whole(const struct fact_number *n);
bool claim_unit_is(const struct fact_number *n, const char *const *units);
bool claim_of_things(const struct fact_number *n);
bool claim_of_people(const struct fact_number *n);
/* The thing counted: what follows the number, else what stands before it. */
enum noun claim_noun(const struct place *p);
/* What is said of the things counted: behind them (12条问题已整改到位), else before (已整改完成12个). */
enum state claim_state(const struct place *p);
/* 分阶段整改的17个, 要求立行立改的48个: how they are to be mended, not how far it got. */
bool claim_of_kind(const struct place *p);
/* Nothing stands between the number and what is said of it: 2条已完成整改. */
bool claim_state_follows(const struct place *p);
/* 35项整改任务已全部完成: the number is the total as well. */
bool claim_of_all(const struct place *p);
/* 132项任务已完成或基本完成: how many of them are the one, nobody says. */
bool claim_of_two_states(const struct place *p);
/* 八大类43条问题, 反馈的3个方面12个问题. */
bool claim_is_aspect(const struct place *p);
bool claim_about_inspection(const struct place *p);
/* 案件, 隐患, 12个科室: other things than the report's own. */
bool claim_not_ours(const struct place *p);
/* 自查发现问题35个 are not those of the inspection; 解决一个问题 counts nothing. */
bool claim_found_elsewhere(const struct place *p);
/* 要求立行立改的52个问题 beside those of other kinds. */
bool claim_parts_by_kind(const struct walk *w, const struct place *p);
/* 上轮巡察反馈的22个问题, 选人用人专项检查反馈的9个问题. */
bool claim_of_other_round(const struct place *p);
/* 其中12个, 在...方面反馈问题5个: a part, not the whole. */
bool claim_is_part(const struct place *p);
/* 分解, 细化 */
bool claim_splits(struct str s);
/* 将6个问题细化为19条措施 */
bool claim_splits_problems(const struct place *p);
/* 修订…办法1项, and not 完善一项制度 */
bool claim_in_digits(const struct place *p);
/* 其中 stands between `from`, a claim of the same kind, and the number, or a bracket that holds it opens right behind. */
bool claim_follows_of(const struct place *p, struct str from);
/* 以上问题，已完成9个，长期坚持1个 */
bool claim_sums_up(const struct place *p);
/* 对未完成整改的3个问题: whoever says so told their number before. */
bool claim_refers(const struct place *p);
/* 第二批共9项进展情况公示如下 */
bool claim_tells_of_all(const struct place *p);
/* 除1项需长期坚持外，其余9项已完成: of the total, whatever the unit. */
bool claim_parts_total(const struct place *p);
/* 截至目前，整改完成9项: of what was inspected, though no total was said; not 发现隐患12处，整改完成9项. */
bool claim_mends(const struct place *p);
/* 群众信访件86件，办结率97.7%: of something that the sentence told last. */
bool claim_rates_others(const struct place *p);
/* 整改任务12项, and not 办理事项18项 */
bool claim_of_inspection(const struct place *p);
/* 23.5万元属于日常收缴，不计入整改资金: said to be outside what is counted. */
bool claim_left_out(const struct place *p);
/* 当时公布的10个问题中，已完成5个: how far it was then. */
bool claim_told_then(const struct place *p);
/* 到12月31日完成1个，到3月31日累计完成4个 */
bool claim_of_earlier_day(const struct place *p);
/* 8个问题已完成整改7个: of the eight, seven are said to be done. */
bool claim_counts_behind(const struct place *p);

/* 年底前再出台制度2项: what the sentence says lies ahead. */
bool claim_planned(const struct place *p);
/* 制定3项、修订1项制度: what is made and revised is named behind the last number. */
bool claim_lists_rules(const struct place *p);

/* --- claims_sums.c --- */

/* Adds what the rows 合计 of tables say, in a report with ledgers. 0, or ERR_NOMEM. */
int claims_of_sums(struct report *r);

/* --- claims.c --- */

/* Adds the claim that the number is, if it is one. 0, or ERR_NOMEM. */
int claim_read(struct walk *w, const struct place *p);
/* The same for a number in the title of an aspect: those of states alone, 持续推进的问题（3个）. */
int claim_read_title(struct walk *w, const struct place *p);

#endif
