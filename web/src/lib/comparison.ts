// Two rounds beside each other (两轮对照): what the server answers, its words, and the sheet.

import { get } from '../api/client';
import type { Status } from '../api/types';
import { element, emptyPrint, putOnPaper } from './paper';
import { plain, statusWord } from './words';

export type Kind = 'returned' | 'again' | 'silent' | 'settled' | 'new';

export interface Matter {
  problem_id: number;
  item_id: number | null;
  no: string;
  label: string;
  aspect: string | null;
  problem: string;
  finding: string | null;
  status: Status | null;
  claim: Status | null;
  state: string | null;
  state_label: string | null;
  result: string | null;
  department: string | null;
  due: string | null;
  due_text: string | null;
  report_id: number | null;
  span: [number, number];
}
export interface ComparedRound {
  id: number;
  no: string;
  title: string | null;
  unit: string | null;
  inspector: string | null;
  round_kind: string | null;
  date: string | null;
  items: number;
}
export interface Pair {
  kind: Kind;
  earlier: Matter | null;
  later: Matter | null;
  overdue: boolean;
  told: boolean;
  alike_permille: number;
}
export interface Comparison {
  earlier: ComparedRound;
  later: ComparedRound;
  other_unit: boolean;
  reversed: boolean;
  may_export: boolean;
  summary: Record<Kind, number>;
  rows: Pair[];
}

/** As `bihuan compare` says them, the gravest first; `short` stands above a number. */
export const KINDS: { kind: Kind; short: string; word: string; sign: string }[] = [
  { kind: 'returned', short: '可能反弹', word: '写明已完成，又被指出', sign: '↩' },
  { kind: 'again', short: '再次指出', word: '上一轮没有写明完成，又被指出', sign: '！' },
  { kind: 'silent', short: '没有下文', word: '上一轮没有写明完成，这一轮没有提到', sign: '…' },
  { kind: 'settled', short: '没有再提', word: '写明已完成，没有再被指出', sign: '✓' },
  { kind: 'new', short: '新指出', word: '第一次指出', sign: '＋' },
];
export const wordOf = (kind: Kind) => KINDS.find((k) => k.kind === kind)?.word ?? kind;

const path = (earlier: number, later: number) => `/rounds/${later}/comparison?earlier=${earlier}`;
export const comparisonOf = (earlier: number, later: number, signal?: AbortSignal) => get<Comparison>(path(earlier, later), signal);
export const comparisonFile = (earlier: number, later: number, format: 'csv' | 'xlsx') => `/api/v1${path(earlier, later)}&format=${format}`;

/** What it is about: the finding, else the problem's title. */
export const subjectOf = (m: Matter) => m.finding || m.problem;
/** Whether the problem's title says more than its finding. */
export const tellsProblem = (m: Matter) => Boolean(m.finding) && !m.finding!.replace(/[。；;.\s]+$/u, '').endsWith(m.problem.replace(/[。；;.\s]+$/u, ''));
export const recordPath = (m: Matter) => (m.item_id ? `/r/item/${m.item_id}` : `/r/problem/${m.problem_id}`);
export const sourcePath = (m: Matter) => (m.report_id ? `/reports/${m.report_id}?at=${m.span[0]}` : '');
export const dueOf = (m: Matter) => m.due ?? m.due_text ?? '';
export const groundOf = (p: Pair) => (p.told ? '人工认定是同一问题' : p.earlier && p.later ? `用字相近 ${p.alike_permille / 10}%` : '');

function side(m: Matter | null, overdue: boolean): HTMLElement[] {
  if (!m) return [element('td', '', ''), element('td', '', '—'), element('td', '', '')];
  const about = element('td', '', plain(subjectOf(m)));
  const due = dueOf(m) ? `；时限 ${plain(dueOf(m))}${overdue ? '，这一轮之前已过' : ''}` : '';
  about.append(element('div', 'small', `${plain(m.no)}　${plain(m.department) || '没有写责任部门'}${due}`));
  return [element('td', 'keep', plain(m.label)), about, element('td', 'keep', statusWord(m.status))];
}

/** What the screen lists, on paper: one row a pair, a heading for each conclusion. */
export function printComparison(c: Comparison, rows: Pair[], printed: string): void {
  const table = element('table', '');
  const top = element('tr', '');
  for (const word of ['序号', '上一轮', '当时的问题', '结果', '这一轮', '现在的问题', '结果']) top.append(element('th', '', word));
  const head = element('thead', '');
  head.append(top);
  const body = element('tbody', '');
  let n = 0;
  for (const { kind, word } of KINDS) {
    const mine = rows.filter((p) => p.kind === kind);
    if (!mine.length) continue;
    const line = element('tr', '');
    const cell = element('th', '', `${word}：${mine.length} 条`) as HTMLTableCellElement;
    cell.colSpan = 7;
    cell.style.textAlign = 'left';
    line.append(cell);
    body.append(line);
    for (const p of mine) {
      const row = element('tr', '');
      row.append(element('td', '', String(++n)), ...side(p.earlier, p.overdue), ...side(p.later, false));
      body.append(row);
    }
  }
  table.append(head, body);
  const box = element('div', 'sheet list');
  const name = (r: ComparedRound) => `${plain(r.title) || r.no}（${r.date ?? '日期不明'}，${r.items} 条）`;
  box.append(element('style', '', '@page { size: A4 landscape; }'), element('h1', '', '两轮对照'), element('p', 'number', `上一轮：${name(c.earlier)}　　这一轮：${name(c.later)}`), table);
  box.append(element('p', 'foot', `打印时间 ${printed}　共 ${n} 条${n < c.rows.length ? `（全部 ${c.rows.length} 条）` : ''}`));
  putOnPaper(box);
  window.addEventListener('afterprint', emptyPrint, { once: true });
  window.print();
}
