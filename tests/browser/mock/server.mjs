// Stands in for `bihuan serve` where there is no binary yet: the same contract (docs/api.md) over the
// invented reports of report.mjs, kept in memory. It knows those texts only; others are refused.

import { createHash } from 'node:crypto';
import { readFileSync, existsSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { hostileReport, largeReport, sampleReport } from './report.mjs';

const TYPES = { '.html': 'text/html; charset=utf-8', '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml' };
const POLICY = "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; frame-ancestors 'none'";
const sha = (data) => createHash('sha256').update(data).digest('hex');

const RULES = [
  ['BH101', 'claimed-total', '自报总数与列举不符', 'error', '报告自己说的总数，与正文逐条数出来的不一样。\n\n先看是不是漏列、合并或者编号跳号；确实按别的口径统计的，写明理由后排除。'],
  ['BH201', 'pending-but-done', '写着已完成，文字说没做完', 'error', '结果是“已完成”，进展里却说正在、等待、尚未。'],
  ['BH202', 'plan-after-close', '计划日期晚于报告', 'warning', '承诺的日期在报告签发之后。'],
  ['BH203', 'progress-repeats', '进展照抄措施', 'note', '进展与措施文字相同，看不出做了什么。'],
  ['BH206', 'one-day', '集中在同一天销号', 'warning', '大部分问题在同一天写明完成。'],
].map(([code, slug, title, severity, page]) => ({ code, slug, title, severity, page }));

function itemsOf(id, tree) {
  const rows = [];
  const walk = (problem, aspect, path) =>
    problem.items.forEach((item, k) => rows.push({
      report_id: id, key: `${path}.${k + 1}`, no: `JT2026${String(id).padStart(2, '0')}${path}${k}`, state: 'unclaimed', claim: item.result?.status ?? null, aspect, problem_no: problem.no, problem: problem.title, problem_kind: problem.kind ?? 'regular',
      item_no: item.no, finding: item.finding, status: item.result?.status ?? null, result: item.result?.text ?? null, result_date: item.result?.date ?? null,
      depts: null, due: null, measures: item.measures.length, progress: item.progress.length, span: item.span, unit: tree.report.unit,
    }));
  tree.report.aspects.forEach((a, i) => a.problems.forEach((p, j) => walk(p, a.title, `${i + 1}.${j + 1}`)));
  return rows;
}

class Ledger {
  reports = [];
  items = [];
  decisions = [];

  constructor() {
    this.known = new Map([sampleReport, hostileReport, () => largeReport(Number(process.env.MOCK_PROBLEMS ?? 3000))].map((make) => {
      const made = make();
      return [sha(made.text), made];
    }));
  }

  import(name, body) {
    const hash = sha(body);
    const old = this.reports.find((r) => r.row.sha256 === hash);
    if (old) return [200, { unchanged: true, report: old.row }];
    try {
      new TextDecoder('utf-8', { fatal: true }).decode(body);
    } catch {
      return [400, { title: '文字编码不对', detail: `“${name}”不是合法的 UTF-8:第 1 个坏字节在第 7 字节处`, hint: '多半是 GBK 编码的旧文件：用 iconv -f GB18030 -t UTF-8 转换，或在记事本里另存为 UTF-8。' }];
    }
    const made = this.known.get(hash);
    if (!made) return [422, { title: '没有认出问题', detail: `“${name}”里没有找到任何整改问题`, hint: '请确认这是一份整改情况报告的正文，而不是目录、函件或附件。' }];
    return [201, { unchanged: false, report: this.add(name, body, made.tree, hash) }];
  }

  add(name, body, tree, hash) {
    const id = this.reports.length + 1;
    const rows = itemsOf(id, tree).map((row, i) => ({ id: this.items.length + i + 1, ...row }));
    this.items.push(...rows);
    const { aspects, others, contacts, ...meta } = tree.report;
    const row = {
      id, round_id: 1, file_name: name, name: meta.title ?? name, ...meta, sha256: hash, imported_at: '2026-01-06T09:30:00+08:00', bytes: body.length, analyser: 1, copies: 1,
      aspects: aspects.length, problems: aspects.reduce((n, a) => n + a.problems.length, 0), items: rows.length,
      measures: rows.reduce((n, r) => n + r.measures, 0), done: rows.filter((r) => ['done', 'long_term'].includes(r.status)).length,
    };
    this.reports.unshift({ row, text: body, tree });
    return row;
  }

  rounds() {
    const sum = (key) => this.reports.reduce((n, r) => n + r.row[key], 0);
    if (!this.reports.length) return [];
    const { unit, inspector, round_kind, inspection, feedback_date } = this.reports.at(-1).row;
    return [{ id: 1, title: `${unit} · ${inspector}`, unit, inspector, round_kind, inspection, feedback_date, reports: this.reports.length, problems: sum('problems'), items: sum('items'), measures: sum('measures'), done: sum('done') }];
  }

  page(q) {
    const match = this.items.filter((r) =>
      (!q.get('report') || r.report_id === Number(q.get('report'))) &&
      (!q.get('status') || (r.status ?? 'none') === q.get('status')) &&
      (!q.get('q') || `${r.problem}${r.finding}`.includes(q.get('q'))));
    const limit = Number(q.get('limit') ?? 50);
    const items = match.filter((r) => r.id > Number(q.get('after') ?? 0)).slice(0, limit);
    const last = items.at(-1)?.id;
    return { items, total: match.length, next: last && match.at(-1).id > last ? last : null };
  }

  latest(id) {
    const seen = new Map();
    for (const d of this.decisions) if (d.report_id === id) seen.set(d.key, d);
    return [...seen.values()];
  }

  decide(id, body) {
    const d = JSON.parse(body);
    if (d.value === 'dismissed' && !d.reason?.trim()) return [422, { title: '缺少理由', detail: '排除一条疑点必须写明理由。', hint: '请写一句为什么它不是问题。', field: 'reason' }];
    this.decisions.push({ id: this.decisions.length + 1, report_id: id, decided_by: null, decided_at: '2026-01-06T10:00:00+08:00', ...d });
    return [201, { decisions: this.latest(id) }];
  }

  findings(q) {
    const all = [...this.reports].reverse().flatMap((r) => this.tree(r).findings.map(({ decision, ...finding }, i) => ({ report_id: r.row.id, report: r.row.name, unit: r.row.unit, finding, decision: decision ?? null, at: [r.row.id, i + 1] })));
    const match = all.filter((f) => ['severity', 'code'].every((k) => !q.get(k) || f.finding[k] === q.get(k)) && (!q.get('report') || f.report_id === Number(q.get('report'))));
    const stateOf = (f) => f.decision?.value ?? 'open';
    const counts = new Map();
    for (const f of match) {
      const key = f.finding.code + f.finding.severity;
      if (!counts.has(key)) counts.set(key, { code: f.finding.code, severity: f.finding.severity, open: 0, accepted: 0, dismissed: 0 });
      counts.get(key)[stateOf(f)]++;
    }
    const [report, pos] = (q.get('after') ?? '0.0').split('.').map(Number);
    const rest = match.filter((f) => (!q.get('decision') || stateOf(f) === q.get('decision')) && (f.at[0] > report || (f.at[0] === report && f.at[1] > pos)));
    const page = rest.slice(0, Number(q.get('limit') ?? 200));
    return { findings: page.map(({ at, ...f }) => f), counts: [...counts.values()], next: rest.length > page.length ? page.at(-1).at.join('.') : null };
  }

  doubtsOf(r) {
    return this.tree(r).findings.filter((f) => f.decision?.value !== 'dismissed').length;
  }

  tree(report) {
    const made = new Map(this.latest(report.row.id).map((d) => [d.key, d]));
    return { ...report.tree, findings: report.tree.findings.map((f) => (made.has(f.fingerprint) ? { ...f, decision: made.get(f.fingerprint) } : f)) };
  }
}

const bodyOf = async (request) => {
  const parts = [];
  for await (const part of request) parts.push(part);
  return Buffer.concat(parts);
};

async function answer(ledger, request, url) {
  const path = url.pathname.replace('/api/v1', '');
  const [, room, id, part] = path.split('/');
  if (request.method === 'POST' && request.headers['x-bihuan'] !== '1') return [403, { title: '请求被拒绝', detail: '缺少 X-Bihuan 头。' }];
  if (path === '/version') return [200, { version: '0.1.0', analyser: 1, sqlite: '3' }];
  if (path === '/session') return [200, { setup_needed: true, alone: true, actor: null, hold: 'none' }];
  if (path === '/rounds') return [200, { rounds: ledger.rounds() }];
  if (path === '/rules') return [200, { rules: RULES }];
  if (path === '/findings') return [200, ledger.findings(url.searchParams)];
  if (path === '/items') return [200, ledger.page(url.searchParams)];
  if (path === '/reports' && request.method === 'POST') return ledger.import(url.searchParams.get('name'), await bodyOf(request));
  if (path === '/reports') return [200, { reports: ledger.reports.map((r) => ({ ...r.row, doubts: ledger.doubtsOf(r) })) }];
  const report = room === 'reports' && ledger.reports.find((r) => r.row.id === Number(id));
  if (!report) return [404, { title: '没有这份报告', detail: `编号 ${id} 的报告不存在`, hint: '它可能还没有导入；请从列表里选。' }];
  if (!part) return [200, { report: report.row }];
  if (part === 'text') return [200, report.text, 'text/plain; charset=utf-8'];
  if (part === 'tree') return [200, ledger.tree(report)];
  if (part === 'decisions' && request.method === 'POST') return ledger.decide(report.row.id, (await bodyOf(request)).toString());
  return [200, { decisions: ledger.latest(report.row.id) }];
}

export async function startMock(dist, port = 0) {
  const ledger = new Ledger();
  const server = createServer(async (request, response) => {
    const url = new URL(request.url, 'http://mock');
    if (url.pathname.startsWith('/api/')) {
      const [status, body, type] = await answer(ledger, request, url);
      const json = type ? body : JSON.stringify(status >= 400 ? { type: 'about:blank', status, ...body } : body);
      response.writeHead(status, { 'Content-Type': type ?? (status >= 400 ? 'application/problem+json' : 'application/json') }).end(json);
      return;
    }
    const file = join(dist, url.pathname.includes('.') ? url.pathname : 'index.html');
    if (!existsSync(file)) return void response.writeHead(404).end();
    response.writeHead(200, { 'Content-Type': TYPES[extname(file)] ?? 'application/octet-stream', 'Content-Security-Policy': POLICY }).end(readFileSync(file));
  });
  await new Promise((done) => server.listen(port, '127.0.0.1', done));
  return { address: `http://127.0.0.1:${server.address().port}`, stop: () => server.close() };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const dist = join(fileURLToPath(new URL('../../..', import.meta.url)), 'web/dist');
  console.log((await startMock(dist, Number(process.argv[2] ?? 8099))).address);
}
