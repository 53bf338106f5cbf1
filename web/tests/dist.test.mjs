// What was built: small, and of no other host.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const dist = fileURLToPath(new URL('../dist/', import.meta.url));
const built = existsSync(`${dist}index.html`);

test('the pages stay within their sizes', { skip: !built }, () => {
  execFileSync(process.execPath, [fileURLToPath(new URL('../tools/sizes.mjs', import.meta.url))], { stdio: 'pipe' });
});

test('nothing is fetched from another host, and nothing is written as markup', { skip: !built }, () => {
  for (const name of ['index.html', ...readdirSync(`${dist}assets`).map((n) => `assets/${n}`)]) {
    const text = readFileSync(dist + name, 'utf8');
    assert.ok(!/(?:src|href)="(?:https?:)?\/\//.test(text), name);
    assert.ok(!/url\(\s*["']?(?:https?:)?\/\//.test(text), name);
    assert.ok(!/@import/.test(text), name);
  }
});

test('no page puts data into the document as markup', () => {
  const src = fileURLToPath(new URL('../src/', import.meta.url));
  const walk = (folder) => readdirSync(folder, { withFileTypes: true }).flatMap((e) => (e.isDirectory() ? walk(`${folder}${e.name}/`) : [folder + e.name]));
  for (const file of walk(src)) assert.ok(!/v-html|innerHTML|insertAdjacentHTML|document\.write/.test(readFileSync(file, 'utf8')), file);
});

test('the lock file names no registry', () => {
  const lock = readFileSync(new URL('../package-lock.json', import.meta.url), 'utf8');
  assert.ok(!/"resolved"/.test(lock));
});
