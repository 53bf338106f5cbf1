/* What stands on the two sides of an operator. SQLite compares and adds anything with anything and PostgreSQL does not: what can be seen
 * from the tokens alone is refused for both. Only operands that stand next to the operator are known; all else passes. */
#ifndef REGISTER_SQL_TYPES_H
#define REGISTER_SQL_TYPES_H

#include "register.h"

enum sql_class { CLASS_UNKNOWN, CLASS_NUMBER, CLASS_TEXT };

struct operand {
	enum sql_class is;
	struct str label; /* of the field; none: a literal or a result */
	bool date, id, flag;
	int places;                        /* decimal places of a quantity, and one; 0: none, or not known */
	struct str word;                   /* of a literal in quotes: what stands in them */
	const struct register_def *states; /* the state of one of its records */
	const struct field *choices;       /* one of its choices */
	bool lamp;
};
struct typing {
	struct operand left, last;
	struct operand before, among; /* what stands before NOT; before IN, as long as its list is read */
	enum {
		OPERATOR_NONE,
		OPERATOR_COMPARES,
		OPERATOR_ADDS,
		OPERATOR_RECKONS,
		OPERATOR_JOINS
	} waits;   /* for its right side */
	bool open; /* an operand ends here */
};

struct operand operand_of(const struct field *f);
/* Of a column every record has, or of this name made for a field (place). */
struct operand operand_common(const struct register_def *def, struct str name);
struct operand operand_literal(struct str text);

/* An operator, a parenthesis or a comma; a keyword or function is no operator either. */
void typing_mark(struct typing *t, struct str mark);
/* `follows`: the mark behind it. ERR_INPUT: it does not go with what stands before the operator. */
/* A word beside a field that has none of that name: ERR_INPUT with the nearest one. */
int typing_word(const struct operand *a, const struct operand *b, struct err *e);
int typing_operand(struct typing *t, struct operand o, struct str follows, struct err *e);

#endif
