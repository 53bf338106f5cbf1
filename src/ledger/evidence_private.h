/* Private to evidence. */
#ifndef LEDGER_EVIDENCE_PRIVATE_H
#define LEDGER_EVIDENCE_PRIVATE_H

#include "evidence.h"
#include "record_private.h"

/* An upload's row; strings in the desk's arena. */
struct upload_row {
	struct evidence_new wanted;
	const struct register_def *r;
	int64_t expires_at;
};
int upload_load(struct desk *d, const char *token, struct upload_row *ret, struct err *e);
int upload_forget(struct desk *d, const char *token, struct err *e);
/* May this person add this to the record? Refuses what stands in the way. `type`: not known yet. */
int evidence_may_add(struct desk *d, const struct register_def *r, const struct evidence_new *n,
	const struct media_type *type, struct row *ret, struct err *e);

#endif
