// A register at work: the list, new records, steps by each role, many at once, import and export, comments, tasks, search, numbers.
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { eventually, real } from './harness.mjs';
import { choose, optionsOf, startOffice } from './office.mjs';

const options = { skip: !real && '要真的程序' };
const ROWS = '.table tbody tr';

async function office(t, titles = []) {
  const [app, made] = await startOffice(t);
  made.ids = [];
  for (const title of titles) made.ids.push((await made.make('shouli', { title })).id);
  return [app, made];
}

test('a list is searched, filtered and sorted; the address holds it; a row opens by keyboard', options, async (t) => {
  const [app, made] = await office(t, ['学府路占道经营', '东街口雨水井盖移位', '五一路垃圾堆积']);
  const { page } = app;
  await made.step('shouli', made.ids[1], 'accept');
  await made.become('shouli');
  await app.go('/r/case');
  const rows = page.locator(ROWS);
  await eventually(() => rows.count(), 3, '全部');
  assert.match(await page.getByTestId('count').innerText(), /共 3 条/);
  await page.getByLabel('查找').fill('井盖');
  await eventually(() => rows.count(), 1, '按字');
  await page.waitForURL(/q=/);
  await page.getByRole('button', { name: '清除条件' }).click();
  await eventually(() => rows.count(), 3, '清除');
  await choose(page, page.locator('.query'), '状态', '已受理');
  await eventually(() => rows.count(), 1, '按状态');
  assert.match(await rows.first().innerText(), /雨水井盖[\s\S]*已受理/);
  await page.reload();
  await eventually(() => rows.count(), 1, '地址里有条件');
  await page.getByRole('button', { name: '清除条件' }).click();
  await eventually(() => rows.count(), 3, '清除');
  await page.getByRole('button', { name: '编号' }).click();
  await page.waitForURL(/sort=no/);
  await page.getByRole('button', { name: '编号' }).click();
  await page.waitForURL(/sort=-no/);
  await eventually(() => rows.first().innerText(), /五一路/, '倒序');
  await page.locator('.table').focus();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await page.waitForURL(new RegExp(`/r/case/${made.ids[1]}$`));
  await page.goBack();
  await page.waitForURL(/sort=-no/);
  await page.getByLabel('查找').fill('查无此字');
  await page.getByText('没有符合条件的记录').waitFor();
  app.clean();
});

test('codes, lamps, people and departments are shown by their words', options, async (t) => {
  const [app, made] = await office(t, ['五一路垃圾堆积']);
  await made.step('shouli', made.ids[0], 'accept');
  await made.step('shouli', made.ids[0], 'file');
  await made.step('paiqian', made.ids[0], 'dispatch', { unit: made.departments['环卫所'], officer: made.people.chuzhi });
  await made.become('shouli');
  await app.go('/r/case');
  const row = app.page.locator(ROWS).first();
  await eventually(() => row.innerText(), /暴露垃圾/, '小类');
  const text = await row.innerText();
  for (const word of ['处置中', '还剩', '环卫所', '楚志']) assert.ok(text.includes(word), `${word}: ${text}`);
  assert.ok(!/green|yellow|E0102/.test(text), text);
  await app.go('/r/case?view=board');
  await app.page.locator('.note').filter({ hasText: '环卫所' }).waitFor();
  app.clean();
});

test('a new record: what is missing stands beside its field; what comes later is not asked for', options, async (t) => {
  const [app, made] = await office(t);
  const { page } = app;
  await made.become('caiji');
  await app.go('/r/case');
  await page.getByTestId('new').click();
  await page.waitForURL(/\/new$/);
  assert.equal(await page.getByLabel('处置结果').count(), 0);
  await page.getByText('办理过程中再填：').waitFor();
  await page.getByTestId('save').click();
  await eventually(() => page.locator('.field.bad').innerText(), /问题简述[\s\S]*必须填写/, '必填');
  await eventually(() => page.evaluate(() => document.activeElement?.id), 'field-title', '光标在缺的那一栏');
  await page.getByLabel('问题简述').fill('五一路 <b>12</b> 号门前垃圾堆积');
  await choose(page, page.locator('.new'), '小类', /暴露垃圾/, '垃圾');
  await page.getByPlaceholder('地址').fill('五一路 12 号');
  await page.getByTestId('save').click();
  await page.waitForURL(/\/r\/case\/\d+$/);
  await eventually(() => page.locator('h1').innerText(), /<b>12<\/b>/, '原样显示');
  assert.match(await page.locator('.left').innerText(), /暴露垃圾/);
  assert.equal(await page.locator('h1 b, dd b').count(), 0);
  app.clean();
});

/** A step by its button, with what its dialog asks for. */
async function step(page, name, fill = async () => {}) {
  await page.getByTestId(`step-${name}`).click();
  const dialog = page.getByRole('dialog');
  await fill(dialog);
  await dialog.getByTestId('run-step').click();
  await dialog.waitFor({ state: 'hidden' });
}

test('a case from report to closing, each role in a window of its own; the others see it move', options, async (t) => {
  const [app, made] = await office(t);
  const { id } = await made.make('caiji', {});
  const windows = {};
  for (const login of ['caiji', 'shouli', 'paiqian', 'chuzhi', 'hecha']) windows[login] = await made.window(login);
  const state = (page) => page.locator('.top .state').innerText();
  await windows.caiji.goto(`${app.address}/r/case/${id}`);
  await eventually(() => state(windows.caiji), '待受理', '采集员');
  await windows.caiji.getByText(/由他人办理：受理/).waitFor();
  const { shouli, paiqian, chuzhi, hecha } = windows;
  await shouli.goto(`${app.address}/tasks`);
  await shouli.getByRole('link', { name: /垃圾堆积/ }).click();
  await step(shouli, 'accept');
  await eventually(() => state(shouli), '已受理');
  await eventually(() => state(windows.caiji), '已受理', '别人的窗口跟着变');
  await step(shouli, 'file');
  await eventually(() => state(shouli), '已立案');
  await paiqian.goto(`${app.address}/r/case/${id}`);
  await paiqian.getByTestId('step-dispatch').click();
  await paiqian.getByTestId('run-step').click();
  await paiqian.getByRole('dialog').getByText('必须填写').waitFor();
  await choose(paiqian, paiqian.getByRole('dialog'), '处置部门', '环卫所');
  await choose(paiqian, paiqian.getByRole('dialog'), '处置人', /^楚志（环卫所）$/, '楚');
  await paiqian.getByTestId('run-step').click();
  await eventually(() => state(paiqian), '处置中');
  await chuzhi.goto(`${app.address}/tasks`);
  await chuzhi.getByText(/已派给你们/).first().waitFor();
  await chuzhi.getByRole('link', { name: /垃圾堆积/ }).first().click();
  await chuzhi.getByTestId('step-handle').click();
  await chuzhi.getByText(/“处置后照片”要有 1 份附件/).waitFor();
  await attach(chuzhi, app); // in the step's own form: nothing else has to be found on the page
  await chuzhi.getByRole('dialog').getByLabel('处置结果').fill('已清理干净，桶体归位。');
  await eventually(() => chuzhi.getByRole('dialog').getByText(/要有 1 份附件/).count(), 0, '不再缺照片');
  await chuzhi.getByTestId('run-step').click();
  await eventually(() => state(chuzhi), '待核查');
  await hecha.goto(`${app.address}/r/case/${id}`);
  await hecha.getByRole('button', { name: '采纳', exact: true }).click();
  await hecha.locator('.evidence .accepted').waitFor();
  await step(hecha, 'verify', (d) => d.getByLabel('核查意见').fill('现场干净。'));
  await eventually(() => state(hecha), '待结案');
  await step(shouli, 'close');
  await eventually(() => state(windows.caiji), '已结案');
  const line = await shouli.locator('ol.line').innerText();
  for (const word of ['上报', '受理', '立案', '派遣', '处置完成', '核查通过', '结案'].slice(1)) assert.ok(line.includes(word), word);
  app.clean();
});

test('a record of a register below another is made under one of the other', options, async (t) => {
  const [app, made] = await office(t);
  const { page } = app;
  for (const role of ['round.office', 'problem.office']) await made.send('anquan', 'POST', '/grants', { person: made.people.zhuren, role });
  await made.become('zhuren');
  await app.go('/r/round/new');
  await fillRequired(page);
  await page.getByTestId('save').click();
  await page.waitForURL(/\/r\/round\/\d+$/);
  await app.go('/r/problem/new');
  await fillRequired(page);
  await page.getByTestId('save').click();
  await page.getByRole('alert').filter({ hasText: '必须选择' }).waitFor();
  await choose(page, page.locator('.under'), '整改轮次', /必填的话/);
  await page.getByTestId('save').click();
  await page.waitForURL(/\/r\/problem\/\d+$/);
  await page.locator('.crumbs').getByRole('link', { name: /必填的话|\d/ }).last().click();
  await page.waitForURL(/\/r\/round\/\d+$/);
  await page.locator('.kids').getByRole('link', { name: /必填的话/ }).waitFor();
  app.clean();
});

/** Every field with a star gets something. */
async function fillRequired(page) {
  await page.locator('.field').first().waitFor();
  for (const field of await page.locator('.field:has(.star)').all()) {
    const select = field.locator('.el-select__wrapper');
    if (await select.count()) {
      if (await field.locator('.el-select__selected-item:not(.is-transparent) span').count()) continue;
      await select.click();
      await (await optionsOf(page, field.getByRole('combobox'))).locator('visible=true').first().click();
    } else if (await field.locator('.el-date-editor').count()) {
      await field.locator('input').fill('2026-03-05');
      await page.keyboard.press('Enter');
    } else {
      await field.locator('input, textarea').first().fill('必填的话');
    }
  }
}

test('comments stand in the record, as they were written', options, async (t) => {
  const [app, made] = await office(t, ['五一路垃圾堆积']);
  await made.become('shouli');
  await app.go(`/r/case/${made.ids[0]}`);
  await app.page.getByTestId('comment').fill('第一行 <i>斜</i>\n第二行‮反');
  await app.page.getByRole('button', { name: '留言', exact: true }).click();
  const said = app.page.locator('.text');
  await eventually(() => said.innerText(), '第一行 <i>斜</i>\n第二行⟨U+202E⟩反', '留言');
  await eventually(() => app.page.getByTestId('comment').inputValue(), '', '写好的话不留在框里');
  app.clean();
});

test('a step for many: what cannot be done is listed, the rest is done', options, async (t) => {
  const [app, made] = await office(t, ['甲路垃圾堆积', '乙路垃圾堆积']);
  const { page } = app;
  const bare = await made.make('shouli', { title: '丙路', class: null, place: null });
  await made.become('shouli');
  await app.go('/r/case');
  await page.getByLabel('全选').check();
  await page.getByTestId('bulk').click();
  const dialog = page.getByRole('dialog');
  await choose(page, dialog, '步骤', '受理');
  await dialog.getByTestId('bulk-run').click();
  await dialog.getByText('办成 2 条，没有办成 1 条').waitFor();
  assert.match(await dialog.innerText(), new RegExp(`${bare.no}[\\s\\S]*小类[\\s\\S]*地点`));
  await dialog.getByRole('button', { name: '知道了' }).click();
  await eventually(() => page.locator(`${ROWS}:has-text("已受理")`).count(), 2, '办成的');
  app.clean();
});

test('a table is previewed before it is stored; wrong lines are named; afterwards it is there', options, async (t) => {
  const [app, made] = await office(t);
  const { page } = app;
  await made.become('shouli');
  const path = join(app.data, 'cases.csv');
  writeFileSync(path, '\ufeff问题简述,小类,来源,联系电话\n甲路垃圾堆积,E0102,热线转办,13800000000\n,E0102,热线转办,\n丙路井盖,不存在,热线转办,\n丁路路灯不亮,路灯,不知道,12\n');
  await app.go('/r/case');
  await page.getByRole('button', { name: '导入', exact: true }).click();
  await page.getByTestId('import-file').setInputFiles(path);
  const dialog = page.getByRole('dialog');
  await dialog.getByText('预览（还没有存）').waitFor();
  await eventually(() => dialog.getByRole('status').innerText(), /新增 1，修改 0，不变 0，有错 3/, '预览');
  await eventually(() => page.locator(ROWS).count(), 0, '还没有存');
  await dialog.getByTestId('import-run').click();
  await dialog.getByText('已导入').waitFor();
  await dialog.getByRole('button', { name: '完成' }).click();
  await eventually(() => page.locator(ROWS).count(), 1, '存了');
  app.clean();
});

test('what is listed is exported; formulas are no formulas', options, async (t) => {
  const [app, made] = await office(t, ['=cmd|甲路', '乙路']);
  const { page } = app;
  await made.become('shouli');
  await app.go('/r/case?q=%E7%94%B2%E8%B7%AF');
  await eventually(() => page.locator(ROWS).count(), 1, '一条');
  await page.getByRole('button', { name: '导出' }).click();
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('menuitem', { name: /CSV/ }).click()]);
  const text = readFileSync(await download.path(), 'utf8');
  assert.match(text, /甲路/);
  assert.doesNotMatch(text, /乙路/);
  assert.doesNotMatch(text, /(^|,)"?=cmd/m);
  app.clean();
});

test('search finds across registers and marks what was found, as text', options, async (t) => {
  const [app, made] = await office(t);
  const { page } = app;
  await made.make('shouli', { title: '学府路占道', description: '商户在<b>人行道</b>上摆摊，行人绕行😀绕行。' });
  await made.become('shouli');
  await app.go('/tasks');
  await page.getByTestId('find').fill('人行道');
  await page.getByTestId('find').press('Enter');
  await page.waitForURL(/\/search\?q=/);
  await eventually(() => page.locator('mark').allInnerTexts().then((all) => all.join('')), '人行道', '标出');
  assert.equal(await page.locator('.snippet b').count(), 0);
  await page.getByTestId('search').fill('绕行');
  await page.getByTestId('search').press('Enter');
  await eventually(() => page.locator('mark').first().innerText(), '绕行', '再找');
  assert.deepEqual([...new Set(await page.locator('mark').allInnerTexts())], ['绕行']);
  await page.getByRole('link', { name: /学府路占道/ }).click();
  await page.waitForURL(/\/r\/case\/\d+$/);
  await app.go('/search?q=%E6%9F%A5%E6%97%A0%E6%AD%A4%E5%AD%97');
  await page.getByText(/没有找到/).waitFor();
  app.clean();
});

test('numbers by department and month; without a denominator there is no rate', options, async (t) => {
  const [app, made] = await office(t, ['甲路垃圾', '乙路垃圾']);
  const { page } = app;
  await made.become('shouli');
  await app.go('/r/case?view=statistics');
  const cell = async (line, column) => {
    const at = (await page.locator('.statistics thead th').allInnerTexts()).indexOf(column);
    return page.locator('.statistics tbody tr').filter({ hasText: line }).first().locator('> *').nth(at).innerText();
  };
  await eventually(() => cell('执法队', '上报数'), '2', '上报数');
  assert.match(await cell('执法队', '处置率'), /^—/);
  await page.getByTestId('by').click();
  await page.getByRole('option', { name: /月份/ }).click();
  await eventually(() => cell('合计', '有效上报率'), /^100%\s*2 \/ 2$/, '有效上报率');
  assert.match(await cell(/\d{4}-\d\d/, '上报数'), /^2$/);
  app.clean();
});

/** The evidence that the step asks for, through the page. */
async function attach(window, app) {
  const page = window.getByRole('dialog');
  const photo = join(app.data, 'after.png');
  writeFileSync(photo, Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64'));
  await page.getByTestId('file-handle_photos').setInputFiles(photo);
  await page.getByRole('alert').filter({ hasText: '已选 after.png：写上材料自身的日期' }).waitFor();
  await page.getByTestId('today-handle_photos').click(); // chosen once: it goes as soon as the day is there
  await page.locator('.evidence li').filter({ hasText: 'after.png' }).waitFor();
}
