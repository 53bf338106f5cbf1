// Code tables as their keeper sees them: which rows answer to what is typed, and what a change says.

import type { Catalogue, CatalogueChange, CatalogueRow } from '../api/registers';

export interface RowForm {
  code: string;
  label: string;
  /** One for each column. */
  values: string[];
  from: string;
  until: string;
  reason: string;
}

export function rowsWith(table: Catalogue, words: string): CatalogueRow[] {
  const needle = words.trim();
  return table.rows.filter((r) => !needle || [r.code, r.label, ...r.values].some((v) => v?.includes(needle)));
}

/** "用到 2026-12-31" and so on: since when, until when, or that it is closed. */
export function spanWord(row: CatalogueRow): string {
  if (row.closed) return `${row.from} 起停用`;
  const from = row.from ? `${row.from} 起` : '一直';
  return row.until ? `${from}，到 ${row.until}` : from;
}

export const formOf = (table: Catalogue, row: CatalogueRow | null, day: string): RowForm => ({
  code: row?.code ?? '',
  label: row?.label ?? '',
  values: table.columns.map((_, i) => row?.values[i] ?? ''),
  from: day,
  until: '',
  reason: '',
});

/** What the server is told: of an existing row only what is new. */
export function changeOf(table: Catalogue, row: CatalogueRow | null, form: RowForm): CatalogueChange {
  const values: Record<string, string> = {};
  table.columns.forEach((name, i) => {
    if (!row || form.values[i] !== (row.values[i] ?? '')) values[name] = form.values[i].trim();
  });
  return {
    code: form.code.trim(),
    ...(!row || form.label !== row.label ? { label: form.label.trim() } : {}),
    from: form.from,
    ...(form.until ? { until: form.until } : {}),
    ...(Object.keys(values).length ? { values } : {}),
    reason: form.reason.trim(),
  };
}

/** "处置时限 4 工作时 → 3 工作时": what the change would do, in words. */
export function differences(table: Catalogue, row: CatalogueRow | null, form: RowForm): string[] {
  if (!row) return [];
  const pairs: [string, string, string][] = [['名称', row.label, form.label], ...table.headings.map((h, i): [string, string, string] => [h, row.values[i] ?? '', form.values[i]])];
  return pairs.filter(([, before, now]) => before.trim() !== now.trim()).map(([word, before, now]) => `${word} ${before || '（空）'} → ${now || '（空）'}`);
}
