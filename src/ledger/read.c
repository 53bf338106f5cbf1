/* Reports and rounds, read. */
#include "private.h"
#include "record_private.h"

struct str ledger_reader_str(struct reader *r, int col)
{
	struct str s = store_text(r->st, col);

	if (!s.ptr)
		return STR_NONE;
	struct str copy = arena_dup(r->arena, s);
	if (!copy.ptr)
		r->failed = true;
	return copy;
}

struct date ledger_reader_date(struct reader *r, int col)
{
	struct date d = { 0 };
	struct str s = store_text(r->st, col);

	if (s.ptr && !date_parse(s, &d))
		d = (struct date){ 0 };
	return d;
}

int ledger_no_report(int64_t id, struct err *e)
{
	err_set(e, ERR_NOTFOUND, "没有编号为 %lld 的报告", (long long)id);
	err_hint(e, "也许已经移除；导入过的报告在导入台（命令行用 bihuan list）");
	return ERR_NOTFOUND;
}

/* --- who may read --- */

static const struct actor program = { .unit_id = 1, .console = true };

int64_t ledger_unit(const struct actor *who)
{
	return who ? who->unit_id : program.unit_id;
}

int ledger_desk(
	struct ledger *l, struct store *s, const struct actor *who, struct arena *a, struct desk *ret, struct err *e)
{
	if (!l->place.registers)
		return err_set(e, ERR_INTERNAL, "程序内部错误（台账还没有准备好）");
	int rc = desk_init(ret, s, &l->place, who ? who : &program, a, e);
	if (rc >= 0)
		ret->console = !who;
	return rc;
}

/* A report speaks of all departments: who sees every round of the unit may read it. */
int ledger_sees_reports(struct ledger *l, struct store *s, const struct actor *who, struct arena *a, struct err *e)
{
	const struct fence *fence = NULL;
	struct book book = { 0 };
	struct desk d;

	int rc = ledger_book(l, &book, e);
	if (rc >= 0)
		rc = ledger_desk(l, s, who, a, &d, e);
	if (rc >= 0 && who)
		rc = desk_may_read(&d, book.round, e);
	if (rc >= 0)
		rc = rights_fence(&d, book.round, &fence, e);
	return rc < 0 ? rc : fence->open;
}

int ledger_may_import(struct ledger *l, struct store *s, const struct actor *who, struct arena *a, struct err *e)
{
	struct book book = { 0 };
	struct desk d;

	int rc = ledger_book(l, &book, e);
	if (rc >= 0)
		rc = ledger_desk(l, s, who, a, &d, e);
	for (int i = -1; i < LEVELS && rc >= 0; i++) {
		const struct register_def *def = i < 0 ? book.round : book.at[i];
		struct row nowhere = { .r = def, .unit_id = d.unit_id, .owner_id = desk_me(&d) };
		rc = desk_may_write(&d, def, "import", e);
		if (rc >= 0 && !who_matches(&d, &def->rights.import, &nowhere)) {
			err_hint(e, "请找整改办的人导入，或请安全管理员授予角色");
			rc = err_set(e, ERR_DENIED, "您不能导入报告：没有导入“" STR_FMT "”的权限", STR_ARG(def->title));
		}
	}
	return rc < 0 ? rc : 0;
}

/* Who brings in what is only to be checked: who may make rounds, or import. */
int ledger_may_check(struct ledger *l, struct store *s, const struct actor *who, struct arena *a, struct err *e)
{
	struct book book = { 0 };
	struct desk d;

	int rc = ledger_book(l, &book, e);
	if (rc >= 0)
		rc = ledger_desk(l, s, who, a, &d, e);
	if (rc >= 0)
		rc = desk_may_write(&d, book.round, "import", e);
	if (rc < 0)
		return rc;
	const struct rights *r = &book.round->rights;
	struct row nowhere = { .r = book.round, .unit_id = d.unit_id, .owner_id = desk_me(&d) };
	if (who_matches(&d, &r->create, &nowhere) || who_matches(&d, &r->import, &nowhere))
		return 0;
	err_hint(e, "请找整改办或巡察办的人，或请安全管理员授予角色");
	return err_set(
		e, ERR_DENIED, "您不能把报告放进来核对：没有新建“" STR_FMT "”的权限", STR_ARG(book.round->title));
}

int ledger_report_must_exist(
	struct ledger *l, struct store *s, const struct actor *who, int64_t id, struct arena *a, struct err *e)
{
	OWN_STMT struct store_stmt *st = NULL;

	int rc = ledger_sees_reports(l, s, who, a, e);
	if (rc > 0)
		rc = store_prepare(s, "SELECT 1 FROM report WHERE unit_id = $1 AND id = $2", &st, e);
	else if (rc == 0)
		return ledger_no_report(id, e);
	if (rc < 0)
		return rc;
	store_bind_int(st, 1, ledger_unit(who));
	store_bind_int(st, 2, id);
	rc = store_step(st, e);
	return rc == 0 ? ledger_no_report(id, e) : rc < 0 ? rc : 0;
}

int ledger_find_text(struct store *s, int64_t unit_id, struct str sha256, int64_t *ret, struct err *e)
{
	OWN_STMT struct store_stmt *st = NULL;

	int rc = store_first(s, &st, e, "SELECT id FROM source WHERE unit_id = $1 AND sha256 = $2", sql_int(unit_id),
		sql_text(sha256));
	if (rc > 0)
		*ret = store_int(st, 0);
	return rc;
}

/* --- reports --- */

/* As the report says; what was struck off here is done whatever it said; who settled it goes before both. */
#define DONE                                                                                                           \
	"CASE WHEN i.settled IS NULL AND i.state IN ('closed', 'long_term') THEN 1 = 1"                                \
	" ELSE coalesce(i.settled, i.claim) IN ('done', 'long_term') END"
#define REPORT_COLUMNS                                                                                                 \
	"r.id, r.round_id, s.file_name, r.title, r.unit_name, r.inspector, r.round_kind, r.inspection_start, "         \
	"r.inspection_end, r.feedback_date, r.signed_date, r.published_date, s.sha256, s.imported_at, s.bytes, "       \
	"r.analyser, r.copies, r.aspects, r.problems, r.items, r.measures,"                                            \
	" (SELECT count(*) FROM r_item i LEFT JOIN derived x ON x.unit_id = i.unit_id AND x.register = 'item'"         \
	" AND x.record_id = i.id WHERE i.unit_id = r.unit_id AND i.source_report = r.id AND i.deleted_at IS NULL"      \
	" AND coalesce(x.orphaned, 0) = 0 AND " DONE "),"                                                              \
	" (SELECT count(*) FROM finding f WHERE f.unit_id = r.unit_id AND f.report_id = r.id AND NOT EXISTS (SELECT 1" \
	" FROM decision d WHERE d.unit_id = f.unit_id AND d.report_id = f.report_id AND d.subject = 'finding'"         \
	" AND d.key = f.fingerprint AND d.value = 'dismissed' AND d.id = (SELECT max(n.id) FROM decision n"            \
	" WHERE n.unit_id = d.unit_id AND n.report_id = d.report_id AND n.subject = 'finding' AND n.key = d.key))),"   \
	" (SELECT count(*) FROM source_aside o WHERE o.unit_id = r.unit_id AND o.id = r.id)"
#define REPORT_FROM " FROM report r JOIN source s ON s.unit_id = r.unit_id AND s.id = r.id WHERE r.unit_id = $1"

/* The title, else the unit, kind and date, else the file's name. */
struct str ledger_report_name(const struct ledger_report *r, struct arena *a)
{
	struct str who = r->unit.len > 0 ? r->unit : r->inspector;
	struct date d = !date_is_none(r->feedback_date) ? r->feedback_date
			: !date_is_none(r->signed_date) ? r->signed_date
							: r->published_date;
	char date[DATE_TEXT_MAX] = "";

	if (r->title.len > 0)
		return r->title;
	if (who.len == 0)
		return r->file_name;
	if (!date_is_none(d))
		date_format(d, date);
	return arena_fmt(a, STR_FMT STR_FMT "整改报告%s%s%s", STR_ARG(who), STR_ARG(r->round_kind), date[0] ? "（" : "",
		date, date[0] ? "）" : "");
}

static struct ledger_report report_row(struct reader *r)
{
	struct ledger_report row = {
		.id = store_int(r->st, 0),
		.round_id = store_int(r->st, 1),
		.file_name = ledger_reader_str(r, 2),
		.title = ledger_reader_str(r, 3),
		.unit = ledger_reader_str(r, 4),
		.inspector = ledger_reader_str(r, 5),
		.round_kind = ledger_reader_str(r, 6),
		.inspection_start = ledger_reader_date(r, 7),
		.inspection_end = ledger_reader_date(r, 8),
		.feedback_date = ledger_reader_date(r, 9),
		.signed_date = ledger_reader_date(r, 10),
		.published_date = ledger_reader_date(r, 11),
		.sha256 = ledger_reader_str(r, 12),
		.imported_at = ledger_reader_str(r, 13),
		.bytes = store_int(r->st, 14),
		.analyser = store_int(r->st, 15),
		.copies = store_int(r->st, 16),
		.aspects = store_int(r->st, 17),
		.problems = store_int(r->st, 18),
		.items = store_int(r->st, 19),
		.measures = store_int(r->st, 20),
		.done = store_int(r->st, 21),
		.doubts = store_int(r->st, 22),
		.aside = store_int(r->st, 23) > 0,
	};

	row.name = ledger_report_name(&row, r->arena);
	r->failed |= !row.name.ptr;
	return row;
}

int ledger_read_report(
	struct store *s, int64_t unit_id, int64_t id, struct arena *a, struct ledger_report *ret, struct err *e)
{
	OWN_STMT struct store_stmt *st = NULL;

	int rc = store_first(
		s, &st, e, "SELECT " REPORT_COLUMNS REPORT_FROM " AND r.id = $2", sql_int(unit_id), sql_int(id));
	if (rc < 0)
		return rc;
	if (rc == 0)
		return ledger_no_report(id, e);
	struct reader r = { .st = st, .arena = a };
	struct ledger_report row = report_row(&r);
	rc = r.failed ? err_nomem(e) : store_step(st, e);
	if (rc < 0)
		return rc;
	*ret = row;
	return 0;
}

int ledger_report(struct ledger *l, const struct actor *who, int64_t id, struct arena *a, struct ledger_report *ret,
	struct err *e)
{
	OWN_TX struct tx tx = { 0 };

	int rc = ledger_tx_begin(l, STORE_READ, &tx, e);
	if (rc >= 0)
		rc = ledger_sees_reports(l, tx.store, who, a, e);
	if (rc == 0)
		return ledger_no_report(id, e);
	return rc < 0 ? rc : ledger_read_report(tx.store, ledger_unit(who), id, a, ret, e);
}

/* All rows of a statement, as `size` bytes each, in the arena. */
int ledger_read_rows(
	struct reader *r, size_t size, ledger_row_reader *read, void **ret, size_t *ret_count, struct err *e)
{
	OWN(vec_clear) struct vec rows = { 0 };
	int rc;

	vec_init(&rows, size);
	while ((rc = store_step(r->st, e)) > 0) {
		void *row = vec_push(&rows);
		if (row)
			read(r, row);
		if (!row || r->failed)
			return err_nomem(e);
	}
	if (rc < 0)
		return rc;
	void *kept = arena_array(r->arena, rows.len + 1, size);
	if (!kept)
		return err_nomem(e);
	if (rows.len > 0)
		memcpy(kept, rows.ptr, rows.len * size);
	*ret = kept;
	*ret_count = rows.len;
	return 0;
}

static void read_report_row(struct reader *r, void *row)
{
	*(struct ledger_report *)row = report_row(r);
}

int ledger_reports(
	struct ledger *l, const struct actor *who, struct arena *a, struct ledger_reports *ret, struct err *e)
{
	OWN_TX struct tx tx = { 0 };
	OWN_STMT struct store_stmt *st = NULL;
	struct ledger_reports all = { 0 };
	void *rows = NULL;

	int rc = ledger_tx_begin(l, STORE_READ, &tx, e);
	if (rc >= 0)
		rc = ledger_sees_reports(l, tx.store, who, a, e);
	if (rc > 0)
		rc = store_prepare(tx.store, "SELECT " REPORT_COLUMNS REPORT_FROM " ORDER BY r.id DESC", &st, e);
	if (rc >= 0 && st) {
		store_bind_int(st, 1, ledger_unit(who));
		rc = ledger_read_rows(&(struct reader){ .st = st, .arena = a }, sizeof *all.rows, read_report_row,
			&rows, &all.count, e);
	}
	if (rc < 0)
		return rc;
	all.rows = rows;
	*ret = all;
	return 0;
}

static int read_text(struct store *s, int64_t unit_id, int64_t id, struct arena *a, struct str *ret, struct err *e)
{
	OWN_STMT struct store_stmt *st = NULL;

	int rc = store_first(s, &st, e, "SELECT content FROM source_text WHERE unit_id = $1 AND id = $2",
		sql_int(unit_id), sql_int(id));
	if (rc < 0)
		return rc;
	if (rc == 0)
		return ledger_no_report(id, e);
	struct str copy = arena_dup(a, store_blob(st, 0));
	rc = copy.ptr ? store_step(st, e) : err_nomem(e);
	if (rc < 0)
		return rc;
	*ret = copy;
	return 0;
}

int ledger_text_of(struct ledger *l, int64_t unit_id, int64_t id, struct arena *a, struct str *ret, struct err *e)
{
	OWN_TX struct tx tx = { 0 };

	int rc = ledger_tx_begin(l, STORE_READ, &tx, e);
	return rc < 0 ? rc : read_text(tx.store, unit_id, id, a, ret, e);
}

int ledger_report_text(
	struct ledger *l, const struct actor *who, int64_t id, struct arena *a, struct str *ret, struct err *e)
{
	OWN_TX struct tx tx = { 0 };

	int rc = ledger_tx_begin(l, STORE_READ, &tx, e);
	if (rc >= 0)
		rc = ledger_report_must_exist(l, tx.store, who, id, a, e);
	return rc < 0 ? rc : read_text(tx.store, ledger_unit(who), id, a, ret, e);
}

int ledger_report_columns(
	struct ledger *l, const struct actor *who, int64_t id, struct arena *a, struct str *ret, struct err *e)
{
	OWN_TX struct tx tx = { 0 };

	int rc = ledger_tx_begin(l, STORE_READ, &tx, e);
	if (rc >= 0)
		rc = ledger_report_must_exist(l, tx.store, who, id, a, e);
	if (rc >= 0)
		rc = ledger_columns_of(tx.store, ledger_unit(who), id, a, ret, e);
	return rc < 0 ? rc : 0;
}

static int read_file(
	struct store *s, int64_t unit_id, int64_t id, struct arena *a, struct ledger_file *ret, struct err *e)
{
	OWN_STMT struct store_stmt *st = NULL;
	struct reader r = { .arena = a };

	int rc = store_prepare(s,
		"SELECT name, format, charset, sha256, about, bytes FROM source_file WHERE unit_id = $1 AND id = $2",
		&st, e);
	if (rc < 0)
		return rc;
	r.st = st;
	store_bind_int(st, 1, unit_id);
	store_bind_int(st, 2, id);
	rc = store_step(st, e);
	if (rc <= 0)
		return rc;
	struct ledger_file f = { .path = ledger_reader_str(&r, 0),
		.format = ledger_reader_str(&r, 1),
		.charset = ledger_reader_str(&r, 2),
		.sha256 = ledger_reader_str(&r, 3),
		.about = ledger_reader_str(&r, 4),
		.bytes = store_int(st, 5) };
	if (r.failed)
		return err_nomem(e);
	*ret = f;
	return 1;
}

int ledger_report_file(
	struct ledger *l, const struct actor *who, int64_t id, struct arena *a, struct ledger_file *ret, struct err *e)
{
	OWN_TX struct tx tx = { 0 };

	int rc = ledger_tx_begin(l, STORE_READ, &tx, e);
	if (rc >= 0)
		rc = ledger_report_must_exist(l, tx.store, who, id, a, e);
	return rc < 0 ? rc : read_file(tx.store, ledger_unit(who), id, a, ret, e);
}

/* --- rounds --- */

#define BELOW_ROUND                                                                                                    \
	" FROM r_problem p JOIN r_item i ON i.unit_id = p.unit_id AND i.parent_id = p.id AND i.deleted_at IS NULL"
#define IN_ROUND " WHERE p.unit_id = o.unit_id AND p.parent_id = o.id AND p.deleted_at IS NULL"

static const char rounds_sql[] =
	"SELECT o.id, o.title, o.inspected, o.inspector, o.kind, o.start_date, o.end_date, o.feedback_date,"
	" (SELECT count(*) FROM report r WHERE r.unit_id = o.unit_id AND r.round_id = o.id),"
	" (SELECT count(*) FROM r_problem p" IN_ROUND "),"
	" (SELECT count(*)" BELOW_ROUND IN_ROUND "),"
	" (SELECT count(*)" BELOW_ROUND " JOIN r_measure m ON m.unit_id = i.unit_id AND m.parent_id = i.id"
	" AND m.deleted_at IS NULL" IN_ROUND "),"
	" (SELECT count(*)" BELOW_ROUND IN_ROUND " AND " DONE ")"
	" FROM r_round o WHERE o.unit_id = $1 AND o.deleted_at IS NULL ORDER BY o.id DESC";

/* The kind as reports have it. */
static struct str kind_label(struct reader *r, const struct field *kind, int col)
{
	struct str word = store_text(r->st, col);

	for (size_t i = 0; i < kind->choices_count; i++)
		if (str_eq(kind->choices[i].value, word))
			return kind->choices[i].label;
	return STR_NONE;
}

struct round_reader {
	struct reader r; /* first: rows are read through it */
	const struct field *kind;
};

static void read_round_row(struct reader *r, void *row)
{
	const struct round_reader *x = (const struct round_reader *)(const void *)r;
	struct str kind = kind_label(r, x->kind, 4);

	*(struct ledger_round *)row = (struct ledger_round){
		.id = store_int(r->st, 0),
		.title = ledger_reader_str(r, 1),
		.unit = ledger_reader_str(r, 2),
		.inspector = ledger_reader_str(r, 3),
		.round_kind = kind,
		.inspection_start = ledger_reader_date(r, 5),
		.inspection_end = ledger_reader_date(r, 6),
		.feedback_date = ledger_reader_date(r, 7),
		.reports = store_int(r->st, 8),
		.problems = store_int(r->st, 9),
		.items = store_int(r->st, 10),
		.measures = store_int(r->st, 11),
		.done = store_int(r->st, 12),
	};
}

int ledger_rounds(struct ledger *l, const struct actor *who, struct arena *a, struct ledger_rounds *ret, struct err *e)
{
	OWN_TX struct tx tx = { 0 };
	OWN_STMT struct store_stmt *st = NULL;
	struct ledger_rounds all = { 0 };
	struct book book = { 0 };
	void *rows = NULL;

	int rc = ledger_tx_begin(l, STORE_READ, &tx, e);
	if (rc >= 0)
		rc = ledger_book(l, &book, e);
	if (rc >= 0)
		rc = ledger_sees_reports(l, tx.store, who, a, e);
	if (rc > 0)
		rc = store_prepare(tx.store, rounds_sql, &st, e);
	if (rc >= 0 && st) {
		struct round_reader x = { .r = { .st = st, .arena = a },
			.kind = register_field(book.round, STR("kind")) };
		store_bind_int(st, 1, ledger_unit(who));
		rc = ledger_read_rows(&x.r, sizeof *all.rows, read_round_row, &rows, &all.count, e);
	}
	if (rc < 0)
		return rc;
	all.rows = rows;
	*ret = all;
	return 0;
}
