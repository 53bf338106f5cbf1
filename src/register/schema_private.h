/* Shared by the schema_*.c files alone. */
#ifndef REGISTER_SCHEMA_PRIVATE_H
#define REGISTER_SCHEMA_PRIVATE_H

#include "schema.h"
#include "value.h"
#include "vec.h"

/* What a table looks like, as the definition before left it. One line each in register_definition.shape:
 * "parent NAME", "state NAME", "field NAME TYPE SCALE FLAGS CHOICES" with flags m (multiple) u (unique)
 * p (unique in the parent) r (retired) i (index) or "-". */
struct old_field {
	struct str name, choices; /* choices: "|a|b|" or "-" */
	enum field_type type;
	int scale;
	bool multiple, unique, unique_in_parent, retired, index;
};
struct shape {
	struct str parent;
	struct old_field *fields;
	size_t fields_count;
	struct names states;
};

void shape_write(const struct register_def *def, struct buf *out);
/* ERR_DB when the text is none (the database was tampered with). */
int shape_read(struct str text, struct arena *a, struct shape *ret, struct err *e);

struct change {
	struct store *store;
	struct arena *arena;
	const struct register_def *def;
	struct shape old;
	struct vec *reasons; /* struct str */
	struct buf sql;      /* statements, run when there are no reasons */
	struct err *e;
};

/* The column type of a dialect. */
const char *schema_type(const struct store *s, bool integer);
/* CREATE TABLE and its indexes. */
void schema_create(struct change *c);
void schema_late_indexes(struct change *c);
/* Indexes of fields: those of the old shape that are no longer wanted, those that are new. */
void schema_drop_indexes(struct change *c);
void schema_add_indexes(struct change *c);
/* Statements from the old shape to the definition, or reasons against it. */
int schema_change(struct change *c);
/* Adds "TITLE：TEXT" to the reasons. */
int schema_reason(struct change *c, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
/* How many rows of the register's table satisfy `where` (SQL of ours, names checked). */
int schema_count(struct change *c, const char *where, int64_t *ret);
/* What must happen to the values of a field that was there before. */
int schema_convert(struct change *c, const struct old_field *old, const struct field *f);
void schema_drop_column(struct change *c, struct str name, enum field_type type);
void schema_add_column(struct change *c, const struct field *f);

/* The values of a row of JSON {column: text}; false: no memory. */
bool catalogue_data(struct str json, const struct catalogue *c, struct arena *a, struct str *values);
int catalogues_apply(struct store *s, const struct register_def *def, int64_t now_ms, struct err *e);

#endif
