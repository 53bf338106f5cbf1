#include "problem.h"

#include "json.h"

unsigned problem_status(int err_code)
{
	switch (err_code) {
	case ERR_INPUT:
		return 422;
	case ERR_LIMIT:
		return 413;
	case ERR_NOTFOUND:
		return 404;
	case ERR_USAGE:
		return 400;
	case ERR_CONFLICT:
		return 409;
	case ERR_AUTH:
		return 401;
	case ERR_DENIED:
		return 403;
	case ERR_BUSY:
		return 429;
	case ERR_RANGE:
		return 416;
	case ERR_NOMEM:
	case ERR_IO: /* a disk that is full, a database server that is away: it may be over when asked again */
		return 503;
	default:
		return 500;
	}
}

static const char *title_of(unsigned status)
{
	switch (status) {
	case 400:
		return "请求有误";
	case 401:
		return "请先登录";
	case 403:
		return "不允许";
	case 404:
		return "没有找到";
	case 405:
		return "不支持这个方法";
	case 408:
		return "请求太慢";
	case 409:
		return "有冲突";
	case 413:
		return "太大";
	case 415:
		return "不支持这种内容";
	case 412:
		return "已被别人改过";
	case 416:
		return "没有这一段";
	case 421:
		return "主机名不对";
	case 422:
		return "内容不能使用";
	case 429:
		return "尝试太频繁";
	case 503:
		return "暂时不能办理";
	default:
		return "服务器出错";
	}
}

static void member(struct json *j, const char *key, const char *value)
{
	if (value == NULL || value[0] == '\0')
		return;
	json_member_cstr(j, key, value);
}

void problem_write(struct buf *out, const struct problem *p)
{
	const char *title = title_of(p->status);
	struct json j;

	json_init(&j, out, NULL, NULL);
	json_object(&j);
	member(&j, "type", "about:blank");
	member(&j, "title", title);
	json_member_int(&j, "status", p->status);
	member(&j, "detail", p->error->message[0] != '\0' ? p->error->message : title);
	member(&j, "hint", p->error->hint);
	member(&j, "field", p->field);
	if (p->errors.ptr != NULL) {
		json_key(&j, "errors");
		json_raw(&j, p->errors);
	}
	member(&j, "request_id", p->request_id);
	json_end_object(&j);
	json_finish(&j);
}
