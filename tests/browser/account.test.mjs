// One's own account; acting for another; tokens and units: by who may, and what is refused.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { eventually, real } from './harness.mjs';
import { choose, startOffice, passwordOf } from './office.mjs';

const options = { skip: !real && '要真的程序' };
const refused = /status of (400|401|403|404|409|422)/;

async function start(t) {
  const [app, made] = await startOffice(t);
  app.expected.push(refused);
  return [app, made];
}
const typed = (page, name, text) => page.locator(`input[data-test=${name}], [data-test=${name}] input`).first().fill(text);
const inDays = (n) => Date.now() + n * 86_400_000;

test('one changes the telephone and the size of type oneself; both are there after a reload', options, async (t) => {
  const [app, made] = await start(t);
  const { page } = app;
  await made.become('shouli');
  await app.go('/account');
  await typed(page, 'phone', '0571-88880000');
  await page.getByTestId('large').locator('.el-switch__core').click();
  await eventually(() => page.evaluate(() => document.documentElement.className), 'large', '大字');
  await page.reload();
  await eventually(() => page.locator('[data-test=phone] input, input[data-test=phone]').first().inputValue(), '0571-88880000', '电话');
  assert.equal(await page.evaluate(() => document.documentElement.className), 'large');
  assert.match(await page.locator('.fields').first().innerText(), /城管案件：受理员/);
  app.clean();
});

test('a new password: a wrong present one, a weak one and a slip of the hand are refused in words; a good one ends the other sessions', options, async (t) => {
  const [app, made] = await start(t);
  const { page } = app;
  await made.become('shouli');
  await app.go('/account');
  const attempt = async (old, fresh, again = fresh) => {
    await typed(page, 'old', old);
    await typed(page, 'fresh', fresh);
    await typed(page, 'again', again);
    await page.getByTestId('set-password').click();
  };
  const said = () => page.getByRole('alert').first().innerText();
  await attempt(passwordOf('shouli'), 'Abcd-1234-wxyz', 'Abcd-1234-wxyy');
  await eventually(said, /两次输入/, '手误');
  await attempt('not-the-password-1', 'Abcd-1234-wxyz');
  await eventually(said, /口令/, '现在的口令不对');
  await attempt(passwordOf('shouli'), 'short');
  await eventually(said, /口令.*(位|字|长)/, '太短');
  await attempt(passwordOf('shouli'), 'Abcd-1234-wxyz');
  await eventually(() => page.locator('input[data-test=old], [data-test=old] input').first().inputValue(), '', '改好了');
  await app.go('/account');
  await eventually(() => page.locator('.places li').count(), 1, '只剩这里登录着');
  app.clean();
});

test('other places where one is signed in are listed, and ended in one go', options, async (t) => {
  const [app, made] = await start(t);
  const { page } = app;
  await made.become('paiqian');
  await app.go('/account');
  await page.locator('.places li').first().waitFor();
  assert.ok((await page.locator('.places li').count()) > 1, '首次登录的那次还在');
  await page.getByTestId('end-others').click();
  await page.getByRole('dialog').getByRole('button', { name: '全部退出' }).click();
  await eventually(() => page.locator('.places li').count(), 1, '其他登录');
  assert.match(await page.locator('.places li').innerText(), /正在用/);
  const other = await made.send('shouli', 'DELETE', `/people/${made.people.paiqian}/sessions`, {});
  assert.equal(other.status, 403, '别人的登录不能由他结束');
  app.clean();
});

test('entrusted by the security administrator, one acts for another, is shown so, and comes back', options, async (t) => {
  const [app, made] = await start(t);
  const { page } = app;
  await made.become('anquan');
  await app.go('/rights');
  await page.getByTestId('delegate').click();
  await page.locator('form.one-line').filter({ has: page.getByTestId('delegate') }).getByRole('alert').waitFor();
  const delegated = await made.send('anquan', 'POST', '/delegations', { from_person: made.people.paiqian, to_person: made.people.hecha, roles: 'case.dispatcher', reason: '出差<b>', until: inDays(3) });
  assert.equal(delegated.status, 201, delegated.text);
  await app.go('/rights');
  await page.locator('tr').filter({ hasText: '出差<b>' }).filter({ hasText: '城管案件 · 派遣员' }).waitFor();

  await made.become('hecha');
  await app.go('/account');
  await page.getByTestId('act-for').click();
  await page.getByTestId('act-self').waitFor();
  assert.match(await page.getByTestId('act-self').innerText(), /代 潘倩 办理中/);
  await page.getByTestId('act-self').click();
  await eventually(() => page.getByTestId('act-self').count(), 0, '恢复本人');

  await made.become('anquan');
  await app.go('/rights');
  await page.locator('tr').filter({ hasText: '出差<b>' }).getByRole('button', { name: '收回' }).click();
  await page.getByRole('dialog').getByRole('button', { name: '收回' }).click();
  await eventually(() => page.locator('tr').filter({ hasText: '出差<b>' }).count(), 0, '收回');
  await made.become('hecha');
  await app.go('/account');
  await page.getByText('没有有效的委托').waitFor();
  assert.equal(await page.getByTestId('act-for').count(), 0);
  app.clean();
});

test('a token is shown once and works until it is taken back', options, async (t) => {
  const [app, made] = await start(t);
  const { page } = app;
  await made.become('anquan');
  await app.go('/rights');
  const form = page.locator('form.one-line').filter({ has: page.getByTestId('token') });
  await choose(page, form, '以谁的名义', '朱任', '朱');
  await form.getByLabel('令牌的用途').fill('大屏取数');
  await form.getByLabel('令牌到哪一天').fill(new Date(inDays(10)).toISOString().slice(0, 10));
  await page.keyboard.press('Enter');
  await page.getByTestId('token').click();
  const bearer = await page.getByTestId('bearer').innerText();
  await page.keyboard.press('Escape');
  await page.getByTestId('bearer').waitFor({ state: 'hidden' });
  assert.ok(!(await page.content()).includes(bearer));
  const ask = (path, method = 'GET') => fetch(new URL(`/api/v1${path}`, app.address), { method, headers: { Authorization: `Bearer ${bearer}`, 'X-Bihuan': '1', 'Content-Type': 'application/json' }, body: method === 'GET' ? undefined : '{"values":{}}' });
  assert.equal((await ask('/registers/case/records')).status, 200);
  assert.equal((await ask('/registers/case/records', 'POST')).status, 403, '只读的令牌不能写');
  await page.locator('tr').filter({ hasText: '大屏取数' }).getByRole('button', { name: '收回' }).click();
  await page.getByRole('dialog').getByRole('button', { name: '收回' }).click();
  await page.getByText('没有令牌', { exact: true }).waitFor();
  assert.equal((await ask('/registers/case/records')).status, 401);
  app.clean();
});

test('the system administrator makes a unit below his own and renames it; others cannot', options, async (t) => {
  const [app, made] = await start(t);
  const { page } = app;
  await made.become('xitong');
  await app.go('/units');
  const answer = async (text) => {
    await page.getByRole('dialog').getByRole('textbox').fill(text);
    await page.getByRole('dialog').getByRole('button', { name: '保存' }).click();
  };
  await page.getByRole('button', { name: '新建下级' }).first().click();
  await answer('城北<i>中队');
  const line = page.locator('tr').filter({ hasText: '城北<i>中队' });
  await line.getByRole('button', { name: '改名' }).click();
  await answer('城北执法所');
  await page.locator('tr').filter({ hasText: '城北执法所' }).getByRole('button', { name: '停用' }).click();
  await eventually(() => page.locator('tr').filter({ hasText: '城北执法所' }).innerText(), /停用[\s\S]*启用/, '停用');
  assert.equal((await made.send('shouli', 'POST', '/units', { parent: 1, name: '私设' })).status, 403);
  app.clean();
});

test('a backup is made from the page, verified, fetched and removed; the security administrator has no such page', options, async (t) => {
  const [app, made] = await start(t);
  const { page } = app;
  await made.become('xitong');
  await app.go('/backups');
  await page.getByText('还没有备份').waitFor();
  await page.getByTestId('backup').click();
  const line = page.locator('section').filter({ has: page.getByTestId('backup') }).locator('tbody tr');
  await eventually(() => line.count(), 1, '备份');
  await page.getByTestId('jobs').getByText('提醒和逐级上报').waitFor();
  const [download] = await Promise.all([page.waitForEvent('download'), line.getByRole('link', { name: '下载' }).click()]);
  assert.match(download.suggestedFilename(), /\.tar$/);
  await page.getByTestId('try').click();
  await eventually(() => page.getByTestId('restored').innerText(), /能完整恢复：\d+ 个文件/, '试恢复');
  await page.getByTestId('restore').click();
  await page.getByRole('dialog').getByRole('button', { name: '恢复', exact: true }).click();
  await eventually(() => page.getByTestId('restored').innerText(), /恢复在 .*restored\/bihuan-/, '恢复到旁边');
  await line.getByRole('button', { name: '删除' }).click();
  await page.getByRole('dialog').getByRole('button', { name: '删除' }).click();
  await page.getByText('还没有备份').waitFor();
  await made.become('anquan');
  await app.go('/backups');
  await page.getByRole('alert').first().waitFor();
  app.clean();
});
