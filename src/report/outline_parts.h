/* What the files of the outline share: outline.c finds the numbered headings, outline_role.c says what they are,
 * outline_plain.c finds those without numbers. */
#ifndef REPORT_OUTLINE_PARTS_H
#define REPORT_OUTLINE_PARTS_H

#include "outline.h"

enum { DEPTH_MAX = 8 };
enum { ENDS = 2 * DEPTH_MAX + 2 }; /* depths are doubled where headings without numbers come between */

static inline const struct token *outline_token(const struct outline *o, size_t i)
{
	return &VEC_AT(o->tokens, struct token, i);
}

/* A title and nothing else: no label, no text, no second sentence. */
bool outline_is_bare(const struct outline *o, const struct head *h);
/* Where each heading's text ends, from the depths. */
void outline_set_ends(struct outline *o);

/* Puts `heads` in the place of those found before, unless `rc` says that they could not be made; takes them. Gives `rc`. */
int outline_replace_heads(struct outline *o, struct vec *heads, int rc);

/* Sections that list at length what another one answers below the same headings: they are `listing`, and what was found is said of the
 * answer's heading. Needs what titles sound like. 0 or ERR_NOMEM. */
int outline_find_echoes(struct outline *o);
/* Gives every heading its role. 0 or ERR_NOMEM. */
int outline_decide(struct outline *o);

bool outline_has_problems(const struct outline *o);
/* Whether headings are labels with a number: 一、整改任务 二、整改目标 三、整改措施 四、整改完成情况. */
bool outline_labels_numbered(const struct outline *o);
/* A text of such labels that tells of one task: makes it a problem. 0 or ERR_NOMEM. */
int outline_name_task(struct outline *o);

/* Tasks without numbers, 整改任务：… above 整改目标：…, where there are no problems: each is one. 0 or ERR_NOMEM. */
int outline_find_tasks(struct outline *o);

/* A line that could name an aspect without a number: …方面, 【…方面】. */
bool outline_names_aspect(const struct outline *o, size_t line);
/* Units that stand without numbers above lists of their own, where there are several: each is an aspect, or, above aspects, a section.
 * 0 or ERR_NOMEM. */
int outline_part_units(struct outline *o);
/* Headings of aspects that have no number, where no aspect has one. 0 or ERR_NOMEM. */
int outline_name_aspects(struct outline *o);
/* Problems told in several blocks of finding and answer: each becomes an item. 0 or ERR_NOMEM. */
int outline_find_blocks(struct outline *o);
/* Items told within the sentences of a problem's text: 对…问题，…。 each, or 1-1，…。整改情况：…. 0 or ERR_NOMEM. */
int outline_find_inline(struct outline *o);
/* Problems told in pairs (问题：… 整改：…, or a line and 整改情况： below it) that have no numbers. 0 or ERR_NOMEM. */
int outline_find_pairs(struct outline *o);
/* A notice by its first words: 市委第二巡察组向…反馈巡察情况, 关于巡察…的反馈意见; not what tells of rectification. */
bool outline_begins_as_notice(struct str text);
/* Problems and particulars that a notice of feedback counts by 一是 二是. 0 or ERR_NOMEM. */
int outline_list_feedback(struct outline *o);
/* Problems told within the sentences of a tale, where none was found that has a number or a label. 0 or ERR_NOMEM. */
int outline_tell_tale(struct outline *o);

/* --- outline_deeds.c --- */

/* Where there are no problems: a list of deeds that is as long as the text says it has problems becomes these. 0 or ERR_NOMEM. */
int outline_take_deeds(struct outline *o);
/* A notice of feedback that tells its problems in one sentence, where no others were found. 0 or ERR_NOMEM. */
int outline_tell_feedback(struct outline *o);

#endif
