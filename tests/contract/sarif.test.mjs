/* What SARIF 2.1.0 (OASIS, errata 01) asks of `bihuan check --format sarif`, checked on what the program really writes.
 * Structure and cross-references are checked here, without the network; with SARIF_SCHEMA=FILE and the `ajv-draft-04`
 * package at hand the official schema is applied as well.
 *
 * usage: BIHUAN=build/bihuan node --test tests/contract/sarif.test.mjs */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test from "node:test";

const binary = process.env.BIHUAN ?? "build/bihuan";
const skip = existsSync(binary) ? false : `${binary} is not built`;
const folder = mkdtempSync(join(tmpdir(), "bihuan-sarif-"));
process.on("exit", () => rmSync(folder, { recursive: true, force: true }));

const SAME = "由设施科牵头建立路灯故障抢修台账,实行一灯一档,接到报修后两小时内到场,当晚恢复照明,逾期未修的扣减养护费。";
const REPORT = `云岭市临江区城市管理局党组关于巡察整改情况的通报\r
(一)履职方面\r
1.关于“路灯抢修不及时”的问题\r
整改措施:一是${SAME}三是印发《照明管理办法,落实到人。\r
整改结果:已完成\r
2.关于“\u{20000}字路灯箱锈蚀”的问题\r
整改措施:一是${SAME}二是更换锈蚀箱体(含配件）。\r
整改结果:已完成\r
4.关于“夜间亮灯率低”的问题\r
整改措施:一是逐盏复查。二是按月公布。\r
整改结果:已完成\r
`;

function check(files) {
  const run = spawnSync(binary, ["check", "--format", "sarif", ...files], { cwd: folder, encoding: "utf8", maxBuffer: 1 << 28 });
  assert.equal(run.signal, null, run.stderr);
  return JSON.parse(run.stdout);
}

const LEVELS = ["none", "note", "warning", "error"];
const allowed = (object, keys, where) =>
  Object.keys(object).forEach((k) => assert.ok(keys.includes(k), `${where}: unknown property ${k}`));

function checkMessage(m, where) {
  allowed(m, ["text", "markdown", "id", "arguments"], where);
  assert.equal(typeof m.text, "string", where);
  assert.ok(m.text.length > 0, where);
}

function checkUri(uri, where) {
  assert.match(uri, /^([A-Za-z][A-Za-z0-9+.-]*:)?[A-Za-z0-9\-._~!$&'()*+,;=:@/?#%]*$/, where);
  assert.doesNotMatch(uri, /%(?![0-9A-F]{2})/, where);
}

function checkRule(r) {
  allowed(r, ["id", "name", "shortDescription", "fullDescription", "helpUri", "help", "defaultConfiguration", "properties"], r.id);
  assert.match(r.id, /^BH\d{3}$/);
  assert.match(r.name, /^[A-Z][A-Za-z0-9]*$/);
  checkMessage(r.shortDescription, r.id);
  checkMessage(r.fullDescription, r.id);
  if (r.help) checkMessage(r.help, r.id);
  assert.ok(new URL(r.helpUri), r.id);
  assert.ok(LEVELS.includes(r.defaultConfiguration.level), r.id);
}

/* The four ways of saying where must say the same. */
function checkRegion(region, text, where) {
  const bytes = Buffer.from(text);
  for (const k of ["startLine", "startColumn", "endLine", "endColumn"]) assert.ok(region[k] >= 1, `${where}: ${k}`);
  for (const k of ["charOffset", "charLength", "byteOffset", "byteLength"]) assert.ok(region[k] >= 0, `${where}: ${k}`);
  const byBytes = bytes.subarray(region.byteOffset, region.byteOffset + region.byteLength).toString();
  assert.equal(text.substr(region.charOffset, region.charLength), byBytes, where);
  if (region.snippet) assert.equal(region.snippet.text, byBytes, where);
  const starts = [0];
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) starts.push(at + 1);
  assert.equal(starts[region.startLine - 1] + region.startColumn - 1, region.charOffset, where);
  assert.equal(starts[region.endLine - 1] + region.endColumn - 1, region.charOffset + region.charLength, where);
}

function checkLocation(l, run, texts, where) {
  allowed(l, ["id", "physicalLocation", "logicalLocations", "message"], where);
  const { artifactLocation: a, region } = l.physicalLocation;
  checkUri(a.uri, where);
  assert.equal(run.artifacts[a.index].location.uri, a.uri, where);
  if (region) checkRegion(region, texts[a.index], where);
}

function checkLog(log, texts) {
  allowed(log, ["$schema", "version", "runs"], "log");
  assert.equal(log.version, "2.1.0");
  assert.ok(new URL(log.$schema));
  assert.equal(log.runs.length, 1);
  const [run] = log.runs;
  allowed(run, ["tool", "language", "columnKind", "results", "artifacts", "invocations"], "run");
  assert.equal(run.columnKind, "utf16CodeUnits");
  const rules = run.tool.driver.rules;
  assert.equal(new Set(rules.map((r) => r.id)).size, rules.length);
  rules.forEach(checkRule);
  run.artifacts.forEach((a) => checkUri(a.location.uri, "artifact"));
  for (const r of run.results) {
    allowed(r, ["ruleId", "ruleIndex", "level", "message", "locations", "relatedLocations", "partialFingerprints"], r.ruleId);
    assert.equal(rules[r.ruleIndex].id, r.ruleId);
    assert.ok(LEVELS.includes(r.level));
    checkMessage(r.message, r.ruleId);
    assert.equal(r.locations.length, 1);
    [...r.locations, ...(r.relatedLocations ?? [])].forEach((l) => checkLocation(l, run, texts, r.ruleId));
    const ids = (r.relatedLocations ?? []).map((l) => l.id);
    assert.equal(new Set(ids).size, ids.length);
    Object.values(r.partialFingerprints).forEach((v) => assert.match(v, /^[0-9a-f]{16}$/));
  }
  for (const i of run.invocations) {
    assert.equal(typeof i.executionSuccessful, "boolean");
    if (i.endTimeUtc) assert.match(i.endTimeUtc, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/);
    (i.toolExecutionNotifications ?? []).forEach((n) => checkMessage(n.message, "notification"));
  }
  return run;
}

test("one report with doubts", { skip }, () => {
  writeFileSync(join(folder, "报 告#1.txt"), REPORT);
  const run = checkLog(check(["报 告#1.txt"]), [REPORT]);
  assert.ok(run.results.length > 0);
  assert.equal(run.invocations[0].executionSuccessful, true);
});

test("several files, one of them missing", { skip }, () => {
  writeFileSync(join(folder, "a.txt"), REPORT);
  const run = checkLog(check(["a.txt", "missing.txt", "a.txt"]), [REPORT, "", REPORT]);
  assert.equal(run.artifacts.length, 3);
  assert.equal(run.invocations[0].executionSuccessful, false);
  assert.ok(run.invocations[0].toolExecutionNotifications.length >= 1);
});

test("the same input gives the same findings", { skip }, () => {
  writeFileSync(join(folder, "a.txt"), REPORT);
  assert.deepEqual(check(["a.txt"]).runs[0].results, check(["a.txt"]).runs[0].results);
});

test("the official schema", { skip: skip || (process.env.SARIF_SCHEMA ? false : "SARIF_SCHEMA is not set") }, async () => {
  const { default: Ajv } = await import("ajv-draft-04");
  writeFileSync(join(folder, "a.txt"), REPORT);
  const schema = JSON.parse(readFileSync(process.env.SARIF_SCHEMA, "utf8"));
  const validate = new Ajv({ strict: false, allErrors: true, validateFormats: false }).compile(schema);
  assert.ok(validate(check(["a.txt", "missing.txt"])), JSON.stringify(validate.errors, null, 2));
});
