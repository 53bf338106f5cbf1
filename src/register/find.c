#include "register.h"

#define FIND(function, type, list)                                                                                     \
	const struct type *function(const struct register_def *r, struct str name)                                     \
	{                                                                                                              \
		for (size_t i = 0; i < r->list##_count; i++)                                                           \
			if (str_eq(r->list[i].name, name))                                                             \
				return &r->list[i];                                                                    \
		return NULL;                                                                                           \
	}

FIND(register_field, field, fields)
FIND(register_state, state, states)
FIND(register_transition, transition, transitions)
FIND(register_clock, clock_def, clocks)
FIND(register_view, view, views)
FIND(register_statistic, statistic, statistics)
FIND(register_catalogue, catalogue, catalogues)

const struct register_def *register_find(const struct registers *all, struct str name)
{
	for (size_t i = 0; i < all->count; i++)
		if (str_eq(all->at[i]->name, name))
			return all->at[i];
	return NULL;
}

const struct state *register_initial(const struct register_def *r)
{
	for (size_t i = 0; i < r->states_count; i++)
		if (r->states[i].initial)
			return &r->states[i];
	return NULL;
}

const struct catalogue *register_catalogue_of(const struct registers *all, const struct register_def *r,
	const struct field *f, const struct register_def **ret_register)
{
	size_t dot = str_find(f->target, STR("."), 0);
	const struct register_def *owner = dot == STR_NPOS ? r : register_find(all, str_sub(f->target, 0, dot));
	const struct catalogue *c = NULL;

	if (owner)
		c = register_catalogue(owner, dot == STR_NPOS ? f->target : str_sub(f->target, dot + 1, f->target.len));
	if (c && ret_register)
		*ret_register = owner;
	return c;
}

static bool in_force(const struct catalogue_row *row, struct date day)
{
	char iso[DATE_TEXT_MAX];

	if (date_is_none(day))
		return true;
	date_format(day, iso);
	struct str at = str_from(iso);
	return (row->from.len == 0 || str_cmp(row->from, at) <= 0) &&
	       (row->until.len == 0 || str_cmp(at, row->until) <= 0);
}

const struct catalogue_row *catalogue_row_at(const struct catalogue *c, struct str code, struct date day)
{
	const struct catalogue_row *best = NULL;

	for (size_t i = 0; i < c->rows_count; i++) {
		const struct catalogue_row *row = &c->rows[i];
		if (str_eq(row->code, code) && in_force(row, day) && (!best || str_cmp(best->from, row->from) < 0))
			best = row;
	}
	return best;
}

int catalogue_column(const struct catalogue *c, struct str name)
{
	for (size_t i = 0; i < c->columns.count; i++)
		if (str_eq(c->columns.at[i], name))
			return (int)i;
	return -1;
}

bool names_have(struct names names, struct str name)
{
	for (size_t i = 0; i < names.count; i++)
		if (str_eq(names.at[i], name))
			return true;
	return false;
}

bool register_common_column(struct str name)
{
	static const struct str common[] = { STR_INIT("unit_id"), STR_INIT("id"), STR_INIT("parent_id"), STR_INIT("no"),
		STR_INIT("state"), STR_INIT("version"), STR_INIT("department_id"), STR_INIT("owner_id"),
		STR_INIT("holder_id"), STR_INIT("created_at"), STR_INIT("created_by"), STR_INIT("changed_at"),
		STR_INIT("changed_by"), STR_INIT("deleted_at"), STR_INIT("due_at"), STR_INIT("lamp") };

	return names_have((struct names){ common, sizeof common / sizeof common[0] }, name);
}

static const struct str file_words[] = { STR_INIT("pdf"), STR_INIT("ofd"), STR_INIT("jpg"), STR_INIT("jpeg"),
	STR_INIT("png"), STR_INIT("gif"), STR_INIT("webp"), STR_INIT("bmp"), STR_INIT("tif"), STR_INIT("tiff"),
	STR_INIT("heic"), STR_INIT("mp4"), STR_INIT("mov"), STR_INIT("mp3"), STR_INIT("wav"), STR_INIT("docx"),
	STR_INIT("xlsx"), STR_INIT("pptx"), STR_INIT("doc"), STR_INIT("xls"), STR_INIT("ppt"), STR_INIT("wps"),
	STR_INIT("rtf"), STR_INIT("odt"), STR_INIT("ods"), STR_INIT("txt"), STR_INIT("csv"), STR_INIT("zip") };
const struct names register_file_words = { file_words, sizeof file_words / sizeof file_words[0] };

static const struct str type_words[] = { [FIELD_TEXT] = STR_INIT("text"),
	[FIELD_LONGTEXT] = STR_INIT("longtext"),
	[FIELD_INTEGER] = STR_INIT("integer"),
	[FIELD_DECIMAL] = STR_INIT("decimal"),
	[FIELD_MONEY] = STR_INIT("money"),
	[FIELD_BOOL] = STR_INIT("bool"),
	[FIELD_DATE] = STR_INIT("date"),
	[FIELD_TIME] = STR_INIT("time"),
	[FIELD_CHOICE] = STR_INIT("choice"),
	[FIELD_CATALOGUE] = STR_INIT("catalogue"),
	[FIELD_REFERENCE] = STR_INIT("reference"),
	[FIELD_PERSON] = STR_INIT("person"),
	[FIELD_DEPARTMENT] = STR_INIT("department"),
	[FIELD_UNIT] = STR_INIT("unit"),
	[FIELD_PLACE] = STR_INIT("place"),
	[FIELD_FILES] = STR_INIT("files"),
	[FIELD_COMPUTED] = STR_INIT("computed") };

struct str field_type_word(enum field_type type)
{
	return type_words[type];
}

bool field_type_of(struct str word, enum field_type *ret)
{
	for (size_t i = 0; i < sizeof type_words / sizeof type_words[0]; i++) {
		if (!str_eq(word, type_words[i]))
			continue;
		*ret = (enum field_type)i;
		return true;
	}
	return false;
}
