/* For LD_PRELOAD: a disk that takes half a millisecond longer to have written, as many do. Both sides of a comparison run on it. */
#include <dlfcn.h>
#include <time.h>
#include <unistd.h>

enum { SLOWER_NS = 500 * 1000 };

static int after(const char *name, int fd)
{
	int (*real)(int) = (int (*)(int))dlsym(RTLD_NEXT, name);

	nanosleep(&(struct timespec){ .tv_nsec = SLOWER_NS }, NULL);
	return real(fd);
}

int fsync(int fd)
{
	return after("fsync", fd);
}

int fdatasync(int fd)
{
	return after("fdatasync", fd);
}
