/* For the person at the machine: first set-up, and the way back in when an administrator forgot his password. */
#include "access_rights.h"
#include "ask.h"
#include "command.h"

#include <pwd.h>
#include <unistd.h>

struct options {
	const char *data, *database;
	bool json, second_factor;
};

static const struct options defaults = { .data = DATA_DEFAULT };

static const struct arg args[] = {
	ARG_DATA(struct options),
	ARG_DATABASE(struct options),
	ARG_JSON(struct options),
	{ "second-factor", 0, ARG_FLAG, NULL, NULL, offsetof(struct options, second_factor),
		"reset-password 时一并取消动态口令（手机丢失）" },
};

/* Everything one run needs; cleared as a whole. */
struct desk {
	struct cli *cli;
	const struct options *options;
	struct arena *arena;
	struct access *access;
	struct store_pool *pool;
	struct actor actor;
};

static void clear_desk(struct desk *d)
{
	store_pool_close(d->pool);
	access_close(d->access);
	arena_free(d->arena);
}

static int fail(const struct err *e)
{
	complain(e);
	return EXIT_TROUBLE;
}

/* --- opening --- */

/* The ledger makes the folder and the database, as for every command. */
static bool make_folder(const struct cli *cli, const struct options *o)
{
	OWN_LEDGER struct ledger *l = open_ledger(cli, o->data, o->database);

	return l != NULL;
}

static struct str system_user(struct arena *a)
{
	char buffer[1024];
	struct passwd entry, *found = NULL;

	if (getpwuid_r(getuid(), &entry, buffer, sizeof(buffer), &found) == 0 && found != NULL)
		return arena_fmt(a, "console:%s", found->pw_name);
	return arena_fmt(a, "console:%u", (unsigned)getuid());
}

static int open_desk(struct desk *d, struct err *e)
{
	struct access_options o = { .data_dir = d->options->data, .clock = &d->cli->clock };
	char now[CLOCK_TEXT_MAX];
	struct str url = arena_fmt(d->arena, "sqlite:%s/bihuan.db", d->options->data), user = system_user(d->arena);
	const char *elsewhere = database_address(d->options->database);

	if (url.ptr == NULL || user.ptr == NULL)
		return err_nomem(e);
	d->actor = access_console(user);
	clock_format(&d->cli->clock, d->cli->clock.now_ms(d->cli->clock.context), now);
	int rc = access_open(&o, &d->access, e);
	return rc < 0 ? rc : store_pool_open(elsewhere ? elsewhere : url.ptr, NULL, 1, str_from(now), &d->pool, e);
}

/* --- set-up --- */

static int ask_person(struct ask *q, const char *title, struct access_first_person *ret, struct err *e)
{
	char question[96];

	snprintf(question, sizeof(question), "%s的登录名", title);
	int rc = ask_line(q, question, &ret->login, e);
	snprintf(question, sizeof(question), "%s的姓名", title);
	if (rc == 0)
		rc = ask_line(q, question, &ret->name, e);
	snprintf(question, sizeof(question), "%s的口令（至少 12 个字符，不会显示）", title);
	return rc == 0 ? ask_secret(q, question, &ret->password, e) : rc;
}

/* Before anybody types three passwords in vain. */
static int not_done_yet(struct desk *d, struct err *e)
{
	struct store *s = NULL;
	bool needed = false;

	int rc = store_pool_take(d->pool, STORE_READ, &s, e);
	if (rc == 0)
		rc = access_setup_needed(d->access, s, &needed, e);
	store_pool_give(d->pool, s);
	if (rc < 0 || needed)
		return rc;
	err_hint(e, "忘记管理员口令时用 bihuan admin reset-password LOGIN");
	return err_set(e, ERR_CONFLICT, "首次设置已经完成");
}

/* What to do next, in the words of the pages where it is done. */
static void tell_next(struct desk *d, const struct access_setup *in)
{
	struct str text = arena_fmt(d->arena,
		"首次设置完成。\n"
		"下一步：\n"
		"  1. 启动服务：bihuan serve --data %s，在浏览器打开它印出的地址。\n"
		"  2. 三位管理员（" STR_FMT "、" STR_FMT "、" STR_FMT "）分别登录，按提示设置动态口令。\n"
		"  3. " STR_FMT " 在“人员与部门”里建部门和人员，" STR_FMT " 在“角色与授权”里给他们授角色。\n"
		"  4. 业务人员用一次性口令登录，改成自己的，就能导入报告、办理案件。\n",
		d->options->data, STR_ARG(in->sysadmin.login), STR_ARG(in->secadmin.login), STR_ARG(in->auditor.login),
		STR_ARG(in->sysadmin.login), STR_ARG(in->secadmin.login));

	print_cstr(&d->cli->out, text.ptr ? text.ptr : "首次设置完成。\n");
}

static int set_up(struct desk *d, const char *login)
{
	struct ask q = ask_begin(d->arena);
	struct access_setup in = { .address = STR("console") };
	struct err e = { 0 };

	(void)login;
	int rc = not_done_yet(d, &e);
	if (rc == 0)
		rc = ask_line(&q, "单位名称", &in.unit_name, &e);
	if (rc == 0)
		rc = ask_person(&q, "系统管理员", &in.sysadmin, &e);
	if (rc == 0)
		rc = ask_person(&q, "安全管理员", &in.secadmin, &e);
	if (rc == 0)
		rc = ask_person(&q, "审计管理员", &in.auditor, &e);
	if (rc == 0)
		rc = access_set_up(d->access, d->pool, &in, true, &e);
	if (rc < 0)
		return fail(&e);
	tell_next(d, &in);
	return EXIT_CLEAN;
}

/* --- changing: one work in one write transaction --- */

struct job {
	struct desk *desk;
	struct str login, password;
};

static struct access_call call_on(struct desk *d, struct store *s)
{
	return (struct access_call){ d->access, s, &d->actor, d->arena };
}

static int reset_work(void *context, struct store *s, struct err *e)
{
	struct job *j = context;
	struct access_call c = call_on(j->desk, s);

	return access_console_reset(&c, j->login, j->desk->options->second_factor, &j->password, e);
}

static int unlock_work(void *context, struct store *s, struct err *e)
{
	struct job *j = context;
	struct access_call c = call_on(j->desk, s);

	return access_console_unlock(&c, j->login, e);
}

static int reset_password(struct desk *d, const char *login)
{
	struct job j = { .desk = d, .login = str_from(login) };
	struct err e = { 0 };

	if (store_pool_write(d->pool, reset_work, &j, &e) < 0)
		return fail(&e);
	if (d->options->json) {
		struct buf scratch;
		struct json out = begin_json(d->cli, &scratch);
		json_object(&out);
		json_member_str(&out, "login", j.login);
		json_member_str(&out, "one_time_password", j.password);
		json_end_object(&out);
		return end_json(d->cli, &out, &scratch);
	}
	print_cstr(&d->cli->out, "一次性口令：");
	print_str(&d->cli->out, j.password);
	print_cstr(&d->cli->out, "\n登录后必须立即换成自己的口令。这次重置已记入审计记录。\n");
	return EXIT_CLEAN;
}

static int unlock(struct desk *d, const char *login)
{
	struct job j = { .desk = d, .login = str_from(login) };
	struct err e = { 0 };

	if (store_pool_write(d->pool, unlock_work, &j, &e) < 0)
		return fail(&e);
	print_cstr(&d->cli->out, "已解锁：");
	print_text(&d->cli->out, j.login, 0);
	print_cstr(&d->cli->out, "\n");
	return EXIT_CLEAN;
}

/* --- listing --- */

static void print_account(struct print *out, const struct access_account *a)
{
	const char *title = a->role.ptr != NULL ? access_admin_title(a->role) : NULL;

	print_pad(out, 24 - print_text(out, a->login, 22));
	print_pad(out, 16 - print_text(out, a->name, 14));
	print_pad(out, 12 - print_text(out, str_from(title != NULL ? title : "业务"), 10));
	print_cstr(out, a->active ? "" : "停用 ");
	print_cstr(out, a->locked_until > 0 ? "锁定 " : "");
	print_cstr(out, a->second_factor ? "动态口令" : "");
	print_cstr(out, "\n");
}

static void write_account(struct json *j, const struct access_account *a)
{
	json_object(j);
	json_member_int(j, "unit_id", a->unit_id);
	json_member_int(j, "id", a->person_id);
	json_member_str(j, "login", a->login);
	json_member_str(j, "name", a->name);
	json_member_str(j, "role", a->role);
	json_member_bool(j, "active", a->active);
	json_member_bool(j, "locked", a->locked_until > 0);
	json_member_bool(j, "second_factor", a->second_factor);
	json_end_object(j);
}

struct listing {
	struct desk *desk;
	struct access_accounts page;
	struct str after;
};

enum { PAGE = 500 };

static int list_work(struct listing *l, struct err *e)
{
	struct store *s = NULL;

	int rc = store_pool_take(l->desk->pool, STORE_READ, &s, e);
	if (rc < 0)
		return rc;
	struct access_call c = call_on(l->desk, s);
	rc = access_console_list(&c, l->after, PAGE, &l->page, e);
	store_pool_give(l->desk->pool, s);
	if (rc == 0 && l->page.count > 0)
		l->after = l->page.rows[l->page.count - 1].login_key;
	return rc;
}

static int list(struct desk *d, const char *login)
{
	struct listing l = { .desk = d };
	struct err e = { 0 };
	struct buf scratch;
	struct json j = begin_json(d->cli, &scratch);
	int rc;

	(void)login;
	if (d->options->json)
		json_array(&j);
	while ((rc = list_work(&l, &e)) == 0 && l.page.count > 0) {
		for (size_t i = 0; i < l.page.count; i++) {
			if (d->options->json)
				write_account(&j, &l.page.rows[i]);
			else
				print_account(&d->cli->out, &l.page.rows[i]);
		}
	}
	if (rc == 0 && d->options->json) {
		json_end_array(&j);
		return end_json(d->cli, &j, &scratch);
	}
	buf_clear(&scratch);
	return rc < 0 ? fail(&e) : EXIT_CLEAN;
}

/* --- which --- */

static const struct {
	const char *name;
	bool login; /* names one */
	int (*run)(struct desk *d, const char *login);
} actions[] = {
	{ "setup", false, set_up },
	{ "reset-password", true, reset_password },
	{ "unlock", true, unlock },
	{ "list", false, list },
};

static int wrong_action(const char *name)
{
	struct err e = { 0 };

	err_set(&e, ERR_USAGE, "admin 没有这个操作，或参数的个数不对：%s", name);
	err_hint(&e, "bihuan admin setup | reset-password LOGIN | unlock LOGIN | list");
	return fail(&e);
}

static int run(struct cli *cli, const void *options, char **operands, size_t count)
{
	OWN(clear_desk) struct desk d = { .cli = cli, .options = options };
	struct err e = { 0 };
	size_t at = 0;

	while (at < sizeof(actions) / sizeof(actions[0]) && strcmp(actions[at].name, operands[0]) != 0)
		at++;
	if (at == sizeof(actions) / sizeof(actions[0]) || count != (actions[at].login ? 2 : 1))
		return wrong_action(operands[0]);
	if (!make_folder(cli, d.options))
		return EXIT_TROUBLE;
	d.arena = open_arena();
	if (d.arena == NULL)
		return EXIT_TROUBLE;
	if (open_desk(&d, &e) < 0)
		return fail(&e);
	return actions[at].run(&d, count > 1 ? operands[1] : NULL);
}

const struct command cmd_admin = {
	.args = { args, sizeof(args) / sizeof(args[0]) },
	.options_size = sizeof(struct options),
	.defaults = &defaults,
	.operands_min = 1,
	.operands_max = 2,
	.operands = "操作：setup、reset-password、unlock、list",
	.run = run,
};
