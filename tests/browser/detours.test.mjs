// The ways round in a case's life: extension, suspension, rework; evidence that is looked at, withdrawn, and sent over a broken line.
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { eventually, real } from './harness.mjs';
import { startOffice, writeDay } from './office.mjs';

const options = { skip: !real && '要真的程序' };
const state = (page) => page.locator('.top .state').innerText();
const PDF = '%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 100 100]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n';
const PNG = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64');

/** A case that lies with 楚志. */
async function dispatched(t) {
  const [app, made] = await startOffice(t);
  const { id } = await made.make('shouli', {});
  await made.step('shouli', id, 'accept', { title: '五一路 12 号门前垃圾堆积', class: 'E0102' });
  await made.step('shouli', id, 'file');
  await made.step('paiqian', id, 'dispatch', { unit: made.departments['环卫所'], officer: made.people.chuzhi });
  const page = await made.window('chuzhi');
  await page.goto(`${app.address}/r/case/${id}`);
  await eventually(() => state(page), '处置中');
  return { app, made, id, page };
}

async function step(page, name, fill = async () => {}) {
  await page.getByTestId(`step-${name}`).click();
  const dialog = page.getByRole('dialog');
  await fill(dialog);
  await dialog.getByTestId('run-step').click();
  await dialog.waitFor({ state: 'hidden' });
}
const dueOf = async (made, id) => Date.parse((await made.get('paiqian', `/registers/case/records/${id}`)).due);

async function attach(page, app, name, bytes) {
  const path = join(app.data, name);
  writeFileSync(path, bytes);
  await writeDay(page, 'date-handle_photos', new Date().toISOString().slice(0, 10));
  await page.getByTestId('file-handle_photos').setInputFiles(path);
}

test('an extension is asked for by one and granted by another; only then the deadline moves', options, async (t) => {
  const { app, made, id, page } = await dispatched(t);
  const before = await dueOf(made, id);
  await step(page, 'ask_extension', async (d) => {
    await d.getByLabel('延长多少').fill('2');
    await d.getByLabel('延期理由').fill('等待吊车');
  });
  assert.equal(await dueOf(made, id), before, '申请不动期限');
  const dispatcher = await made.window('paiqian');
  await dispatcher.goto(`${app.address}/r/case/${id}`);
  await step(dispatcher, 'grant_extension', (d) => d.locator('textarea').last().fill('同意'));
  await eventually(async () => (await dueOf(made, id)) > before, true, '同意以后期限后移');
  await eventually(() => dispatcher.locator('ol.line').innerText(), /同意延期[\s\S]*申请延期/, '办理过程');
  app.clean();
});

test('a suspended case has no running deadline, and goes on when it is resumed', options, async (t) => {
  const { app, made, id } = await dispatched(t);
  const page = await made.window('zhuren');
  await page.goto(`${app.address}/r/case/${id}`);
  await page.getByTestId('step-suspend').click();
  const dialog = page.getByRole('dialog');
  await dialog.getByTestId('run-step').click();
  await dialog.getByText('必须填写').first().waitFor();
  const record = await made.get('zhuren', `/registers/case/records/${id}`);
  assert.equal(record.state, 'dispatched', '没有填全，什么都没有变');
  await page.keyboard.press('Escape');
  const soon = new Date(Date.now() + 5 * 86_400_000).toISOString().slice(0, 10);
  await made.step('zhuren', id, 'suspend', { suspend_reason: '道路封闭施工', suspend_until: soon }, '施工方来函');
  await eventually(() => state(page), '挂账');
  assert.match(await page.locator('.page, main').first().innerText(), /暂停/);
  await step(page, 'resume');
  await eventually(() => state(page), '处置中');
  const clocks = (await made.get('zhuren', `/registers/case/records/${id}`)).clocks;
  assert.ok(clocks.some((c) => c.state === 'running'), JSON.stringify(clocks));
  app.clean();
});

test('what was not done well goes back with a reason, and the times are counted', options, async (t) => {
  const { app, made, id, page } = await dispatched(t);
  await attach(page, app, '处置后.png', PNG);
  await page.locator('.evidence li').filter({ hasText: '处置后.png' }).waitFor();
  await step(page, 'handle', (d) => d.getByLabel('处置结果').fill('已清理。'));
  const verifier = await made.window('hecha');
  await verifier.goto(`${app.address}/r/case/${id}`);
  await verifier.locator('.evidence').getByTestId('accept').click();
  await eventually(() => verifier.locator('ol.line').innerText(), /待审 → 采纳/, '材料的状态用材料的词');
  await verifier.getByTestId('step-rework').click();
  await verifier.getByRole('dialog').getByTestId('run-step').click();
  await verifier.getByRole('dialog').getByText(/理由|必须填写/).first().waitFor();
  await verifier.getByRole('dialog').locator('textarea').last().fill('墙角还有袋装垃圾');
  await verifier.getByTestId('run-step').click();
  await eventually(() => state(page), '处置中', '处置人的窗口');
  await eventually(() => page.locator('ol.line').innerText(), /墙角还有袋装垃圾/, '办理过程');
  assert.equal(Number((await made.get('zhuren', `/registers/case/records/${id}`)).values.reworks), 1);
  app.clean();
});

test('a picture opens in the page; a kind of file that the slot does not take is refused by name; one withdraws what nobody has judged', options, async (t) => {
  const { app, page } = await dispatched(t);
  app.expected.push(/status of 4\d\d/);
  await attach(page, app, '照片.png', PNG);
  await page.getByRole('button', { name: '照片.png' }).click();
  await eventually(() => page.locator('img.picture').evaluate((img) => img.naturalWidth), 1, '图片显示出来');
  await page.keyboard.press('Escape');
  await attach(page, app, '说明.pdf', Buffer.from(PDF));
  await page.locator('.el-message').filter({ hasText: '说明.pdf' }).filter({ hasText: '可以是 jpg、jpeg、png、mp4' }).waitFor();
  const line = page.locator('.evidence li').filter({ hasText: '照片.png' });
  await line.getByRole('button', { name: '撤回' }).click();
  await line.getByText('已撤回').waitFor();
  app.clean();
});

test('a PDF opens in the page, in the browser itself', options, async (t) => {
  const { app, made } = await dispatched(t);
  const grant = await made.send('anquan', 'POST', '/grants', { person: made.people.zhuren, role: 'petition.intake' });
  assert.equal(grant.status, 201, grant.text);
  const { id } = (await made.send('zhuren', 'POST', '/registers/petition/records', { values: { title: '楼下噪声', channel: 'web', kind: 'complaint', demand: '夜间施工', matter: 'M02' } })).json;
  const page = await made.window('zhuren');
  if (!id) return assert.fail('诉件没有建成');
  await page.goto(`${app.address}/r/petition/${id}`);
  const path = join(app.data, '来信.pdf');
  writeFileSync(path, PDF);
  await page.getByTestId('file-attachments').setInputFiles(path);
  await page.getByRole('button', { name: '来信.pdf' }).click();
  const frame = page.locator('iframe.pdf');
  await frame.waitFor();
  const answer = await page.request.get(new URL(await frame.getAttribute('src'), app.address).href);
  assert.equal(answer.headers()['content-type'], 'application/pdf');
  assert.match(answer.headers()['content-disposition'] ?? 'inline', /^inline/);
  assert.equal(answer.headers()['x-frame-options'], 'SAMEORIGIN');
  app.clean();
});

test('an upload that breaks off goes on from where it was, and arrives whole', options, async (t) => {
  const { app, made, id, page } = await dispatched(t);
  app.expected.push(/Failed to load resource|ERR_/);
  const bytes = Buffer.concat([PNG, Buffer.alloc(9 * 1024 * 1024, 7)]);
  let broken = 0;
  await page.route(/\/uploads\/.*offset=/, (route) => (broken++ === 1 ? route.abort('connectionreset') : route.continue()));
  await attach(page, app, '大图.png', bytes);
  await page.locator('.evidence li').filter({ hasText: '大图.png' }).waitFor();
  assert.ok(broken > 2, `断过一次又接上了（${broken} 段）`);
  const { evidence } = await made.get('chuzhi', `/registers/case/records/${id}/evidence`);
  assert.equal(evidence[0].size, bytes.length);
  app.clean();
});

test('a workbook is exported with what is listed', options, async (t) => {
  const { app, made } = await dispatched(t);
  const { page } = app;
  await made.become('shouli');
  await app.go('/r/case?view=all');
  await page.locator('.table tbody tr').first().waitFor();
  await page.getByRole('button', { name: '导出' }).click();
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByTestId('export-xlsx').click()]);
  assert.match(download.suggestedFilename(), /\.xlsx$/);
  const bytes = readFileSync(await download.path());
  assert.equal(bytes.subarray(0, 4).toString('latin1'), 'PK\x03\x04');
  assert.ok(bytes.includes('xl/worksheets/sheet1.xml'));
  app.clean();
});

test('a record is printed in its register\'s layout: fields, course, nothing of the screen', options, async (t) => {
  const { app, made, id } = await dispatched(t);
  const { page } = app;
  await page.addInitScript(() => { window.print = () => { window.printed = document.getElementById('print').innerText; }; });
  await made.become('shouli');
  await app.go(`/r/case/${id}`);
  await page.getByTestId('print-form').click();
  const printed = () => page.evaluate(() => window.printed ?? '');
  await eventually(printed, /城市管理案件处置单/, '打印的内容');
  const paper = await printed();
  for (const word of ['编号', '新建', '五一路 12 号门前垃圾堆积', '暴露垃圾', '环卫所', '受理', '派遣', '潘倩']) assert.ok(paper.includes(word), `${word}\n${paper}`);
  await page.emulateMedia({ media: 'print' });
  assert.ok(await page.locator('#print').isVisible());
  assert.ok(!(await page.locator('.shell').isVisible()));
  await app.shot('case-form');
  app.clean();
});
