/* Evidence: uploads in pieces, the files of a record, and the files themselves. */
#include "body.h"
#include "desk.h"
#include "evidence.h"
#include "pool.h"
#include "routes.h"
#include "say.h"
#include "temporary.h"

enum { PHOTO_MAX = 64 * 1024 * 1024, WORD_CHARS = 100, NOTE_CHARS = 1000, REASON_CHARS = 1000 };

static void write_evidence(const struct call *c, const struct evidence *v, struct json *j)
{
	json_object(j);
	say_int(j, "id", v->id);
	say_text(j, "register", v->register_name);
	say_int(j, "record_id", v->record_id);
	say_text(j, "slot", v->slot);
	say_text(j, "name", v->file_name);
	say_text(j, "type", v->media_type);
	say_int(j, "size", v->bytes);
	say_text(j, "sha256", v->sha256);
	say_text(j, "state", v->state);
	say_bool(j, "expired", v->expired);
	say_text(j, "own_date", v->own_date);
	say_text(j, "expires", v->expires);
	say_text(j, "note", v->note);
	say_text(j, "reason", v->reason);
	say_int(j, "version", v->version);
	say_id(j, "replaces", v->replaces);
	say_int(j, "elsewhere", v->elsewhere);
	say_id(j, "added_by", v->added_by.id);
	say_text(j, "added_by_name", v->added_by.label);
	say_time(j, "added_at", c->clock, v->added_at);
	say_text(j, "judged_by_name", v->judged_by.id > 0 ? v->judged_by.label : STR_NONE);
	say_time(j, "judged_at", c->clock, v->judged_at);
	json_end_object(j);
}

static int say_evidence(const struct call *c, const struct evidence *v, struct answer *a, struct err *e)
{
	struct json j = call_json(a);

	write_evidence(c, v, &j);
	return call_json_end(&j, e);
}

static int say_several(const struct call *c, const struct evidence_list *rows, struct answer *a, struct err *e)
{
	struct json j = say_list(a, "evidence");

	for (size_t i = 0; i < rows->count; i++)
		write_evidence(c, &rows->at[i], &j);
	return say_list_end(&j, e);
}

int handle_list_evidence(struct call *c, struct answer *a, struct err *e)
{
	const struct register_def *r = NULL;
	struct evidence_list rows = { 0 };
	struct desk d = { 0 };

	int rc = desk_register(c, &r, e);
	if (rc == 0)
		rc = desk_open(c, &d, e);
	if (rc == 0)
		rc = evidence_of(&d, r, c->id, target_param(c->target, "slot"), &rows, e);
	return rc < 0 ? desk_refused(c, &d, rc) : say_several(c, &rows, a, e);
}

int handle_evidence_twins(struct call *c, struct answer *a, struct err *e)
{
	struct evidence_list rows = { 0 };
	struct desk d = { 0 };

	int rc = desk_open(c, &d, e);
	if (rc == 0)
		rc = evidence_twins(&d, c->id, &rows, e);
	return rc < 0 ? desk_refused(c, &d, rc) : say_several(c, &rows, a, e);
}

int handle_change_evidence(struct call *c, struct answer *a, struct err *e)
{
	struct evidence_change in = { .id = c->id };
	struct evidence out = { 0 };
	struct desk d = { 0 };
	const struct body_member members[] = {
		{ "state", BODY_TEXT, false, WORD_CHARS, &in.state },
		{ "reason", BODY_TEXT, false, REASON_CHARS, &in.reason },
		{ "own_date", BODY_TEXT, false, WORD_CHARS, &in.own_date },
		{ "expires", BODY_TEXT, false, WORD_CHARS, &in.expires },
	};

	int rc = body_read(c->body, members, 4, &c->keep, &c->field, e);
	if (rc == 0)
		rc = desk_open(c, &d, e);
	if (rc == 0)
		rc = evidence_change(&d, &in, &out, e);
	return rc < 0 ? desk_refused(c, &d, rc) : say_evidence(c, &out, a, e);
}

/* --- uploads --- */

static int say_upload(const struct evidence_upload *u, unsigned status, struct answer *a, struct err *e)
{
	a->status = status;
	struct json j = call_json(a);
	json_object(&j);
	say_text(&j, "token", str_from(u->token));
	say_int(&j, "offset", u->offset);
	say_int(&j, "bytes", u->bytes);
	json_end_object(&j);
	return call_json_end(&j, e);
}

int handle_begin_upload(struct call *c, struct answer *a, struct err *e)
{
	const struct register_def *r = NULL;
	struct evidence_new in = { .record_id = c->id };
	struct evidence_upload u = { 0 };
	struct desk d = { 0 };
	const struct body_member members[] = {
		{ "slot", BODY_TEXT, true, WORD_CHARS, &in.slot },
		{ "name", BODY_TEXT, true, EVIDENCE_NAME_MAX, &in.file_name },
		{ "bytes", BODY_INT, true, 0, &in.bytes },
		{ "sha256", BODY_TEXT, false, WORD_CHARS, &in.sha256 },
		{ "own_date", BODY_TEXT, false, WORD_CHARS, &in.own_date },
		{ "expires", BODY_TEXT, false, WORD_CHARS, &in.expires },
		{ "note", BODY_TEXT, false, NOTE_CHARS, &in.note },
		{ "replaces", BODY_INT, false, 0, &in.replaces },
	};

	int rc = desk_register(c, &r, e);
	if (rc == 0)
		rc = body_read(c->body, members, sizeof(members) / sizeof(members[0]), &c->keep, &c->field, e);
	if (rc == 0)
		rc = desk_open(c, &d, e);
	if (rc == 0)
		rc = evidence_upload_begin(&d, r, &in, c->evidence_quota, &u, e);
	return rc < 0 ? desk_refused(c, &d, rc) : say_upload(&u, 201, a, e);
}

/* The upload of the path, found in a reading transaction that is over afterwards. */
static int find_upload(struct call *c, char token[EVIDENCE_TOKEN_MAX], struct evidence_upload *ret, struct err *e)
{
	struct str word = call_word(c, "token");
	struct desk d = { 0 };

	int rc = call_need_blobs(c, e);
	if (rc < 0)
		return rc;
	snprintf(token, EVIDENCE_TOKEN_MAX, STR_FMT, STR_ARG(word));
	rc = store_pool_take_plain(ledger_pool(c->ledger), &c->store, e);
	if (rc < 0)
		return rc;
	rc = desk_open(c, &d, e);
	if (rc == 0)
		rc = evidence_upload_find(&d, c->blobs, token, ret, e);
	store_pool_give(ledger_pool(c->ledger), c->store);
	c->store = NULL;
	return rc < 0 ? desk_refused(c, &d, rc) : 0;
}

int handle_show_upload(struct call *c, struct answer *a, struct err *e)
{
	char token[EVIDENCE_TOKEN_MAX];
	struct evidence_upload u = { 0 };

	int rc = find_upload(c, token, &u, e);
	return rc < 0 ? rc : say_upload(&u, 200, a, e);
}

int handle_write_upload(struct call *c, struct answer *a, struct err *e)
{
	char token[EVIDENCE_TOKEN_MAX];
	struct evidence_upload u = { 0 };
	int64_t offset = 0;

	int rc = call_param_int(c, "offset", 0, INT64_MAX, &offset, e);
	if (rc == 0)
		rc = find_upload(c, token, &u, e);
	if (rc == 0)
		rc = evidence_upload_write(c->blobs, &u, offset, c->body, &u.offset, e);
	return rc < 0 ? rc : say_upload(&u, 200, a, e);
}

/* What was received becomes evidence: looked at first, then written in one work of the group. */
struct finishing {
	struct call *call;
	const char *token;
	struct evidence_content content;
	struct evidence out;
};

static int look_at(struct finishing *f, struct err *e)
{
	struct call *c = f->call;
	struct desk d = { 0 };

	int rc = store_pool_take_plain(ledger_pool(c->ledger), &c->store, e);
	if (rc < 0)
		return rc;
	rc = desk_open(c, &d, e);
	if (rc == 0)
		rc = evidence_upload_finish(&d, c->blobs, f->token, &f->content, e);
	store_pool_give(ledger_pool(c->ledger), c->store);
	return rc < 0 ? desk_refused(c, &d, rc) : 0;
}

static int add(void *context, struct store *store, struct err *e)
{
	struct finishing *f = context;
	struct desk d = { 0 };

	f->call->store = store;
	int rc = desk_open(f->call, &d, e);
	if (rc == 0)
		rc = evidence_add(&d, f->token, &f->content, &f->out, e);
	return rc < 0 ? desk_refused(f->call, &d, rc) : 0;
}

int handle_finish_upload(struct call *c, struct answer *a, struct err *e)
{
	char token[EVIDENCE_TOKEN_MAX];
	struct evidence_upload u = { 0 };
	struct finishing f = { .call = c, .token = token };

	int rc = find_upload(c, token, &u, e);
	if (rc == 0)
		rc = look_at(&f, e);
	if (rc == 0)
		rc = store_pool_write(ledger_pool(c->ledger), add, &f, e);
	if (rc < 0)
		return rc;
	blob_part_drop(c->blobs, token, NULL); /* committed: of no more use; a sweep takes what stays */
	a->status = 201;
	return say_evidence(c, &f.out, a, e);
}

/* --- the files --- */

static bool take_number(struct str *s, int64_t *ret)
{
	size_t n = 0;
	int64_t v = 0;

	for (; n < s->len && s->ptr[n] >= '0' && s->ptr[n] <= '9'; n++)
		if (__builtin_mul_overflow(v, 10, &v) || __builtin_add_overflow(v, s->ptr[n] - '0', &v))
			return false;
	*s = str_sub(*s, n, s->len);
	*ret = v;
	return n > 0;
}

/* "bytes=FROM-TO", "bytes=FROM-", "bytes=-LAST": one range; others are passed over, as RFC 9110 allows. False: not satisfiable. */
static bool read_range(struct str text, struct answer *a, int64_t size)
{
	int64_t from = 0, to = size - 1;
	bool begins, ends;

	a->blob_from = 0;
	a->blob_len = size;
	if (!str_starts(text, STR("bytes=")) || str_has(text, STR(",")))
		return true;
	text = str_sub(text, strlen("bytes="), text.len);
	begins = take_number(&text, &from);
	if (!str_starts(text, STR("-")))
		return true;
	text = str_sub(text, 1, text.len);
	ends = take_number(&text, &to);
	if (text.len > 0 || (!begins && !ends) || (begins && ends && to < from))
		return true;
	if (!begins) {
		from = to < size ? size - to : 0;
		to = size - 1;
	}
	if (!ends || to >= size)
		to = size - 1;
	if (from > to || from >= size) {
		snprintf(a->range, sizeof(a->range), "bytes */%lld", (long long)size);
		return false;
	}
	a->blob_from = from;
	a->blob_len = to - from + 1;
	a->status = 206;
	snprintf(a->range, sizeof(a->range), "bytes %lld-%lld/%lld", (long long)from, (long long)to, (long long)size);
	return true;
}

/* What is asked for is the rest of another file: it gets the whole of this one (If-Range). */
static bool is_other(struct str if_range, struct str hash)
{
	return if_range.ptr != NULL &&
	       !(if_range.len == hash.len + 2 && str_eq(str_sub(if_range, 1, hash.len + 1), hash));
}

static int get_evidence(struct call *c, struct evidence *ret, struct err *e)
{
	struct desk d = { 0 };

	int rc = store_pool_take_plain(ledger_pool(c->ledger), &c->store, e);
	if (rc < 0)
		return rc;
	rc = desk_open(c, &d, e);
	if (rc == 0)
		rc = evidence_get(&d, c->id, ret, e);
	store_pool_give(ledger_pool(c->ledger), c->store);
	c->store = NULL;
	return rc < 0 ? desk_refused(c, &d, rc) : 0;
}

static int strip_photo(struct blob *x, struct answer *a, struct err *e)
{
	struct buf copy;

	buf_init(&copy, PHOTO_MAX);
	int rc = media_strip(blob_fd(x), blob_size(x), &copy, e);
	if (rc == 0)
		rc = temporary_open(&a->fd, e);
	if (rc == 0)
		rc = temporary_write(a->fd, buf_view(&copy), e);
	buf_clear(&copy);
	return rc;
}

int handle_show_evidence_plain(struct call *c, struct answer *a, struct err *e)
{
	struct evidence v = { 0 };
	struct blob *x = NULL;

	int rc = get_evidence(c, &v, e);
	if (rc == 0)
		rc = call_need_blobs(c, e);
	if (rc == 0 && !str_eq(v.media_type, STR("image/jpeg"))) {
		err_hint(e, "其他格式的图片请先另存为 JPEG");
		rc = err_set(e, ERR_INPUT, "只有 JPEG 照片能去掉拍摄信息");
	}
	char name[BLOB_NAME] = "";
	if (rc == 0) {
		snprintf(name, sizeof(name), STR_FMT, STR_ARG(v.sha256));
		rc = blob_open(c->blobs, name, &x, e);
	}
	if (rc == 0)
		rc = strip_photo(x, a, e);
	blob_close(x);
	if (rc < 0)
		return rc;
	a->type = "image/jpeg";
	snprintf(a->file_name, sizeof(a->file_name), STR_FMT, STR_ARG(v.file_name));
	return 0;
}

int handle_show_evidence(struct call *c, struct answer *a, struct err *e)
{
	struct evidence v = { 0 };

	int rc = get_evidence(c, &v, e);
	if (rc == 0)
		rc = call_need_blobs(c, e);
	if (rc < 0)
		return rc;
	struct str type = arena_dup(c->arena, v.media_type), hash = arena_dup(c->arena, v.sha256);
	if (type.ptr == NULL || hash.ptr == NULL)
		return err_nomem(e);
	rc = blob_open(c->blobs, hash.ptr, &a->blob, e);
	if (rc < 0)
		return rc;
	snprintf(a->etag, sizeof(a->etag), STR_FMT, STR_ARG(hash));
	if (!read_range(is_other(c->if_range, hash) ? STR("") : c->range, a, blob_size(a->blob))) {
		err_hint(e, "文件一共 %lld 个字节", (long long)blob_size(a->blob));
		return err_set(e, ERR_RANGE, "这个文件没有这一段");
	}
	a->type = type.ptr;
	a->shown = str_eq(type, STR("application/pdf")) || str_starts(type, STR("image/")) ||
		   str_starts(type, STR("video/"));
	snprintf(a->file_name, sizeof(a->file_name), STR_FMT, STR_ARG(v.file_name));
	return 0;
}
