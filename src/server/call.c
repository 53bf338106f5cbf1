#include "call.h"

#include "json.h"
#include "utf8.h"

struct str call_word(const struct call *c, const char *name)
{
	for (size_t i = 0; i < c->path->count; i++)
		if (str_eq(c->path->words[i].name, str_from(name)))
			return c->path->words[i].value;
	return STR_NONE;
}

int call_param_int(struct call *c, const char *name, int64_t min, int64_t max, int64_t *ret, struct err *e)
{
	struct str text = target_param(c->target, name);
	int64_t v = 0;

	if (text.ptr == NULL)
		return 0;
	bool zero = str_eq(text, STR("0"));
	if ((!zero && !str_id(text, &v)) || v < min || v > max) {
		c->field = name;
		err_set(e, ERR_USAGE, "参数 %s 要是 %lld 到 %lld 之间的整数", name, (long long)min, (long long)max);
		return ERR_USAGE;
	}
	*ret = v;
	return 0;
}

enum { FILE_NAME_MAX = 255 };

int call_file_name(struct call *c, struct str *ret, struct err *e)
{
	struct str name = target_param(c->target, "name");

	if (name.ptr == NULL)
		name = STR("未命名.txt");
	for (size_t i = name.len; i > 0; i--) {
		if (name.ptr[i - 1] == '/' || name.ptr[i - 1] == '\\') {
			name = str_sub(name, i, name.len);
			break;
		}
	}
	bool bad = name.len == 0 || name.len > FILE_NAME_MAX || str_eq(name, STR(".")) || str_eq(name, STR(".."));
	for (size_t i = 0; i < name.len; i++)
		bad |= (unsigned char)name.ptr[i] < 0x20 || name.ptr[i] == 0x7f;
	if (bad) {
		c->field = "name";
		return err_set(e, ERR_USAGE, "参数 name 要是一个文件名，1 到 %d 字节，没有控制字符", FILE_NAME_MAX);
	}
	*ret = name;
	return 0;
}

int call_need_blobs(const struct call *c, struct err *e)
{
	return c->blobs != NULL ? 0 : err_set(e, ERR_IO, "没有开设文件库，不能存取文件");
}

struct json call_json(struct answer *a)
{
	struct json j;

	buf_reset(&a->body);
	buf_room(&a->body, ANSWER_FIRST);
	json_init(&j, &a->body, NULL, NULL);
	return j;
}

int call_json_end(struct json *j, struct err *e)
{
	if (json_finish(j) == 0)
		return 0;
	err_set(e, ERR_LIMIT, "结果太大，或内存不够");
	err_hint(e, "请把报告拆成几份");
	return ERR_LIMIT;
}
