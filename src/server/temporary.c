#include "temporary.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

int temporary_open(int *ret, struct err *e)
{
	int fd = open(P_tmpdir, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);

	if (fd < 0) {
		int number = errno;
		err_set(e, ERR_IO, "建不了临时文件，无法导出");
		err_log(e, "open O_TMPFILE: errno %d", number);
		return ERR_IO;
	}
	*ret = fd;
	return 0;
}

int temporary_write(int fd, struct str bytes, struct err *e)
{
	for (size_t done = 0; done < bytes.len;) {
		ssize_t n = write(fd, bytes.ptr + done, bytes.len - done);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return err_set(e, ERR_IO, "临时文件没有写成，磁盘可能已满");
		done += (size_t)n;
	}
	return 0;
}
