/* People and their accounts. */
#include "access_private.h"

enum { NAME_CHARS = 32, TITLE_CHARS = 64, PHONE_BYTES = 24, CONTAINS_MAX = 256 };

#define COLUMNS                                                                                                        \
	"p.unit_id, p.id, p.department_id, p.login, p.name, p.phone, p.title, p.large_type, p.active, p.created_at,"   \
	" p.version, CASE WHEN k.locked_until > $2 THEN 1 ELSE 0 END, coalesce(k.totp_on, 0)"
#define FROM " FROM person p LEFT JOIN secret k ON k.unit_id = p.unit_id AND k.person_id = p.id WHERE p.unit_id = $1"

static void person_row(struct access_reader *r, void *ret)
{
	*(struct access_person *)ret = (struct access_person){
		.unit_id = store_int(r->st, 0),
		.id = store_int(r->st, 1),
		.department_id = store_int(r->st, 2),
		.login = access_read_str(r, 3),
		.name = access_read_str(r, 4),
		.phone = access_read_str(r, 5),
		.title = access_read_str(r, 6),
		.large_type = store_int(r->st, 7) != 0,
		.active = store_int(r->st, 8) != 0,
		.created_at = store_int(r->st, 9),
		.version = store_int(r->st, 10),
		.locked = store_int(r->st, 11) != 0,
		.second_factor = store_int(r->st, 12) != 0,
	};
}

int access_no_person(int64_t id, struct err *e)
{
	return err_set(e, ERR_NOTFOUND, "没有编号为 %lld 的人员", (long long)id);
}

int access_read_person(
	const struct access_call *c, int64_t unit_id, int64_t id, struct access_person *ret, struct err *e)
{
	OWN_STMT struct store_stmt *st = NULL;

	int rc = store_first(c->store, &st, e, "SELECT " COLUMNS FROM " AND p.id = $3", sql_int(unit_id),
		sql_int(access_now(c->access)), sql_int(id));
	if (rc <= 0)
		return rc < 0 ? rc : access_no_person(id, e);
	struct access_reader r = { .st = st, .arena = c->arena };
	struct access_person row;
	person_row(&r, &row);
	if (r.failed)
		return err_nomem(e);
	*ret = row;
	return 0;
}

static bool is_self(const struct access_call *c, int64_t unit_id, int64_t id)
{
	return c->actor && unit_id == c->actor->unit_id && id == c->actor->person_id;
}

/* Telephone numbers are for who keeps the accounts, locks for who may undo them. */
static void hide(const struct access_call *c, struct access_person *p)
{
	if (is_self(c, p->unit_id, p->id))
		return;
	if (!actor_has_role(c->actor, ROLE_SYSADMIN, 0))
		p->phone = STR_NONE;
	if (!actor_has_role(c->actor, ROLE_SECADMIN, 0))
		p->locked = p->second_factor = false;
}

/* --- reading --- */

static const char list_sql[] =
	"SELECT " COLUMNS FROM " AND p.id > $3 AND ($4 = 0 OR p.department_id IN (SELECT d.id FROM department d"
	" WHERE d.unit_id = $1 AND d.path >= $5 AND d.path < $6))"
	" AND ($7 = 0 OR p.active = 1) AND ($8 = '' OR text_has(p.login, $8) OR text_has(p.name, $8))"
	" ORDER BY p.id LIMIT $9";

static int bind_people(const struct access_call *c, const struct access_people_filter *f,
	const struct access_page *page, struct store_stmt *st, struct err *e)
{
	struct access_department d = { .path = STR("/") };

	int rc = f->department_id > 0 ? access_department(c, f->unit_id, f->department_id, &d, e) : 0;
	if (rc < 0)
		return rc;
	struct str to = access_path_end(d.path, c->arena);
	if (!to.ptr)
		return err_nomem(e);
	store_bind_int(st, 1, f->unit_id);
	store_bind_int(st, 2, access_now(c->access));
	store_bind_int(st, 3, page->after);
	store_bind_int(st, 4, f->department_id);
	store_bind_text(st, 5, d.path);
	store_bind_text(st, 6, to);
	store_bind_int(st, 7, f->active_only);
	store_bind_text(st, 8, f->contains.ptr ? f->contains : STR(""));
	store_bind_int(st, 9, page->limit);
	return 0;
}

int access_people(const struct access_call *c, const struct access_people_filter *f, const struct access_page *page,
	struct access_people *ret, struct err *e)
{
	OWN_STMT struct store_stmt *st = NULL;
	void *rows;
	size_t count;

	int rc = access_require_reader(c, f->unit_id, STR("people"), e);
	if (rc == 0)
		rc = access_check_page(page, e);
	if (rc == 0 && f->contains.ptr)
		rc = access_check_text(f->contains, CONTAINS_MAX, true, "查找的文字", e);
	if (rc == 0)
		rc = store_prepare(c->store, list_sql, &st, e);
	if (rc == 0)
		rc = bind_people(c, f, page, st, e);
	if (rc < 0)
		return rc;
	struct access_rows in = { st, c->arena, sizeof(struct access_person), page->limit, person_row };
	rc = access_read_rows(&in, &rows, &count, e);
	if (rc < 0)
		return rc;
	*ret = (struct access_people){ rows, count };
	for (size_t i = 0; i < count; i++)
		hide(c, &ret->rows[i]);
	return 0;
}

int access_person(const struct access_call *c, int64_t unit_id, int64_t id, struct access_person *ret, struct err *e)
{
	int rc = is_self(c, unit_id, id) ? 0 : access_require_reader(c, unit_id, STR("person"), e);

	if (rc == 0)
		rc = access_read_person(c, unit_id, id, ret, e);
	if (rc == 0)
		hide(c, ret);
	return rc;
}

/* --- checking --- */

static int check_phone(struct str phone, struct err *e)
{
	for (size_t i = 0; i < phone.len; i++) {
		char c = phone.ptr[i];
		if (!((c >= '0' && c <= '9') || c == '-' || c == '+' || c == ' ') || phone.len > PHONE_BYTES)
			return err_in(e, "phone",
				err_set(e, ERR_INPUT, "电话只能用数字、空格和 + -，最多 %d 位", PHONE_BYTES));
	}
	return 0;
}

static int check_person(const struct access_person *in, char key[LOGIN_MAX + 1], struct err *e)
{
	if (!access_login_key(in->login, key)) {
		err_hint(e, "登录名 2 到 64 个字节，可用字母、数字、汉字和 . _ - @");
		return err_in(e, "login", err_set(e, ERR_INPUT, "登录名不能用"));
	}
	int rc = err_in(e, "name", access_check_text(in->name, NAME_CHARS, false, "姓名", e));
	if (rc == 0)
		rc = err_in(e, "title",
			access_check_text(in->title.ptr ? in->title : STR(""), TITLE_CHARS, true, "职务", e));
	return rc == 0 ? check_phone(in->phone, e) : rc;
}

static int check_login_free(struct store *s, const struct access_person *in, const char *key, struct err *e)
{
	OWN_STMT struct store_stmt *st = NULL;

	int rc = store_first(s, &st, e, "SELECT unit_id, id FROM person WHERE login_key = $1", sql_text(str_from(key)));
	if (rc <= 0 || (store_int(st, 0) == in->unit_id && store_int(st, 1) == in->id))
		return rc < 0 ? rc : 0;
	return err_in(
		e, "login", err_set(e, ERR_CONFLICT, "登录名 " STR_FMT " 已有人用（不分大小写）", STR_ARG(in->login)));
}

/* --- a new one --- */

#define PERSON_VALUES(in, key)                                                                                         \
	sql_int((in)->unit_id), sql_int((in)->id), sql_text((in)->login), sql_text(str_from(key)),                     \
		sql_text(str_trim((in)->name)), sql_id((in)->department_id), sql_text((in)->phone),                    \
		sql_text((in)->title), sql_int((in)->large_type), sql_int((in)->active)

int access_insert_person(struct access *x, struct store *s, const struct access_person *in, struct str by,
	int64_t *ret_id, struct err *e)
{
	struct access_person p = *in;
	char key[LOGIN_MAX + 1];

	int rc = check_person(in, key, e);
	if (rc == 0)
		rc = check_login_free(s, in, key, e);
	if (rc == 0)
		rc = store_next_ids(s, in->unit_id, "person", 1, &p.id, e);
	if (rc == 0)
		rc = store_do(s, e,
			"INSERT INTO person (unit_id, id, login, login_key, name, department_id, phone, title, large_type, active,"
			" created_at, created_by) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
			PERSON_VALUES(&p, key), sql_int(access_now(x)), sql_text(by));
	if (rc == 0)
		*ret_id = p.id;
	return rc;
}

int access_give_once(
	const struct access_call *c, int64_t unit_id, int64_t person_id, struct str *ret_password, struct err *e)
{
	struct policies p;
	char stored[SECRET_MAX];
	struct str password;

	int rc = access_read_policies(c->store, unit_id, &p, e);
	if (rc == 0)
		rc = access_once(c->access, c->arena, &password, stored, e);
	if (rc < 0)
		return rc;
	struct new_secret k = {
		.unit_id = unit_id,
		.person_id = person_id,
		.expires_at = access_now(c->access) + p.values[POLICY_ONCE_HOURS] * 3600 * 1000,
		.hash = str_from(stored),
		.must_change = true,
	};
	rc = access_put_secret(c->access, c->store, &k, e);
	if (rc == 0)
		*ret_password = password;
	return rc;
}

static int add_person(const struct access_call *c, struct access_person *in, struct str *ret_password, struct err *e)
{
	int rc = access_insert_person(c->access, c->store, in, c->actor->login, &in->id, e);

	return rc < 0 ? rc : access_give_once(c, in->unit_id, in->id, ret_password, e);
}

/* --- changing one --- */

static int update_person(
	const struct access_call *c, const struct access_person *in, const char *key, int64_t version, struct err *e)
{
	int rc = store_do(c->store, e,
		"UPDATE person SET login = $3, login_key = $4, name = $5, department_id = $6, phone = $7, title = $8,"
		" large_type = $9, active = $10, version = version + 1 WHERE unit_id = $1 AND id = $2 AND version = $11",
		PERSON_VALUES(in, key), sql_int(version));
	return rc == 0 && store_changes(c->store) == 0 ? access_stale("人员资料", e) : rc;
}

static int revoke_tokens(const struct access_call *c, const struct access_person *in, struct err *e)
{
	return store_do(c->store, e,
		"UPDATE api_token SET revoked_at = $3, revoked_by = $4, version = version + 1"
		" WHERE unit_id = $1 AND person_id = $2 AND revoked_at IS NULL",
		sql_int(in->unit_id), sql_int(in->id), sql_int(access_now(c->access)), sql_text(c->actor->login));
}

static int switch_off(const struct access_call *c, const struct access_person *in, struct err *e)
{
	int rc = access_not_the_last(c, in->unit_id, in->id, STR("person.write"), e);

	if (rc == 0)
		rc = access_end_sessions(c->access, c->store, in->unit_id, in->id, STR_NONE, e);
	return rc < 0 ? rc : revoke_tokens(c, in, e);
}

static int change_person(const struct access_call *c, const struct access_person *in, struct err *e)
{
	struct access_person old = { 0 };
	char key[LOGIN_MAX + 1];

	int rc = check_person(in, key, e);
	if (rc == 0)
		rc = access_read_person(c, in->unit_id, in->id, &old, e);
	if (rc == 0)
		rc = check_login_free(c->store, in, key, e);
	if (rc == 0 && old.active && !in->active)
		rc = switch_off(c, in, e);
	return rc < 0 ? rc : update_person(c, in, key, access_version(in->version, old.version), e);
}

static bool same_text(struct str a, struct str b)
{
	return str_eq(a.ptr ? a : STR(""), b.ptr ? b : STR(""));
}

/* One's own: how to be reached and how to read; all else is decided by others. */
static int change_self(const struct access_call *c, const struct access_person *in, struct err *e)
{
	struct access_person old = { 0 };

	if (c->actor->hold != HOLD_NONE || c->actor->token)
		return access_refuse(c, STR("person.write"), c->actor->login, "held", "请先完成登录", e);
	int rc = access_read_person(c, in->unit_id, in->id, &old, e);
	if (rc < 0)
		return rc;
	if (in->department_id != old.department_id || in->active != old.active || !same_text(in->login, old.login) ||
		!same_text(in->name, old.name) || !same_text(in->title, old.title))
		return access_refuse(c, STR("person.write"), c->actor->login, "own-account",
			"自己的账号只能改电话和字号，其余由另一位系统管理员修改", e);
	return change_person(c, in, e);
}

int access_person_save(const struct access_call *c, const struct access_person *in, struct access_person *ret,
	struct str *ret_password, struct err *e)
{
	struct access_person p = *in;
	struct str password = STR_NONE;
	bool self = in->id > 0 && is_self(c, in->unit_id, in->id);

	int rc = self ? 0 : access_require_in(c, RIGHT_PEOPLE, in->unit_id, in->login, e);
	if (rc == 0)
		rc = access_begin_change(c->access, c->store, e);
	if (rc == 0)
		rc = err_in(e, "department", access_department_exists(c, in->unit_id, in->department_id, e));
	if (rc == 0)
		rc = self       ? change_self(c, in, e)
		     : p.id > 0 ? change_person(c, in, e)
				: add_person(c, &p, &password, e);
	if (rc == 0)
		rc = access_event(c, in->id > 0 ? STR("person.change") : STR("person.create"), p.login,
			in->active ? STR("") : STR("inactive"), e);
	if (rc == 0)
		rc = access_read_person(c, p.unit_id, p.id, ret, e);
	if (rc < 0)
		return rc;
	hide(c, ret);
	if (ret_password)
		*ret_password = password;
	return 0;
}

int access_person_reset(
	const struct access_call *c, int64_t unit_id, int64_t id, struct str *ret_password, struct err *e)
{
	struct access_person p = { 0 };
	struct held_roles held = { 0 };

	int rc = access_require_in(c, RIGHT_PEOPLE, unit_id, STR("person"), e);
	if (rc == 0)
		rc = access_begin_change(c->access, c->store, e);
	if (rc == 0)
		rc = access_read_person(c, unit_id, id, &p, e);
	if (rc == 0)
		rc = access_held_roles(c->access, c->store, unit_id, id, &held, e);
	if (rc == 0 && held.admin[0] != '\0')
		rc = access_refuse(c, STR("person.reset"), p.login, "administrator-reset-at-console",
			"管理员的口令只能由本人修改，忘记时在服务器上用 bihuan admin reset-password 重置（三员分立）",
			e);
	if (rc == 0)
		rc = access_give_once(c, unit_id, id, ret_password, e);
	if (rc == 0)
		rc = access_end_sessions(c->access, c->store, unit_id, id, STR_NONE, e);
	return rc < 0 ? rc : access_event(c, STR("person.reset"), p.login, STR(""), e);
}
