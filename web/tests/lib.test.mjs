import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { load } from './load.mjs';

const { OffsetTable, decodeText } = await load('lib/offsets.ts');
const { cutBlocks, blockAt, fullWidths } = await load('lib/blocks.ts');
const { Intervals } = await load('lib/intervals.ts');
const { Heights } = await load('lib/heights.ts');
const { csvCell, csvText } = await load('lib/csv.ts');
const { columnLetter, plainTables } = await load('lib/tables.ts');
const { plain, percentWord, bytesWord } = await load('lib/words.ts');
const { whatWord } = await load('lib/access.ts');

const encode = (text) => new TextEncoder().encode(text);
/** A small generator with a fixed seed: the same "random" cases every time. */
function sequence(seed) {
  let state = seed;
  return (most) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state % most;
  };
}

test('byte offsets become positions at every character, whatever its width', () => {
  for (const piece of ['a', 'é', '整', '𠮷', 'a整é𠮷\n']) {
    const text = '\ufeff' + piece.repeat(200);
    const bytes = encode(text);
    const table = new OffsetTable(bytes);
    assert.equal(decodeText(bytes), text, '字节序标记也要留着');
    let byte = 0;
    let unit = 0;
    for (const char of text) {
      assert.equal(table.toUnits(byte), unit, `第 ${byte} 字节`);
      byte += encode(char).length;
      unit += char.length;
    }
    assert.equal(table.toUnits(byte), text.length);
  }
});

test('offsets outside the text give its nearest end', () => {
  const table = new OffsetTable(encode('整改'));
  assert.deepEqual([-5, NaN, 0, 6, 7, 1e9].map((n) => table.toUnits(n)), [0, 0, 0, 2, 2, 2]);
  assert.equal(new OffsetTable(encode('')).toUnits(3), 0);
  for (const length of [63, 64, 65, 128]) assert.equal(new OffsetTable(encode('x'.repeat(length))).toUnits(length), length);
});

test('blocks cover every line and cut no character in two', () => {
  const text = `第一行\r\n\n\n  \n第五行\n${'𠮷'.repeat(4000)}\n${'一二三。'.repeat(2000)}`;
  const blocks = cutBlocks(text);
  const pieces = Array.from({ length: blocks.count }, (_, i) => text.slice(blocks.start[i], blocks.end[i]));
  assert.equal(pieces.join('').replace(/\s/g, ''), text.replace(/\s/g, ''));
  assert.equal(pieces[0], '第一行', '行末的回车不属于文字');
  assert.equal(pieces.filter((p) => p.trim() === '').length, 1, '连着的空行合成一块');
  assert.equal(blocks.line[2], 5);
  assert.equal(blocks.lines, 7);
  for (const piece of pieces) {
    assert.ok(piece.length <= 3000, `块长 ${piece.length}`);
    assert.ok(piece.isWellFormed?.() ?? !/[\ud800-\udbff]$/.test(piece), '没有劈开代理对');
  }
  assert.equal(blocks.continued[3], 0);
  assert.equal(blocks.continued[4], 1);
  for (let i = 0; i < blocks.count; i++) assert.equal(blockAt(blocks, blocks.start[i]), i);
});

test('an empty text and one of blank lines are one block', () => {
  assert.equal(cutBlocks('').count, 1);
  assert.equal(cutBlocks('\n\n\n').count, 1);
  assert.equal(fullWidths('整a', 0, 2), 1.56);
});

test('intervals that meet a stretch are found like by looking at all', () => {
  const next = sequence(7);
  for (let round = 0; round < 60; round++) {
    const pairs = [];
    for (let i = 0; i < 40; i++) {
      const start = next(200);
      pairs.push(start, start + next(i % 5 === 0 ? 150 : 12));
    }
    const index = new Intervals(pairs);
    const a = next(200);
    const b = a + 1 + next(20);
    const got = [];
    index.meet(a, b, (id) => got.push(id));
    const want = [];
    for (let i = 0; i < 40; i++) if (pairs[2 * i] < b && pairs[2 * i + 1] > a) want.push(i);
    assert.deepEqual(got.sort((x, y) => x - y), want);
  }
  assert.equal(new Intervals([]).lastAt(5), -1);
  assert.equal(new Intervals([3, 9, 5, 6]).lastAt(5), 1);
  assert.equal(new Intervals([3, 9, 5, 6]).lastAt(2), -1);
});

test('running heights agree with plain sums after changes', () => {
  const next = sequence(3);
  for (const count of [1, 2, 7, 64, 100]) {
    const plainHeights = Array.from({ length: count }, () => 1 + next(50));
    const heights = new Heights(count, (i) => plainHeights[i]);
    for (let k = 0; k < 50; k++) {
      const i = next(count);
      plainHeights[i] = 1 + next(80);
      heights.set(i, plainHeights[i]);
    }
    let top = 0;
    plainHeights.forEach((h, i) => {
      assert.equal(heights.before(i), top);
      assert.equal(heights.at(top), i);
      assert.equal(heights.at(top + h - 0.5), i);
      top += h;
    });
    assert.equal(heights.total, top);
    assert.equal(heights.at(top + 1000), count - 1);
  }
  assert.equal(new Heights(0, () => 1).total, 0);
});

test('a spreadsheet never runs a cell', () => {
  for (const risky of ['=1+1', '+cmd', '-2+3', '@SUM(A1)', ' =1', '\t=1', '\ufeff=1', '=1+1', '\r=1', '-']) {
    assert.match(csvCell(risky), /^"?'/, JSON.stringify(risky));
  }
  for (const harmless of ['-5', '+3.5', '-12.5%', '2025-12-05', '停车秩序', '', '1-2']) assert.equal(csvCell(harmless), harmless);
  assert.equal(csvCell('说“甲,乙”'), '"说“甲,乙”"');
  assert.equal(csvCell('a"b'), '"a""b"');
  assert.equal(csvText([['甲', '乙'], ['1', '2\n3']]), '\ufeff甲,乙\r\n1,"2\n3"\r\n');
});

test('what cannot be seen is named, never obeyed', () => {
  assert.equal(plain('甲\u202e乙\u0000丙\u200b'), '甲⟨U+202E⟩乙⟨U+0000⟩丙⟨U+200B⟩');
  assert.equal(plain('换行\n照旧\t'), '换行\n照旧\t');
  assert.equal(plain(null), '');
});

test('a share is never rounded up to all', () => {
  assert.equal(percentWord(9999, 10000), '99.9%');
  assert.equal(percentWord(7, 8), '87.5%');
  assert.equal(percentWord(8, 8), '100%');
  assert.equal(percentWord(0, 0), '—');
  assert.equal(bytesWord(512), '512 字节');
  assert.equal(bytesWord(3 * 1024 * 1024), '3.0 MB');
});

test('tables that no ledger was found in have columns all the same', () => {
  assert.deepEqual([0, 25, 26, 51, 52, 701, 702].map(columnLetter), ['A', 'Z', 'AA', 'AZ', 'BA', 'ZZ', 'AAA']);
  const text = '标题\n\n1\t路面破损修补不及时\t建立巡查台账\n2\t油烟扰民\t安装净化器\n\n说明\n甲\t乙\n一\t二\t三\t四\n';
  const [table, ...rest] = plainTables(text);
  assert.equal(rest.length, 0, 'a line alone is no table');
  assert.equal(table.rows, 2);
  assert.deepEqual(table.columns.map((c) => [c.column, c.header, c.sure]), [['A', '1', 'unknown'], ['B', '路面破损修补不及时', 'unknown'], ['C', '建立巡查台账', 'unknown']]);
  assert.deepEqual(plainTables('没有表格\n一行\t两格\n'), []);
});

test('the auditor reads in words whatever is kept: operations, rights, what registers deny', () => {
  const source = (path) => readFileSync(new URL(`../../src/${path}`, import.meta.url), 'utf8');
  const kept = [
    ...[...source('server/operations.def').matchAll(/^(?:ROUTE|OPERATION)\((\w+),/gm)].map((m) => m[1]),
    ...[...source('access/access_rules.def').matchAll(/^RIGHT\(\w+, "([^"]+)"/gm)].map((m) => m[1]),
    ...[...source('server/res_backup.c').matchAll(/STR\("(backup[a-z.]*)"\)/g)].map((m) => m[1]),
    'case.export', 'case.step', 'calendar.set', 'duty.set',
  ];
  assert.ok(kept.length > 100);
  assert.deepEqual(kept.filter((key) => /^[ -~]*$/.test(whatWord(key))), []);
});
