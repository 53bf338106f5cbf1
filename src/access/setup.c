/* First start: no person, no default password; a code from the machine, and three different people. */
#include "secret.h"

#include "file.h"
#include "log.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

enum { CODE_LETTERS = 20, PATH_MAX_HERE = 4200, ADMIN_LENGTH = 12, FIRST_PEOPLE = 4 };

static const struct limiter_rule code_rule = { 10, 60 * 1000 };

/* --- is it needed? --- */

int access_setup_needed(struct access *x, struct store *s, bool *ret, struct err *e)
{
	OWN_STMT struct store_stmt *st = NULL;

	if (__atomic_load_n(&x->set_up, __ATOMIC_ACQUIRE)) {
		*ret = false;
		return 0;
	}
	int rc = store_prepare(s, "SELECT 1 FROM person LIMIT 1", &st, e);
	if (rc == 0)
		rc = store_step(st, e);
	if (rc < 0)
		return rc;
	if (rc > 0)
		__atomic_store_n(&x->set_up, true, __ATOMIC_RELEASE);
	*ret = rc == 0;
	return 0;
}

/* --- the code --- */

static void code_path(const struct access *x, char out[PATH_MAX_HERE])
{
	snprintf(out, PATH_MAX_HERE, "%s/setup-code.txt", x->data_dir);
}

static int write_code(const char *path, const char *code, struct err *e)
{
	unlink(path);
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	size_t len = strlen(code);
	bool ok = fd >= 0 && write(fd, code, len) == (ssize_t)len && write(fd, "\n", 1) == 1 && fsync(fd) == 0;
	int number = errno;
	if (fd >= 0)
		close(fd);
	if (ok)
		return 0;
	err_hint(e, "请检查数据目录的权限和磁盘空间");
	err_log(e, "errno %d", number);
	return err_set(e, ERR_IO, "首次设置码写不进文件：%s", path);
}

/* 1: there is one, in `out`; 0: none. */
static int read_code(const struct access *x, char out[64], struct err *e)
{
	char path[PATH_MAX_HERE];
	struct err inner = { 0 };
	struct str content;

	code_path(x, path);
	int rc = file_read(path, 63, &content, &inner);
	if (rc == ERR_NOTFOUND)
		return 0;
	if (rc < 0)
		return err_set(e, rc, "首次设置码的文件读不出来：%s", path);
	struct str code = str_trim(content);
	memcpy(out, code.ptr, code.len);
	out[code.len] = '\0';
	file_free(&content);
	return out[0] != '\0';
}

int access_setup_prepare(struct access *x, struct store *s, struct err *e)
{
	char path[PATH_MAX_HERE], letters[CODE_LETTERS], code[64] = "";
	bool needed = false;

	int rc = access_setup_needed(x, s, &needed, e);
	if (rc < 0 || !needed)
		return rc;
	code_path(x, path);
	rc = read_code(x, code, e);
	if (rc == 0) {
		rc = access_random_word(x, letters, sizeof letters, e);
		if (rc < 0)
			return rc;
		snprintf(code, sizeof code, "%.5s-%.5s-%.5s-%.5s", letters, letters + 5, letters + 10, letters + 15);
		rc = write_code(path, code, e);
	}
	if (rc < 0)
		return rc;
	log_line(LOG_WARN, "access", "还没有任何账号。首次设置码：%s（也在 %s 里，只能用一次）", code, path);
	return 0;
}

static int check_code(struct access *x, const struct access_setup *in, struct err *e)
{
	char code[64] = "";
	uint64_t key = limiter_key(&x->limiter, "set-up", in->address, STR_NONE);

	if (!limiter_take(&x->limiter, &code_rule, key, access_now(x))) {
		err_hint(e, "请过几分钟再试");
		return err_set(e, ERR_BUSY, "尝试太频繁");
	}
	int rc = read_code(x, code, e);
	if (rc < 0)
		return rc;
	if (rc > 0 && access_same(str_trim(in->code.ptr ? in->code : STR("")), str_from(code)))
		return 0;
	struct access_denial d = { STR("set-up"), STR(""), "wrong-setup-code", "首次设置码不对" };
	struct actor stranger = { .unit_id = 1, .address = in->address };
	access_deny(x, &stranger, &d, NULL);
	err_hint(e, "设置码印在服务器的控制台上，也在数据目录的 setup-code.txt 里");
	return err_in(e, "code", err_set(e, ERR_AUTH, "首次设置码不对"));
}

/* --- what was filled in --- */

struct first_member { /* what the request calls it, and people */
	const char *all, *login, *name, *password, *title;
};
#define FIRST(member, word)                                                                                            \
	{                                                                                                              \
		member, member ".login", member ".name", member ".password", word                                      \
	}
static const struct first_member members[] = { FIRST("sysadmin", "系统管理员"), FIRST("secadmin", "安全管理员"),
	FIRST("auditor", "审计管理员"), FIRST("business", "业务人员") };

struct first {
	const struct access_first_person *who;
	struct str role;
	const struct first_member *as;
	char key[LOGIN_MAX + 1];
	char hash[SECRET_MAX];
};
struct set_up {
	struct access *access;
	const struct access_setup *in;
	struct first people[FIRST_PEOPLE];
	size_t count;
};

static int check_one(struct first *f, struct err *e)
{
	struct password_rules r = { f->role.len > 0 && access_admin_title(f->role) ? ADMIN_LENGTH : 8, 3, f->who->login,
		f->who->name };
	char what[64];

	snprintf(what, sizeof what, "%s的姓名", f->as->title);
	if (!access_login_key(f->who->login, f->key)) {
		err_hint(e, "登录名 2 到 64 个字节，可用字母、数字、汉字和 . _ - @");
		return err_in(e, f->as->login, err_set(e, ERR_INPUT, "%s的登录名不能用", f->as->title));
	}
	int rc = err_in(e, f->as->name, access_check_text(f->who->name, 32, false, what, e));
	if (rc < 0)
		return rc;
	struct err inner = { 0 };
	rc = access_check_password(f->who->password, &r, &inner);
	return rc < 0 ? err_in(e, f->as->password, err_set(e, rc, "%s：%s", f->as->title, inner.message)) : 0;
}

/* Three different people: different logins, names and passwords. */
static int check_different(const struct set_up *u, struct err *e)
{
	for (size_t i = 0; i < u->count; i++) {
		for (size_t j = 0; j < i; j++) {
			const struct first *a = &u->people[i], *b = &u->people[j];
			const char *same = strcmp(a->key, b->key) == 0                              ? "登录名"
					   : str_eq(str_trim(a->who->name), str_trim(b->who->name)) ? "姓名"
					   : str_eq(a->who->password, b->who->password)             ? "口令"
												    : NULL;
			if (same)
				return err_in(e, a->as->all,
					err_set(e, ERR_INPUT,
						"%s和%s的%s相同：必须是不同的人，各有自己的口令（三员分立）",
						b->as->title, a->as->title, same));
		}
	}
	return 0;
}

static int check_setup(struct set_up *u, struct err *e)
{
	const struct access_setup *in = u->in;

	u->people[0] = (struct first){ .who = &in->sysadmin, .role = ROLE_SYSADMIN, .as = &members[0] };
	u->people[1] = (struct first){ .who = &in->secadmin, .role = ROLE_SECADMIN, .as = &members[1] };
	u->people[2] = (struct first){ .who = &in->auditor, .role = ROLE_AUDITOR, .as = &members[2] };
	u->people[3] = (struct first){ .who = &in->business, .role = in->business_role, .as = &members[3] };
	u->count = in->business.login.ptr ? 4 : 3;
	int rc = err_in(e, "unit", access_check_text(in->unit_name, 64, false, "单位名称", e));
	for (size_t i = 0; i < u->count && rc == 0; i++)
		rc = check_one(&u->people[i], e);
	if (rc == 0)
		rc = check_different(u, e);
	if (rc < 0 || u->count < 4 || !in->business_role.ptr)
		return rc;
	if (access_admin_title(in->business_role))
		return err_in(e, "business_role", err_set(e, ERR_INPUT, "业务人员不能是管理员（三员分立）"));
	struct err inner = { 0 };
	rc = access_check_role(u->access, in->business_role, &inner);
	if (rc < 0 && e) {
		*e = inner;
		e->field = "business_role";
	}
	return rc;
}

/* --- writing --- */

static int name_unit(struct store *s, struct str name, struct err *e)
{
	return store_do(
		s, e, "UPDATE unit SET name = $1, version = version + 1 WHERE unit_id = 1", sql_text(str_trim(name)));
}

static int write_first(struct access *x, struct store *s, const struct first *f, struct err *e)
{
	struct access_person p = {
		.unit_id = 1, .login = f->who->login, .name = str_trim(f->who->name), .active = true
	};
	struct access_grant g = { .unit_id = 1, .role = f->role };
	struct new_secret k = { .unit_id = 1, .hash = str_from(f->hash) };
	int64_t unused;

	int rc = access_insert_person(x, s, &p, STR("set-up"), &k.person_id, e);
	if (rc == 0)
		rc = access_put_secret(x, s, &k, e);
	g.person_id = k.person_id;
	if (rc == 0 && f->role.ptr)
		rc = access_insert_grant(x, s, &g, STR("set-up"), &unused, e);
	return rc;
}

static int write_setup(void *context, struct store *s, struct err *e)
{
	struct set_up *u = context;
	bool needed = false;
	struct access_happened h = {
		.unit_id = 1,
		.ok = true,
		.actor = STR("set-up"),
		.what = STR("set-up"),
		.object = u->in->unit_name,
		.address = u->in->address,
	};

	int rc = access_begin_change(u->access, s, e);
	if (rc == 0)
		rc = access_setup_needed(u->access, s, &needed, e);
	if (rc == 0 && !needed) {
		err_hint(e, "请直接登录；忘记管理员口令时在服务器上用 bihuan admin reset-password");
		return err_set(e, ERR_CONFLICT, "首次设置已经完成");
	}
	if (rc == 0)
		rc = name_unit(s, u->in->unit_name, e);
	for (size_t i = 0; i < u->count && rc == 0; i++)
		rc = write_first(u->access, s, &u->people[i], e);
	return rc < 0 ? rc : access_write_event(u->access, s, &h, e);
}

static int still_needed(void *context, struct store *s, struct err *e)
{
	struct set_up *u = context;
	bool needed = false;

	int rc = access_setup_needed(u->access, s, &needed, e);
	return rc < 0 || needed ? rc : err_set(e, ERR_CONFLICT, "首次设置已经完成");
}

int access_set_up(struct access *x, struct store_pool *p, const struct access_setup *in, bool console, struct err *e)
{
	struct set_up u = { .access = x, .in = in };
	char path[PATH_MAX_HERE];

	int rc = access_in_read(p, still_needed, &u, e);
	if (rc == 0 && !console)
		rc = check_code(x, in, e);
	if (rc == 0)
		rc = check_setup(&u, e);
	for (size_t i = 0; i < u.count && rc == 0; i++)
		rc = access_hash(x, u.people[i].who->password, u.people[i].hash, e);
	if (rc == 0)
		rc = store_pool_write(p, write_setup, &u, e);
	sodium_memzero(&u, sizeof u);
	if (rc < 0)
		return rc;
	__atomic_store_n(&x->set_up, true, __ATOMIC_RELEASE);
	code_path(x, path);
	unlink(path);
	return 0;
}
