// 两轮对照 on the page: numbers, both quotes, the ways to record and text, what people say of a pair, paper, files; few rounds, bad addresses, a phone.
import assert from 'node:assert/strict';
import test from 'node:test';
import { earlierReport, laterReport } from '../rounds.mjs';
import { eventually, real } from './harness.mjs';
import { startOffice } from './office.mjs';

const options = { skip: !real && '要真的程序' };

/** As the clerk of the rectification office, with both reports in the ledger. */
async function begin(t, { reports = [['2021.txt', earlierReport], ['2024.txt', laterReport]], ...size } = {}) {
  const [app, office] = await startOffice(t, size);
  await office.enter('yewu');
  for (const [name, body] of reports) await office.bring('yewu', name, body);
  await office.become('yewu');
  return [app, office];
}
const counts = (page) => page.locator('.count b').allInnerTexts().then((list) => list.join(' '));

test('the two rounds stand side by side, and each leads to its record and its text', options, async (t) => {
  const [app] = await begin(t);
  const { page } = app;
  await app.go('/tasks');
  await page.getByRole('link', { name: '两轮对照' }).click();
  await eventually(() => counts(page), '1 1 1 1 1', '各类的数');
  assert.match(page.url(), /earlier=1&later=2/, '自己选出同一单位的两轮，写在地址里');
  const back = page.locator('.pair.returned');
  assert.match(await back.innerText(), /写明已完成，又被指出[\s\S]*用字相近[\s\S]*步道破损长期没有修复[\s\S]*步道破损仍没有修复到位/);
  assert.match(await page.locator('.pair.again').innerText(), /推进中/);
  await app.shot('compare');

  await page.getByTestId('kind-new').click();
  await eventually(() => page.locator('.pair').count(), 1, '只看新指出的');
  assert.match(page.url(), /kind=new/);
  await page.reload();
  await eventually(() => page.locator('.pair').count(), 1, '地址说明看的是什么');
  await page.getByTestId('kind-new').click();
  await page.getByTestId('pairs-find').fill('苗木');
  await page.getByText('筛选出 1 条').waitFor();
  await page.getByTestId('pairs-find').fill('没有的字');
  await page.getByText('没有符合筛选条件的').waitFor();
  await page.getByTestId('pairs-find').fill('');
  await page.locator('h2').first().click();

  await page.keyboard.press('j');
  await page.keyboard.press('j');
  await eventually(() => page.evaluate(() => document.activeElement.dataset.pair), '1', 'J 到下一条');
  await page.keyboard.press('k');
  await eventually(() => page.evaluate(() => document.activeElement.dataset.pair), '0', 'K 回上一条');

  await back.getByTestId('to-source').nth(1).click();
  await page.locator('[data-test=source] .block').first().waitFor();
  assert.match(page.url(), /\/reports\/2\?at=\d+/);
  await page.goBack();
  await eventually(() => counts(page), '1 1 1 1 1', '回来还在');
  await back.getByTestId('to-record').first().click();
  await page.getByRole('heading', { name: /步道破损长期没有修复/ }).waitFor();
  app.clean();
});

test('what people say of a pair is kept with its reason, and the numbers follow', options, async (t) => {
  const [app] = await begin(t);
  const { page } = app;
  await app.go('/compare?earlier=1&later=2');
  await page.locator('.pair.again').getByTestId('refute').click();
  const dialog = page.getByRole('dialog');
  assert.equal(await dialog.getByTestId('decide').isEnabled(), false, '没有理由不行');
  await dialog.getByRole('button', { name: '对象不同' }).click();
  await dialog.getByTestId('decide').click();
  await eventually(() => counts(page), '1 0 2 1 2', '不是同一问题以后');
  await page.locator('.pair.new').filter({ hasText: '儿童游乐设施' }).getByTestId('match').click();
  await page.getByTestId('same-find').fill('厕所');
  await dialog.getByRole('radio').check();
  await app.shot('compare-same');
  await page.getByTestId('same-keep').click();
  await eventually(() => counts(page), '2 0 2 0 1', '认定是同一问题以后');
  await page.getByText('人工认定是同一问题').waitFor();
  app.clean();
});

test('it is printed as a sheet and leaves as a table', options, async (t) => {
  const [app] = await begin(t);
  const { page } = app;
  await app.go('/compare?earlier=1&later=2');
  await page.locator('.pair').first().waitFor();
  await page.evaluate(() => (window.print = () => (window.sheet = document.getElementById('print').innerText)));
  await page.getByTestId('print').click();
  const sheet = await page.evaluate(() => window.sheet);
  assert.match(sheet, /两轮对照[\s\S]*上一轮：.*2021-03-06[\s\S]*写明已完成，又被指出：1 条[\s\S]*共 5 条/);
  for (const [button, name] of [['xlsx', /^两轮对照-\d{8}\.xlsx$/], ['csv', /\.csv$/]]) {
    const leaving = page.waitForEvent('download');
    await page.getByTestId(button).click();
    assert.match((await leaving).suggestedFilename(), name);
  }
  app.clean();
});

test('chosen the wrong way round it says so; few rounds, and rounds that are not there, are told in words', options, async (t) => {
  const [app, office] = await begin(t);
  app.expected.push(/status of (403|404)/);
  const { page } = app;
  await app.go('/compare?earlier=2&later=1');
  await page.getByText(/多半选反了/).waitFor();
  await page.getByTestId('swap').click();
  await eventually(() => page.getByText(/多半选反了/).count(), 0, '对调以后');
  await app.go('/compare?earlier=7&later=2');
  await page.getByText(/没有编号为 7 的整改轮次/).waitFor();
  await app.go('/compare?earlier=x&later=2');
  await page.getByText(/选好上一轮和这一轮/).waitFor();
  await office.become('caiji');
  await app.go('/tasks');
  await page.getByRole('heading', { name: /的工作台/ }).waitFor();
  assert.equal(await page.getByRole('link', { name: '两轮对照' }).count(), 0, '看不到整轮的人没有这一项');
  await app.go('/compare?earlier=1&later=2');
  await page.getByText(/看不到整轮的全部具体问题|没有/).first().waitFor();
  app.clean();
});

test('with one round only it says what to do; on a phone the sides stand below each other', options, async (t) => {
  const [app, office] = await begin(t, { reports: [['2021.txt', earlierReport]], width: 390, height: 844 });
  const { page } = app;
  await app.go('/compare');
  assert.match(await page.getByTestId('too-few').innerText(), /只有一轮/);
  await office.bring('yewu', 'b.txt', laterReport);
  await app.go('/compare');
  await page.locator('.pair').first().waitFor();
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth), '不用左右拖动');
  const [a, b] = await Promise.all([0, 1].map((n) => page.locator('.pair.returned .side').nth(n).boundingBox()));
  assert.ok(b.y > a.y + 10, '上下排');
  await app.shot('compare-phone');
  app.clean();
});
