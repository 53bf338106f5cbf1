/* What is said many times in a transaction and put once: see store_later(). */
#include "driver.h"

static struct store_late *late_of(struct store *s, store_put_late *put, int64_t key)
{
	for (size_t i = 0; i < STORE_LATE; i++)
		if (s->late[i].put == put && s->late[i].key == key)
			return &s->late[i];
	return NULL;
}

int store_later(struct store *s, store_put_late *put, int64_t key, struct str bytes, struct err *e)
{
	struct store_late *at = late_of(s, put, key);

	if (s->asking)
		return err_set(e, ERR_BUSY, "还没有轮到");
	if (!s->open || s->access != STORE_WRITE || bytes.len > sizeof at->bytes)
		return err_set(e, ERR_INTERNAL, "程序内部错误（不能留到后面写）");
	if (!at)
		at = late_of(s, NULL, 0); /* a free one */
	if (!at) {
		int rc = store_late_flush(s, e);
		if (rc < 0)
			return rc;
		at = &s->late[0];
	}
	*at = (struct store_late){ .put = put, .key = key, .len = bytes.len };
	memcpy(at->bytes, bytes.ptr, bytes.len);
	return 0;
}

bool store_said(struct store *s, store_put_late *put, int64_t key, struct str *ret)
{
	const struct store_late *at = late_of(s, put, key);

	if (!at || !s->open || s->failed)
		return false;
	*ret = (struct str){ at->bytes, at->len };
	return true;
}

int store_late_flush(struct store *s, struct err *e)
{
	int rc = 0;

	for (size_t i = 0; i < STORE_LATE && rc >= 0; i++) {
		struct store_late *at = &s->late[i];
		if (at->put)
			rc = at->put(s, at->key, (struct str){ at->bytes, at->len }, e);
		*at = (struct store_late){ 0 };
	}
	if (rc < 0)
		s->failed = true; /* what was said is lost */
	return rc < 0 ? rc : 0;
}

void store_late_forget(struct store *s)
{
	for (size_t i = 0; i < STORE_LATE; i++)
		s->late[i] = (struct store_late){ 0 };
}
