#include "zip_out.h"

#include <assert.h>
#include <errno.h>
#include <unistd.h>
#include <zlib.h>

#include "fault.h"

enum {
	OUT_BYTES = 64 * 1024,
	LEVEL = 3, /* a sheet's marks repeat: higher levels take twice the time for a tenth of the size */
	VERSION = 20,
	FLAGS = 1 << 3 | 1 << 11, /* sizes behind the part; names are UTF-8 */
	METHOD_DEFLATE = 8,
	DATE_1980 = 1 << 5 | 1,
	HEAD_BYTES = 46, /* of the longest of the heads */
};
#define SIZE_MOST UINT64_C(0xFFFFFFFE)

struct part {
	const char *name;
	uint64_t at, packed, plain; /* where its head is; bytes */
	uLong crc;
};

struct zip {
	int fd;
	bool streaming; /* `stream` is to be ended */
	z_stream stream;
	struct part parts[ZIP_PARTS_MAX];
	size_t count;
	uint64_t written; /* given out, those in `out` too */
	size_t len;
	unsigned char out[OUT_BYTES];
};

/* --- bytes on their way --- */

static int flush(struct zip *z, struct err *e)
{
	for (size_t done = 0; done < z->len;) {
		ssize_t n = write(z->fd, z->out + done, z->len - done);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0) {
			int number = errno;
			err_set(e, ERR_IO, "导出的文件没有写成：%s", number == ENOSPC ? "磁盘已满" : "写入出错");
			err_hint(e, "请检查磁盘空间后再试");
			err_log(e, "write: errno %d", number);
			return ERR_IO;
		}
		done += (size_t)n;
	}
	z->len = 0;
	return 0;
}

static int put(struct zip *z, const void *bytes, size_t len, struct err *e)
{
	int rc = z->len + len > OUT_BYTES ? flush(z, e) : 0;

	assert(len <= OUT_BYTES);
	if (rc < 0)
		return rc;
	memcpy(z->out + z->len, bytes, len);
	z->len += len;
	z->written += len;
	return 0;
}

static unsigned char *little(unsigned char *p, uint64_t v, int bytes)
{
	for (int i = 0; i < bytes; i++)
		*p++ = (unsigned char)(v >> 8 * i);
	return p;
}

static int too_large(struct err *e)
{
	err_hint(e, "请加筛选条件分几次导出，或导出为 CSV");
	return err_set(e, ERR_LIMIT, "导出的文件太大（超过 4 GB）");
}

/* --- heads --- */

/* What both heads of a part have in common: from the version needed up to the name's length. */
static unsigned char *common(unsigned char *p, const struct part *part, bool sizes)
{
	p = little(p, VERSION, 2);
	p = little(p, FLAGS, 2);
	p = little(p, METHOD_DEFLATE, 2);
	p = little(p, 0, 2);
	p = little(p, DATE_1980, 2);
	p = little(p, sizes ? part->crc : 0, 4);
	p = little(p, sizes ? part->packed : 0, 4);
	p = little(p, sizes ? part->plain : 0, 4);
	return little(p, strlen(part->name), 2);
}

static int put_name(
	struct zip *z, const struct part *part, const unsigned char *head, const unsigned char *end, struct err *e)
{
	int rc = put(z, head, (size_t)(end - head), e);

	return rc < 0 ? rc : put(z, part->name, strlen(part->name), e);
}

static int put_head(struct zip *z, const struct part *part, struct err *e)
{
	unsigned char head[HEAD_BYTES];
	unsigned char *p = common(little(head, 0x04034B50, 4), part, false);

	return put_name(z, part, head, little(p, 0, 2), e);
}

static int put_sizes(struct zip *z, const struct part *part, struct err *e)
{
	unsigned char head[HEAD_BYTES];
	unsigned char *p = little(head, 0x08074B50, 4);

	p = little(p, part->crc, 4);
	p = little(p, part->packed, 4);
	p = little(p, part->plain, 4);
	return put(z, head, (size_t)(p - head), e);
}

static int put_entry(struct zip *z, const struct part *part, struct err *e)
{
	unsigned char head[HEAD_BYTES];
	unsigned char *p = common(little(little(head, 0x02014B50, 4), VERSION, 2), part, true);

	p = little(p, 0, 2 + 2 + 2 + 2); /* extra field, comment, disk, kind of content */
	p = little(p, 0, 4);
	return put_name(z, part, head, little(p, part->at, 4), e);
}

static int put_end(struct zip *z, uint64_t from, struct err *e)
{
	unsigned char head[HEAD_BYTES];
	uint64_t size = z->written - from;
	unsigned char *p = little(little(head, 0x06054B50, 4), 0, 4);

	p = little(little(p, z->count, 2), z->count, 2);
	p = little(little(p, size, 4), from, 4);
	p = little(p, 0, 2);
	return put(z, head, (size_t)(p - head), e);
}

/* --- parts --- */

/* Compresses what stands in the stream; `how` is Z_FINISH at a part's end. */
static int pack(struct zip *z, int how, struct err *e)
{
	int said = Z_OK;

	do {
		int rc = z->len == OUT_BYTES ? flush(z, e) : 0;
		if (rc < 0)
			return rc;
		unsigned room = (unsigned)(OUT_BYTES - z->len);
		z->stream.next_out = z->out + z->len;
		z->stream.avail_out = room;
		said = deflate(&z->stream, how);
		z->len += room - z->stream.avail_out;
		z->written += room - z->stream.avail_out;
	} while (how == Z_FINISH ? said == Z_OK : z->stream.avail_in > 0 || z->stream.avail_out == 0);
	return said == Z_STREAM_ERROR ? err_set(e, ERR_INTERNAL, "程序内部错误（压缩）") : 0;
}

static int end_part(struct zip *z, struct err *e)
{
	if (z->count == 0)
		return 0;
	struct part *part = &z->parts[z->count - 1];
	int rc = pack(z, Z_FINISH, e);
	if (rc < 0)
		return rc;
	part->packed = (uint64_t)z->stream.total_out;
	return z->written > SIZE_MOST ? too_large(e) : put_sizes(z, part, e);
}

static void *take(void *context, unsigned count, unsigned size)
{
	(void)context;
	return fault_calloc(count, size);
}

static void give(void *context, void *memory)
{
	(void)context;
	free(memory);
}

int zip_begin(int fd, struct zip **ret, struct err *e)
{
	struct zip *z = fault_calloc(1, sizeof(*z));

	if (z == NULL)
		return err_nomem(e);
	z->fd = fd;
	z->stream.zalloc = take;
	z->stream.zfree = give;
	if (deflateInit2(&z->stream, LEVEL, Z_DEFLATED, -MAX_WBITS, 8, Z_DEFAULT_STRATEGY) != Z_OK) {
		free(z);
		return err_nomem(e);
	}
	z->streaming = true;
	*ret = z;
	return 0;
}

int zip_part(struct zip *z, const char *name, struct err *e)
{
	assert(z->count < ZIP_PARTS_MAX);
	int rc = end_part(z, e);
	if (rc < 0)
		return rc;
	deflateReset(&z->stream);
	struct part *part = &z->parts[z->count++];
	*part = (struct part){ .name = name, .at = z->written, .crc = crc32(0, NULL, 0) };
	return put_head(z, part, e);
}

int zip_add(struct zip *z, struct str bytes, struct err *e)
{
	assert(z->count > 0);
	struct part *part = &z->parts[z->count - 1];
	if (bytes.len > SIZE_MOST - part->plain)
		return too_large(e);
	part->plain += bytes.len;
	part->crc = crc32_z(part->crc, (const unsigned char *)bytes.ptr, bytes.len);
	z->stream.next_in = (unsigned char *)(uintptr_t)bytes.ptr;
	z->stream.avail_in = (unsigned)bytes.len;
	int rc = bytes.len > 0 ? pack(z, Z_NO_FLUSH, e) : 0;
	return rc == 0 && z->written > SIZE_MOST ? too_large(e) : rc;
}

int zip_end(struct zip *z, struct err *e)
{
	int rc = end_part(z, e);
	uint64_t from = z->written;

	for (size_t i = 0; rc == 0 && i < z->count; i++)
		rc = put_entry(z, &z->parts[i], e);
	if (rc == 0)
		rc = put_end(z, from, e);
	return rc == 0 ? flush(z, e) : rc;
}

void zip_free(struct zip *z)
{
	if (z == NULL)
		return;
	if (z->streaming)
		deflateEnd(&z->stream);
	free(z);
}
