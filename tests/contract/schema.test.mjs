/* What `bihuan parse --json` and `bihuan check --json` really print keeps to docs/report.schema.json (JSON Schema 2020-12). The keywords
 * that the schema uses are judged here; one that is not known fails, so that nothing is passed over.
 *
 * usage: BIHUAN=build/bihuan node --test tests/contract/schema.test.mjs */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import test from "node:test";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "../..");
const binary = resolve(process.env.BIHUAN ?? "build/bihuan");
const skip = existsSync(binary) ? false : `${binary} is not built`;
const schema = JSON.parse(readFileSync(join(root, "docs/report.schema.json"), "utf8"));
const samples = join(root, "tests/samples");
const reports = readdirSync(samples).filter((n) => n.endsWith(".txt")).map((n) => join(samples, n));
const folder = mkdtempSync(join(tmpdir(), "bihuan-schema-"));
process.on("exit", () => rmSync(folder, { recursive: true, force: true }));

const kinds = {
  object: (v) => v !== null && typeof v === "object" && !Array.isArray(v),
  array: (v) => Array.isArray(v),
  string: (v) => typeof v === "string",
  boolean: (v) => typeof v === "boolean",
  integer: (v) => Number.isInteger(v),
  number: (v) => typeof v === "number",
  null: (v) => v === null,
};

/* Each gives what is wrong: [place, words] pairs. */
const keywords = {
  $schema: () => [],
  $defs: () => [],
  title: () => [],
  description: () => [],
  $ref: (ref, v, at) => wrong(ref.slice(2).split("/").reduce((s, k) => s[k], schema), v, at),
  type: (kind, v, at) => (kinds[kind](v) ? [] : [[at, `is no ${kind}`]]),
  enum: (values, v, at) => (values.includes(v) ? [] : [[at, `${JSON.stringify(v)} is none of ${JSON.stringify(values)}`]]),
  pattern: (p, v, at) => (typeof v !== "string" || new RegExp(p, "u").test(v) ? [] : [[at, `${JSON.stringify(v)} is not ${p}`]]),
  minLength: (n, v, at) => (typeof v !== "string" || [...v].length >= n ? [] : [[at, "is too short"]]),
  minimum: (n, v, at) => (typeof v !== "number" || v >= n ? [] : [[at, `${v} < ${n}`]]),
  maximum: (n, v, at) => (typeof v !== "number" || v <= n ? [] : [[at, `${v} > ${n}`]]),
  minItems: (n, v, at) => (!Array.isArray(v) || v.length >= n ? [] : [[at, "has too few members"]]),
  maxItems: (n, v, at) => (!Array.isArray(v) || v.length <= n ? [] : [[at, "has too many members"]]),
  items: (s, v, at) => (Array.isArray(v) ? v.flatMap((m, i) => wrong(s, m, `${at}[${i}]`)) : []),
  required: (names, v, at) => (kinds.object(v) ? names.filter((n) => !(n in v)).map((n) => [at, `lacks ${n}`]) : []),
  properties: (rows, v, at) =>
    kinds.object(v) ? Object.keys(rows).filter((k) => k in v).flatMap((k) => wrong(rows[k], v[k], `${at}.${k}`)) : [],
  additionalProperties: (_, v, at, s) =>
    kinds.object(v) ? Object.keys(v).filter((k) => !(k in s.properties)).map((k) => [`${at}.${k}`, "is not in the schema"]) : [],
  anyOf: (ways, v, at) => (ways.some((s) => wrong(s, v, at).length === 0) ? [] : [[at, "fits no alternative"]]),
  oneOf: (ways, v, at) => {
    const fits = ways.filter((s) => wrong(s, v, at).length === 0).length;
    return fits === 1 ? [] : [[at, `fits ${fits} alternatives`]];
  },
};

function wrong(s, v, at = "") {
  return Object.keys(s).flatMap((k) => {
    assert.ok(keywords[k], `the schema uses ${k}, which this test does not know`);
    return keywords[k](s[k], v, at, s);
  });
}

/* The alternative an object means, so that what is wrong is told where it is. */
function alternative(v) {
  const name = v.report ? "document" : v.error ? "failed" : v.summary ? "end" : "skipped";
  return schema.$defs[name];
}

function lines(args, cwd = root) {
  const run = spawnSync(binary, args, { cwd, encoding: "utf8", maxBuffer: 1 << 28 });
  assert.equal(run.signal, null, run.stderr);
  return run.stdout.split("\n").filter(Boolean).map((l) => JSON.parse(l));
}

function keeps(objects) {
  for (const v of objects) {
    assert.deepEqual(wrong(alternative(v), v).slice(0, 5), []);
    assert.deepEqual(wrong(schema, v), []);
  }
}

test("parse over the samples", { skip }, () => {
  const all = lines(["parse", "--json", ...reports]);
  assert.equal(all.length, reports.length);
  keeps(all);
  keeps(lines(["parse", "--json", reports[0]]));
});

test("check over the samples, one of the files missing", { skip }, () => {
  const all = lines(["check", "--json", ...reports, join(folder, "missing.txt")]);
  assert.equal(all.length, reports.length + 2);
  assert.ok(all.some((v) => v.error) && all.at(-1).summary.reports.length === reports.length + 1);
  keeps(all);
});

test("what is read with places, notes and columns", { skip }, () => {
  writeFileSync(join(folder, "台账.csv"), "序号,问题,整改措施,责任科室,完成情况\n1,学习不深入,制定计划,办公室,已完成\n2,路灯不亮,逐盏检修,设施科、市容科,正在整改\n");
  writeFileSync(join(folder, "报告.docx"), readFileSync(reports[0])); // text under another name: a note
  writeFileSync(join(folder, "图.gif"), "GIF89a");
  const all = lines(["parse", "--json", "--map", "台账.csv", "报告.docx"], folder);
  assert.ok(all[0].columns.length === 1 && all[0].map.length > 0);
  assert.equal(all[1].source.notes[0].code, "name");
  keeps(all);
  const folderwise = lines(["check", "--json", "."], folder);
  assert.ok(folderwise.at(-1).summary);
  keeps(folderwise);
});

test("findings between reports", { skip }, () => {
  const same = "由设施科牵头建立路灯故障抢修台账，实行一灯一档，接到报修后两小时内到场，当晚恢复照明，逾期未修的扣减养护费，每月通报一次抢修时限和群众满意度。";
  const report = (unit) =>
    `中共${unit}党组关于巡察整改情况的通报\n（一）履职方面\n1.关于“路灯抢修不及时”的问题\n整改措施：${same}\n整改结果：已完成\n`;
  writeFileSync(join(folder, "a.txt"), report("云岭市临江区城市管理局"));
  writeFileSync(join(folder, "b.txt"), report("云岭市海棠区城市管理局"));
  const all = lines(["check", "--json", "a.txt", "b.txt"], folder);
  assert.ok(all.at(-1).summary.cross.length > 0);
  keeps(all);
});

test("what is wrong is seen", { skip }, () => {
  const [good] = lines(["parse", "--json", reports[0]]);
  const changed = (change) => {
    const v = structuredClone(good);
    change(v);
    return wrong(schema.$defs.document, v).length;
  };
  assert.equal(changed(() => {}), 0);
  assert.ok(changed((v) => delete v.facts.dates) > 0);
  assert.ok(changed((v) => (v.copies[0].span = [1])) > 0);
  assert.ok(changed((v) => (v.report.round_kind = "抽查")) > 0);
  assert.ok(changed((v) => (v.findings = [{ ...v.findings[0], code: "XX1" }])) > 0);
  assert.ok(changed((v) => (v.report.signed_date = "2020年")) > 0);
  assert.ok(changed((v) => (v.more = 1)) > 0);
});
