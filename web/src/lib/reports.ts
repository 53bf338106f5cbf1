// The list of reports and their findings, asked for once and shared by the pages.

import { reactive, ref, shallowReactive, shallowRef } from 'vue';
import { api } from '../api/client';
import { decisionOf } from '../desk/model';
import type { Finding, ReportRow, RoundRow, Rule } from '../api/types';

export const reports = shallowRef<ReportRow[] | null>(null);
export const rounds = shallowRef<RoundRow[] | null>(null);
export const listError = ref<unknown>(null);

let asked: Promise<void> | null = null;

export function loadReports(): Promise<void> {
  asked ??= (async () => {
    try {
      [reports.value, rounds.value] = await Promise.all([api.reports(), api.rounds()]);
      listError.value = null;
    } catch (cause) {
      asked = null;
      listError.value = cause;
    }
  })();
  return asked;
}

export function forgetReports(): void {
  asked = null;
  void loadReports();
}

let rulesAsked: Promise<Rule[]> | null = null;

export function loadRules(): Promise<Rule[]> {
  rulesAsked ??= api.rules().catch((cause: unknown) => {
    rulesAsked = null;
    throw cause;
  });
  return rulesAsked;
}

export interface ListedDoubt {
  report: ReportRow;
  finding: Finding;
  state: 'open' | 'accepted' | 'dismissed';
}

/** Trees above this are not fetched only to count doubts. */
const COUNT_MAX = 4 * 1024 * 1024;

const found = shallowReactive(new Map<string, ListedDoubt[]>());
export const doubtsProgress = reactive({ done: 0, total: 0, skipped: [] as ReportRow[], error: null as unknown });
let generation = 0;

const keyOf = (report: ReportRow) => `${report.id}/${report.sha256}/${report.analyser}`;

export function doubtsOf(report: ReportRow): ListedDoubt[] | null {
  return found.get(keyOf(report)) ?? null;
}

export function forgetDoubts(reportId: number): void {
  for (const key of found.keys()) if (key.startsWith(`${reportId}/`)) found.delete(key);
}

/** Fills `doubtsOf` report by report. The texts of the trees are not kept. */
export async function loadDoubts(list: ReportRow[], large = false): Promise<void> {
  const mine = ++generation;
  const wanted = list.filter((r) => !found.has(keyOf(r)));
  doubtsProgress.skipped = large ? [] : wanted.filter((r) => r.bytes > COUNT_MAX);
  const queue = wanted.filter((r) => large || r.bytes <= COUNT_MAX);
  doubtsProgress.total = queue.length;
  doubtsProgress.done = 0;
  doubtsProgress.error = null;
  for (const report of queue) {
    try {
      const tree = await api.tree(report.id);
      found.set(keyOf(report), (tree.findings ?? []).map((finding) => ({ report, finding, state: decisionOf(finding).state })));
    } catch (cause) {
      doubtsProgress.error = cause;
    }
    if (mine !== generation) return;
    doubtsProgress.done++;
  }
}
