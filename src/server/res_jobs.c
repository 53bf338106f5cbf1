/* /jobs: what time does by itself, what of it failed and why, for the system administrator. */
#include "desk.h"
#include "routes.h"
#include "say.h"
#include "schedule.h"
#include "timed.h"

enum { WHOLE_SYSTEM = 0 };

static void say_job(struct json *j, const struct call *c, const struct sched_job *job)
{
	json_object(j);
	say_int(j, "id", job->id);
	say_text(j, "kind", job->kind);
	say_text(j, "title", timed_title(job->kind));
	say_time(j, "due_at", c->clock, job->due_at);
	say_int(j, "tries", job->tries);
	say_text(j, "error", job->error.len > 0 ? job->error : STR_NONE);
	say_bool(j, "stopped", job->dead_at > 0);
	json_end_object(j);
}

int handle_list_jobs(struct call *c, struct answer *a, struct err *e)
{
	struct sched_jobs jobs = { 0 };

	int rc = access_require(c->access, c->actor, RIGHT_SETTINGS, STR("jobs"), e);
	if (rc == 0)
		rc = sched_list(c->store, WHOLE_SYSTEM, c->arena, &jobs, e);
	if (rc < 0)
		return rc;
	struct json j = call_json(a);
	json_object(&j);
	json_key(&j, "jobs");
	json_array(&j);
	for (size_t i = 0; i < jobs.count; i++)
		say_job(&j, c, &jobs.rows[i]);
	json_end_array(&j);
	json_end_object(&j);
	return call_json_end(&j, e);
}

int handle_retry_job(struct call *c, struct answer *a, struct err *e)
{
	int rc = access_require(c->access, c->actor, RIGHT_SETTINGS, STR("jobs"), e);

	if (rc == 0)
		rc = sched_retry(c->store, WHOLE_SYSTEM, c->id, c->clock->now_ms(c->clock->context), e);
	return rc < 0 ? rc : say_nothing(a, e);
}
