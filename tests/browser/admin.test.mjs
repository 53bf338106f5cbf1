// Administration: each of the three sees his part alone; a new person from account to first work; what is refused.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { eventually, real } from './harness.mjs';
import { choose, startOffice } from './office.mjs';

const options = { skip: !real && '要真的程序' };
const refused = /status of (400|401|403|404|409|422)/;

async function start(t) {
  const [app, made] = await startOffice(t);
  app.expected.push(refused);
  return [app, made];
}
const menu = (page) => page.getByRole('navigation', { name: '主菜单' }).getByRole('link').allInnerTexts();

test('each administrator begins at his own page and sees his own menu', options, async (t) => {
  const [app, made] = await start(t);
  const { page } = app;
  for (const [login, path, words] of [['xitong', '/people', '人员与部门 单位 代码表 备份 工作日历'], ['anquan', '/rights', '人员与部门 角色与授权 工作日历'], ['shenji', '/audit', '审计 销毁鉴定 工作日历']]) {
    await made.become(login);
    await app.go('/');
    await page.waitForURL(new RegExp(`${path}$`));
    assert.equal((await menu(page)).map((w) => w.trim()).join(' '), words);
    assert.equal(await page.getByRole('button', { name: '导入报告' }).count(), 0);
  }
  app.clean();
});

test('a new department and person: the password is shown once; the roles come from another administrator', options, async (t) => {
  const [app, made] = await start(t);
  const { page } = app;
  await made.become('xitong');
  await app.go('/people');
  await page.getByTestId('new-department').click();
  await page.getByRole('dialog').getByRole('textbox').fill('园林<i>所');
  await page.getByRole('dialog').getByRole('button', { name: '新建' }).click();
  await page.locator('.tree').getByText('园林<i>所').waitFor();
  await page.getByTestId('new-person').click();
  await page.getByTestId('save-person').click();
  await page.getByRole('dialog').getByRole('alert').waitFor();
  await page.getByTestId('name').fill('袁琳');
  await page.locator('input[data-test=login], [data-test=login] input').first().fill('yuanlin');
  await choose(page, page.getByRole('dialog'), '部门', '园林<i>所');
  await page.getByTestId('save-person').click();
  const password = await page.getByTestId('one-time').innerText();
  assert.ok(password.length >= 8);
  await page.keyboard.press('Escape');
  await page.getByTestId('one-time').waitFor({ state: 'hidden' });
  await page.locator('tr').filter({ hasText: '袁琳' }).filter({ hasText: '园林<i>所' }).waitFor();
  assert.ok(!(await page.content()).includes(password), '口令不再在页面上');

  await made.become('anquan');
  await app.go('/rights');
  await choose(page, page.locator('.give'), '人员', '袁琳', '袁');
  await choose(page, page.locator('.give'), '角色', '城管案件 · 处置人员', '处置');
  await choose(page, page.locator('.give'), '范围：全单位', '园林<i>所', '园林');
  await page.getByTestId('grant').click();
  const line = page.locator('tr').filter({ hasText: '袁琳' });
  await eventually(() => line.innerText(), /城管案件 · 处置人员[\s\S]*园林<i>所/, '授权');
  await line.getByRole('button', { name: '收回' }).click();
  await page.getByRole('dialog').getByRole('button', { name: '收回' }).click();
  await eventually(() => line.count(), 0, '收回');
  app.clean();
});

test('no business role for an administrator, no second administration for anybody: the refusal says which rule', options, async (t) => {
  const [app, made] = await start(t);
  const { page } = app;
  await made.become('anquan');
  await app.go('/rights');
  await choose(page, page.locator('.give'), '人员', '系统员', '系统');
  await choose(page, page.locator('.give'), '角色', '城管案件 · 受理员', '受理员');
  await page.getByTestId('grant').click();
  await page.getByRole('alert').filter({ hasText: /管理员/ }).first().waitFor(); // it stays, to be read
  await eventually(() => page.locator('tr').filter({ hasText: '系统员' }).count(), 1, '没有多出授权');
  app.clean();
});

test('a person out of use cannot sign in; the auditor reads of it in words', options, async (t) => {
  const [app, made] = await start(t);
  const { page } = app;
  await made.become('xitong');
  await app.go('/people');
  await page.locator('tr').filter({ hasText: '何察' }).getByRole('button', { name: '修改' }).click();
  await page.getByRole('dialog').locator('.el-switch').click();
  await page.getByTestId('save-person').click();
  await page.locator('tr').filter({ hasText: '何察' }).filter({ hasText: '停用' }).waitFor();
  const gone = await made.send('hecha', 'POST', '/registers/case/records', { values: {} });
  assert.equal(gone.status, 401);
  await made.become('shenji');
  await app.go('/audit');
  await page.locator('tr').filter({ hasText: '修改人员' }).first().waitFor();
  assert.doesNotMatch(await page.locator('.grid-table').innerText(), /person\.|factor\.|sign-in/);
  await page.getByRole('button', { name: '核验全部' }).click();
  await page.getByText(/条全部完好/).waitFor();
  app.clean();
});

test('a page that is not his: the refusal, and nothing else', options, async (t) => {
  const [app, made] = await start(t);
  const { page } = app;
  await made.become('shouli');
  for (const path of ['/audit', '/rights']) {
    await app.go(path);
    await page.getByRole('alert').first().waitFor();
    assert.equal(await page.locator('tbody tr').count(), 0, path);
  }
  app.clean();
});
