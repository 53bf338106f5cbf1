/* XML parts of a package, read as they are unpacked (SAX, libxml2).
 *
 * No document type (so no entities of its own, no bombs), no network, depth and lengths bounded by libxml2. Names are numbers of a
 * table of the format's; what the table does not know has the number 0. */
#ifndef INTAKE_MARKUP_H
#define INTAKE_MARKUP_H

#include "package.h"

/* The families of namespaces that the formats share words between. */
enum markup_space {
	SPACE_ANY,
	SPACE_WORD,   /* w: both its transitional and its strict address */
	SPACE_SHEET,  /* of spreadsheets */
	SPACE_MATH,   /* m: */
	SPACE_COMPAT, /* mc: */
	SPACE_OTHER,
};

struct markup_name {
	const char *name;    /* local */
	unsigned char space; /* SPACE_ANY: wherever it stands */
	unsigned char id;    /* from 1 */
};

struct markup_tag {
	unsigned id;
	const unsigned char *const *attributes; /* libxml2's: name, prefix, address, value, end */
	int count;
};
/* The value of an attribute by its local name; .ptr NULL: it has none. Good until the callback returns. */
struct str markup_attribute(const struct markup_tag *t, const char *name);
/* Decimal digits with an optional sign, clamped to [least, most]; `otherwise` when it is absent or no number. */
long markup_number(struct str s, long least, long most, long otherwise);
/* On/off elements: present without a value, or anything but 0 false off. */
bool markup_on(const struct markup_tag *t);

/* Negative answers end the reading with that code. */
struct markup {
	const struct markup_name *names; /* sorted by name */
	size_t names_count;
	int (*open)(void *context, const struct markup_tag *t);
	int (*close)(void *context, unsigned id);
	int (*text)(void *context, struct str s); /* NULL: text is of no interest */
	void *context;
};
#define MARKUP_NAMES(table) .names = (table), .names_count = sizeof(table) / sizeof *(table)

/* ERR_NOTFOUND: no such part. ERR_INPUT: the message names the part and the line. A negative answer of a callback without a message
 * gets one about the part. */
int markup_read(struct package *p, struct str part, const struct markup *m, struct err *e);

#endif
