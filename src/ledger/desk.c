/* The desk: refusals, the moment, who asks. */
#include "record_private.h"

#include <stdarg.h>

const char *refusal_word(enum refusal_kind kind)
{
	static const char *const words[] = { [REFUSAL_REQUIRED] = "required",
		[REFUSAL_FORMAT] = "format",
		[REFUSAL_UNIQUE] = "unique",
		[REFUSAL_EVIDENCE] = "evidence",
		[REFUSAL_CHILD] = "child",
		[REFUSAL_CONDITION] = "condition",
		[REFUSAL_RIGHT] = "right",
		[REFUSAL_SEPARATE] = "separate",
		[REFUSAL_STATE] = "state",
		[REFUSAL_VERSION] = "version",
		[REFUSAL_LIMIT] = "limit" };

	return words[kind];
}

static int64_t local_days(const struct clock *c, int64_t ms)
{
	int64_t local = ms + (int64_t)c->utc_offset_minutes * 60000;
	int64_t day = 86400000;

	return local >= 0 ? local / day : -((-local + day - 1) / day);
}

int desk_init(struct desk *d, struct store *s, const struct desk_place *place, const struct actor *actor,
	struct arena *a, struct err *e)
{
	struct desk_private *own = arena_alloc(a, sizeof *own);

	if (!own)
		return err_nomem(e);
	*d = (struct desk){
		.store = s, .place = place, .actor = actor, .arena = a, .unit_id = actor->unit_id, .own = own
	};
	d->now = place->clock.now_ms(place->clock.context);
	own->today = date_from_days((int32_t)local_days(&place->clock, d->now));
	date_format(own->today, own->today_text);
	return 0;
}

void desk_clear_refusals(struct desk *d)
{
	d->refusals = (struct refusals){ 0 };
	d->own->refusals = NULL;
	d->own->room = 0;
	d->own->nomem = false;
}

int64_t desk_me(const struct desk *d)
{
	return d->actor->on_behalf_of != 0 ? d->actor->on_behalf_of : d->actor->person_id;
}

struct str desk_time_text(struct desk *d, int64_t ms)
{
	char text[CLOCK_TEXT_MAX];

	clock_format(&d->place->clock, ms, text);
	return arena_fmt(d->arena, "%.10s %.5s", text, text + 11);
}

struct value_context desk_values(struct desk *d, const struct register_def *r)
{
	return (struct value_context){ .arena = d->arena,
		.all = d->place->registers,
		.reg = r,
		.today = d->own->today,
		.now_ms = d->now,
		.me = desk_me(d),
		.my_department = d->actor->department_id,
		.utc_offset_minutes = d->place->clock.utc_offset_minutes,
		.context = d,
		.resolve = value_resolve,
		.label = value_label,
		.find_code = value_find_code,
		.code_label = value_code_label };
}

/* `upto`: the version; INT64_MAX: now. */
static int read_hours(struct desk *d, int64_t upto, struct desk_hours *h, struct worktime *ret, struct err *e)
{
	const struct desk_place *p = d->place;
	int rc = 0;

	if (h->unit_id != d->unit_id || h->upto != upto) {
		*h = (struct desk_hours){ .calendar = p->calendar };
		rc = worktime_version(d->store, d->unit_id, upto, &h->version, e);
		if (rc == 0 && h->version.calendar > 0 && p->calendars)
			rc = calendars_get(p->calendars, d->store, h->version.calendar, &h->calendar, e);
		if (rc < 0)
			return rc;
		h->unit_id = d->unit_id;
		h->upto = upto;
	}
	*ret = (struct worktime){
		.calendar = h->calendar, .duty = &h->version.duty, .utc_offset_minutes = p->clock.utc_offset_minutes
	};
	return 0;
}

int desk_worktime(struct desk *d, struct worktime *ret, struct err *e)
{
	return read_hours(d, INT64_MAX, &d->own->hours, ret, e);
}

int64_t desk_worktime_version(const struct desk *d)
{
	return d->own->hours.version.newest;
}

int desk_worktime_then(struct desk *d, int64_t version, struct worktime *ret, struct err *e)
{
	return read_hours(d, version, &d->own->then, ret, e);
}

/* --- refusals --- */

static bool make_room(struct desk *d)
{
	struct desk_private *own = d->own;

	if (d->refusals.count < own->room)
		return true;
	size_t room = own->room == 0 ? 8 : own->room * 2;
	struct refusal *more = arena_array(d->arena, room, sizeof *more);
	if (!more)
		return false;
	if (d->refusals.count > 0)
		memcpy(more, own->refusals, d->refusals.count * sizeof *more);
	own->refusals = more;
	own->room = room;
	d->refusals.at = more;
	return true;
}

void desk_refuse(struct desk *d, enum refusal_kind kind, const struct about *about, const char *fmt, ...)
{
	char text[512];
	va_list ap;

	if (d->refusals.count >= DESK_REFUSALS_MAX)
		return;
	va_start(ap, fmt);
	int len = vsnprintf(text, sizeof text, fmt, ap);
	va_end(ap);
	struct str said = { text, len < 0 ? 0 : (size_t)len < sizeof text ? (size_t)len : sizeof text - 1 };
	said.len = utf8_valid_prefix(said);
	struct str message = arena_dup(d->arena, said);
	if (!message.ptr || !make_room(d)) {
		d->own->nomem = true;
		return;
	}
	d->own->refusals[d->refusals.count++] = (struct refusal){ .kind = kind,
		.gate = about->gate,
		.field = about->field,
		.message = message,
		.register_name = about->r->name,
		.record_id = about->id };
}

static int weight(enum refusal_kind kind)
{
	switch (kind) {
	case REFUSAL_RIGHT:
	case REFUSAL_SEPARATE:
		return 3;
	case REFUSAL_STATE:
	case REFUSAL_VERSION:
	case REFUSAL_UNIQUE:
		return 2;
	default:
		return 1;
	}
}

const struct refusal *refusals_gravest(const struct refusals *r)
{
	const struct refusal *worst = &r->at[0];

	for (size_t i = 1; i < r->count; i++)
		if (weight(r->at[i].kind) > weight(worst->kind))
			worst = &r->at[i];
	return worst;
}

int desk_verdict(struct desk *d, size_t from, struct err *e)
{
	static const int codes[] = { 0, ERR_INPUT, ERR_CONFLICT, ERR_DENIED };

	if (d->own->nomem)
		return err_nomem(e);
	if (d->refusals.count == from)
		return 0;
	const struct refusals all = { d->refusals.at + from, d->refusals.count - from };
	const struct refusal *worst = refusals_gravest(&all);
	int code = codes[weight(worst->kind)];
	if (all.count > 1)
		return err_set(e, code, STR_FMT "（另有 %zu 项）", STR_ARG(worst->message), all.count - 1);
	return err_set(e, code, STR_FMT, STR_ARG(worst->message));
}

/* --- who may come at all --- */

int desk_may_read(struct desk *d, const struct register_def *r, struct err *e)
{
	const struct actor *a = d->actor;

	if (d->console)
		return 0;
	if (a->hold != HOLD_NONE || a->setup_needed || a->second_factor_pending)
		return err_set(e, ERR_DENIED, "请先完成登录的各个步骤");
	if (!a->token)
		return 0;
	struct str scope = arena_fmt(d->arena, STR_FMT ".read", STR_ARG(r->name));
	if (!scope.ptr)
		return err_nomem(e);
	if (!actor_has_scope(a, scope))
		return err_set(e, ERR_DENIED, "这个令牌不能读“" STR_FMT "”", STR_ARG(r->title));
	return 0;
}

int desk_may_write(struct desk *d, const struct register_def *r, const char *verb, struct err *e)
{
	if (d->console)
		return 0;
	if (d->unit_id != d->actor->unit_id)
		return err_set(e, ERR_DENIED, "别的单位的记录只能看，不能改");
	int rc = desk_may_read(d, r, e);
	if (rc < 0 || !d->actor->token)
		return rc;
	struct str scope = arena_fmt(d->arena, STR_FMT ".%s", STR_ARG(r->name), verb);
	if (!scope.ptr)
		return err_nomem(e);
	if (!actor_has_scope(d->actor, scope))
		return err_set(e, ERR_DENIED, "这个令牌没有这项权限（%s）", scope.ptr);
	return 0;
}
