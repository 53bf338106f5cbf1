/* /audit: the chain of events and the contents that records name, for the auditor. */
#include <errno.h>
#include <unistd.h>

#include "contents.h"
#include "desk.h"
#include "event.h"
#include "pool.h"
#include "routes.h"
#include "say.h"
#include "temporary.h"

/* Runs `work` in a reading transaction of its own, if the caller is the auditor: the chain may be long. */
typedef int audit_work(struct call *c, struct answer *a, struct err *e);

static int as_auditor(struct call *c, struct answer *a, audit_work *work, struct err *e)
{
	int rc = access_require(c->access, c->actor, RIGHT_EVENTS, STR("audit"), e);

	if (rc == 0)
		rc = store_pool_take_plain(ledger_pool(c->ledger), &c->store, e);
	if (rc < 0)
		return rc;
	rc = work(c, a, e);
	store_pool_give(ledger_pool(c->ledger), c->store);
	c->store = NULL;
	return rc;
}

static int verify(struct call *c, struct answer *a, struct err *e)
{
	struct event_check check = { 0 };

	int rc = event_verify(c->store, c->actor->unit_id, NULL, &check, e);
	if (rc < 0)
		return rc;
	struct json j = call_json(a);
	json_object(&j);
	say_int(&j, "events", check.checked);
	say_bool(&j, "whole", check.broken_at == 0);
	say_id(&j, "broken_at", check.broken_at);
	say_text(&j, "message", check.broken_at > 0 ? str_from(check.why) : STR_NONE);
	say_text(&j, "head", check.head.seq > 0 ? str_from(check.head.hash) : STR_NONE);
	json_end_object(&j);
	return call_json_end(&j, e);
}

int handle_audit_verify(struct call *c, struct answer *a, struct err *e)
{
	return as_auditor(c, a, verify, e);
}

static void say_fault(struct json *j, const struct content_fault *f)
{
	json_object(j);
	say_text(j, "what", str_from(f->missing ? "missing" : "damaged"));
	say_text(j, "register", f->register_name);
	say_int(j, "id", f->record_id);
	say_text(j, "file", f->file_name);
	say_text(j, "sha256", f->sha256);
	json_end_object(j);
}

int handle_audit_contents(struct call *c, struct answer *a, struct err *e)
{
	struct contents_check check = { 0 };

	int rc = access_require(c->access, c->actor, RIGHT_EVENTS, STR("audit"), e);
	if (rc == 0)
		rc = call_need_blobs(c, e);
	if (rc == 0)
		rc = contents_verify(ledger_pool(c->ledger), c->blobs, c->actor->unit_id, c->arena, &check, e);
	if (rc < 0)
		return rc;
	struct json j = call_json(a);
	json_object(&j);
	say_bool(&j, "whole", check.faults_all == 0);
	say_int(&j, "files", check.files);
	say_int(&j, "bytes", check.bytes);
	say_int(&j, "faults_count", check.faults_all);
	json_key(&j, "faults");
	json_array(&j);
	for (size_t i = 0; i < check.faults_count; i++)
		say_fault(&j, &check.faults[i]);
	json_end_array(&j);
	json_end_object(&j);
	return call_json_end(&j, e);
}

static int head(struct call *c, struct answer *a, struct err *e)
{
	struct event_head at = { 0 };

	int rc = event_head(c->store, c->actor->unit_id, &at, e);
	if (rc < 0)
		return rc;
	struct json j = call_json(a);
	json_object(&j);
	say_int(&j, "seq", at.seq);
	say_text(&j, "hash", at.seq > 0 ? str_from(at.hash) : STR_NONE);
	json_end_object(&j);
	return call_json_end(&j, e);
}

int handle_audit_head(struct call *c, struct answer *a, struct err *e)
{
	return as_auditor(c, a, head, e);
}

static int to_file(void *fd, struct str line, struct err *e)
{
	return temporary_write(*(int *)fd, line, e);
}

static int export(struct call *c, struct answer *a, struct err *e)
{
	int fd = -1;

	int rc = temporary_open(&fd, e);
	if (rc == 0)
		rc = event_export(c->store, c->actor->unit_id, 0, to_file, &fd, e);
	if (rc < 0) {
		if (fd >= 0)
			close(fd);
		return rc;
	}
	a->fd = fd;
	a->type = "application/x-ndjson";
	snprintf(a->file_name, sizeof(a->file_name), "办理记录链.ndjson");
	return 0;
}

int handle_audit_export(struct call *c, struct answer *a, struct err *e)
{
	return as_auditor(c, a, export, e);
}
