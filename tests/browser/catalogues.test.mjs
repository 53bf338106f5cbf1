// Code tables in the hands of the system administrator: a row changed from a day on, a code closed, opened again, its versions.
import assert from 'node:assert/strict';
import test from 'node:test';
import { eventually, real } from './harness.mjs';
import { startOffice, writeDay } from './office.mjs';

test('a row is changed from a day on, a code closed and opened again, with the reason', { skip: !real }, async (t) => {
  const [app, office] = await startOffice(t);
  const { page } = app;
  await office.become('xitong');
  await app.go('/');
  await page.getByRole('link', { name: '代码表' }).click();
  const table = page.getByTestId('catalogue');
  const line = (code) => table.getByRole('row').filter({ hasText: code });
  await line('E0102').getByText('4 工作时').waitFor();
  await page.getByText('处置时限').first().waitFor();
  await app.shot('catalogues');

  await line('E0102').getByRole('button', { name: /修改/ }).click();
  const form = page.getByTestId('catalogue-form');
  assert.ok(await form.getByTestId('row-save').isDisabled(), '没有改动和依据，不能保存');
  await form.getByTestId('row-limit_handle').fill('尽快');
  await form.getByTestId('row-reason').fill('市局 2029 年 12 号通知');
  await form.getByText('处置时限 4 工作时 → 尽快').waitFor();
  await form.getByTestId('row-save').click();
  app.expected.push(/422/);
  await form.getByText(/不是时限/).waitFor();
  assert.equal(await form.getByTestId('row-reason').inputValue(), '市局 2029 年 12 号通知', '被拒绝时填的都在');
  await form.getByTestId('row-limit_handle').fill('2 工作时');
  await form.getByTestId('row-save').click();
  await line('E0102').getByText('2 工作时').waitFor();
  assert.match(await line('E0102').innerText(), /本单位改的/);

  await line('E0103').getByRole('button', { name: /停用/ }).click();
  await form.getByTestId('row-reason').fill('并入 E0102');
  await form.getByTestId('row-save').click();
  await eventually(() => line('E0103').count(), 0, '停用的不列');
  await page.getByTestId('catalogue-closed').check();
  await line('E0103').getByText('起停用').waitFor();
  await line('E0103').getByRole('button', { name: /重新启用|修改/ }).click();
  await form.getByTestId('row-reason').fill('又单列');
  await writeDay(page, 'row-from', '2099-01-01');
  await form.getByTestId('row-save').click();
  await eventually(() => form.count(), 0, '存好了');
  await line('E0103').getByRole('button', { name: /各版/ }).click();
  const versions = page.getByTestId('catalogue-versions');
  await versions.getByText('2099-01-01 起').waitFor();
  assert.equal(await versions.getByRole('row').count(), 4, '表头和三版');
  await page.keyboard.press('Escape');

  await office.become('caiji');
  const { rows } = await office.get('caiji', '/registers/case/catalogues/class');
  assert.ok(!rows.some((r) => r.code === 'E0103') && rows.find((r) => r.code === 'E0102').values[2] === '2 工作时');
  app.clean();
});

test('other administrators have no such page, and are told so', { skip: !real }, async (t) => {
  const [app, office] = await startOffice(t);
  await office.become('anquan');
  await app.go('/rights');
  await app.page.getByRole('link', { name: '角色与授权' }).waitFor();
  assert.equal(await app.page.getByRole('link', { name: '代码表' }).count(), 0);
  app.expected.push(/403/);
  await app.go('/catalogues');
  await app.page.getByText(/系统管理员/).first().waitFor();
});
