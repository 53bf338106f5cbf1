/* What a careful reader finds in the sample reports of tests/samples, against what `parse --json` and `check --json` find.
 * Each tests/samples/NAME.txt has a NAME.expected.json, made by hand; tests/samples/README.md tells what stands in it.
 *
 * usage: BIHUAN=build/src/cli/bihuan node --test tests/contract/samples.test.mjs */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import test from "node:test";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const folder = join(here, "..", "samples");
const binary = process.env.BIHUAN ?? join(here, "..", "..", "build", "src", "cli", "bihuan");
const skip = existsSync(binary) ? false : `${binary} is not built`;
const LEVELS = ["aspect", "problem", "item", "measure", "progress", "other"];
const HEAD = ["unit", "inspector", "round_kind", "inspection", "feedback_date", "signed_date", "published_date"];
const NEAR = 24; /* bytes a start may be away: a bracket or a quotation mark more or less */

const names = readdirSync(folder)
  .filter((f) => f.endsWith(".expected.json"))
  .map((f) => f.slice(0, -".expected.json".length))
  .sort();

function run(command, name) {
  const got = spawnSync(binary, [command, "--json", join(folder, `${name}.txt`)], { encoding: "utf8", maxBuffer: 1 << 28 });
  assert.ok(got.status === 0 || got.status === 1, `${command} ${name}: status ${got.status} ${got.stderr}`);
  return JSON.parse(got.stdout);
}

/* One list of starts per level. `start` reads a node's place, `marked` whether its author marked it. */
function starts(aspects, others, start, marked) {
  const out = Object.fromEntries(LEVELS.map((l) => [l, []]));
  for (const a of aspects) {
    out.aspect.push(start(a));
    for (const p of a.problems) {
      out.problem.push(start(p));
      for (const i of p.items) {
        out.item.push(start(i));
        out.measure.push(...i.measures.filter(marked).map(start));
        out.progress.push(...i.progress.filter(marked).map(start));
      }
    }
  }
  out.other.push(...others.map(start));
  return out;
}

/* Wanted starts that nothing stands near, and found ones that nobody wanted. */
function compare(want, got) {
  const left = [...got].sort((a, b) => a - b);
  const missing = [];
  for (const w of [...want].sort((a, b) => a - b)) {
    let best = -1;
    left.forEach((g, k) => {
      if (Math.abs(g - w) <= NEAR && (best < 0 || Math.abs(g - w) < Math.abs(left[best] - w))) best = k;
    });
    if (best < 0) missing.push(w);
    else left.splice(best, 1);
  }
  return { missing, extra: left };
}

class Sample {
  constructor(name) {
    this.name = name;
    this.bytes = readFileSync(join(folder, `${name}.txt`));
    this.want = JSON.parse(readFileSync(join(folder, `${name}.expected.json`), "utf8"));
  }

  at(offset) {
    return `${offset} “${this.bytes.subarray(offset, offset + 60).toString("utf8").replace(/\uFFFD+$/, "")}”`;
  }

  /* Every place of a text, as byte ranges. */
  places(text) {
    const needle = Buffer.from(text, "utf8");
    const out = [];
    for (let k = this.bytes.indexOf(needle); k >= 0; k = this.bytes.indexOf(needle, k + 1)) out.push([k, k + needle.length]);
    return out;
  }

  /* Does a finding stand on one of these places? */
  touches(finding, places) {
    const [from, to] = finding.span;
    return places.some(([a, b]) => from < b && a < to);
  }
}

for (const name of names) {
  const sample = new Sample(name);
  const { want } = sample;
  let tree, findings;

  test(`${name}: read`, { skip }, () => {
    tree = run("parse", name);
    const checked = run("check", name);
    findings = checked.findings ?? checked.reports?.[0]?.findings;
    assert.ok(Array.isArray(findings), "check --json has findings");
  });

  test(`${name}: head`, { skip }, () => {
    for (const key of HEAD) assert.deepEqual(tree.report[key], want[key], key);
    assert.equal(tree.copies.length, want.copies, "copies");
  });

  test(`${name}: structure`, { skip }, () => {
    const w = starts(want.aspects, want.others, (n) => n.start, (m) => m.marker !== null);
    const g = starts(tree.report.aspects, tree.report.others, (n) => n.span[0], (m) => m.marker || m.heading);
    for (const level of LEVELS) {
      const { missing, extra } = compare(w[level], g[level]);
      const hits = w[level].length - missing.length;
      const total = w[level].length + g[level].length;
      const f1 = total ? (2 * hits) / total : 1;
      assert.equal(f1, 1, `${level} F1 ${f1}\nmissing ${missing.map((m) => sample.at(m)).join("\n")}\ntoo much ${extra.map((m) => sample.at(m)).join("\n")}`);
    }
    assert.deepEqual(tree.report.others.map((o) => o.kind), want.others.map((o) => o.kind));
  });

  test(`${name}: results`, { skip }, () => {
    const texts = (aspects, of) => aspects.flatMap((a) => a.problems.flatMap((p) => p.items.map(of)));
    const w = texts(want.aspects, (i) => i.result);
    const g = texts(tree.report.aspects, (i) => i.result.text);
    w.forEach((text, k) => {
      if (text === null) return assert.equal(g[k], null, `item ${k}`);
      assert.ok(g[k] && (text.includes(g[k]) || g[k].includes(text)), `item ${k}: want “${text}” got “${g[k]}”`);
    });
  });

  // A doubt marked "missed" is one the rules are known not to find yet; once they do, the mark can go.
  test(`${name}: doubts`, { skip }, (t) => {
    const missing = want.doubts.filter(({ code, quote }) => {
      const places = sample.places(quote);
      assert.ok(places.length, `the sample has no “${quote}”`);
      return !findings.some((f) => f.code === code && sample.touches(f, places));
    });
    const show = (d) => `${d.code} ${d.quote}`;
    assert.deepEqual(missing.filter((d) => !d.missed).map(show), [], "planted doubts not found");
    for (const d of want.doubts.filter((d) => d.missed && !missing.includes(d))) t.diagnostic(`no longer missed: ${show(d)}`);
  });

  test(`${name}: traps`, { skip }, () => {
    const fallen = [];
    for (const trap of want.traps) {
      assert.ok(sample.places(trap).length, `the sample has no “${trap}”`);
      for (const f of findings) if (f.quote.includes(trap)) fallen.push(`${trap} ← ${f.code} ${f.message}`);
    }
    assert.deepEqual(fallen, [], "traps fallen into");
  });

  test(`${name}: nothing much beyond`, { skip }, () => {
    const beyond = findings.filter((f) => !want.doubts.some((d) => d.code === f.code && sample.touches(f, sample.places(d.quote))));
    const list = beyond.map((f) => `${f.code} ${f.quote} — ${f.message}`);
    assert.ok(beyond.length <= want.beyond, `${beyond.length} beyond the planted, ${want.beyond} read and judged true:\n${list.join("\n")}`);
  });
}
