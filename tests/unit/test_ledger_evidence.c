/* Evidence: from the first byte of an upload to the verdict. */
#include "record_help.h"

#include "evidence.h"

#include <ftw.h>
#include <sys/stat.h>
#include <unistd.h>

#define PDF "%PDF-1.7\nthe contract\n"

static struct blobs *blobs;
static char folder[64];

static int remove_one(const char *path, const struct stat *st, int kind, struct FTW *ftw)
{
	(void)st;
	(void)kind;
	(void)ftw;
	return remove(path);
}

static int open_both(void **state)
{
	struct err e = { 0 };

	snprintf(folder, sizeof folder, "%s/bihuan-blob-XXXXXX", access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp");
	assert_non_null(mkdtemp(folder));
	assert_int_equal(blobs_open_disk(folder, &blobs, &e), 0);
	return bench_open(state);
}

static int close_both(void **state)
{
	blobs_close(blobs);
	nftw(folder, remove_one, 8, FTW_DEPTH | FTW_PHYS);
	return bench_close(state);
}

static struct evidence_new proof(int64_t record, int64_t bytes)
{
	return (struct evidence_new){
		.record_id = record, .slot = STR("proof"), .file_name = STR("C:\\照片\\合同.pdf"), .bytes = bytes
	};
}

static int begin(struct bench *b, enum who_is who, const struct evidence_new *n, struct evidence_upload *u)
{
	return evidence_upload_begin(bench_as(b, who), b->item, n, 0, u, &b->e);
}

/* All in one; the id. */
static int64_t send(struct bench *b, enum who_is who, const struct evidence_new *n, const char *text)
{
	struct evidence_upload u;
	struct evidence_content c;
	struct evidence v = { 0 };
	int64_t size = 0;

	assert_ok(b, begin(b, who, n, &u));
	bench_commit(b);
	assert_ok(b, evidence_upload_write(blobs, &u, 0, str_from(text), &size, &b->e));
	assert_ok(b, evidence_upload_finish(bench_as(b, who), blobs, u.token, &c, &b->e));
	assert_ok(b, evidence_add(bench_as(b, who), u.token, &c, &v, &b->e));
	bench_commit(b);
	assert_ok(b, blob_part_drop(blobs, u.token, &b->e));
	return v.id;
}

static int64_t send_pdf(struct bench *b, enum who_is who, int64_t record)
{
	struct evidence_new n = proof(record, (int64_t)strlen(PDF));

	return send(b, who, &n, PDF);
}

static int change(struct bench *b, enum who_is who, int64_t id, const char *to, const char *reason, struct evidence *v)
{
	return evidence_change(bench_as(b, who),
		&(struct evidence_change){ .id = id, .state = str_from(to), .reason = str_from(reason) }, v, &b->e);
}

/* --- refused --- */

static void what_may_not_come_is_refused_at_once(void **state)
{
	struct bench *b = *state;
	struct evidence_upload u;
	int64_t id = bench_make(b, ADA, "title=甲");
	struct evidence_new n = proof(id, 10);

	n.slot = STR("title");
	assert_refused(b, ERR_NOTFOUND, begin(b, ADA, &n, &u));
	n.slot = STR("nothing");
	assert_refused(b, ERR_NOTFOUND, begin(b, ADA, &n, &u));
	n = proof(id + 1, 10);
	assert_refused(b, ERR_NOTFOUND, begin(b, ADA, &n, &u));
	n = proof(id, 10);
	assert_refused(b, ERR_NOTFOUND, begin(b, BO, &n, &u)); /* does not see it */
	assert_refused(b, ERR_DENIED, begin(b, FAN, &n, &u));  /* sees it, may not change it */
	n = proof(id, 0);
	assert_refused(b, ERR_INPUT, begin(b, ADA, &n, &u));
	n = proof(id, EVIDENCE_BYTES_MAX + 1);
	assert_refused(b, ERR_INPUT, begin(b, ADA, &n, &u));
	n = proof(id, 10);
	n.own_date = STR("2026-02-30");
	assert_refused(b, ERR_INPUT, begin(b, ADA, &n, &u));
	n.own_date = STR("2026-03-06"); /* tomorrow */
	assert_refused(b, ERR_INPUT, begin(b, ADA, &n, &u));
	n = proof(id, 10);
	n.file_name = STR("dir/");
	assert_refused(b, ERR_INPUT, begin(b, ADA, &n, &u));
	n = proof(id, 10);
	n.replaces = 99;
	assert_refused(b, ERR_NOTFOUND, begin(b, ADA, &n, &u));
	n = proof(id, 1000);
	assert_refused(b, ERR_LIMIT, evidence_upload_begin(bench_as(b, ADA), b->item, &n, 999, &u, &b->e));
}

static void the_bytes_decide(void **state)
{
	struct bench *b = *state;
	struct evidence_upload u;
	struct evidence_content c;
	int64_t id = bench_make(b, ADA, "title=甲"), size = 0;
	static const char program[] = "MZ this is no contract";
	struct evidence_new n = proof(id, sizeof program - 1);

	assert_ok(b, begin(b, ADA, &n, &u));
	bench_commit(b);
	assert_refused(b, ERR_NOTFOUND, evidence_upload_finish(bench_as(b, ADA), blobs, u.token, &c, &b->e));
	assert_ok(b, evidence_upload_write(blobs, &u, 0, STR("MZ this"), &size, &b->e));
	assert_refused(
		b, ERR_INPUT, evidence_upload_finish(bench_as(b, ADA), blobs, u.token, &c, &b->e)); /* not complete */
	assert_ok(b, evidence_upload_write(blobs, &u, 7, str_from(program + 7), &size, &b->e));
	assert_refused(b, ERR_INPUT, evidence_upload_finish(bench_as(b, ADA), blobs, u.token, &c, &b->e));
	assert_int_equal(bench_sql(b, "SELECT count(*) FROM evidence"), 0);
	bench_rollback(b);
	/* Another hash than was said. */
	n = proof(id, (int64_t)strlen(PDF));
	n.sha256 = STR("0000000000000000000000000000000000000000000000000000000000000000");
	assert_ok(b, begin(b, ADA, &n, &u));
	bench_commit(b);
	assert_ok(b, evidence_upload_write(blobs, &u, 0, STR(PDF), &size, &b->e));
	assert_refused(b, ERR_INPUT, evidence_upload_finish(bench_as(b, ADA), blobs, u.token, &c, &b->e));
}

static void uploads_are_ones_own_and_run_out(void **state)
{
	struct bench *b = *state;
	struct evidence_upload u, found;
	int64_t id = bench_make(b, ADA, "title=甲"), size = 0;
	struct evidence_new n = proof(id, 10);

	assert_ok(b, begin(b, ADA, &n, &u));
	bench_commit(b);
	assert_ok(b, evidence_upload_write(blobs, &u, 0, STR("abc"), &size, &b->e));
	assert_ok(b, evidence_upload_find(bench_as(b, ADA), blobs, u.token, &found, &b->e));
	assert_int_equal(found.offset, 3);
	assert_int_equal(found.bytes, 10);
	assert_refused(b, ERR_NOTFOUND, evidence_upload_find(bench_as(b, CAI), blobs, u.token, &found, &b->e));
	assert_refused(b, ERR_NOTFOUND, evidence_upload_find(bench_as(b, ADA), blobs, "../../x", &found, &b->e));
	assert_int_equal(evidence_upload_write(blobs, &u, 3, STR("defghijklmn"), &size, &b->e), ERR_LIMIT);
	err_clear(&b->e);
	b->now_ms += EVIDENCE_UPLOAD_MS;
	assert_refused(b, ERR_NOTFOUND, evidence_upload_find(bench_as(b, ADA), blobs, u.token, &found, &b->e));
}

/* --- the way of a piece --- */

static void a_piece_is_judged_by_somebody_else(void **state)
{
	struct bench *b = *state;
	struct evidence v;
	int64_t record = bench_make(b, ADA, "title=甲");
	int64_t id = send_pdf(b, ADA, record);

	assert_ok(b, evidence_get(bench_as(b, ADA), id, &v, &b->e));
	assert_str(v.file_name, "合同.pdf");
	assert_str(v.media_type, "application/pdf");
	assert_str(v.state, "pending");
	assert_int_equal(v.version, 1);
	assert_null(v.own_date.ptr);
	assert_refused(b, ERR_DENIED, change(b, ADA, id, "accepted", "", &v));  /* his own */
	assert_refused(b, ERR_NOTFOUND, change(b, BO, id, "accepted", "", &v)); /* does not see it */
	assert_refused(b, ERR_DENIED, change(b, FAN, id, "accepted", "", &v));  /* has nothing to do with it */
	assert_refused(b, ERR_INPUT, change(b, CAI, id, "rejected", " ", &v));  /* why? */
	assert_refused(b, ERR_INPUT, change(b, CAI, id, "lost", "", &v));
	assert_ok(b, change(b, CAI, id, "rejected", "没有盖章", &v));
	bench_commit(b);
	assert_str(v.state, "rejected");
	assert_str(v.reason, "没有盖章");
	assert_int_equal(v.judged_by.id, CAI);
	assert_int_equal(
		bench_sql(b, "SELECT count(*) FROM notification WHERE person_id = %d AND kind = 'evidence'", ADA), 1);
	assert_refused(b, ERR_CONFLICT, change(b, ADA, id, "withdrawn", "", &v));
	struct record_events told;
	assert_ok(b, record_events(bench_as(b, ADA), b->item,
			     &(struct record_events_query){ .id = record, .limit = 10 }, &told, &b->e));
	assert_int_equal(told.count, 3);
	assert_str(told.at[0].label, "佐证材料");
	assert_str(told.at[0].to, "rejected");
	assert_str(told.at[0].reason, "没有盖章");
	assert_str(told.at[1].text, "合同.pdf");
	bench_rollback(b);
	bench_check_exact(b);
}

static void a_new_version_replaces_the_old(void **state)
{
	struct bench *b = *state;
	struct evidence v;
	struct evidence_list all;
	int64_t record = bench_make(b, ADA, "title=甲");
	int64_t first = send_pdf(b, ADA, record);
	struct evidence_new n = proof(record, 10);

	n.replaces = first;
	int64_t second = send(b, ADA, &n, "%PDF-1.7 b");
	assert_ok(b, evidence_of(bench_as(b, ADA), b->item, record, STR("proof"), &all, &b->e));
	assert_int_equal(all.count, 2);
	assert_int_equal(all.at[0].id, second);
	assert_int_equal(all.at[0].version, 2);
	assert_int_equal(all.at[0].replaces, first);
	assert_str(all.at[1].state, "replaced");
	assert_refused(b, ERR_CONFLICT, change(b, CAI, first, "accepted", "", &v));
	struct evidence_upload u;
	assert_refused(b, ERR_CONFLICT, begin(b, ADA, &n, &u));
	assert_ok(b, change(b, ADA, second, "withdrawn", "", &v));
	bench_commit(b);
	assert_str(v.state, "withdrawn");
}

static void the_same_file_elsewhere_is_told(void **state)
{
	struct bench *b = *state;
	struct evidence v;
	struct evidence_list twins;
	int64_t one = bench_make(b, ADA, "title=甲"), other = bench_make(b, BO, "title=乙");
	int64_t mine = send_pdf(b, ADA, one), again = send_pdf(b, ADA, one), his = send_pdf(b, BO, other);

	assert_ok(b, evidence_get(bench_as(b, ADA), mine, &v, &b->e));
	assert_int_equal(v.elsewhere, 1);
	assert_ok(b, evidence_twins(bench_as(b, ADA), mine, &twins, &b->e));
	assert_int_equal(twins.count, 1); /* the other record is not hers to see */
	assert_int_equal(twins.at[0].id, again);
	assert_ok(b, evidence_twins(bench_as(b, CAI), mine, &twins, &b->e));
	assert_int_equal(twins.count, 2);
	assert_int_equal(twins.at[1].id, his);
}

static void dates_are_its_own(void **state)
{
	struct bench *b = *state;
	struct evidence v;
	int64_t record = bench_make(b, ADA, "title=甲");
	struct evidence_new n = proof(record, (int64_t)strlen(PDF));

	n.own_date = STR("2026-01-31");
	n.expires = STR("2026-03-04");
	struct evidence_upload u;
	assert_refused(b, ERR_INPUT, begin(b, ADA, &n, &u)); /* it proves nothing any more */
	n.expires = STR("2026-03-05");
	int64_t id = send(b, ADA, &n, PDF);
	assert_ok(b, evidence_get(bench_as(b, ADA), id, &v, &b->e));
	assert_str(v.own_date, "2026-01-31");
	assert_false(v.expired);
	assert_ok(b, evidence_change(bench_as(b, ADA),
			     &(struct evidence_change){ .id = id, .expires = STR("2026-03-04") }, &v, &b->e));
	assert_true(v.expired);
	assert_ok(b, evidence_change(bench_as(b, ADA),
			     &(struct evidence_change){ .id = id, .expires = STR("2026-03-05") }, &v, &b->e));
	assert_false(v.expired);
	assert_refused(b, ERR_INPUT,
		evidence_change(bench_as(b, ADA), &(struct evidence_change){ .id = id, .own_date = STR("2027-01-01") },
			&v, &b->e));
}

static void what_nobody_names_is_swept(void **state)
{
	struct bench *b = *state;
	struct blob_sweep done;
	struct evidence_upload u;
	char orphan[BLOB_NAME];
	int64_t record = bench_make(b, ADA, "title=甲"), size = 0;

	send_pdf(b, ADA, record);
	struct evidence_new n = proof(record, 10);
	assert_ok(b, begin(b, ADA, &n, &u));
	bench_commit(b);
	assert_ok(b, evidence_upload_write(blobs, &u, 0, STR("abc"), &size, &b->e));
	assert_ok(b, blob_put(blobs, STR("%PDF orphan"), orphan, &b->e));
	b->now_ms = ((int64_t)time(NULL) + 3600) * 1000;
	struct desk *d = bench_as(b, CAI);
	d->console = true;
	assert_ok(b, evidence_sweep(d, blobs, &done, &b->e));
	assert_int_equal(done.contents + done.parts, 0); /* too young */
	b->now_ms += 2 * EVIDENCE_UPLOAD_MS;
	bench_rollback(b);
	d = bench_as(b, CAI);
	d->console = true;
	assert_ok(b, evidence_sweep(d, blobs, &done, &b->e));
	bench_commit(b);
	assert_int_equal(done.contents, 1);
	assert_int_equal(done.parts, 1);
	assert_int_equal(blob_has(blobs, orphan, &b->e), 0);
	assert_int_equal(bench_sql(b, "SELECT count(*) FROM upload"), 0);
}

#define ROW(test) cmocka_unit_test_setup_teardown(test, open_both, close_both)

int main(void)
{
	const struct CMUnitTest tests[] = {
		ROW(what_may_not_come_is_refused_at_once),
		ROW(the_bytes_decide),
		ROW(uploads_are_ones_own_and_run_out),
		ROW(a_piece_is_judged_by_somebody_else),
		ROW(a_new_version_replaces_the_old),
		ROW(the_same_file_elsewhere_is_told),
		ROW(dates_are_its_own),
		ROW(what_nobody_names_is_swept),
	};

	return bench_main(tests, COUNT(tests));
}
