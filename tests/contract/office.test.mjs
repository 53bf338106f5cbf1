/* The same report in another format is the same report: every sample as Word, old Word and RTF (numbers typed, and made by lists) and as OFD, a
 * ledger as workbooks and CSV; and what goes out as a workbook comes in again.
 *
 * usage: BIHUAN=build/src/cli/bihuan node --test tests/contract/office.test.mjs */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import test, { after } from "node:test";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const samples = join(here, "..", "samples");
const trees = join(here, "..", "report", "trees");
const maker = join(here, "..", "intake", "office.py");
const binary = process.env.BIHUAN ?? join(here, "..", "..", "build", "src", "cli", "bihuan");
const skip = existsSync(binary) ? false : `${binary} is not built`;
const folder = mkdtempSync(join(tmpdir(), "bihuan-office-"));
after(() => rmSync(folder, { recursive: true, force: true }));

function parse(path, ...more) {
  const got = spawnSync(binary, ["parse", "--json", ...more, path], { encoding: "utf8", maxBuffer: 1 << 28 });
  assert.equal(got.status, 0, `${path}: ${got.stderr}`);
  return JSON.parse(got.stdout);
}

function make(kind, text, name) {
  const path = join(folder, name);
  const got = spawnSync("python3", [maker, kind, path], { input: text, encoding: "utf8" });
  assert.equal(got.status, 0, got.stderr);
  return path;
}

/* Lists print a gap behind their numbers, and pages break lines: white space is no difference. */
const squeeze = (s) => (typeof s === "string" ? s.replace(/[\s\u2028\u3000]+/g, "") : s);
const entry = (m) => [squeeze(m.marker), squeeze(m.heading), squeeze(m.text), m.depts ?? null, squeeze(m.due) ?? null];
const item = (i) => [squeeze(i.no), squeeze(i.finding), i.depts.map(squeeze), squeeze(i.due), i.measures.map(entry), i.progress.map(entry),
  i.result.status, squeeze(i.result.text), i.result.date];
const problem = (p) => [squeeze(p.no), squeeze(p.title), p.kind ?? null, p.items.map(item)];

/* The tree without its places. */
function shape(tree) {
  const r = tree.report;
  return {
    unit: r.unit, inspector: r.inspector, round_kind: r.round_kind, inspection: r.inspection, feedback_date: r.feedback_date,
    aspects: r.aspects.map((a) => [squeeze(a.no), squeeze(a.title), a.problems.map(problem)]),
    others: r.others.map(problem),
  };
}

const names = readdirSync(samples).filter((f) => f.endsWith(".txt")).map((f) => f.slice(0, -4)).sort();

for (const name of names) {
  const text = readFileSync(join(samples, `${name}.txt`), "utf8");
  for (const kind of ["docx", "docx-lists"])
    test(`${name} as ${kind}`, { skip }, () => {
      const want = parse(join(samples, `${name}.txt`));
      const got = parse(make(kind, text, `${name}-${kind}.docx`));
      assert.equal(got.source.format, "docx");
      assert.deepEqual(shape(got), shape(want));
    });
  for (const kind of ["rtf", "rtf-lists", "doc", "doc-lists"])
    test(`${name} as ${kind}`, { skip }, () => {
      const format = kind.slice(0, 3);
      const got = parse(make(kind, text, `${name}-${kind}.${format}`));
      assert.equal(got.source.format, format);
      assert.deepEqual(shape(got), shape(parse(join(samples, `${name}.txt`))));
    });
  test(`${name} as odt`, { skip }, () => {
    const got = parse(make("odt", text, `${name}.odt`));
    assert.equal(got.source.format, "odt");
    assert.deepEqual(shape(got), shape(parse(join(samples, `${name}.txt`))));
  });
  for (const kind of ["ofd", "ofd-columns"])
    test(`${name} as ${kind}`, { skip }, () => {
      /* a page has no empty lines; what the web page has around the report is not set */
      const want = parse(join(samples, `${name}.txt`));
      const got = parse(make(kind, text, `${name}-${kind}.ofd`));
      assert.equal(got.source.format, "ofd");
      assert.deepEqual(shape(got), shape(want));
    });
}

for (const name of readdirSync(trees).filter((f) => f.startsWith("ledger-") && f.endsWith(".txt"))) {
  const text = readFileSync(join(trees, name), "utf8");
  if (!text.includes("\t")) continue;
  for (const kind of ["xlsx", "xls"])
    test(`${name} as ${kind}`, { skip }, () => {
      const want = parse(join(trees, name));
      const got = parse(make(kind, text, `${name}.${kind}`));
      assert.equal(got.source.format, kind);
      assert.deepEqual(shape(got), shape(want));
      assert.deepEqual(got.columns.map((t) => t.columns), want.columns.map((t) => t.columns));
    });
  test(`${name} as CSV`, { skip }, () => {
    const quote = (cell) => `"${cell.replaceAll('"', '""').replaceAll("\u2028", "\n")}"`;
    const path = join(folder, `${name}.csv`);
    writeFileSync(path, text.trimEnd().split("\n").map((line) => line.split("\t").map(quote).join(",")).join("\r\n"));
    assert.deepEqual(shape(parse(path)), shape(parse(join(trees, name))));
  });
}

/* A compound file of streams with nothing in them. */
function compound(...streams) {
  const path = join(folder, `${streams[0]}.doc`);
  const made = spawnSync("python3", ["-c", "import sys\nsys.path.insert(0, sys.argv[1])\nimport old_office\nopen(sys.argv[2], 'wb').write(old_office.compound({name: b'x' * 100 for name in sys.argv[3:]}))",
    dirname(maker), path, ...streams], { encoding: "utf8" });
  assert.equal(made.status, 0, made.stderr);
  return path;
}

test("locked, older and other Office files say what to do", { skip }, () => {
  for (const [stream, said, hint] of [["EncryptedPackage", "打开密码", "密码"], ["PowerPoint Document", "演示文稿", "报告"], ["MatOST", "Works", "docx"], ["x", "旧版 Office", "另存"],
    ["WordDocument", "Word 95 或更早", "docx"]]) {
    const got = spawnSync(binary, ["parse", compound(stream)], { encoding: "utf8" });
    assert.equal(got.status, 2);
    assert.match(got.stderr, new RegExp(said));
    assert.match(got.stderr, new RegExp(hint));
  }
});

test("OpenDocument files of other kinds and presentations are no archives, and say what to do", { skip }, () => {
  const open = (kind) => Buffer.concat([Buffer.from("504b0304", "hex"), Buffer.alloc(26), Buffer.from(`mimetypeapplication/vnd.oasis.opendocument.${kind}`), Buffer.alloc(60)]);
  const slides = join(folder, "汇报.pptx");
  const made = spawnSync("python3", ["-c", "import sys, zipfile\nz = zipfile.ZipFile(sys.argv[1], 'w')\nfor n in ('[Content_Types].xml', 'ppt/presentation.xml'): z.writestr(n, '<a/>')\nz.close()", slides], { encoding: "utf8" });
  assert.equal(made.status, 0, made.stderr);
  for (const [name, bytes, said, hint] of [["图.odg", open("graphics"), "OpenDocument 文件", "pdf"], ["汇报.pptx", null, "演示文稿", "PDF"]]) {
    const path = join(folder, name);
    if (bytes) writeFileSync(path, bytes);
    const got = spawnSync(binary, ["parse", path], { encoding: "utf8" });
    assert.equal(got.status, 2, name);
    assert.match(got.stderr, new RegExp(said));
    assert.match(got.stderr, new RegExp(hint));
  }
});
