#include "xlsx_parts.h"

#include "date.h"
#include "utf8.h"

enum { SHEET_NAME_CHARS = 31, DECIMALS = 10, FORMATS_FROM = 164 };

#define DECLARATION "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"
#define MAIN "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
#define OFFICE "http://schemas.openxmlformats.org/officeDocument/2006"
#define PACKAGE "http://schemas.openxmlformats.org/package/2006"
#define KIND(what) "application/vnd.openxmlformats-" what "+xml"

static void put_types(const struct table_head *h, struct buf *out)
{
	(void)h;
	buf_cstr(out, DECLARATION
		"<Types xmlns=\"" PACKAGE "/content-types\">"
		"<Default Extension=\"rels\" ContentType=\"" KIND(
			"package.relationships") "\"/>"
						 "<Default Extension=\"xml\" ContentType=\"application/xml\"/>"
						 "<Override PartName=\"/docProps/app.xml\" ContentType=\"" KIND(
							 "officedocument.extended-properties") "\"/>"
											       "<Override PartName=\"/docProps/core.xml\" ContentType=\"" KIND(
												       "package.core-properties") "\"/>"
																  "<Override PartName=\"/xl/styles.xml\" ContentType=\"" KIND(
																	  "officedocument.spreadsheetml.styles") "\"/>"
																						 "<Override PartName=\"/xl/workbook.xml\" ContentType=\"" KIND(
																							 "officedocument.spreadsheetml.sheet.main") "\"/>"
																												    "<Override PartName=\"/xl/worksheets/sheet1.xml\" ContentType=\"" KIND(
																													    "officedocument.spreadsheetml.worksheet") "\"/>"
																																		      "</Types>");
}

static void put_relations(const struct table_head *h, struct buf *out)
{
	(void)h;
	buf_cstr(out, DECLARATION "<Relationships xmlns=\"" PACKAGE "/relationships\">"
				  "<Relationship Id=\"rId1\" Type=\"" OFFICE
				  "/relationships/officeDocument\" Target=\"xl/workbook.xml\"/>"
				  "<Relationship Id=\"rId2\" Type=\"" PACKAGE
				  "/relationships/metadata/core-properties\" Target=\"docProps/core.xml\"/>"
				  "<Relationship Id=\"rId3\" Type=\"" OFFICE
				  "/relationships/extended-properties\" Target=\"docProps/app.xml\"/>"
				  "</Relationships>");
}

static void put_book_relations(const struct table_head *h, struct buf *out)
{
	(void)h;
	buf_cstr(out,
		DECLARATION "<Relationships xmlns=\"" PACKAGE "/relationships\">"
			    "<Relationship Id=\"rId1\" Type=\"" OFFICE
			    "/relationships/worksheet\" Target=\"worksheets/sheet1.xml\"/>"
			    "<Relationship Id=\"rId2\" Type=\"" OFFICE "/relationships/styles\" Target=\"styles.xml\"/>"
			    "</Relationships>");
}

static void put_app(const struct table_head *h, struct buf *out)
{
	(void)h;
	buf_cstr(out, DECLARATION "<Properties xmlns=\"" OFFICE
				  "/extended-properties\"><Application>Bihuan</Application></Properties>");
}

static void put_core(const struct table_head *h, struct buf *out)
{
	int64_t seconds = h->made_at / 1000, of_day = seconds % 86400;
	char day[DATE_TEXT_MAX], at[40];

	date_format(date_from_days((int32_t)(seconds / 86400)), day);
	snprintf(at, sizeof(at), "%sT%02d:%02d:%02dZ", day, (int)(of_day / 3600), (int)(of_day / 60 % 60),
		(int)(of_day % 60));
	buf_fmt(out,
		DECLARATION
		"<cp:coreProperties xmlns:cp=\"" PACKAGE "/metadata/core-properties\""
		" xmlns:dcterms=\"http://purl.org/dc/terms/\" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\">"
		"<dcterms:created xsi:type=\"dcterms:W3CDTF\">%s</dcterms:created>"
		"<dcterms:modified xsi:type=\"dcterms:W3CDTF\">%s</dcterms:modified></cp:coreProperties>",
		at, at);
}

/* --- formats --- */

static void put_number_formats(struct buf *out)
{
	buf_fmt(out,
		"<numFmts count=\"%d\"><numFmt numFmtId=\"%d\" formatCode=\"yyyy-mm-dd\"/>"
		"<numFmt numFmtId=\"%d\" formatCode=\"yyyy-mm-dd hh:mm\"/>",
		2 + DECIMALS, FORMATS_FROM, FORMATS_FROM + 1);
	for (int scale = 0; scale < DECIMALS; scale++)
		buf_fmt(out, "<numFmt numFmtId=\"%d\" formatCode=\"0%s%.*s\"/>", FORMATS_FROM + 2 + scale,
			scale > 0 ? "." : "", scale, "000000000");
	buf_cstr(out, "</numFmts>");
}

static void put_looks(struct buf *out)
{
	static const char font[] = "<sz val=\"11\"/><name val=\"Calibri\"/><family val=\"2\"/></font>";
	static const char *const sides[] = { "left", "right", "top", "bottom" };

	buf_fmt(out, "<fonts count=\"2\"><font>%s<font><b/>%s</fonts>", font, font);
	buf_cstr(out,
		"<fills count=\"3\"><fill><patternFill patternType=\"none\"/></fill>"
		"<fill><patternFill patternType=\"gray125\"/></fill>"
		"<fill><patternFill patternType=\"solid\"><fgColor rgb=\"FFE8EEF7\"/><bgColor indexed=\"64\"/></patternFill></fill></fills>"
		"<borders count=\"2\"><border><left/><right/><top/><bottom/><diagonal/></border><border>");
	for (size_t i = 0; i < sizeof(sides) / sizeof(sides[0]); i++)
		buf_fmt(out, "<%s style=\"thin\"><color auto=\"1\"/></%s>", sides[i], sides[i]);
	buf_cstr(out,
		"<diagonal/></border></borders>"
		"<cellStyleXfs count=\"1\"><xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\"/></cellStyleXfs>");
}

static void put_number_style(struct buf *out, int format)
{
	buf_fmt(out,
		"<xf numFmtId=\"%d\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\" applyNumberFormat=\"1\""
		" applyAlignment=\"1\"><alignment vertical=\"top\"/></xf>",
		format);
}

/* In the order of enum xlsx_style. */
static void put_styles(const struct table_head *h, struct buf *out)
{
	(void)h;
	buf_cstr(out, DECLARATION "<styleSheet xmlns=\"" MAIN "\">");
	put_number_formats(out);
	put_looks(out);
	buf_fmt(out,
		"<cellXfs count=\"%d\"><xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\"/>"
		"<xf numFmtId=\"0\" fontId=\"1\" fillId=\"2\" borderId=\"1\" xfId=\"0\" applyFont=\"1\" applyFill=\"1\""
		" applyBorder=\"1\" applyAlignment=\"1\"><alignment vertical=\"top\"/></xf>"
		"<xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\" applyAlignment=\"1\">"
		"<alignment vertical=\"top\" wrapText=\"1\"/></xf>",
		XLSX_DECIMAL + DECIMALS);
	for (int i = 0; i < 2 + DECIMALS; i++)
		put_number_style(out, FORMATS_FROM + i);
	buf_cstr(out,
		"</cellXfs><cellStyles count=\"1\"><cellStyle name=\"Normal\" xfId=\"0\" builtinId=\"0\"/></cellStyles></styleSheet>");
}

const struct xlsx_part xlsx_parts[] = {
	{ "[Content_Types].xml", put_types },
	{ "_rels/.rels", put_relations },
	{ "docProps/app.xml", put_app },
	{ "docProps/core.xml", put_core },
	{ "xl/_rels/workbook.xml.rels", put_book_relations },
	{ "xl/styles.xml", put_styles },
	{ NULL, NULL },
};

/* --- names and places --- */

const char *xlsx_letters(size_t column, char out[XLSX_LETTERS_MAX])
{
	char *p = out + XLSX_LETTERS_MAX - 1;

	*p = '\0';
	for (size_t n = column + 1; n > 0; n = (n - 1) / 26)
		*--p = (char)('A' + (n - 1) % 26);
	return p;
}

void xlsx_sheet_name(struct str s, struct buf *out)
{
	struct str name = str_sub(s, 0, utf8_prefix(s, SHEET_NAME_CHARS));

	for (size_t i = 0; i < name.len; i++) {
		unsigned char c = (unsigned char)name.ptr[i];
		if (c < 0x20 || strchr("[]:*?/\\'", c) != NULL)
			buf_chr(out, ' ');
		else if (c == '&' || c == '<' || c == '>' || c == '"')
			buf_fmt(out, "&#%d;", c);
		else
			buf_chr(out, (char)c);
	}
	if (name.len == 0)
		buf_cstr(out, "台账");
}

/* --- workbook and sheet --- */

void xlsx_workbook(const struct xlsx_area *area, struct str sheet_name, struct buf *out)
{
	char letters[XLSX_LETTERS_MAX];

	buf_fmt(out,
		DECLARATION "<workbook xmlns=\"" MAIN "\" xmlns:r=\"" OFFICE
			    "/relationships\"><bookViews><workbookView/></bookViews>"
			    "<sheets><sheet name=\"" STR_FMT "\" sheetId=\"1\" r:id=\"rId1\"/></sheets>",
		STR_ARG(sheet_name));
	if (area->rows > 0) /* what a filter in place goes by */
		buf_fmt(out,
			"<definedNames><definedName name=\"_xlnm._FilterDatabase\" localSheetId=\"0\" hidden=\"1\">'" STR_FMT
			"'!$A$1:$%s$%lld</definedName></definedNames>",
			STR_ARG(sheet_name), xlsx_letters(area->columns - 1, letters), (long long)area->rows + 1);
	buf_cstr(out, "</workbook>");
}

static int width_of(const struct table_column *c)
{
	static const int widths[] = {
		[CELL_TEXT] = 24,
		[CELL_INTEGER] = 10,
		[CELL_DECIMAL] = 14,
		[CELL_DATE] = 12,
		[CELL_TIME] = 17,
	};

	return c->width > 0 ? c->width : widths[c->kind];
}

void xlsx_sheet_begins(const struct table_column *columns, size_t count, struct buf *out)
{
	buf_cstr(out, DECLARATION
		"<worksheet xmlns=\"" MAIN "\"><sheetViews><sheetView tabSelected=\"1\" workbookViewId=\"0\">"
		"<pane ySplit=\"1\" topLeftCell=\"A2\" activePane=\"bottomLeft\" state=\"frozen\"/>"
		"<selection pane=\"bottomLeft\"/></sheetView></sheetViews><sheetFormatPr defaultRowHeight=\"15\"/><cols>");
	for (size_t i = 0; i < count; i++)
		buf_fmt(out, "<col min=\"%zu\" max=\"%zu\" width=\"%d.7109375\" customWidth=\"1\"/>", i + 1, i + 1,
			width_of(&columns[i]));
	buf_cstr(out, "</cols><sheetData><row r=\"1\">");
}

void xlsx_sheet_ends(const struct xlsx_area *area, struct buf *out)
{
	char letters[XLSX_LETTERS_MAX];

	buf_cstr(out, "</sheetData>");
	if (area->rows > 0)
		buf_fmt(out, "<autoFilter ref=\"A1:%s%lld\"/>", xlsx_letters(area->columns - 1, letters),
			(long long)area->rows + 1);
	buf_cstr(out,
		"<pageMargins left=\"0.7\" right=\"0.7\" top=\"0.75\" bottom=\"0.75\" header=\"0.3\" footer=\"0.3\"/></worksheet>");
}
