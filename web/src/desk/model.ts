// What the import desk shows, made once from the text and its tree: positions in UTF-16, the tree as a
// flat list in reading order, indexes that answer "what lies in this piece of text".

import type { Claim, Finding, Item, Problem, Severity, Span, Status, Tree } from '../api/types';
import { cutBlocks, type Blocks } from '../lib/blocks';
import { Intervals } from '../lib/intervals';
import { decodeText, OffsetTable } from '../lib/offsets';
import { listWord, plain, problemKindWord } from '../lib/words';

export type NodeKind = 'aspect' | 'problem' | 'item' | 'measure' | 'progress' | 'result';

/** Who is to do it and until when, then what the other columns of a ledger say. */
function assigned(item: Item): string {
  const told = (column: string) => (item.details ?? []).filter((d) => d.column === column).map((d) => d.text).join('、');
  const rest = (item.details ?? []).filter((d) => d.column !== 'leader' && d.column !== 'person').map((d) => (d.header ? `${plain(d.header)}：${plain(d.text)}` : plain(d.text)));
  return [told('leader'), listWord(item.depts), told('person'), item.due ? `时限 ${item.due}` : '', ...rest].filter(Boolean).join(' · ');
}

export interface DeskNode {
  id: number;
  kind: NodeKind;
  depth: number;
  parent: number;
  past: number; // first node after its descendants
  no: string;
  title: string; // what stands out
  text: string; // the rest
  start: number;
  end: number;
  headEnd: number; // where its own words end and its children begin
  status: Status | null;
  date: string;
  note: string; // 责任单位， 时限， 小标题
  measures: number;
  progress: number;
  done: number; // items whose result counts as done
  items: number;
  doubts: number; // open findings here and below
  worst: Severity | null;
}

export type FactKind = 'date' | 'document' | 'amount' | 'quantity' | 'organisation' | 'people' | 'contact' | 'claim';

export interface Fact {
  kind: FactKind;
  start: number;
  end: number;
  hint: string;
}

export interface Doubt {
  id: number;
  finding: Finding;
  start: number;
  end: number;
  line: number;
  node: number; // -1: the report as a whole
  related: [number, number][];
  state: 'open' | 'accepted' | 'dismissed';
  reason: string;
  decidedAt: string;
}

export interface DeskClaim {
  claim: Claim;
  start: number;
  end: number;
  differs: boolean;
}

export interface Desk {
  text: string;
  tree: Tree;
  blocks: Blocks;
  nodes: DeskNode[];
  heads: Intervals; // what to tint: own words of each node
  starts: Intervals; // whole nodes, to find the deepest at a place
  facts: Fact[];
  factIndex: Intervals;
  doubts: Doubt[];
  doubtIndex: Intervals;
  claims: DeskClaim[];
  aside: Intervals; // a web page's furniture and further copies: not part of the report
  toUnits: (byte: number) => number;
}

const ASIDE = ['furniture', 'copy'];
const DONE: (Status | null | undefined)[] = ['done', 'long_term'];
export const isDone = (status: Status | null | undefined): boolean => DONE.includes(status);
/** A doubt about more than this is marked at its beginning only; a page of waves says nothing. */
const MARK_MAX = 2000;

class Builder {
  readonly nodes: DeskNode[] = [];

  constructor(
    private readonly text: string,
    private readonly at: (byte: number) => number,
  ) {}

  add(kind: NodeKind, parent: number, span: Span, part: Partial<DeskNode>): DeskNode {
    const start = this.at(span[0]);
    const end = Math.max(start, this.at(span[1]));
    const node: DeskNode = {
      id: this.nodes.length,
      kind,
      depth: parent < 0 ? 0 : this.nodes[parent].depth + 1,
      parent,
      past: 0,
      no: '',
      title: '',
      text: '',
      start,
      end,
      headEnd: end,
      status: null,
      date: '',
      note: '',
      measures: 0,
      progress: 0,
      done: 0,
      items: 0,
      doubts: 0,
      worst: null,
      ...part,
    };
    this.nodes.push(node);
    return node;
  }

  close(node: DeskNode): void {
    node.past = this.nodes.length;
  }

  /** Its own words end where the server says, else where `words` end, else where the first child begins. */
  head(node: DeskNode, words: string, childStart: number, told?: Span): void {
    if (told && told[1] > told[0]) {
      node.headEnd = Math.max(node.start, Math.min(this.at(told[1]), node.end));
      return;
    }
    const limit = Math.max(node.start, Math.min(childStart, node.end));
    const found = words ? this.text.slice(node.start, limit).indexOf(words) : -1;
    if (found >= 0) {
      node.headEnd = node.start + found + words.length;
      return;
    }
    const own = this.text.slice(node.start, limit);
    const line = own.indexOf('\n');
    node.headEnd = node.start + (line > 0 ? line : own.trimEnd().length);
  }

  leaves(item: Item, owner: DeskNode): void {
    for (const measure of item.measures ?? []) {
      const note = [listWord(measure.depts), measure.due ? `时限 ${measure.due}` : ''].filter(Boolean).join(' · ');
      this.leaf('measure', owner, measure, note);
    }
    for (const progress of item.progress ?? []) this.leaf('progress', owner, progress, '');
    if (item.result?.span) {
      const { status, date, text, span } = item.result;
      this.close(this.add('result', owner.id, span, { text: text ?? '', status, date: date ?? '' }));
    }
    owner.measures += item.measures?.length ?? 0;
    owner.progress += item.progress?.length ?? 0;
    owner.items += 1;
    owner.done += isDone(item.result?.status) ? 1 : 0;
  }

  private leaf(
    kind: NodeKind,
    owner: DeskNode,
    leaf: { marker: string | null; heading: string | null; text: string; span: Span },
    note: string,
  ): void {
    const heading = leaf.heading ?? '';
    const text = heading && leaf.text.startsWith(heading) ? leaf.text.slice(heading.length) : leaf.text;
    this.close(this.add(kind, owner.id, leaf.span, { no: leaf.marker ?? '', title: heading, text, note }));
  }

  private firstLeaf(item: Item): number {
    const spans = [...(item.measures ?? []), ...(item.progress ?? []), ].map((n) => n.span[0]);
    if (item.result?.span) spans.push(item.result.span[0]);
    return spans.length ? this.at(Math.min(...spans)) : Number.MAX_SAFE_INTEGER;
  }

  private item(item: Item, parent: DeskNode): DeskNode {
    const note = [item.group ?? '', assigned(item)].filter(Boolean).join(' · ');
    const node = this.add('item', parent.id, item.span, { no: item.no ?? '', text: item.finding, note });
    this.head(node, item.finding, this.firstLeaf(item), item.finding_span);
    this.leaves(item, node);
    node.status = item.result?.status ?? null;
    node.date = item.result?.date ?? '';
    this.close(node);
    return node;
  }

  problem(problem: Problem, parent: DeskNode | null): DeskNode {
    const only = problem.items.length === 1 && problem.items[0].span[0] === problem.span[0] ? problem.items[0] : null;
    const kind = problemKindWord(problem.kind);
    const node = this.add('problem', parent?.id ?? -1, problem.span, { no: problem.no ?? '', title: problem.title ?? '', note: [kind, only ? assigned(only) : ''].filter(Boolean).join(' · ') });
    if (only) {
      const rest = only.finding.startsWith(node.title) ? only.finding.slice(node.title.length) : only.finding;
      node.text = rest === node.title ? '' : rest.replace(/^[。，,：:\s]+/, '');
      this.head(node, only.finding, this.firstLeaf(only), only.finding_span);
      this.leaves(only, node);
      node.status = only.result?.status ?? null;
      node.date = only.result?.date ?? '';
    } else {
      const first = problem.items.length ? this.at(problem.items[0].span[0]) : Number.MAX_SAFE_INTEGER;
      this.head(node, problem.title, first > node.start ? first : Number.MAX_SAFE_INTEGER, problem.title_span);
      for (const item of problem.items) this.adopt(node, this.item(item, node));
      if (problem.items.length === 1) {
        node.status = problem.items[0].result?.status ?? null;
        node.date = problem.items[0].result?.date ?? '';
      }
    }
    this.close(node);
    return node;
  }

  adopt(parent: DeskNode, child: DeskNode): void {
    parent.measures += child.measures;
    parent.progress += child.progress;
    parent.items += child.items;
    parent.done += child.done;
  }
}

function buildNodes(text: string, tree: Tree, at: (byte: number) => number): DeskNode[] {
  const b = new Builder(text, at);
  for (const aspect of tree.report.aspects ?? []) {
    const node = b.add('aspect', -1, aspect.span, { no: aspect.no ?? '', title: aspect.title ?? (aspect.no ? '' : '原文没有分方面') });
    const first = aspect.problems.length ? at(aspect.problems[0].span[0]) : Number.MAX_SAFE_INTEGER;
    b.head(node, aspect.title, first, aspect.title_span);
    for (const problem of aspect.problems) b.adopt(node, b.problem(problem, node));
    b.close(node);
  }
  for (const problem of tree.report.others ?? []) b.problem(problem, null);
  return b.nodes;
}

const PRECISION: Record<string, string> = { day: '日', month: '月', year: '年', quarter: '季度', half: '半年' };
const ACTION: Record<string, string> = {
  issued: '印发',
  revised: '修订',
  drafted: '起草',
  submitted: '报送',
  trial: '试行',
  cited: '引用',
};
const ROLE: Record<string, string> = { lead: '牵头', responsible: '责任', cooperating: '配合', other: '提及' };

function buildFacts(tree: Tree, claims: DeskClaim[], at: (byte: number) => number): Fact[] {
  const facts: Fact[] = [];
  const add = (kind: FactKind, span: Span, hint: string) => facts.push({ kind, start: at(span[0]), end: at(span[1]), hint });
  const f = tree.facts ?? {};
  for (const d of f.dates ?? []) add('date', d.span, `日期 ${d.value}${d.precision === 'day' ? '' : `(精确到${PRECISION[d.precision] ?? d.precision})`}`);
  for (const d of f.documents ?? []) add('document', d.span, `文件 ${[d.title, d.number].filter(Boolean).join(' ')} · ${ACTION[d.action] ?? d.action}`);
  for (const a of f.amounts ?? []) add('amount', a.span, `金额 ${(Number(a.fen) / 100).toLocaleString('zh-CN', { minimumFractionDigits: 2 })} 元`);
  for (const q of f.quantities ?? []) add('quantity', q.span, `数量 ${q.value} ${q.unit}`);
  for (const o of f.organisations ?? []) add('organisation', o.span, `单位 ${o.name} · ${ROLE[o.role] ?? o.role}`);
  for (const p of f.people_actions ?? []) add('people', p.span, `人员处理 ${p.kind}${p.people ? ` ${p.people} 人` : ''}`);
  for (const c of tree.report.contacts ?? []) add('contact', c.span, `联系方式 ${c.value}`);
  for (const c of claims) {
    const counted = c.claim.counted === null || c.claim.counted === undefined ? '无从清点' : `列出 ${c.claim.counted}`;
    facts.push({ kind: 'claim', start: c.start, end: c.end, hint: `自报 ${c.claim.value}${c.claim.unit} · ${counted}` });
  }
  return facts;
}

function buildClaims(tree: Tree, at: (byte: number) => number): DeskClaim[] {
  return (tree.claims ?? []).map((claim) => ({
    claim,
    start: at(claim.span[0]),
    end: at(claim.span[1]),
    differs: claim.counted !== null && claim.counted !== undefined && Number(claim.value) !== claim.counted,
  }));
}

export function decisionOf(finding: Finding): Pick<Doubt, 'state' | 'reason' | 'decidedAt'> {
  const d = finding.decision;
  const value = typeof d === 'string' ? d : d?.value;
  const state = value === 'accepted' || value === 'dismissed' ? value : 'open';
  if (!d || typeof d === 'string') return { state, reason: '', decidedAt: '' };
  return { state, reason: d.reason ?? '', decidedAt: d.decided_at ?? '' };
}

const pairsOf = (list: { start: number; end: number }[]) => {
  const pairs = new Uint32Array(list.length * 2);
  list.forEach((x, i) => {
    pairs[2 * i] = x.start;
    pairs[2 * i + 1] = x.end;
  });
  return pairs;
};

/** The deepest node at a place: the last that begins before it and, going up, still covers it. */
export function nodeAt(desk: Pick<Desk, 'nodes' | 'starts'>, position: number): number {
  let id = desk.starts.lastAt(position);
  while (id >= 0 && desk.nodes[id].end <= position) id = desk.nodes[id].parent;
  return id;
}

function buildDoubts(tree: Tree, at: (byte: number) => number, lineAt: (p: number) => number): Doubt[] {
  return (tree.findings ?? []).map((finding, id) => ({
    id,
    finding,
    start: at(finding.span[0]),
    end: Math.max(at(finding.span[0]), at(finding.span[1])),
    line: lineAt(at(finding.span[0])),
    node: -1,
    related: (finding.related ?? []).map(([a, b]) => [at(a), at(b)]),
    ...decisionOf(finding),
  }));
}

function lineFinder(blocks: Blocks): (position: number) => number {
  return (position) => {
    let low = 0;
    let high = blocks.count - 1;
    while (low < high) {
      const mid = (low + high + 1) >> 1;
      if (blocks.start[mid] <= position) low = mid;
      else high = mid - 1;
    }
    return blocks.line[low];
  };
}

const RANK: Record<Severity, number> = { error: 3, warning: 2, note: 1 };

/** Counts the open doubts up the tree; called again after a decision. */
export function countDoubts(desk: Desk): void {
  for (const node of desk.nodes) {
    node.doubts = 0;
    node.worst = null;
  }
  for (const doubt of desk.doubts) {
    if (doubt.state === 'dismissed') continue;
    for (let id = doubt.node; id >= 0; id = desk.nodes[id].parent) {
      const node = desk.nodes[id];
      node.doubts++;
      if (!node.worst || RANK[doubt.finding.severity] > RANK[node.worst]) node.worst = doubt.finding.severity;
    }
  }
}

export function buildDesk(bytes: Uint8Array, tree: Tree): Desk {
  const text = decodeText(bytes);
  const offsets = new OffsetTable(bytes);
  const at = (byte: number) => offsets.toUnits(byte);
  const blocks = cutBlocks(text);
  const nodes = buildNodes(text, tree, at);
  const claims = buildClaims(tree, at);
  const facts = buildFacts(tree, claims, at);
  const doubts = buildDoubts(tree, at, lineFinder(blocks));
  const desk: Desk = {
    text,
    tree,
    blocks,
    nodes,
    heads: new Intervals(pairsOf(nodes.map((n) => ({ start: n.start, end: n.headEnd })))),
    starts: new Intervals(pairsOf(nodes)),
    facts,
    factIndex: new Intervals(pairsOf(facts)),
    doubts,
    doubtIndex: new Intervals(pairsOf(doubts.map((d) => ({ start: d.start, end: Math.min(d.end, d.start + MARK_MAX) })))),
    claims,
    aside: new Intervals(
      (tree.report.prose ?? []).filter((p) => ASIDE.includes(p.kind)).flatMap((p) => [at(p.span[0]), Math.max(at(p.span[0]), at(p.span[1]))]),
    ),
    toUnits: at,
  };
  for (const doubt of doubts) doubt.node = nodeAt(desk, doubt.start);
  countDoubts(desk);
  return desk;
}

/** Findings whose own words stand for a whole node (a problem without measures) light up its head only. */
export function rangeOfNode(node: DeskNode): [number, number] {
  return [node.start, Math.max(node.headEnd, node.start + 1)];
}
