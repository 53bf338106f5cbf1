// Set-up, signing in and out, what must be done first, and a session that is over.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { eventually, real, startApp } from './harness.mjs';
import { startOffice, passwordOf, totp } from './office.mjs';

const options = { skip: !real && '要真的程序' };
const refused = /status of (401|403|409|422|429)/;

async function fillSetUp(app, code) {
  const { page } = app;
  await page.getByTestId('code').fill(code);
  await page.getByTestId('unit').fill('青田市城市管理局');
  for (const [role, name] of [['sysadmin', '系统员'], ['secadmin', '安全员'], ['auditor', '审计员']]) {
    await page.getByTestId(`${role}-login`).fill(role);
    await page.getByTestId(`${role}-name`).fill(name);
    await page.getByTestId(`${role}-password`).fill(passwordOf(role));
    await page.getByTestId(`${role}-again`).fill(passwordOf(role));
  }
}

async function signIn(page, login, password = passwordOf(login)) {
  await page.getByTestId('login').fill(login);
  await page.getByTestId('password').fill(password);
  await page.getByTestId('sign-in').click();
}

test('set-up: a wrong code, two passwords that differ, then three administrators; the first sets up a second factor', options, async (t) => {
  const app = await startApp(t);
  const { page } = app;
  app.expected.push(refused);
  await app.go('/setup');
  await fillSetUp(app, 'wrong-code1');
  await page.getByTestId('save').click();
  await page.getByRole('alert').filter({ hasText: /设置码/ }).waitFor();
  await page.getByTestId('auditor-again').fill('another');
  await page.getByTestId('save').click();
  await page.getByRole('alert').filter({ hasText: '审计管理员：两次输入的口令不一样' }).waitFor();
  await fillSetUp(app, readFileSync(join(app.data, 'setup-code.txt'), 'utf8').match(/[0-9A-Za-z-]{6,}/)[0]);
  await page.getByTestId('save').click();
  await page.getByText('设置完成').waitFor();
  await page.getByRole('button', { name: '去登录' }).click();

  await signIn(page, 'sysadmin');
  await page.getByRole('heading', { name: '设置动态口令' }).waitFor();
  const secret = (await page.locator('.secret code').innerText()).replace(/\s/g, '');
  await page.getByTestId('code').fill('000000');
  await page.getByRole('button', { name: '确认' }).click();
  await page.getByRole('alert').waitFor();
  await page.getByTestId('code').fill(totp(secret));
  await page.getByRole('button', { name: '确认' }).click();
  await page.getByRole('heading', { name: '保存恢复码' }).waitFor();
  assert.ok((await page.locator('.codes code').count()) >= 8, '恢复码');
  await page.getByRole('button', { name: /进入系统/ }).click();
  await page.waitForURL(/\/people$/);
  app.clean();
});

test('somebody who does the business may be named at set-up, with a role that exists', options, async (t) => {
  const app = await startApp(t);
  const { page } = app;
  app.expected.push(refused);
  await app.go('/setup');
  await fillSetUp(app, readFileSync(join(app.data, 'setup-code.txt'), 'utf8').match(/[0-9A-Za-z-]{6,}/)[0]);
  await page.getByTestId('business-login').fill('yewu');
  await page.getByTestId('business-name').fill('业务员');
  await page.getByTestId('business-password').fill(passwordOf('yewu'));
  await page.getByTestId('business-again').fill(passwordOf('yewu'));
  await page.getByTestId('save').click();
  await page.getByRole('alert').filter({ hasText: '选一个角色' }).waitFor();
  await page.getByTestId('business-role').click();
  await page.getByRole('option', { name: '城管案件 · 受理员' }).click();
  await page.getByTestId('save').click();
  await page.getByRole('button', { name: '去登录' }).click();
  await signIn(page, 'yewu');
  await page.waitForURL(/\/tasks$/);
  await page.getByRole('navigation', { name: '主菜单' }).getByRole('link', { name: '城管案件' }).waitFor();
  app.clean();
});

test('a wrong password is refused; the right one leads to where one wanted to be; signing out ends it', options, async (t) => {
  const [app] = await startOffice(t);
  const { page } = app;
  app.expected.push(refused);
  await app.go('/r/case?q=%E5%9E%83%E5%9C%BE');
  await page.waitForURL(/\/sign-in\?back=/);
  await signIn(page, 'shouli', 'wrong-Password-1');
  await page.getByRole('alert').waitFor();
  assert.match(await page.getByRole('alert').innerText(), /口令/);
  await signIn(page, 'shouli');
  await page.waitForURL(/\/r\/case\?q=/);
  await page.getByRole('button', { name: '退出' }).click();
  await page.waitForURL(/\/sign-in$/);
  await app.go('/tasks');
  await page.waitForURL(/\/sign-in\?back=/);
  app.clean();
});

test('a password given by an administrator must be changed first', options, async (t) => {
  const [app, office] = await startOffice(t);
  const { page } = app;
  app.expected.push(refused);
  const { json } = await office.send('xitong', 'POST', `/people/${office.people.hecha}/reset`, {});
  await app.go('/sign-in');
  await signIn(page, 'hecha', json.one_time_password);
  await page.getByRole('heading', { name: '设置新口令' }).waitFor();
  const fields = page.locator('form input[type=password]');
  await fields.nth(1).fill('Short1!');
  await fields.nth(2).fill('Short1?');
  await page.getByRole('button', { name: '换成新口令' }).click();
  await page.getByRole('alert').filter({ hasText: '不一样' }).waitFor();
  await fields.nth(2).fill('Short1!');
  await page.getByRole('button', { name: '换成新口令' }).click();
  await page.getByRole('alert').filter({ hasText: /短|位/ }).waitFor();
  await fields.nth(1).fill('Meiyou-Wenti-88');
  await fields.nth(2).fill('Meiyou-Wenti-88');
  await page.getByRole('button', { name: '换成新口令' }).click();
  await page.waitForURL(/\/tasks$/);
  app.clean();
});

test('a session that ended elsewhere: the page says so and comes back to the same place', options, async (t) => {
  const [app, office] = await startOffice(t);
  const { page } = app;
  app.expected.push(refused);
  const made = await office.make('shouli', {});
  await office.become('shouli');
  await app.go(`/r/case/${made.id}`);
  await page.getByTestId('edit').waitFor();
  await office.send('shouli', 'DELETE', '/session', {});
  await page.getByRole('button', { name: '关注', exact: true }).click();
  await page.waitForURL(/\/sign-in\?back=/);
  await page.getByText('登录已经失效').waitFor();
  await signIn(page, 'shouli');
  await page.waitForURL(new RegExp(`/r/case/${made.id}$`));
  await eventually(() => page.locator('h1').innerText(), /垃圾堆积/, '记录');
  app.clean();
});

test('Enter sends a form once: a second try would be a refusal on record', options, async (t) => {
  const [app] = await startOffice(t);
  const { page } = app;
  app.expected.push(refused);
  const sent = [];
  page.on('request', (r) => r.method() === 'POST' && /\/session/.test(r.url()) && sent.push(new URL(r.url()).pathname));
  await app.go('/sign-in');
  await page.getByTestId('login').fill('shenji');
  await page.getByTestId('password').fill(passwordOf('shenji'));
  await page.keyboard.press('Enter');
  await page.getByTestId('code').fill('000000');
  await page.keyboard.press('Enter');
  await page.getByRole('alert').waitFor();
  assert.deepEqual(sent, ['/api/v1/session', '/api/v1/session/second-factor']);
  app.clean();
});
