// What is selected, shown and searched on the import desk. One object, provided to its panes.

import { computed, inject, provide, reactive, ref, shallowRef, triggerRef, watch, type InjectionKey } from 'vue';
import { api } from '../api/client';
import type { LedgerItem, ReportRow, Severity } from '../api/types';
import { blockAt } from '../lib/blocks';
import { keep, keptObject } from '../lib/panes';
import { forgetReports } from '../lib/reports';
import { buildDesk, countDoubts, isDone, nodeAt, rangeOfNode, type Desk, type DeskNode, type Doubt } from './model';
import type { Layers, Range, RunContext } from './runs';
import { findHits, hitsIn } from './search';

export type Pane = 'text' | 'tree' | 'doubts';

const LAYERS: Layers = {
  structure: true,
  measure: true,
  progress: true,
  result: true,
  doubt: true,
  fact: { date: true, document: true, amount: true, quantity: false, organisation: false, people: true, contact: false, claim: true },
};

function keptLayers(): Layers {
  const kept = keptObject('desk.layers', LAYERS);
  return { ...kept, fact: { ...LAYERS.fact, ...kept.fact } };
}

export function createDeskState(id: number) {
  const desk = shallowRef<Desk | null>(null);
  const report = shallowRef<ReportRow | null>(null);
  const error = ref<unknown>(null);
  const layers = reactive(keptLayers());
  watch(layers, () => keep('desk.layers', layers), { deep: true });

  const selected = reactive({ node: -1, doubt: -1 });
  const active = shallowRef<Range | null>(null);
  const related = shallowRef<[number, number][]>([]);
  // Each request to show a place in a pane is a new number, so asking twice works.
  const reveal = reactive({ text: 0, tree: 0, doubts: 0 });
  const phonePane = ref<Pane>('text');

  const words = ref('');
  const hits = shallowRef<Range[]>([]);
  const hitNumber = ref(-1);

  const filter = reactive({
    severities: { error: true, warning: true, note: true } as Record<Severity, boolean>,
    code: '',
    state: 'all' as 'all' | Doubt['state'],
    words: '',
  });
  const decisions = ref(0); // raised when doubts change

  const shown = computed<number[]>(() => {
    void decisions.value;
    const needle = filter.words.trim();
    return (desk.value?.doubts ?? [])
      .filter((d) => filter.severities[d.finding.severity])
      .filter((d) => !filter.code || d.finding.code === filter.code)
      .filter((d) => filter.state === 'all' || d.state === filter.state)
      .filter((d) => !needle || `${d.finding.code}${d.finding.message}${d.finding.quote}`.includes(needle))
      .map((d) => d.id);
  });
  const shownSet = computed(() => new Set(shown.value));

  const context = computed<Omit<RunContext, 'hits'> | null>(() => {
    void decisions.value;
    if (!desk.value) return null;
    const set = shownSet.value;
    return {
      desk: desk.value,
      layers: { ...layers, fact: { ...layers.fact } },
      active: active.value,
      related: related.value,
      hit: hits.value[hitNumber.value] ?? null,
      shownDoubts: (doubt) => set.has(doubt),
    };
  });

  const hitsOfBlock = (index: number): Range[] => {
    const blocks = desk.value?.blocks;
    return blocks && hits.value.length ? hitsIn(hits.value, blocks.start[index], blocks.end[index]) : [];
  };

  function selectNode(node: number, from: Pane | 'none'): void {
    const d = desk.value;
    if (!d || node < 0 || node >= d.nodes.length) return;
    selected.node = node;
    selected.doubt = -1;
    const [start, end] = rangeOfNode(d.nodes[node]);
    active.value = { start, end };
    related.value = [];
    if (from !== 'text') reveal.text++;
    if (from !== 'tree') reveal.tree++;
  }

  function selectDoubt(id: number, from: Pane | 'none'): void {
    const d = desk.value;
    if (!d || id < 0 || id >= d.doubts.length) return;
    const doubt = d.doubts[id];
    selected.doubt = id;
    selected.node = doubt.node;
    active.value = { start: doubt.start, end: Math.max(doubt.end, doubt.start + 1) };
    related.value = doubt.related;
    if (from !== 'text') reveal.text++;
    if (from !== 'tree' && doubt.node >= 0) reveal.tree++;
    if (from !== 'doubts') reveal.doubts++;
  }

  function selectRange(start: number, end: number): void {
    selected.doubt = -1;
    selected.node = desk.value ? nodeAt(desk.value, start) : -1;
    active.value = { start, end: Math.max(end, start + 1) };
    related.value = [];
    reveal.text++;
    if (selected.node >= 0) reveal.tree++;
  }

  /** On a phone one pane is seen at a time: go to the text, at the place. */
  function showText(doubt: number, node: number): void {
    phonePane.value = 'text';
    if (doubt >= 0) selectDoubt(doubt, 'doubts');
    else selectNode(node, 'tree');
  }

  /** The next doubt of those shown, in order of the list; round and round. */
  function stepDoubt(step: 1 | -1): void {
    const list = shown.value;
    if (!list.length) return;
    let at = list.indexOf(selected.doubt);
    if (at < 0) {
      // None chosen: go on from the place one is at.
      const position = active.value?.start ?? 0;
      const next = list.findIndex((id) => (desk.value?.doubts[id].start ?? 0) >= position);
      at = step > 0 ? (next < 0 ? list.length : next) - 1 : next < 0 ? 0 : next;
    }
    selectDoubt(list[(at + step + list.length) % list.length], 'doubts');
    reveal.doubts++;
  }

  function search(text: string): void {
    words.value = text;
    hits.value = findHits(desk.value?.text ?? '', text);
    const from = active.value?.start ?? 0;
    const next = hits.value.findIndex((h) => h.start >= from);
    hitNumber.value = hits.value.length ? Math.max(0, next) : -1;
    if (hitNumber.value >= 0) reveal.text++;
  }

  function stepHit(step: 1 | -1): void {
    const count = hits.value.length;
    if (!count) return;
    hitNumber.value = (hitNumber.value + step + count) % count;
    reveal.text++;
  }

  /** Where the text pane must go: the search hit while one searches, else what is selected. */
  const target = computed<Range | null>(() => (words.value && hits.value[hitNumber.value]) || active.value);

  async function decide(doubt: Doubt, value: Doubt['state'], reason: string): Promise<void> {
    const list = await api.decide(id, doubt.finding.fingerprint, value, reason);
    const mine = list.find((d) => d.subject === 'finding' && d.key === doubt.finding.fingerprint);
    // The same finding may stand at several places; one decision holds for all of them.
    for (const same of desk.value?.doubts ?? []) {
      if (same.finding.fingerprint !== doubt.finding.fingerprint) continue;
      same.state = value;
      same.reason = mine?.reason ?? reason;
      same.decidedAt = mine?.decided_at ?? '';
    }
    if (desk.value) countDoubts(desk.value);
    decisions.value++;
    triggerRef(desk);
  }

  /** The records of items, by where they begin in the text. */
  const records = shallowRef(new Map<number, LedgerItem>());

  async function loadRecords(signal: AbortSignal): Promise<void> {
    const found = new Map<number, LedgerItem>();
    try {
      for (let after: number | null = null; ; ) {
        const page = await api.items({ report: id, after, limit: 1000 }, signal);
        for (const item of page.items) found.set(desk.value?.toUnits(item.span[0]) ?? -1, item);
        after = page.next;
        if (after === null) break;
      }
      records.value = found;
    } catch (cause) {
      if (!signal.aborted) error.value = cause;
    }
  }

  /** The record an item's row stands for: its own, or of a problem that is one item itself. */
  const recordOf = (node: DeskNode): LedgerItem | null => (node.kind === 'item' || (node.kind === 'problem' && node.items === 1) ? (records.value.get(node.start) ?? null) : null);

  /** What people settled otherwise than the report says: where, and by how much the number of done changes. */
  const shifts = computed(() => [...records.value].map(([at, item]) => ({ at, by: Number(isDone(item.status)) - Number(isDone(item.claim)) })).filter((s) => s.by !== 0));
  const doneOf = (node: DeskNode): number => shifts.value.reduce((sum, s) => (s.at >= node.start && s.at < node.end ? sum + s.by : sum), node.done);

  /** Whether anything says how far one is: the report, or somebody who settled it. */
  const stated = computed(() => (desk.value?.nodes ?? []).some((node) => node.status) || [...records.value.values()].some((item) => item.status));

  async function settle(item: LedgerItem, value: string, reason: string): Promise<void> {
    await api.settle(id, item.key, value, reason);
    const signal = new AbortController().signal;
    await loadRecords(signal);
    report.value = await api.report(id, signal);
    forgetReports();
  }

  async function load(signal: AbortSignal): Promise<void> {
    error.value = null;
    try {
      const [row, bytes, tree] = await Promise.all([api.report(id, signal), api.text(id, signal), api.tree(id, signal)]);
      report.value = row;
      desk.value = buildDesk(bytes, tree);
      void loadRecords(signal);
    } catch (cause) {
      if (!signal.aborted) error.value = cause;
    }
  }

  /** A report that was only checked becomes records. */
  async function takeIn(): Promise<void> {
    report.value = await api.takeIn(id);
    forgetReports();
    await loadRecords(new AbortController().signal);
  }

  /** The report read again with other columns. */
  async function setColumns(columns: string): Promise<void> {
    await api.setColumns(id, columns);
    forgetReports();
    selected.node = selected.doubt = -1;
    active.value = null;
    related.value = [];
    await load(new AbortController().signal);
  }

  const lineOf = (position: number): number => {
    const blocks = desk.value?.blocks;
    return blocks ? blocks.line[blockAt(blocks, position)] : 0;
  };

  return {
    id, desk, report, error, layers, selected, active, related, reveal, phonePane, words, hits, hitNumber, filter, decisions, shown, context, target,
    hitsOfBlock, selectNode, selectDoubt, selectRange, stepDoubt, showText, search, stepHit, decide, load, takeIn, setColumns, lineOf, recordOf, doneOf, stated, settle,
  };
}

export type DeskState = ReturnType<typeof createDeskState>;
const KEY: InjectionKey<DeskState> = Symbol('desk');

export function provideDesk(state: DeskState): DeskState {
  provide(KEY, state);
  return state;
}

export function useDesk(): DeskState {
  const state = inject(KEY);
  if (!state) throw new Error('no desk provided');
  return state;
}
