// What Chromium prints of our sample reports is read as the same report: paragraphs, pages, headers, columns, tables.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { binary, real, theBrowser } from './harness.mjs';

const skip = real ? false : 'BIHUAN names no program';
const samples = new URL('../samples/', import.meta.url);
let browser, folder;

before(async () => {
  if (skip) return;
  folder = mkdtempSync(join(tmpdir(), 'bihuan-pdf-'));
  browser = await theBrowser();
});
after(() => folder && rmSync(folder, { recursive: true }));

const escape = (s) => s.replace(/[&<>]/g, (c) => `&#${c.codePointAt(0)};`);
const paragraphs = (text) => text.split('\n').filter((l) => l.trim()).map((l) => `<p>${escape(l)}</p>`).join('\n');

async function print(name, body, css, options = {}) {
  const page = await browser.newPage();
  await page.setContent(`<!doctype html><meta charset="utf-8"><title>整改通报</title><style>body{font:16px/1.7 "Noto Serif CJK SC"}p{margin:0;text-indent:2em}${css}</style>${body}`);
  const path = join(folder, name);
  writeFileSync(path, await page.pdf({ format: 'A4', margin: { top: '2.5cm', bottom: '2.5cm', left: '2.5cm', right: '2.5cm' }, ...options }));
  await page.close();
  return path;
}

function run(...args) {
  const got = spawnSync(binary, args, { encoding: 'utf8', maxBuffer: 1 << 28 });
  assert.equal(got.status, 0, got.stderr);
  return got.stdout;
}

/** Lines without blanks: what a page breaks and indents is no text. */
const plain = (text) => text.split('\n').map((l) => l.replace(/[\s\u3000]/g, '')).filter(Boolean);

function sameTree(path, text) {
  const strip = (v) =>
    Array.isArray(v) ? v.map(strip)
    : typeof v === 'string' ? v.replace(/[\s\u3000]/g, '')
    : v && typeof v === 'object' ? Object.fromEntries(Object.entries(v).filter(([k]) => !k.endsWith('span')).map(([k, x]) => [k, strip(x)]))
    : v;
  const tree = (file) => strip(JSON.parse(run('parse', '--json', file)).report);
  assert.deepEqual(tree(path), tree(text));
}

for (const name of ['qingyuan-2024', 'qingyu-2025', 'yunling-2023']) {
  test(`${name} printed is the same text and the same tree`, { skip }, async () => {
    const source = new URL(`${name}.txt`, samples);
    const text = readFileSync(source, 'utf8');
    const path = await print(`${name}.pdf`, paragraphs(text), '', {
      displayHeaderFooter: true,
      headerTemplate: '<span style="font-size:9px">市整改办 内部资料</span>',
      footerTemplate: '<span style="font-size:9px">第 <span class="pageNumber"></span> 页 共 <span class="totalPages"></span> 页</span>',
    });
    assert.deepEqual(plain(run('parse', '--text', path)), plain(text));
    sameTree(path, source.pathname);
  });
}

test('set otherwise: no indentation, justified, two columns', { skip }, async () => {
  const text = readFileSync(new URL('qingyuan-2024.txt', samples), 'utf8');
  for (const [name, css] of [
    ['gaps.pdf', 'p{text-indent:0;margin:8px 0}'],
    ['justified.pdf', 'p{text-align:justify}'],
    ['columns.pdf', 'body{columns:2;column-gap:2em;font-size:14px}'],
    // the size of official papers and Word's usual gap: strokes as long as a table's lines, a gap hardly wider than a character
    ['narrow.pdf', 'body{columns:2;column-gap:21pt;font:16pt/28pt "Noto Serif CJK SC"}p{text-align:justify}'],
  ]) {
    const path = await print(name, paragraphs(text), css);
    assert.deepEqual(plain(run('parse', '--text', path)), plain(text), name);
  }
});

test('a ruled table over several pages is one table, merged cells repeated', { skip }, async () => {
  const rows = Array.from({ length: 40 }, (_, i) =>
    `<tr><td rowspan=2>${i + 1}<td rowspan=2>第${i + 1}个问题：生活垃圾处理设施运行监管缺位，驻厂监管员一周只到厂一次<td>一是重新选派驻厂监管员，实行每日到厂。<td>固废科</tr><tr><td>二是建立异常数据共享机制。<td>环卫处</tr>`);
  const path = await print('table.pdf', `<h1>整改台账</h1><table><thead><tr><th>序号<th>反馈问题<th>整改措施<th>责任单位</tr></thead>${rows.join('')}</table><p>以上共四十个问题。</p>`,
    'table{border-collapse:collapse}td,th{border:1px solid #000;padding:4px}tr{break-inside:avoid}');
  const lines = run('parse', '--text', path).split('\n');
  const cells = lines.filter((l) => l.includes('\t'));
  assert.equal(cells.length, 81);
  assert.equal(cells[0], '序号\t反馈问题\t整改措施\t责任单位');
  assert.equal(cells[80], '40\t第40个问题：生活垃圾处理设施运行监管缺位，驻厂监管员一周只到厂一次\t二是建立异常数据共享机制。\t环卫处');
  assert.deepEqual([lines[0], lines.at(-2)], ['整改台账', '以上共四十个问题。']);
});

const SENTENCES = ['一、巡察整改总体情况', '党组会当天即召开会议，成立整改工作领导小组，从相关科室抽调六人组成整改专班集中办公。'];

async function picture() {
  const page = await browser.newPage({ viewport: { width: 900, height: 320 } });
  await page.setContent(`<meta charset="utf-8"><body style="font:20px/1.8 'Noto Serif CJK SC'">${paragraphs(SENTENCES.join('\n'))}`);
  const bytes = await page.screenshot();
  await page.close();
  return bytes;
}

function isRecognised(path) {
  const { source } = JSON.parse(run('parse', '--json', path));
  assert.ok(source.confidence > 50, `${source.confidence}`);
  assert.ok(source.notes.some((n) => n.code === 'ocr'));
  assert.match(run('parse', '--text', path), /整改专班集中办公/);
  return source.notes;
}

test('a picture of a text is recognised', { skip }, async () => {
  const path = join(folder, 'scan.png');
  writeFileSync(path, await picture());
  isRecognised(path);
  assert.match(spawnSync(binary, ['parse', '--no-ocr', path], { encoding: 'utf8' }).stderr, /按要求不识别/);
});

test('a page that is a picture is recognised', { skip }, async () => {
  const src = `data:image/png;base64,${(await picture()).toString('base64')}`;
  isRecognised(await print('scan.pdf', `<img src="${src}" width="600">`, ''));
});

test('fonts that do not say which characters they show: the page is recognised, or told', { skip }, async () => {
  const path = await print('glyphs.pdf', paragraphs(SENTENCES.join('\n').repeat(3)), 'p{font-size:20px}');
  const whole = readFileSync(path, 'latin1');
  assert.match(whole, /\/ToUnicode/);
  writeFileSync(path, whole.replaceAll('/ToUnicode', '/NoUnicode'), 'latin1');
  const notes = isRecognised(path);
  assert.match(notes.find((n) => n.code === 'fonts').message, /^第 1 页的文字取不出来/);
  const got = spawnSync(binary, ['parse', '--no-ocr', path], { encoding: 'utf8' });
  assert.notEqual(got.status, 0);
  assert.match(got.stderr, /字体没有说明字形是哪些字/);
});
