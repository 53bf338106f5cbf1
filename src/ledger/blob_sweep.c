/* Walking through the folder: tidying and checking. */
#include "blob_private.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

typedef int on_file(void *context, const char *path, const char *name, struct err *e);

/* Files of a folder; `prefix` goes before their names. */
static int each_file(const char *folder, const char *prefix, on_file *on, void *context, struct err *e)
{
	char path[BLOB_PATH], name[BLOB_PATH];
	struct dirent *entry;
	int rc = 0;
	DIR *dir = opendir(folder);

	if (!dir)
		return errno == ENOENT ? 0 : blob_io_error(e, "opendir");
	while (rc >= 0 && (entry = readdir(dir))) {
		if (entry->d_name[0] == '.')
			continue;
		if ((size_t)snprintf(path, sizeof path, "%s/%s", folder, entry->d_name) >= sizeof path)
			continue;
		snprintf(name, sizeof name, "%s%s", prefix, entry->d_name);
		rc = on(context, path, name, e);
	}
	closedir(dir);
	return rc;
}

static int each_content(struct blobs *b, on_file *on, void *context, struct err *e)
{
	int rc = 0;

	for (unsigned i = 0; i < 256 && rc >= 0; i++) {
		char folder[BLOB_PATH], prefix[3];
		snprintf(prefix, sizeof prefix, "%02x", i);
		snprintf(folder, sizeof folder, "%s/%s", b->folder, prefix);
		rc = each_file(folder, prefix, on, context, e);
	}
	return rc;
}

struct sweeping {
	const struct blob_broom *broom;
	struct blob_sweep done;
};

static bool old(const struct sweeping *s, const char *path, int64_t *ret_size)
{
	struct stat st;

	if (lstat(path, &st) < 0 || !S_ISREG(st.st_mode))
		return false;
	*ret_size = (int64_t)st.st_size;
	return (int64_t)st.st_mtim.tv_sec < s->broom->now_s - s->broom->age_s;
}

static int sweep_content(void *context, const char *path, const char *name, struct err *e)
{
	struct sweeping *s = context;
	int64_t size;

	if (!blob_name_good(name) || !old(s, path, &size))
		return 0;
	int named = s->broom->named(s->broom->context, name, e);
	if (named != 0)
		return named < 0 ? named : 0;
	/* Sent again a moment ago: it is young then. */
	if (!old(s, path, &size))
		return 0;
	if (unlink(path) < 0)
		return blob_io_error(e, "unlink");
	s->done.contents++;
	s->done.bytes += size;
	return 0;
}

static int sweep_part(void *context, const char *path, const char *name, struct err *e)
{
	struct sweeping *s = context;
	int64_t size;

	(void)name;
	if (!old(s, path, &size))
		return 0;
	if (unlink(path) < 0)
		return blob_io_error(e, "unlink");
	s->done.parts++;
	s->done.bytes += size;
	return 0;
}

int blobs_sweep(struct blobs *b, const struct blob_broom *broom, struct blob_sweep *ret, struct err *e)
{
	struct sweeping s = { .broom = broom };
	char parts[BLOB_PATH];

	snprintf(parts, sizeof parts, "%s/part", b->folder);
	int rc = each_file(parts, "", sweep_part, &s, e);
	if (rc >= 0)
		rc = each_content(b, sweep_content, &s, e);
	*ret = s.done;
	return rc;
}

struct verifying {
	struct blobs *blobs;
	blob_damaged *damaged;
	void *context;
	int64_t checked;
};

static int verify_content(void *context, const char *path, const char *name, struct err *e)
{
	struct verifying *v = context;
	char hash[BLOB_NAME];
	int64_t size;

	if (!blob_name_good(name))
		return 0;
	int fd = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
	if (fd < 0)
		return errno == ENOENT ? 0 : blob_io_error(e, "open");
	int rc = blob_hash(fd, hash, &size, e);
	close(fd);
	/* A sector that cannot be read is damage too. */
	if (rc == ERR_NOMEM)
		return rc;
	if (rc < 0 || strcmp(hash, name) != 0) {
		err_clear(e);
		v->damaged(v->context, name);
	}
	v->checked++;
	return 0;
}

int blobs_verify(struct blobs *b, blob_damaged *damaged, void *context, int64_t *ret_checked, struct err *e)
{
	struct verifying v = { b, damaged, context, 0 };

	int rc = each_content(b, verify_content, &v, e);
	*ret_checked = v.checked;
	return rc;
}
