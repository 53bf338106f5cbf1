/* What a sentence says about being done (时态与语气): a reading of tense and modality.
 *
 * A text is cut into sentences and clauses; the words that carry tense, modality, negation and
 * completion are recognised (mood_lex.re) and weighed by the procedure described in mood.c. What the sentence
 * says of other things, of habits, of conditions and of the past is not a doubt. */
#ifndef MOOD_H
#define MOOD_H

#include "date.h"
#include "report.h"

enum mood_cause {
	MOOD_ONGOING,  /* 正在办理, 审批中 */
	MOOD_WAITING,  /* 待…后, 等待 */
	MOOD_INTENDED, /* 拟于, 准备签订 */
	MOOD_FUTURE,   /* 将于, 下一步 */
	MOOD_PLANNED,  /* 计划于, 预计, 力争 */
	MOOD_NOT_YET,  /* 尚未完成 */
	MOOD_DRAFT,    /* 已形成初稿 */
	MOOD_GRADUAL,  /* 分年度支付 */
	MOOD_PARTLY,   /* 已基本完成 */
	MOOD_PROMISED, /* 11月底前全面完成: a date and no word of completion */
};

/* How sure it is that the thing itself is not there. */
enum mood_level {
	MOOD_QUIET, /* nothing to say */
	MOOD_NOTE,  /* goes on with what is there: only worth reading in full listings */
	MOOD_SOFT,  /* a part is open */
	MOOD_HARD,  /* the thing is not there */
};

/* One per sentence: the strongest. Spans are byte offsets into the text given to mood_read(). */
struct mood {
	enum mood_cause cause;
	enum mood_level level;
	struct span sentence; /* without the stop */
	struct span word;     /* what decided */
	struct span promise;  /* the date promised with it, or empty */
	bool has_promise;
	bool before; /* the promise is of the form …前, …底, 年内 */
	bool bare;   /* MOOD_PROMISED without 确保, 力争 and the like: a doubt only when the day has not come */
};

/* Returns 0 to go on, a negative code to stop. */
typedef int mood_sink(void *context, const struct mood *m);

/* What the caller has a use for: moods of other kinds may be left out. */
struct mood_want {
	struct date since; /* bare moods of this day and later; none: no bare moods */
	bool dated;        /* only moods with a promise */
};

/* Where hints (mood_hint.h) may begin in a text, in order; those behind its end are not looked at. */
struct hints {
	const uint32_t *at, *end;
	uint32_t base; /* where the text begins in what they were found in */
};

/* Calls `sink` for each sentence above MOOD_QUIET, in order; only sentences with a hint can be such. Linear in the text; allocates
 * nothing. The text is valid UTF-8. Returns 0 or what the sink returned. */
int mood_read(struct str text, struct hints hints, const struct mood_want *want, mood_sink *sink, void *context);

const char *mood_cause_text(enum mood_cause cause);  /* Chinese, why it is a doubt */
const char *mood_advice_text(enum mood_cause cause); /* and what to do about it */

#endif
