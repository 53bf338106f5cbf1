// What a browser must fetch, packed, before the first page stands and before the import desk does.
// A limit here is only ever lowered.
import { readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

const dist = fileURLToPath(new URL('../dist/', import.meta.url));
const LIMITS = { 首页: 95 * 1024, 导入台: 190 * 1024 };

const packed = (name) => gzipSync(readFileSync(dist + name), { level: 9 }).length;
const html = readFileSync(`${dist}index.html`, 'utf8');
const first = [...html.matchAll(/(?:src|href)="\/(assets\/[^"]+\.(?:js|css))"/g)].map((m) => m[1]);
const assets = readdirSync(`${dist}assets`).map((name) => `assets/${name}`);

/** A page's chunk and all that it imports statically. */
function closure(start) {
  const seen = new Set(first);
  const queue = [start];
  for (let name; (name = queue.pop()); ) {
    if (seen.has(name)) continue;
    seen.add(name);
    const text = readFileSync(dist + name, 'utf8');
    for (const m of text.matchAll(/from"\.\/([^"]+\.js)"/g)) queue.push(`assets/${m[1]}`);
  }
  return seen;
}

const sum = (names) => [...names].reduce((n, name) => n + packed(name), 0);
const desk = closure(assets.find((name) => /DeskPage-[^/]*\.js$/.test(name)));
for (const name of assets) if (/(DeskPage|StatusTag|RuleText)-[^/]*\.css$/.test(name)) desk.add(name);
const sizes = { 首页: packed('index.html') + sum(first), 导入台: packed('index.html') + sum(desk) };

for (const [page, size] of Object.entries(sizes)) {
  console.log(`${page}: ${(size / 1024).toFixed(1)} KiB (上限 ${LIMITS[page] / 1024})`);
  if (size > LIMITS[page]) process.exitCode = 1;
}
