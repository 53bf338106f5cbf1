#include "desk.h"

#include "access_rights.h"
#include "json.h"

struct access_call desk_access(const struct call *c)
{
	return (struct access_call){ c->access, c->store, c->actor, c->arena };
}

int desk_register(struct call *c, const struct register_def **ret, struct err *e)
{
	struct str name = call_word(c, "name");
	const struct register_def *r = register_find(c->place->registers, name);

	if (r == NULL)
		return err_set(e, ERR_NOTFOUND, "没有台账 " STR_FMT, STR_ARG(name));
	*ret = r;
	return 0;
}

/* Before set-up, on a machine of one's own: what the command line may. */
static const struct actor alone = { .unit_id = 1, .name = STR_INIT("本机"), .console = true };

int64_t desk_unit(const struct call *c)
{
	return c->actor != NULL ? c->actor->unit_id : alone.unit_id;
}

int desk_open(const struct call *c, struct desk *ret, struct err *e)
{
	int rc = desk_init(ret, c->store, c->place, c->actor != NULL ? c->actor : &alone, c->arena, e);

	if (rc == 0)
		ret->console = c->actor == NULL;
	return rc;
}

static void member(struct json *j, const char *key, struct str value)
{
	if (value.len == 0)
		return;
	json_member_str(j, key, value);
}

void desk_write_refusals(const struct refusals *r, struct json *j)
{
	json_array(j);
	for (size_t i = 0; i < r->count; i++) {
		const struct refusal *one = &r->at[i];
		json_object(j);
		json_member_cstr(j, "kind", refusal_word(one->kind));
		member(j, "field", one->field);
		member(j, "message", one->message);
		if (one->gate) {
			json_member_bool(j, "gate", true);
		}
		if (one->record_id > 0) {
			member(j, "register", one->register_name);
			json_member_int(j, "record_id", one->record_id);
		}
		json_end_object(j);
	}
	json_end_array(j);
}

int desk_refused(struct call *c, const struct desk *d, int rc)
{
	struct buf out;
	struct json j;

	if (d->refusals.count == 0)
		return rc;
	buf_init(&out, (size_t)4 << 20);
	json_init(&j, &out, NULL, NULL);
	desk_write_refusals(&d->refusals, &j);
	if (json_finish(&j) == 0)
		c->errors = arena_dup(c->arena, buf_view(&out));
	buf_clear(&out);
	struct str field = arena_dup(c->arena, refusals_gravest(&d->refusals)->field);
	c->field = field.len > 0 ? field.ptr : NULL;
	return rc;
}

int desk_version(struct call *c, int64_t *ret, struct err *e)
{
	if (str_eq(c->if_match, STR("*"))) {
		_Static_assert(RECORD_ANY_VERSION == ACCESS_ANY_VERSION, "one `*` for both");
		*ret = RECORD_ANY_VERSION;
		return 0;
	}
	if (str_id(c->if_match, ret))
		return 0;
	c->field = "If-Match";
	err_set(e, ERR_USAGE, "%s", c->if_match.ptr == NULL ? "没有说明改的是哪一版" : "版本要是正整数");
	err_hint(e, "请带请求头 If-Match: \"版本\"，版本是读取时的 ETag；不管哪一版写 *");
	return ERR_USAGE;
}

int desk_open_register(
	struct call *c, struct desk *d, const struct register_def **ret, struct record_may *may, struct err *e)
{
	int rc = desk_register(c, ret, e);
	if (rc == 0)
		rc = desk_open(c, d, e);
	if (rc == 0)
		rc = record_may(d, *ret, may, e);
	if (rc < 0)
		return desk_refused(c, d, rc);
	return may->see ? 0 : err_set(e, ERR_NOTFOUND, "没有台账 " STR_FMT, STR_ARG((*ret)->name));
}
