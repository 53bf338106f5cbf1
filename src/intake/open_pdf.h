/* What opens PDF through poppler, in two files. */
#ifndef INTAKE_OPEN_PDF_H
#define INTAKE_OPEN_PDF_H

#include <poppler.h>

#undef BANNED_LATER
#include "banned.h"

#include "pdf.h"

/* Appends to `chars` (struct pdf_char) what was typed onto the page and stands in no content of it: fields of forms, and text that readers
 * put over a page. *ret_remarks: there are remarks besides, which are not read. 0 or negative. */
int open_pdf_typed(PopplerPage *page, double height, struct vec *chars, bool *ret_remarks);

#endif
