// 390 pixels wide: one pane at a time, nothing cut off.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { eventually, inView, openDesk, startApp } from './harness.mjs';

test('every page fits a phone', async (t) => {
  const app = await startApp(t, { width: 390, height: 844, reports: ['sample', 'hostile'] });
  for (const [name, path] of Object.entries({ home: '/', reports: '/reports', desk: '/reports/1', hostile: '/reports/2', items: '/items', doubts: '/doubts' })) {
    await app.go(path);
    await app.page.waitForTimeout(500);
    const width = await app.page.evaluate(() => document.documentElement.scrollWidth);
    assert.ok(width <= 390, `${path}: ${width}`);
    await app.shot(`phone-${name}`);
  }
  app.clean();
});

test('tabs show one pane; a choice leads to the text', async (t) => {
  const app = await startApp(t, { width: 390, height: 844, reports: ['sample'] });
  const { source, tree, doubts, active } = await openDesk(app);
  const tab = (name) => app.page.getByRole('tab', { name });
  assert.deepEqual([await source.isVisible(), await tree.isVisible(), await doubts.isVisible()], [true, false, false]);
  await tab('台账').click();
  assert.deepEqual([await source.isVisible(), await tree.isVisible()], [false, true]);
  await tree.getByText('下属事业单位公务用车管理不规范').click();
  await tree.getByRole('button', { name: '看原文' }).click();
  await eventually(async () => (await active.allInnerTexts()).join(''), /下属事业单位公务用车/, '原文');
  await eventually(() => inView(active), true, '看得见');
  await tab(/疑点/).click();
  await doubts.locator('.row').nth(1).getByRole('button', { name: '看原文' }).click();
  await eventually(() => inView(active), true, '疑点的原文看得见');
  app.clean();
});

test('the menu opens and closes', async (t) => {
  const app = await startApp(t, { width: 390, height: 844 });
  await app.go('/');
  const entry = app.page.getByRole('navigation').getByRole('link', { name: '台账', exact: true });
  assert.equal(await entry.isVisible(), false);
  await app.page.getByRole('button', { name: '菜单', exact: true }).click();
  await entry.click();
  await app.page.waitForURL(/\/r\/item$/);
  await eventually(() => entry.isVisible(), false, '去了就收起');
  app.clean();
});
