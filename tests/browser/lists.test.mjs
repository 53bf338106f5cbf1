// Lists as one works with them all day: columns of one's own, queries under a name, from record to record, many changed at once.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { eventually, real } from './harness.mjs';
import { choose, startOffice } from './office.mjs';

const options = { skip: !real && '要真的程序' };
const PNG = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64');
const ROWS = '.table tbody tr';

async function office(t, titles) {
  const [app, made] = await startOffice(t);
  made.ids = [];
  for (const title of titles) made.ids.push((await made.make('shouli', { title })).id);
  await made.become('shouli');
  return [app, made];
}

test('columns are chosen and moved; they stay for this person until he takes the original ones again', options, async (t) => {
  const [app] = await office(t, ['云湖路垃圾堆积']);
  const { page } = app;
  const heads = async () => (await page.locator('.table thead th').allInnerTexts()).join(' ');
  await app.go('/r/case');
  await page.locator(ROWS).first().waitFor();
  assert.ok(!/问题描述|地点/.test(await heads()));
  await page.getByTestId('columns').click();
  const dialog = page.getByRole('dialog');
  await dialog.getByTestId('add-place').click();
  await dialog.getByTestId('drop-class').click();
  await dialog.getByRole('button', { name: '把地点往前移' }).click();
  await dialog.getByTestId('columns-done').click();
  await eventually(heads, /地点 创建时间/, '新的列');
  assert.ok(!/小类/.test(await heads()));
  await eventually(() => page.locator(ROWS).first().innerText(), /五一路 12 号门前/, '列有内容');
  await page.reload();
  await eventually(heads, /地点 创建时间/, '重新打开还在');
  await page.getByRole('button', { name: '导出' }).click();
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('menuitem', { name: /CSV/ }).click()]);
  const [first] = readFileSync(await download.path(), 'utf8').split('\r\n');
  assert.match(first, /地点,创建时间/, '导出的是看到的列');
  assert.ok(!/小类/.test(first), first);
  await page.getByTestId('columns').click();
  await page.getByTestId('columns-own').click();
  await eventually(heads, /小类/, '原样');
  app.clean();
});

test('a query is kept under a name, asked again with a click, and given up', options, async (t) => {
  const [app, made] = await office(t, ['云湖路垃圾堆积', '东门桥井盖移位']);
  const { page } = app;
  await made.step('shouli', made.ids[1], 'accept');
  await app.go('/r/case?state=accepted');
  await eventually(() => page.locator(ROWS).count(), 1, '按状态');
  await page.getByTestId('keep-query').click();
  await page.getByRole('dialog').locator('input').fill('刚受理的');
  await page.getByRole('dialog').getByRole('button', { name: '存下' }).click();
  await page.getByTestId('kept-刚受理的').waitFor();
  assert.equal(await page.getByTestId('keep-query').count(), 0, '已经存下');
  await app.go('/r/case');
  await eventually(() => page.locator(ROWS).count(), 2, '全部');
  await page.getByTestId('kept-刚受理的').click();
  await eventually(() => page.locator(ROWS).count(), 1, '再查');
  await page.getByRole('button', { name: '不再保存“刚受理的”' }).click();
  await eventually(() => page.getByTestId('kept-刚受理的').count(), 0, '不要了');
  app.clean();
});

test('from a record one goes on to the next of the list, and back to the list as it was', options, async (t) => {
  const [app, made] = await office(t, ['云湖路垃圾一', '云湖路垃圾二', '别处的井盖']);
  const { page } = app;
  await app.go('/r/case?q=云湖路&sort=no');
  await eventually(() => page.locator(ROWS).count(), 2, '两条');
  await page.locator(ROWS).first().click();
  await page.waitForURL(new RegExp(`/r/case/${made.ids[0]}$`));
  await page.getByTestId('after').waitFor();
  assert.match(await page.locator('.near').innerText(), /1 \/ 2/);
  await page.keyboard.press('j');
  await page.waitForURL(new RegExp(`/r/case/${made.ids[1]}$`));
  await eventually(() => page.locator('.near').innerText(), /2 \/ 2/, '第二条');
  await page.getByTestId('comment').fill('jk'); // what is written is not a command
  assert.match(page.url(), new RegExp(`/r/case/${made.ids[1]}$`));
  await page.getByTestId('before').click();
  await page.waitForURL(new RegExp(`/r/case/${made.ids[0]}$`));
  await page.getByTestId('to-list').click();
  await page.waitForURL(/sort=no/);
  await eventually(() => page.locator(ROWS).count(), 2, '还是那两条');
  app.clean();
});

test('one field of many records is changed at once; what cannot be changed is said', options, async (t) => {
  const [app, made] = await office(t, ['云湖路垃圾一', '云湖路垃圾二', '云湖路垃圾三']);
  const { page } = app;
  for (const step of ['accept', 'file']) await made.step('shouli', made.ids[2], step); // filed: nothing can be edited
  await app.go('/r/case?sort=no');
  await eventually(() => page.locator(ROWS).count(), 3, '三条');
  await page.getByLabel('全选').check();
  await page.getByTestId('bulk').click();
  const dialog = page.getByRole('dialog');
  await choose(page, dialog, '步骤', '只改一项内容');
  await choose(page, dialog, '改哪一项', '来源');
  await choose(page, dialog.locator('.field'), '来源', '媒体反映');
  await dialog.getByTestId('bulk-run').click();
  await eventually(() => dialog.innerText(), /办成 2 条，没有办成 1 条/, '逐条');
  await dialog.getByRole('button', { name: '知道了' }).click();
  const sources = await Promise.all(made.ids.map(async (id) => (await made.get('shouli', `/registers/case/records/${id}`)).values.source));
  assert.deepEqual(sources, ['media', 'media', 'hotline']);
  app.clean();
});

test('who reports from the street begins on his workbench and brings the photographs with the form', options, async (t) => {
  const [app, made] = await startOffice(t);
  const page = await made.window('caiji', { width: 390, height: 844 });
  await page.goto(`${app.address}/tasks`);
  await page.getByTestId('make-case').click();
  await page.getByLabel('问题简述').fill('云湖路 12 号门前垃圾堆积');
  await page.getByTestId('bring-photos').setInputFiles([{ name: '现场一.png', mimeType: 'image/png', buffer: PNG }, { name: '拍错的.png', mimeType: 'image/png', buffer: PNG }]);
  await page.getByRole('button', { name: '不要 拍错的.png' }).click();
  await page.getByTestId('save').click();
  await page.waitForURL(/\/r\/case\/\d+$/);
  await page.getByRole('button', { name: '现场一.png' }).waitFor();
  assert.equal(await page.getByText('拍错的.png').count(), 0);
  app.clean();
});

test('an extension that is not agreed to goes back with the reason, and can be asked for again', options, async (t) => {
  const [app, made] = await office(t, ['云湖路垃圾堆积']);
  const [id] = made.ids;
  for (const step of ['accept', 'file']) await made.step('shouli', id, step);
  await made.step('paiqian', id, 'dispatch', { unit: made.departments['环卫所'], officer: made.people.chuzhi });
  const page = await made.window('paiqian');
  await page.goto(`${app.address}/r/case/${id}`);
  await page.getByTestId('step-grant_extension').click();
  await page.getByText('要填写“延长多少”').waitFor(); // nobody asked: there is nothing to agree to
  await made.step('chuzhi', id, 'ask_extension', { extend_amount: 6, extend_reason: '等待吊车' });
  await page.reload();
  await page.getByTestId('step-refuse_extension').click();
  const dialog = page.getByRole('dialog');
  await dialog.getByTestId('reason').fill('先围挡，当天清完');
  await dialog.getByTestId('run-step').click();
  await eventually(() => page.locator('ol.line').innerText(), /不同意延期[\s\S]*先围挡/, '过程');
  const record = await made.get('chuzhi', `/registers/case/records/${id}`);
  assert.equal(record.values.extend_amount ?? null, null);
  const told = await made.get('chuzhi', '/notifications');
  assert.match(JSON.stringify(told), /没有同意：先围挡，当天清完/);
  app.clean();
});

test('a department that came with the address is shown by its name', options, async (t) => {
  const [app, made] = await office(t, ['云湖路垃圾堆积']);
  const { page } = app;
  const [id] = made.ids;
  for (const step of ['accept', 'file']) await made.step('shouli', id, step);
  await made.step('paiqian', id, 'dispatch', { unit: made.departments['环卫所'], officer: made.people.chuzhi });
  await app.go(`/r/case?department=${made.departments['环卫所']}&holder=${made.people.chuzhi}`);
  await eventually(() => page.locator('.query').innerText(), /环卫所[\s\S]*楚志/, '名称');
  await eventually(() => page.locator(ROWS).count(), 1, '照它查');
  app.clean();
});

test('the audit log is looked at by days; grants are found by a name', options, async (t) => {
  const [app, made] = await startOffice(t);
  const { page } = app;
  await made.become('shenji');
  await app.go('/audit');
  await page.getByText('登录', { exact: true }).first().waitFor();
  const [from, until] = [page.getByPlaceholder('哪天起'), page.getByPlaceholder('哪天止')];
  await from.fill('2020-01-01');
  await until.fill('2020-01-02');
  await until.press('Enter');
  await page.getByText('暂无数据').waitFor();
  await made.become('anquan');
  await app.go('/rights');
  await page.getByTestId('find-grant').fill('楚志');
  await eventually(() => page.locator('table').first().locator('tbody tr').count(), 1, '一条');
  app.clean();
});
