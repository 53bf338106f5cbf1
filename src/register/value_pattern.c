/* Patterns of text fields: POSIX extended, and a character is one of UTF-8, not one byte of it. */
#include "value_private.h"

#include <locale.h>
#include <pthread.h>
#include <regex.h>

static pthread_once_t once = PTHREAD_ONCE_INIT;
static locale_t characters;

static void find_locale(void)
{
	static const char *const names[] = { "C.UTF-8", "C.utf8", "zh_CN.UTF-8", "en_US.UTF-8" };

	for (size_t i = 0; i < sizeof names / sizeof names[0] && !characters; i++)
		characters = newlocale(LC_CTYPE_MASK, names[i], (locale_t)0);
}

static bool is_ascii(const char *text)
{
	for (; text && *text; text++)
		if ((unsigned char)*text >= 0x80)
			return false;
	return true;
}

/* Among ASCII alone bytes are characters, and that way takes a third of the time. */
int value_pattern(const char *whole, const char *subject)
{
	regex_t re;

	pthread_once(&once, find_locale);
	bool wide = characters && !(is_ascii(whole) && is_ascii(subject));
	locale_t before = wide ? uselocale(characters) : (locale_t)0;
	int code = regcomp(&re, whole, REG_EXTENDED | REG_NOSUB);
	if (code == 0) {
		code = subject ? regexec(&re, subject, 0, NULL, 0) : 0;
		regfree(&re);
	}
	if (wide)
		uselocale(before);
	return code;
}
