// Code tables: what the keeper's words find, and what a change tells the server.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { load } from './load.mjs';

const { rowsWith, spanWord, formOf, changeOf, differences } = await load('lib/catalogues.ts');

const row = (code, label, values, more = {}) => ({ code, label, parent: null, values, from: '', until: null, own: false, closed: false, ...more });
const table = () => ({
  name: 'class',
  label: '小类',
  columns: ['kind', 'limit'],
  headings: ['类别', '处置时限'],
  rows: [row('C0102', '污水井盖', ['部件', '4 小时']), row('E0102', '暴露垃圾', ['事件', '4 工作时']), row('E0103', '积存渣土', ['事件', null])],
});
const codes = (rows) => rows.map((r) => r.code);

test('rows are found by code, name and any column; blanks find all', () => {
  assert.deepEqual(codes(rowsWith(table(), '')), ['C0102', 'E0102', 'E0103']);
  assert.deepEqual(codes(rowsWith(table(), '  ')), ['C0102', 'E0102', 'E0103']);
  assert.deepEqual(codes(rowsWith(table(), 'E01')), ['E0102', 'E0103']);
  assert.deepEqual(codes(rowsWith(table(), '井盖')), ['C0102']);
  assert.deepEqual(codes(rowsWith(table(), ' 工作时 ')), ['E0102'], '前后的空白不算');
  assert.deepEqual(codes(rowsWith(table(), '火星')), []);
});

test('since when, until when, or closed', () => {
  assert.equal(spanWord(row('A', 'a', [])), '一直');
  assert.equal(spanWord(row('A', 'a', [], { from: '2026-01-01' })), '2026-01-01 起');
  assert.equal(spanWord(row('A', 'a', [], { from: '2026-01-01', until: '2026-12-31' })), '2026-01-01 起，到 2026-12-31');
  assert.equal(spanWord(row('A', 'a', [], { until: '2026-12-31' })), '一直，到 2026-12-31');
  assert.equal(spanWord(row('A', 'a', [], { from: '2026-03-01', until: '2026-02-28', closed: true })), '2026-03-01 起停用');
});

test('a form has a value for each column, also where the row has none', () => {
  const t = table();
  assert.deepEqual(formOf(t, t.rows[2], '2026-05-01'), { code: 'E0103', label: '积存渣土', values: ['事件', ''], from: '2026-05-01', until: '', reason: '' });
  assert.deepEqual(formOf(t, null, '2026-05-01').values, ['', '']);
});

test('a change tells of an existing row only what is new', () => {
  const t = table();
  const form = { ...formOf(t, t.rows[1], '2026-05-01'), reason: ' 标准改了 ' };
  assert.deepEqual(changeOf(t, t.rows[1], form), { code: 'E0102', from: '2026-05-01', reason: '标准改了' });
  form.values[1] = ' 3 工作时 ';
  form.until = '2026-12-31';
  assert.deepEqual(changeOf(t, t.rows[1], form), { code: 'E0102', from: '2026-05-01', until: '2026-12-31', values: { limit: '3 工作时' }, reason: '标准改了' });
  form.label = '暴露生活垃圾';
  assert.equal(changeOf(t, t.rows[1], form).label, '暴露生活垃圾');
  // A column that was empty is emptied only if it was filled.
  const none = { ...formOf(t, t.rows[2], '2026-05-01'), reason: '无' };
  assert.equal('values' in changeOf(t, t.rows[2], none), false);
});

test('a new row tells all of it, also what is empty', () => {
  const t = table();
  const form = { ...formOf(t, null, '2026-05-01'), code: ' E0999 ', label: ' 共享单车乱停 ', values: ['事件', ''], reason: '新增业务' };
  assert.deepEqual(changeOf(t, null, form), { code: 'E0999', label: '共享单车乱停', from: '2026-05-01', values: { kind: '事件', limit: '' }, reason: '新增业务' });
});

test('what a change would do is told in words, blanks apart', () => {
  const t = table();
  const form = formOf(t, t.rows[1], '2026-05-01');
  assert.deepEqual(differences(t, t.rows[1], form), []);
  form.values[1] = '4 工作时 ';
  assert.deepEqual(differences(t, t.rows[1], form), []);
  form.values = ['', '3 工作时'];
  form.label = '暴露生活垃圾';
  assert.deepEqual(differences(t, t.rows[1], form), ['名称 暴露垃圾 → 暴露生活垃圾', '类别 事件 → （空）', '处置时限 4 工作时 → 3 工作时']);
  assert.deepEqual(differences(t, t.rows[2], { ...formOf(t, t.rows[2], ''), values: ['事件', '2 工作日'] }), ['处置时限 （空） → 2 工作日']);
  assert.deepEqual(differences(t, null, form), [], '新的一行没有从前');
});
