// The working calendar: who may change it, what is refused, a notice pasted in; deadlines say when they are only reckoned for now.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { eventually, real } from './harness.mjs';
import { startOffice } from './office.mjs';

const options = { skip: !real && '要真的程序' };
const NOTICE = '一、元旦：1月1日（周五）至3日（周日）放假，共3天。二、春节：2月5日（周五）至11日（周四）放假调休，共7天。1月31日（周日）、2月20日（周六）上班。';

async function calendar(t, login, year = 2027) {
  const [app, made] = await startOffice(t);
  app.expected.push(/status of (403|409|422)/);
  await made.become(login);
  await app.go(`/calendar?year=${year}`);
  await app.page.getByTestId('year').waitFor();
  return [app, made];
}
const day = (page, d) => page.locator(`[data-day="${d}"]`);

test('everybody reads the calendar, and nobody but the system administrator is offered to change it', options, async (t) => {
  const [app, made] = await calendar(t, 'shouli', 2026);
  const { page } = app;
  assert.equal(await page.getByTestId('announced').innerText(), '已按国务院通知');
  assert.match(await day(page, '2026-02-16').getAttribute('aria-label'), /2026-02-16 周一，春节放假/);
  assert.match(await day(page, '2026-02-28').getAttribute('aria-label'), /周六，调休上班/);
  await page.getByText('全年 248 个工作日').waitFor();
  assert.equal(await page.getByTestId('edit-year').count(), 0);
  assert.equal(await page.getByTestId('edit-duty').count(), 0);
  await page.getByRole('button', { name: '下一年' }).click();
  await page.getByText(/暂算/).first().waitFor();
  assert.match(page.url(), /year=2027/);
  const refused = await made.send('shouli', 'PATCH', '/calendar/2027', { days: '', announced: true, reason: 'x', version: 1 });
  assert.equal(refused.status, 403);
  app.clean();
});

test('a notice is pasted, looked at and kept; what was typed stays when somebody else was faster', options, async (t) => {
  const [app, made] = await calendar(t, 'xitong');
  const { page } = app;
  await page.getByTestId('edit-year').click();
  await page.getByTestId('notice').fill('这里什么也没有');
  await page.getByTestId('read-notice').click();
  await page.getByText('没有读出 2027 年的日子').waitFor();
  assert.equal(await page.getByTestId('save-year').isEnabled(), false, '没有依据不能保存');
  await page.getByTestId('notice').fill(NOTICE);
  await page.getByTestId('read-notice').click();
  await page.getByText('读出放假 10 天、调休上班 2 天').waitFor();
  await day(page, '2027-02-12').click(); // one more day, by hand
  await page.getByTestId('reason').fill('国务院办公厅通知');
  const { version } = await made.get('xitong', '/calendar/2027');
  assert.equal((await made.send('xitong', 'PATCH', '/calendar/2028', { days: '', announced: false, reason: '先到', version })).status, 200);
  await page.getByTestId('save-year').click();
  await page.getByRole('alert').filter({ hasText: '刚被别人改过' }).waitFor();
  assert.equal(await page.getByTestId('reason').inputValue(), '国务院办公厅通知', '填的还在');
  await page.getByRole('button', { name: '取消' }).click();
  await page.getByTestId('edit-year').click();
  await page.getByTestId('notice').fill(NOTICE);
  await page.getByTestId('read-notice').click();
  await page.getByTestId('reason').fill('国务院办公厅通知');
  await page.getByTestId('save-year').click();
  await eventually(() => page.getByTestId('announced').innerText(), '已按国务院通知');
  assert.match(await day(page, '2027-02-08').getAttribute('aria-label'), /春节放假/);
  assert.match(await day(page, '2027-02-20').getAttribute('aria-label'), /调休上班/);
  await page.locator('.changes').getByText(/xitong，2027 年：国务院办公厅通知/).waitFor();
  await app.shot('calendar');
  app.clean();
});

test('days are turned by keyboard, and turned back; duty hours are refused with an example, then kept', options, async (t) => {
  const [app] = await calendar(t, 'xitong');
  const { page } = app;
  await page.getByTestId('edit-year').click();
  await day(page, '2027-03-08').focus();
  await page.keyboard.press('Enter');
  assert.match(await day(page, '2027-03-08').getAttribute('aria-label'), /放假/);
  await page.getByText('改了 1 天。').waitFor();
  await page.keyboard.press('Enter');
  await eventually(() => page.getByText('改了 1 天。').count(), 0, '恢复了');
  await page.getByRole('button', { name: '取消' }).click();
  await page.getByTestId('edit-duty').click();
  await page.getByTestId('duty-hours').fill('8 点到 12 点');
  await page.getByTestId('duty-reason').fill('夏季作息');
  await page.getByText('还认不出').waitFor();
  await page.getByTestId('save-duty').click();
  await page.getByRole('alert').waitFor();
  await page.getByTestId('duty-hours').fill('1-5 08:00-12:00,15:00-18:00');
  await page.getByTestId('save-duty').click();
  await eventually(() => page.locator('.days.num dd').first().innerText(), '08:00—12:00，15:00—18:00');
  await page.getByText(/xitong：夏季作息/).waitFor();
  app.clean();
});
