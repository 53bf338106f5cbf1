/* Word documents: document, numbering, styles and footnotes, each the fuzzer's. */
#include "pack_fuzz.h"
#include "intake_fuzz.h"

#define RELATION(id, type, target)                                                                                     \
	"<Relationship Id='" id "' Type='http://schemas.openxmlformats.org/officeDocument/2006/relationships/" type    \
	"' Target='" target "'/>"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct fuzz_fixed fixed[] = { { "_rels/.rels", "<Relationships>" RELATION("a", "officeDocument",
									    "word/document.xml") "</Relationships>" },
		{ "word/_rels/document.xml.rels",
			"<Relationships>" RELATION("a", "numbering", "numbering.xml") RELATION("b", "styles",
				"styles.xml") RELATION("c", "footnotes", "footnotes.xml") "</Relationships>" },
		{ NULL, NULL } };
	static const char *const names[] = { "word/document.xml", "word/numbering.xml", "word/styles.xml",
		"word/footnotes.xml", NULL };
	struct buf zip;

	fuzz_pack((struct str){ (const char *)data, size }, fixed, names, &zip);
	fuzz_opener(open_docx, INTAKE_DOCX, buf_view(&zip));
	buf_clear(&zip);
	return 0;
}
