/* Policies: what the security administrator set, else the standard of the table. */
#include "access_private.h"

struct row {
	const char *name, *label;
	int64_t standard, least, most;
};

static const struct row rows[POLICIES_COUNT] = {
#define POLICY(id, name, standard, least, most, label) { name, label, standard, least, most },
#include "access_policies.def"
#undef POLICY
};

static int find(struct str name)
{
	for (int i = 0; i < POLICIES_COUNT; i++) {
		if (str_eq(name, str_from(rows[i].name)))
			return i;
	}
	return -1;
}

/* What stands in the table was checked when it was set; what somebody else wrote there does not count. */
static bool parse(const struct row *r, struct str text, int64_t *ret)
{
	int64_t v;

	if (!str_whole(text, &v) || v < r->least || v > r->most)
		return false;
	*ret = v;
	return true;
}

static int read_settings(struct store *s, int64_t unit_id, int64_t values[POLICIES_COUNT],
	int64_t versions[POLICIES_COUNT], struct err *e)
{
	OWN_STMT struct store_stmt *st = NULL;

	for (int i = 0; i < POLICIES_COUNT; i++) {
		values[i] = rows[i].standard;
		versions[i] = 0;
	}
	int rc = store_ask(s, &st, e, "SELECT name, value, version FROM setting WHERE unit_id = $1", sql_int(unit_id));
	if (rc < 0)
		return rc;
	while ((rc = store_step(st, e)) > 0) {
		int i = find(store_text(st, 0));
		if (i >= 0 && parse(&rows[i], store_text(st, 1), &values[i]))
			versions[i] = store_int(st, 2);
	}
	return rc;
}

int access_read_policies(struct store *s, int64_t unit_id, struct policies *ret, struct err *e)
{
	int64_t versions[POLICIES_COUNT];

	return read_settings(s, unit_id, ret->values, versions, e);
}

int access_policies(const struct access_call *c, struct access_policies *ret, struct err *e)
{
	int64_t values[POLICIES_COUNT], versions[POLICIES_COUNT];

	int rc = access_require(c->access, c->actor, RIGHT_POLICIES, STR("policies"), e);
	if (rc == 0)
		rc = read_settings(c->store, c->actor->unit_id, values, versions, e);
	if (rc < 0)
		return rc;
	struct access_policy *list = arena_array(c->arena, POLICIES_COUNT, sizeof *list);
	if (!list)
		return err_nomem(e);
	for (int i = 0; i < POLICIES_COUNT; i++)
		list[i] = (struct access_policy){ str_from(rows[i].name), str_from(rows[i].label), values[i],
			rows[i].standard, rows[i].least, rows[i].most, versions[i] };
	*ret = (struct access_policies){ list, POLICIES_COUNT };
	return 0;
}

static int write_policy(
	const struct access_call *c, const struct row *r, const char *value, int64_t version, struct err *e)
{
	int rc = store_do(c->store, e,
		version == 0 ? "INSERT INTO setting (unit_id, name, value, changed_by, changed_at, version)"
			       " VALUES ($1, $2, $3, $4, $5, $6 + 1) ON CONFLICT (unit_id, name) DO NOTHING"
			     : "UPDATE setting SET value = $3, changed_by = $4, changed_at = $5, version = version + 1"
			       " WHERE unit_id = $1 AND name = $2 AND version = $6",
		sql_int(c->actor->unit_id), sql_text(str_from(r->name)), sql_text(str_from(value)),
		sql_text(c->actor->login), sql_int(access_now(c->access)), sql_int(version));
	if (rc == 0 && store_changes(c->store) == 0)
		return err_set(e, ERR_CONFLICT, "这项策略刚被别人改过，请刷新后再改：%s", r->label);
	return rc;
}

int access_policy_set(const struct access_call *c, struct str name, int64_t value, int64_t version, struct err *e)
{
	char text[24], reason[64];
	int i = find(name);

	int rc = access_require(c->access, c->actor, RIGHT_POLICIES, name, e);
	if (rc < 0)
		return rc;
	if (i < 0)
		return err_in(e, "name",
			err_set(e, ERR_NOTFOUND, "没有这项策略：" STR_FMT, (int)(name.len < 64 ? name.len : 64),
				name.ptr));
	const struct row *r = &rows[i];
	if (value < r->least || value > r->most)
		return err_in(e, "value",
			err_set(e, ERR_INPUT, "%s 要在 %lld 到 %lld 之间，给的是 %lld", r->label, (long long)r->least,
				(long long)r->most, (long long)value));
	snprintf(text, sizeof text, "%lld", (long long)value);
	snprintf(reason, sizeof reason, "value=%s", text);
	rc = access_begin_change(c->access, c->store, e);
	if (rc == 0)
		rc = write_policy(c, r, text, version, e);
	return rc < 0 ? rc : access_event(c, STR("policy.set"), name, str_from(reason), e);
}
