// Where a day begins: nothing yet, what is late or due today, what is mine to review, numbers that lead to what they count; and paper.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { eventually, real, startApp } from './harness.mjs';
import { startOffice } from './office.mjs';

const options = { skip: !real && '要真的程序' };

const tile = (page, kind) => page.getByTestId(`tile-${kind}`).locator('b').innerText();

test('with nothing to do the page says so, and a filter without rows leads back', options, async (t) => {
  const [app, made] = await startOffice(t);
  const { page } = app;
  await made.become('hecha');
  await app.go('/tasks');
  await page.getByTestId('no-tasks').getByText('现在没有等您办理的事').waitFor();
  await page.keyboard.press('/');
  assert.equal(await page.evaluate(() => document.activeElement.getAttribute('data-test')), 'find', '斜线到检索框');
  await page.keyboard.type('a/b');
  assert.equal(await page.getByTestId('find').inputValue(), 'a/b', '写字时斜线就是斜线');
  assert.equal(await tile(page, 'late'), '0');
  await page.getByTestId('tile-late').click();
  await page.waitForURL(/show=late/);
  await page.getByTestId('no-tasks').getByRole('link', { name: '看所有的事' }).click();
  await page.waitForURL(/\/tasks$/);
  app.clean();
});

test('what is due today and what is to be reviewed is counted, each once, and opened from its number', options, async (t) => {
  const [app, made] = await startOffice(t);
  const { page } = app;
  const { id } = await made.make('shouli', { title: '临江路垃圾堆积' });
  await made.make('shouli', { title: '学府路占道经营' });
  await made.become('shouli');
  await app.go('/tasks');
  await eventually(async () => Number(await tile(page, 'today')) + Number(await tile(page, 'open')), 2, '受理员的两件');
  await page.getByRole('link', { name: /临江路垃圾堆积/ }).waitFor();
  assert.match(await page.locator('.due').first().innerText(), /^\d\d-\d\d 周. \d\d:\d\d$/, '时限带星期');
  for (const step of ['accept', 'file']) await made.step('shouli', id, step);
  await made.step('paiqian', id, 'dispatch', { unit: made.departments['环卫所'], officer: made.people.chuzhi });
  const officer = await made.window('chuzhi');
  await officer.goto(`${app.address}/tasks`);
  await eventually(async () => Number(await tile(officer, 'today')) + Number(await tile(officer, 'held')), 1, '处置人手上的一件');
  await officer.locator('.books').getByRole('link', { name: '城管案件' }).click();
  await officer.waitForURL(/\/r\/case$/);
  app.clean();
});

test('many alike stand as three and a number, which leads to them in their register; numbers keep to the conditions', options, async (t) => {
  const [app, made] = await startOffice(t);
  const { page } = app;
  assert.equal((await made.send('anquan', 'POST', '/grants', { person: made.people.shouli, role: 'round.office' })).status, 201);
  await made.become('shouli');
  await app.go('/reports');
  await app.choose('sample');
  await page.getByTestId('into-ledger').click();
  await page.waitForURL(/\/reports\/1$/);
  const items = (await made.get('shouli', '/registers/item/records?limit=1')).total;
  await app.go('/tasks');
  const more = page.locator('tr.more').getByRole('link', { name: `具体问题 · 待认领：还有 ${items - 3} 条，到台账里成批办理` });
  await more.waitFor();
  assert.equal(await page.locator('td.what a[href^="/r/item/"]').count(), 3);
  assert.equal(await tile(page, 'waiting'), '0');
  await app.shot('alike');
  await more.click();
  await page.waitForURL(/\/r\/item\?state=/);
  await eventually(() => page.getByTestId('count').innerText(), `共 ${items} 条`, '全部在台账里');
  const count = () => page.locator('.statistics tr.whole td').first().innerText();
  await app.go('/r/item?view=statistics');
  await eventually(count, String(items), '没有条件');
  await app.go('/r/item?view=statistics&claim=done');
  await page.getByRole('button', { name: '清除条件' }).waitFor();
  const done = (await made.get('shouli', '/registers/item/records?limit=200&claim=done')).rows.length;
  await eventually(count, String(done), '只算自报已完成的');
  assert.ok(done > 0 && done < items, `已完成 ${done}，全部 ${items}`);
  // All columns are more than a window shows: sentences are readable still, and the number stays while one looks to the right.
  await app.go('/r/item?view=sheet');
  const number = page.locator('.table tbody td.c-no').first();
  await number.waitFor();
  assert.ok((await page.locator('.table tbody td.long').first().boundingBox()).width >= 200);
  const at = (await number.boundingBox()).x;
  assert.ok(await page.locator('.table').evaluate((e) => { e.scrollLeft = 200; return e.scrollLeft > 60; }));
  assert.ok((await number.boundingBox()).x <= at, '编号留在眼前');
  assert.ok((await number.boundingBox()).x >= (await page.locator('.table').boundingBox()).x);
  // What is good or dangerous is said in words that can be read: 4.5:1 on white and on their own pale ground.
  const colours = await page.evaluate(() => ['success', 'danger'].map((n) => getComputedStyle(document.documentElement).getPropertyValue(`--el-color-${n}`).trim()));
  assert.deepEqual(colours, ['#1b6e43', '#b42318']);
  app.clean();
});

test('the server is gone: a page that cannot be opened says so and what to do', options, async (t) => {
  const [app, made] = await startOffice(t);
  const { page } = app;
  app.expected.push(/Failed to load resource|ERR_CONNECTION/);
  await made.become('shouli');
  await app.go('/tasks');
  await page.getByTestId('no-tasks').waitFor();
  await app.stopServer();
  await page.getByRole('link', { name: '城管案件' }).first().click();
  await page.getByTestId('stranded').getByText(/连不上服务器.*请确认 bihuan serve 还在运行/).waitFor();
  await page.getByTestId('stranded').getByRole('button', { name: '重试' }).waitFor();
});

test('a list is printed as it is shown: the view, the conditions, its columns, the bureau\'s time', options, async (t) => {
  const [app, made] = await startOffice(t);
  for (const title of ['甲路垃圾', '乙路井盖', '丙路占道']) await made.make('shouli', { title });
  const away = await app.browser.newContext({ timezoneId: 'America/New_York' });
  await made.become('shouli', away);
  const page = app.listen(await away.newPage());
  await page.addInitScript(() => { window.print = () => { window.printed = document.getElementById('print').innerText; }; });
  await page.goto(`${app.address}/r/case?q=%E4%BA%91%E9%9B%BE`);
  await page.getByText('没有符合条件的记录').waitFor();
  await page.goto(`${app.address}/r/case`);
  await page.getByText('共 3 条').waitFor();
  await page.getByTestId('print').click();
  const printed = () => page.evaluate(() => window.printed ?? '');
  await eventually(printed, /城管案件（在办）/, '标题');
  const paper = await printed();
  for (const word of ['甲路垃圾', '乙路井盖', '丙路占道', '问题简述', '待受理', '共 3 条']) assert.ok(paper.includes(word), word);
  const [, at] = /打印时间 (\d{4}-\d\d-\d\d \d\d:\d\d)/.exec(paper);
  const there = new Date(Date.now() + 8 * 3600000);
  assert.ok(Math.abs(Date.parse(`${at.replace(' ', 'T')}Z`) - there.getTime()) < 10 * 60000, `${at} 是单位的时间`);
  app.clean();
});

test('another view keeps the conditions, and says which are on', options, async (t) => {
  const [app, made] = await startOffice(t);
  const { page } = app;
  for (const title of ['甲路垃圾', '乙路井盖']) await made.make('shouli', { title });
  await made.become('shouli');
  await app.go('/r/case?source=collector');
  await page.getByText('没有符合条件的记录').waitFor();
  await page.getByRole('navigation', { name: '视图' }).getByRole('link', { name: '全部' }).click();
  await page.waitForURL(/view=.*source=collector/);
  await page.getByTestId('count').getByText('共 0 条').waitFor();
  assert.match(await page.title(), /^城管案件/);
  await page.getByRole('button', { name: '清除条件' }).click();
  await page.getByTestId('count').getByText('共 2 条').waitFor();
  app.clean();
});

test('only who may hand in evidence finds where to', options, async (t) => {
  const [app, made] = await startOffice(t);
  const { page } = app;
  const { id } = await made.make('shouli', { title: '甲路垃圾' });
  await made.become('shouli');
  await app.go(`/r/case/${id}`);
  await page.getByTestId('file-photos').waitFor({ state: 'attached' });
  const other = await made.window('hecha');
  await other.goto(`${app.address}/r/case/${id}`);
  await other.getByRole('heading', { name: '佐证材料' }).waitFor();
  assert.equal(await other.locator('input[type=file][data-test^=file-]').count(), 0);
  app.clean();
});

test('the sheet of an item shows what was settled with what the report said beside it, and its measures and progress', options, async (t) => {
  const app = await startApp(t, { reports: ['sample'] });
  const { page } = app;
  await page.addInitScript(() => { window.print = () => { window.printed = document.getElementById('print').innerText; }; });
  const { items } = await (await fetch(`${app.address}/api/v1/items?limit=50`)).json();
  const item = items.find((i) => i.claim === 'done');
  const headers = { 'X-Bihuan': '1', 'Content-Type': 'application/json' };
  const settled = await fetch(`${app.address}/api/v1/registers/item/records/${item.id}/steps/settle`, { method: 'POST', headers: { ...headers, 'If-Match': '*' }, body: JSON.stringify({ values: { settled: 'in_progress', settled_note: '现场还没有完' } }) });
  assert.equal(settled.status, 200, await settled.text());
  await app.go(`/r/item/${item.id}`);
  await page.getByTestId('print-sheet').click();
  const printed = () => page.evaluate(() => window.printed ?? '');
  await eventually(printed, /归零表/, '打印的内容');
  const paper = (await printed()).replace(/\s+/g, '');
  assert.match(paper, /核定状态推进中自报状态已完成/);
  assert.match(paper, /核定依据现场还没有完/);
  assert.match(paper, /整改措施1\S+[\s\S]*整改进展1\S+/);
  app.clean();
});

test('any page prints as it stands: without menus and buttons, and nothing cut off by a scroll bar', options, async (t) => {
  const [app, office] = await startOffice(t);
  const { page } = app;
  for (let i = 0; i < 30; i++) await office.make('caiji', { title: `第 ${i + 1} 处垃圾` });
  await office.become('shouli');
  await app.go('/r/case');
  await page.getByText('第 30 处垃圾').waitFor();
  await page.emulateMedia({ media: 'print' });
  assert.equal(await page.getByRole('navigation', { name: '主菜单' }).isVisible(), false);
  assert.equal(await page.getByTestId('new').isVisible(), false);
  await eventually(() => page.locator('.table').evaluate((box) => box.scrollHeight <= box.clientHeight + 1), true, '没有滚动条');
  assert.equal(await page.evaluate(() => document.documentElement.classList.contains('paper')), false);
  app.clean();
});
