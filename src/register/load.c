#include "load.h"

#include "def_check.h"
#include "fault.h"
#include "read.h"

#include <openssl/evp.h>
#include <strings.h>

enum { ARENA_CAP = 256 << 20 };

struct loaded {
	struct register_def *def; /* NULL: could not be read */
	struct str file;
	struct vec spots, sqls;
};

struct inside { /* what a set really is */
	struct register_set set;
	struct arena *arena;
};

struct loading {
	struct arena *arena;
	struct problems problems;
	struct loaded *files;
	size_t count;
};

void register_set_free(struct register_set *set)
{
	if (!set)
		return;
	struct inside *in = (struct inside *)set;
	arena_free(in->arena);
	free(in);
}

void register_set_free_p(struct register_set **set)
{
	register_set_free(*set);
}

/* A step to a state that counts as done passes the gate, written or not: nothing closes without. */
static void close_by_gate(struct register_def *def)
{
	const struct gate *g = &def->gate;

	if (g->conditions_count == 0 && !g->children_closed && g->evidence.count == 0)
		return;
	for (size_t i = 0; i < def->transitions_count; i++) {
		struct transition *t = (struct transition *)(uintptr_t)&def->transitions[i];
		const struct state *to = register_state(def, t->to);
		t->closes = t->closes || (to && to->final && to->counts_done);
	}
}

static bool clears(struct str sql)
{
	sql = str_trim(sql);
	return sql.len == 4 && strncasecmp(sql.ptr, "NULL", 4) == 0;
}

/* To clear a field is not to give it. */
static bool gives(const struct transition *t, struct str field)
{
	for (size_t i = 0; i < t->effects_count; i++)
		if (t->effects[i].kind == EFFECT_SET && str_eq(t->effects[i].field, field) &&
			!clears(t->effects[i].sql))
			return true;
	return names_have(t->ask, field);
}

static bool given_by_another(const struct register_def *def, const struct transition *t, struct str field)
{
	for (size_t i = 0; i < def->transitions_count; i++)
		if (&def->transitions[i] != t && gives(&def->transitions[i], field))
			return true;
	return false;
}

/* What a step requires is filled in with it, written in `ask` or not; but what another step gives (an opinion, a request) whoever does this
 * one only finds. */
static void ask_for_required(struct loading *l, struct register_def *def)
{
	for (size_t i = 0; i < def->transitions_count; i++) {
		struct transition *t = (struct transition *)(uintptr_t)&def->transitions[i];
		struct str *ask = arena_array(l->arena, t->ask.count + t->require.count + 1, sizeof *ask);
		size_t count = 0;
		if (!ask) {
			l->problems.nomem = true;
			return;
		}
		for (; count < t->ask.count; count++)
			ask[count] = t->ask.at[count];
		for (size_t k = 0; k < t->require.count; k++) {
			const struct field *f = register_field(def, t->require.at[k]);
			if (f && f->type != FIELD_FILES && f->type != FIELD_COMPUTED && !names_have(t->ask, f->name) &&
				!given_by_another(def, t, f->name))
				ask[count++] = t->require.at[k];
		}
		t->ask = (struct names){ ask, count };
	}
}

static bool digest(struct str text, char out[65])
{
	unsigned char bytes[32];
	unsigned len = 0;

	if (EVP_Digest(text.ptr, text.len, bytes, &len, EVP_sha256(), NULL) != 1)
		return false;
	for (size_t i = 0; i < sizeof bytes; i++)
		snprintf(out + 2 * i, 3, "%02x", bytes[i]);
	return true;
}

static void read_one(struct loading *l, struct loaded *f, const struct register_text *text)
{
	struct reader r = { .arena = l->arena, .problems = &l->problems };
	struct str copy = arena_dup(l->arena, text->text);

	f->file = arena_dup(l->arena, text->file);
	l->problems.file = f->file;
	vec_init(&r.spots, sizeof(struct spot));
	vec_init(&r.whos, sizeof(struct pending_who));
	vec_init(&r.sqls, sizeof(struct pending_sql));
	if (!f->file.ptr || !copy.ptr)
		r.nomem = true;
	const struct node *root = r.nomem ? NULL : yaml_read(l->arena, copy, &l->problems);
	struct register_def *def = root ? read_definition(&r, root) : NULL;
	vec_clear(&r.whos);
	f->spots = r.spots;
	f->sqls = r.sqls;
	l->problems.nomem = l->problems.nomem || r.nomem;
	if (!def || r.nomem)
		return;
	def->text = copy;
	def->file = f->file;
	l->problems.nomem = l->problems.nomem || !digest(copy, def->sha256);
	close_by_gate(def);
	ask_for_required(l, def);
	if (def->name.len > 0)
		f->def = def;
}

/* Parents before children; what is left in a circle comes as it stands (a problem says so). */
static size_t order(const struct loading *l, const struct register_def **ret)
{
	size_t count = 0, before;
	bool forced = false;

	do {
		before = count;
		for (size_t i = 0; i < l->count; i++) {
			const struct register_def *def = l->files[i].def;
			struct registers done = { ret, count };
			if (!def || register_find(&done, def->name))
				continue;
			if (forced || def->parent.len == 0 || register_find(&done, def->parent))
				ret[count++] = def;
		}
		forced = count == before && !forced;
	} while (count > before || forced);
	return count;
}

static void check_one(struct loading *l, const struct registers *all, const struct loaded *f)
{
	struct check c = { .problems = &l->problems, .all = all, .def = f->def, .spots = &f->spots, .sqls = &f->sqls };

	l->problems.file = f->file;
	const struct register_def *other = register_find(all, f->def->name);
	if (other != f->def) {
		WRONG(&c, f->def->name, "台账“" STR_FMT "”在 " STR_FMT " 里已经定义", STR_ARG(f->def->name),
			STR_ARG(other->file));
		return;
	}
	check_fields(&c);
	check_flow(&c);
	check_clocks(&c);
	check_pages(&c);
	check_sqls(&c);
	check_samples(&c);
}

static int compare(const void *x, const void *y)
{
	const struct register_problem *a = x, *b = y;

	if (a->line != b->line)
		return a->line < b->line ? -1 : 1;
	if (a->column != b->column)
		return a->column < b->column ? -1 : 1;
	return str_cmp(a->message, b->message);
}

/* By file in the order given, then by place. */
static bool keep_problems(struct loading *l, struct register_set *set)
{
	const struct vec *rows = &l->problems.rows;
	struct register_problem *kept = arena_array(l->arena, rows->len + 1, sizeof *kept);
	size_t count = 0;

	if (!kept)
		return false;
	for (size_t i = 0; i < l->count; i++) {
		size_t first = count;
		for (size_t n = 0; n < rows->len; n++)
			if (VEC_AT(rows, struct register_problem, n).file.ptr == l->files[i].file.ptr)
				kept[count++] = VEC_AT(rows, struct register_problem, n);
		qsort(kept + first, count - first, sizeof *kept, compare);
	}
	set->problems = kept;
	set->problems_count = count;
	set->more = l->problems.more;
	if (count > 0)
		set->registers = (struct registers){ 0 };
	return true;
}

static bool load(struct loading *l, const struct register_text *texts, struct register_set *set)
{
	const struct register_def **defs = arena_array(l->arena, l->count + 1, sizeof *defs);
	bool all_read = true;

	l->files = arena_array(l->arena, l->count + 1, sizeof *l->files);
	if (!defs || !l->files)
		return false;
	for (size_t i = 0; i < l->count && !l->problems.nomem; i++)
		read_one(l, &l->files[i], &texts[i]);
	set->registers = (struct registers){ defs, order(l, defs) };
	for (size_t i = 0; i < l->count; i++) {
		all_read = all_read && l->files[i].def;
		if (l->files[i].def)
			l->files[i].def->all = &set->registers;
	}
	/* without one of them, what the others say of it only seems to be wrong */
	for (size_t i = 0; i < l->count && all_read && !l->problems.nomem; i++)
		check_one(l, &set->registers, &l->files[i]);
	return !l->problems.nomem && keep_problems(l, set);
}

int registers_read(const struct register_text *texts, size_t count, struct register_set **ret, struct err *e)
{
	struct loading l = { .count = count };

	if (count > REGISTERS_MAX)
		return err_set(e, ERR_LIMIT, "台账定义太多（最多 %d 个）", REGISTERS_MAX);
	struct inside *in = fault_calloc(1, sizeof *in);
	if (!in)
		return err_nomem(e);
	in->arena = l.arena = arena_new(ARENA_CAP);
	problems_init(&l.problems, l.arena);
	bool ok = l.arena && load(&l, texts, &in->set);
	for (size_t i = 0; l.files && i < count; i++) {
		vec_clear(&l.files[i].spots);
		vec_clear(&l.files[i].sqls);
	}
	problems_clear(&l.problems);
	if (!ok) {
		register_set_free(&in->set);
		return err_nomem(e);
	}
	*ret = &in->set;
	return 0;
}
