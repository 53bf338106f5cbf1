/* Tidying and checking, whatever the place. */
#include "blob_private.h"

#include "own.h"

#include <dirent.h>
#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

enum { LOOKS = 10 };

#define OWN_VEC OWN(vec_clear)

struct sweeping {
	struct blobs *blobs;
	const struct blob_broom *broom;
	struct blob_sweep done;
	int64_t seen;
	char to[BLOB_NAME]; /* the last that was looked at */
};

static bool old(const struct sweeping *s, int64_t changed_s)
{
	return changed_s < s->broom->now_s - s->broom->age_s;
}

/* --- parts --- */

static int sweep_part(struct sweeping *s, const char *path, struct err *e)
{
	struct stat st;

	if (lstat(path, &st) < 0 || !S_ISREG(st.st_mode) || !old(s, (int64_t)st.st_mtim.tv_sec))
		return 0;
	if (unlink(path) < 0)
		return blob_io_error(e, "unlink");
	s->done.parts++;
	s->done.bytes += (int64_t)st.st_size;
	return 0;
}

static int sweep_parts(struct sweeping *s, struct err *e)
{
	char folder[BLOB_PATH], path[BLOB_PATH];
	struct dirent *entry;
	int rc = 0;

	snprintf(folder, sizeof folder, "%s/part", s->blobs->folder);
	DIR *dir = opendir(folder);
	if (!dir)
		return errno == ENOENT ? 0 : blob_io_error(e, "opendir");
	while (rc >= 0 && (entry = readdir(dir))) {
		if (entry->d_name[0] != '.' &&
			(size_t)snprintf(path, sizeof path, "%s/%s", folder, entry->d_name) < sizeof path)
			rc = sweep_part(s, path, e);
	}
	closedir(dir);
	return rc;
}

/* --- contents --- */

/* Sent again a moment ago it is young, and stays. */
static int sweep_content(struct sweeping *s, const struct blob_found *f, struct err *e)
{
	const struct blob_backend *backend = s->blobs->backend;
	struct err why = { 0 };
	int64_t changed_s = 0;

	if (!old(s, f->changed_s))
		return 0;
	int named = s->broom->named(s->broom->context, f->name, e);
	if (named != 0)
		return named < 0 ? named : 0;
	int rc = backend->changed(s->blobs, f->name, &changed_s, &why);
	if (rc == ERR_NOTFOUND || (rc >= 0 && !old(s, changed_s)))
		return 0;
	if (rc >= 0)
		rc = backend->remove(s->blobs, f->name, &why);
	if (rc < 0) {
		if (e)
			*e = why;
		return rc;
	}
	s->done.contents++;
	s->done.bytes += f->size;
	return 0;
}

static bool enough(const struct sweeping *s)
{
	int64_t most = s->broom->most;

	return most > 0 && (s->done.contents >= most || s->seen >= LOOKS * most);
}

static int sweep_listed(struct sweeping *s, const struct vec *found, struct err *e)
{
	int rc = 0;

	for (size_t i = 0; i < found->len && rc >= 0 && !enough(s); i++) {
		const struct blob_found *f = &VEC_AT(found, struct blob_found, i);
		rc = sweep_content(s, f, e);
		if (rc >= 0)
			memcpy(s->to, f->name, sizeof s->to);
		s->seen++;
	}
	return rc;
}

/* 1: stopped before the end. */
static int sweep_contents(struct sweeping *s, struct err *e)
{
	OWN_VEC struct vec found;
	int rc = 0;

	vec_init(&found, sizeof(struct blob_found));
	while (rc >= 0 && !enough(s)) {
		found.len = 0;
		rc = s->blobs->backend->list(s->blobs, s->to, &found, e);
		if (rc >= 0 && found.len == 0)
			return 0;
		if (rc >= 0)
			rc = sweep_listed(s, &found, e);
	}
	return rc < 0 ? rc : 1;
}

int blobs_sweep(struct blobs *b, const struct blob_broom *broom, struct blob_sweep *ret, struct err *e)
{
	struct sweeping s = { .blobs = b, .broom = broom };

	pthread_mutex_lock(&b->lock);
	memcpy(s.to, b->swept_to, sizeof s.to);
	pthread_mutex_unlock(&b->lock);
	int rc = s.to[0] == '\0' ? sweep_parts(&s, e) : 0;
	if (rc >= 0)
		rc = sweep_contents(&s, e);
	pthread_mutex_lock(&b->lock);
	memcpy(b->swept_to, rc > 0 ? s.to : "", rc > 0 ? sizeof s.to : 1);
	pthread_mutex_unlock(&b->lock);
	*ret = s.done;
	return rc;
}

/* --- checking --- */

/* A sector that cannot be read is damage too; a storage that does not answer is none. */
int blob_verify(struct blobs *b, const char *name, int64_t *ret_size, struct err *e)
{
	char hash[BLOB_NAME];

	if (!blob_name_good(name))
		return err_set(e, ERR_NOTFOUND, "没有这个文件");
	int fd = b->backend->open(b, name, e);
	if (fd < 0)
		return fd;
	int rc = blob_hash(fd, hash, ret_size, e);
	close(fd);
	if (rc == ERR_NOMEM)
		return rc;
	return rc < 0 || strcmp(hash, name) != 0 ? blob_damaged_error(e, name) : 0;
}
