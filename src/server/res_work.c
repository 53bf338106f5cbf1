/* /tasks and /notifications: what waits for whoever is signed in. */
#include "body.h"
#include "record_json.h"
#include "routes.h"
#include "search.h"
#include "say.h"

static void write_why(unsigned why, struct json *j)
{
	static const struct {
		unsigned bit;
		const char *word;
	} words[] = { { TASK_HELD, "held" }, { TASK_STEP, "step" }, { TASK_OVERDUE, "overdue" } };

	json_key(j, "why");
	json_array(j);
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (why & words[i].bit)
			json_cstr(j, words[i].word);
	json_end_array(j);
}

static void write_task(struct desk *d, const struct record_task *t, struct json *j)
{
	const struct record_fields none = { 0 };

	json_object(j);
	say_text(j, "register", t->register_def->name);
	say_text(j, "register_title", t->register_def->title);
	write_why(t->why, j);
	json_key(j, "record");
	record_write_row(d, t->register_def, &none, &t->record, j);
	json_end_object(j);
}

int handle_list_tasks(struct call *c, struct answer *a, struct err *e)
{
	struct record_tasks tasks = { 0 };
	int64_t limit = 100;

	int rc = call_param_int(c, "limit", 1, RECORD_LIMIT_MAX, &limit, e);
	struct desk d = { 0 };
	if (rc == 0)
		rc = desk_open(c, &d, e);
	if (rc < 0)
		return rc;
	rc = record_tasks(&d, limit, &tasks, e);
	if (rc < 0)
		return desk_refused(c, &d, rc);
	struct json j = say_list(a, "tasks");
	for (size_t i = 0; i < tasks.count; i++)
		write_task(&d, &tasks.at[i], &j);
	json_end_array(&j);
	say_bool(&j, "more", tasks.more);
	json_end_object(&j);
	return call_json_end(&j, e);
}

/* --- search --- */

static void write_hit(const struct record_hit *h, struct json *j)
{
	json_object(j);
	say_text(j, "register", h->register_def->name);
	say_text(j, "register_title", h->register_def->title);
	say_int(j, "record_id", h->id);
	say_text(j, "no", h->no);
	say_text(j, "title", h->title);
	say_text(j, "snippet", h->snippet);
	say_bool(j, "cut_before", h->cut_before);
	say_bool(j, "cut_after", h->cut_after);
	json_key(j, "marks");
	json_array(j);
	for (size_t i = 0; i < h->marks_count; i++) {
		json_array(j);
		json_int(j, h->marks[i].start);
		json_int(j, h->marks[i].end);
		json_end_array(j);
	}
	json_end_array(j);
	json_end_object(j);
}

static int read_search(struct call *c, struct record_search_query *q, struct err *e)
{
	struct str only = target_param(c->target, "register");

	*q = (struct record_search_query){
		.text = target_param(c->target, "q"), .after = target_param(c->target, "after"), .limit = 50
	};
	if (only.len > 0)
		q->only = register_find(c->place->registers, only);
	if (only.len > 0 && q->only == NULL) {
		c->field = "register";
		return err_set(e, ERR_NOTFOUND, "没有台账 " STR_FMT, STR_ARG(only));
	}
	return call_param_int(c, "limit", 1, 200, &q->limit, e);
}

int handle_search_records(struct call *c, struct answer *a, struct err *e)
{
	struct record_search_query q;
	struct record_hits hits = { 0 };
	struct desk d = { 0 };

	int rc = read_search(c, &q, e);
	if (rc == 0)
		rc = desk_open(c, &d, e);
	if (rc == 0)
		rc = record_search(&d, &q, &hits, e);
	if (rc < 0)
		return desk_refused(c, &d, rc);
	struct json j = say_list(a, "hits");
	for (size_t i = 0; i < hits.count; i++)
		write_hit(&hits.at[i], &j);
	json_end_array(&j);
	say_text(&j, "next", hits.next);
	json_end_object(&j);
	return call_json_end(&j, e);
}

/* --- what one was told --- */

static void write_notification(const struct call *c, const struct notification *n, struct json *j)
{
	json_object(j);
	say_int(j, "id", n->id);
	say_time(j, "at", c->clock, n->at);
	say_text(j, "kind", n->kind);
	say_text(j, "register", n->register_name);
	say_int(j, "record_id", n->record_id);
	say_text(j, "text", n->text);
	say_bool(j, "read", n->read_at > 0);
	json_end_object(j);
}

/* The stream itself is made where connections are (http.c). */
int handle_listen_events(struct call *c, struct answer *a, struct err *e)
{
	(void)c, (void)e;
	a->listens = true;
	a->listens_after = c->last_event;
	return 0;
}

int handle_list_notifications(struct call *c, struct answer *a, struct err *e)
{
	struct notifications list = { 0 };
	int64_t before = 0, limit = 50;

	int rc = call_param_int(c, "before", 0, INT64_MAX, &before, e);
	if (rc == 0)
		rc = call_param_int(c, "limit", 1, RECORD_LIMIT_MAX, &limit, e);
	struct desk d = { 0 };
	if (rc == 0)
		rc = desk_open(c, &d, e);
	if (rc < 0)
		return rc;
	rc = notifications_list(&d, before, limit, &list, e);
	if (rc < 0)
		return desk_refused(c, &d, rc);
	struct json j = say_list(a, "notifications");
	for (size_t i = 0; i < list.count; i++)
		write_notification(c, &list.at[i], &j);
	json_end_array(&j);
	say_int(&j, "unread", list.unread);
	say_id(&j, "next", list.next);
	json_end_object(&j);
	return call_json_end(&j, e);
}

int handle_read_notifications(struct call *c, struct answer *a, struct err *e)
{
	int64_t upto = 0;
	const struct body_member member = { "upto", BODY_INT, false, 0, &upto };

	int rc = body_read(c->body, &member, 1, &c->keep, &c->field, e);
	struct desk d = { 0 };
	if (rc == 0)
		rc = desk_open(c, &d, e);
	if (rc < 0)
		return rc;
	rc = notifications_read(&d, upto, e);
	if (rc < 0)
		return desk_refused(c, &d, rc);
	return say_nothing(a, e);
}
