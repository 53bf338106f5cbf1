#include "source.h"

#include "command.h"
#include "file.h"

const char *source_name(const struct source *s)
{
	return strcmp(s->path, "-") == 0 ? "<标准输入>" : s->path;
}

void source_read(struct source *s, size_t max_size, const struct check_options *options)
{
	int rc = file_read(s->path, max_size, &s->text, &s->error);

	if (rc == 0)
		rc = analysis_run(str_from(source_name(s)), s->text, options, &s->analysis, &s->error);
	if (rc < 0 && s->error.code == ERR_OK)
		err_set(&s->error, rc, "%s 没有读成", source_name(s));
}

int source_write_json(const struct source *s, bool named, struct arena *scratch, struct json *j)
{
	int rc = 0;

	json_object(j);
	if (named) {
		json_key(j, "file");
		json_cstr(j, s->path);
	}
	if (s->error.code == ERR_OK) {
		rc = analysis_write_members(&s->analysis, NULL, scratch, j);
	} else {
		json_key(j, "error");
		json_object(j);
		json_key(j, "message");
		json_cstr(j, s->error.message);
		json_key(j, "hint");
		json_str(j, s->error.hint[0] != '\0' ? str_from(s->error.hint) : STR_NONE);
		json_end_object(j);
	}
	json_end_object(j);
	return rc;
}

void source_warn_if_empty(const struct source *s)
{
	const struct absence *a =
		s->error.code == ERR_OK && s->analysis.report ? report_without_problems(s->analysis.report) : NULL;
	struct err e = { 0 };

	if (a == NULL)
		return;
	err_set(&e, ERR_INPUT, "%s：没有找到任何问题。查找了%s。看起来是%s", source_name(s), REPORT_LOOKED_FOR,
		a->looks_like);
	err_hint(&e, "%s", a->advice);
	complain(&e);
}

void source_clear(struct source *s)
{
	analysis_clear(&s->analysis);
	if (s->text.ptr != NULL)
		file_free(&s->text);
	s->text = STR_NONE;
}
