// A text that tries to run, to hide and to overflow stays a text.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { eventually, openDesk, startApp } from './harness.mjs';

test('nothing in a report runs', async (t) => {
  const app = await startApp(t, { reports: ['hostile'] });
  const { source, tree } = await openDesk(app);
  await source.getByText('<script>window.owned=1</script>').first().waitFor();
  await tree.getByRole('button', { name: '全部' }).click();
  await tree.getByText('window.owned=5').first().waitFor();
  await source.getByText('onerror').hover();
  await app.shot('hostile');
  for (const path of ['/', '/items', '/doubts', '/reports']) {
    await app.go(path);
    await app.page.waitForTimeout(400);
    assert.equal(await app.page.evaluate(() => window.owned), undefined, path);
    assert.equal(await app.page.locator('main img, main script').count(), 0, path);
  }
  app.clean();
});

test('characters that steer others are shown by name', async (t) => {
  const app = await startApp(t, { reports: ['hostile'] });
  const { source } = await openDesk(app);
  assert.deepEqual((await source.locator('.unseen').allInnerTexts()).slice(0, 3), ['⟨U+202E⟩', '⟨U+202C⟩', '⟨U+200B⟩']);
  const shown = await app.page.evaluate(() => document.body.innerText);
  assert.ok(!/[\u202a-\u202e\u2066-\u2069\u200b]/.test(shown));
  app.clean();
});

test('a line of sixty thousand characters scrolls like any other', async (t) => {
  const app = await startApp(t, { reports: ['hostile'] });
  const { source } = await openDesk(app);
  const elements = await app.page.evaluate(() => document.querySelectorAll('*').length);
  assert.ok(elements < 2500, `${elements} 个元素`);
  await source.getByPlaceholder('在原文中查找').fill('HYPERLINK');
  await source.locator('.hit-now').waitFor();
  await eventually(() => source.evaluate((e) => e.scrollWidth <= e.clientWidth + 1), true, '不横向溢出');
  app.clean();
});
