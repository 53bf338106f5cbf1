/* Catalogues in the database: a definition's rows for all units, and a unit's own before them. */
#include "schema_private.h"

#include "json.h"

#define ROW_COLUMNS "code, parent, label, valid_from, valid_until, data"
/* As they are read: with the unit, and who wrote the row, why and when. */
#define ROW_READ                                                                                                       \
	ROW_COLUMNS                                                                                                    \
	", unit_id, reason, set_at,"                                                                                   \
	" (SELECT p.name FROM person p WHERE p.unit_id = catalogue_row.unit_id AND p.id = catalogue_row.person_id)"

static int put_data(const struct catalogue *c, const struct catalogue_row *row, struct buf *out, struct err *e)
{
	struct json j;

	json_init(&j, out, NULL, NULL);
	json_object(&j);
	for (size_t i = 0; i < c->columns.count; i++) {
		json_key_str(&j, c->columns.at[i]);
		json_str(&j, row->values[i].ptr ? row->values[i] : STR(""));
	}
	json_end_object(&j);
	return json_finish(&j) < 0 ? err_nomem(e) : 0;
}

static struct str none_empty(struct str s)
{
	return s.ptr ? s : STR("");
}

int catalogue_put(struct store *s, const struct catalogue_place *p, const struct catalogue_row *row, struct err *e)
{
	OWN_STMT struct store_stmt *st = NULL;
	struct buf data;

	int rc = store_prepare(s,
		"INSERT INTO catalogue_row (unit_id, register, catalogue, " ROW_COLUMNS
		", reason, person_id, set_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)"
		" ON CONFLICT (unit_id, register, catalogue, code, valid_from) DO UPDATE SET parent = excluded.parent,"
		" label = excluded.label, valid_until = excluded.valid_until, data = excluded.data, reason = excluded.reason,"
		" person_id = excluded.person_id, set_at = excluded.set_at",
		&st, e);
	if (rc < 0)
		return rc;
	buf_init(&data, 64 * 1024);
	rc = put_data(p->catalogue, row, &data, e);
	store_bind_int(st, 1, p->unit);
	store_bind_text(st, 2, p->reg);
	store_bind_text(st, 3, p->catalogue->name);
	store_bind_text(st, 4, row->code);
	store_bind_text(st, 5, none_empty(row->parent));
	store_bind_text(st, 6, row->label);
	store_bind_text(st, 7, none_empty(row->from));
	store_bind_text(st, 8, none_empty(row->until));
	store_bind_text(st, 9, buf_view(&data));
	store_bind_text(st, 10, none_empty(row->reason));
	store_bind_int(st, 11, row->person);
	store_bind_int(st, 12, row->set_at);
	if (rc == 0)
		rc = store_run(st, e);
	buf_clear(&data);
	return rc;
}

/* A code that the definition no longer has stays known for old records, but ends the day before. */
static int end_row(struct store *s, const struct catalogue_place *p, const struct catalogue_row *row, struct err *e)
{
	OWN_STMT struct store_stmt *st = NULL;
	char iso[DATE_TEXT_MAX];

	int rc = store_prepare(s,
		"UPDATE catalogue_row SET valid_until = $1 WHERE unit_id = 0 AND register = $2 AND catalogue = $3 AND code = $4"
		" AND valid_from = $5 AND valid_until = ''",
		&st, e);
	if (rc < 0)
		return rc;
	date_format(date_add_days(p->day, -1), iso);
	store_bind_text(st, 1, str_from(iso));
	store_bind_text(st, 2, p->reg);
	store_bind_text(st, 3, p->catalogue->name);
	store_bind_text(st, 4, row->code);
	store_bind_text(st, 5, row->from);
	return store_run(st, e);
}

static bool defined(const struct catalogue *c, const struct catalogue_row *row)
{
	for (size_t i = 0; i < c->rows_count; i++)
		if (str_eq(c->rows[i].code, row->code) && str_eq(none_empty(c->rows[i].from), row->from))
			return true;
	return false;
}

static int end_rows(struct store *s, const struct catalogue_place *p, struct arena *a, struct err *e)
{
	OWN_STMT struct store_stmt *st = NULL;

	int rc = store_ask(s, &st, e,
		"SELECT code, valid_from FROM catalogue_row WHERE unit_id = 0 AND register = $1 AND catalogue = $2 AND valid_until = ''",
		sql_text(p->reg), sql_text(p->catalogue->name));
	if (rc < 0)
		return rc;
	struct vec rows;
	vec_init(&rows, sizeof(struct catalogue_row));
	while ((rc = store_step(st, e)) > 0) {
		struct catalogue_row *row = vec_push(&rows);
		struct str code = arena_dup(a, store_text(st, 0)), from = arena_dup(a, store_text(st, 1));
		if (!row || !code.ptr || !from.ptr) {
			rc = err_nomem(e);
			break;
		}
		*row = (struct catalogue_row){ .code = code, .from = from };
	}
	for (size_t i = 0; rc == 0 && i < rows.len; i++)
		if (!defined(p->catalogue, &VEC_AT(&rows, struct catalogue_row, i)))
			rc = end_row(s, p, &VEC_AT(&rows, struct catalogue_row, i), e);
	vec_clear(&rows);
	return rc;
}

int catalogues_apply(struct store *s, const struct register_def *def, int64_t now_ms, struct err *e)
{
	struct arena *a = arena_new(64 << 20);
	struct date day = date_from_days((int32_t)((now_ms + 8 * INT64_C(3600000)) / INT64_C(86400000)));
	int rc = a ? 0 : err_nomem(e);

	for (size_t i = 0; rc == 0 && i < def->catalogues_count; i++) {
		struct catalogue_place p = {
			.unit = 0, .reg = def->name, .catalogue = &def->catalogues[i], .day = day
		};
		rc = end_rows(s, &p, a, e);
		for (size_t n = 0; rc == 0 && n < p.catalogue->rows_count; n++)
			rc = catalogue_put(s, &p, &p.catalogue->rows[n], e);
	}
	arena_free(a);
	return rc;
}

/* --- reading --- */

static int bind_place(struct store_stmt *st, const struct catalogue_place *p, char iso[DATE_TEXT_MAX])
{
	date_format(p->day, iso);
	store_bind_int(st, 1, p->unit);
	store_bind_text(st, 2, p->reg);
	store_bind_text(st, 3, p->catalogue->name);
	store_bind_text(st, 4, str_from(iso));
	return 0;
}

static int read_row(struct store_stmt *st, const struct catalogue *c, struct arena *a, struct catalogue_row *ret)
{
	struct str *values = arena_array(a, c->columns.count + 1, sizeof *values);
	struct catalogue_row row = { .values = values, .own = store_int(st, 6) != 0, .set_at = store_int(st, 8) };
	struct {
		struct str *to;
		int column;
	} texts[] = { { &row.code, 0 }, { &row.parent, 1 }, { &row.label, 2 }, { &row.from, 3 }, { &row.until, 4 },
		{ &row.reason, 7 }, { &row.by, 9 } };

	for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
		*texts[i].to = arena_dup(a, none_empty(store_text(st, texts[i].column)));
		if (!texts[i].to->ptr)
			return ERR_NOMEM;
	}
	if (!values)
		return ERR_NOMEM;
	if (!catalogue_data(store_text(st, 5), c, a, values))
		return ERR_NOMEM;
	*ret = row;
	return 0;
}

/* A row that ends before it begins closes its code (catalogue_closes()): it stands, too, and is the answer when it is the best. */
#define IN_FORCE                                                                                                       \
	" FROM catalogue_row WHERE unit_id IN (0, $1) AND register = $2 AND catalogue = $3"                            \
	" AND valid_from <= $4 AND (valid_until = '' OR valid_until >= $4 OR valid_until < valid_from)"

int catalogue_find(struct store *s, const struct catalogue_place *p, struct str code, struct arena *a,
	struct catalogue_row *ret, struct err *e)
{
	OWN_STMT struct store_stmt *st = NULL;
	char iso[DATE_TEXT_MAX];

	int rc = store_prepare(
		s, "SELECT " ROW_READ IN_FORCE " AND code = $5 ORDER BY unit_id DESC, valid_from DESC LIMIT 1", &st, e);
	if (rc < 0)
		return rc;
	bind_place(st, p, iso);
	store_bind_text(st, 5, code);
	rc = store_step(st, e);
	if (rc <= 0)
		return rc;
	if (read_row(st, p->catalogue, a, ret) < 0)
		return err_nomem(e);
	return !catalogue_closes(ret) || p->closed;
}

/* All rows of `st`; of one code the first alone, unless all its versions are wanted. */
static int read_rows(struct store_stmt *st, const struct catalogue_place *p, bool versions, struct arena *a,
	struct vec *rows, struct err *e)
{
	struct str last = STR_NONE;
	int rc;

	while ((rc = store_step(st, e)) > 0) {
		struct catalogue_row row;
		if (!versions && last.ptr && str_eq(last, store_text(st, 0)))
			continue; /* the better one came first */
		rc = read_row(st, p->catalogue, a, &row);
		if (rc < 0)
			return err_nomem(e);
		last = row.code;
		if (catalogue_closes(&row) && !p->closed)
			continue;
		struct catalogue_row *place = vec_push(rows);
		if (!place)
			return err_nomem(e);
		*place = row;
	}
	return rc;
}

static int keep_rows(struct store_stmt *st, const struct catalogue_place *p, bool versions, struct arena *a,
	const struct catalogue_row **ret, size_t *ret_count, struct err *e)
{
	struct vec rows;

	vec_init(&rows, sizeof(struct catalogue_row));
	int rc = read_rows(st, p, versions, a, &rows, e);
	struct catalogue_row *kept = rc < 0 ? NULL : arena_array(a, rows.len + 1, sizeof *kept);
	if (rc == 0 && !kept)
		rc = err_nomem(e);
	if (kept && rows.len > 0)
		memcpy(kept, rows.ptr, rows.len * sizeof *kept);
	if (rc == 0) {
		*ret = kept;
		*ret_count = rows.len;
	}
	vec_clear(&rows);
	return rc;
}

int catalogue_rows(struct store *s, const struct catalogue_place *p, struct arena *a, const struct catalogue_row **ret,
	size_t *ret_count, struct err *e)
{
	OWN_STMT struct store_stmt *st = NULL;
	char iso[DATE_TEXT_MAX];

	int rc = store_prepare(s, "SELECT " ROW_READ IN_FORCE " ORDER BY code, unit_id DESC, valid_from DESC", &st, e);
	if (rc < 0)
		return rc;
	bind_place(st, p, iso);
	return keep_rows(st, p, false, a, ret, ret_count, e);
}

int catalogue_versions(struct store *s, const struct catalogue_place *p, struct str code, struct arena *a,
	const struct catalogue_row **ret, size_t *ret_count, struct err *e)
{
	OWN_STMT struct store_stmt *st = NULL;
	struct catalogue_place all = *p;

	all.closed = true;
	int rc = store_ask(s, &st, e,
		"SELECT " ROW_READ " FROM catalogue_row WHERE unit_id IN (0, $1) AND register = $2"
		" AND catalogue = $3 AND code = $4 ORDER BY valid_from DESC, unit_id DESC",
		sql_int(p->unit), sql_text(p->reg), sql_text(p->catalogue->name), sql_text(code));
	return rc < 0 ? rc : keep_rows(st, &all, true, a, ret, ret_count, e);
}

int catalogue_code(struct store *s, const struct catalogue_place *p, struct str text, struct arena *a, struct str *ret,
	struct err *e)
{
	const struct catalogue_row *rows = NULL;
	struct catalogue_row row;
	size_t count = 0;
	int found = 0;

	int rc = catalogue_find(s, p, text, a, &row, e);
	if (rc > 0)
		*ret = row.code;
	if (rc != 0)
		return rc;
	rc = catalogue_rows(s, p, a, &rows, &count, e);
	for (size_t i = 0; rc == 0 && i < count; i++) {
		if (!str_eq(rows[i].label, text))
			continue;
		*ret = rows[i].code;
		found++;
	}
	return rc < 0 ? rc : found > 1 ? 2 : found;
}

int catalogue_labels(struct store *s, const struct catalogue_place *p, struct arena *a,
	const struct catalogue_row **ret, size_t *ret_count, struct err *e)
{
	OWN_STMT struct store_stmt *st = NULL;
	struct catalogue_place all = *p;
	char iso[DATE_TEXT_MAX];

	all.closed = true;
	int rc = store_prepare(s,
		"SELECT " ROW_READ " FROM catalogue_row WHERE unit_id IN (0, $1) AND register = $2 AND catalogue = $3"
		" AND (unit_id > 0 OR valid_until <> '')"
		" ORDER BY code, CASE WHEN valid_from <= $4 THEN 0 ELSE 1 END, unit_id DESC, valid_from DESC",
		&st, e);
	if (rc < 0)
		return rc;
	bind_place(st, p, iso);
	return keep_rows(st, &all, true, a, ret, ret_count, e);
}
