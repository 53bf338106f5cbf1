/* Files on their way in. */
#include "evidence_private.h"

#include "fault.h"

#include <unistd.h>

/* --- what may come --- */

static bool good_date(struct str s)
{
	struct date d;

	return date_parse(s, &d);
}

static bool type_listed(const struct field *f, const struct media_type *type)
{
	if (f->file_types.count == 0)
		return type->standard;
	for (size_t i = 0; i < f->file_types.count; i++) {
		if (media_find(f->file_types.at[i]) == type)
			return true;
	}
	return false;
}

static int64_t most_bytes(const struct field *f)
{
	return f->file_bytes_max > 0 && f->file_bytes_max < EVIDENCE_BYTES_MAX ? f->file_bytes_max : EVIDENCE_BYTES_MAX;
}

static void refuse_type(struct desk *d, const struct about *about, const struct field *f, const struct media_type *type)
{
	OWN_BUF struct buf listed;

	buf_init(&listed, 1000);
	for (size_t i = 0; i < f->file_types.count; i++) {
		buf_cstr(&listed, i > 0 ? "、" : "，可以是 ");
		buf_str(&listed, f->file_types.at[i]);
	}
	desk_refuse(d, REFUSAL_FORMAT, about, "“" STR_FMT "”不收%s" STR_FMT, STR_ARG(f->label), type->label,
		STR_ARG(buf_view(&listed)));
}

static void refuse_dates(struct desk *d, const struct about *about, const struct field *f, const struct evidence_new *n)
{
	if (f->file_own_date && n->own_date.len == 0)
		desk_refuse(d, REFUSAL_REQUIRED, about, "请写明材料自身的日期（不是上传的日期）");
	if (n->own_date.len > 0 && !good_date(n->own_date))
		desk_refuse(d, REFUSAL_FORMAT, about, "材料自身的日期要写成 2026-03-05 的样子");
	else if (n->own_date.len > 0 && str_cmp(n->own_date, str_from(d->own->today_text)) > 0)
		desk_refuse(d, REFUSAL_FORMAT, about, "材料自身的日期晚于今天");
	if (n->expires.len > 0 && !good_date(n->expires))
		desk_refuse(d, REFUSAL_FORMAT, about, "有效期要写成 2026-03-05 的样子");
	else if (n->expires.len > 0 && str_cmp(n->expires, str_from(d->own->today_text)) < 0)
		desk_refuse(d, REFUSAL_FORMAT, about,
			"材料的有效期（" STR_FMT "）已过，不能再作佐证：请核对日期，或交仍然有效的材料",
			STR_ARG(n->expires));
}

static void refuse_file(struct desk *d, const struct about *about, const struct field *f, const struct evidence_new *n,
	const struct media_type *type)
{
	long long most = (long long)(most_bytes(f) / (1024 * 1024));

	if (n->file_name.len == 0 || utf8_count(n->file_name) > EVIDENCE_NAME_MAX)
		desk_refuse(d, REFUSAL_FORMAT, about, "文件名要有 1 到 %d 个字", EVIDENCE_NAME_MAX);
	if (n->bytes <= 0)
		desk_refuse(d, REFUSAL_FORMAT, about, "文件是空的");
	if (n->bytes > most_bytes(f))
		desk_refuse(d, REFUSAL_LIMIT, about, "文件太大（“" STR_FMT "”最多 %lld MB）", STR_ARG(f->label), most);
	if (n->sha256.len > 0 && n->sha256.len != BLOB_NAME - 1)
		desk_refuse(d, REFUSAL_FORMAT, about, "文件的指纹（SHA-256）要是 64 位十六进制数");
	if (type && !type_listed(f, type))
		refuse_type(d, about, f, type);
	if (utf8_count(n->note) > RECORD_REASON_MAX)
		desk_refuse(d, REFUSAL_LIMIT, about, "说明太长（最多 %d 个字）", RECORD_REASON_MAX);
}

static int refuse_replaced(struct desk *d, const struct about *about, const struct evidence_new *n, struct err *e)
{
	struct evidence old;

	if (n->replaces == 0)
		return 0;
	int rc = evidence_get(d, n->replaces, &old, e);
	if (rc < 0)
		return rc;
	if (old.record_id != n->record_id || !str_eq(old.register_name, about->r->name) || !str_eq(old.slot, n->slot))
		desk_refuse(d, REFUSAL_FORMAT, about, "要替换的材料不在这里");
	else if (str_eq(old.state, STR("replaced")) || str_eq(old.state, STR("withdrawn")))
		desk_refuse(d, REFUSAL_STATE, about, "要替换的材料已经被替换或撤回");
	return 0;
}

/* Who may do a step that asks for these files brings them before it. */
static bool step_asks(struct desk *d, const struct field *f, const struct row *row)
{
	for (size_t i = 0; i < row->r->transitions_count; i++) {
		const struct transition *t = &row->r->transitions[i];
		if (names_have(t->from, row->state) &&
			(names_have(t->ask, f->name) || names_have(t->require, f->name)) &&
			who_matches(d, &t->who, row))
			return true;
	}
	return false;
}

int evidence_may_add(struct desk *d, const struct register_def *r, const struct evidence_new *n,
	const struct media_type *type, struct row *ret, struct err *e)
{
	const struct field *f = rights_field(d, r, n->slot);
	struct about about = { .r = r, .id = n->record_id, .field = n->slot };
	size_t from = d->refusals.count;
	int64_t files = 0;

	int rc = desk_may_write(d, r, "change", e);
	if (rc >= 0)
		rc = row_load(d, r, n->record_id, false, ret, e);
	if (rc < 0)
		return rc;
	if (!f || f->type != FIELD_FILES)
		return err_set(e, ERR_NOTFOUND, "没有这个材料栏：" STR_FMT, STR_ARG(n->slot));
	if (!rights_edits(d, f, ret, false) && !step_asks(d, f, ret))
		desk_refuse(d, REFUSAL_RIGHT, &about, "您不能在现在的状态下往“" STR_FMT "”里放材料", STR_ARG(f->label));
	rc = files_count(d, ret, n->slot, &files, e);
	size_t most = f->files_max > 0 ? f->files_max : EVIDENCE_PER_RECORD;
	if (rc >= 0 && n->replaces == 0 && (size_t)files >= most)
		desk_refuse(d, REFUSAL_LIMIT, &about, "“" STR_FMT "”最多放 %zu 份材料", STR_ARG(f->label), most);
	refuse_dates(d, &about, f, n);
	refuse_file(d, &about, f, n, type);
	if (rc >= 0)
		rc = refuse_replaced(d, &about, n, e);
	return rc < 0 ? rc : desk_verdict(d, from, e);
}

static int within_quota(struct desk *d, int64_t more, int64_t quota, struct err *e)
{
	OWN_STMT struct store_stmt *st = NULL;

	if (quota <= 0)
		return 0;
	int rc = store_first(d->store, &st, e, "SELECT coalesce(sum(bytes), 0) FROM evidence WHERE unit_id = $1",
		sql_int(d->unit_id));
	if (rc < 0)
		return rc;
	if (store_int(st, 0) <= quota - more)
		return 0;
	err_hint(e, "请让管理员增加本单位的材料空间");
	return err_set(e, ERR_LIMIT, "本单位的材料空间不够了（一共 %lld MB）", (long long)(quota / (1024 * 1024)));
}

/* --- the row --- */

static struct str last_part(struct str path)
{
	for (size_t i = path.len; i > 0; i--) {
		if (path.ptr[i - 1] == '/' || path.ptr[i - 1] == '\\')
			return str_trim(str_sub(path, i, path.len));
	}
	return str_trim(path);
}

static int make_token(struct desk *d, char out[EVIDENCE_TOKEN_MAX], struct err *e)
{
	const struct clock *c = &d->place->clock;
	uint8_t bytes[(EVIDENCE_TOKEN_MAX - 1) / 2];

	if (!c->random(c->context, bytes, sizeof bytes))
		return err_set(e, ERR_IO, "系统的随机数取不出来");
	for (size_t i = 0; i < sizeof bytes; i++)
		snprintf(out + 2 * i, 3, "%02x", bytes[i]);
	return 0;
}

static void bind_some(struct store_stmt *st, int n, struct str s)
{
	store_bind_text(st, n, s.len > 0 ? s : STR_NONE);
}

static int upload_insert(
	struct desk *d, const struct register_def *r, const struct evidence_new *n, const char *token, struct err *e)
{
	OWN_STMT struct store_stmt *st = NULL;

	int rc = store_ask(d->store, &st, e,
		"INSERT INTO upload (unit_id, token, person_id, register, record_id, slot, file_name, bytes, sha256, own_date,"
		" expires, note, replaces, expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)",
		sql_int(d->unit_id), sql_text(str_from(token)), sql_int(d->actor->person_id), sql_text(r->name),
		sql_int(n->record_id), sql_text(n->slot), sql_text(n->file_name), sql_int(n->bytes));
	if (rc < 0)
		return rc;
	bind_some(st, 9, n->sha256);
	bind_some(st, 10, n->own_date);
	bind_some(st, 11, n->expires);
	bind_some(st, 12, n->note);
	store_bind_int(st, 13, n->replaces);
	store_bind_int(st, 14, d->now + EVIDENCE_UPLOAD_MS);
	return store_run(st, e);
}

int evidence_upload_begin(struct desk *d, const struct register_def *r, const struct evidence_new *n, int64_t quota,
	struct evidence_upload *ret, struct err *e)
{
	struct evidence_new clean = *n;
	struct evidence_upload u = { .bytes = n->bytes };
	struct row row;

	clean.file_name = last_part(n->file_name);
	int rc = evidence_may_add(d, r, &clean, NULL, &row, e);
	if (rc >= 0)
		rc = within_quota(d, n->bytes, quota, e);
	if (rc >= 0)
		rc = make_token(d, u.token, e);
	if (rc >= 0)
		rc = upload_insert(d, r, &clean, u.token, e);
	if (rc >= 0)
		*ret = u;
	return rc < 0 ? rc : 0;
}

static struct str kept(struct desk *d, struct store_stmt *st, int col, bool *failed)
{
	struct str s = store_text(st, col);

	if (!s.ptr)
		return STR_NONE;
	s = arena_dup(d->arena, s);
	*failed = *failed || !s.ptr;
	return s;
}

int upload_load(struct desk *d, const char *token, struct upload_row *ret, struct err *e)
{
	OWN_STMT struct store_stmt *st = NULL;
	bool failed = false;

	int rc = store_first(d->store, &st, e,
		"SELECT register, record_id, slot, file_name, bytes, sha256, own_date, expires, note, replaces, expires_at"
		" FROM upload WHERE unit_id = $1 AND token = $2 AND person_id = $3 AND expires_at > $4",
		sql_int(d->unit_id), sql_text(str_from(token)), sql_int(d->actor->person_id), sql_int(d->now));
	const struct register_def *r = rc > 0 ? register_find(d->place->registers, store_text(st, 0)) : NULL;
	if (rc < 0)
		return rc;
	if (!r)
		return err_set(e, ERR_NOTFOUND, "没有这个上传，或它已过期");
	*ret = (struct upload_row){
		.r = r,
		.expires_at = store_int(st, 10),
		.wanted = { .record_id = store_int(st, 1),
			.slot = kept(d, st, 2, &failed),
			.file_name = kept(d, st, 3, &failed),
			.bytes = store_int(st, 4),
			.sha256 = kept(d, st, 5, &failed),
			.own_date = kept(d, st, 6, &failed),
			.expires = kept(d, st, 7, &failed),
			.note = kept(d, st, 8, &failed),
			.replaces = store_int(st, 9) },
	};
	return failed ? err_nomem(e) : 0;
}

int upload_forget(struct desk *d, const char *token, struct err *e)
{
	return store_do(d->store, e, "DELETE FROM upload WHERE unit_id = $1 AND token = $2", sql_int(d->unit_id),
		sql_text(str_from(token)));
}

int evidence_upload_find(struct desk *d, struct blobs *b, const char *token, struct evidence_upload *ret, struct err *e)
{
	struct upload_row row = { 0 };

	if (strnlen(token, EVIDENCE_TOKEN_MAX) != EVIDENCE_TOKEN_MAX - 1)
		return err_set(e, ERR_NOTFOUND, "没有这个上传，或它已过期");
	int rc = upload_load(d, token, &row, e);
	if (rc < 0)
		return rc;
	memcpy(ret->token, token, EVIDENCE_TOKEN_MAX);
	ret->bytes = row.wanted.bytes;
	ret->offset = blob_part_size(b, token);
	return 0;
}

int evidence_upload_write(struct blobs *b, const struct evidence_upload *u, int64_t offset, struct str bytes,
	int64_t *ret_size, struct err *e)
{
	struct blob_piece piece = { u->token, offset, u->bytes, bytes };

	return blob_part_write(b, &piece, ret_size, e);
}

/* --- the end --- */

static int look_at(
	struct blobs *b, const char *token, const struct evidence_new *n, struct evidence_content *c, struct err *e)
{
	int fd = blob_part_open(b, token, e);

	if (fd < 0)
		return fd;
	c->bytes = blob_part_size(b, token);
	int rc = 0;
	if (c->bytes != n->bytes)
		rc = err_set(
			e, ERR_INPUT, "文件还没有传完（%lld / %lld 字节）", (long long)c->bytes, (long long)n->bytes);
	if (rc >= 0)
		rc = media_sniff(fd, c->bytes, n->file_name, &c->type, e);
	/* A photograph whose data cannot be read is a photograph all the same. */
	c->exif = (struct media_exif){ .orientation = 1 };
	if (rc >= 0 && c->type->image)
		(void)media_exif(fd, c->bytes, &c->exif, NULL);
	close(fd);
	return rc;
}

int evidence_upload_finish(
	struct desk *d, struct blobs *b, const char *token, struct evidence_content *ret, struct err *e)
{
	struct evidence_upload u = { 0 };
	struct evidence_content c = { 0 };
	struct upload_row row = { 0 };

	int rc = evidence_upload_find(d, b, token, &u, e);
	if (rc >= 0)
		rc = upload_load(d, token, &row, e);
	if (rc >= 0)
		rc = look_at(b, token, &row.wanted, &c, e);
	if (rc >= 0)
		rc = blob_part_keep(b, token, c.sha256, e);
	if (rc < 0)
		return rc;
	if (row.wanted.sha256.len > 0 && !str_eq(row.wanted.sha256, str_from(c.sha256))) {
		err_hint(e, "请重新上传");
		return err_set(e, ERR_INPUT, "收到的文件与原文件不一致（指纹不同），传输中可能出了差错");
	}
	*ret = c;
	return 0;
}
