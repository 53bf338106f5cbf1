// Bringing reports in: chooser, drop, again, several, and everything that must be refused.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { eventually, real, startApp } from './harness.mjs';

const reportCount = (app) => app.page.evaluate(async () => (await (await fetch('/api/v1/reports')).json()).reports.length);

test('an empty ledger teaches and offers an example', async (t) => {
  const app = await startApp(t);
  await app.go('/');
  await app.page.getByTestId('empty').waitFor();
  await app.shot('start');
  await app.page.getByRole('button', { name: '用示例试一试' }).click();
  await app.page.waitForURL(/\/reports\/\d+/);
  await app.page.getByTestId('tree').getByText('餐厨垃圾收运台账与处置量对不上').waitFor();
  assert.equal(await reportCount(app), 1);
  await app.page.getByRole('link', { name: '工作台', exact: true }).click();
  await app.page.getByTestId('reports').getByRole('link', { name: /整改进展情况的通报/ }).waitFor();
  app.clean();
});

test('a report chosen from the disk opens on the desk', async (t) => {
  const app = await startApp(t);
  await app.go('/');
  await app.choose('sample');
  await app.page.waitForURL(/\/reports\/1$/);
  const tree = app.page.getByTestId('tree');
  await eventually(() => tree.locator('.row.aspect').count(), 3, '方面');
  assert.match(await app.page.locator('h1').innerText(), /巡察整改进展情况的通报/);
  await app.page.getByText(/措施：自报 24/).waitFor();
  assert.equal(await app.page.locator('.claim.differs').first().evaluate((e) => getComputedStyle(e).color), 'rgb(180, 35, 24)');
  app.clean();
});

test('a report dropped anywhere is taken; the same once more changes nothing and opens', async (t) => {
  const app = await startApp(t);
  await app.go('/items');
  const drop = (name, text) =>
    app.page.evaluate(([n, b]) => {
      const data = new DataTransfer();
      data.items.add(new File([b], n, { type: 'text/plain' }));
      for (const kind of ['dragover', 'drop']) document.body.dispatchEvent(new DragEvent(kind, { dataTransfer: data, bubbles: true, cancelable: true }));
    }, [name, text]);
  const text = readFileSync(app.files.sample, 'utf8');
  await drop('通报.txt', text);
  await app.page.waitForURL(/\/reports\/1$/);
  await app.go('/');
  await drop('改了名.txt', text);
  await app.page.getByText('已有，未改动').waitFor();
  await app.page.waitForURL(/\/reports\/1$/);
  assert.equal(await reportCount(app), 1);
  app.clean();
});

test('states that only the opening tells are shown beside what is listed, and lead to their words', { skip: !real && '要真的程序' }, async (t) => {
  const app = await startApp(t);
  await app.go('/');
  await app.page.evaluate((text) => {
    const data = new DataTransfer();
    data.items.add(new File([text], '总述.txt', { type: 'text/plain' }));
    for (const kind of ['dragover', 'drop']) document.body.dispatchEvent(new DragEvent(kind, { dataTransfer: data, bubbles: true, cancelable: true }));
  }, '中共云湖市公园管理中心支部委员会关于巡察整改进展情况的通报\n反馈的2个问题已全部完成整改。\n1.针对“绿地养护不到位”的问题。一是补植灌木300株。二是每周巡查。\n2.针对“公厕保洁不及时”的问题。一是增加保洁员4人。二是每日两次保洁。\n');
  await app.page.waitForURL(/\/reports\/1$/);
  const told = app.page.getByTestId('summed');
  assert.match(await told.innerText(), /总述自报已完成 2/);
  await app.page.getByText('各项没有写明结果').waitFor();
  await told.click();
  await eventually(() => app.page.locator('.active').first().innerText(), /2个问题已全部完成整改/);
  app.clean();
});

test('several at once: each with its own outcome', async (t) => {
  const app = await startApp(t);
  await app.go('/');
  app.expected.push(/status of 4\d\d/);
  await app.choose('sample', 'broken', 'hostile');
  const tray = app.page.getByRole('status', { name: '导入结果' });
  await eventually(() => tray.locator('li.new').count(), 2, '导入成功');
  assert.equal(await tray.locator('li.failed').count(), 1);
  assert.equal(new URL(app.page.url()).pathname, '/', '几份一起时留在原处');
  await app.shot('tray');
  await tray.getByRole('link', { name: '打开' }).first().click();
  await app.page.waitForURL(/\/reports\/\d/);
  app.clean();
});

test('what cannot be read is told: what, where, what to do; nothing is kept', async (t) => {
  const app = await startApp(t);
  app.expected.push(/status of 4\d\d/);
  await app.go('/');
  const tray = app.page.getByRole('status', { name: '导入结果' });
  const cases = { broken: /UTF-8/, empty: /空/, pdf: /PDF/, letter: /问题/ };
  for (const [key, pattern] of Object.entries(cases)) {
    await app.choose(key);
    await tray.locator('li.failed').getByText('什么错').waitFor();
    await eventually(() => tray.innerText(), pattern, key);
    assert.match(await tray.innerText(), /怎么办/, key);
    await app.shot(`refused-${key}`);
    await tray.getByRole('button', { name: '关闭' }).click();
    await eventually(() => tray.count(), 0, '关掉');
  }
  assert.equal(await reportCount(app), 0);
  app.clean();
});

test('an address that leads nowhere and a server that is gone are explained', async (t) => {
  const app = await startApp(t);
  app.expected.push(/status of 404/, /ERR_CONNECTION_REFUSED/);
  await app.go('/reports/99');
  await app.page.getByRole('alert').waitFor();
  await app.go('/nowhere');
  await app.page.getByText('没有这个页面').waitFor();
  await app.stopServer();
  await app.page.getByRole('link', { name: '回到工作台', exact: true }).click();
  await app.page.getByRole('link', { name: '疑点', exact: true }).click().catch(() => {});
  await app.choose('sample');
  await app.page.getByText('连不上服务器').first().waitFor();
});

const put = (app, name, bytes, type = 'text/plain') => app.page.setInputFiles('input[type=file]', { name, mimeType: type, buffer: Buffer.from(bytes) });

test('the same report in another format: told, and imported only by its button', async (t) => {
  const app = await startApp(t);
  app.expected.push(/status of 409/);
  await app.go('/');
  const text = readFileSync(app.files.sample, 'utf8');
  await app.choose('sample');
  await app.page.waitForURL(/\/reports\/1$/);
  await app.go('/');
  await put(app, '通报.html', `<!doctype html><meta charset="utf-8"><body>${text.split('\n').map((line) => `<p>${line}</p>`).join('')}</body>`, 'text/html');
  const tray = app.page.getByRole('status', { name: '导入结果' });
  await tray.getByText(/与已经导入的报告 1.*相同/).waitFor();
  assert.equal(await reportCount(app), 1);
  await tray.getByRole('button', { name: '仍然导入' }).click();
  await tray.locator('li.new').waitFor();
  assert.equal(await reportCount(app), 2);
  app.clean();
});

test('a text that cannot be read is read once more in the charset that one says', async (t) => {
  const app = await startApp(t);
  app.expected.push(/status of 4\d\d/);
  await app.go('/');
  const odd = Buffer.concat([Buffer.from('一、政治建设方面\n1.垃圾分类推进不力的问题。\n整改措施：逐个小区核实点位。\n'), Buffer.from([0xff, 0xff])]);
  await put(app, '旧文件.txt', odd);
  const tray = app.page.getByRole('status', { name: '导入结果' });
  await tray.getByText(/不是有效的 UTF-8 文本：第 4 行/).waitFor();
  await app.shot('charset');
  await tray.getByTestId('charset-GB18030').click();
  await tray.getByText(/不是有效的 GB18030 文本/).waitFor();
  await tray.getByTestId('charset-UTF-16LE').waitFor();
  assert.equal(await tray.locator('li').count(), 1, '同一个文件一条');
  await put(app, '坏的.docx', 'PK');
  await tray.locator('li.failed .name', { hasText: '坏的.docx' }).waitFor();
  assert.equal(await tray.getByTestId('charset-GB18030').count(), 0, 'Word 文件没有编码可选');
  assert.equal(await reportCount(app), 0);
  app.clean();
});

test('who leads, who answers and every other column stand with the problem; tables alike are shown once', async (t) => {
  const app = await startApp(t);
  await app.go('/');
  const form = (no, finding) => `问题${no}\n\n问题整改归零表\t\t\t\n编号\t${no}\t所属方面\t作风建设方面\n问题描述\t${finding}\t\t\n整改措施\t逐个小区核实点位。\t\t\n牵头领导\t赵明远\t责任单位\t环卫科\n责任人\t周文博\t整改时限\t2024年6月底\n备注\t已归档\t\t\n`;
  await put(app, '归零表.txt', `${form(1, '垃圾分类推进工作迟缓')}\n${form(2, '停车收费公示长期缺失')}`);
  await app.page.waitForURL(/\/reports\/1$/);
  await app.page.getByTestId('tree').getByText('赵明远 · 环卫科 · 周文博 · 时限 2024年6月底 · 备注：已归档').first().waitFor();
  await app.page.getByRole('button', { name: '台账的列' }).click();
  const dialog = app.page.getByRole('dialog', { name: '台账的列' });
  await dialog.getByText('第 1 至 2 张表').waitFor();
  assert.equal(await dialog.locator('tbody tr').count(), 9);
  app.clean();
});

test('the columns of a ledger are shown, put right and hold; the original is at hand', async (t) => {
  const app = await startApp(t);
  await app.go('/');
  const rows = ['序号,反馈问题,整改措施,丁栏', '1,垃圾分类推进不力,逐个小区核实点位。,环卫科', '2,停车收费不规范,设置公示牌。,停车科', '3,工地扬尘管控不严,安装喷淋装置三十六套。,执法大队'];
  await put(app, '台账.csv', `${rows.join('\r\n')}\r\n`, 'text/csv');
  await app.page.waitForURL(/\/reports\/1$/);
  await app.page.getByRole('button', { name: '台账的列' }).click();
  const dialog = app.page.getByRole('dialog', { name: '台账的列' });
  await dialog.getByText('丁栏').waitFor();
  await app.shot('columns');
  await dialog.getByLabel('D 列认作').locator('xpath=ancestor::td').click();
  await app.page.getByRole('option', { name: '配合部门', exact: true }).click();
  await dialog.getByRole('button', { name: '按这些列重新分析' }).click();
  await dialog.waitFor({ state: 'hidden' });
  const tree = await app.page.evaluate(async () => (await (await fetch('/api/v1/reports/1/tree')).json()));
  assert.deepEqual(tree.columns[0].columns.map((c) => [c.means, c.sure]).slice(1), [['finding', 'certain'], ['measures', 'certain'], ['cooperating', 'given']]);
  const [download] = await Promise.all([app.page.waitForEvent('download'), app.page.getByRole('link', { name: '原文件' }).click()]);
  assert.equal(download.suggestedFilename(), '台账.csv');
  assert.equal(readFileSync(await download.path(), 'utf8'), `${rows.join('\r\n')}\r\n`);
  app.clean();
});
