#include "search_help.h"

#include "utf8.h"

static void must(struct find_bench *b, int rc)
{
	if (rc < 0)
		fail_msg("%d %s (%s)", rc, b->e.message, b->e.log);
}

static void run(struct find_bench *b, const char *sql)
{
	must(b, store_exec(b->store, sql, &b->e));
}

void find_begin(struct find_bench *b, enum store_access access)
{
	must(b, store_begin(b->store, access, &b->e));
}

void find_commit(struct find_bench *b)
{
	must(b, store_commit(b->store, &b->e));
}

void find_open(struct find_bench *b, const char *url)
{
	b->arena = arena_new(64 * 1024 * 1024);
	assert_non_null(b->arena);
	vec_init(&b->records, sizeof(struct plain_record));
	if (b->chance == 0)
		b->chance = 88172645463325252u;
	must(b, store_open(url, NULL, &b->store, &b->e));
	struct store_migrations m = store_migrations(b->store);
	must(b, store_migrate(b->store, &m, STR("2026-01-01T00:00:00+08:00"), &b->e));
	find_begin(b, STORE_WRITE);
	run(b, "CREATE TABLE r_case (unit_id BIGINT NOT NULL, id BIGINT NOT NULL, no TEXT, name TEXT, detail TEXT,"
	       " department_id BIGINT, PRIMARY KEY (unit_id, id))");
	run(b, "CREATE TABLE r_note (unit_id BIGINT NOT NULL, id BIGINT NOT NULL, no TEXT, name TEXT, detail TEXT,"
	       " department_id BIGINT, PRIMARY KEY (unit_id, id))");
	find_commit(b);
}

void find_close(struct find_bench *b)
{
	store_close(b->store);
	arena_free(b->arena);
	vec_clear(&b->records);
}

uint64_t find_chance(struct find_bench *b, uint64_t below)
{
	b->chance ^= b->chance << 13;
	b->chance ^= b->chance >> 7;
	b->chance ^= b->chance << 17;
	return b->chance % below;
}

void find_text(struct find_bench *b, char *out, size_t size, size_t characters)
{
	static const char *const letters[] = { "城", "管", "垃", "圾", "分", "类", "整", "改", "道", "路", "清", "扫",
		"督", "查", "，", "。", "（", "A", "a", "Ａ", "2", "0", "２", "６", "x", " ", "　", "\n",
		"\xE2\x80\x8B", "、", "𠮷", "二" };
	size_t at = 0;

	for (size_t i = 0; i < characters; i++) {
		/* The first ones more often. */
		size_t n = find_chance(b, 3) ? find_chance(b, 14) : find_chance(b, sizeof letters / sizeof letters[0]);
		size_t len = strlen(letters[n]);
		if (at + len >= size)
			break;
		memcpy(out + at, letters[n], len);
		at += len;
	}
	out[at] = '\0';
}

size_t find_texts(const struct plain_record *r, struct search_text out[3])
{
	out[0] = (struct search_text){ SEARCH_NUMBER, str_from(r->no) };
	out[1] = (struct search_text){ SEARCH_TITLE, str_from(r->title) };
	out[2] = (struct search_text){ SEARCH_BODY, str_from(r->body) };
	return 3;
}

static struct str table(const struct plain_record *r)
{
	return r->in_notes ? STR("note") : STR("case");
}

void find_write_row(struct find_bench *b, const struct plain_record *r)
{
	OWN_STMT struct store_stmt *st = NULL;
	const char *sql = r->in_notes ? "INSERT INTO r_note (unit_id, id, no, name, detail, department_id)"
					" VALUES (1, $1, $2, $3, $4, $5) ON CONFLICT (unit_id, id) DO UPDATE SET"
					" no = excluded.no, name = excluded.name, detail = excluded.detail"
				      : "INSERT INTO r_case (unit_id, id, no, name, detail, department_id)"
					" VALUES (1, $1, $2, $3, $4, $5) ON CONFLICT (unit_id, id) DO UPDATE SET"
					" no = excluded.no, name = excluded.name, detail = excluded.detail";

	must(b, store_prepare(b->store, sql, &st, &b->e));
	store_bind_int(st, 1, r->id);
	store_bind_text(st, 2, str_from(r->no));
	store_bind_text(st, 3, str_from(r->title));
	store_bind_text(st, 4, str_from(r->body));
	store_bind_int(st, 5, r->department);
	must(b, store_run(st, &b->e));
}

void find_put_texts(struct find_bench *b, const struct plain_record *r)
{
	struct search_text texts[3];

	struct search_record record = { 1, table(r), r->id };
	must(b, search_put(b->store, &record, texts, find_texts(r, texts), &b->e));
}

void find_put(struct find_bench *b, size_t index, bool in_notes)
{
	struct plain_record *r;

	if (index >= b->records.len) {
		r = vec_push(&b->records);
		assert_non_null(r);
		r->id = (int64_t)b->records.len;
		r->in_notes = in_notes;
		r->department = (int64_t)find_chance(b, 5);
	} else {
		r = &VEC_AT(&b->records, struct plain_record, index);
	}
	r->alive = true;
	r->put = ++b->puts;
	snprintf(r->no, sizeof r->no, "AJ2026%04d", (int)r->id);
	find_text(b, r->title, sizeof r->title, 1 + find_chance(b, 12));
	find_text(b, r->body, sizeof r->body, find_chance(b, 8) ? 5 + find_chance(b, 50) : find_chance(b, 900));
	find_write_row(b, r);
}

void find_remove(struct find_bench *b, size_t index)
{
	struct plain_record *r = &VEC_AT(&b->records, struct plain_record, index);

	r->alive = false;
	struct search_record record = { 1, table(r), r->id };
	must(b, search_remove(b->store, &record, &b->e));
}

/* --- reading all: written without a look at the index --- */

static size_t plain_fold(const char *text, uint32_t *out)
{
	struct str s = str_from(text);
	size_t count = 0;

	for (size_t pos = 0; pos < s.len;) {
		uint32_t c = utf8_next(s, &pos);
		if (c == 0x200B)
			continue;
		if (c == 0x3000 || c == '\n')
			c = ' ';
		if (c >= 0xFF01 && c <= 0xFF5E)
			c = c - 0xFF01 + 0x21;
		if (c >= 'A' && c <= 'Z')
			c += 'a' - 'A';
		out[count++] = c;
	}
	return count;
}

static size_t plain_count(const char *text, const uint32_t *word, size_t length)
{
	uint32_t chars[4000];
	size_t count = plain_fold(text, chars), found = 0;

	for (size_t i = 0; i + length <= count; i++)
		found += memcmp(chars + i, word, length * sizeof *word) == 0;
	return found;
}

static int plain_rank(const struct plain_record *r, const uint32_t *word, size_t length)
{
	size_t body = plain_count(r->body, word, length);

	if (plain_count(r->no, word, length) > 0)
		return SEARCH_IN_NUMBER;
	if (plain_count(r->title, word, length) > 0)
		return SEARCH_IN_TITLE;
	if (body >= 3 && length > 1)
		return SEARCH_IN_BODY_OFTEN;
	return body > 0 ? SEARCH_IN_BODY : -1;
}

static int plain_order(const void *a, const void *b)
{
	const struct plain_hit *x = a, *y = b;

	if (x->rank != y->rank)
		return x->rank < y->rank ? -1 : 1;
	return x->put > y->put ? -1 : x->put < y->put;
}

size_t find_plainly(struct find_bench *b, const char *query, int64_t department, struct plain_hit *out, size_t most)
{
	uint32_t chars[200];
	size_t count = plain_fold(query, chars), hits = 0;

	for (size_t i = 0; i < b->records.len; i++) {
		const struct plain_record *r = &VEC_AT(&b->records, struct plain_record, i);
		int worst = 0, words = 0;
		if (!r->alive || (department >= 0 && r->department != department))
			continue;
		for (size_t from = 0, to; from < count && worst >= 0; from = to + 1) {
			for (to = from; to < count && chars[to] != ' '; to++)
				;
			if (to == from)
				continue;
			int rank = plain_rank(r, chars + from, to - from);
			worst = rank < 0 ? -1 : rank > worst ? rank : worst;
			words++;
		}
		if (worst >= 0 && words > 0 && hits < most)
			out[hits++] = (struct plain_hit){ r->id, r->put, r->in_notes, (enum search_rank)worst };
	}
	qsort(out, hits, sizeof *out, plain_order);
	return hits;
}

static int64_t put_of(struct find_bench *b, const struct search_hit *hit)
{
	for (size_t i = 0; i < b->records.len; i++) {
		const struct plain_record *r = &VEC_AT(&b->records, struct plain_record, i);
		if (r->id == hit->record_id && r->in_notes == str_eq(hit->register_name, STR("note")))
			return r->put;
	}
	return -1;
}

size_t find_indexed(
	struct find_bench *b, const char *query, int64_t department, size_t limit, struct plain_hit *out, size_t most)
{
	static const struct search_column columns[] = { { STR_INIT("no"), SEARCH_NUMBER },
		{ STR_INIT("name"), SEARCH_TITLE }, { STR_INIT("detail"), SEARCH_BODY } };
	struct search_value param = { .i = department };
	struct search_register in[2] = {
		{ .name = STR("case"), .columns = columns, .columns_count = 3 },
		{ .name = STR("note"), .columns = columns, .columns_count = 3 },
	};
	struct search_query q = { .text = str_from(query), .registers = in, .registers_count = 2, .limit = limit };
	struct search_hits hits = { 0 };
	size_t count = 0;

	for (size_t i = 0; i < 2 && department >= 0; i++) {
		in[i].where = "this.department_id = $2";
		in[i].params = &param;
		in[i].params_count = 1;
	}
	do {
		q.after = hits.next;
		must(b, search_find(b->store, 1, &q, b->arena, &hits, &b->e));
		for (size_t i = 0; i < hits.count && count < most; i++)
			out[count++] = (struct plain_hit){ hits.rows[i].record_id, put_of(b, &hits.rows[i]),
				str_eq(hits.rows[i].register_name, STR("note")), hits.rows[i].rank };
	} while (hits.next.ptr);
	return count;
}

void find_compare(struct find_bench *b, const char *query, int64_t department, size_t limit)
{
	enum { MOST = 8000 };
	struct plain_hit *want = calloc(MOST, sizeof *want), *got = calloc(MOST, sizeof *got);

	size_t wanted = find_plainly(b, query, department, want, MOST);
	size_t given = find_indexed(b, query, department, limit, got, MOST);
	for (size_t i = 0; i < wanted && i < given; i++) {
		if (want[i].id != got[i].id || want[i].rank != got[i].rank || want[i].in_notes != got[i].in_notes)
			fail_msg("'%s' hit %zu: record %lld rank %d, should be %lld rank %d", query, i,
				(long long)got[i].id, got[i].rank, (long long)want[i].id, want[i].rank);
	}
	if (wanted != given)
		fail_msg(
			"'%s' (department %lld): %zu hits, should be %zu", query, (long long)department, given, wanted);
	arena_reset(b->arena);
	free(want);
	free(got);
}
