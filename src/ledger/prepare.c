/* What a process has once: access, definitions and their tables, the calendar. */
#include "private.h"

#include "buf.h"
#include "log.h"
#include "problems.h"
#include "schema.h"

enum { ARENA_BYTES = 64 << 20, ROLES_MAX = 1024, DROPPED = 500, ORPHANS = 50 };

static void free_arena(struct arena **a)
{
	arena_free(*a);
}

static int read_definitions(struct ledger *l, struct err *e)
{
	OWN(buf_clear) struct buf path = { 0 };

	buf_init(&path, 8192);
	buf_fmt(&path, "%s/registers", l->data_dir ? l->data_dir : ".");
	buf_chr(&path, '\0');
	if (path.failed)
		return err_nomem(e);
	const char *folders[2];
	size_t count = 0;
	if (l->definitions_dir)
		folders[count++] = l->definitions_dir;
	if (l->data_dir)
		folders[count++] = path.ptr;
	return registers_open(folders, count, &l->definitions, e);
}

void ledger_definitions_from(struct ledger *l, const char *folder)
{
	l->definitions_dir = folder;
}

/* An error has room for the first: who mends his definition wants all of them. */
static void tell_reasons(const struct register_applied *applied)
{
	for (size_t i = 0; applied->reasons_count > 1 && i < applied->reasons_count; i++)
		log_line(LOG_ERROR, "register", STR_FMT, STR_ARG(applied->reasons[i]));
}

/* At most DROPPED of the clocks that a changed definition has no more. */
static int drop_some(struct ledger *l, struct store *s, int64_t *ret, struct err *e)
{
	OWN(free_arena) struct arena *a = arena_new(ARENA_BYTES);
	const struct actor program = access_console(STR("definition"));
	struct desk d = { 0 };

	int rc = a ? desk_init(&d, s, &l->place, &program, a, e) : err_nomem(e);
	d.console = true;
	return rc < 0 ? rc : records_drop_clocks(&d, DROPPED, ret, e);
}

static int drop_clocks(struct ledger *l, struct store *s, struct err *e)
{
	int64_t done = DROPPED;
	int rc = 0;

	while (rc >= 0 && done == DROPPED)
		rc = drop_some(l, s, &done, e);
	return rc;
}

static int tell_orphan(struct store *s, struct str name, struct err *e)
{
	OWN_STMT struct store_stmt *st = NULL;
	char sql[128];

	snprintf(sql, sizeof sql, "SELECT count(*) FROM r_" STR_FMT " WHERE deleted_at IS NULL", STR_ARG(name));
	int rc = store_first(s, &st, e, sql);
	if (rc > 0 && store_int(st, 0) > 0)
		log_line(LOG_WARN, "register",
			"台账 " STR_FMT
			" 有 %lld 条记录，但没有读到它的定义：记录都在库里，现在看不到，时限也不走。请把定义文件放回来",
			STR_ARG(name), (long long)store_int(st, 0));
	return rc < 0 ? rc : 0;
}

static int list_orphans(
	struct ledger *l, struct store *s, struct arena *a, struct str *gone, size_t *count, struct err *e)
{
	OWN_STMT struct store_stmt *st = NULL;

	int rc = store_prepare(s, "SELECT DISTINCT register FROM register_definition ORDER BY register", &st, e);
	while (rc >= 0 && *count < ORPHANS && (rc = store_step(st, e)) > 0) {
		if (register_find(&l->definitions->registers, store_text(st, 0)))
			continue;
		gone[*count] = arena_dup(a, store_text(st, 0));
		if (!gone[(*count)++].ptr)
			return err_nomem(e);
	}
	return rc < 0 ? rc : 0;
}

/* Registers whose file is missing (a wrong folder, a file that was moved) would be gone without a word. */
static int tell_orphans(struct ledger *l, struct store *s, struct err *e)
{
	OWN(free_arena) struct arena *a = arena_new(ARENA_BYTES);
	struct str gone[ORPHANS];
	size_t count = 0;

	int rc = a ? list_orphans(l, s, a, gone, &count, e) : err_nomem(e);
	for (size_t i = 0; i < count && rc >= 0; i++)
		rc = tell_orphan(s, gone[i], e);
	return rc;
}

static int apply(struct ledger *l, struct store *s, struct err *e)
{
	OWN(free_arena) struct arena *a = arena_new(ARENA_BYTES);
	struct register_applied applied = { 0 };

	if (!a)
		return err_nomem(e);
	struct register_applying how = { .now_ms = l->clock.now_ms(l->clock.context) };
	int rc = register_apply(s, &l->definitions->registers, &how, a, &applied, e);
	if (rc < 0)
		tell_reasons(&applied);
	if (rc >= 0 && applied.changed > 0)
		rc = drop_clocks(l, s, e);
	return rc < 0 ? rc : tell_orphans(l, s, e);
}

static int make_tables(struct ledger *l, struct err *e)
{
	OWN_TX struct tx tx = { 0 };

	int rc = ledger_tx_begin(l, STORE_WRITE, &tx, e);
	if (rc >= 0)
		rc = apply(l, tx.store, e);
	return rc < 0 ? rc : store_commit(tx.store, e);
}

/* A role of one of the definitions: what is granted under another name would open nothing. */
static int check_role(void *ledger, struct str role, struct err *e)
{
	const struct ledger *l = ledger;
	const struct registers *all = &l->definitions->registers;
	struct str known[ROLES_MAX];
	size_t count = 0;

	for (size_t i = 0; i < all->count; i++)
		for (size_t k = 0; k < all->at[i]->roles_count; k++) {
			if (str_eq(all->at[i]->roles[k].value, role))
				return 0;
			if (count < ROLES_MAX)
				known[count++] = all->at[i]->roles[k].value;
		}
	struct str near = nearest(role, known, count);
	if (near.ptr)
		err_hint(e, "是不是 " STR_FMT "？", STR_ARG(near));
	else
		err_hint(e, "角色由台账定义给出，写成 台账.角色，例如 case.dispatcher");
	return err_set(e, ERR_INPUT, "没有角色 " STR_FMT, STR_ARG(role));
}

/* Of a token's scope. */
static int check_register(void *ledger, struct str name, struct err *e)
{
	const struct ledger *l = ledger;
	const struct registers *all = &l->definitions->registers;
	struct str known[ROLES_MAX];
	size_t count = 0;

	if (register_find(all, name))
		return 0;
	for (; count < all->count && count < ROLES_MAX; count++)
		known[count] = all->at[count]->name;
	struct str near = nearest(name, known, count);
	if (near.ptr)
		err_hint(e, "是不是 " STR_FMT "？", STR_ARG(near));
	return err_set(e, ERR_INPUT, "没有台账 " STR_FMT, STR_ARG(name));
}

int ledger_prepare(struct ledger *l, struct err *e)
{
	struct access_options o = { .data_dir = l->data_dir ? l->data_dir : ".",
		.clock = &l->clock,
		.role_check = check_role,
		.register_check = check_register,
		.roles = l };

	l->calendar = calendar_new();
	l->calendars = calendars_new();
	if (!l->calendar || !l->calendars)
		return err_nomem(e);
	int rc = access_open(&o, &l->access, e);
	if (rc >= 0)
		rc = read_definitions(l, e);
	if (rc < 0)
		return rc;
	l->place = (struct desk_place){ .registers = &l->definitions->registers,
		.calendar = l->calendar,
		.calendars = l->calendars,
		.clock = l->clock,
		.access = l->access };
	rc = make_tables(l, e);
	return rc < 0 ? rc : ledger_derive_fresh(l, e);
}

struct store_pool *ledger_pool(struct ledger *l)
{
	return l->pool;
}

struct access *ledger_access(struct ledger *l)
{
	return l->access;
}

const struct desk_place *ledger_place(const struct ledger *l)
{
	return l->place.registers ? &l->place : NULL;
}
