// The ledger of all reports, the doubts of all reports, the home page.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { eventually, startApp } from './harness.mjs';

test('the ledger filters, and a line opens the desk at its place', async (t) => {
  const app = await startApp(t, { reports: ['sample', 'hostile'] });
  await app.go('/items');
  const rows = app.page.locator('.table .row[aria-rowindex]');
  await eventually(() => rows.count(), 9, '条目');
  await app.shot('items');
  await app.page.getByLabel('文字').fill('共享单车');
  await eventually(() => rows.count(), 1, '筛选后');
  assert.match(app.page.url(), /q=/);
  await rows.first().click();
  await app.page.waitForURL(/\/reports\/\d+\?at=\d+/);
  await eventually(async () => (await app.page.locator('[data-test=source] .active').allInnerTexts()).join(''), /共享单车堆放影响通行/, '原文');
  await app.page.goBack();
  await eventually(() => rows.count(), 1, '回来时筛选还在');
  app.clean();
});

test('status and report filters', async (t) => {
  const app = await startApp(t, { reports: ['sample', 'hostile'] });
  await app.go('/items?status=in_progress');
  const rows = app.page.locator('.table .row[aria-rowindex]');
  await eventually(() => rows.count(), 1, '推进中');
  assert.match(await rows.first().innerText(), /公务用车/);
  await app.go('/items?report=1');
  await eventually(() => rows.count(), 8, '第一份报告');
  await app.page.getByLabel('文字').fill('查无此字');
  await app.page.getByText('没有符合条件的条目').waitFor();
  app.clean();
});

test('what is seen is exported, safe for a spreadsheet', async (t) => {
  const app = await startApp(t, { reports: ['sample', 'hostile'] });
  await app.go('/items?report=1');
  await eventually(() => app.page.locator('.table .row[aria-rowindex]').count(), 8);
  const [download] = await Promise.all([app.page.waitForEvent('download'), app.page.getByRole('button', { name: '导出' }).click()]);
  const csv = readFileSync(await download.path(), 'utf8');
  assert.equal(csv.charCodeAt(0), 0xfeff);
  const lines = csv.trimEnd().split('\r\n');
  assert.equal(lines.length, 9);
  assert.match(lines[0], /^\ufeff序号,单位,报告,方面/);
  assert.match(csv, /共享单车堆放影响通行/);
  assert.ok(!/(^|,)"?[=@+]/m.test(csv), csv);
  app.clean();
});

test('a long ledger is fetched as one scrolls', async (t) => {
  const app = await startApp(t, { reports: ['large'] });
  await app.go('/items');
  const table = app.page.locator('.table');
  await app.page.getByText(/共 3000 条/).waitFor();
  const last = () => table.locator('.row[aria-rowindex]').last().evaluate((e) => Number(e.getAttribute('aria-rowindex')));
  for (let i = 0; i < 60 && (await last()) < 700; i++) {
    await table.evaluate((e) => (e.scrollTop += 4000));
    await app.page.waitForTimeout(60);
  }
  assert.ok((await last()) >= 700, `到第 ${await last()} 行`);
  assert.ok((await app.page.locator('*').count()) < 3000);
  app.clean();
});

test('the doubts of all reports, by rule, each with its way to the text', async (t) => {
  const app = await startApp(t, { reports: ['sample'] });
  await app.go('/doubts');
  const groups = app.page.locator('.group');
  await eventually(() => groups.count().then((n) => n > 0), true, '分组');
  await app.shot('doubts');
  const order = await groups.locator('> header .sev').evaluateAll((list) => list.map((e) => ['error', 'warning', 'note'].findIndex((c) => e.classList.contains(c))));
  assert.deepEqual(order, [...order].sort(), '重的在前');
  await groups.first().getByRole('button', { name: '规则说明' }).click();
  await eventually(async () => (await groups.first().locator('.rule').innerText()).length > 10, true, '规则说明');
  const message = await groups.first().locator('.message').first().innerText();
  await groups.first().locator('li a').first().click();
  await app.page.waitForURL(/doubt=/);
  await eventually(() => app.page.locator('[data-test=doubts] .row.chosen .message').innerText(), message, '选中的疑点');
  app.clean();
});

test('the home page counts what the reports hold', async (t) => {
  const app = await startApp(t, { reports: ['sample'] });
  await app.go('/');
  const tiles = app.page.locator('.tile');
  await eventually(async () => (await tiles.allInnerTexts()).join(' ').replace(/\s+/g, ' '), /报告 1 方面 3 问题 7 具体问题 8 措施 15 已完成 7 \/ 8 87\.5%/);
  await eventually(async () => Number(await app.page.locator('.severities b').first().innerText()) > 0, true, '疑点');
  await app.shot('home');
  app.clean();
});
