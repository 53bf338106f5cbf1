/* BH508: a report asks for comments and gives a label without a number or address (联系电话：；邮政编码：276600). */
#include "contact_blank.h"

#include "spot.h"

#define PLACEHOLDERS 3 /* ××× and more stand for nothing */

static const struct str labels[] = { STR_INIT("联系电话"), STR_INIT("监督电话"), STR_INIT("举报电话"), STR_INIT("电话"),
	STR_INIT("电子邮箱"), STR_INIT("电子信箱"), STR_INIT("邮箱"), STR_INIT("电子邮件"), STR_INIT("邮政编码"),
	STR_INIT("邮编"), STR_INIT("通信地址"), STR_INIT("通讯地址"), STR_INIT("邮寄地址"), { NULL, 0 } };

static size_t blank_at(struct str s)
{
	return s.len > 0 && (s.ptr[0] == '\t' || s.ptr[0] == ' ') ? 1 : spot_blank(s);
}

static struct str without_blanks(struct str s)
{
	for (size_t n; (n = blank_at(s)) > 0;)
		s = str_sub(s, n, s.len);
	return s;
}

/* ×××, ____, XXXX: to be filled in. */
static bool is_placeholder(struct str s)
{
	static const struct str fillers[] = { STR_INIT("×"), STR_INIT("X"), STR_INIT("x"), STR_INIT("＿"),
		STR_INIT("_"), STR_INIT("-"), STR_INIT("□"), STR_INIT("○"), { NULL, 0 } };
	static const struct str ends[] = { STR_INIT("；"), STR_INIT(";"), STR_INIT("，"), STR_INIT(","), STR_INIT("。"),
		STR_INIT("\n"), STR_INIT("）"), STR_INIT(")"), { NULL, 0 } };
	size_t count = 0;

	for (bool more = true; more;) {
		more = false;
		for (const struct str *f = fillers; f->len && !more; f++) {
			if (str_starts(s, *f)) {
				s = str_sub(s, f->len, s.len);
				count++;
				more = true;
			}
		}
	}
	s = without_blanks(s);
	return count >= PLACEHOLDERS && (s.len == 0 || spot_starts(s, ends));
}

/* What stands behind the colon is nothing: the next field follows, or the line ends and the next one is no value either. */
static bool is_blank(struct str s, bool last)
{
	static const struct str marks[] = { STR_INIT("；"), STR_INIT(";"), STR_INIT("。"), { NULL, 0 } };

	s = without_blanks(s);
	if (s.len == 0)
		return last;
	return spot_starts(s, marks) || spot_starts(s, labels) || is_placeholder(s);
}

static struct str behind_colon(struct str s)
{
	s = without_blanks(s);
	return str_starts(s, STR("："))  ? str_sub(s, 3, s.len)
	       : str_starts(s, STR(":")) ? str_sub(s, 1, s.len)
					 : STR_NONE;
}

/* A line can end with an empty field where it is the last of the closing or the next one begins with another field: else the value may stand there. */
static bool is_last(const struct report *r, const struct node *n)
{
	const struct node *next = n->next;

	if (next && next->kind == NODE_PROSE && spot_starts(without_blanks(report_slice(r, next->span)), labels))
		return true;

	while (next && next->kind == NODE_PROSE && next->prose == PROSE_FURNITURE)
		next = next->next;
	return !next || next->kind != NODE_PROSE || next->prose == PROSE_SIGNATURE;
}

static int read_node(struct check *c, const struct node *n)
{
	struct str text = report_slice(c->report, n->span);
	size_t from = 0;

	for (const struct str *l = labels; l->len; l++) {
		for (size_t at = str_find(text, *l, 0); at != STR_NPOS; at = str_find(text, *l, at + l->len)) {
			struct str value = behind_colon(str_sub(text, at + l->len, text.len));
			if (!value.ptr || !is_blank(value, is_last(c->report, n)) || at < from)
				continue;
			from = at + l->len; /* 电话 of 联系电话 */
			struct span span = { n->span.start + (uint32_t)at, n->span.start + (uint32_t)from };
			if (!check_add(
				    c, n, span, "“" STR_FMT "”后面没有内容：请读者联系，却没有写怎样联系", STR_ARG(*l)))
				return ERR_NOMEM;
			return 0;
		}
	}
	return 0;
}

int contact_blank(struct check *c)
{
	int rc = 0;

	for (const struct node *n = c->report->root ? c->report->root->first : NULL; n && rc == 0; n = n->next) {
		if (n->kind == NODE_PROSE && n->prose == PROSE_CLOSING)
			rc = read_node(c, n);
	}
	return rc;
}
