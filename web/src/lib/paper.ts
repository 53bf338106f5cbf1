// Paper. What is printed is made when printing begins, put into #print (the only thing paper shows) and thrown away afterwards.

import type { Definition, RecordDetail, RecordEvent } from '../api/registers';
import { cellWord, fieldOf, labelOf, stateOf, typeOf } from './fields';
import { plain, timeWord } from './words';

export function element(name: string, cls: string, text = ''): HTMLElement {
  const e = document.createElement(name);
  if (cls) e.className = cls;
  if (text) e.textContent = text;
  return e;
}

export function emptyPrint(): void {
  document.getElementById('print')?.remove();
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
  table.append(top);
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

/** Prints one record in a layout of its register's definition. */
export function printRecord(definition: Definition, layout: Layout, record: RecordDetail, events: RecordEvent[]): void {
  emptyPrint();
  const box = element('div', 'sheet');
  box.id = 'print';
  if (layout.landscape) box.append(element('style', '', '@page { size: A4 landscape; }'));
  const table = element('table', 'form');
  table.append(...fieldLines(definition, record, layout.fields));
  box.append(element('h1', '', layout.title), ...(layout.fields.includes('no') ? [] : [element('p', 'number', `编号：${plain(record.no)}`)]), table);
  if (events.length) box.append(element('h2', '', '办理过程'), course(definition, events));
  box.append(element('p', 'foot', `打印时间 ${timeWord(new Date().toLocaleString('sv').replace(' ', 'T'))}　第 ${record.version} 版`));
  document.body.append(box);
  window.addEventListener('afterprint', emptyPrint, { once: true });
  window.print();
}
