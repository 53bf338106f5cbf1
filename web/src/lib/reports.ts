// The list of reports, asked for once and shared by the pages.

import { ref, shallowRef } from 'vue';
import { api } from '../api/client';
import type { FindingCount, ReportRow, RoundRow, Rule } from '../api/types';
import { plain } from './words';

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

/** What to call a report. */
export const nameOf = (report: ReportRow | null | undefined): string => plain(report?.name ?? report?.title ?? report?.file_name) || (report ? `报告 ${report.id}` : '');

/** How many doubts there are, by rule. */
export const doubtCounts = shallowRef<FindingCount[] | null>(null);

export async function loadDoubtCounts(scope?: 'ledger'): Promise<void> {
  try {
    doubtCounts.value = (await api.findings({ scope, limit: 1 })).counts;
  } catch (cause) {
    listError.value = cause;
  }
}
