#include "unit.h"

#include <stdlib.h>

#include "office_make.h"

enum { PARTS_MAX = 10, TEXT_MAX = 1 << 20 };

static struct buf wrap(const char *before, const char *content, const char *after)
{
	struct buf b;

	buf_init(&b, (size_t)1 << 30);
	buf_cstr(&b, before);
	buf_cstr(&b, content ? content : "");
	buf_cstr(&b, after);
	assert_false(b.failed);
	return b;
}

struct str make_docx(const char *body, const char *numbering, const char *styles, const char *footnotes)
{
	struct buf main =
		wrap("<w:document " W_SPACE " xmlns:mc=\"http://schemas.openxmlformats.org/markup-compatibility/2006\""
		     " xmlns:m=\"http://schemas.openxmlformats.org/officeDocument/2006/math\"><w:body>",
			body, "</w:body></w:document>");
	struct buf lists = wrap("<w:numbering " W_SPACE ">", numbering, "</w:numbering>");
	struct buf looks = wrap("<w:styles " W_SPACE ">", styles, "</w:styles>");
	struct buf notes = wrap("<w:footnotes " W_SPACE ">", footnotes, "</w:footnotes>");
	const struct zip_member parts[] = {
		{ .name = "_rels/.rels", .bytes = STR(RELS(REL("r", "officeDocument", "word/document.xml"))) },
		{ .name = "word/_rels/document.xml.rels",
			.bytes = STR(RELS(REL("a", "styles", "styles.xml") REL("b", "numbering", "/word/numbering.xml")
					REL("c", "footnotes", "./footnotes.xml"))) },
		{ .name = "word/document.xml", .bytes = buf_view(&main) },
		{ .name = "word/numbering.xml", .bytes = buf_view(&lists) },
		{ .name = "word/styles.xml", .bytes = buf_view(&looks) },
		{ .name = "word/footnotes.xml", .bytes = buf_view(&notes) },
	};
	struct str zip = make_zip(parts, COUNT(parts));
	buf_clear(&main);
	buf_clear(&lists);
	buf_clear(&looks);
	buf_clear(&notes);
	return zip;
}

struct str make_xlsx(const char *content, const char *strings, const char *styles, const char *book)
{
	struct buf sheet = wrap("<worksheet " S_SPACE ">", content, "</worksheet>");
	struct buf shared = wrap("<sst " S_SPACE ">", strings, "</sst>");
	struct buf looks = wrap("<styleSheet " S_SPACE ">", styles, "</styleSheet>");
	struct buf main = wrap("<workbook " S_SPACE " xmlns:r=\"" R_ADDRESS "\">", book,
		"<sheets><sheet name=\"台账\" sheetId=\"1\" r:id=\"s1\"/></sheets></workbook>");
	const struct zip_member parts[] = {
		{ .name = "_rels/.rels", .bytes = STR(RELS(REL("r", "officeDocument", "/xl/workbook.xml"))) },
		{ .name = "xl/_rels/workbook.xml.rels",
			.bytes = STR(RELS(REL("s1", "worksheet", "worksheets/sheet1.xml") REL(
				"s2", "sharedStrings", "sharedStrings.xml") REL("s3", "styles", "styles.xml"))) },
		{ .name = "xl/workbook.xml", .bytes = buf_view(&main) },
		{ .name = "xl/worksheets/sheet1.xml", .bytes = buf_view(&sheet) },
		{ .name = "xl/sharedStrings.xml", .bytes = buf_view(&shared) },
		{ .name = "xl/styles.xml", .bytes = buf_view(&looks) },
	};
	struct str zip = make_zip(parts, COUNT(parts));
	buf_clear(&main);
	buf_clear(&shared);
	buf_clear(&looks);
	buf_clear(&sheet);
	return zip;
}

void office_doc_open(struct office_doc *d, opener_fn *open, struct str zip, const struct intake_limits *limits)
{
	memset(d, 0, sizeof *d);
	d->zip = zip;
	opener_init(&d->o, limits ? limits : &intake_limits_default);
	d->o.name = STR("材料");
	d->rc = open(&d->o, zip, &d->e);
}

void office_doc_close(struct office_doc *d)
{
	union {
		const char *in;
		char *out;
	} u = { .in = d->zip.ptr };

	free(u.out);
	opener_clear(&d->o);
}

const char *office_text(const struct office_doc *d)
{
	static char text[TEXT_MAX];
	size_t n = 0;

	for (size_t i = 0; i < d->o.text.len && n + 2 < sizeof text; i++) {
		if (str_starts(str_sub(buf_view(&d->o.text), i, d->o.text.len), STR("\xe2\x80\xa8"))) {
			text[n++] = '/';
			i += 2;
		} else {
			text[n++] = d->o.text.ptr[i] == '\t' ? '|' : d->o.text.ptr[i];
		}
	}
	text[n] = '\0';
	return text;
}

bool office_has_note(const struct office_doc *d, const char *code, const char *part)
{
	for (size_t i = 0; i < d->o.notes.len; i++) {
		const struct opener_note *n = &VEC_AT(&d->o.notes, struct opener_note, i);
		if (!strcmp(n->code, code) && strstr(n->message, part))
			return true;
	}
	return false;
}

void office_refused(opener_fn *open, struct str bytes, int code, const char *part)
{
	struct office_doc d;

	office_doc_open(&d, open, bytes, NULL);
	if (d.rc != code || !strstr(d.e.message, part))
		print_error("got %d \"%s\", want \"%s\" in it\n", d.rc, d.e.message, part);
	assert_int_equal(d.rc, code);
	assert_non_null(strstr(d.e.message, part));
	assert_true(d.e.hint[0]);
	office_doc_close(&d);
}

struct str office_copied(struct str s)
{
	char *copy = malloc(s.len + 1);

	assert_non_null(copy);
	memcpy(copy, s.ptr, s.len);
	copy[s.len] = '\0';
	return (struct str){ copy, s.len };
}
