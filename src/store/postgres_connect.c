/* The PostgreSQL driver: opening a connection. */
#include "postgres.h"

#include "fault.h"

#include <errno.h>
#include <poll.h>
#include <time.h>

/* The oldest server the tests' SQL is known to run on. */
enum { VERSION_MIN = 120000 };
enum { CONNECT_MS = 15000, BUSY_MS = 10000, PLACE_MAX = 256 };

void pg_close(struct store *base)
{
	struct pg_store *s = pg_store_of(base);

	pg_ahead_free(s);
	PQfinish(s->db);
	free(s->place);
	free(s->changes);
	free(s);
}

/* Where the database is, without the password that its address may hold. */
static int note_place(struct pg_store *s, struct err *e)
{
	const char *host = PQhost(s->db), *port = PQport(s->db), *name = PQdb(s->db);

	s->place = fault_malloc(PLACE_MAX);
	if (!s->place)
		return err_nomem(e);
	snprintf(s->place, PLACE_MAX, "%.100s:%.10s/%.100s", host ? host : "", port ? port : "", name ? name : "");
	return 0;
}

/* With "/" or "@" in a password not written as %XX the address falls apart, and the password's rest is taken for something that
 * messages name. */
static int check_address(const struct pg_store *s, struct err *e)
{
	const char *name = PQdb(s->db);

	if (!name || !strchr(name, '@'))
		return 0;
	err_hint(e, "密码里的 @ : / ? # %% 要写成 %%40 这样的形式，或把密码放在 ~/.pgpass");
	return err_set(e, ERR_USAGE, "数据库地址写得不对");
}

/* The server's code in "FATAL:  28P01"; libpq has no other way to say it before a connection stands. */
static const char *state_in(const char *message, char state[6])
{
	const char *at = strstr(message, ":  ");

	while (at && strspn(at + 3, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ") != 5)
		at = strstr(at + 3, ":  ");
	snprintf(state, 6, "%.5s", at ? at + 3 : "");
	return state;
}

static int connect_error(struct pg_store *s, struct err *e)
{
	const char *message = PQerrorMessage(s->db);
	char state[6];

	state_in(message, state);
	err_log(e, "connect %s: %s", state, message);
	if (state[0])
		return pg_error_state(s, state, e);
	if (PQconnectionNeedsPassword(s->db))
		return pg_error_state(s, "28P01", e);
	err_hint(e, "请检查地址是否写对、数据库服务器是否在运行、网络是否通");
	return err_set(e, ERR_IO, "连不上数据库服务器：%s", s->place);
}

static int64_t monotonic_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* The slow way, step by step, because only so the server's code of a refusal can be had. */
static int wait_connected(struct pg_store *s)
{
	int64_t until = monotonic_ms() + CONNECT_MS;
	PostgresPollingStatusType status = PGRES_POLLING_WRITING;

	while (status != PGRES_POLLING_OK && status != PGRES_POLLING_FAILED) {
		struct pollfd p = { .fd = PQsocket(s->db),
			.events = status == PGRES_POLLING_READING ? POLLIN : POLLOUT };
		int64_t left = until - monotonic_ms();
		int ready = left > 0 ? poll(&p, 1, (int)left) : 0;
		if (ready == 0 || (ready < 0 && errno != EINTR))
			return -1;
		if (ready > 0)
			status = PQconnectPoll(s->db);
	}
	return status == PGRES_POLLING_OK ? 0 : -1;
}

static void ignore_notice(void *context, const PGresult *r)
{
	(void)context;
	(void)r;
}

static int connect_to(struct pg_store *s, const char *url, struct err *e)
{
	static const char *const names[] = { "application_name", "dbname", "client_encoding", NULL };
	const char *const values[] = { "bihuan", url, "UTF8", NULL };

	s->db = fault_hit(FAULT_ALLOC) ? NULL : PQconnectStartParams(names, values, 1);
	if (!s->db)
		return err_nomem(e);
	PQsetErrorVerbosity(s->db, PQERRORS_SQLSTATE);
	PQsetNoticeReceiver(s->db, ignore_notice, NULL);
	int rc = check_address(s, e);
	if (rc == 0)
		rc = note_place(s, e);
	if (rc < 0)
		return rc;
	if (PQstatus(s->db) == CONNECTION_BAD || wait_connected(s) < 0)
		return connect_error(s, e);
	PQsetErrorVerbosity(s->db, PQERRORS_DEFAULT);
	return 0;
}

static int check_server(struct pg_store *s, struct err *e)
{
	const char *encoding = PQparameterStatus(s->db, "server_encoding");

	if (PQserverVersion(s->db) < VERSION_MIN) {
		err_hint(e, "请使用 PostgreSQL %d 或更新的版本", VERSION_MIN / 10000);
		return err_set(e, ERR_DB, "数据库服务器的版本太旧：%s", s->place);
	}
	if (!encoding || strcmp(encoding, "UTF8") != 0) {
		err_hint(e, "请另建一个编码为 UTF8 的数据库");
		return err_set(e, ERR_DB, "数据库的编码不是 UTF8：%s", s->place);
	}
	return 0;
}

/* Answered means durable, also where the server's own settings say otherwise. */
static int set_up(struct pg_store *s, int busy_ms, struct err *e)
{
	char sql[512];

	snprintf(sql, sizeof sql,
		"SET client_min_messages = error; SET lock_timeout = %d; SET standard_conforming_strings = on;"
		" SET default_transaction_isolation = 'repeatable read';"
		" SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off'",
		busy_ms > 0 ? busy_ms : BUSY_MS);
	return pg_exec(s, sql, e);
}

static int open_whole(const char *url, const struct store_options *o, struct store **ret, struct err *e)
{
	struct pg_store *s = fault_calloc(1, sizeof *s);

	if (!s)
		return err_nomem(e);
	s->base.driver = &store_postgres;
	int rc = connect_to(s, url, e);
	if (rc >= 0)
		rc = check_server(s, e);
	if (rc >= 0)
		rc = set_up(s, o->busy_ms, e);
	if (rc < 0) {
		pg_close(&s->base);
		return rc;
	}
	*ret = &s->base;
	return 0;
}

/* libpq wants the address with its scheme, which the caller has cut off just before `rest`. */
int pg_open(const char *rest, const struct store_options *o, struct store **ret, struct err *e)
{
	size_t size = strlen(rest) + sizeof "postgresql:";
	char *url = fault_malloc(size);

	if (!url)
		return err_nomem(e);
	snprintf(url, size, "postgresql:%s", rest);
	int rc = open_whole(url, o, ret, e);
	free(url);
	return rc;
}

/* What came unasked is read until there is no more: behind a farewell stands the end itself. */
bool pg_alive(struct pg_store *s)
{
	struct pollfd p = { .fd = PQsocket(s->db), .events = POLLIN };

	while (PQstatus(s->db) == CONNECTION_OK && poll(&p, 1, 0) > 0) {
		if (PQconsumeInput(s->db) != 1)
			return false;
		PQisBusy(s->db); /* understood, so that the next comes into an empty buffer */
	}
	return PQstatus(s->db) == CONNECTION_OK;
}
