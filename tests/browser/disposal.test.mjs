// 销毁鉴定: one lists what was kept long enough, another approves; nobody else sees the page.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'node:test';
import { real } from './harness.mjs';
import { startOffice } from './office.mjs';

const options = { skip: !real && '要真的程序' };

// The years pass: the database is told so behind the program's back.
function age(app, id) {
  const script = 'import sqlite3, sys\nc = sqlite3.connect(sys.argv[1], timeout=20)\nc.execute(sys.argv[2])\nc.commit()';
  const done = spawnSync('python3', ['-c', script, join(app.data, 'bihuan.db'), `UPDATE r_case SET changed_at = changed_at - ${7 * 365 * 86400000} WHERE id = ${id}`], { encoding: 'utf8' });
  assert.equal(done.status, 0, done.stderr);
}

test('a record kept long enough is listed by one person and destroyed when another approves', options, async (t) => {
  const [app, office] = await startOffice(t);
  const { page } = app;
  const { id } = await office.make('caiji', { title: '五一路垃圾堆积', source: 'collector' });
  await office.step('shouli', id, 'void', {}, '重复上报');
  age(app, id);

  await office.become('shouli');
  await app.go('/disposals');
  await page.getByRole('row', { name: /五一路垃圾堆积/ }).locator('.el-checkbox').click();
  await page.locator('[data-test="propose"]').click();
  await page.locator('#reason').fill('保存期满，无继续保存价值');
  await page.locator('[data-test="decide"]').click();
  await page.getByText('待批准').waitFor();
  assert.equal(await page.locator('[data-test^="approve-"]').count(), 0, 'who proposes does not approve');

  await office.become('zhuren');
  await app.go('/disposals');
  await page.locator('[data-test^="approve-"]').click();
  await page.locator('#reason').fill('同意销毁');
  await page.locator('[data-test="decide"]').click();
  await page.getByRole('cell', { name: '已销毁' }).waitFor();
  await page.getByRole('button', { name: '1', exact: true }).click();
  await page.getByText(/材料 0 件，日志 \d+ 条，散列/).waitFor();

  await office.become('caiji');
  await app.go('/r/case');
  assert.equal(await page.getByRole('navigation', { name: '主菜单' }).getByRole('link', { name: '销毁鉴定' }).count(), 0);
  app.clean();
});
