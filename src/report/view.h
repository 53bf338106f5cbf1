/* The text as the lexers see it: markup is blank, every character stands where it stood.
 *
 * People paste a page's source, or text with remains of it (&nbsp; ** <br/>). Tags, entities and the marks of Markdown are
 * overwritten by what they stand for and by blanks, byte for byte, so that an offset into the view is one into the file.
 * Only the report's own copy is written to. */
#ifndef REPORT_VIEW_H
#define REPORT_VIEW_H

#include "str.h"

/* Blanks the markup in [text, text + len); true when there was any. Linear; ordinary text is only searched. */
bool view_blank_markup(char *text, size_t len);

/* The blanks that markup left inside a title are none of it: gives `s` without them, in `to` (s.len bytes). */
struct str view_squeeze(struct str s, char *to);

/* The length of the bullet that `s` begins with (● ★ ◆ •, Wingdings, [✔]), blanks behind it not counted; 0: none, or nothing follows it.
 * *ret_kind is then which one, from 1 on. */
size_t view_bullet(struct str s, uint8_t *ret_kind);
/* What it looks like. */
struct str view_bullet_text(uint8_t kind);

#endif
