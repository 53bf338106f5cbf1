#include "reading.h"

enum { SECONDS = 30, UNPACKED = 512 << 20 };

static int take(void *context, struct intake_doc *doc, struct err *e)
{
	struct reading *r = context;
	struct intake_doc *copy = arena_alloc(r->arena, sizeof(*copy));
	struct intake_doc **at = copy != NULL ? vec_push(&r->docs) : NULL;

	if (at == NULL)
		return err_nomem(e);
	*copy = *doc;
	/* what came out of an archive goes with it */
	if (!str_eq(doc->name, r->name))
		copy->bytes = arena_dup(r->arena, doc->bytes);
	*at = copy;
	return copy->bytes.ptr == NULL && doc->bytes.len > 0 ? err_nomem(e) : 0;
}

static int read_options(struct call *c, struct intake_options *o, struct err *e)
{
	struct str format = target_param(c->target, "format"), charset = target_param(c->target, "charset");

	if (format.ptr != NULL && !intake_format_parse(format, &o->format)) {
		c->field = "format";
		return err_set(e, ERR_USAGE, "参数 format 不是能读的格式");
	}
	if (charset.ptr == NULL)
		return 0;
	charset = arena_dup(c->arena, charset);
	if (charset.ptr == NULL)
		return err_nomem(e);
	o->charset = charset.ptr;
	c->field = "charset";
	int rc = intake_charset_known(o->charset, e);
	if (rc == 0)
		c->field = NULL;
	return rc;
}

int reading_open(struct call *c, struct reading *r, struct err *e)
{
	struct intake_options o = { .limits = { .seconds = SECONDS, .unpacked = UNPACKED } };

	*r = (struct reading){ 0 };
	vec_init(&r->docs, sizeof(struct intake_doc *));
	int rc = call_file_name(c, &r->name, e);
	if (rc == 0)
		rc = read_options(c, &o, e);
	if (rc < 0)
		return rc;
	r->arena = arena_new(SIZE_MAX / 2); /* intake's limits bound it */
	if (r->arena == NULL)
		return err_nomem(e);
	rc = intake_read(&(struct intake_file){ r->name, c->body }, &o, r->arena, take, r, e);
	if (rc < 0)
		return rc;
	if (r->docs.ptr == NULL)
		return err_set(e, ERR_INPUT, "%.*s 里没有能读的文件", STR_ARG(r->name));
	r->several = r->docs.len != 1 || !str_eq(reading_doc(r, 0)->name, r->name);
	return 0;
}

void reading_close(struct reading *r)
{
	vec_clear(&r->docs);
	arena_free(r->arena);
	r->arena = NULL;
}

const struct intake_note *reading_lost(const struct intake_doc *doc)
{
	for (size_t i = 0; doc->format == INTAKE_AUTO && i < doc->notes_count; i++)
		if (str_eq(doc->notes[i].code, STR("error")))
			return &doc->notes[i];
	return NULL;
}

void reading_write_error(struct str message, struct str hint, struct json *j)
{
	json_key(j, "error");
	json_object(j);
	json_member_str(j, "message", message);
	json_member_str(j, "hint", hint.len > 0 ? hint : STR_NONE);
	json_end_object(j);
}
