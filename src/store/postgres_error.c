/* PostgreSQL's SQLSTATEs as messages for people (https://www.postgresql.org/docs/15/errcodes-appendix.html). */
#include "postgres.h"

struct meaning {
	const char *state; /* five characters, or the first two of a class */
	const char *message, *hint;
	int code;
	bool where; /* the database's place follows the message */
};

/* The first that fits counts. */
static const struct meaning meanings[] = {
	{ "08", "与数据库服务器的连接断开了", "请检查数据库服务器和网络，然后重试；没有提交的内容已撤销", ERR_IO,
		true },
	{ "57P", "数据库服务器正在停止或启动", "请稍后重试；没有提交的内容已撤销", ERR_IO, true },
	{ "57014", "数据库操作被中断", "请重试", ERR_IO, true },
	{ "40", "与同时进行的另一个修改冲突", "请重试", ERR_CONFLICT, false },
	{ "55P03", "数据正被另一个操作占用", "请稍后重试", ERR_CONFLICT, false },
	{ "23505", "同样的内容已经存在", "", ERR_CONFLICT, false },
	{ "23", "数据不符合数据库的约束，没有写入", "", ERR_DB, false },
	{ "25006", "数据库只能读，不能写", "连接的可能是备用服务器，请改用主服务器的地址", ERR_IO, true },
	{ "53100", "数据库服务器的磁盘空间已满，没有写入任何内容", "请清理磁盘后重试；原有数据未被改动", ERR_IO, true },
	{ "53200", "数据库服务器的内存不足", "请稍后重试", ERR_IO, true },
	{ "53300", "数据库服务器的连接数已满", "请稍后重试，或调大服务器的 max_connections", ERR_IO, true },
	{ "54", "内容太大，数据库存不下", "请拆分后再试", ERR_LIMIT, false },
	{ "22021", "文字里有数据库不能保存的字符", "请检查文字的编码（应为 UTF-8，不含空字符）", ERR_INPUT, false },
	{ "28", "数据库服务器拒绝了登录", "请检查数据库地址里的用户名和密码", ERR_IO, true },
	{ "3D000", "数据库服务器上没有这个数据库", "请先建立数据库（编码 UTF8），或检查地址", ERR_IO, true },
	{ "42501", "没有权限使用数据库", "请给数据库用户相应的权限", ERR_IO, true },
	{ "58", "数据库服务器读写文件失败", "请检查服务器的磁盘是否正常", ERR_IO, true },
	{ "XX001", "数据库的数据已损坏", "请停止使用并用备份恢复", ERR_DB, true },
	{ "XX002", "数据库的索引已损坏", "请停止使用并用备份恢复", ERR_DB, true },
};

static const struct meaning *meaning_of(const char *state)
{
	for (size_t i = 0; i < sizeof meanings / sizeof meanings[0]; i++) {
		if (strncmp(state, meanings[i].state, strlen(meanings[i].state)) == 0)
			return &meanings[i];
	}
	return NULL;
}

/* Without an answer from the server: the connection, or memory. */
static const char *state_without_answer(const struct pg_store *s)
{
	return PQstatus(s->db) == CONNECTION_BAD ? "08006" : "";
}

int pg_error_state(struct pg_store *s, const char *state, struct err *e)
{
	const struct meaning *m = meaning_of(state);

	s->base.retry |= strcmp(state, "40001") == 0 || strcmp(state, "40P01") == 0;
	if (!m && !state[0])
		return err_nomem(e);
	if (!m)
		return err_set(e, ERR_INTERNAL, "程序内部错误（数据库语句）");
	if (m->hint[0])
		err_hint(e, "%s", m->hint);
	if (m->where)
		return err_set(e, m->code, "%s：%s", m->message, s->place ? s->place : "");
	return err_set(e, m->code, "%s", m->message);
}

int pg_error(struct pg_store *s, const PGresult *r, const char *sql, struct err *e)
{
	const char *state = r ? PQresultErrorField(r, PG_DIAG_SQLSTATE) : NULL;
	const char *said = r ? PQresultErrorField(r, PG_DIAG_MESSAGE_PRIMARY) : NULL;

	if (!state)
		state = state_without_answer(s);
	err_log(e, "postgres %s: %s: %s", state, said ? said : PQerrorMessage(s->db), sql);
	return pg_error_state(s, state, e);
}
