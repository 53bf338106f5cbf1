#include "formats.h"

const struct format formats[INTAKE_FORMATS] = {
	[INTAKE_AUTO] = { "auto", "自动", "", NULL },
#define HERE(opener) opener
#define WORKER(opener) NULL
#define FORMAT(id, name, title, extensions, opener) [INTAKE_##id] = { name, title, extensions, opener },
#include "intake_formats.def"
};

const char *intake_format_name(enum intake_format f)
{
	return (unsigned)f < INTAKE_FORMATS ? formats[f].name : "";
}

const char *intake_format_title(enum intake_format f)
{
	return (unsigned)f < INTAKE_FORMATS ? formats[f].title : "";
}

bool intake_format_parse(struct str name, enum intake_format *ret)
{
	for (unsigned i = 0; i < INTAKE_FORMATS; i++) {
		if (!str_eq(name, str_from(formats[i].name)))
			continue;
		*ret = (enum intake_format)i;
		return true;
	}
	return false;
}
