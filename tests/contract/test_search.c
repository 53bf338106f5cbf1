/* The full-text index against a search that reads everything. */
#include "search_help.h"
#include "store_help.h"

static struct find_bench *find_on(void **state)
{
	static struct find_bench b;

	b = (struct find_bench){ 0 };
	bench_empty(*state);
	find_open(&b, ((struct bench *)*state)->url);
	return &b;
}

static const char *const queries[] = { "城管", "管城", "垃圾分类", "城", "二", "𠮷", "𠮷二", "城管 垃圾", "a", "ａ2",
	"2026", "aj2026", "AJ20260012", "0012", "城，管", "（城", "，管。", "城管城管", "垃圾分类整改道路", "圾",
	"路清扫督查城", "x城", "清\xE2\x80\x8B扫", "  城　管 ", "城城城", "202", "a2a2", "不见", "见" };

static void compare_all(struct find_bench *b)
{
	find_begin(b, STORE_READ);
	for (size_t i = 0; i < sizeof queries / sizeof queries[0]; i++) {
		find_compare(b, queries[i], -1, 8 + find_chance(b, 60));
		find_compare(b, queries[i], (int64_t)find_chance(b, 5), 4 + find_chance(b, 20));
	}
	store_rollback(b->store);
}

static int64_t number(struct find_bench *b, const char *sql)
{
	OWN_STMT struct store_stmt *st = NULL;

	assert_int_equal(store_prepare(b->store, sql, &st, &b->e), 0);
	assert_int_equal(store_step(st, &b->e), 1);
	return store_int(st, 0);
}

/* --- unhappy --- */

static void expect(struct find_bench *b, struct search_query q, int code)
{
	struct search_hits hits;

	err_clear(&b->e);
	assert_int_equal(search_find(b->store, 1, &q, b->arena, &hits, &b->e), code);
	assert_true(b->e.message[0] != '\0');
	err_clear(&b->e);
}

static void refuses_what_cannot_be_looked_for(void **state)
{
	struct find_bench *b = find_on(state);
	char lengthy[SEARCH_QUERY_MAX * 3 + 4];

	for (size_t i = 0; i < sizeof lengthy - 1; i += 3)
		memcpy(lengthy + i, "城", 3);
	lengthy[sizeof lengthy - 1] = '\0';
	find_begin(b, STORE_READ);
	expect(b, (struct search_query){ .text = STR(""), .limit = 10 }, ERR_INPUT);
	expect(b, (struct search_query){ .text = STR_NONE, .limit = 10 }, ERR_INPUT);
	expect(b, (struct search_query){ .text = STR(" 　\n"), .limit = 10 }, ERR_INPUT);
	expect(b, (struct search_query){ .text = STR("，。 （"), .limit = 10 }, ERR_INPUT);
	expect(b, (struct search_query){ .text = STR("\xE5\x9F"), .limit = 10 }, ERR_INPUT);
	expect(b, (struct search_query){ .text = str_from(lengthy), .limit = 10 }, ERR_LIMIT);
	expect(b, (struct search_query){ .text = STR("a b c d e f g h i"), .limit = 10 }, ERR_LIMIT);
	expect(b, (struct search_query){ .text = STR("城管"), .limit = 0 }, ERR_USAGE);
	expect(b, (struct search_query){ .text = STR("城管"), .limit = SEARCH_LIMIT_MAX + 1 }, ERR_USAGE);
	static const char *const places[] = { "x", "1.", "4.5", "0.-1", "0.12345678901234567890", "1.2 ", "-1.2" };
	for (size_t i = 0; i < sizeof places / sizeof places[0]; i++)
		expect(b, (struct search_query){ .text = STR("城管"), .limit = 10, .after = str_from(places[i]) },
			ERR_USAGE);
	find_compare(b, "城管", -1, 10); /* an empty index */
	find_close(b);
}

static void a_damaged_index_is_reported(void **state)
{
	struct find_bench *b = find_on(state);

	find_begin(b, STORE_WRITE);
	for (size_t i = 0; i < 300; i++)
		find_put(b, i, false), find_put_texts(b, &VEC_AT(&b->records, struct plain_record, i));
	find_commit(b);
	int64_t bytes = number(b, "SELECT max(length(data)) FROM search_page");
	for (int64_t at = 1; at < bytes; at += bytes / 40) {
		char sql[256];
		struct search_hits hits;
		static const struct search_column column = { STR_INIT("detail"), SEARCH_BODY };
		struct search_register in = { .name = STR("case"), .columns = &column, .columns_count = 1 };
		find_begin(b, STORE_WRITE);
		snprintf(sql, sizeof sql,
			"UPDATE search_page SET data = CAST(substr(data, 1, %lld) || X'FFFFFFFFFFFF07' AS BLOB)",
			(long long)at);
		assert_int_equal(store_exec(b->store, sql, &b->e), 0);
		for (size_t i = 0; i < sizeof queries / sizeof queries[0]; i++) {
			struct search_query q = {
				.text = str_from(queries[i]), .registers = &in, .registers_count = 1, .limit = 5
			};
			int rc = search_find(b->store, 1, &q, b->arena, &hits, &b->e);
			assert_true(rc == 0 || rc == ERR_DB);
			err_clear(&b->e);
		}
		store_rollback(b->store);
	}
	find_close(b);
}

/* --- the same as reading all --- */

static void put_some(struct find_bench *b, size_t count)
{
	find_begin(b, STORE_WRITE);
	for (size_t i = 0; i < count; i++) {
		size_t index = b->records.len;
		if (index > 20 && find_chance(b, 4) == 0)
			index = find_chance(b, index);
		if (index < b->records.len && find_chance(b, 3) == 0) {
			find_remove(b, index);
			continue;
		}
		find_put(b, index, find_chance(b, 3) == 0);
		find_put_texts(b, &VEC_AT(&b->records, struct plain_record, index));
	}
	find_commit(b);
}

static void finds_what_reading_finds(void **state)
{
	struct find_bench *b = find_on(state);

	for (size_t round = 0; round < 8; round++) {
		put_some(b, round < 4 ? 10 : 250);
		compare_all(b);
	}
	assert_true(number(b, "SELECT count(*) FROM search_segment") > 1);
	find_close(b);
}

static void load(struct find_bench *b, size_t count)
{
	struct search_batch *batch = NULL;
	struct search_text texts[3];

	find_begin(b, STORE_WRITE);
	assert_int_equal(search_batch_begin(b->store, 1, &batch, &b->e), 0);
	for (size_t i = 0; i < count; i++) {
		size_t index = find_chance(b, 20) ? b->records.len : find_chance(b, b->records.len + 1);
		find_put(b, index, find_chance(b, 3) == 0);
		const struct plain_record *r = &VEC_AT(&b->records, struct plain_record, index);
		assert_int_equal(search_batch_put(batch, r->in_notes ? STR("note") : STR("case"), r->id, texts,
					 find_texts(r, texts), &b->e),
			0);
	}
	assert_int_equal(search_batch_end(batch, &b->e), 0);
	search_batch_free(batch);
	find_commit(b);
}

static void loads_many_at_once(void **state)
{
	struct find_bench *b = find_on(state);

	put_some(b, 30);
	load(b, 700);
	compare_all(b);
	put_some(b, 30);
	load(b, 5);
	put_some(b, 400);
	compare_all(b);
	find_close(b);
}

/* Enough small segments to be merged, some of them in steps of a few bytes. */
static void merging_changes_no_answer(void **state)
{
	struct find_bench *b = find_on(state);
	int rc = 1;

	for (size_t round = 0; round < 20; round++)
		load(b, 60);
	find_begin(b, STORE_WRITE);
	int64_t segments = number(b, "SELECT count(*) FROM search_segment");
	store_rollback(b->store);
	assert_true(segments < 12);
	compare_all(b);
	/* Most of the oldest die. */
	find_begin(b, STORE_WRITE);
	for (size_t i = 0; i < 450; i++)
		find_remove(b, i);
	find_commit(b);
	compare_all(b);
	while (rc > 0) {
		find_begin(b, STORE_WRITE);
		rc = search_tidy(b->store, 1, 1, &b->e);
		assert_in_range(rc, 0, 1);
		find_commit(b);
		if (find_chance(b, 3) == 0)
			put_some(b, 3);
	}
	compare_all(b);
	assert_int_equal(number(b, "SELECT count(*) FROM search_garbage"), 0);
	assert_int_equal(number(b, "SELECT count(*) FROM search_merge"), 0);
	assert_int_equal(number(b, "SELECT count(*) FROM search_page p WHERE NOT EXISTS (SELECT 1 FROM search_segment s"
				   " WHERE s.unit_id = p.unit_id AND s.segment = p.segment)"),
		0);
	find_close(b);
}

static void numbers_pass_a_blocks_border(void **state)
{
	struct find_bench *b = find_on(state);

	put_some(b, 40);
	find_begin(b, STORE_WRITE);
	assert_int_equal(
		store_exec(b->store, "UPDATE series SET last = 131072 - 200 WHERE name = 'search_doc'", &b->e), 0);
	find_commit(b);
	put_some(b, 300);
	compare_all(b);
	find_begin(b, STORE_WRITE);
	assert_int_equal(
		store_exec(b->store, "UPDATE series SET last = 262144 - 300 WHERE name = 'search_doc'", &b->e), 0);
	find_commit(b);
	load(b, 600);
	compare_all(b);
	find_close(b);
}

static void clearing_forgets_all(void **state)
{
	struct find_bench *b = find_on(state);

	load(b, 300);
	put_some(b, 10);
	find_begin(b, STORE_WRITE);
	assert_int_equal(search_clear(b->store, 1, &b->e), 0);
	for (size_t i = 0; i < b->records.len; i++)
		VEC_AT(&b->records, struct plain_record, i).alive = false;
	find_commit(b);
	compare_all(b);
	put_some(b, 50);
	compare_all(b);
	find_close(b);
}

/* --- long lists, of several pages --- */

static void long_lists_are_whole(void **state)
{
	struct find_bench *b = find_on(state);
	struct search_batch *batch = NULL;
	enum { LOADED = 40000 };

	find_begin(b, STORE_WRITE);
	assert_int_equal(search_batch_begin(b->store, 1, &batch, &b->e), 0);
	for (int64_t id = 1; id <= LOADED; id++) {
		char body[64];
		snprintf(body, sizeof body, "甲乙%s%s%s", id % 2 ? "丙丁" : "戊", id % 7 == 0 ? "己庚" : "辛",
			id % 20000 == 0 ? "壬癸" : "");
		struct search_text text = { SEARCH_BODY, str_from(body) };
		assert_int_equal(search_batch_put(batch, STR("case"), id, &text, 1, &b->e), 0);
		if (id % 20000 == 0 || id > LOADED - 20) {
			struct plain_record r = { .id = id };
			snprintf(r.body, sizeof r.body, "%s", body);
			find_write_row(b, &r);
		}
	}
	assert_int_equal(search_batch_end(batch, &b->e), 0);
	search_batch_free(batch);
	find_commit(b);
	assert_true(number(b, "SELECT max(part) FROM search_page") > 0);
	static const struct {
		const char *query;
		size_t hits;
	} cases[] = { { "壬癸", 2 }, { "甲乙", 21 }, { "丙丁", 10 }, { "己庚", 3 }, { "戊", 11 }, { "丙", 10 },
		{ "癸", 2 } };
	find_begin(b, STORE_READ);
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct plain_hit hits[100];
		if (find_indexed(b, cases[i].query, -1, 50, hits, 100) != cases[i].hits)
			fail_msg("%s", cases[i].query);
	}
	find_close(b);
}

/* --- snippets --- */

static struct search_hit one_hit(struct find_bench *b, const char *query)
{
	static const struct search_column columns[] = { { STR_INIT("no"), SEARCH_NUMBER },
		{ STR_INIT("name"), SEARCH_TITLE }, { STR_INIT("detail"), SEARCH_BODY } };
	struct search_register in = { .name = STR("case"), .columns = columns, .columns_count = 3 };
	struct search_query q = { .text = str_from(query), .registers = &in, .registers_count = 1, .limit = 5 };
	struct search_hits hits;

	err_clear(&b->e);
	assert_int_equal(search_find(b->store, 1, &q, b->arena, &hits, &b->e), 0);
	assert_int_equal(hits.count, 1);
	assert_null(hits.next.ptr);
	return hits.rows[0];
}

static void snippets_show_where(void **state)
{
	struct find_bench *b = find_on(state);
	struct plain_record r = { .id = 7, .no = "ＡＪ-07", .title = "占道经营" };

	for (size_t i = 0; i < 100; i++)
		memcpy(r.body + 3 * i, "空", 3);
	memcpy(r.body + 3 * 50, "夜间\n施工", 13);
	find_begin(b, STORE_WRITE);
	memmove(r.body + 163, r.body + 201, strlen(r.body + 201) + 1);
	find_write_row(b, &r);
	find_put_texts(b, &r);

	struct search_hit h = one_hit(b, "aj-07");
	assert_int_equal(h.rank, SEARCH_IN_NUMBER);
	assert_str(h.snippet, "ＡＪ-07");
	assert_int_equal(h.marks_count, 1);
	assert_int_equal(h.marks[0].start, 0);
	assert_int_equal(h.marks[0].end, 5);
	assert_false(h.cut_before || h.cut_after);

	h = one_hit(b, "施工 间");
	assert_int_equal(h.rank, SEARCH_IN_BODY);
	assert_int_equal(h.column, 2);
	assert_true(h.cut_before);
	assert_int_equal(h.marks_count, 2);
	assert_true(str_has(h.snippet, STR("夜间 施工")));
	assert_int_equal(h.marks[0].end - h.marks[0].start, 1);
	assert_int_equal(h.marks[1].start - h.marks[0].end, 1);
	assert_int_equal(h.marks[1].end - h.marks[1].start, 2);
	assert_int_equal(one_hit(b, "道经营").column, 1);
	store_rollback(b->store);
	find_close(b);
}

int main(void)
{
	const struct CMUnitTest common[] = {
		ROW(refuses_what_cannot_be_looked_for),
		ROW(finds_what_reading_finds),
		ROW(loads_many_at_once),
		ROW(merging_changes_no_answer),
		ROW(numbers_pass_a_blocks_border),
		ROW(clearing_forgets_all),
		ROW(long_lists_are_whole),
		ROW(snippets_show_where),
	};
	const struct CMUnitTest alone[] = {
		ROW(a_damaged_index_is_reported),
	};

	return bench_main("search", (struct bench_tests){ common, COUNT(common) },
		(struct bench_tests){ alone, COUNT(alone) }, (struct bench_tests){ 0 });
}
