#include "sqlite_wal.h"

#include "fault.h"

#include <pthread.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>

enum { PIECE = 64 * 1024 }; /* SQLite writes less than 128 KiB at once */

/* The journal; SQLite's own file lies behind it. Other files are SQLite's own alone. */
struct wal {
	sqlite3_file file;
	sqlite3_file *own;
	char *piece; /* NULL: not yet needed, or no memory: each write goes through */
	sqlite3_int64 at;
	int len;
};

static sqlite3_vfs *own_vfs;
static sqlite3_vfs vfs;

static struct wal *of(sqlite3_file *f)
{
	return (struct wal *)f;
}

static int write_out(struct wal *w)
{
	int len = w->len;

	w->len = 0;
	return len > 0 ? w->own->pMethods->xWrite(w->own, w->piece, len, w->at) : SQLITE_OK;
}

/* --- what SQLite does with a journal --- */

static int wal_write(sqlite3_file *f, const void *bytes, int n, sqlite3_int64 at)
{
	struct wal *w = of(f);
	int code = SQLITE_OK;

	if (!w->piece)
		w->piece = fault_malloc(PIECE);
	if (w->len > 0 && (at != w->at + w->len || n > PIECE - w->len))
		code = write_out(w);
	if (code != SQLITE_OK || !w->piece || n > PIECE)
		return code != SQLITE_OK ? code : w->own->pMethods->xWrite(w->own, bytes, n, at);
	if (w->len == 0)
		w->at = at;
	memcpy(w->piece + w->len, bytes, (size_t)n);
	w->len += n;
	return SQLITE_OK;
}

static int wal_read(sqlite3_file *f, void *bytes, int n, sqlite3_int64 at)
{
	int code = write_out(of(f));

	return code != SQLITE_OK ? code : of(f)->own->pMethods->xRead(of(f)->own, bytes, n, at);
}

static int wal_truncate(sqlite3_file *f, sqlite3_int64 size)
{
	int code = write_out(of(f));

	return code != SQLITE_OK ? code : of(f)->own->pMethods->xTruncate(of(f)->own, size);
}

static int wal_sync(sqlite3_file *f, int flags)
{
	int code = write_out(of(f));

	return code != SQLITE_OK ? code : of(f)->own->pMethods->xSync(of(f)->own, flags);
}

static int wal_size(sqlite3_file *f, sqlite3_int64 *ret)
{
	int code = write_out(of(f));

	return code != SQLITE_OK ? code : of(f)->own->pMethods->xFileSize(of(f)->own, ret);
}

static int wal_close(sqlite3_file *f)
{
	struct wal *w = of(f);
	int first = write_out(w);
	int code = w->own->pMethods->xClose(w->own);

	free(w->piece);
	w->piece = NULL;
	return first != SQLITE_OK ? first : code;
}

static int wal_lock(sqlite3_file *f, int level)
{
	return of(f)->own->pMethods->xLock(of(f)->own, level);
}

static int wal_unlock(sqlite3_file *f, int level)
{
	return of(f)->own->pMethods->xUnlock(of(f)->own, level);
}

static int wal_is_reserved(sqlite3_file *f, int *ret)
{
	return of(f)->own->pMethods->xCheckReservedLock(of(f)->own, ret);
}

static int wal_control(sqlite3_file *f, int what, void *argument)
{
	return of(f)->own->pMethods->xFileControl(of(f)->own, what, argument);
}

static int wal_sector(sqlite3_file *f)
{
	return of(f)->own->pMethods->xSectorSize(of(f)->own);
}

static int wal_device(sqlite3_file *f)
{
	return of(f)->own->pMethods->xDeviceCharacteristics(of(f)->own);
}

static const sqlite3_io_methods wal_methods = {
	.iVersion = 1, /* no shared memory, no mapping: those are of the database's own file */
	.xClose = wal_close,
	.xRead = wal_read,
	.xWrite = wal_write,
	.xTruncate = wal_truncate,
	.xSync = wal_sync,
	.xFileSize = wal_size,
	.xLock = wal_lock,
	.xUnlock = wal_unlock,
	.xCheckReservedLock = wal_is_reserved,
	.xFileControl = wal_control,
	.xSectorSize = wal_sector,
	.xDeviceCharacteristics = wal_device,
};

/* --- opening --- */

static int open_file(sqlite3_vfs *v, const char *name, sqlite3_file *f, int flags, int *ret_flags)
{
	struct wal *w = of(f);

	(void)v;
	if (!(flags & SQLITE_OPEN_WAL))
		return own_vfs->xOpen(own_vfs, name, f, flags, ret_flags);
	*w = (struct wal){ .own = (sqlite3_file *)(void *)(w + 1) };
	memset(w->own, 0, (size_t)own_vfs->szOsFile);
	int code = own_vfs->xOpen(own_vfs, name, w->own, flags, ret_flags);
	if (w->own->pMethods)
		w->file.pMethods = &wal_methods;
	return code;
}

static void make(void)
{
	own_vfs = sqlite3_vfs_find(NULL);
	if (!own_vfs)
		return;
	vfs = *own_vfs; /* the rest is its own */
	vfs.zName = "bihuan";
	vfs.pNext = NULL;
	vfs.szOsFile = (int)sizeof(struct wal) + own_vfs->szOsFile;
	vfs.xOpen = open_file;
	if (sqlite3_vfs_register(&vfs, 0) != SQLITE_OK)
		own_vfs = NULL;
}

const char *sq_wal_vfs(void)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;

	pthread_once(&once, make);
	return own_vfs ? vfs.zName : NULL;
}

bool sq_wal_is_open(sqlite3 *db)
{
	sqlite3_file *f = NULL;

	return sqlite3_file_control(db, "main", SQLITE_FCNTL_JOURNAL_POINTER, (void *)&f) == SQLITE_OK && f &&
	       f->pMethods == &wal_methods;
}
