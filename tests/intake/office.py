#!/usr/bin/env python3
"""Makes office documents for the tests, part by part, so that every oddity is spelt out.

    office.py docx OUT < TEXT          a line a paragraph, as typed
    office.py docx-large OUT < TEXT    ten times over, with the properties that Word writes at every run
    office.py docx-lists OUT < TEXT    the same, with the numbers left to Word's lists where they can be
    office.py xlsx OUT < ROWS          rows of TABs (U+2028 in a cell is a line break)
    office.py odt OUT < TEXT           a line a paragraph, in OpenDocument
    office.py rtf OUT < TEXT           a line a paragraph: bytes in code page 936, or Unicode, in turn
    office.py rtf-lists OUT < TEXT     the same, with the numbers in \\listtext, as Word writes what its lists print
    office.py doc OUT < TEXT           a Word 97 document, a line a paragraph
    office.py doc-lists OUT < TEXT     the same, with the numbers left to lists, each begun where its number says
    office.py xls OUT < ROWS           the same rows as an Excel 97 workbook
    office.py ofd OUT < TEXT           pages of 30 lines, each character placed
    office.py ofd-columns OUT < TEXT   two columns with Word's usual gap, a header above both and the page's number below
"""

import re
import sys
import zipfile
from xml.sax.saxutils import escape

import old_office

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
S = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
REL = "http://schemas.openxmlformats.org/package/2006/relationships"
CT = "http://schemas.openxmlformats.org/package/2006/content-types"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
WHEN = (2024, 1, 1, 0, 0, 0)


def write_package(path, parts):
    """`parts`: name -> text; written in order, always the same bytes."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name, text in parts.items():
            info = zipfile.ZipInfo(name, WHEN)
            info.compress_type = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            package.writestr(info, text if isinstance(text, bytes) else text.encode("utf-8"))


def types(overrides):
    return HEAD + '<Types xmlns="%s"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>' \
        '<Default Extension="xml" ContentType="application/xml"/>%s</Types>' % (CT, "".join(
            '<Override PartName="%s" ContentType="application/vnd.openxmlformats-officedocument.%s+xml"/>' % o for o in overrides))


def relations(rows):
    return HEAD + '<Relationships xmlns="%s">%s</Relationships>' % (REL, "".join(
        '<Relationship Id="%s" Type="%s/%s" Target="%s"/>' % (i, R, kind, target) for i, kind, target in rows))


def docx_parts(body, numbering="", styles="", extra=None):
    """The parts of a Word document whose body is `body` (w: elements)."""
    rows = []
    parts = {
        "[Content_Types].xml": types([("/word/document.xml", "wordprocessingml.document.main")]),
        "_rels/.rels": relations([("rId1", "officeDocument", "word/document.xml")]),
        "word/document.xml": HEAD + '<w:document xmlns:w="%s" xmlns:r="%s" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
        ' xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"><w:body>%s<w:sectPr/></w:body></w:document>' % (W, R, body),
    }
    if numbering:
        parts["word/numbering.xml"] = HEAD + '<w:numbering xmlns:w="%s">%s</w:numbering>' % (W, numbering)
        rows.append(("rId1", "numbering", "numbering.xml"))
    if styles:
        parts["word/styles.xml"] = HEAD + '<w:styles xmlns:w="%s">%s</w:styles>' % (W, styles)
        rows.append(("rId2", "styles", "styles.xml"))
    for i, (kind, text) in enumerate((extra or {}).items()):
        parts["word/%s.xml" % kind] = HEAD + text.replace("<w:%s>" % kind, '<w:%s xmlns:w="%s">' % (kind, W), 1)
        rows.append(("rId%d" % (i + 3), kind, kind + ".xml"))
    parts["word/_rels/document.xml.rels"] = relations(rows)
    return parts


def run(text):
    return '<w:r><w:t xml:space="preserve">%s</w:t></w:r>' % escape(text)


def paragraph(text, properties=""):
    return "<w:p>%s%s</w:p>" % ("<w:pPr>%s</w:pPr>" % properties if properties else "", run(text) if text else "")


FONTS = '<w:rPr><w:rFonts w:ascii="仿宋_GB2312" w:eastAsia="仿宋_GB2312" w:hAnsi="仿宋_GB2312" w:cs="仿宋_GB2312" w:hint="eastAsia"/>' \
    '<w:color w:val="000000"/><w:kern w:val="0"/><w:sz w:val="32"/><w:szCs w:val="32"/><w:lang w:val="en-US" w:eastAsia="zh-CN"/></w:rPr>'


def large(lines):
    """Runs of a dozen characters, each with its properties, as documents are that many people edited."""
    look = '<w:pPr><w:spacing w:line="560" w:lineRule="exact"/><w:ind w:firstLine="640" w:firstLineChars="200"/><w:jc w:val="both"/>%s</w:pPr>' % FONTS
    once = "".join('<w:p w:rsidR="00A77B3E">%s%s</w:p>' % (look, "".join('<w:r>%s<w:t>%s</w:t></w:r>' % (FONTS, escape(line[i:i + 12]))
                                                                    for i in range(0, len(line), 12))) for line in lines)
    return once * 10


def level(i, form, text, more=""):
    return '<w:lvl w:ilvl="%d"><w:start w:val="1"/><w:numFmt w:val="%s"/>%s<w:lvlText w:val="%s"/></w:lvl>' % (i, form, more, text)


# What the samples number with, outermost first: marker, Word's name of the format, text around it.
FORMS = (
    (r"([一二三四五六七八九十]+)、", "chineseCountingThousand", "%s、"),
    (r"（([一二三四五六七八九十]+)）", "chineseCountingThousand", "（%s）"),
    (r"(\d+)\.(?!\d)", "decimal", "%s."),
    (r"(\d+)、", "decimal", "%s、"),
    (r"（(\d+)）", "decimal", "（%s）"),
    (r"([①②③④⑤⑥⑦⑧⑨⑩])", "decimalEnclosedCircle", "%s"),
)
DIGITS = "零一二三四五六七八九"


def value_of(text):
    if text.isdecimal():
        return int(text)
    if "①" <= text <= "⑳":
        return ord(text) - ord("①") + 1
    tens, _, ones = text.rpartition("十")
    if "十" not in text:
        return DIGITS.index(text)
    return (DIGITS.index(tens) if tens else 1) * 10 + (DIGITS.index(ones) if ones else 0)


def listed(lines):
    """Paragraphs whose typed numbers are left to lists. Every line gets a list of its own that begins at its number, as documents do
    that were put together from pieces; every third goes on in the list before it where it can."""
    nums, body, last = [], [], {}
    abstracts = "".join('<w:abstractNum w:abstractNumId="%d">%s</w:abstractNum>' % (i, level(0, form, text % "%1", '<w:suff w:val="nothing"/>'))
                        for i, (_, form, text) in enumerate(FORMS))
    for line in lines:
        found = None
        for i, (pattern, _, _) in enumerate(FORMS):
            match = re.match(pattern, line)
            if match:
                found = (i, value_of(match.group(1)), line[match.end():])
                break
        if not found:
            body.append(paragraph(line))
            continue
        i, value, rest = found
        if last.get(i, (0, 0))[0] != value - 1 or value == 1:
            nums.append('<w:num w:numId="%d"><w:abstractNumId w:val="%d"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="%d"/></w:lvlOverride></w:num>'
                        % (len(nums) + 1, i, value))
            last[i] = (value, len(nums))
        else:
            last[i] = (value, last[i][1])
        body.append(paragraph(rest, '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="%d"/></w:numPr>' % last[i][1]))
    return "".join(body), abstracts + "".join(nums)


def column_name(i):
    name = ""
    i += 1
    while i:
        i, rest = divmod(i - 1, 26)
        name = chr(65 + rest) + name
    return name


def sheet(rows, merges=(), more=""):
    out = []
    for r, row in enumerate(rows):
        cells = "".join('<c r="%s%d" t="inlineStr"><is><t xml:space="preserve">%s</t></is></c>' % (column_name(c), r + 1, escape(cell.replace("\u2028", "\n")))
                        for c, cell in enumerate(row) if cell)
        out.append('<row r="%d">%s</row>' % (r + 1, cells))
    merged = '<mergeCells>%s</mergeCells>' % "".join('<mergeCell ref="%s"/>' % m for m in merges) if merges else ""
    return '<sheetData>%s</sheetData>%s%s' % ("".join(out), merged, more)


def xlsx_parts(sheets, shared="", styles="", workbook=""):
    """`sheets`: (name, attributes, content) each."""
    rows = [("rId%d" % (i + 1), "worksheet", "worksheets/sheet%d.xml" % (i + 1)) for i in range(len(sheets))]
    parts = {
        "[Content_Types].xml": types([("/xl/workbook.xml", "spreadsheetml.sheet.main")]),
        "_rels/.rels": relations([("rId1", "officeDocument", "xl/workbook.xml")]),
        "xl/workbook.xml": HEAD + '<workbook xmlns="%s" xmlns:r="%s">%s<sheets>%s</sheets></workbook>' % (S, R, workbook, "".join(
            '<sheet name="%s" sheetId="%d" %s r:id="rId%d"/>' % (escape(name), i + 1, attributes, i + 1)
            for i, (name, attributes, _) in enumerate(sheets))),
    }
    for i, (_, _, content) in enumerate(sheets):
        parts["xl/worksheets/sheet%d.xml" % (i + 1)] = HEAD + '<worksheet xmlns="%s">%s</worksheet>' % (S, content)
    if shared:
        parts["xl/sharedStrings.xml"] = HEAD + '<sst xmlns="%s">%s</sst>' % (S, shared)
        rows.append(("rId900", "sharedStrings", "sharedStrings.xml"))
    if styles:
        parts["xl/styles.xml"] = HEAD + '<styleSheet xmlns="%s">%s</styleSheet>' % (S, styles)
        rows.append(("rId901", "styles", "styles.xml"))
    parts["xl/_rels/workbook.xml.rels"] = relations(rows)
    return parts


OFD = "http://www.ofdspec.org/2016"


def half(char):
    return char < "\u0250"


def ofd_width(text, size):
    return sum(size / 2 if half(char) else size for char in text)


def ofd_line(i, x, y, text, size=5):
    if not text:
        return ""
    deltas = " ".join("%g" % (size / 2 if half(char) else size) for char in text[:-1])
    return '<ofd:TextObject ID="%d" Boundary="%g %g %g %g" Font="1" Size="%g"><ofd:TextCode X="0" Y="%g"%s>%s</ofd:TextCode></ofd:TextObject>' % (
        i, x, y, ofd_width(text, size), size * 1.2, size, size * 0.9, ' DeltaX="%s"' % deltas if deltas else "", escape(text))


def ofd_parts(pages, more=None):
    """`pages`: the objects of each page (text of a Layer)."""
    parts = {
        "OFD.xml": HEAD + '<ofd:OFD xmlns:ofd="%s" Version="1.0" DocType="OFD"><ofd:DocBody><ofd:DocInfo><ofd:DocID>1</ofd:DocID></ofd:DocInfo>'
        '<ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>' % OFD,
        "Doc_0/Document.xml": HEAD + '<ofd:Document xmlns:ofd="%s"><ofd:CommonData><ofd:MaxUnitID>1</ofd:MaxUnitID><ofd:PageArea><ofd:PhysicalBox>0 0 210 297</ofd:PhysicalBox>'
        '</ofd:PageArea></ofd:CommonData><ofd:Pages>%s</ofd:Pages></ofd:Document>' % (OFD, "".join(
            '<ofd:Page ID="%d" BaseLoc="Pages/Page_%d/Content.xml"/>' % (i + 10, i) for i in range(len(pages)))),
    }
    for i, objects in enumerate(pages):
        parts["Doc_0/Pages/Page_%d/Content.xml" % i] = HEAD + '<ofd:Page xmlns:ofd="%s"><ofd:Content><ofd:Layer ID="%d">%s</ofd:Layer></ofd:Content></ofd:Page>' % (
            OFD, i + 1000, objects)
    parts.update(more or {})
    return parts


def ofd_broken(lines, across):
    """A paragraph is indented by two characters and broken behind `across` of them, as a page is set."""
    broken = []
    for line in lines:
        line, first = line.strip(), True
        while line or first:
            room, end = across - 2 if first else across, 0
            while end < len(line) and ofd_width(line[:end + 1], 1) <= room:
                end += 1
            broken.append((2 if first else 0, line[:end]))
            line, first = line[end:], False
    return broken


def ofd_columns(lines, across=13, down=30):
    broken, pages = ofd_broken(lines, across), []
    for at in range(0, len(broken), 2 * down):
        objects = [ofd_line(1000, 84, 14, "内部资料"), ofd_line(1001, 109, 14, "注意保存"), ofd_line(1002, 100, 282, "— %d —" % (len(pages) + 1))]
        for i, (indent, text) in enumerate(broken[at:at + 2 * down]):
            objects.append(ofd_line(i + 2000, 25 + 5 * indent + (across * 5 + 6.7) * (i // down), 25 + 8 * (i % down), text))
        pages.append("".join(objects))
    return pages


def ofd_text(lines, across=34, down=30):
    broken, pages = ofd_broken(lines, across), []
    for at in range(0, len(broken), down):
        pages.append("".join(ofd_line(i + 2000, 20 + 5 * indent, 25 + 8 * i, text) for i, (indent, text) in enumerate(broken[at:at + down])))
    return pages


def odt_parts(lines):
    names = "".join(' xmlns:%s="urn:oasis:names:tc:opendocument:xmlns:%s:1.0"' % (n, n) for n in ("office", "text"))
    body = "".join("<text:p>%s</text:p>" % escape(line) for line in lines)
    return {
        "mimetype": "application/vnd.oasis.opendocument.text",
        "content.xml": HEAD + "<office:document-content%s><office:body><office:text>%s</office:text></office:body></office:document-content>" % (names, body),
    }


def rtf_text(text, wide):
    out = []
    for char in text:
        if char in "\\{}":
            out.append("\\" + char)
        elif char == "\t":
            out.append("\\tab ")
        elif char < "\x80":
            out.append(char)
        elif wide or len(char.encode("gb18030")) > 2:
            units = char.encode("utf-16-le")
            out.append("".join("\\u%d?" % int.from_bytes(units[i:i + 2], "little", signed=True) for i in range(0, len(units), 2)))
        else:
            out.append("".join("\\'%02x" % byte for byte in char.encode("gb18030")))
    return "".join(out)


def rtf(lines, lists):
    body = []
    for i, line in enumerate(lines):
        number = next((m for m in (re.match(pattern, line) for pattern, _, _ in FORMS) if m), None) if lists else None
        head = "{\\listtext\\pard\\plain\\f0 %s}" % rtf_text(number.group(0), False) if number else ""
        body.append("%s\\pard\\plain\\qj\\f0\\fs32 %s\\par\r\n" % (head, rtf_text(line[number.end():] if number else line, i % 2)))
    return ("{\\rtf1\\ansi\\ansicpg936\\deff0\\uc1{\\fonttbl{\\f0\\fnil\\fcharset134 FangSong;}}{\\info{\\title t}}\r\n%s}" % "".join(body)).encode("ascii")


# Word 97's numbers of the formats of FORMS.
CODES = (39, 39, 0, 0, 0, 18)


def doc(lines, lists):
    """As listed() does it: every line has a list of its own that begins at its number, or goes on in the one before."""
    uses, paragraphs, last = [], [], {}
    for line in lines:
        found = next(((i, m) for i, m in enumerate(re.match(pattern, line) for pattern, _, _ in FORMS) if m), None) if lists else None
        if not found:
            paragraphs.append((line, b""))
            continue
        i, match = found
        value = value_of(match.group(1))
        if last.get(i, (0, 0))[0] != value - 1 or value == 1:
            uses.append((i, value))
            last[i] = (value, len(uses))
        else:
            last[i] = (value, last[i][1])
        paragraphs.append((line[match.end():], b"\x0b\x46" + last[i][1].to_bytes(2, "little")))
    return old_office.word(paragraphs, [(code, text % "%") for code, (_, _, text) in zip(CODES, FORMS)] if lists else (), uses)


def main(arguments):
    kind, out = arguments[1], arguments[2]
    lines = sys.stdin.buffer.read().decode("utf-8").rstrip("\n").split("\n")
    if kind == "docx":
        write_package(out, docx_parts("".join(paragraph(line) for line in lines)))
    elif kind == "docx-lists":
        body, numbering = listed(lines)
        write_package(out, docx_parts(body, numbering))
    elif kind == "docx-large":
        write_package(out, docx_parts(large(lines)))
    elif kind == "xlsx":
        write_package(out, xlsx_parts([("Sheet1", "", sheet([line.split("\t") for line in lines]))]))
    elif kind == "xls":
        with open(out, "wb") as file:
            file.write(old_office.excel([[cell.replace("\u2028", "\n") for cell in line.split("\t")] for line in lines]))
    elif kind == "odt":
        write_package(out, odt_parts(lines))
    elif kind in ("rtf", "rtf-lists"):
        with open(out, "wb") as file:
            file.write(rtf(lines, kind == "rtf-lists"))
    elif kind in ("doc", "doc-lists"):
        with open(out, "wb") as file:
            file.write(doc(lines, kind == "doc-lists"))
    elif kind == "ofd":
        write_package(out, ofd_parts(ofd_text(lines)))
    elif kind == "ofd-columns":
        write_package(out, ofd_parts(ofd_columns(lines)))
    else:
        sys.exit(__doc__)


if __name__ == "__main__":
    main(sys.argv)
