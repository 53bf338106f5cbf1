#include "wrap.h"

#include "fault.h"
#include "reply.h"

enum { EVEN = 64, BODY_MAX = 8192 };

static size_t even(size_t len)
{
	return (len + EVEN - 1) / EVEN * EVEN;
}

/* What has any other header than these two is made anew. */
static bool is_usual(const struct answer *a)
{
	const char *const others[] = { a->location, a->cookie, a->range, a->file_name };

	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		if (others[i][0] != '\0')
			return false;
	return a->fd <= 0 && a->blob == NULL && a->blob_len == 0 && !a->body.failed && a->body.len > 0 &&
	       a->body.len <= BODY_MAX && strcmp(a->type, REPLY_JSON) == 0;
}

static void drop(struct wrap *w)
{
	if (w->response != NULL)
		MHD_destroy_response(w->response);
	free(w->bytes);
	*w = (struct wrap){ 0 };
}

static bool set(struct MHD_Response *r, const char *name, char *now, const char *value, size_t max)
{
	size_t len = strlen(value);

	if (strcmp(now, value) == 0)
		return true;
	if (len >= max || (now[0] != '\0' && MHD_del_response_header(r, name, now) != MHD_YES))
		return false;
	memcpy(now, value, len + 1);
	return MHD_add_response_header(r, name, value) == MHD_YES;
}

static bool set_etag(struct wrap *w, const char *etag)
{
	char before[sizeof(w->etag) + 2], quoted[sizeof(w->etag) + 2];

	if (strcmp(w->etag, etag) == 0)
		return true;
	snprintf(before, sizeof(before), w->etag[0] != '\0' ? "\"%s\"" : "%s", w->etag);
	snprintf(quoted, sizeof(quoted), "\"%s\"", etag);
	memcpy(w->etag, etag, sizeof(w->etag));
	return set(w->response, "ETag", before, quoted, sizeof(before));
}

static bool make(struct wrap *w, size_t len, bool tagged)
{
	drop(w);
	w->bytes = fault_malloc(len);
	if (w->bytes == NULL)
		return false;
	w->len = len;
	w->tagged = tagged;
	w->response = reply_json(w->bytes, len, tagged ? REPLY_CACHE_API : "no-store");
	return w->response != NULL;
}

static struct wrap *find(struct wraps *all, size_t len, bool tagged)
{
	for (size_t i = 0; i < WRAPS; i++)
		if (all->at[i].len == len && all->at[i].tagged == tagged)
			return &all->at[i];
	struct wrap *w = &all->at[all->next];
	all->next = (all->next + 1) % WRAPS;
	if (make(w, len, tagged))
		return w;
	drop(w);
	return NULL;
}

struct MHD_Response *wraps_take(struct wraps *all, const struct answer *a, const char *request_id)
{
	struct wrap *w = is_usual(a) ? find(all, even(a->body.len), a->etag[0] != '\0') : NULL;

	if (w == NULL)
		return NULL;
	memcpy(w->bytes, a->body.ptr, a->body.len);
	memset(w->bytes + a->body.len, ' ', w->len - a->body.len);
	if (set_etag(w, a->etag) && set(w->response, "X-Request-Id", w->id, request_id, sizeof(w->id)))
		return w->response;
	drop(w);
	return NULL;
}

void wraps_free(struct wraps *all)
{
	for (size_t i = 0; i < WRAPS; i++)
		drop(&all->at[i]);
}
