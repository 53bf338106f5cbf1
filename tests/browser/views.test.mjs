// A register that somebody wrote: its forms, boards and calendars in the browser, defaults, what one watches.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { eventually, real } from './harness.mjs';
import { startOffice } from './office.mjs';

const options = { skip: !real && '要真的程序' };
const SIGN = `register: sign
title: 户外广告
title_field: title
number: {pattern: "GG{yyyy}{seq:4}", restart: year}
roles: {window: 窗口}
fields:
  title: {label: 名称, type: text, required: true}
  asked_on: {label: 申请日期, type: date, required: true, default: today}
  kind: {label: 形式, type: choice, choices: {wall: 墙面, roof: 楼顶}}
  forms: {label: 照明, type: choice, multiple: true, choices: {day: 白天, night: 夜间}}
  note: {label: 说明, type: longtext}
states:
  filed: {label: 已申请, initial: true, editable: true}
  done: {label: 已办, final: true, done: true}
transitions:
  finish: {label: 办结, from: [filed], to: done, who: [window]}
rights:
  see: {window: unit}
  create: [window]
  change: [window]
views:
  all: {label: 全部, columns: [no, title, kind, state], sort: created}
  quick: {label: 窗口接件, kind: form, columns: [title, kind]}
  kinds: {label: 按形式, kind: board, group: kind, columns: [no, title]}
  lights: {label: 按照明, kind: board, group: forms, columns: [no, title]}
  departments: {label: 按部门, kind: board, group: department, columns: [no, title], sort: created}
  made: {label: 登记日历, kind: calendar, group: created, columns: [no, title]}
`;

async function signs(t, rows = []) {
  const [app, made] = await startOffice(t, { registers: { sign: SIGN } });
  const given = await made.send('anquan', 'POST', '/grants', { person: made.people.shouli, role: 'sign.window' });
  assert.equal(given.status, 201, given.text);
  made.ids = [];
  for (const values of rows) {
    const done = await made.send('shouli', 'POST', '/registers/sign/records', { values });
    assert.equal(done.status, 201, done.text);
    made.ids.push(done.json.id);
  }
  await made.become('shouli');
  return [app, made];
}

test('a short form is chosen beside the whole one; what the program fills in need not be typed', options, async (t) => {
  const [app, made] = await signs(t);
  const { page } = app;
  await app.go('/r/sign');
  assert.equal(await page.locator('.tabs').getByText('窗口接件').count(), 0, '表单不是一页记录');
  await page.getByTestId('new').click();
  await page.getByRole('menuitem', { name: '窗口接件' }).click();
  await page.waitForURL(/\/r\/sign\/new\?view=quick$/);
  await page.getByLabel('名称').fill('清源路灯箱');
  assert.equal(await page.getByText('申请日期').count() + await page.getByText('说明').count(), 0, '只有这张表单的字段');
  await page.getByTestId('save').click();
  await page.waitForURL(/\/r\/sign\/\d+$/);
  const { rows } = await made.get('shouli', '/registers/sign/records');
  assert.match(rows[0].values.asked_on ?? (await made.get('shouli', `/registers/sign/records/${rows[0].id}`)).values.asked_on, /^\d{4}-\d\d-\d\d$/);

  await app.go('/r/sign/new');
  await page.getByText('不填就是今天').waitFor();
  await page.getByLabel('名称').fill('学府路招牌');
  await page.getByTestId('save').click();
  await page.waitForURL(/\/r\/sign\/\d+$/);
  app.clean();
});

test('boards have a lane for every record: by choice, several choices, department; a calendar goes by any day', options, async (t) => {
  const [app] = await signs(t, [{ title: '甲', kind: 'wall', forms: ['day', 'night'] }, { title: '乙' }]);
  const { page } = app;
  const lanes = () => page.locator('.lane').evaluateAll((all) => all.map((l) => [l.querySelector('h2').textContent.trim(), ...[...l.querySelectorAll('strong')].map((s) => s.textContent)].join(' ')).join('; '));
  await app.go('/r/sign?view=kinds');
  await eventually(lanes, '墙面 1 甲; 楼顶 0; 没有填 1 乙', '按形式');
  await app.go('/r/sign?view=lights');
  await eventually(lanes, '白天 1 甲; 夜间 1 甲; 没有填 1 乙', '选了几项的各栏都有');
  await app.go('/r/sign?view=departments');
  await eventually(lanes, '执法队 2 甲 乙', '按部门');
  await app.go('/r/sign?view=made');
  await eventually(() => page.locator('.calendar a').allInnerTexts().then((all) => all.map((s) => s.trim().slice(-1)).sort().join()), '乙,甲', '按登记的那天');
  app.clean();
});

test('what one watches is one button away, and stays in the address', options, async (t) => {
  const [app, made] = await signs(t, [{ title: '甲' }, { title: '乙' }]);
  const { page } = app;
  await app.go(`/r/sign/${made.ids[1]}`);
  await page.getByRole('button', { name: '关注', exact: true }).click();
  await page.getByRole('button', { name: '取消关注' }).waitFor();
  await app.go('/r/sign');
  await eventually(() => page.locator('.table tbody tr').count(), 2, '全部');
  await page.getByTestId('watched').click();
  await page.waitForURL(/watched=me/);
  await eventually(() => page.locator('.table tbody tr').allInnerTexts().then((all) => all.length === 1 && /乙/.test(all[0])), true, '关注的一条');
  await page.getByTestId('watched').click();
  await eventually(() => page.locator('.table tbody tr').count(), 2, '又是全部');
  app.clean();
});
