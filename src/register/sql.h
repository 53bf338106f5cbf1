/* The expression language of definitions: one SQL expression over a record, in words both databases know.
 *
 * A white list, not a black list: names are fields, functions and keywords named here or they are refused. Nothing is written,
 * no other unit's rows can be reached, every table is taken with its fence. docs/registers.md tells it to authors. */
#ifndef REGISTER_SQL_H
#define REGISTER_SQL_H

#include "register.h"

enum { SQL_TEXT_MAX = 4000, SQL_TOKENS_MAX = 600, SQL_DEPTH_MAX = 12, SQL_ALIASES_MAX = 6, SQL_NESTED_MAX = 6 };

enum token_kind { TOKEN_END, TOKEN_NAME, TOKEN_KEYWORD, TOKEN_FUNCTION, TOKEN_NUMBER, TOKEN_STRING, TOKEN_MARK };

struct token {
	enum token_kind kind;
	struct str text;
};

/* The tokens of `sql`, the last is TOKEN_END; how many, or an error that says what is not allowed. */
int sql_tokens(struct str sql, struct token *ret, size_t max, struct err *e);
bool sql_is(const struct token *t, const char *word); /* a keyword or mark, whatever its case */
/* Whether the expression reads the field `name`; false for one that does not parse. */
bool sql_mentions(struct str sql, struct str name);
/* field.column of a FIELD_CATALOGUE field `f` of `def`: what the row that is in force on the day the record was made says. */
int sql_catalogue(
	const struct register_def *def, const struct field *f, struct str column, struct buf *out, struct err *e);
bool sql_keyword(struct str name); /* also words that a field must not be called, though no expression uses them */
/* An expression that is one word in quotes, put into a choice: ERR_INPUT when it is none of them. */
int sql_check_word(const struct field *f, struct str sql, struct err *e);
/* The words an author may have meant. */
const struct str *sql_functions(size_t *ret_count);

#endif
