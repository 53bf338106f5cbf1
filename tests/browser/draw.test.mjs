// 反向核查 on the page: the scope, the list published, the draw, the tasks, what is said of them; refusals; a phone.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import test from 'node:test';
import { eventually, real } from './harness.mjs';
import { passwordOf, startOffice } from './office.mjs';

const options = { skip: !real && '要真的程序' };
const ITEMS = 60;
const text = ['中共清源市园林绿化处党组关于巡察整改进展情况的通报', '', '2023年6月12日，市委第四巡察组反馈了意见。', '', '一、关于公园管护方面',
  ...Array.from({ length: ITEMS }, (_, i) => `${i + 1}.关于“第${i + 1}号绿地养护巡查不够”问题的整改。\n①由养护队每周巡查第${i + 1}号绿地两次，登记缺株${i + 3}处。\n整改结果：已完成。`), '', '中共清源市园林绿化处党组', '2023年12月1日', ''].join('\n');

/** An inspector before 60 closed items of two departments. */
async function begin(t, size = {}) {
  const [app, office] = await startOffice(t, size);
  await office.enter('yewu');
  await office.bring('yewu', 'a.txt', text);
  const made = await office.send('xitong', 'POST', '/people', { login: 'xuncha', name: '荀察' });
  assert.equal(made.status, 201, made.text);
  assert.equal((await office.send('anquan', 'POST', '/grants', { person: made.json.person.id, role: 'round.inspection' })).status, 201);
  await office.enter('xuncha', made.json.one_time_password);
  await office.send('xuncha', 'POST', '/session/password', { old: made.json.one_time_password, new: passwordOf('xuncha') });
  await office.enter('xuncha');
  const [a, b] = [office.departments['环卫所'], office.departments['执法队']];
  const script = 'import sqlite3, sys\nc = sqlite3.connect(sys.argv[1], timeout=20)\nc.execute(sys.argv[2])\nc.commit()';
  const done = spawnSync('python3', ['-c', script, join(app.data, 'bihuan.db'), `UPDATE r_item SET state = 'closed', closed_on = '2026-08-15', department_id = CASE WHEN id % 7 = 0 THEN ${b} ELSE ${a} END`], { encoding: 'utf8' });
  assert.equal(done.status, 0, done.stderr);
  await office.become('xuncha');
  return [app, office];
}
const doStep = async (page, label, fill = async () => {}) => {
  await page.getByRole('button', { name: label, exact: true }).first().click();
  const dialog = page.getByRole('dialog');
  await dialog.waitFor();
  await fill(dialog);
  await dialog.getByTestId('run-step').click();
  await eventually(() => dialog.count(), 0, `${label}办完`);
};

test('a scope is published, drawn and looked at, all from the register’s own pages', options, async (t) => {
  const [app, office] = await begin(t);
  app.expected.push(/status of (422)/);
  const { page } = app;
  await app.go('/r/draw');
  await page.getByText('暂无数据').waitFor();
  await page.getByRole('link', { name: '反向核查' }).first().waitFor();
  await app.go('/r/draw/new');
  await page.getByLabel(/抽几件/).first().waitFor();
  assert.equal(await page.getByText('现在就填').count(), 0, '见证数字不能在公布名单以前填');
  assert.equal(await page.getByLabel(/名单散列|见证数字/).count(), 0, '程序和步骤填的不在登记的表单里');
  const menu = await page.locator('nav .entry .word').allInnerTexts();
  assert.deepEqual(menu.slice(1, 8), ['整改轮次', '反馈问题', '具体问题', '整改措施', '整改进展', '反向核查', '复核件'], '整改的主线在前');
  await app.shot('draw-new');
  await page.getByLabel('名称').first().fill('2026 年第三季度抽查');
  await page.getByLabel(/抽几件/).first().fill('5');
  await page.getByTestId('save').click();
  await page.getByRole('heading', { name: /第三季度抽查/ }).waitFor();
  await doStep(page, '公布名单');
  await page.getByText('名单散列').first().waitFor();
  await app.shot('draw-published');
  const { values } = await office.get('xuncha', '/registers/draw/records/1');
  assert.deepEqual([values.listed, values.taken, values.seed ?? null], [ITEMS, 5, null]);
  await doStep(page, '抽取', (dialog) => dialog.getByLabel('见证数字').fill('3-6-1'));
  await page.getByText(/复核件/).first().waitFor();
  assert.equal(await page.locator('a[href^="/r/recheck/new"]').count(), 0, '复核件只由抽取建立');
  await app.shot('draw-drawn');
  await app.go('/r/recheck');
  await page.getByText(/共 5 条/).waitFor();
  await app.shot('recheck-list');
  await app.go('/r/recheck/1');
  await page.getByRole('heading', { name: /FH/ }).waitFor();
  await app.shot('recheck');
  app.clean();
});

test('on a phone', options, async (t) => {
  const [app, office] = await begin(t, { width: 390, height: 844 });
  const { page } = app;
  const made = await office.send('xuncha', 'POST', '/registers/draw/records', { values: { title: '抽查', percent: 10, each_department: true } });
  assert.equal(made.status, 201, made.text);
  assert.equal((await office.send('xuncha', 'POST', `/registers/draw/records/1/steps/publish`, { values: {} }, { 'If-Match': '*' })).status, 200);
  await app.go('/r/draw/1');
  await page.getByText('名单散列').first().waitFor();
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth), '散列不撑破页面');
  await app.shot('draw-phone');
  app.clean();
});
