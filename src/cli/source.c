#include "source.h"

#include "command.h"
#include "file.h"

const char *source_name(const struct source *s)
{
	return strcmp(s->path, "-") == 0 ? "<标准输入>" : s->path;
}

bool source_intake_options(const struct source_options *o, struct intake_options *ret)
{
	struct err e = { 0 };

	*ret = (struct intake_options){ .charset = o->charset, .no_ocr = o->no_ocr, .limits = { .file = o->max_size } };
	if (o->from != NULL)
		intake_format_parse(str_from(o->from), &ret->format);
	if (o->charset == NULL || intake_charset_known(o->charset, &e) == 0)
		return true;
	complain(&e);
	return false;
}

struct taking {
	struct source *source;
	const struct check_options *options; /* NULL: the text alone */
	const struct report_options *as;
};

/* What could not be read tells why in a note. */
static const struct intake_note *lost(const struct intake_doc *doc)
{
	for (size_t i = 0; doc->format == INTAKE_AUTO && i < doc->notes_count; i++)
		if (str_eq(doc->notes[i].code, STR("error")))
			return &doc->notes[i];
	return NULL;
}

/* For import: the member's bytes are kept too. */
static int keep_text(struct source *s, struct source_doc *d, struct err *e)
{
	if (!str_eq(d->doc.name, str_from(source_name(s))))
		d->doc.bytes = arena_dup(s->arena, d->doc.bytes);
	if (d->doc.bytes.ptr == NULL)
		return err_nomem(e);
	analysis_refuse_blank(&d->doc, &d->error);
	return 0;
}

/* What went wrong inside a file names it: there may be several. */
static void name_error(struct err *e, struct str name)
{
	struct err said = *e;

	if (str_has(str_from(e->message), name))
		return;
	e->code = ERR_OK;
	err_set(e, said.code, "%.*s：%s", STR_ARG(name), said.message);
}

static int take(void *context, struct intake_doc *doc, struct err *e)
{
	struct taking *t = context;
	struct source_doc *d = arena_alloc(t->source->arena, sizeof(*d));
	struct source_doc **at = d != NULL ? vec_push(&t->source->docs) : NULL;

	if (at == NULL)
		return err_nomem(e);
	*at = d;
	d->doc = *doc;
	const struct intake_note *why = lost(doc);
	if (why != NULL) {
		err_set(&d->error, ERR_INPUT, "%.*s", STR_ARG(why->message));
		name_error(&d->error, doc->name);
	} else if (t->options == NULL)
		return keep_text(t->source, d, e);
	else if (analysis_read_as(&d->doc, t->options, t->as, &d->analysis, &d->error) < 0)
		err_set(&d->error, ERR_INPUT, "%.*s 没有读成", STR_ARG(doc->name));
	return 0;
}

void source_read(struct source *s, const struct intake_options *intake, const struct check_options *options)
{
	source_read_as(s, intake, options, NULL);
}

void source_read_as(struct source *s, const struct intake_options *intake, const struct check_options *options,
	const struct report_options *as)
{
	struct taking t = { s, options, as };

	vec_init(&s->docs, sizeof(struct source_doc *));
	int rc = file_read(s->path, intake->limits.file, &s->bytes, &s->error);
	if (rc < 0)
		return;
	s->arena = arena_new(SIZE_MAX / 2); /* intake's limits bound it */
	if (s->arena == NULL) {
		err_nomem(&s->error);
		return;
	}
	const struct intake_file file = { str_from(source_name(s)), s->bytes };
	rc = intake_read(&file, intake, s->arena, take, &t, &s->error);
	if (rc < 0) {
		err_set(&s->error, rc, "%s 没有读成", source_name(s));
		name_error(&s->error, file.name);
	}
}

void source_read_text(struct source *s, const struct intake_options *intake)
{
	source_read(s, intake, NULL);
}

static void write_error(const struct err *e, struct json *j)
{
	json_key(j, "error");
	json_object(j);
	json_member_cstr(j, "message", e->message);
	json_member_str(j, "hint", e->hint[0] != '\0' ? str_from(e->hint) : STR_NONE);
	json_end_object(j);
}

int source_write_json(const struct source *s, const struct source_doc *d, struct source_json how, struct arena *scratch,
	struct json *j)
{
	const struct err *e = d != NULL ? &d->error : &s->error;
	int rc = 0;

	json_object(j);
	if (how.named) {
		json_key(j, "file");
		if (d != NULL && strcmp(s->path, "-") != 0)
			json_str(j, d->doc.name);
		else
			json_cstr(j, s->path);
	}
	if (e->code == ERR_OK && d != NULL) {
		rc = analysis_write_members(&d->analysis, NULL, scratch, j);
		if (how.map)
			analysis_write_map(&d->doc, j);
	} else {
		write_error(e, j);
	}
	json_end_object(j);
	return rc;
}

void source_say_notes(const struct source_doc *d)
{
	char place[INTAKE_PLACE_TEXT];

	for (size_t i = 0; d->error.code == ERR_OK && i < d->doc.notes_count; i++) {
		const struct intake_note *n = &d->doc.notes[i];
		struct err e = { 0 };
		place[0] = '\0'; /* of the file as a whole where it is its beginning or its end */
		if (n->at > 0 && n->at < d->doc.text.len)
			intake_place_text(&d->doc, n->at, place);
		err_set(&e, ERR_INPUT, "%.*s：%.*s%s%s%s", STR_ARG(d->doc.name), STR_ARG(n->message),
			place[0] ? "（" : "", place, place[0] ? "）" : "");
		complain(&e);
	}
}

void source_warn_if_empty(const struct source_doc *d)
{
	const struct absence *a =
		d->error.code == ERR_OK && d->analysis.report ? report_without_problems(d->analysis.report) : NULL;
	struct err e = { 0 };

	if (a == NULL)
		return;
	err_set(&e, ERR_INPUT, "%.*s：没有找到任何问题。查找了%s。看起来是%s", STR_ARG(d->doc.name), REPORT_LOOKED_FOR,
		a->looks_like);
	err_hint(&e, "%s", a->advice);
	complain(&e);
}

void source_each(struct source *s, source_visit *visit, void *context)
{
	for (size_t i = 0; i < s->docs.len; i++) {
		const struct source_doc *d = source_doc(s, i);
		visit(context, s, d, d->error.code != ERR_OK ? &d->error : NULL);
	}
	if (s->error.code != ERR_OK)
		visit(context, s, NULL, &s->error);
}

void source_clear(struct source *s)
{
	for (size_t i = 0; i < s->docs.len; i++)
		analysis_clear(&source_doc(s, i)->analysis);
	vec_clear(&s->docs);
	arena_free(s->arena);
	s->arena = NULL;
	if (s->bytes.ptr != NULL)
		file_free(&s->bytes);
	s->bytes = STR_NONE;
}
