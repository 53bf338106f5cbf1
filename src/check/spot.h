/* Where a fact stands: its leaf, its sentence, its clause. Shared by the rules that begin from facts. */
#ifndef SPOT_H
#define SPOT_H

#include "check.h"

/* Leaves in the order of the text. Questions must come in that order too: all of them together are linear. */
struct spot {
	const struct report *r;
	struct node *leaf, *other, *other_leaf; /* next ones in the root's tree and below `others` */
	size_t dealt;                           /* the next of r->dealt */
};

struct spot spot_begin(const struct report *r);
/* The leaf that holds `offset`, or NULL. Offsets never fall from call to call. */
const struct node *spot_leaf(struct spot *s, uint32_t offset);
/* The item a leaf belongs to, or NULL. */
const struct node *spot_item(const struct node *leaf);
/* A measure, progress or result: what is said to be done. */
bool spot_is_deed(const struct node *leaf);

/* A line's end within a paragraph, in a text whose lines were broken where they were full: its first line alone is indented. */
bool spot_is_wrap(struct str text, size_t nl);

#define SPOT_REACH 364 /* fewer bytes of a sentence than these are looked at on either side */

/* The sentence around [at.start, at.end): to 。；！？ or the line's end, not further than SPOT_REACH. */
struct span spot_sentence(const struct report *r, struct span at);
/* The clause: to ，too. */
struct span spot_clause(const struct report *r, struct span at);
/* What stands in the clause before it, and behind it; in the sentence before it, and behind it. Half of the way is spared. */
struct str spot_lead(const struct report *r, struct span at);
struct str spot_rest(const struct report *r, struct span at);
struct str spot_before(const struct report *r, struct span at);
struct str spot_behind(const struct report *r, struct span at);
struct str spot_unblank_both(struct str s);
/* Without the blanks at both ends that part a number from its words (共 45 个): neither tabs nor line ends. */
static inline struct str spot_unblank(struct str s)
{
	if (s.len == 0)
		return s;
	unsigned char first = (unsigned char)s.ptr[0], last = (unsigned char)s.ptr[s.len - 1];
	bool plain_first = first > ' ' && first != 0xE3 && first != 0xC2,
	     plain_last = last > ' ' && last != 0x80 && last != 0xA0;

	return plain_first && plain_last ? s : spot_unblank_both(s);
}
/* The first place in [from, to) at which a mark may stand (a line's end , ; : ( ) and all of which the first byte is E3 or EF), or `to`. */
size_t spot_next_mark(const char *text, size_t from, size_t to);
/* Where the first of these marks stands at or behind `from`, and its length; the end and 0: none does. */
size_t spot_mark(struct str s, size_t from, const struct str *marks, size_t *ret_len);
/* The length of the blank that `s` begins with: U+0020, U+3000, U+00A0; 0: none. */
size_t spot_blank(struct str s);
/* The length of the digit that `s` begins with: 0 to 9, ０ to ９, 〇 and 一 to 九; 0: none. */
size_t spot_digit(struct str s);
/* [from, to) of the text, without them. */
struct str spot_text(const struct report *r, uint32_t from, uint32_t to);

/* The index of the first fact at or behind `offset`; `span_at`: where its span stands in it, or the place alone. Near the answer of the question before, which is
 * where questions in the order of the text find theirs, few are looked at. */
size_t spot_first(const struct vec *facts, size_t span_at, uint32_t offset, size_t near);
size_t spot_first_date(const struct report *r, uint32_t offset);
size_t spot_first_number(const struct report *r, uint32_t offset);

/* Whether one of the words (a list that ends with an empty one) stands in s; at its end; at its beginning. */
bool spot_any(struct str s, const struct str *words);
/* 一 to 十, and 两. */
extern const struct str spot_numerals[];
/* 三件, where `unit` is 件: a Chinese numeral right before it. */
bool spot_has_numeral(struct str s, struct str unit);
/* 占比, 占总数的, 约占五成, 占3.2%: a share is told; 占道经营, 占用 and 侵占 tell none. */
bool spot_share(struct str s);
bool spot_ends(struct str s, const struct str *words);
bool spot_starts(struct str s, const struct str *words);

/* The last day of a date as printed: 2024年8月 is 31 August, 8月中旬 the 20th; none when its year is not known. */
struct date spot_last_day(const struct report *r, const struct fact_date *d);
/* Whether day and year are the report's own words. */
bool spot_is_certain(const struct fact_date *d);
/* The day the report speaks from: signed, else published; the later of both. None: not known. */
struct date spot_report_day(const struct report *r);

/* The text breaks off in the middle of a sentence: it is an excerpt, and of what would follow nothing can be said. Last lines of
 * `least` bytes and fewer are names, dates, footers. */
bool spot_text_is_cut(const struct report *r, size_t least);

#endif
