// What is refused: two windows that change the same record, rights, reasons, what is not there, a server that is gone.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { eventually, real } from './harness.mjs';
import { startOffice } from './office.mjs';

const options = { skip: !real && '要真的程序' };
const refused = /status of (403|404|409|412|422)/;

async function oneCase(t) {
  const [app, made] = await startOffice(t);
  app.expected.push(refused);
  const { id } = await made.make('shouli', { title: '五一路垃圾堆积', description: '原来的描述' });
  return [app, made, id];
}

test('two windows change one record: the later is told, and keeps what was typed', options, async (t) => {
  const [app, made, id] = await oneCase(t);
  const { page } = app;
  await made.become('shouli');
  await app.go(`/r/case/${id}`);
  await page.getByTestId('edit').click();
  await page.getByLabel('问题描述').fill('我写的描述');
  const { json } = await made.send('shouli', 'PATCH', `/registers/case/records/${id}`, { values: { title: '别人改的标题' } }, { 'If-Match': '"1"' });
  assert.equal(json.version, 2);
  await page.getByTestId('save').click();
  await page.getByRole('alert').filter({ hasText: '已被别人改过' }).waitFor();
  assert.equal(await page.getByLabel('问题描述').inputValue(), '我写的描述');
  await page.getByRole('button', { name: '读取最新内容，保留我填的' }).click();
  await eventually(() => page.getByLabel('问题简述').inputValue(), '别人改的标题', '最新的');
  assert.equal(await page.getByLabel('问题描述').inputValue(), '我写的描述');
  await page.getByTestId('save').click();
  await eventually(() => page.locator('.left').innerText(), /别人改的标题[\s\S]*我写的描述/, '两边的都在');
  app.clean();
});

test('a step on a record that has moved: the dialog says so and does nothing', options, async (t) => {
  const [app, made, id] = await oneCase(t);
  const { page } = app;
  await made.become('shouli');
  await app.go(`/r/case/${id}`);
  await page.getByTestId('step-accept').click();
  await page.getByRole('dialog').waitFor();
  await made.step('shouli', id, 'void', {}, '重复上报');
  await page.getByTestId('run-step').click();
  await page.getByRole('dialog').getByRole('alert').filter({ hasText: /已被别人改过/ }).waitFor();
  await page.getByRole('dialog').getByRole('button', { name: '取消' }).click();
  await eventually(() => page.locator('.top .state').innerText(), '已作废', '别人作废的');
  app.clean();
});

test('voiding needs a reason', options, async (t) => {
  const [app, made, id] = await oneCase(t);
  const { page } = app;
  await made.become('shouli');
  await app.go(`/r/case/${id}`);
  await page.getByTestId('step-void').click();
  await page.getByTestId('run-step').click();
  await page.getByRole('dialog').getByText('必须写明理由').waitFor();
  await page.getByTestId('reason').fill('重复上报');
  await page.getByTestId('run-step').click();
  await eventually(() => page.locator('.top .state').innerText(), '已作废', '作废');
  await page.getByText('理由：重复上报').waitFor();
  app.clean();
});

test('who may do nothing sees no buttons; what he may not see is not there', options, async (t) => {
  const [app, made, id] = await oneCase(t);
  const { page } = app;
  await made.become('hecha');
  await app.go(`/r/case/${id}`);
  await page.locator('h1').waitFor();
  assert.equal(await page.locator('[data-test^=step-]').count(), 0);
  assert.equal(await page.getByTestId('edit').count(), 0);
  await made.become('caiji');
  await app.go(`/r/case/${id}`);
  await page.getByText(/没有/).first().waitFor();
  assert.equal(await page.locator('h1').count(), 0);
  app.clean();
});

test('a format that is wrong stands beside its field, in the words of the register', options, async (t) => {
  const [app, made] = await oneCase(t);
  const { page } = app;
  await made.become('shouli');
  await app.go('/r/case/new');
  await page.getByLabel('问题简述').fill('有电话的');
  await page.getByLabel('联系电话').fill('12');
  await page.getByTestId('save').click();
  await eventually(() => page.locator('.field.bad').innerText(), /联系电话[\s\S]*手机号/, '格式');
  await page.getByLabel('联系电话').fill('13800000000');
  await page.getByTestId('save').click();
  await page.waitForURL(/\/r\/case\/\d+$/);
  app.clean();
});

test('a server that is gone: the form stays, and says what to do', options, async (t) => {
  const [app, made, id] = await oneCase(t);
  const { page } = app;
  app.expected.push(/ERR_CONNECTION|Failed to load|ERR_INCOMPLETE|ERR_EMPTY/);
  await made.become('shouli');
  await app.go(`/r/case/${id}`);
  await page.getByTestId('edit').click();
  await page.getByLabel('问题描述').fill('还没有存的话');
  await app.stopServer();
  await page.getByTestId('save').click();
  await page.getByRole('alert').filter({ hasText: /连不上|没有收到回答/ }).waitFor();
  assert.equal(await page.getByLabel('问题描述').inputValue(), '还没有存的话');
  app.clean();
});
