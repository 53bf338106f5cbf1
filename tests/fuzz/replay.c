/* Feeds every file of the folders or files given to the target, one TAP line each. A crash ends the program:
 * the file's name stands in the line before. */
#include "fuzz.h"

#include "file.h"

#include <dirent.h>

#define INPUT_MAX ((size_t)16 << 20)

static int by_name(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

static bool replay_file(const char *path, int number)
{
	struct str input = STR_NONE;
	struct err e = { 0 };

	printf("# %s\n", path);
	fflush(stdout);
	int rc = file_read(path, INPUT_MAX, &input, &e);
	if (rc == 0) {
		LLVMFuzzerTestOneInput((const uint8_t *)input.ptr, input.len);
		file_free(&input);
	}
	printf("%s %d - %s%s%s\n", rc == 0 ? "ok" : "not ok", number, path, rc == 0 ? "" : ": ", e.message);
	return rc == 0;
}

static int replay_folder(const char *folder, int number, bool *ok)
{
	struct dirent **names;
	int count = scandir(folder, &names, NULL, by_name);

	for (int i = 0; i < count; i++) {
		char path[4096];
		snprintf(path, sizeof path, "%s/%s", folder, names[i]->d_name);
		if (names[i]->d_name[0] != '.')
			*ok &= replay_file(path, ++number);
		free(names[i]);
	}
	if (count >= 0)
		free(names);
	return count < 0 ? -1 : number;
}

int main(int argc, char **argv)
{
	int number = 0;
	bool ok = argc > 1;

	for (int i = 1; i < argc; i++) {
		int behind = replay_folder(argv[i], number, &ok);
		if (behind >= 0)
			number = behind;
		else
			ok &= replay_file(argv[i], ++number);
	}
	/* The empty input and a single NUL need no files. */
	LLVMFuzzerTestOneInput((const uint8_t *)"", 0);
	printf("ok %d - empty\n", ++number);
	LLVMFuzzerTestOneInput((const uint8_t *)"", 1);
	printf("ok %d - NUL\n1..%d\n", number + 1, number + 1);
	return ok ? 0 : 1;
}
