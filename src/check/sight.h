/* What the pass over the text has sighted: what a report should not show or should not misspell (BH7xx, BH8xx), what says that work got only so far
 * (BH208), the marks that come in pairs (BH503), and the hints of moods (BH201 to BH203). A sight is only a place worth a look; the rules look.
 * The pass is the parser's: a report that was not parsed with check_words is walked once more. */
#ifndef SIGHT_H
#define SIGHT_H

#include "check.h"
#include "mark.h"
#include "mood_hint.h"

enum sight_kind {
	SIGHT_DIGITS,   /* eleven digits or more in a row, blanks and hyphens between groups allowed, X at the end */
	SIGHT_ROOM,     /* three or four digits: 单元501, 502室 */
	SIGHT_HAMLET,   /* 三组, of a village */
	SIGHT_PLATE,    /* a province's character and a letter */
	SIGHT_PENALTY,  /* 警告处分, 诫勉谈话 ... */
	SIGHT_CITIZEN,  /* 居民, 信访人 ... */
	SIGHT_SECRET,   /* 机密, 秘密, 绝密 before ★ */
	SIGHT_MISPRINT, /* a word of misprints.def */
	SIGHT_HALFWAY,  /* a cue of halfway.def (BH208, BH210, BH603) */
};

struct sight {
	enum sight_kind kind;
	uint16_t word; /* SIGHT_MISPRINT, SIGHT_HALFWAY: its row */
	struct span span;
};

struct misprint {
	struct str wrong, right, unless; /* `unless`: words parted by blanks; one of them around it excuses it */
};
extern const struct misprint misprints[];
extern const size_t misprints_count;

/* Which excuses a cue of work that got only so far asks for (halfway.c). */
enum halfway_kind {
	HALFWAY_OPEN,
	HALFWAY_PART,
	HALFWAY_LATER,
	HALFWAY_BEGUN,
	HALFWAY_NEED,
	HALFWAY_LEFT,
	HALFWAY_DOING,
	HALFWAY_ASKED,
	HALFWAY_REST,     /* 其余, 剩余 */
	HALFWAY_STAGE,    /* 公告期 */
	HALFWAY_HALT,     /* 停工 */
	HALFWAY_ATIT,     /* 在审核 */
	HALFWAY_SENT,     /* 已报 */
	HALFWAY_GAP,      /* 没有松口 */
	HALFWAY_SHIFT,    /* 放到, of a time to come */
	HALFWAY_LEAVE,    /* 自然消化 */
	HALFWAY_WAITS,    /* ，等 */
	HALFWAY_STEP,     /* 完成招标 */
	HALFWAY_EXCEPT,   /* 除2人外均已 */
	HALFWAY_SEQUEL,   /* 评审后挂网 */
	HALFWAY_SIGN,     /* 未, 还, 但: one character */
	HALFWAY_URGED,    /* 督促…尽快 */
	HALFWAY_TOGETHER, /* 一并解决 */
	HALFWAY_WISH,     /* 抓紧处置, and there it ends */
	HALFWAY_AHEAD,    /* 明年二季度交付 */
	HALFWAY_PLANNED,  /* 纳入改造计划 */
	HALFWAY_EASED,    /* BH210's, no cue of BH208 */
	HALFWAY_BACK      /* BH603's: 又, 反弹 */
};
struct halfway_cue {
	struct str word;
	enum halfway_kind kind;
};
extern const struct halfway_cue halfway_cues[];
extern const size_t halfway_count;

/* Made at the first call of a run and kept in c. */
struct sights {
	struct vec found;  /* struct sight, of the first copy: a second one says the same again */
	struct vec marks;  /* struct mark, of the whole text */
	struct vec hints;  /* uint32_t, of the whole text: where one may begin (hint_lex()) */
	size_t hint;       /* the one that was asked for last */
	struct vec halves; /* uint32_t, of the first copy: punctuation marks of half width between Chinese characters */
};

/* In the order of the text; NULL without memory. */
const struct vec *sights_of(struct check *c);
const struct vec *marks_of(struct check *c);
const struct vec *halves_of(struct check *c);
/* Those at or behind `offset`. False: no memory. */
bool hints_from(struct check *c, uint32_t offset, struct hints *ret);
void sights_free(struct sights *s);

#endif
