/* Workbooks: sheet, shared strings, styles and workbook, each the fuzzer's; and number formats by themselves. */
#include "pack_fuzz.h"
#include "intake_fuzz.h"

#include "numfmt.h"

#define RELATION(id, type, target)                                                                                     \
	"<Relationship Id='" id "' Type='http://schemas.openxmlformats.org/officeDocument/2006/relationships/" type    \
	"' Target='" target "'/>"

static void check_format(struct str code)
{
	static const double values[] = { 0, -1.5, 45366.75, 1e300, 59.999999, 0.145 };
	struct buf b;

	for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
		buf_init(&b, 1 << 16);
		numfmt_write(&b, code, values[i], i % 2);
		MUST(!b.failed);
		buf_clear(&b);
	}
	(void)numfmt_is_date(code);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct fuzz_fixed fixed[] = { { "_rels/.rels", "<Relationships>" RELATION("a", "officeDocument",
									    "xl/workbook.xml") "</Relationships>" },
		{ "xl/_rels/workbook.xml.rels",
			"<Relationships>" RELATION("s1", "worksheet", "sheet.xml") RELATION("b", "sharedStrings",
				"strings.xml") RELATION("c", "styles", "styles.xml") "</Relationships>" },
		{ NULL, NULL } };
	static const char *const names[] = { "xl/sheet.xml", "xl/strings.xml", "xl/styles.xml", "xl/workbook.xml",
		NULL };
	struct str input = { (const char *)data, size };
	struct buf zip;

	check_format(str_sub(input, 0, 255));
	fuzz_pack(input, fixed, names, &zip);
	fuzz_opener(open_xlsx, INTAKE_XLSX, buf_view(&zip));
	buf_clear(&zip);
	return 0;
}
