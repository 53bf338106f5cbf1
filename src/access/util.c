/* What the files of this room share: rows, pages, words, transactions of one's own. */
#include "access_private.h"

#include "utf8.h"

const struct access_right_row access_rights[RIGHTS_COUNT] = {
#define RIGHT(id, name, role, label) { name, role, label },
#include "access_rules.def"
#undef RIGHT
};

const char *access_admin_title(struct str role)
{
	if (str_eq(role, ROLE_SYSADMIN))
		return "系统管理员";
	if (str_eq(role, ROLE_SECADMIN))
		return "安全管理员";
	if (str_eq(role, ROLE_AUDITOR))
		return "审计管理员";
	return NULL;
}

/* --- rows --- */

struct str access_read_str(struct access_reader *r, int col)
{
	struct str s = store_text(r->st, col);

	if (!s.ptr)
		return STR_NONE;
	struct str copy = arena_dup(r->arena, s);
	if (!copy.ptr)
		r->failed = true;
	return copy;
}

int access_check_page(const struct access_page *page, struct err *e)
{
	if (page->limit < 1 || page->limit > 1000)
		return err_set(e, ERR_USAGE, "每页条数要在 1 到 1000 之间，给的是 %lld", (long long)page->limit);
	if (page->after < 0)
		return err_set(e, ERR_USAGE, "编号不能是负数");
	return 0;
}

int access_read_rows(const struct access_rows *in, void **ret_rows, size_t *ret_count, struct err *e)
{
	char *rows = arena_array(in->arena, (size_t)in->limit, in->size);
	struct access_reader r = { .st = in->st, .arena = in->arena, .failed = !rows };
	size_t count = 0;
	int rc = 0;

	while (!r.failed && (rc = store_step(in->st, e)) > 0 && count < (size_t)in->limit)
		in->row(&r, rows + in->size * count++);
	if (r.failed)
		return err_nomem(e);
	if (rc < 0)
		return rc;
	*ret_rows = rows;
	*ret_count = count;
	return 0;
}

int access_read_one(const struct access_one *q, void *ret, struct err *e)
{
	OWN_STMT struct store_stmt *st = NULL;

	int rc = store_first(q->call->store, &st, e, q->sql, sql_int(q->unit_id), sql_int(q->id));
	if (rc <= 0)
		return rc < 0 ? rc : err_set(e, ERR_NOTFOUND, "没有编号为 %lld 的%s", (long long)q->id, q->what);
	struct access_reader r = { .st = st, .arena = q->call->arena };
	void *row = arena_alloc(r.arena, q->size);
	if (row)
		q->row(&r, row);
	if (!row || r.failed)
		return err_nomem(e);
	memcpy(ret, row, q->size);
	return 0;
}

int access_read_page(
	const struct access_one *q, const struct access_page *page, void **ret_rows, size_t *ret_count, struct err *e)
{
	OWN_STMT struct store_stmt *st = NULL;

	int rc = access_check_page(page, e);
	if (rc == 0)
		rc = store_prepare(q->call->store, q->sql, &st, e);
	if (rc < 0)
		return rc;
	store_bind_int(st, 1, q->unit_id);
	store_bind_int(st, 2, page->after);
	store_bind_int(st, 3, page->limit);
	if (q->narrows)
		store_bind_int(st, 4, q->id);
	const struct access_rows in = { st, q->call->arena, q->size, page->limit, q->row };
	return access_read_rows(&in, ret_rows, ret_count, e);
}

struct str access_path_end(struct str path, struct arena *a)
{
	char *copy = path.len > 0 ? arena_alloc(a, path.len + 1) : NULL;

	if (!copy)
		return STR_NONE;
	memcpy(copy, path.ptr, path.len);
	copy[path.len - 1] = '0'; /* it follows '/' */
	return (struct str){ copy, path.len };
}

int access_stale(const char *what, struct err *e)
{
	err_hint(e, "请刷新后再改");
	return err_set(e, ERR_CONFLICT, "%s刚被别人改过，没有保存", what);
}

/* --- words --- */

static bool login_char(uint32_t c)
{
	return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '-' || c == '@' ||
	       (c >= 0x4E00 && c <= 0x9FFF);
}

bool access_login_key(struct str login, char out[LOGIN_MAX + 1])
{
	size_t pos = 0;

	if (login.len < 2 || login.len > LOGIN_MAX || utf8_valid_prefix(login) != login.len)
		return false;
	for (size_t i = 0; i < login.len; i++) {
		char c = login.ptr[i];
		out[i] = c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
	}
	out[login.len] = '\0';
	while (pos < login.len) {
		if (!login_char(utf8_next((struct str){ out, login.len }, &pos)))
			return false;
	}
	return true;
}

static bool has_control(struct str s)
{
	for (size_t i = 0; i < s.len; i++) {
		if ((unsigned char)s.ptr[i] < 0x20 || s.ptr[i] == 0x7F)
			return true;
	}
	return false;
}

int access_check_text(struct str s, size_t max_chars, bool empty_is_fine, const char *what, struct err *e)
{
	if (s.len > max_chars * 4)
		return err_set(e, ERR_INPUT, "%s太长（最多 %zu 个字）", what, max_chars);
	if (utf8_valid_prefix(s) != s.len || has_control(s))
		return err_set(e, ERR_INPUT, "%s里有不能用的字符", what);
	if (str_trim(s).len == 0 && !empty_is_fine)
		return err_set(e, ERR_INPUT, "没有写明%s", what);
	if (utf8_count(s) > max_chars)
		return err_set(e, ERR_INPUT, "%s太长（最多 %zu 个字）", what, max_chars);
	return 0;
}

bool access_word(struct str s, size_t max)
{
	if (s.len == 0 || s.len > max || s.ptr[0] < 'a' || s.ptr[0] > 'z')
		return false;
	for (size_t i = 0; i < s.len; i++) {
		char c = s.ptr[i];
		if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '.' || c == '-'))
			return false;
	}
	return true;
}

static struct str next_word(struct str s, size_t *pos)
{
	while (*pos < s.len && s.ptr[*pos] == ' ')
		++*pos;
	size_t from = *pos;
	while (*pos < s.len && s.ptr[*pos] != ' ')
		++*pos;
	return (struct str){ s.ptr + from, *pos - from };
}

int access_split_words(struct str s, struct arena *a, struct access_words *ret, struct err *e)
{
	size_t count = 0, pos = 0;

	while (s.len > 0 && next_word(s, &pos).len > 0)
		count++;
	struct str *rows = arena_array(a, count + 1, sizeof *rows);
	if (!rows)
		return err_nomem(e);
	pos = 0;
	for (size_t i = 0; i < count; i++) {
		rows[i] = arena_dup(a, next_word(s, &pos));
		if (!rows[i].ptr)
			return err_nomem(e);
	}
	*ret = (struct access_words){ rows, count };
	return 0;
}

/* --- transactions --- */

int access_in_read(struct store_pool *p, store_work *work, void *context, struct err *e)
{
	struct store *s = NULL;

	int rc = store_pool_take(p, STORE_READ, &s, e);
	if (rc < 0)
		return rc;
	rc = work(context, s, e);
	store_pool_give(p, s);
	return rc < 0 ? rc : 0;
}

/* The row's lock orders the changes of several programs, so that what was checked is still true when it is written. */
int access_begin_change(const struct access *x, struct store *s, struct err *e)
{
	int64_t stamp = 0;

	int rc = access_random(x, &stamp, sizeof stamp, e);
	if (rc < 0)
		return rc;
	rc = store_do(s, e, "UPDATE access_state SET stamp = $1 WHERE unit_id = 1", sql_int(stamp));
	if (rc >= 0)
		access_note_stamp(s, stamp);
	return rc;
}
