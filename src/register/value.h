/* What a column holds, and the one place that turns users' text and JSON into it and back.
 *
 * Errors are ERR_INPUT (its form), ERR_LIMIT (too large, too long, too many), ERR_NOTFOUND (no such choice, code, person, record) with
 * a Chinese message that names the field and the rule. An empty text and JSON null are VALUE_NULL; whether a field may be empty is
 * not asked here (`required` depends on the state). */
#ifndef REGISTER_VALUE_H
#define REGISTER_VALUE_H

#include "arena.h"
#include "register.h"

/* Of jansson (in) and of base (out): one source file can include the header of one of them only. */
struct json_t;
struct json;

enum value_kind { VALUE_NULL, VALUE_INT, VALUE_TEXT };

struct value {
	enum value_kind kind;
	int64_t i;
	struct str s;
};

#define VALUE_COLUMNS_MAX 3
/* Characters of a text without a limit of its own. */
enum { VALUE_TEXT_MAX = 500, VALUE_LONGTEXT_MAX = 20000 };
enum { VALUE_SCALE_MAX = 6 }; /* digits behind the point */

/* What a conversion may need of the world; callbacks may be NULL. */
struct value_context {
	struct arena *arena; /* owns the texts of the results */
	const struct registers *all;
	const struct register_def *reg;
	struct date today;
	int64_t now_ms, me, my_department;
	int utc_offset_minutes;
	void *context;
	/* An id from what people write (a name, a number) for person, department, unit and reference fields: 1 found, 0 none,
	 * 2 several, negative: an error. NULL: only ids are understood. */
	int (*resolve)(void *context, const struct field *f, struct str text, int64_t *ret, struct err *e);
	/* The label of an id; .ptr NULL: unknown. */
	struct str (*label)(void *context, const struct field *f, int64_t id);
	/* The code of the catalogue (of the database) in force today by what people write, the code or its label: 1 found, 0 none,
	 * 2 several, negative: an error. NULL: the definition's rows are asked. */
	int (*find_code)(void *context, const struct field *f, struct str text, struct str *ret, struct err *e);
	/* The label of a code; .ptr NULL: unknown. NULL: the definition's rows are asked. */
	struct str (*code_label)(void *context, const struct field *f, struct str code);
};

/* Columns of a field: 3 for a place, 0 for files and computed, else 1. */
size_t value_columns(const struct field *f);
/* The type of the stored value: that of the field, or what it computes. */
enum field_type value_type(const struct field *f);
/* Whether such a value is an integer in the database. */
bool value_is_integer(enum field_type type);

/* From text as people write it (forms, CSV, defaults): "1,234.5", "2026-3-5", "2026年3月5日", "是", a choice's label or value,
 * "a、b" for several, "某路1号 (119.30, 26.08)". Fills value_columns(f) values; `text` may go into them. */
int value_from_text(
	const struct value_context *c, const struct field *f, struct str text, struct value *ret, struct err *e);
/* From JSON of the API (contract: docs/api.md). */
int value_from_json(const struct value_context *c, const struct field *f, const struct json_t *json, struct value *ret,
	struct err *e);
/* The default of a field; VALUE_NULL when it has none. */
int value_default(const struct value_context *c, const struct field *f, struct value *ret, struct err *e);

/* Writes one JSON value; `values` are those of the field's columns. */
void value_to_json(const struct value_context *c, const struct field *f, const struct value *values, struct json *j);
/* As people read it: "1,234.50元" is "1234.50", a choice its label, several joined by "、". Nothing for VALUE_NULL. */
void value_to_text(const struct value_context *c, const struct field *f, const struct value *values, struct buf *out);
bool value_eq(const struct value *a, const struct value *b);

#endif
