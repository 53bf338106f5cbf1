// 390 pixels wide: everything an office does fits, and can be done with a thumb.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { eventually, real } from './harness.mjs';
import { startOffice } from './office.mjs';

const options = { skip: !real && '要真的程序' };
const LONG = `长${'词'.repeat(25)}${'w'.repeat(30)}`;

test('no page of the office is wider than a phone', options, async (t) => {
  const [app, made] = await startOffice(t, { width: 390, height: 844 });
  app.expected.push(/status of (401|403)/);
  const { id } = await made.make('shouli', { title: LONG, description: 'x'.repeat(300), place: { text: LONG } });
  const pages = {
    shouli: ['/tasks', '/r/case', '/r/case?view=board', '/r/case?view=due', '/r/case?view=statistics', '/r/case/new', `/r/case/${id}`, '/search?q=%E8%AF%8D'],
    xitong: ['/people', '/calendar'], anquan: ['/rights'], shenji: ['/audit'],
  };
  for (const [login, paths] of Object.entries(pages)) {
    await made.become(login);
    for (const path of paths) {
      await app.go(path);
      await app.page.waitForLoadState('load');
      await app.page.locator('main .page, main .register').first().waitFor();
      await eventually(() => app.page.evaluate(() => document.documentElement.scrollWidth <= 390), true, `${path} 的宽度`);
      await app.shot(`phone${path.replace(/\W+/g, '-')}`);
    }
  }
  await app.context.clearCookies();
  await app.go('/sign-in');
  await app.page.getByTestId('sign-in').waitFor();
  assert.ok((await app.page.evaluate(() => document.documentElement.scrollWidth)) <= 390);
  app.clean();
});

test('a step by touch: from the tasks to the record and back', options, async (t) => {
  const [app, made] = await startOffice(t, { width: 390, height: 844 });
  await made.make('shouli', {});
  const { page } = app;
  await made.become('shouli');
  await app.go('/tasks');
  const title = page.getByRole('link', { name: /垃圾堆积/ });
  await title.waitFor();
  assert.ok((await page.locator('td.what').first().boundingBox()).width > 300, '事由占整行');
  await title.click();
  const button = page.getByTestId('step-accept');
  await button.waitFor();
  assert.ok((await button.boundingBox()).height >= 30);
  await button.click();
  await page.getByTestId('run-step').click();
  await eventually(() => page.locator('.top .state').innerText(), '已受理', '受理');
  await page.getByRole('button', { name: '菜单', exact: true }).click();
  await page.getByRole('navigation', { name: '主菜单' }).getByRole('link', { name: '城管案件' }).click();
  await page.waitForURL(/\/r\/case$/);
  await eventually(() => page.locator('.table tbody tr').count(), 1, '台账');
  app.clean();
});
