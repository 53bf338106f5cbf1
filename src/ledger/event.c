#include "event.h"

#include "json.h"
#include "own.h"

#include <openssl/evp.h>
#include <pthread.h>

/* Before the first event of a unit. */
static const char zero_hash[EVENT_HASH_TEXT] = "0000000000000000000000000000000000000000000000000000000000000000";

enum { CANON_MAX = 32 << 20, LINE_MAX_BYTES = 64 << 20 };

static const EVP_MD *algorithm;

static void find_algorithm(void)
{
	algorithm = EVP_MD_fetch(NULL, "SM3", NULL);
}

const EVP_MD *event_sm3(void)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;

	pthread_once(&once, find_algorithm);
	return algorithm;
}

static int no_hash(struct err *e)
{
	return err_set(e, ERR_INTERNAL, "程序内部错误（无法计算 SM3 散列）");
}

static void write_hex(const unsigned char *hash, unsigned len, char out[EVENT_HASH_TEXT])
{
	static const char digits[] = "0123456789abcdef";

	for (unsigned i = 0; i < len && 2 * i + 2 < EVENT_HASH_TEXT; i++) {
		out[2 * i] = digits[hash[i] >> 4];
		out[2 * i + 1] = digits[hash[i] & 15];
	}
	out[EVENT_HASH_TEXT - 1] = '\0';
}

static int sum(struct str text, char out[EVENT_HASH_TEXT], struct err *e)
{
	unsigned char hash[EVP_MAX_MD_SIZE];
	const EVP_MD *sm3 = event_sm3();
	unsigned len = 0;

	if (!sm3 || EVP_Digest(text.ptr, text.len, hash, &len, sm3, NULL) != 1 || len != 32)
		return no_hash(e);
	write_hex(hash, len, out);
	return 0;
}

static void put_line(struct buf *out, struct str s)
{
	buf_str(out, s);
	buf_chr(out, '\n');
}

static void put_number(struct buf *out, int64_t v)
{
	char text[JSON_INT_ROOM];

	put_line(out, (struct str){ text, (size_t)(json_write_int(text, v) - text) });
}

/* Kinds, names and registers are identifiers: no line feed can be in them, and the data come last. */
static void canon(const struct event *ev, const char *prev, struct buf *out)
{
	buf_room(out, ev->data.len + 512); /* once for all of it */
	put_line(out, STR("bihuan-event-1"));
	put_number(out, ev->unit_id);
	put_number(out, ev->seq);
	put_number(out, ev->at);
	put_number(out, ev->person_id);
	put_number(out, ev->on_behalf);
	put_line(out, ev->kind);
	put_line(out, ev->name);
	put_line(out, ev->register_name);
	put_number(out, ev->record_id);
	put_line(out, str_from(prev));
	put_line(out, ev->data);
}

static int hash_event(
	const struct event *ev, const char *prev, struct buf *scratch, char out[EVENT_HASH_TEXT], struct err *e)
{
	buf_reset(scratch);
	canon(ev, prev, scratch);
	if (scratch->failed)
		return scratch->full ? err_set(e, ERR_LIMIT, "一次操作的内容太大，无法记入日志") : err_nomem(e);
	return sum(buf_view(scratch), out, e);
}

static void copy_hash(char out[EVENT_HASH_TEXT], struct str hash)
{
	memset(out, 0, EVENT_HASH_TEXT);
	if (hash.len < EVENT_HASH_TEXT)
		memcpy(out, hash.ptr ? hash.ptr : "", hash.len);
}

/* --- adding --- */

static int write_event(struct store *s, const struct event *ev, const char *prev, const char *hash, struct err *e)
{
	OWN_STMT struct store_stmt *st = NULL;

	int rc = store_prepare(s,
		"INSERT INTO event (unit_id, seq, at, person_id, on_behalf, kind, name, register, record_id, data, prev, hash)"
		" VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
		&st, e);
	if (rc < 0)
		return rc;
	store_bind_int(st, 1, ev->unit_id);
	store_bind_int(st, 2, ev->seq);
	store_bind_int(st, 3, ev->at);
	store_bind_int(st, 4, ev->person_id);
	store_bind_int(st, 5, ev->on_behalf);
	store_bind_text(st, 6, ev->kind);
	store_bind_text(st, 7, ev->name.ptr ? ev->name : STR(""));
	store_bind_text(st, 8, ev->register_name);
	store_bind_int(st, 9, ev->record_id);
	store_bind_text(st, 10, ev->data);
	store_bind_text(st, 11, str_from(prev));
	store_bind_text(st, 12, str_from(hash));
	return store_put(st, e);
}

/* Of notes in the store: the end of a unit's chain as this transaction has read or written it. */
static const char head_notes;

static int put_head(struct store *s, int64_t unit_id, struct str bytes, struct err *e)
{
	OWN_STMT struct store_stmt *st = NULL;
	struct event_head head;

	memcpy(&head, bytes.ptr, sizeof head);

	int rc = store_prepare(s,
		"INSERT INTO event_head (unit_id, seq, hash) VALUES ($1, $2, $3)"
		" ON CONFLICT (unit_id) DO UPDATE SET seq = excluded.seq, hash = excluded.hash",
		&st, e);
	if (rc < 0)
		return rc;
	store_bind_int(st, 1, unit_id);
	store_bind_int(st, 2, head.seq);
	store_bind_text(st, 3, str_from(head.hash));
	rc = store_put(st, e);
	if (rc >= 0)
		store_note(s, &head_notes, unit_id, (struct str){ (const char *)&head, sizeof head });
	return rc;
}

/* The end of the chain moves with every change; a group of them writes it once. */
static int write_head(struct store *s, int64_t unit_id, const struct event_head *head, struct err *e)
{
	return store_later(s, put_head, unit_id, (struct str){ (const char *)head, sizeof *head }, e);
}

int event_chain_add(
	struct store *s, struct event_head *head, const struct event *given, int64_t *ret_seq, struct err *e)
{
	OWN(buf_clear) struct buf scratch = { 0 };
	struct event_head next = *head;
	struct event ev = *given;

	buf_init(&scratch, CANON_MAX);
	ev.seq = ++next.seq;
	int rc = hash_event(&ev, head->hash, &scratch, next.hash, e);
	if (rc >= 0)
		rc = write_event(s, &ev, head->hash, next.hash, e);
	if (rc < 0)
		return rc;
	*head = next;
	*ret_seq = ev.seq;
	return 0;
}

int event_chain_close(struct store *s, int64_t unit_id, const struct event_head *head, struct err *e)
{
	return write_head(s, unit_id, head, e);
}

int event_append(struct store *s, const struct event *ev, int64_t *ret_seq, struct err *e)
{
	struct event_head head = { 0 };
	int64_t seq = 0;

	int rc = event_head(s, ev->unit_id, &head, e);
	if (rc >= 0)
		rc = event_chain_add(s, &head, ev, &seq, e);
	if (rc >= 0)
		rc = write_head(s, ev->unit_id, &head, e);
	if (rc < 0)
		return rc;
	*ret_seq = seq;
	return 0;
}

int event_head(struct store *s, int64_t unit_id, struct event_head *ret, struct err *e)
{
	OWN_STMT struct store_stmt *st = NULL;
	struct str noted;

	if (store_said(s, put_head, unit_id, &noted) || store_noted(s, &head_notes, unit_id, &noted)) {
		memcpy(ret, noted.ptr, sizeof *ret);
		return 0;
	}
	int rc = store_prepare(s, "SELECT seq, hash FROM event_head WHERE unit_id = $1", &st, e);
	if (rc < 0)
		return rc;
	store_bind_int(st, 1, unit_id);
	rc = store_step(st, e);
	if (rc < 0)
		return rc;
	ret->seq = rc > 0 ? store_int(st, 0) : 0;
	copy_hash(ret->hash, rc > 0 ? store_text(st, 1) : str_from(zero_hash));
	return 0;
}

int event_since(struct store *s, int64_t unit_id, int64_t after, struct buf *out, int64_t *ret, struct err *e)
{
	OWN_STMT struct store_stmt *st = NULL;
	struct event_head head = { 0 };

	int rc = event_head(s, unit_id, &head, e);
	if (rc < 0)
		return rc;
	*ret = head.seq;
	if (after < 0 || head.seq <= after)
		return 0;
	rc = store_prepare(
		s, "SELECT DISTINCT register FROM event WHERE unit_id = $1 AND seq > $2 ORDER BY register", &st, e);
	if (rc < 0)
		return rc;
	store_bind_int(st, 1, unit_id);
	store_bind_int(st, 2, after);
	while ((rc = store_step(st, e)) > 0) {
		if (out->len > 0)
			buf_chr(out, ' ');
		buf_str(out, store_text(st, 0));
	}
	return rc;
}

/* --- what stays of a destroyed record --- */

static struct event event_row(struct store_stmt *st, int64_t unit_id)
{
	return (struct event){ .unit_id = unit_id,
		.seq = store_int(st, 0),
		.at = store_int(st, 1),
		.person_id = store_int(st, 2),
		.on_behalf = store_int(st, 3),
		.kind = store_text(st, 4),
		.name = store_text(st, 5),
		.register_name = store_text(st, 6),
		.record_id = store_int(st, 7),
		.data = store_text(st, 8) };
}

struct framing {
	EVP_MD_CTX *md;
	struct buf scratch;
	int64_t unit_id;
};

static void frame_free(struct framing *f)
{
	EVP_MD_CTX_free(f->md);
	buf_clear(&f->scratch);
}

/* The event without its data, and its hash. */
static int frame(struct framing *f, struct store_stmt *st, struct err *e)
{
	struct event ev = event_row(st, f->unit_id);
	char prev[EVENT_HASH_TEXT], hash[EVENT_HASH_TEXT];

	copy_hash(prev, store_text(st, 9));
	if (ev.data.len > 0) {
		int rc = hash_event(&ev, prev, &f->scratch, hash, e);
		if (rc < 0)
			return rc;
		if (!str_eq(store_text(st, 10), str_from(hash)))
			return err_set(e, ERR_DB, "第 %lld 条日志的内容与它的散列不符", (long long)ev.seq);
	}
	ev.data = STR("");
	buf_reset(&f->scratch);
	canon(&ev, prev, &f->scratch);
	put_line(&f->scratch, store_text(st, 10));
	if (f->scratch.failed)
		return err_nomem(e);
	return EVP_DigestUpdate(f->md, f->scratch.ptr, f->scratch.len) == 1 ? 0 : no_hash(e);
}

static int frame_all(struct framing *f, struct store_stmt *st, struct event_frames *ret, struct err *e)
{
	unsigned char hash[EVP_MAX_MD_SIZE];
	unsigned len = 0;
	int rc;

	while ((rc = store_step(st, e)) > 0) {
		rc = frame(f, st, e);
		if (rc < 0)
			return rc;
		ret->count++;
	}
	if (rc >= 0 && (EVP_DigestFinal_ex(f->md, hash, &len) != 1 || len != 32))
		return no_hash(e);
	write_hex(hash, len, ret->hash);
	return rc;
}

int event_frames(struct store *s, const struct event *of, int64_t before, struct event_frames *ret, struct err *e)
{
	OWN_STMT struct store_stmt *st = NULL;
	OWN(frame_free) struct framing f = { .md = EVP_MD_CTX_new(), .unit_id = of->unit_id };
	const EVP_MD *sm3 = event_sm3();
	struct event_frames out = { 0 };

	buf_init(&f.scratch, CANON_MAX);
	if (!f.md)
		return err_nomem(e);
	if (!sm3 || EVP_DigestInit_ex(f.md, sm3, NULL) != 1)
		return no_hash(e);
	int rc = store_ask(s, &st, e,
		"SELECT seq, at, person_id, on_behalf, kind, name, register, record_id, data, prev, hash FROM event"
		" WHERE unit_id = $1 AND register = $2 AND record_id = $3 AND seq < $4 ORDER BY seq",
		sql_int(of->unit_id), sql_text(of->register_name), sql_int(of->record_id), sql_int(before));
	if (rc >= 0)
		rc = frame_all(&f, st, &out, e);
	if (rc < 0)
		return rc;
	*ret = out;
	return 0;
}

int event_empty(struct store *s, const struct event *of, struct err *e)
{
	return store_do(s, e,
		"UPDATE event SET data = '' WHERE unit_id = $1 AND register = $2 AND record_id = $3 AND kind <> 'destroy'",
		sql_int(of->unit_id), sql_text(of->register_name), sql_int(of->record_id));
}

/* --- reading it all --- */

static int open_all(struct store *s, int64_t unit_id, int64_t after, struct store_stmt **ret, struct err *e)
{
	int rc = store_prepare(s,
		"SELECT seq, at, person_id, on_behalf, kind, name, register, record_id, data, prev, hash FROM event"
		" WHERE unit_id = $1 AND seq > $2 ORDER BY seq LIMIT 1000",
		ret, e);
	if (rc < 0)
		return rc;
	store_bind_int(*ret, 1, unit_id);
	store_bind_int(*ret, 2, after);
	return 0;
}

struct verifying {
	const struct event_head *known;
	struct event_check *check;
	struct event_head last;
	struct buf scratch;
	struct store *store;
};

static void broken(struct verifying *v, int64_t seq, const char *why)
{
	if (v->check->broken_at != 0)
		return;
	v->check->broken_at = seq;
	snprintf(v->check->why, sizeof v->check->why, "%s", why);
}

/* 1: the content is not there, and a later event says that the record was destroyed. */
static int is_emptied(const struct verifying *v, const struct event *ev, struct err *e)
{
	OWN_STMT struct store_stmt *st = NULL;

	if (ev->data.len > 0)
		return 0;
	return store_first(v->store, &st, e,
		"SELECT 1 FROM event WHERE unit_id = $1 AND register = $2 AND record_id = $3 AND seq > $4 AND kind = 'destroy'"
		" LIMIT 1",
		sql_int(ev->unit_id), sql_text(ev->register_name), sql_int(ev->record_id), sql_int(ev->seq));
}

/* What the end of a record vouches for is still so. */
static int verify_frames(struct verifying *v, const struct event *ev, struct err *e)
{
	struct event_frames now = { 0 };
	char end[EVENT_HASH_TEXT + 16];
	struct err why = { 0 };

	if (!str_eq(ev->kind, STR("destroy")))
		return 0;
	int rc = event_frames(v->store, ev, ev->seq, &now, &why);
	snprintf(end, sizeof end, "\"hash\":\"%s\"}", now.hash);
	if (rc == ERR_DB || (rc >= 0 && !str_ends(ev->data, str_from(end)))) {
		broken(v, ev->seq, "这条记录已销毁，它的日志与销毁时不符");
		return 0;
	}
	if (rc < 0 && e)
		*e = why;
	return rc;
}

static int verify_row(struct verifying *v, struct store_stmt *st, int64_t unit_id, struct err *e)
{
	struct event ev = event_row(st, unit_id);
	char hash[EVENT_HASH_TEXT];

	if (ev.seq != v->last.seq + 1) {
		broken(v, v->last.seq + 1, "这一条日志不见了");
		return 0;
	}
	if (!str_eq(store_text(st, 9), str_from(v->last.hash))) {
		broken(v, ev.seq, "这一条记着的前一条散列与前一条不符：前面有日志被换过，或这一条被改过");
		return 0;
	}
	int rc = is_emptied(v, &ev, e);
	if (rc > 0)
		copy_hash(hash, store_text(st, 10));
	else if (rc == 0)
		rc = hash_event(&ev, v->last.hash, &v->scratch, hash, e);
	if (rc < 0)
		return rc;
	if (!str_eq(store_text(st, 10), str_from(hash))) {
		broken(v, ev.seq, "这一条日志的内容被改过：内容与它的散列不符");
		return 0;
	}
	rc = verify_frames(v, &ev, e);
	if (rc < 0 || v->check->broken_at != 0)
		return rc;
	v->last.seq = ev.seq;
	memcpy(v->last.hash, hash, sizeof hash);
	if (v->known && v->known->seq == ev.seq && strcmp(v->known->hash, hash) != 0)
		broken(v, ev.seq, "与先前公布的链头不符：链是从这里或更早重新写过的");
	return 0;
}

/* In pieces: on either database a statement may hold its whole answer in memory. *ret_rows: how many there were. */
static int verify_piece(struct verifying *v, struct store *s, int64_t unit_id, int64_t *ret_rows, struct err *e)
{
	OWN_STMT struct store_stmt *st = NULL;
	int64_t rows = 0;

	int rc = open_all(s, unit_id, v->last.seq, &st, e);
	while (rc >= 0 && v->check->broken_at == 0 && (rc = store_step(st, e)) > 0) {
		rows++;
		rc = verify_row(v, st, unit_id, e);
	}
	*ret_rows = rows;
	return rc < 0 ? rc : 0;
}

static void verify_end(struct verifying *v)
{
	struct event_head *head = &v->check->head;

	if (v->check->broken_at != 0)
		return;
	if (v->last.seq < head->seq)
		broken(v, v->last.seq + 1, "从这一条起的日志不见了");
	else if (v->last.seq != head->seq || strcmp(v->last.hash, head->hash) != 0)
		broken(v, v->last.seq, "最后一条与链头不符");
	else if (v->known && v->known->seq > head->seq)
		broken(v, head->seq + 1, "比先前公布的链头短：后面的日志不见了");
}

int event_verify(
	struct store *s, int64_t unit_id, const struct event_head *known, struct event_check *ret, struct err *e)
{
	struct event_check check = { 0 };
	struct verifying v = { .known = known, .check = &check, .store = s };
	int64_t rows = 1;

	copy_hash(v.last.hash, str_from(zero_hash));
	buf_init(&v.scratch, CANON_MAX);
	int rc = event_head(s, unit_id, &check.head, e);
	while (rc >= 0 && rows > 0 && check.broken_at == 0)
		rc = verify_piece(&v, s, unit_id, &rows, e);
	buf_clear(&v.scratch);
	if (rc < 0)
		return rc;
	verify_end(&v);
	check.checked = v.last.seq;
	*ret = check;
	return 0;
}

static void write_line(struct json *j, const struct event *ev, struct store_stmt *st)
{
	json_object(j);
	json_member_int(j, "unit", ev->unit_id);
	json_member_int(j, "seq", ev->seq);
	json_member_int(j, "at", ev->at);
	json_member_int(j, "person", ev->person_id);
	json_member_int(j, "on_behalf", ev->on_behalf);
	json_member_str(j, "kind", ev->kind);
	json_member_str(j, "name", ev->name);
	json_member_str(j, "register", ev->register_name);
	json_member_int(j, "record", ev->record_id);
	json_member_str(j, "data", ev->data);
	json_member_str(j, "prev", store_text(st, 9));
	json_member_str(j, "hash", store_text(st, 10));
	json_end_object(j);
}

struct exporting {
	event_sink *sink;
	void *context;
	struct buf line;
	int64_t unit_id, last;
};

static int export_row(struct exporting *x, struct store_stmt *st, struct err *e)
{
	struct event ev = event_row(st, x->unit_id);
	struct json j;

	buf_reset(&x->line);
	json_init(&j, &x->line, NULL, NULL);
	write_line(&j, &ev, st);
	buf_chr(&x->line, '\n');
	if (json_finish(&j) < 0 || x->line.failed)
		return err_nomem(e);
	x->last = ev.seq;
	return x->sink(x->context, buf_view(&x->line), e);
}

static int export_piece(struct exporting *x, struct store *s, int64_t *ret_rows, struct err *e)
{
	OWN_STMT struct store_stmt *st = NULL;
	int64_t rows = 0;

	int rc = open_all(s, x->unit_id, x->last, &st, e);
	while (rc >= 0 && (rc = store_step(st, e)) > 0) {
		rows++;
		rc = export_row(x, st, e);
	}
	*ret_rows = rows;
	return rc < 0 ? rc : 0;
}

int event_export(struct store *s, int64_t unit_id, int64_t after, event_sink *sink, void *context, struct err *e)
{
	struct exporting x = { .sink = sink, .context = context, .unit_id = unit_id, .last = after };
	int64_t rows = 1;
	int rc = 0;

	buf_init(&x.line, LINE_MAX_BYTES);
	while (rc >= 0 && rows > 0)
		rc = export_piece(&x, s, &rows, e);
	buf_clear(&x.line);
	return rc < 0 ? rc : 0;
}
