#include "schema_private.h"

static void write_field(const struct field *f, struct buf *out)
{
	buf_fmt(out, "field " STR_FMT " " STR_FMT " %d ", STR_ARG(f->name), STR_ARG(field_type_word(f->type)),
		f->type == FIELD_DECIMAL ? f->scale : 0);
	buf_cstr(out, f->multiple ? "m" : "");
	buf_cstr(out, f->unique ? "u" : "");
	buf_cstr(out, f->unique_in_parent ? "p" : "");
	buf_cstr(out, f->retired ? "r" : "");
	buf_cstr(out, f->index ? "i" : "");
	bool none = !f->multiple && !f->unique && !f->unique_in_parent && !f->retired && !f->index;
	buf_cstr(out, none ? "- " : " ");
	buf_cstr(out, f->choices_count > 0 ? "|" : "-");
	for (size_t i = 0; i < f->choices_count; i++)
		buf_fmt(out, STR_FMT "|", STR_ARG(f->choices[i].value));
	buf_chr(out, '\n');
}

void shape_write(const struct register_def *def, struct buf *out)
{
	if (def->parent.len > 0)
		buf_fmt(out, "parent " STR_FMT "\n", STR_ARG(def->parent));
	for (size_t i = 0; i < def->states_count; i++)
		buf_fmt(out, "state " STR_FMT "\n", STR_ARG(def->states[i].name));
	for (size_t i = 0; i < def->fields_count; i++)
		write_field(&def->fields[i], out);
}

static struct str word(struct str *line)
{
	size_t end = str_find(*line, STR(" "), 0);
	struct str w = str_sub(*line, 0, end);

	*line = end == STR_NPOS ? STR("") : str_sub(*line, end + 1, line->len);
	return w;
}

static bool read_field(struct str line, struct old_field *f)
{
	f->name = word(&line);
	struct str type = word(&line), scale = word(&line), flags = word(&line);
	f->choices = word(&line);
	if (f->name.len == 0 || !field_type_of(type, &f->type) || scale.len != 1 || scale.ptr[0] < '0' ||
		scale.ptr[0] > '9')
		return false;
	f->scale = scale.ptr[0] - '0';
	f->multiple = str_has(flags, STR("m"));
	f->unique = str_has(flags, STR("u"));
	f->unique_in_parent = str_has(flags, STR("p"));
	f->retired = str_has(flags, STR("r"));
	f->index = str_has(flags, STR("i"));
	return f->choices.len > 0;
}

static size_t lines_of(struct str text)
{
	size_t n = 0;

	for (size_t i = 0; i < text.len; i++)
		n += text.ptr[i] == '\n';
	return n;
}

int shape_read(struct str text, struct arena *a, struct shape *ret, struct err *e)
{
	size_t lines = lines_of(text), states = 0;
	struct shape s = { .fields = arena_array(a, lines + 1, sizeof *s.fields) };
	struct str *names = arena_array(a, lines + 1, sizeof *names);
	bool ok = true;

	text = arena_dup(a, text);
	if (!s.fields || !names || !text.ptr)
		return err_nomem(e);
	for (size_t at = 0; ok && at < text.len;) {
		size_t end = str_find(text, STR("\n"), at);
		struct str line = str_sub(text, at, end);
		at = end == STR_NPOS ? text.len : end + 1;
		struct str kind = word(&line);
		if (str_eq(kind, STR("parent")))
			s.parent = line;
		else if (str_eq(kind, STR("state")))
			names[states++] = line;
		else
			ok = str_eq(kind, STR("field")) && read_field(line, &s.fields[s.fields_count++]);
	}
	if (!ok)
		return err_set(e, ERR_DB, "数据库里记录的台账结构读不懂");
	s.states = (struct names){ names, states };
	*ret = s;
	return 0;
}
