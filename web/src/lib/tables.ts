// Tables in a text that no ledger was found in: what their columns are can be said all the same.
import type { LedgerColumn } from '../api/types';

export interface PlainTable {
  rows: number;
  columns: LedgerColumn[];
}

const MOST_ROWS = 20000;

/** A, B ... Z, AA ... */
export function columnLetter(i: number): string {
  return i < 26 ? String.fromCharCode(65 + i) : columnLetter(Math.floor(i / 26) - 1) + String.fromCharCode(65 + (i % 26));
}

/** Lines below each other with as many tabs; the first line's cells stand for the headers. */
export function plainTables(text: string): PlainTable[] {
  const tables: PlainTable[] = [];
  let width = 0;
  for (const line of text.split('\n').slice(0, MOST_ROWS)) {
    const cells = line.split('\t');
    const last = tables[tables.length - 1];
    if (cells.length < 3) {
      width = line.trim() ? 0 : width;
    } else if (cells.length === width && last) {
      last.rows++;
    } else {
      width = cells.length;
      tables.push({ rows: 1, columns: cells.map((cell, i) => ({ column: columnLetter(i), header: cell.trim().slice(0, 30), means: 'other', name: '', sure: 'unknown' })) });
    }
  }
  return tables.filter((t) => t.rows > 1).slice(0, 20);
}
