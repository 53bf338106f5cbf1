/* The outline of a report: its numbered headings, nested by number and kind, and what each one is. */
#ifndef REPORT_OUTLINE_H
#define REPORT_OUTLINE_H

#include "lines.h"

enum role {
	ROLE_NONE,    /* no heading of ours: a measure's number, a list in the preamble */
	ROLE_SECTION, /* 二、巡察反馈问题整改情况 */
	ROLE_ASPECT,
	ROLE_PROBLEM,
	ROLE_GROUP, /* a heading between a problem and its items */
	ROLE_ITEM,
};

/* 第一部分 above 一、: a kind of number of its own, higher than any token's. */
enum { HEAD_PART = TOK_EOL };

struct head {
	uint32_t at, body;  /* the marker's start, the content's start */
	uint32_t no_end;    /* where its number ends that is said again behind it (（一）问题一：), else 0 */
	uint32_t line;      /* index of its line */
	uint32_t title_end; /* the line's end, or the next heading on the same line */
	uint32_t end;       /* where the next heading of the same or a higher level starts */
	uint32_t value;
	struct span
		found; /* what was found, told under the same heading in a section that lists the problems; {0, 0}: it is not */
	struct span told; /* 已完成整改6个: what counts the item with others, by their state; {0, 0}: nothing does */
	uint32_t list;    /* headings of one series share it */
	int32_t parent; /* index, -1: none */
	uint32_t depth;
	uint8_t type; /* enum token_kind, or HEAD_PART */
	uint8_t role;
	bool minor : 1;      /* of the smaller of two interleaved series: (1) (16) (17) (2) (18) */
	uint8_t finding;     /* words_finding() of its title */
	bool imperative : 1; /* words_measure() of its title */
	bool labelled : 1;   /* its own text has 整改措施 or the like */
	bool tells : 1;      /* and one of them opens what was done: it is not only a state, a limit, a department */
	bool answered : 1;   /* and that tells what is or was done: not only who is to do it by when */
	bool text : 1;       /* it has lines of its own besides its title */
	bool lifted : 1; /* the state below the last of its list is that of the heading above: they tell what was done */
	bool listed : 1;  /* and one of them begins with 一是, ①, ● or —— */
	bool wanting : 1; /* it does not sound like a finding, but what is said behind its first sentence does */
	bool facet : 1;   /* …方面 */
	bool above : 1;   /* of headings right below it some are labelled */
	bool listing : 1; /* a section that lists problems which another one tells of */
	bool missed : 1;  /* in such a section: nothing tells of it, or of one below it */
	bool prose : 1;   /* a section of paragraphs: no problem stands in it */
	bool over : 1;    /* （三） above 一、: a section like 一、 elsewhere */
	bool refers : 1;  /* 对第1条的整改。: what it tells of is listed elsewhere under its number */
	uint8_t section;  /* enum section_role, for ROLE_SECTION */
	uint8_t kind;     /* enum problem_kind, for ROLE_PROBLEM */
};

struct outline {
	struct str text;
	const struct vec *tokens;
	const struct vec *lines;
	size_t body;                          /* lines that count */
	bool tabs;                            /* the text has tabs or bars */
	const struct report_options *options; /* NULL: none */
	bool unnumbered;                      /* no problem has a number of a lower kind than （一） */
	bool headed_by_place;                 /* a line above 整改情况： names a problem, however it is worded */
	size_t first_line;                    /* of the first heading, where they are */
	bool bulleted;                        /* problems are lines of their own above measures that are bulleted */
	bool told_below;                      /* problems are titles above what was found: 审计指出，… */
	bool titled;          /* problems are lines of their own without a number, below 一、 or （一） */
	bool numbered_labels; /* 三、整改措施 （四）整改时限 are labels with a number, no headings */
	bool tale;            /* problems are told within sentences */
	bool in_lines;        /* each problem but the last is one line that says it all */
	size_t sections;      /* that have problems right below, without an aspect between */
	struct vec heads;     /* struct head, in order */
	struct vec tables;    /* struct table, in order; no heading is looked for inside */
};

/* Finds the headings and decides what they are. */
int outline_build(struct outline *o);
/* Whether token i is a label in earnest: at a line's start or behind a sentence's end; without a colon only when it
 * stands alone, in brackets or right before a marker. */
bool outline_is_label(const struct outline *o, size_t i, uint32_t line_start, uint32_t line_end);
/* Whether a full stop stands right behind label i instead of a colon. */
bool outline_label_stops(const struct outline *o, size_t i);
/* Whether token i stands inside round brackets that opened on its line. */
bool outline_in_brackets(const struct outline *o, size_t i, uint32_t line_start);
/* "3.5万元" is a number; "6.2018年…" and "1.22家企业…" are a marker and text: what is counted there is never a fraction. */
bool outline_is_decimal(const struct outline *o, const struct token *t);
struct str head_title(const struct outline *o, const struct head *h);

#endif
