/* What a request's head may say: Host, Origin, the write header, the body's description; the files' cache headers. */
#include "unit.h"

#include "guard.h"
#include "web.h"

static const struct operation reading = { .id = "r", .method = "GET" };
static const struct operation posting = { .id = "p", .method = "POST", .body_limit = 100 };
static const struct operation writing = { .id = "w", .method = "POST", .flags = OP_WRITES, .body_limit = 100 };

static void host_header(void **state)
{
	static const char *const names[] = { "zhenggai.example.cn" };
	struct listening local = { .host = "127.0.0.1" }, lan = { .host = "10.1.2.3" },
			 all = { .host = "0.0.0.0", .wildcard = true };
	const struct {
		struct listening *listening;
		const char *host;
		unsigned status;
	} rows[] = {
		{ &local, "localhost:8080", 0 },
		{ &local, "[::1]:1", 0 },
		{ &local, "zhenggai.example.cn", 0 },
		{ &local, "ZHENGGAI.example.cn:80", 0 },
		{ &local, "evil.example", 421 },
		{ &local, "10.1.2.3", 421 },
		{ &lan, "10.1.2.3:80", 0 },
		{ &lan, "10.1.2.4", 421 },
		{ &all, "192.168.0.9:80", 0 },
		{ &all, "evil.example", 421 },
		{ &all, "x.zhenggai.example.cn", 421 },
		{ &local, NULL, 400 },
		{ &local, "a/b", 400 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct guard g = { rows[i].listening, names, 1 };
		struct guard_head h = { .host = str_from(rows[i].host) };
		struct err e = { 0 };
		assert_int_equal(guard_host(&g, &h, &e), rows[i].status);
		assert_int_equal(e.message[0] != '\0', rows[i].status != 0);
	}
	struct guard g = { &local, names, 1 };
	struct guard_head doubled = { .host = STR("localhost"), .host_doubled = true };
	assert_int_equal(guard_host(&g, &doubled, NULL), 400);
}

static void keys_for_once(void **state)
{
	const struct {
		const char *method;
		unsigned flags, status;
	} rows[] = {
		{ "POST", OP_WRITES | OP_TX, 0 },
		{ "GET", OP_TX, 0 }, /* nothing is done */
		{ "POST", OP_SLOW, 0 },
		{ "POST", OP_WRITES | OP_SLOW, 400 },
		{ "POST", OP_WRITES | OP_TX | OP_SECRET, 400 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		const struct operation o = { .id = "o", .method = rows[i].method, .flags = rows[i].flags };
		struct err e = { 0 };
		assert_int_equal(guard_once(&o, STR("k"), &e), rows[i].status);
		assert_int_equal(e.message[0] != '\0', rows[i].status != 0);
		assert_int_equal(guard_once(&o, STR_NONE, &e), 0);
	}
}

static void foreign_pages(void **state)
{
	const struct {
		const struct operation *operation;
		const char *origin, *bihuan;
		unsigned status;
	} rows[] = {
		{ &reading, NULL, NULL, 0 },
		{ &reading, "http://evil.example", NULL, 0 }, /* it cannot read the answer */
		{ &posting, NULL, NULL, 0 },
		{ &posting, "http://evil.example", NULL, 403 },
		{ &posting, "null", NULL, 403 },
		{ &posting, "http://localhost:8080", NULL, 0 },
		{ &writing, NULL, NULL, 403 },
		{ &writing, NULL, "", 403 },
		{ &writing, NULL, "0", 403 },
		{ &writing, "http://evil.example", "1", 403 },
		{ &writing, "http://localhost:8080", NULL, 403 },
		{ &writing, "http://localhost:8080", "1", 0 },
		{ &writing, NULL, "1", 0 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct guard_head h = {
			.host = STR("localhost:8080"),
			.origin = str_from(rows[i].origin),
			.bihuan = str_from(rows[i].bihuan),
		};
		assert_int_equal(guard_origin(rows[i].operation, &h, NULL), rows[i].status);
	}
}

static void bodies(void **state)
{
	const struct {
		const struct operation *operation;
		const char *length, *transfer, *type, *encoding;
		unsigned status;
	} rows[] = {
		{ &posting, "100", NULL, NULL, NULL, 0 },
		{ &posting, "101", NULL, NULL, NULL, 413 },
		{ &posting, "99999999999999999999999999", NULL, NULL, NULL, 413 },
		{ &posting, "-1", NULL, NULL, NULL, 400 },
		{ &posting, "", NULL, NULL, NULL, 400 },
		{ &posting, "1 ", NULL, NULL, NULL, 400 },
		{ &posting, "1", "chunked", NULL, NULL, 400 },
		{ &posting, NULL, "chunked", NULL, NULL, 0 },
		{ &reading, NULL, "chunked", NULL, NULL, 413 },
		{ &reading, "0", NULL, NULL, NULL, 0 },
		{ &reading, "1", NULL, NULL, NULL, 413 },
		{ &posting, "1", NULL, "text/plain; charset=UTF-8", NULL, 0 },
		{ &posting, "1", NULL, "text/plain; Charset=\"utf-8\"", NULL, 0 },
		{ &posting, "1", NULL, "text/plain; charset=gb18030", NULL, 415 },
		{ &posting, "1", NULL, "Multipart/form-data; boundary=x", NULL, 415 },
		{ &posting, "1", NULL, "text/plain", "gzip", 415 },
		{ &posting, "1", NULL, "text/plain", "identity", 0 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct guard_head h = {
			.content_length = str_from(rows[i].length),
			.transfer_encoding = str_from(rows[i].transfer),
			.content_type = str_from(rows[i].type),
			.content_encoding = str_from(rows[i].encoding),
		};
		unsigned status = guard_body(rows[i].operation, &h, NULL);
		if (status != rows[i].status)
			print_error("row %zu\n", i);
		assert_int_equal(status, rows[i].status);
	}
}

static void etags_and_encodings(void **state)
{
	(void)state;
	assert_true(web_etag_matches(STR("\"abc\""), "abc"));
	assert_true(web_etag_matches(STR("\"x\", W/\"abc\""), "abc"));
	assert_true(web_etag_matches(STR("*"), "abc"));
	assert_false(web_etag_matches(STR("abc"), "abc"));
	assert_false(web_etag_matches(STR("\"abcd\""), "abc"));
	assert_false(web_etag_matches(STR("\""), ""));
	assert_false(web_etag_matches(STR(""), "abc"));
	assert_true(web_accepts_gzip(STR("deflate, GZIP")));
	assert_true(web_accepts_gzip(STR("gzip;q=0.5")));
	assert_false(web_accepts_gzip(STR("gzip;q=0")));
	assert_false(web_accepts_gzip(STR("gzip; q=0.000")));
	assert_false(web_accepts_gzip(STR("br, xgzip")));
}

static void files(void **state)
{
	static const struct server_asset assets[] = {
		{ .path = "/assets/app-1.js" },
		{ .path = "/assets/app.js" },
		{ .path = "/favicon.ico" },
		{ .path = "/index.html" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(assets); i++)
		assert_ptr_equal(web_find(assets, COUNT(assets), str_from(assets[i].path)), &assets[i]);
	assert_ptr_equal(web_find(assets, COUNT(assets), STR("/")), &assets[3]);
	assert_ptr_equal(web_find(assets, COUNT(assets), STR("/reports/3")), &assets[3]);
	assert_ptr_equal(web_find(assets, COUNT(assets), STR("/v1.2/page")), &assets[3]);
	assert_null(web_find(assets, COUNT(assets), STR("/assets/app-2.js")));
	assert_null(web_find(assets, COUNT(assets), STR("/.git")));
	assert_null(web_find(assets, 0, STR("/")));
}

static void listening_addresses(void **state)
{
	static const char *const bad[] = { "", ":", "localhost", "127.0.0.1:", "127.0.0.1:x", "127.0.0.1:65536",
		"1.2.3:80", "a.b:80", "[::1:80", "127.0.0.1:-1",
		"0000000000000000000000000000000000000000000000000000000000:1" };
	struct listening l = { .port = 7 };

	(void)state;
	for (size_t i = 0; i < COUNT(bad); i++) {
		struct err e = { 0 };
		assert_int_equal(listen_open(bad[i], &l, &e), ERR_USAGE);
		assert_true(e.hint[0] != '\0');
		assert_int_equal(l.port, 7);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(host_header),
		cmocka_unit_test(foreign_pages),
		cmocka_unit_test(keys_for_once),
		cmocka_unit_test(bodies),
		cmocka_unit_test(etags_and_encodings),
		cmocka_unit_test(files),
		cmocka_unit_test(listening_addresses),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
