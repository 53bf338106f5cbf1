#include "prepare.h"

#include "charset.h"

bool prepare(const struct answer_request *q)
{
	charset_preload();
	return q->format == INTAKE_PDF || q->format == INTAKE_IMAGE || (q->format == INTAKE_OFD && !q->no_ocr);
}
