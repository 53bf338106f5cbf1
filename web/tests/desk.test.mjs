// The desk's model over a report whose tree is right by construction (tests/browser/mock/report.mjs).
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { hostileReport, sampleReport } from '../../tests/browser/mock/report.mjs';
import { load } from './load.mjs';

const { buildDesk, nodeAt, countDoubts } = await load('desk/model.ts');
const { runsOfBlock } = await load('desk/runs.ts');
const { findHits, hitsIn } = await load('desk/search.ts');

const deskOf = ({ text, tree }) => buildDesk(new TextEncoder().encode(text), tree);
const FACTS = { date: true, document: true, amount: true, quantity: true, organisation: true, people: true, contact: true, claim: true };
const LAYERS = { structure: true, measure: true, progress: true, result: true, doubt: true, fact: FACTS };
const contextOf = (desk, more = {}) => ({ desk, layers: LAYERS, active: null, related: [], hits: [], hit: null, shownDoubts: () => true, ...more });

test('the sample on the start page is the sample of the tests', () => {
  assert.equal(readFileSync(new URL('../public/sample-report.txt', import.meta.url), 'utf8'), sampleReport().text);
});

test('every node of the tree stands where its words stand in the text', () => {
  const desk = deskOf(sampleReport());
  const kinds = {};
  for (const node of desk.nodes) {
    kinds[node.kind] = (kinds[node.kind] ?? 0) + 1;
    const own = desk.text.slice(node.start, node.headEnd);
    assert.ok(own.startsWith(node.kind === 'result' ? '整改结果' : node.no), `${node.kind} ${node.no}: ${own.slice(0, 20)}`);
    assert.ok(own.includes(node.title), own);
    assert.ok(node.past > node.id && node.past <= desk.nodes.length);
    if (node.parent >= 0) assert.ok(desk.nodes[node.parent].past >= node.past, '子项都在上级之内');
  }
  // Problem 4 has two items; problems with one item carry its measures themselves.
  assert.deepEqual(kinds, { aspect: 3, problem: 7, measure: 15, progress: 15, result: 8, item: 2 });
});

test('where the text has no aspects, the row above all problems says so', () => {
  const { text, tree } = sampleReport();
  Object.assign(tree.report.aspects[0], { no: null, title: null });
  assert.equal(deskOf({ text, tree }).nodes.find((n) => n.kind === 'aspect').title, '原文没有分方面');
});

test('counts go up the tree', () => {
  const desk = deskOf(sampleReport());
  const aspect = desk.nodes.filter((n) => n.kind === 'aspect')[1];
  assert.deepEqual([aspect.items, aspect.done, aspect.measures, aspect.doubts, aspect.worst], [3, 3, 6, 2, 'warning']);
  desk.doubts.forEach((d) => (d.state = 'dismissed'));
  countDoubts(desk);
  assert.deepEqual([aspect.doubts, aspect.worst], [0, null], '已排除的疑点不再计数');
});

test('a place in the text leads to the deepest node', () => {
  const desk = deskOf(sampleReport());
  const at = (words) => desk.nodes[nodeAt(desk, desk.text.indexOf(words))];
  assert.equal(at('其余5处正在铺装').kind, 'progress');
  assert.equal(at('人行道违停反复').kind, 'item');
  assert.equal(at('关于管党治党').kind, 'aspect');
  assert.equal(nodeAt(desk, 3), -1);
});

test('runs give back the text and carry its marks', () => {
  const desk = deskOf(sampleReport());
  for (let i = 0; i < desk.blocks.count; i++) {
    const text = runsOfBlock(contextOf(desk), i).map((run) => run.text).join('');
    assert.equal(text, desk.text.slice(desk.blocks.start[i], desk.blocks.end[i]));
  }
  const all = Array.from({ length: desk.blocks.count }, (_, i) => runsOfBlock(contextOf(desk), i)).flat();
  const run = all.find((r) => r.text.startsWith('其余') && r.doubt >= 0);
  assert.match(run.cls, /d-error/);
  assert.match(run.cls, /m-progress/);
  assert.equal(run.tag, '疑');
  assert.ok(all.some((r) => r.text === '2025年7月2日' && /f-date/.test(r.cls)));
});

test('a layer that is off leaves no mark', () => {
  const desk = deskOf(sampleReport());
  const layers = { structure: false, measure: false, progress: false, result: false, doubt: false, fact: Object.fromEntries(Object.keys(FACTS).map((k) => [k, false])) };
  for (let i = 0; i < desk.blocks.count; i++) {
    for (const run of runsOfBlock(contextOf(desk, { layers }), i)) assert.deepEqual([run.cls, run.tag, run.doubt], ['', '', -1]);
  }
});

test('unseen characters become names in runs of their own', () => {
  const desk = deskOf(hostileReport());
  const runs = runsOfBlock(contextOf(desk), 1);
  const named = runs.filter((r) => /unseen/.test(r.cls)).map((r) => r.text);
  assert.deepEqual(named, ['⟨U+202E⟩', '⟨U+202C⟩', '⟨U+200B⟩']);
  assert.ok(!runs.some((r) => /[\u202a-\u202e\u200b]/.test(r.text)));
});

test('spans that lie outside the text or back to front do no harm', () => {
  const { text, tree } = sampleReport();
  const broken = structuredClone(tree);
  broken.findings[0].span = [1e9, 1e9 + 5];
  broken.findings[1].span = [50, 10];
  broken.report.aspects[0].span = [-1, 0];
  broken.facts = undefined;
  broken.claims = undefined;
  const desk = deskOf({ text, tree: broken });
  for (let i = 0; i < desk.blocks.count; i++) runsOfBlock(contextOf(desk), i);
  assert.equal(desk.doubts.length, 6);
});

test('an item of which the report says no result has none', () => {
  const { text, tree } = sampleReport();
  const silent = structuredClone(tree);
  silent.report.aspects[0].problems[0].items[0].result = { status: null, text: null, date: null, span: null };
  silent.report.aspects[0].problems[1].items[0].result = null;
  const desk = deskOf({ text, tree: silent });
  assert.equal(desk.nodes.filter((n) => n.kind === 'result').length, 6);
  assert.equal(desk.nodes[0].done, 1);
});

test('search finds words in any case and gives a block its own hits', () => {
  const hits = findHits('A组与a组、b组', 'a组');
  assert.deepEqual(hits, [{ start: 0, end: 2 }, { start: 3, end: 5 }]);
  assert.deepEqual(hitsIn(hits, 2, 4), [{ start: 3, end: 5 }]);
  assert.deepEqual(hitsIn(hits, 2, 3), []);
  assert.deepEqual(findHits('甲乙', ''), []);
  assert.equal(findHits('甲'.repeat(9000), '甲').length, 5000, '到上限为止');
});
