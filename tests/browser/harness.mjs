// Starts the program with a data folder of its own and a browser that looks at it. BIHUAN names the
// binary; without one (nor build/src/cli/bihuan) the mock server of mock/ answers in its place.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { after } from 'node:test';
import { fileURLToPath } from 'node:url';
import { chromium, selectors } from 'playwright-core';
import { hostileReport, largeReport, sampleReport } from './mock/report.mjs';
import { startMock } from './mock/server.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const out = fileURLToPath(new URL('out/', import.meta.url));
const built = join(root, 'build/src/cli/bihuan');
export const binary = process.env.BIHUAN ?? (existsSync(built) ? built : '');
const FLAGS = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];

// Only so that nothing hangs for ever: a machine may be busy with something else for a while.
const PATIENCE = 120_000;

selectors.setTestIdAttribute('data-test');
export const real = binary !== '';

/** The program with `data` as its folder. */
export async function startReal(data) {
  const child = spawn(binary, ['serve', '--listen', '127.0.0.1:0', '--data', data, '--rate', '0', '--quiet'], { stdio: ['ignore', 'pipe', 'inherit'] });
  const address = await new Promise((found, failed) => {
    createInterface({ input: child.stdout }).once('line', (line) => found(line.trim().replace(/\/$/, '')));
    child.once('exit', (code) => failed(new Error(`bihuan serve ended with ${code}`)));
  });
  return { address, stop: () => new Promise((done) => child.once('exit', done).kill('SIGTERM')) };
}

/** The inputs as files, as people would have them. */
function writeInputs(folder) {
  const sample = sampleReport();
  const files = {
    sample: [sample.name, sample.text],
    hostile: ['坏名字<b>.txt', hostileReport().text],
    large: ['整改情况汇编.txt', largeReport(3000).text],
    broken: ['坏编码.txt', Buffer.from([0xd5, 0xff, 0xb8, 0x80, 0xb1, 0xff, 0xb8, 0xe6, 10])],
    empty: ['空.txt', ''],
    pdf: ['报告.pdf', '%PDF-1.7\n'],
    letter: ['便函.txt', '各科室:\n请于周五前报送材料。\n'],
  };
  return Object.fromEntries(Object.entries(files).map(([key, [name, body]]) => {
    const path = join(folder, name);
    writeFileSync(path, body);
    return [key, path];
  }));
}

let running = null;

/** The browser of this process: its tests share it, each with a context (cookies, storage, windows) of its own. */
export async function theBrowser() {
  if (!running?.isConnected()) running = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: FLAGS, timeout: PATIENCE });
  return running;
}
after(() => running?.close());

/** `const app = await startApp(t)`: all is closed and removed with the test. `from`: a data folder to begin with a copy of; `registers`: texts
 * of definitions that lie in it. */
export async function startApp(t, { width = 1366, height = 768, reports = [], from = null, registers = {} } = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'bihuan-browser-'));
  const files = writeInputs(folder);
  if (from) cpSync(from, join(folder, 'data'), { recursive: true });
  for (const [name, text] of Object.entries(registers)) {
    mkdirSync(join(folder, 'data/registers'), { recursive: true });
    writeFileSync(join(folder, 'data/registers', `${name}.yaml`), text);
  }
  const server = real ? await startReal(join(folder, 'data')) : await startMock(join(root, 'web/dist'));
  const browser = await theBrowser();
  const context = await browser.newContext({ viewport: { width, height }, acceptDownloads: true, permissions: ['clipboard-read', 'clipboard-write'] });
  const page = await context.newPage();
  const app = { page, context, browser, files, address: server.address, data: join(folder, 'data'), complaints: [], strangers: [], expected: [] };
  app.listen = (page) => {
    page.setDefaultTimeout(PATIENCE);
    page.on('console', (m) => ['error', 'warning'].includes(m.type()) && app.complaints.push(m.text()));
    page.on('pageerror', (e) => app.complaints.push(e.message));
    page.on('request', (r) => /^(blob|data|chrome|chrome-extension):/.test(r.url()) || r.url().startsWith(server.address) || app.strangers.push(r.url()));
    return page;
  };
  app.listen(page);
  let stopped = false;
  app.stopServer = async () => {
    if (!stopped) await server.stop();
    stopped = true;
  };
  t.after(async () => {
    await Promise.all(browser.contexts().map((opened) => opened.close()));
    await app.stopServer();
    rmSync(folder, { recursive: true, force: true });
  });
  app.shot = async (name) => {
    mkdirSync(out, { recursive: true });
    await page.screenshot({ path: join(out, `${name}.png`) });
  };
  app.go = async (path) => {
    await page.goto(server.address + path);
    await page.locator('#main').waitFor({ state: 'attached' }); // before its frame is there, a page takes neither keys nor files
  };
  app.choose = (...keys) => page.getByTestId('chooser').setInputFiles(keys.map((key) => files[key]));
  app.clean = () => {
    const left = app.complaints.filter((text) => !app.expected.some((pattern) => pattern.test(text)));
    assert.deepEqual(left, [], '控制台应当安静');
    assert.deepEqual(app.strangers, [], '不得请求别的主机');
  };
  for (const key of reports) await post(app, key);
  return app;
}

async function post(app, key) {
  const { readFile } = await import('node:fs/promises');
  const name = encodeURIComponent(app.files[key].split('/').pop());
  const answer = await fetch(`${app.address}/api/v1/reports?name=${name}`, {
    method: 'POST', headers: { 'X-Bihuan': '1', 'Content-Type': 'text/plain' }, body: await readFile(app.files[key]),
  });
  assert.ok(answer.ok, await answer.text());
}

/** The desk of the first report, ready to be used. */
export async function openDesk(app, path = '/reports/1') {
  await app.go(path);
  await app.page.getByTestId('source').waitFor();
  await app.page.locator('[data-test=source] .block').first().waitFor();
  if (await app.page.getByTestId('tree').isVisible()) await app.page.locator('[data-test=tree] .row').first().waitFor();
  return {
    source: app.page.getByTestId('source'),
    tree: app.page.getByTestId('tree'),
    doubts: app.page.getByTestId('doubts'),
    active: app.page.locator('[data-test=source] .active'),
  };
}

/** Until `read` gives what is wanted; both values stand in the message otherwise. What cannot be read yet is read again. */
export async function eventually(read, wanted, what = '') {
  let got;
  for (const end = Date.now() + PATIENCE; ;) {
    try {
      got = await read();
      if (wanted instanceof RegExp ? wanted.test(got) : got === wanted) return;
    } catch (cause) {
      got = cause;
    }
    if (Date.now() > end) assert.fail(`${what} 要 ${wanted}，得到 ${got}`);
    await new Promise((r) => setTimeout(r, 50));
  }
}

/** Whether all of an element lies inside the box it scrolls in. */
export const inView = (locator) =>
  locator.first().evaluate((e) => {
    const rect = e.getClientRects()[0];
    const box = e.closest('.scroller').getBoundingClientRect();
    return rect.top >= box.top - 1 && rect.bottom <= box.bottom + 1;
  });
