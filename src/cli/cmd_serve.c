#include <malloc.h>
#include <pthread.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include "access.h"
#include "command.h"
#include "log.h"
#include "own.h"
#include "pool.h"
#include "server.h"
#include "storage.h"

enum { GRACE_MS = 10 * 1000, KEPT_BYTES = 1024 * 1024 };

struct options {
	const char *data, *database, *listen, *demo, *registers;
	struct storage_options storage;
	size_t quota;
	struct arg_list hosts;
	bool quiet;
	int64_t patience, rate;
};

enum { RATE = 50 };

static const struct options defaults = { .data = DATA_DEFAULT, .listen = "127.0.0.1:8080", .rate = RATE };

static const struct arg args[] = {
	{ "listen", 'l', ARG_TEXT, "ADDRESS:PORT", NULL, offsetof(struct options, listen),
		"监听地址（默认 127.0.0.1:8080；端口 0 由系统挑选）" },
	ARG_DATA(struct options),
	ARG_DATABASE(struct options),
	{ "host", 0, ARG_LIST, "NAME", NULL, offsetof(struct options, hosts), "还接受发给这个域名的请求（可写多次）" },
	{ "patience", 0, ARG_INT, "SECONDS", NULL, offsetof(struct options, patience),
		"等一个请求的头和内容最多几秒（默认 30）" },
	{ "demo", 0, ARG_TEXT, "FILE", NULL, offsetof(struct options, demo),
		"演示：登录页列出这个文件里的身份，一点即入（仅本机地址）" },
	{ "registers", 0, ARG_TEXT, "DIR", NULL, offsetof(struct options, registers),
		"还用这个目录里的台账定义（数据目录下 registers/ 里的同名文件优先）" },
	{ "evidence-quota", 0, ARG_SIZE, "SIZE", NULL, offsetof(struct options, quota),
		"一个单位的佐证材料一共最多多大，如 50G（默认不限）" },
	STORAGE_ARGS(struct options, storage),
	{ "rate", 0, ARG_INT, "N", NULL, offsetof(struct options, rate),
		"一个登录者每秒最多几个请求（默认 50；0 为不限）" },
	{ "quiet", 'q', ARG_FLAG, NULL, NULL, offsetof(struct options, quiet), "不在标准错误上逐条记录请求" },
};

/* Blocked before any thread starts, so that all inherit it and sigwait() below alone sees them. */
static void block_signals(sigset_t *set)
{
	sigemptyset(set);
	sigaddset(set, SIGINT);
	sigaddset(set, SIGTERM);
	pthread_sigmask(SIG_BLOCK, set, NULL);
}

static void wait_for_end(const sigset_t *set)
{
	int got = 0;

	while (sigwait(set, &got) != 0)
		continue;
	/* A second signal ends the program at once. */
	pthread_sigmask(SIG_UNBLOCK, set, NULL);
	log_line(LOG_INFO, "serve", "收到停止信号，正在做完手上的请求");
}

/* Before the first person is there, the set-up code is made and logged. */
static int prepare(struct ledger *l, struct err *e)
{
	struct store *s = NULL;

	int rc = store_pool_take(ledger_pool(l), STORE_READ, &s, e);
	if (rc < 0)
		return rc;
	rc = access_setup_prepare(ledger_access(l), s, e);
	store_pool_give(ledger_pool(l), s);
	return rc;
}

/* A folder that is named must be there: a slip of the finger would serve without its registers. */
static int check_registers(const char *folder, struct err *e)
{
	struct stat st;

	if (folder == NULL || (stat(folder, &st) == 0 && S_ISDIR(st.st_mode)))
		return 0;
	return err_set(e, ERR_USAGE, "没有目录 %s（--registers）", folder);
}

/* The C library gives the end of a thread's heap back to the system, and asks for it again, at every other request unless it may keep
 * so much of it. */
static void keep_memory(void)
{
	mallopt(M_TRIM_THRESHOLD, KEPT_BYTES);
}

static int run(struct cli *cli, const void *options, char **operands, size_t count)
{
	const struct options *o = options;
	struct err e = { 0 };
	struct server *s = NULL;
	sigset_t signals;

	(void)operands, (void)count;
	if (o->quiet)
		log_to(NULL, NULL, LOG_WARN);
	OWN(storage_clear) struct storage storage = { 0 };
	int remote = check_registers(o->registers, &e);
	if (remote == 0)
		remote = storage_read(&o->storage, &storage, &e);
	if (remote < 0) {
		complain(&e);
		return EXIT_TROUBLE;
	}
	block_signals(&signals);
	keep_memory();
	OWN_LEDGER struct ledger *l = open_records_from(cli, o->data, o->database, o->registers);
	if (l == NULL)
		return EXIT_TROUBLE;
	if (prepare(l, &e) < 0) {
		complain(&e);
		return EXIT_TROUBLE;
	}
	OWN(demo_clear) struct demo demo = { 0 };
	if (o->demo != NULL && demo_read(o->demo, &demo, &e) < 0) {
		complain(&e);
		return EXIT_TROUBLE;
	}
	struct server_options so = {
		.demo = o->demo != NULL ? &demo : NULL,
		.listen = o->listen,
		.ledger = l,
		.data_dir = o->data,
		.database = database_address(o->database),
		.s3 = remote > 0 ? &storage.s3 : NULL,
		.evidence_quota = o->quota < INT64_MAX ? (int64_t)o->quota : INT64_MAX,
		.requests_per_second = o->rate < 100000 ? (unsigned)o->rate : 100000,
		.clock = &cli->clock,
		.patience_seconds = o->patience < 3600 ? (unsigned)o->patience : 3600,
		.hosts = o->hosts.values,
		.hosts_count = o->hosts.count,
	};
	if (server_start(&so, &s, &e) < 0) {
		complain(&e);
		return EXIT_TROUBLE;
	}
	print_cstr(&cli->out, server_url(s));
	print_cstr(&cli->out, "\n");
	print_flush(&cli->out);
	wait_for_end(&signals);
	server_stop(s, GRACE_MS);
	return EXIT_CLEAN;
}

const struct command cmd_serve = {
	.args = { args, sizeof(args) / sizeof(args[0]) },
	.options_size = sizeof(struct options),
	.defaults = &defaults,
	.run = run,
};
