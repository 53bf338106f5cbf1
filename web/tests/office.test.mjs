// What pages of an office stand on: dates by the bureau's clock, the yearly notice, what waits for whom, what a step's form can mend.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { load } from './load.mjs';

const { nowThere, dayThere, dueWord, weekdayWord } = await load('lib/days.ts');
const { readNotice, linesOf } = await load('lib/notice.ts');
const { monthsOf, dutyDays } = await load('lib/months.ts');
const { byKind, kindOf, lines } = await load('lib/tasks.ts');
const { rankOf, filledIn } = await load('lib/steps.ts');
const { grouped, lampOf, leftWord, valueWord } = await load('lib/fields.ts');

const NOW = Date.parse('2026-03-05T23:30:00Z'); // the 6th in China

test("the bureau's clock, not the browser's", () => {
  assert.equal(nowThere('2026-01-01T08:00:00+08:00', NOW), '2026-03-06T07:30');
  assert.equal(nowThere(null, NOW), '2026-03-06T07:30');
  assert.equal(nowThere('2026-01-01T08:00:00-03:30', NOW), '2026-03-05T20:00');
  assert.equal(dayThere('2026-01-01T00:00:00+00:00', NOW), '2026-03-05');
});

test('a deadline with its weekday: the year when it is another, no hour at the end of a day', () => {
  assert.equal(dueWord('2026-03-06T15:00:00+08:00', NOW), '03-06 周五 15:00');
  assert.equal(dueWord('2026-03-08T23:59:59+08:00', NOW), '03-08 周日');
  assert.equal(dueWord('2027-01-04T23:59:59+08:00', NOW), '2027-01-04 周一');
  assert.equal(dueWord('2026-03-09', NOW), '03-09 周一');
  for (const none of [null, undefined, '', 'soon']) assert.equal(dueWord(none, NOW), '');
  assert.equal(weekdayWord('2024-02-29'), '周四');
  assert.equal(leftWord('2026-03-05T23:30:10Z', NOW), '还剩不到 1 分钟');
  assert.equal(leftWord('2026-03-05T22:30:00Z', NOW), '超期 1 小时');
});

const off = (found) => found.days.filter((d) => !d.work).map((d) => d.day.slice(5));
const work = (found) => found.days.filter((d) => d.work).map((d) => d.day.slice(5));

test('a notice becomes days: spans, single days, several working days, brackets', () => {
  const found = readNotice(
    `各省、自治区、直辖市：经批准，现将安排通知如下。
一、元旦：1月1日（周四）至3日（周六）放假调休，共3天。1月4日（周日）上班。
二、春节：2月15日（农历腊月二十八、周日）至23日（农历正月初七、周一）放假调休，共9天。2月14日（周六）、2月28日（周六）上班。
三、清明节：4月4日（周六）至6日（周一）放假，共3天。
四、劳动节：5月1日(周五)至5日(周二)放假调休，共5天。5月9日(周六)上班。
五、端午节：6月19日放假1天，不调休。
七、国庆节、中秋节：9月30日至10月2日放假调休，共3天。10月10日（周六）上班。
节假日期间，各地区、各部门要妥善安排好值班和安全、保卫等工作。`, 2026);
  assert.deepEqual(off(found).slice(0, 5), ['01-01', '01-02', '01-03', '02-15', '02-16']);
  assert.equal(off(found).filter((d) => d.startsWith('02-')).length, 9);
  assert.deepEqual(off(found).slice(-4), ['06-19', '09-30', '10-01', '10-02']);
  assert.deepEqual(work(found), ['01-04', '02-14', '02-28', '05-09', '10-10']);
  assert.equal(found.days.find((d) => d.day === '2026-02-17').name, '春节');
  assert.equal(found.days.find((d) => d.day === '2026-10-01').name, '国庆节');
  assert.equal(found.days.find((d) => d.work).name, '');
  assert.match(linesOf(found.days), /^2026-01-01 off 元旦\n2026-01-02 off 元旦\n/);
  assert.match(linesOf(found.days), /2026-02-14 work\n/);
});

test('days of the year before are told apart; what is no notice gives nothing', () => {
  const found = readNotice('一、元旦：2026年12月31日（周四）至2027年1月2日（周六）放假调休，共3天。', 2027);
  assert.deepEqual(off(found), ['01-01', '01-02']);
  assert.deepEqual(found.outside.map((d) => d.day), ['2026-12-31']);
  for (const text of ['', '今天天气不错。', '一、元旦：另行通知。', '请于1月1日前报送材料。', '一、元旦：2月30日放假。', '一、元旦：1月1日至12月31日放假。'])
    assert.ok(readNotice(text, 2027).days.every((d) => d.day === '2027-01-01'), text);
});

test('a year in months of Monday weeks', () => {
  const marks = new Map([['2026-02-14', { day: '2026-02-14', work: true, name: '' }], ['2026-02-16', { day: '2026-02-16', work: false, name: '春节' }]]);
  const months = monthsOf(2026, marks);
  assert.deepEqual(months.map((m) => m.days.length), [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]);
  assert.equal(months[1].before, 6); // 1 February 2026 is a Sunday
  const day = (d) => months[1].days[d - 1];
  assert.deepEqual([day(14).work, day(15).work, day(16).work, day(17).work], [true, false, false, true]);
  assert.equal(day(16).name, '春节');
});

test('duty hours in words, as long as they are written so', () => {
  const days = dutyDays('1-5 08:30-12:00,14:30-18:00; 6 09:00-12:00');
  assert.equal(days[0].spans, '08:30—12:00，14:30—18:00');
  assert.equal(days[5].spans, '09:00—12:00');
  assert.equal(days[6].spans, '');
  assert.equal(dutyDays('08:00-12:00')[4].spans, '08:00—12:00');
  assert.equal(dutyDays('9 08:00-12:00'), null);
  assert.equal(dutyDays('上午'), null);
});

const definition = {
  name: 'case',
  states: [{ name: 'a' }, { name: 'b' }, { name: 'closed', final: true, done: true }, { name: 'kept', final: true }],
  transitions: [{ name: 'x', from: ['a'], to: 'b' }, { name: 'y', from: ['b'], to: 'closed', review: true }],
};
const task = (why, state, due = null, lamp = '') => ({ register: 'case', why, record: { state, due, lamp } });

test('what waits is listed once, under the gravest of what it is', () => {
  const list = [
    task(['held', 'overdue'], 'a', '2026-03-01T10:00:00+08:00', 'red'),
    task(['held'], 'a', '2026-03-06T10:00:00+08:00'),
    task(['step'], 'b', '2026-03-09T10:00:00+08:00'),
    task(['held'], 'a', null),
    task(['step'], 'a', null),
  ];
  assert.deepEqual(list.map((t) => kindOf(t, definition, NOW)), ['late', 'today', 'review', 'held', 'open']);
  assert.equal(kindOf(task(['held'], 'b', null), definition, NOW), 'waiting', '报出去的在等别人');
  assert.equal(kindOf(task(['held', 'step'], 'b', null), definition, NOW), 'held', '自己能办的');
  const more = { ...definition, transitions: [...definition.transitions, { name: 'z', from: ['b'], to: 'closed' }] };
  assert.equal(kindOf(task(['held'], 'b', null), more, NOW), 'held', '还有别的路可走');
  assert.equal(kindOf(list[2], undefined, NOW), 'open'); // nothing is known of the register yet
  assert.deepEqual([...byKind(list, { case: definition }, NOW).values()].map((l) => l.length), [1, 1, 1, 1, 1, 0]);
});

test('many alike are three and a number; five, or of another state, are listed', () => {
  const of = (state, n) => Array.from({ length: n }, (_, id) => ({ register: 'case', why: ['step'], record: { id, state } }));
  const shape = (list) => lines(list).map((l) => ('task' in l ? l.task.record.state : l.more));
  assert.deepEqual(shape(of('a', 5)), ['a', 'a', 'a', 'a', 'a']);
  assert.deepEqual(shape([...of('a', 6), ...of('b', 2)]), ['a', 'a', 'a', 3, 'b', 'b']);
  assert.equal(lines(of('a', 6))[3].of.record.state, 'a');
  assert.deepEqual(lines([]), []);
});

test('only what counts as done shines blue; notes without a course have no lamp', () => {
  assert.equal(lampOf(definition, { lamp: 'blue', state: 'closed' }), 'blue');
  assert.equal(lampOf(definition, { lamp: 'blue', state: 'kept' }), '');
  assert.equal(lampOf(definition, { lamp: 'red', state: 'a' }), 'red');
  assert.equal(lampOf({ states: [{ name: 'noted', final: true, done: true }] }, { lamp: 'blue', state: 'noted' }), '');
});

test('the way ahead comes first; a form opens when it can mend all that is missing', () => {
  const step = (more) => ({ to: 'b', reason: false, danger: false, backwards: false, ask: [], require: [], missing: [], ...more });
  const order = [step({ danger: true }), step({ backwards: true, reason: true }), step({ reason: true }), step({ to: null }), step({})].map(rankOf);
  assert.deepEqual(order, [4, 3, 2, 1, 0]);
  assert.equal(filledIn(step({ ask: ['result'], require: ['photos', 'result'], missing: [{ kind: 'evidence', field: 'photos' }, { kind: 'required', field: 'result' }] })), true);
  assert.equal(filledIn(step({ require: ['asked'], missing: [{ kind: 'required', field: 'asked' }] })), false, '要别人先填的');
  assert.equal(filledIn(step({ require: ['photos'], missing: [{ kind: 'evidence', field: 'photos', gate: true }] })), false);
  assert.equal(filledIn(step({ missing: [{ kind: 'evidence', field: 'photos' }] })), false);
  assert.equal(filledIn(step({ missing: [{ kind: 'condition', message: 'x' }] })), false);
});

test('amounts are read by their thousands, whatever else they hold', () => {
  const words = ['3200000.00', '-1234.5', '999', '1000', '12.3456', '0.00', '1234567', '', '—'].map(grouped);
  assert.deepEqual(words, ['3,200,000.00', '-1,234.5', '999', '1,000', '12.3456', '0.00', '1,234,567', '', '—']);
  assert.equal(valueWord({ name: 'sum', label: '金额', type: 'money', unit: '元' }, '45000.00'), '45,000.00元');
  assert.equal(valueWord({ name: 'n', label: '数量', type: 'integer', unit: '个' }, 45000), '45000个', '别的数照原样');
  assert.equal(valueWord({ name: 'sum', label: '合计', type: 'computed', computed_as: 'money' }, '1000.00'), '1,000.00');
});
