/* Pieces of evidence and what becomes of them. */
#include "evidence_private.h"

enum { LIST_MAX = EVIDENCE_PER_RECORD };

#define COLUMNS                                                                                                               \
	"v.id, v.register, v.record_id, v.slot, v.file_name, v.media_type, v.bytes, v.sha256, v.own_date, v.expires, v.note," \
	" v.replaces, v.state, v.added_at, v.added_by, v.judged_at, v.judged_by, v.reason, v.version"

/* --- reading --- */

static struct str kept(struct desk *d, struct store_stmt *st, int col, bool *failed)
{
	struct str s = store_text(st, col);

	if (!s.ptr)
		return STR_NONE;
	s = arena_dup(d->arena, s);
	*failed = *failed || !s.ptr;
	return s;
}

static int read_piece(struct desk *d, struct store_stmt *st, struct evidence *ret, struct err *e)
{
	bool failed = false;
	struct evidence v = { .id = store_int(st, 0),
		.register_name = kept(d, st, 1, &failed),
		.record_id = store_int(st, 2),
		.slot = kept(d, st, 3, &failed),
		.file_name = kept(d, st, 4, &failed),
		.media_type = kept(d, st, 5, &failed),
		.bytes = store_int(st, 6),
		.sha256 = kept(d, st, 7, &failed),
		.own_date = kept(d, st, 8, &failed),
		.expires = kept(d, st, 9, &failed),
		.note = kept(d, st, 10, &failed),
		.replaces = store_int(st, 11),
		.state = kept(d, st, 12, &failed),
		.added_at = store_int(st, 13),
		.added_by = { .id = store_int(st, 14) },
		.judged_at = store_int(st, 15),
		.judged_by = { .id = store_int(st, 16) },
		.reason = kept(d, st, 17, &failed),
		.version = store_int(st, 18) };

	if (failed)
		return err_nomem(e);
	v.expired = v.expires.len > 0 && str_cmp(v.expires, str_from(d->own->today_text)) < 0;
	*ret = v;
	return 0;
}

/* What needs other statements. */
static int fill_in(struct desk *d, struct evidence *v, struct err *e)
{
	OWN_STMT struct store_stmt *st = NULL;

	v->added_by = ref_person(d, v->added_by.id);
	if (v->judged_by.id > 0)
		v->judged_by = ref_person(d, v->judged_by.id);
	int rc = store_first(d->store, &st, e,
		"SELECT count(*) FROM (SELECT DISTINCT register, record_id FROM evidence WHERE unit_id = $1 AND sha256 = $2"
		" AND state NOT IN ('withdrawn', 'replaced') AND NOT (register = $3 AND record_id = $4)) o",
		sql_int(d->unit_id), sql_text(v->sha256), sql_text(v->register_name), sql_int(v->record_id));
	if (rc > 0)
		v->elsewhere = store_int(st, 0);
	return rc;
}

static int missing(int64_t id, struct err *e)
{
	return err_set(e, ERR_NOTFOUND, "没有这份材料：%lld", (long long)id);
}

static int load_piece(struct desk *d, int64_t id, struct evidence *ret, struct err *e)
{
	OWN_STMT struct store_stmt *st = NULL;

	int rc = store_first(d->store, &st, e, "SELECT " COLUMNS " FROM evidence v WHERE v.unit_id = $1 AND v.id = $2",
		sql_int(d->unit_id), sql_int(id));
	if (rc == 0)
		return missing(id, e);
	return rc < 0 ? rc : read_piece(d, st, ret, e);
}

/* The piece, its record and its slot, where this person may see them. */
static int open_piece(struct desk *d, int64_t id, struct evidence *ret, struct row *row, struct err *e)
{
	struct err hidden = { 0 };
	struct evidence v = { 0 };

	int rc = load_piece(d, id, &v, e);
	if (rc < 0)
		return rc;
	const struct register_def *r = register_find(d->place->registers, v.register_name);
	const struct field *f = r ? rights_field(d, r, v.slot) : NULL;
	rc = r && f ? row_load(d, r, v.record_id, false, row, &hidden) : ERR_NOTFOUND;
	if (rc == ERR_NOTFOUND || (rc >= 0 && !rights_sees(d, f, row)))
		return missing(id, e);
	if (rc < 0) {
		if (e)
			*e = hidden;
		return rc;
	}
	*ret = v;
	return 0;
}

int evidence_get(struct desk *d, int64_t id, struct evidence *ret, struct err *e)
{
	struct evidence v = { 0 };
	struct row row = { 0 };

	int rc = open_piece(d, id, &v, &row, e);
	if (rc >= 0)
		rc = fill_in(d, &v, e);
	if (rc < 0)
		return rc;
	*ret = v;
	return 0;
}

static int read_list(struct desk *d, struct store_stmt *st, struct evidence_list *ret, struct err *e)
{
	struct evidence *at = arena_array(d->arena, LIST_MAX, sizeof *at);
	size_t count = 0;
	int rc = 0;

	if (!at)
		return err_nomem(e);
	while (count < LIST_MAX && (rc = store_step(st, e)) > 0) {
		rc = read_piece(d, st, &at[count], e);
		if (rc < 0)
			return rc;
		count++;
	}
	*ret = (struct evidence_list){ at, count };
	return rc;
}

int evidence_of(struct desk *d, const struct register_def *r, int64_t record_id, struct str slot,
	struct evidence_list *ret, struct err *e)
{
	OWN_STMT struct store_stmt *st = NULL;
	struct evidence_list all = { 0 };
	struct row row = { 0 };
	size_t kept_count = 0;

	int rc = row_load(d, r, record_id, false, &row, e);
	if (rc >= 0)
		rc = store_ask(d->store, &st, e,
			"SELECT " COLUMNS
			" FROM evidence v WHERE v.unit_id = $1 AND v.register = $2 AND v.record_id = $3"
			" AND ($4 = '' OR v.slot = $4) ORDER BY v.id DESC",
			sql_int(row.unit_id), sql_text(r->name), sql_int(record_id),
			sql_text(slot.ptr ? slot : STR("")));
	if (rc < 0)
		return rc;
	rc = read_list(d, st, &all, e);
	struct evidence *at = arena_array(d->arena, all.count + 1, sizeof *at);
	if (rc >= 0 && !at)
		return err_nomem(e);
	for (size_t i = 0; i < all.count && rc >= 0; i++) {
		const struct field *f = rights_field(d, r, all.at[i].slot);
		if (!f || !rights_sees(d, f, &row))
			continue;
		at[kept_count] = all.at[i];
		rc = fill_in(d, &at[kept_count++], e);
	}
	if (rc < 0)
		return rc;
	*ret = (struct evidence_list){ at, kept_count };
	return 0;
}

int evidence_twins(struct desk *d, int64_t id, struct evidence_list *ret, struct err *e)
{
	OWN_STMT struct store_stmt *st = NULL;
	struct evidence_list all = { 0 };
	struct evidence v = { 0 };
	struct row row = { 0 };
	size_t seen = 0;

	int rc = open_piece(d, id, &v, &row, e);
	if (rc >= 0)
		rc = store_ask(d->store, &st, e,
			"SELECT " COLUMNS " FROM evidence v WHERE v.unit_id = $1 AND v.sha256 = $2 AND v.id <> $3"
			" AND v.state NOT IN ('withdrawn', 'replaced') ORDER BY v.id",
			sql_int(d->unit_id), sql_text(v.sha256), sql_int(id));
	if (rc < 0)
		return rc;
	rc = read_list(d, st, &all, e);
	struct evidence *at = arena_array(d->arena, all.count + 1, sizeof *at);
	if (rc >= 0 && !at)
		return err_nomem(e);
	for (size_t i = 0; i < all.count && rc >= 0; i++) {
		rc = open_piece(d, all.at[i].id, &at[seen], &row, NULL);
		if (rc >= 0)
			seen++;
		else if (rc == ERR_NOTFOUND)
			rc = 0;
	}
	if (rc < 0)
		return rc == ERR_NOMEM ? err_nomem(e) : err_set(e, rc, "读不出同一文件的其他材料");
	*ret = (struct evidence_list){ at, seen };
	return 0;
}

/* --- adding --- */

static void bind_some(struct store_stmt *st, int n, struct str s)
{
	store_bind_text(st, n, s.len > 0 ? s : STR_NONE);
}

static int set_replaced(struct desk *d, int64_t id, int64_t *ret_version, struct err *e)
{
	OWN_STMT struct store_stmt *st = NULL;

	int rc = store_first(d->store, &st, e,
		"UPDATE evidence SET state = 'replaced' WHERE unit_id = $1 AND id = $2 AND state NOT IN ('replaced', 'withdrawn')"
		" RETURNING version",
		sql_int(d->unit_id), sql_int(id));
	if (rc < 0)
		return rc;
	if (rc == 0)
		return err_set(e, ERR_CONFLICT, "要替换的材料已经被替换或撤回");
	*ret_version = store_int(st, 0) + 1;
	return store_run(st, e);
}

static int insert(
	struct desk *d, const struct upload_row *u, const struct evidence_content *c, int64_t *ret_id, struct err *e)
{
	OWN_STMT struct store_stmt *st = NULL;
	const struct evidence_new *n = &u->wanted;
	char taken[DATE_TEXT_MAX];
	int64_t version = 1;

	date_format(c->exif.taken, taken);
	int rc = store_next_ids(d->store, d->unit_id, "evidence", 1, ret_id, e);
	if (rc >= 0 && n->replaces > 0)
		rc = set_replaced(d, n->replaces, &version, e);
	if (rc >= 0)
		rc = store_ask(d->store, &st, e,
			"INSERT INTO evidence (unit_id, id, register, record_id, slot, file_name, media_type, bytes, sha256, own_date,"
			" note, replaces, state, expires, added_at, added_by, version)"
			" VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 'pending', $13, $14, $15, $16)",
			sql_int(d->unit_id), sql_int(*ret_id), sql_text(u->r->name), sql_int(n->record_id),
			sql_text(n->slot), sql_text(n->file_name), sql_text(str_from(c->type->media)),
			sql_int(c->bytes), sql_text(str_from(c->sha256)));
	if (rc < 0)
		return rc;
	bind_some(st, 10, n->own_date.len > 0 ? n->own_date : str_from(taken));
	bind_some(st, 11, n->note);
	if (n->replaces > 0)
		store_bind_int(st, 12, n->replaces);
	else
		store_bind_null(st, 12);
	bind_some(st, 13, n->expires);
	store_bind_int(st, 14, d->now);
	store_bind_int(st, 15, d->actor->person_id);
	store_bind_int(st, 16, version);
	return store_run(st, e);
}

/* Watchers may see less than the record has. */
static struct str what_of(const struct register_def *r, struct str slot)
{
	const struct field *f = register_field(r, slot);

	return f && !f->see ? f->label : STR("");
}

int evidence_add(
	struct desk *d, const char *token, const struct evidence_content *c, struct evidence *ret, struct err *e)
{
	struct upload_row u;
	struct row row = { 0 };
	int64_t id = 0, seq = 0;

	int rc = upload_load(d, token, &u, e);
	if (rc >= 0)
		rc = evidence_may_add(d, u.r, &u.wanted, c->type, &row, e);
	if (rc >= 0)
		rc = insert(d, &u, c, &id, e);
	if (rc >= 0)
		rc = upload_forget(d, token, e);
	if (rc >= 0)
		rc = edit_tell(d, &row,
			&(struct telling){ .kind = "evidence",
				.name = u.wanted.slot,
				.to = STR("pending"),
				.text = u.wanted.file_name },
			&seq, e);
	if (rc >= 0)
		rc = notify_watchers(d, &row, "交来材料", what_of(u.r, u.wanted.slot), e);
	return rc < 0 ? rc : evidence_get(d, id, ret, e);
}

/* --- judging --- */

static bool is_written(const struct who *w)
{
	return w->everybody || w->relations != 0 || w->roles.count > 0 || w->person_fields.count > 0;
}

/* Whoever the definition names; where it names nobody, whoever may change the record, or has a step to do with it as it stands. */
bool evidence_may_judge(struct desk *d, const struct row *row)
{
	const struct register_def *r = row->r;

	if (!d->console && is_written(&r->rights.judge))
		return who_matches(d, &r->rights.judge, row);
	if (d->console || who_matches(d, &r->rights.change, row))
		return true;
	for (size_t i = 0; i < r->transitions_count; i++) {
		const struct transition *t = &r->transitions[i];
		for (size_t n = 0; n < t->from.count; n++) {
			if (str_eq(t->from.at[n], row->state) && who_matches(d, &t->who, row))
				return true;
		}
	}
	return false;
}

static void refuse_judging(struct desk *d, const struct about *about, const struct evidence *v, const struct row *row,
	const struct evidence_change *c)
{
	bool rejects = str_eq(c->state, STR("rejected"));

	if (!evidence_may_judge(d, row))
		desk_refuse(d, REFUSAL_RIGHT, about, "您不能审这份材料");
	if (!d->console && v->added_by.id == d->actor->person_id)
		desk_refuse(d, REFUSAL_SEPARATE, about, "自己交的材料不能自己审");
	if (rejects && str_trim(c->reason).len == 0)
		desk_refuse(d, REFUSAL_REQUIRED, about, "请写明不采用的理由");
	if (str_eq(v->state, STR("withdrawn")) || str_eq(v->state, STR("replaced")))
		desk_refuse(d, REFUSAL_STATE, about, "这份材料已经撤回或被新版本替换");
}

static void refuse_state(struct desk *d, const struct about *about, const struct evidence *v, const struct row *row,
	const struct evidence_change *c)
{
	if (c->state.len == 0)
		return;
	if (str_eq(c->state, STR("accepted")) || str_eq(c->state, STR("rejected"))) {
		refuse_judging(d, about, v, row, c);
		return;
	}
	if (!str_eq(c->state, STR("withdrawn")))
		desk_refuse(d, REFUSAL_FORMAT, about, "材料的状态只能改为 accepted、rejected 或 withdrawn");
	else if (!d->console && v->added_by.id != d->actor->person_id)
		desk_refuse(d, REFUSAL_RIGHT, about, "材料只能由交的人撤回");
	else if (!str_eq(v->state, STR("pending")))
		desk_refuse(d, REFUSAL_STATE, about, "审过的材料不能撤回");
}

static void refuse_date(struct desk *d, const struct about *about, const struct evidence *v, const struct field *f,
	const struct evidence_change *c)
{
	struct date date;

	if (!c->own_date.ptr && !c->expires.ptr)
		return;
	if (str_eq(v->state, STR("accepted")) && !d->console && v->added_by.id == d->actor->person_id)
		desk_refuse(d, REFUSAL_STATE, about, "采用了的材料不能由交的人改日期");
	if (c->own_date.ptr && c->own_date.len == 0 && f && f->file_own_date)
		desk_refuse(d, REFUSAL_REQUIRED, about, "这一栏的材料必须写明自身的日期");
	if (c->own_date.len > 0 &&
		(!date_parse(c->own_date, &date) || str_cmp(c->own_date, str_from(d->own->today_text)) > 0))
		desk_refuse(d, REFUSAL_FORMAT, about, "材料自身的日期要写成 2026-03-05 的样子，不晚于今天");
	if (c->expires.len > 0 && !date_parse(c->expires, &date))
		desk_refuse(d, REFUSAL_FORMAT, about, "有效期要写成 2026-03-05 的样子");
}

static int update(struct desk *d, const struct evidence *v, const struct evidence_change *c, struct err *e)
{
	OWN_STMT struct store_stmt *st = NULL;
	bool judged = str_eq(c->state, STR("accepted")) || str_eq(c->state, STR("rejected"));

	int rc = store_ask(d->store, &st, e,
		"UPDATE evidence SET state = $3, own_date = $4, expires = $5, judged_at = $6, judged_by = $7, reason = $8"
		" WHERE unit_id = $1 AND id = $2 AND state = $9",
		sql_int(d->unit_id), sql_int(v->id), sql_text(c->state.len > 0 ? c->state : v->state));
	if (rc < 0)
		return rc;
	bind_some(st, 4, c->own_date.ptr ? c->own_date : v->own_date);
	bind_some(st, 5, c->expires.ptr ? c->expires : v->expires);
	if (judged || v->judged_at > 0) {
		store_bind_int(st, 6, judged ? d->now : v->judged_at);
		store_bind_int(st, 7, judged ? d->actor->person_id : v->judged_by.id);
	} else {
		store_bind_null(st, 6);
		store_bind_null(st, 7);
	}
	bind_some(st, 8, c->state.len > 0 ? c->reason : v->reason);
	store_bind_text(st, 9, v->state);
	rc = store_run(st, e);
	if (rc >= 0 && store_changes(d->store) == 0)
		return err_set(e, ERR_CONFLICT, "这份材料刚被别人改过");
	return rc;
}

int evidence_change(struct desk *d, const struct evidence_change *c, struct evidence *ret, struct err *e)
{
	size_t from = d->refusals.count;
	struct evidence v = { 0 };
	struct row row = { 0 };
	int64_t seq = 0;

	int rc = open_piece(d, c->id, &v, &row, e);
	if (rc >= 0)
		rc = desk_may_write(d, row.r, "change", e);
	if (rc < 0)
		return rc;
	struct about about = { .r = row.r, .id = row.id, .field = v.slot };
	refuse_state(d, &about, &v, &row, c);
	refuse_date(d, &about, &v, register_field(row.r, v.slot), c);
	if (utf8_count(c->reason) > RECORD_REASON_MAX)
		desk_refuse(d, REFUSAL_LIMIT, &about, "理由太长（最多 %d 个字）", RECORD_REASON_MAX);
	rc = desk_verdict(d, from, e);
	if (rc >= 0)
		rc = update(d, &v, c, e);
	if (rc >= 0)
		rc = edit_tell(d, &row,
			&(struct telling){ .kind = "evidence",
				.name = v.slot,
				.from = v.state,
				.to = c->state.len > 0 ? c->state : v.state,
				.reason = c->reason,
				.text = v.file_name },
			&seq, e);
	if (rc >= 0 && str_eq(c->state, STR("rejected")) && v.added_by.id > 0) {
		struct str text = arena_fmt(d->arena, STR_FMT "：材料“" STR_FMT "”没有被采用，理由：" STR_FMT,
			STR_ARG(row.no), STR_ARG(v.file_name), STR_ARG(c->reason));
		rc = text.ptr ? notify_person(d, &row, &(struct message){ v.added_by.id, STR("evidence"), text }, e)
			      : err_nomem(e);
	}
	return rc < 0 ? rc : evidence_get(d, c->id, ret, e);
}

/* --- tidying --- */

static int is_named(void *context, const char *name, struct err *e)
{
	struct desk *d = context;
	OWN_STMT struct store_stmt *st = NULL;

	int rc = store_ask(d->store, &st, e,
		"SELECT 1 FROM evidence WHERE sha256 = $1 UNION ALL SELECT 1 FROM source_file WHERE sha256 = $1 LIMIT 1",
		sql_text(str_from(name)));
	if (rc < 0)
		return rc;
	return store_step(st, e);
}

int evidence_sweep(struct desk *d, struct blobs *b, struct blob_sweep *ret, struct err *e)
{
	int rc = store_do(d->store, e, "DELETE FROM upload WHERE expires_at <= $1", sql_int(d->now));
	if (rc < 0)
		return rc;
	struct blob_broom broom = { d->now / 1000, EVIDENCE_UPLOAD_MS / 1000 + 3600, is_named, d,
		EVIDENCE_SWEEP_AT_ONCE };
	return blobs_sweep(b, &broom, ret, e);
}
