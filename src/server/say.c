#include "say.h"

void say_id(struct json *j, const char *key, int64_t id)
{
	json_key(j, key);
	if (id > 0)
		json_int(j, id);
	else
		json_null(j);
}

void say_time(struct json *j, const char *key, const struct clock *clock, int64_t ms)
{
	char text[CLOCK_TEXT_MAX];

	json_key(j, key);
	if (ms == 0) {
		json_null(j);
		return;
	}
	clock_format(clock, ms, text);
	json_str(j, (struct str){ text, CLOCK_TEXT_MAX - 1 });
}

struct json say_list(struct answer *a, const char *key)
{
	struct json j = call_json(a);

	json_object(&j);
	json_key(&j, key);
	json_array(&j);
	return j;
}

int say_list_end(struct json *j, struct err *e)
{
	json_end_array(j);
	json_end_object(j);
	return call_json_end(j, e);
}

int say_page(struct call *c, struct access_page *ret, struct err *e)
{
	*ret = (struct access_page){ .limit = PAGE_ROWS };
	int rc = call_param_int(c, "after", 0, INT64_MAX, &ret->after, e);
	return rc == 0 ? call_param_int(c, "limit", 1, PAGE_ROWS_MAX, &ret->limit, e) : rc;
}

int say_page_end(struct json *j, size_t count, const struct access_page *page, int64_t last, struct err *e)
{
	json_end_array(j);
	say_id(j, "next", (int64_t)count == page->limit ? last : 0);
	json_end_object(j);
	return call_json_end(j, e);
}

int say_nothing(struct answer *a, struct err *e)
{
	struct json j = call_json(a);

	json_object(&j);
	json_end_object(&j);
	return call_json_end(&j, e);
}
