/* Expressions: what is translated is one expression: no second statement, no comment, no table without its fence. */
#include "fuzz.h"

#include "load.h"

static const char definition[] =
	"register: thing\ntitle: t\ntitle_field: name\nparent: boss\nfields:\n"
	"  name: {label: n, type: text}\n  size: {label: s, type: integer}\n  flag: {label: f, type: bool}\n"
	"  spot: {label: p, type: place}\n  pics: {label: x, type: files}\n  boss: {label: b, type: reference, register: boss}\n"
	"  sum: {label: c, type: computed, as: bool, sql: size > 1}\n"
	"states:\n  open: {label: o, initial: true}\n  done: {label: d, final: true}\n"
	"transitions:\n  finish: {label: x, from: [open], to: done, who: [everybody]}\n"
	"clocks:\n  due: {label: d, limit: 5 日, runs_in: [open]}\nrights:\n  see: {\"*\": unit}\n  create: [everybody]\n";
static const char boss[] = "register: boss\ntitle: t\ntitle_field: name\nfields: {name: {label: n, type: text}}\n"
			   "states:\n  open: {label: o, initial: true}\n  done: {label: d, final: true}\n"
			   "transitions:\n  finish: {label: x, from: [open], to: done, who: [everybody]}\n"
			   "rights:\n  see: {\"*\": unit}\n  create: [everybody]\n";

static void harmless(struct str sql)
{
	bool quoted = false;
	int depth = 0;

	for (size_t i = 0; i < sql.len; i++) {
		char c = sql.ptr[i];
		quoted ^= c == '\'';
		if (quoted)
			continue;
		depth += (c == '(') - (c == ')');
		MUST(depth >= 0);
		MUST(c != ';' && c != '"' && c != '`' && c != '[' && c != '\\' && c != '\0');
		MUST(!(c == '-' && i + 1 < sql.len && sql.ptr[i + 1] == '-'));
		MUST(!(c == '/' && i + 1 < sql.len && sql.ptr[i + 1] == '*'));
	}
	MUST(!quoted && depth == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct register_set *set;
	struct register_text texts[] = { { STR("a"), { definition, sizeof definition - 1 } },
		{ STR("b"), { boss, sizeof boss - 1 } } };
	struct sql_params params = { .next = 3 };
	struct err e = { 0 };
	struct buf out;

	if (!set)
		MUST(registers_read(texts, 2, &set, &e) == 0 && set->problems_count == 0);
	const struct register_def *def = register_find(&set->registers, STR("thing"));
	buf_init(&out, 1 << 22);
	for (int use = SQL_VALUE; use <= SQL_CONDITION; use++) {
		buf_reset(&out);
		err_clear(&e);
		int rc = register_sql(
			def, (struct str){ (const char *)data, size }, (enum sql_use)use, &params, &out, &e);
		MUST(rc == 0 || e.message[0] != '\0');
		if (rc == 0)
			harmless(buf_view(&out));
	}
	MUST(params.next <= 6);
	buf_clear(&out);
	return 0;
}
