/* What people, departments and units are called, kept for all requests: every list names them. A name is good for a view in which
 * the stamp that every change of access moves is the same as when it was read. */
#include "access_private.h"

static struct kept_name *name_place(struct access *x, const struct access_name *n, pthread_mutex_t **ret_lock)
{
	const int64_t key[] = { n->kind, n->unit_id, n->id };
	uint64_t hash = str_hash((struct str){ (const char *)key, sizeof key }, 0);

	*ret_lock = &x->name_locks[hash % NAME_LOCKS];
	return &x->names[hash % NAME_PLACES];
}

static bool is_it(const struct kept_name *k, const struct access_name *n, int64_t stamp)
{
	return k->len > 0 && k->stamp == stamp && k->name.id == n->id && k->name.unit_id == n->unit_id &&
	       k->name.kind == n->kind;
}

int access_names_ready(struct store *s, struct err *e)
{
	int64_t stamp;

	return access_read_stamp(s, &stamp, e);
}

struct str access_name_get(struct access *x, const struct store *s, const struct access_name *n, struct arena *a)
{
	pthread_mutex_t *lock;
	struct str found = STR_NONE;
	int64_t stamp;

	if (!x || !store_kept(s, &stamp))
		return found;
	const struct kept_name *k = name_place(x, n, &lock);
	pthread_mutex_lock(lock);
	if (is_it(k, n, stamp))
		found = arena_dup(a, (struct str){ k->text, k->len });
	pthread_mutex_unlock(lock);
	return found;
}

void access_name_put(struct access *x, const struct store *s, const struct access_name *n, struct str text)
{
	pthread_mutex_t *lock;
	int64_t stamp;

	if (!x || !store_kept(s, &stamp) || text.len == 0 || text.len > NAME_BYTES)
		return;
	struct kept_name *k = name_place(x, n, &lock);
	pthread_mutex_lock(lock);
	k->stamp = stamp;
	k->name = *n;
	k->len = text.len;
	memcpy(k->text, text.ptr, text.len);
	pthread_mutex_unlock(lock);
}
