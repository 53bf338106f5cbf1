#include "samples.h"

#include "store.h"
#include "vec.h"

struct made { /* a sample by its key, as a record */
	const struct register_def *def;
	struct str key;
	int64_t id;
};
struct making {
	struct desk *d;
	struct vec made; /* struct made */
	struct err *e;
};

/* 1: the unit has records of the register. */
static int has_records(struct making *m, const struct register_def *r)
{
	OWN_STMT struct store_stmt *st = NULL;
	struct str sql =
		arena_fmt(m->d->arena, "SELECT 1 FROM r_" STR_FMT " WHERE unit_id = $1 LIMIT 1", STR_ARG(r->name));
	int rc = sql.ptr ? store_prepare(m->d->store, sql.ptr, &st, m->e) : err_nomem(m->e);

	if (rc < 0)
		return rc;
	store_bind_int(st, 1, m->d->unit_id);
	return store_step(st, m->e);
}

/* 0: there is none (its register had records already). */
static int64_t parent_of(const struct making *m, const struct register_def *r, struct str key)
{
	for (size_t i = 0; i < m->made.len; i++) {
		const struct made *one = &VEC_AT(&m->made, struct made, i);
		if (str_eq(one->def->name, r->parent) && str_eq(one->key, key))
			return one->id;
	}
	return 0;
}

static int walk(struct making *m, const struct register_def *r, const struct sample *s, int64_t id)
{
	struct record_done done;
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < s->steps.count; i++) {
		struct record_step step = { .id = id, .step = s->steps.at[i], .reason = STR("样例") };
		rc = record_do_step(m->d, r, &step, &done, m->e);
	}
	return rc < 0 ? rc : 0;
}

static int make_one(struct making *m, const struct register_def *r, const struct sample *s)
{
	struct record_input *inputs = arena_array(m->d->arena, s->values_count + 1, sizeof *inputs);
	struct record_new n = { .values = { inputs, s->values_count } };
	struct record_done done;

	if (!inputs)
		return err_nomem(m->e);
	for (size_t i = 0; i < s->values_count; i++)
		inputs[i] = (struct record_input){ .field = s->values[i].field, .text = s->values[i].sql };
	if (r->parent.len > 0) {
		n.parent_id = parent_of(m, r, s->parent);
		if (n.parent_id == 0)
			return 0;
	}
	int rc = record_create(m->d, r, &n, &done, m->e);
	struct made *one = rc < 0 ? NULL : vec_push(&m->made);
	if (rc < 0)
		return rc;
	if (!one)
		return err_nomem(m->e);
	*one = (struct made){ r, s->key, done.id };
	return walk(m, r, s, done.id);
}

int samples_make(struct desk *d, const struct registers *all, size_t *ret_made, struct err *e)
{
	struct making m = { .d = d, .e = e };
	int rc = 0;

	vec_init(&m.made, sizeof(struct made));
	for (size_t i = 0; rc >= 0 && i < all->count; i++) {
		const struct register_def *r = all->at[i];
		rc = r->samples_count > 0 ? has_records(&m, r) : 1;
		for (size_t n = 0; rc == 0 && n < r->samples_count; n++)
			rc = make_one(&m, r, &r->samples[n]);
	}
	if (rc >= 0)
		*ret_made = m.made.len;
	vec_clear(&m.made);
	return rc < 0 ? rc : 0;
}
