// What a report is brought in for is asked: the bureau's own becomes work, others' are only checked, until somebody wants them in the ledger.
import assert from 'node:assert/strict';
import test from 'node:test';
import { eventually, real } from './harness.mjs';
import { startOffice, passwordOf } from './office.mjs';

const CHOICE = 'import-ask';

/** As the clerk of the rectification office, to his workbench. */
async function signIn({ go, page }) {
  await go('/sign-in');
  await page.getByTestId('login').fill('yewu');
  await page.getByTestId('password').fill(passwordOf('yewu'));
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: /的工作台/ }).waitFor();
}

test('a report of others is only checked, and taken into the ledger when it is wanted there', { skip: !real }, async (t) => {
  const [app, office] = await startOffice(t);
  const { page } = app;
  await signIn(app);

  await app.choose('sample');
  const ask = page.getByTestId(CHOICE);
  await ask.getByText('放进来做什么').waitFor();
  await app.shot('import-ask');
  await page.keyboard.press('Escape');
  await eventually(() => ask.count(), 0, '取消');
  assert.equal(new URL(page.url()).pathname, '/tasks', '取消以后什么都没有放进来');

  await app.choose('sample');
  await page.keyboard.press('Tab');
  await page.getByTestId('only-check').click();
  await page.waitForURL(/\/reports\/1/);
  await page.getByTestId('doubts').waitFor();
  assert.equal(await page.getByTestId('aside').innerText(), '只核对，不在台账');
  assert.equal(await page.getByRole('status', { name: '导入结果' }).count(), 0, '没有别的要说，不遮住疑点');
  await app.shot('aside');
  await app.go('/r/item');
  await page.getByText('暂无数据').waitFor();
  await app.go('/tasks');
  await page.getByTestId('no-tasks').waitFor();
  await app.go('/overview');
  await page.getByTestId('aside-reports').getByText('只核对', { exact: true }).waitFor();

  await app.go('/reports/1');
  await page.getByTestId('take-in').click();
  await page.getByRole('dialog').getByText(/待认领/).waitFor();
  await page.getByRole('dialog').getByRole('button', { name: '记入台账' }).click();
  await eventually(() => page.getByTestId('aside').count(), 0, '已在台账');
  await app.go('/r/item');
  await page.getByText(/^共 [1-9]\d* 条$/).waitFor();
  assert.ok(office.people.caiji > 0);
  app.clean();
});

test('the bureau’s own report goes into the ledger at once', { skip: !real }, async (t) => {
  const [app] = await startOffice(t, { width: 390, height: 844 });
  const { page } = app;
  await signIn(app);
  await app.choose('sample');
  await page.getByTestId(CHOICE).waitFor();
  const inside = async () => {
    const box = await page.getByTestId(CHOICE).boundingBox();
    return box.x >= 0 && box.x + box.width <= 390;
  };
  await eventually(inside, true, '手机上不出界');
  await page.getByTestId('into-ledger').click();
  await page.waitForURL(/\/reports\/1/);
  await page.getByTestId('source').waitFor();
  assert.equal(await page.getByTestId('aside').count(), 0);
  app.clean();
});

test('what was only checked is taken away again, with a reason, also when somebody has decided on it', { skip: !real }, async (t) => {
  const [app] = await startOffice(t);
  const { page } = app;
  await signIn(app);
  await app.choose('sample');
  await page.getByTestId('only-check').click();
  await page.waitForURL(/\/reports\/1/);
  await page.getByTestId('doubts').getByRole('button', { name: '属实', exact: true }).first().click();
  await page.getByTestId('doubts').locator('.row.accepted').first().waitFor();
  await page.getByTestId('discard').click();
  const dialog = page.getByRole('dialog', { name: '移除这份报告' });
  await dialog.getByRole('button', { name: '传错了文件' }).click();
  await dialog.getByTestId('decide').click();
  await page.waitForURL(/\/reports$/);
  await app.go('/reports/1');
  await page.getByText('没有编号为 1 的报告').waitFor();

  await app.go('/reports');
  await app.choose('hostile');
  await page.getByTestId('only-check').click();
  await page.waitForURL(/\/reports\/2/);
  await app.go('/reports');
  const rows = page.getByTestId('reports').locator('tbody tr');
  await eventually(() => rows.count(), 1, '一份');
  await rows.first().getByRole('button', { name: /^移除/ }).click();
  await dialog.getByLabel(/为什么移除/).fill('有了新稿');
  await app.shot('discard');
  await dialog.getByTestId('decide').click();
  await eventually(() => rows.count(), 0, '移除了');
  await app.go('/reports/2');
  await page.getByText('没有编号为 2 的报告').waitFor();
  app.expected.push(/409|404/);
  app.clean();
});
