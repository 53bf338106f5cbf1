/* Contents checked (佐证材料和原件核对): every file that the ledger names is read and compared with the SHA-256 it came with. */
#ifndef LEDGER_CONTENTS_H
#define LEDGER_CONTENTS_H

#include "arena.h"
#include "blob.h"
#include "pool.h"

enum { CONTENT_FAULTS_MAX = 200 };

struct content_fault {
	bool missing;             /* else: not what it was */
	struct str register_name; /* of the record it is evidence of; "source": the original of an imported report */
	int64_t record_id;        /* the record's, or the source's */
	struct str file_name, sha256;
};
struct contents_check {
	int64_t files,
		bytes;      /* read; a file that several records name counts once for evidence and once for originals */
	int64_t faults_all; /* names of files that are missing or damaged */
	struct content_fault *faults; /* the first CONTENT_FAULTS_MAX, in the arena */
	size_t faults_count;
};
/* Takes readers of the pool for moments only: reading may take hours. A storage that does not answer fails (ERR_IO). */
int contents_verify(struct store_pool *pool, struct blobs *b, int64_t unit_id, struct arena *a,
	struct contents_check *ret, struct err *e);

#endif
