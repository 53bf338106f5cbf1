#include "unit.h"

#include "buf.h"
#include "fault.h"
#include "file.h"
#include "log.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

static char folder[] = "/tmp/bihuan-test-XXXXXX";
static char path[64];

static int enter(void **state)
{
	(void)state;
	if (!mkdtemp(folder))
		return -1;
	snprintf(path, sizeof path, "%s/a.txt", folder);
	return 0;
}

static int count_files(void)
{
	DIR *d = opendir(folder);
	int n = 0;

	for (struct dirent *e; (e = readdir(d));)
		n += e->d_name[0] != '.';
	closedir(d);
	return n;
}

static int leave(void **state)
{
	(void)state;
	unlink(path);
	return rmdir(folder);
}

static void there_and_back(void **state)
{
	struct str s = STR_NONE;
	struct err e = { 0 };

	(void)state;
	assert_int_equal(file_write(path, STR("整改\0通报"), &e), 0);
	assert_int_equal(file_read(path, 100, &s, &e), 0);
	assert_int_equal(s.len, 13);
	assert_memory_equal(s.ptr, "整改\0通报", 13);
	file_free(&s);
	assert_null(s.ptr);
	file_free(&s);
	chmod(path, 0640);
	assert_int_equal(file_write(path, STR(""), &e), 0);
	assert_int_equal(file_read(path, 0, &s, &e), 0);
	assert_str(s, "");
	file_free(&s);
	struct stat st;
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0640); /* an old file keeps its permissions */
	assert_int_equal(count_files(), 1);
}

static void limits(void **state)
{
	struct str s = { "untouched", 9 };
	struct err e = { 0 };

	(void)state;
	assert_int_equal(file_write(path, STR("12345"), NULL), 0);
	assert_int_equal(file_read(path, 4, &s, &e), ERR_LIMIT);
	assert_non_null(strstr(e.message, path));
	assert_str(s, "untouched");
	/* Something without a size beforehand. */
	err_clear(&e);
	assert_int_equal(file_read("/dev/zero", 100000, &s, &e), ERR_LIMIT);
	assert_int_equal(file_read("/dev/null", 0, &s, &e), 0);
	assert_str(s, "");
	file_free(&s);
	assert_int_equal(file_read(path, SIZE_MAX, &s, NULL), 0);
	assert_str(s, "12345");
	file_free(&s);
}

static void wrong_paths(void **state)
{
	char missing[80];
	struct str s = STR_NONE;
	struct err e = { 0 };

	(void)state;
	snprintf(missing, sizeof missing, "%s/none/b.txt", folder);
	assert_int_equal(file_read(missing, 100, &s, &e), ERR_NOTFOUND);
	assert_non_null(strstr(e.message, missing));
	assert_true(e.hint[0] != '\0');
	err_clear(&e);
	assert_int_equal(file_read(folder, 100, &s, &e), ERR_INPUT);
	assert_non_null(strstr(e.message, "目录"));
	err_clear(&e);
	assert_int_equal(file_write(folder, STR("x"), &e), ERR_INPUT);
	err_clear(&e);
	assert_int_equal(file_write(missing, STR("x"), &e), ERR_NOTFOUND);
	assert_null(s.ptr);
	assert_int_equal(file_write("/dev/null", STR("x"), NULL), 0);
	struct stat st;
	assert_int_equal(stat("/dev/null", &st), 0);
	assert_true(S_ISCHR(st.st_mode)); /* still the device */
	err_clear(&e);
	assert_int_equal(file_write("/dev/full", STR("x"), &e), ERR_IO);
}

static void standard_input(void **state)
{
	struct str s = STR_NONE;
	int saved = dup(STDIN_FILENO), ends[2];

	(void)state;
	assert_int_equal(pipe(ends), 0);
	assert_int_equal(write(ends[1], "从管道来", 12), 12);
	close(ends[1]);
	dup2(ends[0], STDIN_FILENO);
	close(ends[0]);
	assert_int_equal(file_read("-", 12, &s, NULL), 0);
	assert_str(s, "从管道来");
	file_free(&s);
	dup2(saved, STDIN_FILENO);
	close(saved);
}

/* Every allocation, read, write and sync fails once: the file is whole or as before, and nothing is left beside it. */
static void torture(void **state)
{
	static const enum fault_kind kinds[] = { FAULT_ALLOC, FAULT_READ, FAULT_WRITE, FAULT_SYNC };

	(void)state;
	for (size_t k = 0; k < COUNT(kinds); k++) {
		int rc = -1;
		for (long n = 1; rc < 0; n++) {
			struct str s = STR_NONE;
			struct err e = { 0 };
			assert_int_equal(file_write(path, STR("before"), NULL), 0);
			fault_arm(kinds[k], n, false);
			rc = file_write(path, STR("after"), &e);
			fault_arm(kinds[k], 0, false);
			assert_int_equal(file_read(path, 100, &s, NULL), 0);
			assert_true(str_eq(s, STR("after")) || (rc < 0 && str_eq(s, STR("before"))));
			file_free(&s);
			fault_arm(kinds[k], n, false);
			int read_rc = file_read(path, 100, &s, &e);
			fault_arm(kinds[k], 0, false);
			assert_true(read_rc == 0 || (s.ptr == NULL && e.message[0]));
			file_free(&s);
			assert_int_equal(count_files(), 1);
			assert_true(n < 20);
			rc = rc < 0 ? rc : read_rc;
		}
	}
}

static void keep_line(void *context, struct str line)
{
	buf_str(context, line);
}

static void log_lines(void **state)
{
	struct buf b;
	char big[8000];

	(void)state;
	buf_init(&b, 100000);
	log_to(keep_line, &b, LOG_WARN);
	log_line(LOG_INFO, "store", "hidden");
	assert_int_equal(b.len, 0);
	log_line(LOG_WARN, "server", "GET %s 状态=%d", "/a\n\x1b[2J", 404);
	struct str line = buf_view(&b);
	assert_true(str_ends(line, STR(" warn server: GET /a\\x0a\\x1b[2J 状态=404\n")));
	assert_int_equal(str_find(line, STR("\n"), 0), line.len - 1);
	assert_int_equal(line.ptr[10], 'T');
	memset(big, '\n', sizeof big - 1);
	big[sizeof big - 1] = '\0';
	buf_reset(&b);
	log_line(LOG_ERROR, "server", "%s", big);
	line = buf_view(&b);
	assert_true(line.len <= 4096);
	assert_int_equal(str_find(line, STR("\n"), 0), line.len - 1);
	buf_clear(&b);
	log_to(NULL, NULL, LOG_INFO);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(there_and_back),
		cmocka_unit_test(limits),
		cmocka_unit_test(wrong_paths),
		cmocka_unit_test(standard_input),
		cmocka_unit_test(torture),
		cmocka_unit_test(log_lines),
	};

	return cmocka_run_group_tests_name("base file", tests, enter, leave);
}
