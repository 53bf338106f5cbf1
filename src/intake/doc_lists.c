/* The styles, lists and fonts of Word 97 ([MS-DOC] 2.9) as word_lists.h has them. What is damaged is left out: the text goes before. */
#include "doc.h"

#include "word_lists.h"

enum { STYLE_PARAGRAPH = 1, STYLE_NONE = 0xFFF, CONTENTS_FIRST = 19, CONTENTS_LAST = 27 };
enum { LIST_BYTES = 28, LEVEL_BYTES = 28, USE_BYTES = 16, START_SAID = 0x10, LEVEL_SAID = 0x20 };
enum { SPRM_HIDDEN = 0x083C, SPRM_LEVEL = 0x260A, SPRM_LIST = 0x460B };

static void name_style(char into[NAME_MAX_BYTES], unsigned number)
{
	if (number == STYLE_NONE)
		into[0] = '\0';
	else
		snprintf(into, NAME_MAX_BYTES, "%u", number);
}

/* --- styles --- */

static void take_changes(struct style *s, struct str changes)
{
	struct doc_sprm p;

	while (doc_next_sprm(&changes, &p)) {
		uint32_t v = le32(p.operand, 0);
		if (p.code == SPRM_HIDDEN)
			s->hidden = v == 0x80 ? -1 : v != 0; /* 0x80: as the style it is based on */
		else if (p.code == SPRM_LEVEL && v < LIST_LEVELS)
			s->place.level = (long)v;
		else if (p.code == SPRM_LIST)
			s->place.num = v < 0x7FF ? (long)v : 0;
	}
}

static int take_style(struct docx_lists *l, struct str s, size_t base)
{
	struct style *t = vec_push(&l->styles);
	unsigned number = (unsigned)l->styles.len - 1, kind = le16(s, 2) & 15, identity = le16(s, 0) & 0xFFF;

	if (!t)
		return ERR_NOMEM;
	*t = (struct style){ .hidden = -1, .above = -1, .place = { -1, -1 }, .paragraph = kind == STYLE_PARAGRAPH };
	name_style(t->id, number);
	if (!s.len)
		return 0;
	name_style(t->parent, le16(s, 2) >> 4);
	t->contents = identity >= CONTENTS_FIRST && identity <= CONTENTS_LAST;
	size_t at = base + 2 + ((size_t)le16(s, base) + 1) * 2, parts = le16(s, 4) & 15;
	for (size_t i = 0; i < parts && at + 2 <= s.len; i++) {
		size_t len = le16(s, at);
		struct str changes = str_sub(s, at + 2, at + 2 + len);
		/* a paragraph's begin with the style's own number */
		take_changes(t, kind == STYLE_PARAGRAPH && i == 0 ? str_sub(changes, 2, changes.len) : changes);
		at += 2 + len + (len & 1);
	}
	return 0;
}

static int read_styles(struct doc *d)
{
	struct str s = doc_table(d, DOC_STYLES);
	size_t head = le16(s, 0), count = le16(s, 2), base = le16(s, 4), at = 2 + head;
	int rc = 0;

	for (size_t i = 0; i < count && i < STYLES_MAX && at + 2 <= s.len && rc == 0; i++) {
		size_t len = le16(s, at);
		rc = take_style(d->lists, str_sub(s, at + 2, at + 2 + len), base);
		at += 2 + len;
	}
	d->lists->paragraph_default = d->lists->styles.len ? 0 : -1;
	return rc;
}

/* --- lists --- */

/* MSONFC: the names that ECMA-376 gives the same numbers. */
static enum numeral numeral_of(unsigned code)
{
	static const char *const names[] = { "decimal", "upperRoman", "lowerRoman", "upperLetter", "lowerLetter",
		"ordinal", "decimal", "decimal", "hex", "decimal", "ideographDigital", "japaneseCounting", "decimal",
		"decimal", "decimalFullWidth", "decimal", "japaneseLegal", "japaneseDigitalTenThousand",
		"decimalEnclosedCircle", "decimalFullWidth2", "decimal", "decimal", "decimalZero", "bullet", "decimal",
		"decimal", "decimalEnclosedFullstop", "decimalEnclosedParen", "decimalEnclosedCircleChinese",
		"ideographEnclosedCircle", "ideographTraditional", "ideographZodiac", "ideographZodiacTraditional",
		"taiwaneseCounting", "ideographLegalTraditional", "taiwaneseCountingThousand", "taiwaneseDigital",
		"chineseCounting", "chineseLegalSimplified", "chineseCountingThousand", "decimal", "decimal",
		"koreanCounting", "decimal", "koreanDigital2" };

	if (code == 57)
		return NUMERAL_DASHES;
	if (code == 255)
		return NUMERAL_NONE;
	return numeral_named(str_from(code < sizeof names / sizeof *names ? names[code] : "decimal"));
}

/* The text around the numbers: characters below 9 stand for the number of that level, %1 … %9 in ours. */
static int take_level_text(struct level *v, struct str units)
{
	char text[4 * 64];
	struct buf b;
	uint16_t high = 0;

	buf_init(&b, sizeof text);
	for (size_t i = 0; i + 2 <= units.len; i += 2) {
		uint16_t u = le16(units, i);
		if (u < LIST_LEVELS)
			buf_fmt(&b, "%%%u", u + 1u);
		else
			utf16_put(&b, u, &high);
	}
	struct str s = str_sub(buf_view(&b), 0, b.len);
	v->text_len = (uint16_t)(!b.failed && s.len <= sizeof v->text ? s.len : 0);
	memcpy(v->text, s.ptr ? s.ptr : "", v->text_len);
	int rc = b.failed && !b.full ? ERR_NOMEM : 0;
	buf_clear(&b);
	return rc;
}

/* LVL; *ret is how many bytes it has, 0: it is cut off. */
static int take_level(struct level *v, struct str s, size_t *ret)
{
	size_t characters = le(s, 24, 1), paragraph = le(s, 25, 1), text = LEVEL_BYTES + characters + paragraph;
	uint8_t flags = (uint8_t)le(s, 5, 1);

	*ret = 0;
	if (s.len < text + 2)
		return 0;
	size_t units = le16(s, text);
	if (s.len < text + 2 + units * 2)
		return 0;
	uint32_t start = le32(s, 0);
	*v = (struct level){ .start = start < NUMBER_MOST ? (long)start : 0, .restart = -1, .set = true };
	v->kind = numeral_of(le(s, 4, 1));
	v->legal = flags & 4;
	if (flags & 8) { /* fNoRestart: only behind the level it names */
		long limit = (long)le(s, 26, 1);
		v->restart = limit <= LIST_LEVELS ? limit : 0;
	}
	v->gap = le(s, 15, 1) == 2 ? 0 : ' ';
	*ret = text + 2 + units * 2;
	return take_level_text(v, str_sub(s, text + 2, *ret));
}

static int read_definitions(struct doc *d)
{
	struct str table = buf_view(&d->table), s = doc_table(d, DOC_LISTS);
	size_t count = le16(s, 0);
	/* the levels stand behind the table, uncounted by its size */
	struct str levels =
		s.len ? str_sub(table, (size_t)(s.ptr - table.ptr) + 2 + count * LIST_BYTES, table.len) : STR("");

	for (size_t i = 0; i < count && 2 + (i + 1) * LIST_BYTES <= s.len && i < LISTS_MAX; i++) {
		struct str row = str_sub(s, 2 + i * LIST_BYTES, 2 + (i + 1) * LIST_BYTES);
		struct abstract_list *a = vec_push(&d->lists->abstracts);
		if (!a || !(a->levels = word_levels_new()))
			return ERR_NOMEM;
		a->id = (long)le32(row, 0);
		size_t has = le(row, 26, 1) & 1 ? 1 : LIST_LEVELS;
		for (size_t k = 0; k < has; k++) {
			size_t len = 0;
			if (take_level(&a->levels[k], levels, &len) < 0)
				return ERR_NOMEM;
			if (!len)
				return 0; /* what is behind it cannot be found */
			unsigned style = le16(row, 8 + k * 2);
			name_style(a->levels[k].style, style);
			levels = str_sub(levels, len, levels.len);
		}
	}
	return 0;
}

/* One LFOLVL: a level that begins elsewhere or looks different. Gives its size, 0: it is cut off. */
static int take_override(struct list *n, struct str s, size_t *ret_len)
{
	uint32_t flags = le32(s, 4), start = le32(s, 0);
	size_t k = flags & 15, len = 8;

	*ret_len = 0;
	if (s.len < 8 || k >= LIST_LEVELS)
		return 0;
	if (flags & LEVEL_SAID) {
		if (!n->own && !(n->own = word_levels_new()))
			return ERR_NOMEM;
		size_t level = 0;
		if (take_level(&n->own[k], str_sub(s, 8, s.len), &level) < 0)
			return ERR_NOMEM;
		if (!level)
			return 0;
		len += level;
		if (flags & START_SAID)
			n->start[k] = n->own[k].start;
	} else if (flags & START_SAID) {
		n->start[k] = start < NUMBER_MOST ? (long)start : -1;
	}
	*ret_len = len;
	return 0;
}

static int read_uses(struct doc *d)
{
	struct str s = doc_table(d, DOC_LIST_USES);
	size_t count = le32(s, 0);
	struct str more = str_sub(s, 4 + (count < s.len ? count * USE_BYTES : s.len), s.len);

	for (size_t i = 0; i < count && 4 + (i + 1) * USE_BYTES <= s.len && i < LISTS_MAX; i++) {
		struct str row = str_sub(s, 4 + i * USE_BYTES, 4 + (i + 1) * USE_BYTES);
		struct list *n = vec_push(&d->lists->lists);
		if (!n)
			return ERR_NOMEM;
		*n = (struct list){ .id = (long)i + 1, .abstract_id = (long)le32(row, 0), .abstract = -1 };
		for (size_t k = 0; k < LIST_LEVELS; k++)
			n->start[k] = -1;
		size_t overrides = le(row, 12, 1);
		more = str_sub(more, 4, more.len); /* cp */
		for (size_t k = 0; k < overrides; k++) {
			size_t len = 0;
			if (take_override(n, more, &len) < 0)
				return ERR_NOMEM;
			overrides = len ? overrides : 0;
			more = len ? str_sub(more, len, more.len) : STR("");
		}
	}
	return 0;
}

/* --- fonts --- */

static int read_fonts(struct doc *d)
{
	enum { NAME = 39 };
	struct str s = doc_table(d, DOC_FONTS);
	size_t count = le16(s, 0), at = 4;

	for (size_t i = 0; i < count && at < s.len; i++) {
		size_t len = le(s, at, 1);
		struct str units = str_sub(s, at + 1 + NAME, at + 1 + len);
		char name[40];
		size_t n = 0;
		for (; n + 1 < sizeof name && n * 2 + 2 <= units.len && le16(units, n * 2); n++)
			name[n] = (char)(le16(units, n * 2) < 128 ? le16(units, n * 2) : '?');
		uint8_t *kind = vec_push(&d->fonts);
		if (!kind)
			return ERR_NOMEM;
		*kind = (uint8_t)docx_font_of((struct str){ name, n });
		at += 1 + len;
	}
	return 0;
}

int doc_lists_read(struct doc *d)
{
	d->lists = word_lists_new();
	if (!d->lists)
		return ERR_NOMEM;
	int rc = read_styles(d);
	if (rc == 0)
		rc = read_definitions(d);
	if (rc == 0)
		rc = read_uses(d);
	if (rc == 0)
		rc = read_fonts(d);
	return rc == 0 ? word_lists_settle(d->lists) : rc;
}
