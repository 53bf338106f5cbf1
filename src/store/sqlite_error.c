/* SQLite's result codes as messages for people. */
#include "sqlite.h"

struct meaning {
	int primary, code;
	const char *message, *hint; /* the path follows the message */
};

static const struct meaning meanings[] = {
	{ SQLITE_BUSY, ERR_CONFLICT, "数据库正被另一个程序占用", "请等它结束后重试，或关闭另一个正在运行的程序" },
	{ SQLITE_LOCKED, ERR_CONFLICT, "数据库正被占用", "请稍后重试" },
	{ SQLITE_FULL, ERR_IO, "磁盘空间已满，没有写入任何内容", "请清理磁盘后重试；原有数据未被改动" },
	{ SQLITE_READONLY, ERR_IO, "数据库只能读，不能写", "请检查数据目录和其中文件的权限" },
	{ SQLITE_CANTOPEN, ERR_IO, "打不开数据库文件", "请检查数据目录是否存在、权限是否允许写入" },
	{ SQLITE_PERM, ERR_IO, "没有权限使用数据库", "请检查数据目录和其中文件的权限" },
	{ SQLITE_AUTH, ERR_IO, "没有权限使用数据库", "请检查数据目录和其中文件的权限" },
	{ SQLITE_IOERR, ERR_IO, "读写数据库文件失败", "请检查磁盘是否正常；没有写完的内容已撤销" },
	{ SQLITE_NOLFS, ERR_IO, "磁盘不支持这样大的文件", "请把数据目录放到另一块磁盘" },
	{ SQLITE_CORRUPT, ERR_DB, "数据库文件已损坏", "请停止使用并用备份恢复；损坏的文件请先另存一份" },
	{ SQLITE_NOTADB, ERR_DB, "这个文件不是数据库，或已损坏", "请检查数据目录是否选对；若曾正常使用，请用备份恢复" },
	{ SQLITE_FORMAT, ERR_DB, "数据库文件已损坏", "请用备份恢复" },
	{ SQLITE_SCHEMA, ERR_CONFLICT, "数据库的结构刚被另一个程序改动", "请重新打开后再试" },
	{ SQLITE_TOOBIG, ERR_LIMIT, "内容太大，数据库存不下", "请拆分后再试" },
	{ SQLITE_INTERRUPT, ERR_IO, "数据库操作被中断", "请重试" },
};

static int constraint(int code, struct err *e)
{
	switch (code) {
	case SQLITE_CONSTRAINT_UNIQUE:
	case SQLITE_CONSTRAINT_PRIMARYKEY:
	case SQLITE_CONSTRAINT_ROWID:
		return err_set(e, ERR_CONFLICT, "同样的内容已经存在");
	default:
		return err_set(e, ERR_DB, "数据不符合数据库的约束，没有写入");
	}
}

int sq_error(const struct sq_store *s, int code, const char *sql, struct err *e)
{
	int primary = code & 0xff;
	const char *path = s->path ? s->path : "";

	if (e && e->code != ERR_OK)
		return e->code;
	err_log(e, "sqlite %d: %s: %s", code, s->db ? sqlite3_errmsg(s->db) : sqlite3_errstr(code), sql);
	if (primary == SQLITE_NOMEM || code == SQLITE_IOERR_NOMEM)
		return err_nomem(e);
	if (primary == SQLITE_CONSTRAINT)
		return constraint(code, e);
	for (size_t i = 0; i < sizeof meanings / sizeof meanings[0]; i++) {
		if (meanings[i].primary != primary)
			continue;
		err_hint(e, "%s", meanings[i].hint);
		return err_set(e, meanings[i].code, "%s：%s", meanings[i].message, path);
	}
	return err_set(e, ERR_INTERNAL, "程序内部错误（数据库语句）");
}
