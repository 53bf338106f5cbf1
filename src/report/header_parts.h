/* What the files of the header share: header.c puts together what header_title.c, header_names.c and header_dates.c find. */
#ifndef REPORT_HEADER_PARTS_H
#define REPORT_HEADER_PARTS_H

#include "grammar.h"

#define COUNT(a) (sizeof(a) / sizeof *(a))

/* A header reaches no further. */
enum { HEAD_BYTES = 6000 };

static inline const struct line *header_line(const struct outline *o, size_t i)
{
	return &VEC_AT(o->lines, struct line, i);
}

static inline struct str header_text(const struct outline *o, size_t i)
{
	return str_sub(o->text, header_line(o, i)->start, header_line(o, i)->end);
}

/* A line that is a paragraph: what stands above the first one is the page's and the title. */
bool header_is_paragraph(struct str s);

/* Sets r->title and marks its prose. */
void header_find_title(struct report *r, const struct outline *o);

/* A name that ends in what a party organisation is called. */
bool header_is_org(struct str s);
/* Whether a name tells where its unit is. */
bool header_names_place(struct str s);
/* 市委第六巡察组, 省委巡视组, as the preamble calls it; NONE: it names nobody. */
struct str header_inspector(struct str preamble);
/* Which office audited: 省审计厅, 清源市审计局. */
struct str header_audit_office(struct str preamble);
struct str header_audited(struct str preamble);
/* Whom the preamble says was inspected (对…党组进行了巡察, 向…党组反馈), or, failing that, which place or office (对东江市海岸区开展了巡视). */
struct str header_unit_in_preamble(struct str preamble);
struct str header_office_in_preamble(struct str preamble);
/* The same, by a name that does not say of which city (市水利局党组). */
struct str header_short_unit_in_preamble(struct str preamble);
/* 东江市委, where the text names the committee of a place that stands for it. */
struct str header_committee_of(struct str preamble, struct str place);
/* The full name that the title begins with; the sender's name there, however short. */
struct str header_unit_in_title(struct str title);
struct str header_sender_in_title(struct str title);

/* Behind byte `behind`: sets r->signed_date, and r->unit where it is not known. */
void header_find_signature(struct report *r, const struct outline *o, uint32_t behind);
void header_find_published(struct report *r, const struct outline *o, uint32_t behind);
/* The end of the report's first paragraph, 0: there is none. */
uint32_t header_first_paragraph_end(const struct outline *o);

#endif
