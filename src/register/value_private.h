/* Shared by the value_*.c files alone. */
#ifndef REGISTER_VALUE_PRIVATE_H
#define REGISTER_VALUE_PRIVATE_H

#include "value.h"

#include "fen.h"
#include "utf8.h"

/* "“金额”" at the beginning of every message. */
#define FIELD_FMT "“" STR_FMT "”"
#define FIELD_ARG(f) STR_ARG((f)->label.len > 0 ? (f)->label : (f)->name)

static inline struct value value_int(int64_t i)
{
	return (struct value){ .kind = VALUE_INT, .i = i };
}

static inline struct value value_text(struct str s)
{
	return (struct value){ .kind = VALUE_TEXT, .s = s };
}

/* "2026-3-5", "2026/03/05", "2026.3.5", "20260305", "2026年3月5日" */
bool value_parse_date(struct str text, struct date *ret);
/* A date, then "09:30", "9:30:15", "T09:30:00.123", then nothing, "Z" or "+08:00". */
bool value_parse_time(struct str text, int utc_offset_minutes, int64_t *ret);

/* Checks of a value whose form is right: limits, choices, codes. */
int value_check_number(const struct field *f, int64_t stored, struct value *ret, struct err *e);
int value_check_text(
	const struct value_context *c, const struct field *f, struct str text, struct value *ret, struct err *e);
int value_check_code(
	const struct value_context *c, const struct field *f, struct str text, struct value *ret, struct err *e);
int value_check_id(
	const struct value_context *c, const struct field *f, struct str text, struct value *ret, struct err *e);
int value_check_place(const struct field *f, int64_t lon, int64_t lat, struct value *ret, struct err *e);
/* Whether `subject` is of the pattern; NULL: whether the pattern is one. 0, REG_NOMATCH or another code of regex.h. */
int value_pattern(const char *whole, const char *subject);
/* The choice by value or label; NULL. */
const struct choice *value_choice(const struct field *f, struct str text);
/* "|a|b|" of chosen values in the definition's order. */
int value_join(
	const struct value_context *c, const struct field *f, const bool *chosen, struct value *ret, struct err *e);
int value_no_choice(const struct field *f, struct str text, struct err *e);
/* A number of the field's type from its text: the stored integer. */
int value_number(const struct field *f, enum field_type type, struct str text, int64_t *ret, struct err *e);
int value_microdegrees(struct str text, int64_t *ret);

enum { VALUE_CHOICES_MAX = 200 };

#endif
