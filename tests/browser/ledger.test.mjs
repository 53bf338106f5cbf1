// The ledger of all reports, the doubts of all reports, the home page.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { eventually, openDesk, real, startApp } from './harness.mjs';

const options = { skip: real ? false : '要有程序' };
const ROWS = '.table tbody tr';

test('the ledger is the register of items; a record leads to its place in the text and back', options, async (t) => {
  const app = await startApp(t, { reports: ['sample', 'hostile'] });
  const { page } = app;
  await app.go('/items');
  await page.waitForURL(/\/r\/item$/);
  const rows = page.locator(ROWS);
  await eventually(() => rows.count(), 9, '条目');
  await app.shot('items');
  await page.getByLabel('查找').fill('共享单车');
  await eventually(() => rows.count(), 1, '筛选后');
  await rows.first().click();
  await page.waitForURL(/\/r\/item\/\d+$/);
  const record = page.url();
  await page.getByText('自报状态').first().waitFor();
  await app.shot('record-of-report');
  await page.getByTestId('to-source').click();
  await page.waitForURL(/\/reports\/\d+\?at=\d+/);
  await eventually(async () => (await page.locator('[data-test=source] .active').allInnerTexts()).join(''), /共享单车堆放影响通行/, '原文');
  await page.getByTestId('to-record').click();
  await eventually(() => page.url(), record, '回到记录');
  app.clean();
});

test('what reports say is a filter like any other', options, async (t) => {
  const app = await startApp(t, { reports: ['sample', 'hostile'] });
  await app.go('/r/item?claim=in_progress');
  const rows = app.page.locator(ROWS);
  await eventually(() => rows.count(), 1, '推进中');
  assert.match(await rows.first().innerText(), /公务用车/);
  await app.go('/items?report=1');
  await eventually(() => rows.count(), 8, '第一份报告');
  app.clean();
});

test('what is seen is exported, safe for a spreadsheet', options, async (t) => {
  const app = await startApp(t, { reports: ['sample', 'hostile'] });
  await app.go('/items?report=1');
  await eventually(() => app.page.locator(ROWS).count(), 8);
  await app.page.getByRole('button', { name: '导出' }).click();
  const [download] = await Promise.all([app.page.waitForEvent('download'), app.page.getByRole('menuitem', { name: /CSV/ }).click()]);
  const csv = readFileSync(await download.path(), 'utf8');
  assert.equal(csv.charCodeAt(0), 0xfeff);
  assert.match(csv, /共享单车堆放影响通行/);
  assert.ok(!/(^|,)"?[=@+]/m.test(csv), csv);
  app.clean();
});

test('a long ledger is fetched as one scrolls', options, async (t) => {
  const app = await startApp(t, { reports: ['large'] });
  await app.go('/items');
  const table = app.page.locator('.table');
  await app.page.getByText(/共 3000 条/).waitFor();
  const down = async () => {
    await table.evaluate((e) => (e.scrollTop += 4000));
    return (await table.locator('tbody tr').count()) >= 300;
  };
  await eventually(down, true, '三百行');
  app.clean();
});

test('a status is settled on the desk, with a reason, and goes before what the report says', options, async (t) => {
  const app = await startApp(t, { reports: ['sample'] });
  const { page } = app;
  const { tree } = await openDesk(app);
  const row = tree.locator('.row', { hasText: '共享单车堆放影响通行' }).first();
  await row.click();
  await row.locator('.status.done').waitFor();
  const head = page.locator('.count', { hasText: '按完成计' }).locator('b');
  const before = Number(await head.innerText());
  const done = () => tree.locator('[title*="个按完成计"]').evaluateAll((list) => list.map((e) => parseInt(e.textContent, 10)).reduce((a, b) => a + b, 0));
  const inRows = await done();
  await row.getByTestId('settle-open').click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('推进中').check();
  assert.equal(await dialog.getByTestId('decide').isEnabled(), false, '没有依据不能核定');
  await dialog.getByLabel(/依据/).fill('现场复核，还没有完');
  await app.shot('settle');
  await dialog.getByTestId('decide').click();
  await row.locator('.status.in_progress').waitFor();
  await eventually(() => head.innerText().then(Number), before - 1, '抬头里的按完成计');
  await eventually(async () => (await done()) < inRows, true, '方面和问题的按完成计');
  await page.reload();
  await tree.locator('.row', { hasText: '共享单车堆放影响通行' }).first().locator('.status.in_progress').waitFor();
  await tree.locator('.row', { hasText: '共享单车堆放影响通行' }).first().click();
  await page.getByTestId('to-record').click();
  await page.getByText('现场复核，还没有完').first().waitFor();
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

test('a doubt is decided where it is listed: dismissed with a reason only, and taken back', async (t) => {
  const app = await startApp(t, { reports: ['sample'] });
  const { page } = app;
  await app.go('/doubts?decision=open');
  assert.equal(await page.getByLabel('只看待定').isChecked(), true, '地址里说只看待定');
  await page.getByLabel('只看待定').uncheck();
  const row = page.locator('.group li').first();
  await row.getByTestId('dismiss').click();
  const dialog = page.getByRole('dialog');
  assert.equal(await dialog.getByTestId('decide').isEnabled(), false, '没有理由不能排除');
  await dialog.getByRole('button', { name: '分析有误' }).click();
  await dialog.getByTestId('decide').click();
  await row.locator('.state.dismissed').waitFor();
  await row.getByRole('button', { name: '退回待定' }).click();
  await row.locator('.state.open').waitFor();
  await row.getByTestId('accept').click();
  await row.locator('.state.accepted').waitFor();
  await page.reload();
  await page.locator('.group li').first().locator('.state.accepted').waitFor();
  app.clean();
});

test('the home page counts what the reports hold', async (t) => {
  const app = await startApp(t, { reports: ['sample'] });
  await app.go('/');
  const tiles = app.page.locator('.tile');
  await eventually(async () => (await tiles.allInnerTexts()).join(' ').replace(/\s+/g, ' '), /轮次 1 报告 1 问题 7 具体问题 8 措施 15 按完成计 7 \/ 8 87\.5%/);
  await eventually(async () => Number(await app.page.locator('.severities b').first().innerText()) > 0, true, '疑点');
  await app.shot('home');
  app.clean();
});
