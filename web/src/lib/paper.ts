// Paper. What is printed is made when printing begins, put into #print (the only thing paper shows) and thrown away afterwards.

import { registers as api, type Definition, type RecordDetail, type RecordEvent, type RecordRow } from '../api/registers';
import { nowThere } from './days';
import { cellWord, fieldOf, isFlowless, labelOf, stateOf, typeOf } from './fields';
import { plain, timeWord } from './words';

export function element(name: string, cls: string, text = ''): HTMLElement {
  const e = document.createElement(name);
  if (cls) e.className = cls;
  if (text) e.textContent = text;
  return e;
}

export function emptyPrint(): void {
  document.getElementById('print')?.remove();
  document.documentElement.classList.remove('paper');
}

/** As long as it is there, paper shows nothing else; without it (Ctrl+P on any page) what the page shows. */
export function putOnPaper(box: HTMLElement): void {
  emptyPrint();
  box.id = 'print';
  document.body.append(box);
  document.documentElement.classList.add('paper');
}

/** Dates and single words are not broken, where the sheet has room for it. */
const MANY = 12;
function cellOf(text: string, columns: number): HTMLElement {
  return element('td', columns <= MANY && (text.length <= 4 || /^\d{4}-\d\d-\d\d$/.test(text)) ? 'keep' : '', text);
}

type Layout = Definition['prints'][number];

/** Two short fields in a line; a long one has the line to itself. */
function fieldLines(definition: Definition, record: RecordDetail, names: string[]): HTMLElement[] {
  const lines: HTMLElement[] = [];
  let open: HTMLElement | null = null;
  for (const name of names) {
    const field = fieldOf(definition, name);
    const long = field ? ['longtext', 'place'].includes(typeOf(field)) : name === 'title';
    const head = element('th', '', labelOf(definition, name));
    const cell = element('td', '', plain(cellWord(definition, record, name)));
    if (long || !open) {
      if (open) (open.lastElementChild as HTMLTableCellElement).colSpan = 3;
      open = element('tr', long ? 'long' : '');
      lines.push(open);
    }
    open.append(head, cell);
    if (long) (cell as HTMLTableCellElement).colSpan = 3;
    if (long || open.childElementCount === 4) open = null;
  }
  if (open) (open.lastElementChild as HTMLTableCellElement).colSpan = 3;
  return lines;
}

/** The steps in the order they were done: who, when, and what was said. */
function course(definition: Definition, events: RecordEvent[]): HTMLElement {
  const table = element('table', 'course');
  const top = element('tr', '');
  for (const word of ['环节', '办理人', '时间', '状态', '意见']) top.append(element('th', '', word));
  const head = element('thead', '');
  head.append(top);
  table.append(head);
  for (const e of [...events].reverse()) {
    if (!['create', 'transition', 'vote', 'override'].includes(e.kind)) continue;
    const row = element('tr', '');
    const who = e.on_behalf ? `${e.person?.label ?? ''}（代 ${e.on_behalf.label}）` : (e.person?.label ?? '');
    const words = [e.label || (e.kind === 'create' ? '新建' : ''), who, timeWord(e.at), e.to ? (stateOf(definition, e.to)?.label ?? '') : '', e.reason ?? ''];
    for (const word of words) row.append(element('td', '', plain(word)));
    table.append(row);
  }
  return table;
}

/** Records below the one that is printed. */
export interface Below {
  definition: Definition;
  title: string;
  rows: RecordRow[];
}

function belowTable({ definition, rows }: Below): HTMLElement {
  const table = element('table', 'below');
  const stateful = !isFlowless(definition);
  rows.forEach((r, i) => {
    const row = element('tr', '');
    row.append(element('td', '', String(i + 1)), element('td', '', plain(r.title)));
    if (stateful) row.append(element('td', '', stateOf(definition, r.state)?.label ?? r.state));
    table.append(row);
  });
  return table;
}

const foot = (sample: string, words: string) => element('p', 'foot', `打印时间 ${timeWord(nowThere(sample))}　${words}`);

/** More than this is no paper that anybody reads. */
const PRINT_ROWS = 2000;

export async function allRows(register: string, query: URLSearchParams): Promise<RecordRow[]> {
  const rows: RecordRow[] = [];
  query.set('limit', '200');
  for (let after: string | null = ''; after !== null && rows.length < PRINT_ROWS; ) {
    if (after) query.set('after', after);
    const page: Awaited<ReturnType<typeof api.records>> = await api.records(register, query);
    rows.push(...page.rows);
    after = page.next;
  }
  return rows;
}

export async function allEvents(register: string, id: number): Promise<RecordEvent[]> {
  const events: RecordEvent[] = [];
  for (let before: number | null = 0; before !== null; ) {
    const page: Awaited<ReturnType<typeof api.events>> = await api.events(register, id, before);
    events.push(...page.events);
    before = page.next;
  }
  return events;
}

/** Prints rows as they are listed: the columns on the screen, all that the conditions let through. */
export function printList(definition: Definition, columns: string[], rows: RecordRow[], heading: string): void {
  const box = element('div', 'sheet list');
  const wide = columns.length > MANY;
  const table = element('table', '');
  const head = element('thead', '');
  const top = element('tr', '');
  const labels = columns.map((c) => labelOf(definition, c));
  top.append(element('th', '', labels.includes('序号') ? '行次' : '序号'));
  labels.forEach((label, i) => {
    const th = element('th', '', label);
    const field = fieldOf(definition, columns[i]);
    if (field && typeOf(field) === 'longtext') th.style.minWidth = '80pt'; // words of few characters a line are hard to read
    top.append(th);
  });
  head.append(top);
  const body = element('tbody', '');
  rows.forEach((r, i) => {
    const row = element('tr', '');
    row.append(element('td', '', String(i + 1)));
    for (const c of columns) row.append(cellOf(plain(cellWord(definition, r, c)), columns.length));
    body.append(row);
  });
  table.append(head, body);
  const cut = rows.length >= PRINT_ROWS ? `，只印前 ${rows.length} 条` : '';
  box.append(element('style', '', `@page { size: ${wide ? 'A3' : 'A4'} landscape; }`), element('h1', '', heading), table, foot(rows[0]?.changed ?? '', `共 ${rows.length} 条${cut}`));
  putOnPaper(box);
  window.addEventListener('afterprint', emptyPrint, { once: true });
  window.print();
}

/** Prints one record in a layout of its register's definition. */
export function printRecord(definition: Definition, layout: Layout, record: RecordDetail, events: RecordEvent[], below: Below[] = []): void {
  const box = element('div', 'sheet');
  if (layout.landscape) box.append(element('style', '', '@page { size: A4 landscape; }'));
  const table = element('table', 'form');
  table.append(...fieldLines(definition, record, layout.fields));
  box.append(element('h1', '', layout.title), ...(layout.fields.includes('no') ? [] : [element('p', 'number', `编号：${plain(record.no)}`)]), table);
  for (const b of below) if (b.rows.length) box.append(element('h2', '', b.title), belowTable(b));
  if (events.length) box.append(element('h2', '', '办理过程'), course(definition, events));
  box.append(foot(record.changed, `第 ${record.version} 版`));
  putOnPaper(box);
  window.addEventListener('afterprint', emptyPrint, { once: true });
  window.print();
}
