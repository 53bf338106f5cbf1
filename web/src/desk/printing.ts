// Paper: the whole text with its marks and the list of doubts, made when printing begins (the panes on
// screen hold only what is in view) and thrown away afterwards.

import { element, putOnPaper } from '../lib/paper';
import { nameOf } from '../lib/reports';
import { SEVERITY_WORD, bytesWord, inspectionWord, plain } from '../lib/words';
import { runsOfBlock } from './runs';
import type { DeskState } from './state';

/** About 1,500 pages; beyond this only the doubts are printed. */
const TEXT_MAX = 1_500_000;
const STATE_WORD = { open: '待定', accepted: '属实', dismissed: '已排除' };

function head(state: DeskState): HTMLElement {
  const box = element('header', '');
  const row = state.report.value;
  box.append(element('h1', '', nameOf(row)));
  const inspection = inspectionWord(row?.inspection);
  const facts = [row?.unit, row?.inspector, inspection && `巡察 ${inspection}`, row?.feedback_date && `反馈 ${row.feedback_date}`, row?.signed_date && `签发 ${row.signed_date}`];
  box.append(element('p', '', plain(facts.filter(Boolean).join('　'))));
  if (row) box.append(element('p', '', `${row.aspects} 个方面，${row.problems} 个问题，${row.items} 个具体问题，${row.measures} 条措施，${row.done} 个按完成计；原文 ${bytesWord(row.bytes)}`));
  return box;
}

function text(state: DeskState): HTMLElement {
  const box = element('div', 'print-text');
  const context = state.context.value;
  if (!context) return box;
  if (context.desk.text.length > TEXT_MAX) {
    box.append(element('p', '', '原文过长，没有打印；下面是全部疑点。'));
    return box;
  }
  const blank = { ...context, active: null, related: [], hit: null, hits: [] };
  for (let i = 0; i < context.desk.blocks.count; i++) {
    const p = element('p', '');
    for (const run of runsOfBlock(blank, i)) {
      const span = element('span', run.cls, run.text);
      if (run.tag) span.dataset.tag = run.tag;
      p.append(span);
    }
    box.append(p);
  }
  return box;
}

function doubts(state: DeskState): HTMLElement {
  const table = element('table', '');
  const top = element('tr', '');
  for (const word of ['序号', '级别', '规则', '疑点与原文', '位置', '处理']) top.append(element('th', '', word));
  const head = element('thead', ''); // stands again on each sheet
  head.append(top);
  table.append(head);
  state.shown.value.forEach((id, i) => {
    const d = state.desk.value?.doubts[id];
    if (!d) return;
    const row = element('tr', '');
    row.append(element('td', '', String(i + 1)), element('td', '', SEVERITY_WORD[d.finding.severity]), element('td', '', d.finding.code));
    const words = element('td', '');
    words.append(element('div', '', plain(d.finding.message)), element('div', 'print-quote', `“${plain(d.finding.quote)}”`));
    row.append(words, element('td', '', `第 ${d.line} 行`), element('td', d.reason ? '' : 'keep', STATE_WORD[d.state] + (d.reason ? `：${plain(d.reason)}` : '')));
    table.append(row);
  });
  return table;
}

export function fillPrint(state: DeskState): void {
  const box = element('div', '');
  box.append(head(state), element('h2', '', '疑点'), doubts(state), element('h2', '', '原文'), text(state));
  putOnPaper(box);
}
