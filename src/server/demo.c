#include "demo.h"

#include "body.h"
#include "file.h"
#include "own.h"

enum { FILE_MAX = 1 << 20 };

static int take_person(const struct body_values *row, struct demo_person *ret, struct err *e)
{
	const struct {
		const char *name;
		struct str *into;
	} members[] = { { "login", &ret->login }, { "name", &ret->name }, { "label", &ret->label },
		{ "password", &ret->password }, { "secret", &ret->secret } };

	for (size_t i = 0; i < row->count; i++)
		for (size_t k = 0; k < sizeof(members) / sizeof(members[0]); k++)
			if (str_eq(row->at[i].name, str_from(members[k].name)))
				*members[k].into = row->at[i].text;
	if (ret->login.len > 0 && ret->name.len > 0 && ret->password.len > 0)
		return 0;
	return err_set(e, ERR_INPUT, "演示身份文件里有人缺登录名、姓名或口令");
}

static int read_people(struct str text, struct arena *a, struct demo *ret, struct err *e)
{
	struct body_rows rows = { 0 };
	struct body_keep keep = { .arena = a };
	const struct body_member member = { "people", BODY_ROWS, true, DEMO_PEOPLE_MAX, &rows };
	const char *field = NULL;

	int rc = body_read(text, &member, 1, &keep, &field, e);
	struct demo_person *people = arena_array(a, rows.count + 1, sizeof(*people));
	if (rc == 0 && people == NULL)
		rc = err_nomem(e);
	for (size_t i = 0; rc == 0 && i < rows.count; i++)
		rc = take_person(&rows.at[i], &people[i], e);
	body_keep_clear(&keep); /* texts are the arena's */
	ret->people = people;
	ret->count = rows.count;
	return rc;
}

int demo_read(const char *path, struct demo *ret, struct err *e)
{
	OWN(file_free) struct str text = STR_NONE;
	struct demo d = { .arena = arena_new(FILE_MAX * 4) };

	int rc = d.arena != NULL ? file_read(path, FILE_MAX, &text, e) : err_nomem(e);
	if (rc == 0)
		rc = read_people(text, d.arena, &d, e);
	if (rc < 0) {
		demo_clear(&d);
		return rc;
	}
	*ret = d;
	return 0;
}

void demo_clear(struct demo *d)
{
	arena_free(d->arena);
	*d = (struct demo){ 0 };
}

const struct demo_person *demo_find(const struct demo *d, struct str login)
{
	for (size_t i = 0; i < d->count; i++)
		if (str_eq(d->people[i].login, login))
			return &d->people[i];
	return NULL;
}

/* RFC 4648 without padding; 0: it is none, or longer than a key. */
static size_t from_base32(struct str text, char out[TOTP_BASE32_MAX])
{
	static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
	uint32_t bits = 0;
	unsigned held = 0;
	size_t len = 0;

	for (size_t i = 0; i < text.len; i++) {
		const char *at = text.ptr[i] != '\0' ? strchr(letters, text.ptr[i]) : NULL;
		if (at == NULL || len + 1 >= TOTP_BASE32_MAX)
			return 0;
		bits = bits << 5 | (uint32_t)(at - letters);
		held += 5;
		if (held >= 8) {
			held -= 8;
			out[len++] = (char)(bits >> held & 0xff);
		}
	}
	return len;
}

int demo_code(const struct demo_person *p, int64_t now_ms, char out[TOTP_TEXT_MAX], struct err *e)
{
	char key[TOTP_BASE32_MAX];
	size_t len = from_base32(p->secret, key);

	if (len == 0)
		return 0;
	int rc = totp_code(TOTP_SHA1, (struct str){ key, len }, now_ms / 1000 / TOTP_SECONDS, TOTP_DIGITS, out, e);
	return rc < 0 ? rc : 1;
}
