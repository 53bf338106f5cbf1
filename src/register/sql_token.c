#include "sql.h"

static const struct str keywords[] = { STR_INIT("SELECT"), STR_INIT("FROM"), STR_INIT("WHERE"), STR_INIT("JOIN"),
	STR_INIT("LEFT"), STR_INIT("INNER"), STR_INIT("ON"), STR_INIT("AND"), STR_INIT("OR"), STR_INIT("NOT"),
	STR_INIT("IN"), STR_INIT("IS"), STR_INIT("NULL"), STR_INIT("BETWEEN"), STR_INIT("CASE"), STR_INIT("WHEN"),
	STR_INIT("THEN"), STR_INIT("ELSE"), STR_INIT("END"), STR_INIT("EXISTS"), STR_INIT("DISTINCT"),
	STR_INIT("GROUP"), STR_INIT("BY"), STR_INIT("HAVING"), STR_INIT("ORDER"), STR_INIT("ASC"), STR_INIT("DESC"),
	STR_INIT("LIMIT"), STR_INIT("FILTER") };

/* Not for expressions, nor for the names of fields and registers. */
static const struct str reserved[] = { STR_INIT("this"), STR_INIT("parent"), STR_INIT("clock"), STR_INIT("files"),
	STR_INIT("me"), STR_INIT("today"), STR_INIT("now"), STR_INIT("table"), STR_INIT("index"), STR_INIT("values"),
	STR_INIT("insert"), STR_INIT("update"), STR_INIT("delete"), STR_INIT("create"), STR_INIT("drop"),
	STR_INIT("alter"), STR_INIT("set"), STR_INIT("into"), STR_INIT("union"), STR_INIT("all"), STR_INIT("any"),
	STR_INIT("some"), STR_INIT("as"), STR_INIT("using"), STR_INIT("natural"), STR_INIT("cross"), STR_INIT("outer"),
	STR_INIT("right"), STR_INIT("full"), STR_INIT("with"), STR_INIT("recursive"), STR_INIT("primary"),
	STR_INIT("foreign"), STR_INIT("key"), STR_INIT("references"), STR_INIT("check"), STR_INIT("unique"),
	STR_INIT("default"), STR_INIT("constraint"), STR_INIT("column"), STR_INIT("user"), STR_INIT("current_user"),
	STR_INIT("session_user"), STR_INIT("grant"), STR_INIT("revoke"), STR_INIT("to"), STR_INIT("do"),
	STR_INIT("for"), STR_INIT("offset"), STR_INIT("fetch"), STR_INIT("window"), STR_INIT("over"),
	STR_INIT("partition"), STR_INIT("true"), STR_INIT("false"), STR_INIT("cast"), STR_INIT("collate"),
	STR_INIT("like"), STR_INIT("glob"), STR_INIT("regexp"), STR_INIT("match"), STR_INIT("array"), STR_INIT("row"),
	STR_INIT("rows"), STR_INIT("rowid"), STR_INIT("oid"), STR_INIT("ctid"), STR_INIT("analyse"),
	STR_INIT("analyze"), STR_INIT("desc"), STR_INIT("asc"), STR_INIT("only"), STR_INIT("placing"),
	STR_INIT("trailing"), STR_INIT("leading"), STR_INIT("both"), STR_INIT("variadic"), STR_INIT("symmetric"),
	STR_INIT("initially"), STR_INIT("deferrable"), STR_INIT("except"), STR_INIT("intersect"), STR_INIT("returning"),
	STR_INIT("localtime"), STR_INIT("current_date"), STR_INIT("current_time"), STR_INIT("current_timestamp"),
	STR_INIT("transaction"), STR_INIT("commit"), STR_INIT("rollback"), STR_INIT("begin"), STR_INIT("collation"),
	STR_INIT("concurrently"), STR_INIT("freeze"), STR_INIT("ilike"), STR_INIT("tablesample"), STR_INIT("verbose"),
	STR_INIT("similar"), STR_INIT("authorization"), STR_INIT("binary"), STR_INIT("overlaps"),
	STR_INIT("localtimestamp"), STR_INIT("lateral"), STR_INIT("asymmetric"), STR_INIT("reach"), STR_INIT("isnull"),
	STR_INIT("notnull"), STR_INIT("escape"), STR_INIT("if"), STR_INIT("trigger"), STR_INIT("view") };

static const struct str functions[] = { STR_INIT("count"), STR_INIT("sum"), STR_INIT("min"), STR_INIT("max"),
	STR_INIT("coalesce"), STR_INIT("nullif"), STR_INIT("abs"), STR_INIT("length"), STR_INIT("substr"),
	STR_INIT("lower"), STR_INIT("upper"), STR_INIT("trim"), STR_INIT("replace"), STR_INIT("text_has"),
	STR_INIT("text_similarity"), STR_INIT("workdays_between"), STR_INIT("add_workdays"), STR_INIT("days_between"),
	STR_INIT("add_days"), STR_INIT("date_of") };

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

const struct str *sql_functions(size_t *ret_count)
{
	*ret_count = COUNT(functions);
	return functions;
}

static bool same_word(struct str a, struct str b)
{
	if (a.len != b.len)
		return false;
	for (size_t i = 0; i < a.len; i++)
		if ((a.ptr[i] | 0x20) != (b.ptr[i] | 0x20))
			return false;
	return true;
}

static bool listed(struct str word, const struct str *list, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (same_word(word, list[i]))
			return true;
	return false;
}

bool sql_keyword(struct str name)
{
	return listed(name, keywords, COUNT(keywords)) || listed(name, reserved, COUNT(reserved));
}

bool sql_is(const struct token *t, const char *word)
{
	if (t->kind == TOKEN_KEYWORD)
		return same_word(t->text, str_from(word));
	return t->kind == TOKEN_MARK && str_eq(t->text, str_from(word));
}

static bool letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

static bool digit(char c)
{
	return c >= '0' && c <= '9';
}

static int take_string(struct str rest, struct token *t, struct err *e)
{
	size_t i = 1;

	for (; i < rest.len; i++) {
		if (rest.ptr[i] != '\'')
			continue;
		if (i + 1 >= rest.len || rest.ptr[i + 1] != '\'')
			break;
		i++;
	}
	if (i >= rest.len)
		return err_set(e, ERR_INPUT, "表达式里的文字没有结束（缺少 '）");
	t->kind = TOKEN_STRING;
	t->text = str_sub(rest, 0, i + 1);
	return 0;
}

static int take_word(struct str rest, struct token *t)
{
	size_t i = 0;

	while (i < rest.len && (letter(rest.ptr[i]) || digit(rest.ptr[i])))
		i++;
	t->text = str_sub(rest, 0, i);
	struct str behind = str_trim(str_sub(rest, i, rest.len));
	bool call = behind.len > 0 && behind.ptr[0] == '(';
	t->kind = listed(t->text, keywords, COUNT(keywords))             ? TOKEN_KEYWORD
		  : call && listed(t->text, functions, COUNT(functions)) ? TOKEN_FUNCTION
									 : TOKEN_NAME;
	return 0;
}

static int take_number(struct str rest, struct token *t, struct err *e)
{
	size_t i = 0;

	while (i < rest.len && digit(rest.ptr[i]))
		i++;
	if (i > 18 || (i < rest.len && (letter(rest.ptr[i]) || rest.ptr[i] == '.')))
		return err_set(e, ERR_INPUT, "表达式里只能写整数（金额以分计，小数按小数位数放大）");
	t->kind = TOKEN_NUMBER;
	t->text = str_sub(rest, 0, i);
	return 0;
}

static int take_mark(struct str rest, struct token *t, struct err *e)
{
	static const struct str marks[] = { STR_INIT("||"), STR_INIT("<>"), STR_INIT("!="), STR_INIT("<="),
		STR_INIT(">="), STR_INIT("="), STR_INIT("<"), STR_INIT(">"), STR_INIT("+"), STR_INIT("-"),
		STR_INIT("*"), STR_INIT("/"), STR_INIT("%"), STR_INIT("("), STR_INIT(")"), STR_INIT(","),
		STR_INIT(".") };

	if (str_starts(rest, STR("--")) || str_starts(rest, STR("/*")))
		return err_set(e, ERR_INPUT, "表达式里不能写注释");
	for (size_t i = 0; i < COUNT(marks); i++) {
		if (!str_starts(rest, marks[i]))
			continue;
		t->kind = TOKEN_MARK;
		t->text = str_sub(rest, 0, marks[i].len);
		return 0;
	}
	if (rest.ptr[0] == '"')
		err_hint(e, "文字写在单引号里，如 '已办结'");
	size_t len = 1;
	while (len < rest.len && ((unsigned char)rest.ptr[len] & 0xC0) == 0x80)
		len++;
	return err_set(e, ERR_INPUT, "表达式里不能有“" STR_FMT "”", STR_ARG(str_sub(rest, 0, len)));
}

static int take_token(struct str rest, struct token *t, struct err *e)
{
	if (rest.ptr[0] == '\'')
		return take_string(rest, t, e);
	if (letter(rest.ptr[0]))
		return take_word(rest, t);
	if (digit(rest.ptr[0]))
		return take_number(rest, t, e);
	return take_mark(rest, t, e);
}

int sql_tokens(struct str sql, struct token *ret, size_t max, struct err *e)
{
	size_t count = 0;

	if (sql.len > SQL_TEXT_MAX)
		return err_set(e, ERR_INPUT, "表达式太长（最多 %d 个字节）", SQL_TEXT_MAX);
	for (;;) {
		while (sql.len > 0 &&
			(sql.ptr[0] == ' ' || sql.ptr[0] == '\n' || sql.ptr[0] == '\t' || sql.ptr[0] == '\r'))
			sql = str_sub(sql, 1, sql.len);
		if (count + 1 >= max)
			return err_set(e, ERR_INPUT, "表达式太长（最多 %zu 个词）", max - 1);
		if (sql.len == 0)
			break;
		int rc = take_token(sql, &ret[count], e);
		if (rc < 0)
			return rc;
		sql = str_sub(sql, ret[count].text.len, sql.len);
		count++;
	}
	ret[count] = (struct token){ .kind = TOKEN_END, .text = STR("") };
	return (int)count;
}

bool sql_mentions(struct str sql, struct str name)
{
	struct token tokens[SQL_TOKENS_MAX] = { 0 };
	struct err unused = { 0 };

	int n = sql_tokens(sql, tokens, SQL_TOKENS_MAX, &unused);
	for (int i = 0; i < n; i++)
		if (tokens[i].kind == TOKEN_NAME && str_eq(tokens[i].text, name))
			return true;
	return false;
}
