#include "openapi_parts.h"

#include "say.h"

/* A test asks every route for what stands here, and whether it takes it (tests/api/openapi.test.mjs). */
static const struct {
	const char *id, *members;
} bodies[] = {
	{ "sign_in", "login:text password:text" },
	{ "sign_in_demo", "login:text" },
	{ "second_factor", "code:text" },
	{ "set_password", "old:text new:text" },
	{ "totp_confirm", "code:text" },
	{ "act_for", "delegation:integer" },
	{ "set_up", "code:text unit:text sysadmin:any secadmin:any auditor:any business?:any business_role?:text" },
	{ "decide", "subject:text key:text value:text reason?:text decided_by?:text" },
	{ "set_columns", "columns:text" },
	{ "discard", "reason:text" },
	{ "change_catalogue",
		"code:text label?:text parent?:text from:text until?:text closed?:boolean values?:any reason:text" },
	{ "create_record", "values:values parent?:integer department?:integer" },
	{ "change_record", "values:values reason?:text" },
	{ "remove_record", "reason:text" },
	{ "step_record", "values?:values reason?:text override?:boolean" },
	{ "comment_record", "text:text" },
	{ "watch_record", "on:boolean" },
	{ "hold_record", "on:boolean reason:text" },
	{ "propose_disposal", "records:integers reason:text" },
	{ "decide_disposal", "approve:boolean opinion:text" },
	{ "bulk_records", "ids:integers step?:text values?:values reason?:text" },
	{ "begin_upload",
		"slot:text name:text bytes:integer sha256?:text own_date?:text expires?:text note?:text replaces?:integer" },
	{ "change_evidence", "state?:text reason?:text own_date?:text expires?:text" },
	{ "read_notifications", "upto?:integer" },
	{ "batch", "requests:list" },
	{ "create_unit", "parent?:integer name:text code?:text kind?:text active?:boolean" },
	{ "change_unit", "parent?:integer name?:text code?:text kind?:text active?:boolean" },
	{ "create_department", "parent?:integer name:text code?:text active?:boolean" },
	{ "change_department", "parent?:integer name?:text code?:text active?:boolean" },
	{ "create_person",
		"login:text name:text title?:text phone?:text department?:integer large_type?:boolean active?:boolean" },
	{ "change_person",
		"login?:text name?:text title?:text phone?:text department?:integer large_type?:boolean active?:boolean" },
	{ "create_grant", "person:integer role:text department?:integer from?:time until?:time" },
	{ "create_delegation", "from_person:integer to_person:integer roles:text reason:text from?:time until:time" },
	{ "create_token", "person:integer name:text scopes:text expires?:time" },
	{ "set_policy", "name:text value:integer version:integer" },
	{ "change_calendar", "days?:text announced:boolean reason:text version:integer" },
	{ "restore_backup", "keep?:boolean" },
	{ "change_duty", "hours:text reason:text version:integer" },
};

const char *openapi_body(const struct operation *o)
{
	for (size_t i = 0; i < sizeof bodies / sizeof bodies[0]; i++)
		if (strcmp(bodies[i].id, o->id) == 0)
			return bodies[i].members;
	return NULL;
}

static bool is_one_of(const struct operation *o, const char *ids)
{
	struct str rest = str_from(ids);

	while (rest.len > 0) {
		size_t to = str_find(rest, STR(" "), 0);
		if (str_eq(str_sub(rest, 0, to == STR_NPOS ? rest.len : to), str_from(o->id)))
			return true;
		rest = to == STR_NPOS ? STR("") : str_sub(rest, to + 1, rest.len);
	}
	return false;
}

static bool takes_bytes(const struct operation *o)
{
	return is_one_of(o, "check import import_records write_upload");
}

bool openapi_takes_nothing(const struct operation *o)
{
	return openapi_body(o) == NULL && !takes_bytes(o);
}

static void write_kind(struct str kind, const struct register_def *r, struct json *j)
{
	static const struct {
		struct str kind;
		const char *schema;
	} kinds[] = {
		{ STR_INIT("text"), "{\"type\":\"string\"}" },
		{ STR_INIT("integer"), "{\"type\":\"integer\"}" },
		{ STR_INIT("boolean"), "{\"type\":\"boolean\"}" },
		{ STR_INIT("time"), "{\"type\":\"integer\",\"description\":\"1970-01-01 UTC 起的毫秒数\"}" },
		{ STR_INIT("integers"), "{\"type\":\"array\",\"items\":{\"type\":\"integer\"}}" },
		{ STR_INIT("list"), "{\"type\":\"array\",\"items\":{\"type\":\"object\"}}" },
		{ STR_INIT("any"), "{\"type\":\"object\"}" },
	};

	if (r != NULL && str_eq(kind, STR("values"))) {
		char reference[64 + REGISTER_NAME_MAX];
		snprintf(reference, sizeof reference, "#/components/schemas/" STR_FMT, STR_ARG(r->name));
		json_object(j);
		json_member_cstr(j, "$ref", reference);
		json_end_object(j);
		return;
	}
	for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
		if (str_eq(kinds[i].kind, kind))
			json_raw(j, str_from(kinds[i].schema));
}

/* The next member of `*rest`. */
static bool next_member(struct str *rest, struct str *ret_name, struct str *ret_kind, bool *ret_optional)
{
	if (rest->len == 0)
		return false;
	size_t to = str_find(*rest, STR(" "), 0), end = to == STR_NPOS ? rest->len : to;
	struct str one = str_sub(*rest, 0, end);
	size_t colon = str_find(one, STR(":"), 0);
	*ret_kind = str_sub(one, colon + 1, one.len);
	*ret_optional = colon > 0 && one.ptr[colon - 1] == '?';
	*ret_name = str_sub(one, 0, colon - *ret_optional);
	*rest = to == STR_NPOS ? STR("") : str_sub(*rest, to + 1, rest->len);
	return true;
}

static void write_members(const char *members, const struct register_def *r, struct json *j)
{
	struct str rest = str_from(members), name, kind;
	bool optional;

	json_member_cstr(j, "type", "object");
	json_key(j, "properties");
	json_object(j);
	while (next_member(&rest, &name, &kind, &optional)) {
		char key[REGISTER_NAME_MAX + 1];
		snprintf(key, sizeof key, STR_FMT, STR_ARG(name));
		json_key(j, key);
		write_kind(kind, r, j);
	}
	json_end_object(j);
	json_key(j, "required");
	json_array(j);
	rest = str_from(members);
	while (next_member(&rest, &name, &kind, &optional))
		if (!optional)
			json_str(j, name);
	json_end_array(j);
	json_member_bool(j, "additionalProperties", false);
}

void openapi_write_body(const struct operation *o, const struct register_def *r, struct json *j)
{
	const char *members = openapi_body(o);

	if (o->body_limit == 0)
		return;
	json_key(j, "requestBody");
	json_object(j);
	json_key(j, "content");
	json_object(j);
	bool bytes = takes_bytes(o);
	json_key(j, bytes ? "application/octet-stream" : "application/json");
	json_object(j);
	if (!bytes) {
		json_key(j, "schema");
		json_object(j);
		if (members != NULL)
			write_members(members, r, j);
		else
			json_member_cstr(j, "type", "object");
		json_end_object(j);
	}
	json_end_object(j);
	json_end_object(j);
	json_end_object(j);
}

static void write_header(const char *name, bool required, const char *about, struct json *j)
{
	json_object(j);
	json_member_cstr(j, "name", name);
	json_member_cstr(j, "in", "header");
	json_member_bool(j, "required", required);
	json_member_cstr(j, "description", about);
	json_key(j, "schema");
	json_raw(j, STR("{\"type\":\"string\"}"));
	json_end_object(j);
}

void openapi_write_headers(const struct operation *o, struct json *j)
{
	bool writes = strcmp(o->method, "GET") != 0;

	if (writes)
		write_header("X-Bihuan", true, "写 1：别的网站的网页发不出这个请求头", j);
	if (is_one_of(o, "change_record remove_record step_record change_unit change_department change_person"
			 " remove_grant remove_delegation remove_token"))
		write_header("If-Match", true, "读到的版本（ETag），或 *", j);
	if (operation_keeps_keys(o))
		write_header("Idempotency-Key", false, "同一个键再发一次，得到第一次的回答；一天内有效", j);
	if (is_one_of(o, "show_evidence"))
		write_header("Range", false, "只要一段", j);
}

/* What comes back as something else than JSON. */
static const char *other_type(const struct operation *o)
{
	if (is_one_of(o, "show_text"))
		return "text/plain";
	if (is_one_of(o, "listen_events"))
		return "text/event-stream";
	if (is_one_of(o, "audit_export"))
		return "application/x-ndjson";
	return is_one_of(o, "show_original show_evidence show_backup export_records") ? "application/octet-stream"
										      : NULL;
}

static const char *schema_of_answer(const struct operation *o)
{
	if (is_one_of(o, "list_records"))
		return "{\"type\":\"object\",\"properties\":{\"rows\":{\"type\":\"array\",\"items\":{\"$ref\":\"#/components/schemas/_record\"}},"
		       "\"next\":{\"type\":[\"string\",\"null\"]},\"total\":{\"type\":\"integer\"}},\"required\":[\"rows\",\"next\"]}";
	if (is_one_of(o, "show_record"))
		return "{\"$ref\":\"#/components/schemas/_record\"}";
	if (is_one_of(o, "create_record change_record remove_record step_record"))
		return "{\"$ref\":\"#/components/schemas/_done\"}";
	return "{\"type\":\"object\"}";
}

void openapi_write_responses(const struct operation *o, struct json *j)
{
	const char *other = other_type(o);

	json_key(j, "responses");
	json_object(j);
	json_key(j, "2XX");
	json_object(j);
	json_member_cstr(j, "description", o->summary);
	json_key(j, "content");
	json_object(j);
	json_key(j, other != NULL ? other : "application/json");
	json_object(j);
	if (other == NULL) {
		json_key(j, "schema");
		json_raw(j, str_from(schema_of_answer(o)));
	}
	json_end_object(j);
	json_end_object(j);
	json_end_object(j);
	json_key(j, "default");
	json_raw(j, STR("{\"description\":\"Problem\",\"content\":{\"application/problem+json\":{\"schema\":{"
			"\"$ref\":\"#/components/schemas/_problem\"}}}}"));
	json_end_object(j);
}

void openapi_write_schemas(struct json *j)
{
	json_key(j, "_problem");
	json_raw(j,
		STR("{\"title\":\"Problem details (RFC 9457)\",\"type\":\"object\",\"properties\":{"
		    "\"type\":{\"type\":\"string\"},\"title\":{\"type\":\"string\"},\"status\":{\"type\":\"integer\"},"
		    "\"detail\":{\"type\":\"string\"},\"hint\":{\"type\":\"string\"},\"field\":{\"type\":\"string\"},"
		    "\"errors\":{\"type\":\"array\",\"items\":{\"type\":\"object\",\"properties\":{\"kind\":{\"type\":\"string\"},"
		    "\"field\":{\"type\":\"string\"},\"message\":{\"type\":\"string\"},\"gate\":{\"type\":\"boolean\"},"
		    "\"register\":{\"type\":\"string\"},\"record_id\":{\"type\":\"integer\"}},\"required\":[\"kind\",\"message\"]}},"
		    "\"request_id\":{\"type\":\"string\"}},\"required\":[\"type\",\"title\",\"status\",\"detail\"]}"));
	json_key(j, "_ref");
	json_raw(j, STR("{\"type\":[\"object\",\"null\"],\"properties\":{\"id\":{\"type\":\"integer\"},"
			"\"label\":{\"type\":[\"string\",\"null\"]}},\"required\":[\"id\",\"label\"]}"));
	json_key(j, "_record");
	json_raw(j,
		STR("{\"type\":\"object\",\"properties\":{\"id\":{\"type\":\"integer\"},\"version\":{\"type\":\"integer\"},"
		    "\"no\":{\"type\":\"string\"},\"title\":{\"type\":[\"string\",\"null\"]},\"state\":{\"type\":\"string\"},"
		    "\"lamp\":{\"type\":\"string\"},\"due\":{\"type\":[\"string\",\"null\"],\"format\":\"date-time\"},"
		    "\"department\":{\"$ref\":\"#/components/schemas/_ref\"},\"holder\":{\"$ref\":\"#/components/schemas/_ref\"},"
		    "\"owner\":{\"$ref\":\"#/components/schemas/_ref\"},\"parent\":{\"$ref\":\"#/components/schemas/_ref\"},"
		    "\"created\":{\"type\":\"string\",\"format\":\"date-time\"},\"changed\":{\"type\":\"string\",\"format\":\"date-time\"},"
		    "\"values\":{\"type\":\"object\",\"description\":\"字段: 值；人员、部门、单位和引用是 _ref，附件是份数，看不到的没有\"}},"
		    "\"required\":[\"id\",\"version\",\"no\",\"state\",\"values\"]}"));
	json_key(j, "_done");
	json_raw(j,
		STR("{\"type\":\"object\",\"properties\":{\"id\":{\"type\":\"integer\"},\"version\":{\"type\":\"integer\"},"
		    "\"no\":{\"type\":\"string\"},\"state\":{\"type\":\"string\"},\"waiting\":{\"type\":\"boolean\"},"
		    "\"votes\":{\"type\":\"integer\"},\"needed\":{\"type\":\"integer\"}},\"required\":[\"id\",\"version\",\"no\",\"state\"]}"));
}
