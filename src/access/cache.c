/* Actors kept for a moment, so that a page of twenty requests reads the tables once. An entry is good as long as the stamp that
 * every change of access moves is the same, and for a second at most, for grants begin and end by the clock. */
#include "access_private.h"

#include "fault.h"

enum { LIFE_MS = 1000, ENTRY_BYTES_MAX = 16 * 1024 };

/* --- an actor in one piece of memory --- */

/* Walked twice: once to measure (`at` NULL), once to copy. */
struct packer {
	char *at;
	size_t size;
};

static const void *pack_bytes(struct packer *p, const void *bytes, size_t len)
{
	char *to = p->at ? p->at + p->size : NULL;

	p->size += (len + 15) / 16 * 16;
	if (to && len > 0)
		memcpy(to, bytes, len);
	return to;
}

static void pack_str(struct packer *p, struct str *s)
{
	if (s->ptr)
		s->ptr = pack_bytes(p, s->len > 0 ? s->ptr : "", s->len > 0 ? s->len : 1);
}

static void pack_roles(struct packer *p, struct actor *a)
{
	const struct actor_role *from = a->roles;

	struct actor_role *to = p->at ? (struct actor_role *)(void *)(p->at + p->size) : NULL;
	p->size += (a->roles_count * sizeof *to + 15) / 16 * 16;
	a->roles = to;
	for (size_t i = 0; i < a->roles_count; i++) {
		struct actor_role r = from[i];
		pack_str(p, &r.name);
		pack_str(p, &r.path);
		r.departments = pack_bytes(p, r.departments, r.departments_count * sizeof *r.departments);
		if (to)
			to[i] = r;
	}
}

static void pack_scopes(struct packer *p, struct actor *a)
{
	const struct str *from = a->scopes;
	struct str *to = p->at ? (struct str *)(void *)(p->at + p->size) : NULL;

	p->size += (a->scopes_count * sizeof *to + 15) / 16 * 16;
	a->scopes = to;
	for (size_t i = 0; i < a->scopes_count; i++) {
		struct str s = from[i];
		pack_str(p, &s);
		if (to)
			to[i] = s;
	}
}

static struct actor pack(struct packer *p, const struct actor *from)
{
	struct actor a = *from;
	struct str *const texts[] = { &a.login, &a.name, &a.title, &a.unit_path, &a.department_path, &a.behalf_name,
		&a.session_id };

	a.address = a.request_id = STR_NONE; /* of the request, not of the person */
	for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
		pack_str(p, texts[i]);
	pack_roles(p, &a);
	pack_scopes(p, &a);
	return a;
}

/* --- the table --- */

static struct cached_actor *place_of(struct access *x, const char *hash)
{
	return &x->cache[str_hash(str_from(hash), 0) % CACHE_PLACES];
}

void access_cache_put(struct access *x, const char *hash, const struct cached_actor *entry)
{
	struct packer measure = { 0 };

	pack(&measure, &entry->actor);
	char *block = measure.size <= ENTRY_BYTES_MAX ? fault_malloc(measure.size) : NULL;
	if (!block)
		return; /* it is read again next time */
	struct packer copy = { .at = block };
	struct cached_actor fresh = *entry;
	fresh.actor = pack(&copy, &entry->actor);
	fresh.block = block;
	fresh.size = measure.size;
	fresh.loaded_at = access_now(x);
	memcpy(fresh.hash, hash, HASH_TEXT);
	pthread_mutex_lock(&x->cache_lock);
	struct cached_actor *place = place_of(x, hash);
	char *old = place->block;
	*place = fresh;
	pthread_mutex_unlock(&x->cache_lock);
	free(old);
}

static bool is_good(const struct cached_actor *c, const char *hash, int64_t now)
{
	return c->block && now >= c->loaded_at && now - c->loaded_at < LIFE_MS && now < c->until &&
	       memcmp(c->hash, hash, HASH_TEXT) == 0;
}

static int copy_out(const struct cached_actor *c, struct arena *a, struct actor *ret)
{
	struct packer copy = { .at = arena_alloc(a, c->size) };

	if (!copy.at)
		return ERR_NOMEM;
	*ret = pack(&copy, &c->actor);
	return 1;
}

int access_cache_get(
	struct access *x, const char *hash, int64_t stamp, struct arena *a, struct actor *ret, struct err *e)
{
	int64_t now = access_now(x);
	int rc = 0;

	pthread_mutex_lock(&x->cache_lock);
	const struct cached_actor *c = place_of(x, hash);
	if (is_good(c, hash, now) && c->stamp == stamp)
		rc = copy_out(c, a, ret);
	pthread_mutex_unlock(&x->cache_lock);
	return rc < 0 ? err_nomem(e) : rc;
}

int access_cache_newest(
	struct access *x, const char *hash, struct arena *a, struct actor *ret, int64_t *ret_stamp, struct err *e)
{
	int64_t now = access_now(x);
	int rc = 0;

	pthread_mutex_lock(&x->cache_lock);
	const struct cached_actor *c = place_of(x, hash);
	if (is_good(c, hash, now) && c->actor.hold == HOLD_NONE) {
		rc = copy_out(c, a, ret);
		*ret_stamp = c->stamp;
	}
	pthread_mutex_unlock(&x->cache_lock);
	return rc < 0 ? err_nomem(e) : rc;
}

int access_read_stamp(struct store *s, int64_t *ret, struct err *e)
{
	OWN_STMT struct store_stmt *st = NULL;

	if (store_kept(s, ret))
		return 0;
	int rc = store_prepare(s, ACCESS_STAMP, &st, e);
	if (rc == 0)
		rc = store_step(st, e);
	if (rc < 0)
		return rc;
	*ret = rc > 0 ? store_int(st, 0) : 0;
	store_keep(s, *ret);
	return 0;
}

static const char stamp_note;

void access_note_stamp(struct store *s, int64_t stamp)
{
	store_note(s, &stamp_note, 0, (struct str){ (const char *)&stamp, sizeof stamp });
}

int access_group_stamp(struct store *s, int64_t *ret, struct err *e)
{
	struct str noted;

	if (store_noted(s, &stamp_note, 0, &noted)) {
		memcpy(ret, noted.ptr, sizeof *ret);
		return 0;
	}
	int rc = access_read_stamp(s, ret, e);
	if (rc == 0)
		access_note_stamp(s, *ret);
	return rc;
}

void access_cache_clear(struct access *x)
{
	for (size_t i = 0; i < CACHE_PLACES; i++)
		free(x->cache[i].block);
}
