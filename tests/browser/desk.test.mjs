// The import desk: whichever side is pointed at, the others show.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { eventually, inView, openDesk, startApp } from './harness.mjs';

/** Until every doubt has its row; how many. */
async function allThere(doubts) {
  const total = Number(/(\d+) 条，待定/.exec(await doubts.locator('header').innerText())[1]);
  assert.ok(total >= 2, `疑点 ${total} 条`);
  await eventually(() => doubts.locator('.row').count(), total, '疑点');
  return total;
}

test('text leads to the ledger and the ledger to the text', async (t) => {
  const app = await startApp(t, { reports: ['sample'] });
  const { source, tree, active } = await openDesk(app);
  await app.shot('desk');
  await tree.getByText('下属事业单位公务用车管理不规范').click();
  await eventually(() => active.first().innerText(), /^7/, '标出的原文');
  await eventually(() => inView(active), true, '看得见');
  assert.match((await active.allInnerTexts()).join(''), /下属事业单位公务用车管理不规范/);

  await source.locator('.scroller').evaluate((e) => (e.scrollTop = 0));
  await source.getByText('每月至少安排1次专题').first().click();
  const chosen = tree.locator('.row.chosen');
  await eventually(() => chosen.innerText(), /第一议题学习办法/, '选中的条目');
  await eventually(() => inView(chosen), true, '看得见');
  assert.equal(await chosen.getAttribute('aria-selected'), 'true');
  app.clean();
});

test('a doubt shows its sentence; n and p go round', async (t) => {
  const app = await startApp(t, { reports: ['sample'] });
  const { doubts, active } = await openDesk(app);
  const rows = doubts.locator('.row');
  await allThere(doubts);
  await rows.nth(1).click();
  const head = async () => (await active.allInnerTexts()).join('').slice(0, 4);
  const quote = async (row) => (await row.locator('.quote').innerText()).slice(1, 5);
  await eventually(head, await quote(rows.nth(1)), '标出的原文');
  await eventually(() => inView(active), true, '看得见');
  assert.match(app.page.url(), /doubt=[0-9a-f]{16}/);
  await app.page.keyboard.press('n');
  const chosen = doubts.locator('.row.chosen');
  await eventually(head, await quote(chosen), 'n 之后');
  await app.page.keyboard.press('p');
  await eventually(() => rows.nth(1).getAttribute('aria-selected'), 'true', 'p 之后');
  await app.page.reload();
  await doubts.waitFor();
  await eventually(() => rows.nth(1).getAttribute('aria-selected'), 'true', '地址里记着疑点');
  app.clean();
});

test('a decision holds after a reload; dismissing needs a reason', async (t) => {
  const app = await startApp(t, { reports: ['sample'] });
  const { doubts } = await openDesk(app);
  const rows = doubts.locator('.row');
  const head = doubts.locator('header');
  const total = await allThere(doubts);
  await rows.nth(0).getByRole('button', { name: '属实' }).click();
  await rows.nth(0).getByText('属实', { exact: true }).first().waitFor();
  await rows.nth(1).click();
  await app.page.keyboard.press('x');
  const dialog = app.page.getByRole('dialog');
  const confirm = dialog.getByRole('button', { name: '排除', exact: true });
  assert.equal(await confirm.isDisabled(), true);
  await dialog.getByRole('textbox').fill('口径不同,已与巡察办核对');
  await app.shot('dismiss');
  await confirm.click();
  await dialog.waitFor({ state: 'hidden' });
  await eventually(() => rows.nth(1).getAttribute('class'), /dismissed/);
  await eventually(() => head.innerText(), new RegExp(`${total} 条，待定 ${total - 2}(?!\\d)`), '待定的少了两条');
  await app.page.reload();
  await doubts.waitFor();
  await eventually(() => rows.nth(0).getAttribute('class'), /accepted/, '重新打开后');
  assert.match(await rows.nth(1).innerText(), /口径不同,已与巡察办核对/);
  await rows.nth(1).getByRole('button', { name: '排除' }).click();
  await eventually(() => rows.nth(1).getAttribute('class'), /open/, '退回待定');
  app.clean();
});

test('the next doubt is asked about while the last decision is still on its way', async (t) => {
  const app = await startApp(t, { reports: ['sample'] });
  const { doubts } = await openDesk(app);
  await allThere(doubts);
  let arrive;
  const slow = new Promise((go) => (arrive = go));
  await app.page.route(/\/decisions/, async (route) => {
    if (route.request().method() !== 'GET') await slow;
    await route.continue();
  });
  const rows = doubts.locator('.row');
  await rows.nth(0).getByRole('button', { name: '属实' }).click();
  await rows.nth(1).click();
  await app.page.keyboard.press('x');
  const reason = app.page.getByRole('dialog').getByRole('textbox');
  await reason.fill('口径不同');
  arrive();
  await eventually(() => rows.nth(0).getAttribute('class'), /accepted/, '先前的决定');
  assert.equal(await reason.inputValue(), '口径不同', '正在写的理由还在');
  app.clean();
});

test('filters of the doubts and layers of the text', async (t) => {
  const app = await startApp(t, { reports: ['sample'] });
  const { doubts, source } = await openDesk(app);
  const rows = doubts.locator('.row');
  const all = await allThere(doubts);
  const errors = await doubts.locator('.row .sev.error').count();
  assert.ok(errors > 0 && errors < all, `${errors} / ${all}`);
  await doubts.getByTestId('sev-error').uncheck({ force: true });
  await eventually(() => rows.count(), all - errors, '不看错误');
  await doubts.getByTestId('sev-error').check({ force: true });
  await doubts.getByPlaceholder('筛选疑点').fill('没有这样的字');
  await doubts.getByText('没有符合筛选条件的疑点').waitFor();
  await doubts.getByPlaceholder('筛选疑点').fill('');
  await eventually(() => rows.count(), all);

  assert.ok((await source.locator('.m-measure').count()) > 0);
  await source.getByRole('button', { name: '标记' }).click();
  await source.getByLabel('措施').uncheck();
  await eventually(() => source.locator('.block .m-measure').count(), 0, '措施不标');
  await app.page.reload();
  await source.waitFor();
  await eventually(() => source.locator('.block .m-progress').count().then((n) => n > 0), true);
  assert.equal(await source.locator('.block .m-measure').count(), 0, '选择记住了');
  app.clean();
});

test('all of it by keyboard', async (t) => {
  const app = await startApp(t, { reports: ['sample'] });
  const { tree, source, active } = await openDesk(app);
  const key = (name) => app.page.keyboard.press(name);
  await key('2');
  await key('Home');
  const chosen = tree.locator('.row.chosen');
  await eventually(() => chosen.getAttribute('aria-level'), '1', 'Home');
  await key('ArrowDown');
  await eventually(() => chosen.getAttribute('aria-expanded'), 'false', '第一个问题收着');
  await key('ArrowRight');
  await eventually(() => chosen.getAttribute('aria-expanded'), 'true', '展开');
  await key('ArrowRight');
  await eventually(() => chosen.getAttribute('aria-level'), '3', '到措施');
  await eventually(async () => (await active.allInnerTexts()).join(''), /第一议题学习办法/, '原文跟着走');
  await key('ArrowLeft');
  await key('ArrowLeft');
  await eventually(() => chosen.getAttribute('aria-expanded'), 'false', '收起');
  assert.equal(await tree.locator('.scroller').getAttribute('aria-activedescendant'), await chosen.getAttribute('id'));

  await key('1');
  await key('Control+f');
  await app.page.keyboard.type('公厕');
  await source.locator('.hit-now').waitFor();
  const place = () => source.getByRole('status').innerText();
  await eventually(place, /^1 \/ \d+$/);
  await key('Enter');
  await eventually(place, /^2 \/ \d+$/, 'Enter 到下一处');
  await eventually(() => inView(source.locator('.hit-now')), true, '看得见');
  await key('Shift+Enter');
  await eventually(place, /^1 \/ \d+$/);
  await key('Escape');
  await eventually(() => source.locator('.hit').count(), 0, '查找结束');

  await key('2');
  await key('Control+f');
  await app.page.keyboard.type('共享单车');
  await eventually(() => tree.locator('.row').count().then((n) => n >= 3 && n <= 6), true, '筛出的条目带上级');
  await key('Escape');
  await key('?');
  await app.page.getByRole('dialog').getByText('下一条 / 上一条疑点').waitFor();
  await key('Escape');
  app.clean();
});

test('panes keep the size they were given', async (t) => {
  const app = await startApp(t, { reports: ['sample'] });
  const { source } = await openDesk(app);
  const width = () => source.evaluate((e) => e.offsetWidth);
  const before = await width();
  const grip = app.page.locator('.grip:not(.flat)');
  const box = await grip.boundingBox();
  await app.page.mouse.move(box.x + 3, box.y + 80);
  await app.page.mouse.down();
  await app.page.mouse.move(box.x - 147, box.y + 80, { steps: 4 });
  await app.page.mouse.up();
  const after = await width();
  assert.ok(Math.abs(before - after - 150) < 6, `${before} → ${after}`);
  await app.page.reload();
  await source.waitFor();
  assert.equal(await width(), after);
  await app.page.getByTestId('doubts').getByRole('button', { name: '收起' }).click();
  await app.page.reload();
  await app.page.getByTestId('doubts').getByRole('button', { name: '展开' }).waitFor();
  app.clean();
});

test('a copied passage names its source', async (t) => {
  const app = await startApp(t, { reports: ['sample'] });
  const { source } = await openDesk(app);
  const run = source.getByText('餐厨垃圾收运台账与处置量对不上').first();
  await run.scrollIntoViewIfNeeded();
  await run.evaluate((e) => window.getSelection().selectAllChildren(e));
  await source.getByRole('button', { name: '复制并注明出处' }).click();
  await eventually(() => app.page.evaluate(() => navigator.clipboard.readText()), /餐厨垃圾收运台账与处置量对不上[^]*来源：[^]*通报[^]*第15行/, '剪贴板');
  app.clean();
});

test('paper gets the whole text with its marks and the doubts', async (t) => {
  const app = await startApp(t, { reports: ['sample'] });
  await openDesk(app);
  const pdf = await app.page.pdf();
  assert.ok(pdf.length > 20_000, `${pdf.length} 字节`);
  const paper = await app.page.evaluate(() => {
    window.dispatchEvent(new Event('beforeprint'));
    const box = document.getElementById('print');
    const told = { text: box.textContent, marks: box.querySelectorAll('.m-measure').length, rows: box.querySelectorAll('tr').length };
    window.dispatchEvent(new Event('afterprint'));
    return { ...told, left: document.getElementById('print') !== null };
  });
  assert.match(paper.text, /疑点[^]*原文[^]*欢迎干部群众监督/);
  assert.ok(paper.marks >= 15 && paper.rows >= 3, JSON.stringify({ ...paper, text: '' }));
  assert.equal(paper.left, false);
  app.clean();
});

test('a large report stays light', async (t) => {
  const app = await startApp(t, { reports: ['large'] });
  const { tree, source, active } = await openDesk(app);
  const elements = () => app.page.evaluate(() => document.querySelectorAll('*').length);
  assert.ok((await elements()) < 3000, `${await elements()} 个元素`);
  await tree.locator('.scroller').focus();
  await app.page.keyboard.press('End');
  await eventually(async () => (await active.allInnerTexts()).join(''), /第3000号网格/, '最后一个问题');
  await eventually(() => inView(active), true, '看得见');
  await source.getByPlaceholder('在原文中查找').fill('第1777号网格');
  await source.locator('.hit-now').waitFor();
  await eventually(() => inView(source.locator('.hit-now')), true, '看得见');
  await tree.getByRole('button', { name: '全部' }).click();
  assert.ok((await elements()) < 3000, `${await elements()} 个元素`);
  const times = await source.locator('.scroller').evaluate(async (e) => {
    const times = [];
    for (let i = 0; i < 60; i++) {
      const from = performance.now();
      e.scrollTop += 900;
      await new Promise(requestAnimationFrame);
      times.push(performance.now() - from);
    }
    return times.sort((a, b) => a - b);
  });
  assert.ok(times[14] < 200, `滚动一步 ${times[14].toFixed(0)} ms`); // a busy machine makes some steps long, a heavy page all
  await app.shot('large');
  app.clean();
});
