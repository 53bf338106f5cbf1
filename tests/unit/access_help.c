#include "access_help.h"

#include "driver.h"
#include "log.h"

#include <dirent.h>
#include <unistd.h>

const char *const door_logins[WHO_COUNT] = { "wang.xt", "li.aq", "zhao.sj", "ann", "bob" };

void door_check_error(struct door *d, int code)
{
	assert_int_equal(d->e.code, code);
	assert_true((unsigned char)d->e.message[0] & 0x80);
	assert_null(strstr(d->e.message, "SELECT"));
	assert_null(strstr(d->e.message, "constraint"));
	err_clear(&d->e);
}

static void remove_below(const char *path)
{
	char inner[512];
	struct dirent *entry;
	DIR *dir = opendir(path);

	if (!dir)
		return;
	while ((entry = readdir(dir))) {
		if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
			continue;
		snprintf(inner, sizeof inner, "%s/%s", path, entry->d_name);
		if (unlink(inner) < 0) {
			remove_below(inner);
			rmdir(inner);
		}
	}
	closedir(dir);
}

/* --- a database of one's own: a file in the folder, or one of the server's --- */

static const char on_server[] = "postgres";

static void at_server(struct door *d, const char *what, const char *how)
{
	struct store *s = NULL;
	char sql[200];

	snprintf(sql, sizeof sql, "%s DATABASE %s %s", what, d->database, how);
	assert_ok(d, store_open(getenv("BIHUAN_TEST_POSTGRES"), NULL, &s, &d->e));
	assert_ok(d, s->driver->script(s, sql, &d->e));
	store_close(s);
}

static void make_database(struct door *d, bool server)
{
	static unsigned number;
	const char *url = getenv("BIHUAN_TEST_POSTGRES");

	if (!server) {
		snprintf(d->url, sizeof d->url, "sqlite:%s/test.db", d->folder);
		return;
	}
	snprintf(d->database, sizeof d->database, "access_%d_%u", (int)getpid(), ++number);
	snprintf(d->url, sizeof d->url, "%.*s/%s", (int)(strrchr(url, '/') - url), url, d->database);
	at_server(d, "CREATE", "TEMPLATE template0");
}

static void add(struct CMUnitTest *all, size_t *count, const struct CMUnitTest *test, const char *of)
{
	char *name = NULL;

	assert_true(asprintf(&name, "%s: %s", of, test->name) > 0);
	all[*count] = *test;
	all[*count].name = name;
	all[(*count)++].initial_state = (void *)(uintptr_t)of;
}

int door_main(const char *name, const struct CMUnitTest *tests, size_t count)
{
	static struct CMUnitTest all[256];
	size_t total = 0;

	log_to(NULL, NULL, LOG_ERROR);
	assert_true(2 * count <= COUNT(all));
	for (size_t i = 0; i < count; i++)
		add(all, &total, &tests[i], "sqlite");
	for (size_t i = 0; i < count && getenv("BIHUAN_TEST_POSTGRES"); i++)
		add(all, &total, &tests[i], on_server);
	int failed = _cmocka_run_group_tests(name, all, total, NULL, NULL);
	while (total > 0)
		free((void *)(uintptr_t)all[--total].name);
	return failed;
}

int door_open(void **state)
{
	struct door *d = calloc(1, sizeof *d);
	bool server = *state == (const void *)on_server;

	assert_non_null(d);
	snprintf(d->folder, sizeof d->folder, "%s/bihuan-access-XXXXXX",
		access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp");
	assert_non_null(mkdtemp(d->folder));
	make_database(d, server);
	d->now_ms = 1720000000000;
	d->clock = clock_fixed(&d->now_ms);
	d->arena = arena_new((size_t)16 << 20);
	assert_non_null(d->arena);
	struct access_options o = { .data_dir = d->folder, .clock = &d->clock, .hash_ops = 1, .hash_memory = 8192 };
	assert_ok(d, access_open(&o, &d->access, &d->e));
	assert_ok(d, store_pool_open(d->url, NULL, 2, STR("2024-07-03"), &d->pool, &d->e));
	*state = d;
	return 0;
}

int door_close(void **state)
{
	struct door *d = *state;

	door_rollback(d);
	store_pool_close(d->pool);
	if (d->database[0] != '\0')
		at_server(d, "DROP", "");
	access_close(d->access);
	arena_free(d->arena);
	remove_below(d->folder);
	rmdir(d->folder);
	free(d);
	return 0;
}

static void begin(struct door *d)
{
	door_rollback(d);
	assert_ok(d, store_pool_take(d->pool, STORE_WRITE, &d->store, &d->e));
}

void door_rollback(struct door *d)
{
	store_pool_give(d->pool, d->store);
	d->store = NULL;
}

void door_commit(struct door *d)
{
	assert_ok(d, store_commit(d->store, &d->e));
	door_rollback(d);
}

const struct access_call *door_as(struct door *d, enum who who)
{
	begin(d);
	d->actor = (struct actor){ 0 };
	assert_int_equal(access_read_actor(d->store, 1, d->id[who], d->arena, &d->actor, &d->e), 1);
	d->call = (struct access_call){ d->access, d->store, &d->actor, d->arena };
	assert_ok(d, access_read_roles(&d->call, d->id[who], NULL, &d->actor, &d->e));
	d->actor.address = STR("10.0.0.9");
	d->actor.request_id = STR("r-1");
	return &d->call;
}

struct str door_sign_in(struct door *d, const char *login, const char *password)
{
	struct access_signed_in in = { 0 };
	struct access_login l = { .login = str_from(login),
		.password = str_from(password),
		.address = STR("10.0.0.9"),
		.agent = STR("test") };

	door_rollback(d);
	assert_ok(d, access_sign_in(d->access, d->pool, &l, d->arena, &in, &d->e));
	return in.token;
}

int64_t door_number(struct door *d, const char *sql)
{
	struct store_stmt *st = NULL;
	bool open = d->store != NULL;

	if (!open)
		begin(d);
	assert_ok(d, store_prepare(d->store, sql, &st, &d->e));
	assert_int_equal(store_step(st, &d->e), 1);
	int64_t n = store_int(st, 0);
	store_done(st);
	if (!open)
		door_rollback(d);
	return n;
}

void door_sql(struct door *d, const char *sql)
{
	begin(d);
	assert_ok(d, store_exec(d->store, sql, &d->e));
	door_commit(d);
}

int64_t door_events(struct door *d, const char *what, const char *reason)
{
	char sql[256];

	door_rollback(d);
	assert_ok(d, access_flush(d->access, d->pool, &d->e));
	snprintf(
		sql, sizeof sql, "SELECT count(*) FROM access_event WHERE what = '%s' AND reason = '%s'", what, reason);
	return door_number(d, sql);
}

int64_t door_grant(struct door *d, int64_t person_id, const char *role, int64_t department_id)
{
	struct access_grant in = {
		.unit_id = 1, .person_id = person_id, .role = str_from(role), .department_id = department_id
	};
	struct access_grant out;

	assert_ok(d, access_grant(door_as(d, SEC), &in, &out, &d->e));
	door_commit(d);
	return out.id;
}

int64_t door_department(struct door *d, const char *name, int64_t parent_id)
{
	struct access_department in = { .unit_id = 1, .parent_id = parent_id, .name = str_from(name), .active = true },
				 out;

	assert_ok(d, access_department_save(door_as(d, SYS), &in, &out, &d->e));
	door_commit(d);
	return out.id;
}

static void add_person(struct door *d, enum who who, const char *name)
{
	struct access_person in = {
		.unit_id = 1, .login = str_from(door_logins[who]), .name = str_from(name), .active = true
	};
	struct access_person out;
	struct str password;

	assert_ok(d, access_person_save(door_as(d, SYS), &in, &out, &password, &d->e));
	d->id[who] = out.id;
	door_commit(d);
}

int door_open_ready(void **state)
{
	assert_int_equal(door_open(state), 0);
	struct door *d = *state;
	struct access_setup in = {
		.unit_name = STR("云岭市城市管理局"),
		.sysadmin = { STR("wang.xt"), STR("王系统"), STR(GOOD_PASSWORD "1") },
		.secadmin = { STR("li.aq"), STR("李安全"), STR(GOOD_PASSWORD "2") },
		.auditor = { STR("zhao.sj"), STR("赵审计"), STR(GOOD_PASSWORD "3") },
	};

	assert_ok(d, access_set_up(d->access, d->pool, &in, true, &d->e));
	door_sql(d, "INSERT INTO setting (unit_id, name, value, changed_by, changed_at)"
		    " VALUES (1, 'factor.administrators', '0', 'test', 0)");
	for (int i = 0; i < 3; i++)
		d->id[i] = i + 1;
	add_person(d, ANN, "安宁");
	add_person(d, BOB, "包伯");
	return 0;
}
