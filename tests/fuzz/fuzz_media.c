/* Files from outside: what they are, what photographs say, a copy without it. */
#include "fuzz.h"

#include "media.h"

#include <sys/mman.h>
#include <unistd.h>

static int file_of(const void *bytes, size_t size)
{
	int fd = memfd_create("fuzz", 0);

	MUST(fd >= 0);
	MUST(write(fd, bytes, size) == (ssize_t)size);
	return fd;
}

/* A copy says nothing any more and is upright in the same way. */
static void check_copy(const struct buf *copy, const struct media_exif *before)
{
	struct media_exif after;
	struct err e = { 0 };
	int fd = file_of(copy->ptr, copy->len);

	MUST(media_exif(fd, (int64_t)copy->len, &after, &e) == 0);
	MUST(after.orientation == before->orientation);
	MUST(date_is_none(after.taken) && !after.has_gps);
	close(fd);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct media_type *type = NULL;
	struct media_exif exif;
	struct err e = { 0 };
	struct buf copy;
	int fd = file_of(data, size);

	int rc = media_sniff(fd, (int64_t)size, STR("a.txt"), &type, &e);
	MUST(rc == 0 ? type != NULL : rc == ERR_INPUT && e.message[0]);
	err_clear(&e);
	buf_init(&copy, 1 << 22);
	rc = media_exif(fd, (int64_t)size, &exif, &e);
	MUST(rc == 0 ? exif.orientation >= 1 && exif.orientation <= 8 : rc == ERR_INPUT);
	if (rc == 0)
		MUST(date_is_none(exif.taken) || date_valid(exif.taken));
	err_clear(&e);
	if (rc == 0 && media_strip(fd, (int64_t)size, &copy, &e) == 0)
		check_copy(&copy, &exif);
	buf_clear(&copy);
	close(fd);
	return 0;
}
