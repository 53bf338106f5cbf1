// One block of text as runs: pieces between the edges of the marks that meet it, each with its classes.

import type { Severity } from '../api/types';
import { UNSEEN, unseenName } from '../lib/words';
import type { Desk, FactKind, NodeKind } from './model';

export interface Run {
  text: string;
  start: number;
  cls: string;
  node: number; // -1: none
  doubt: number; // -1: none
  hint: string;
  tag: string; // a word drawn before it, not part of the text
}

export interface Layers {
  structure: boolean;
  measure: boolean;
  progress: boolean;
  result: boolean;
  doubt: boolean;
  fact: Record<FactKind, boolean>;
}

export interface Range {
  start: number;
  end: number;
}

export interface RunContext {
  desk: Desk;
  layers: Layers;
  active: Range | null;
  related: [number, number][];
  hits: Range[]; // sorted, of this block only
  hit: Range | null;
  shownDoubts: (id: number) => boolean;
}

interface Mark {
  start: number;
  end: number;
  cls: string;
  node: number;
  doubt: number;
  hint: string;
  tag: string;
  rank: number; // the higher wins for the node and the doubt
}

const LEAF_TAG: Record<NodeKind, string> = { aspect: '', problem: '', item: '', measure: '措', progress: '进', result: '果' };
const LEAF_HINT: Record<NodeKind, string> = { aspect: '方面', problem: '问题', item: '具体问题', measure: '整改措施', progress: '整改进展', result: '整改结果' };
const SEVERITY_RANK: Record<Severity, number> = { error: 30, warning: 20, note: 10 };

function layerOn(layers: Layers, kind: NodeKind): boolean {
  if (kind === 'measure' || kind === 'progress' || kind === 'result') return layers[kind];
  return layers.structure;
}

function collect(c: RunContext, a: number, b: number): Mark[] {
  const { desk, layers } = c;
  const marks: Mark[] = [];
  desk.heads.meet(a, b, (id, start, end) => {
    const node = desk.nodes[id];
    const on = layerOn(layers, node.kind);
    const tag = on && start >= a ? LEAF_TAG[node.kind] : '';
    const hint = on ? LEAF_HINT[node.kind] + (node.no ? ` ${node.no}` : '') : '';
    marks.push({ start, end, cls: on ? `m-${node.kind}` : '', node: id, doubt: -1, hint, tag, rank: node.depth });
  });
  desk.aside.meet(a, b, (_, start, end) => {
    marks.push({ start, end, cls: 'aside', node: -1, doubt: -1, hint: '不属于报告正文', tag: '', rank: 0 });
  });
  desk.factIndex.meet(a, b, (id, start, end) => {
    const fact = desk.facts[id];
    if (layers.fact[fact.kind]) marks.push({ start, end, cls: `f-${fact.kind}`, node: -1, doubt: -1, hint: fact.hint, tag: '', rank: 0 });
  });
  if (layers.doubt) {
    desk.doubtIndex.meet(a, b, (id, start, end) => {
      if (!c.shownDoubts(id)) return;
      const { finding, state } = desk.doubts[id];
      const cls = `d d-${finding.severity}${state === 'open' ? '' : ' d-settled'}`;
      const tag = start >= a && state !== 'dismissed' ? '疑' : '';
      marks.push({ start, end, cls, node: -1, doubt: id, hint: `${finding.code} ${finding.message}`, tag, rank: SEVERITY_RANK[finding.severity] });
    });
  }
  const plainMark = (r: Range, cls: string) => marks.push({ start: r.start, end: r.end, cls, node: -1, doubt: -1, hint: '', tag: '', rank: 0 });
  for (const [start, end] of c.related) if (start < b && end > a) plainMark({ start, end }, 'related');
  for (const hit of c.hits) plainMark(hit, 'hit');
  if (c.hit && c.hit.start < b && c.hit.end > a) plainMark(c.hit, 'hit-now');
  if (c.active && c.active.start < b && c.active.end > a) plainMark(c.active, 'active');
  return marks;
}

function edgesOf(marks: Mark[], a: number, b: number): number[] {
  const edges = new Set([a, b]);
  for (const m of marks) {
    if (m.start > a && m.start < b) edges.add(m.start);
    if (m.end > a && m.end < b) edges.add(m.end);
  }
  return [...edges].sort((x, y) => x - y);
}

function runOf(text: string, start: number, marks: Mark[]): Run {
  const run: Run = { text, start, cls: '', node: -1, doubt: -1, hint: '', tag: '' };
  const classes = new Set<string>();
  let nodeRank = -1;
  let doubtRank = -1;
  let leaf: Mark | null = null;
  for (const m of marks) {
    if (m.node >= 0 && m.rank >= nodeRank) {
      nodeRank = m.rank;
      leaf = m;
    } else if (m.node < 0) {
      for (const cls of m.cls.split(' ')) classes.add(cls);
      if (m.hint) run.hint = run.hint ? `${run.hint}\n${m.hint}` : m.hint;
    }
    if (m.doubt >= 0 && m.rank > doubtRank) {
      doubtRank = m.rank;
      run.doubt = m.doubt;
    }
    if (m.tag === '疑' && m.start === start) run.tag = '疑';
  }
  if (leaf) {
    run.node = leaf.node;
    if (leaf.cls) classes.add(leaf.cls);
    if (leaf.tag && leaf.start === start) run.tag = leaf.tag + (run.tag ? '·' + run.tag : '');
    if (!run.hint) run.hint = leaf.hint;
  }
  run.cls = [...classes].join(' ');
  return run;
}

/** Characters that cannot be seen, or steer others, become their names in runs of their own. */
function pushRun(runs: Run[], run: Run): void {
  if (!UNSEEN.test(run.text)) {
    runs.push(run);
    return;
  }
  let from = 0;
  let tag = run.tag;
  const part = (to: number, cls: string, text: string) => {
    runs.push({ ...run, text, start: run.start + from, cls, tag });
    tag = '';
    from = to;
  };
  for (let i = 0; i < run.text.length; i++) {
    if (!UNSEEN.test(run.text[i])) continue;
    if (i > from) part(i, run.cls, run.text.slice(from, i));
    part(i + 1, `${run.cls} unseen`, unseenName(run.text[i]));
  }
  if (from < run.text.length) part(run.text.length, run.cls, run.text.slice(from));
}

export function runsOfBlock(c: RunContext, index: number): Run[] {
  const a = c.desk.blocks.start[index];
  const b = c.desk.blocks.end[index];
  if (a >= b) return [];
  const marks = collect(c, a, b);
  const edges = edgesOf(marks, a, b);
  const runs: Run[] = [];
  for (let i = 0; i + 1 < edges.length; i++) {
    const here = marks.filter((m) => m.start < edges[i + 1] && m.end > edges[i]);
    pushRun(runs, runOf(c.desk.text.slice(edges[i], edges[i + 1]), edges[i], here));
  }
  return runs;
}
