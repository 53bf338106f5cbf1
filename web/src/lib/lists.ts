// Lists as a person left them: the columns he chose, the queries he keeps, and the list a record was opened from.

import { keep, keptObject } from './panes';
import { actor } from './session';

const keyOf = (what: string, register: string) => `${what}.${actor.value?.id ?? 0}.${register}`;

/** Chosen columns of a view; none: the view's own. */
export const keptColumns = (register: string, view: string): string[] => keptObject<Record<string, string[]>>(keyOf('columns', register), {})[view] ?? [];

export function keepColumns(register: string, view: string, columns: string[]): void {
  const { [view]: _, ...others } = keptObject<Record<string, string[]>>(keyOf('columns', register), {});
  keep(keyOf('columns', register), columns.length ? { ...others, [view]: columns } : others);
}

/** Named queries: the address of the list without its path. */
export const keptQueries = (register: string): Record<string, string> => keptObject<Record<string, string>>(keyOf('queries', register), {});

export function keepQuery(register: string, name: string, query: string | null): void {
  const { [name]: _, ...others } = keptQueries(register);
  keep(keyOf('queries', register), query === null ? others : { ...others, [name]: query });
}

interface Left {
  path: string;
  ids: number[];
}
const left = new Map<string, Left>();

/** What a list shows now: from a record one comes back to it, or goes on to the next. */
export const leave = (register: string, path: string, ids: number[]) => void left.set(register, { path, ids });
export const listPath = (register: string): string => left.get(register)?.path ?? `/r/${register}`;

export interface Neighbours {
  before: number | null;
  after: number | null;
  at: number;
  of: number;
}

/** The records before and after one in the list it was opened from. */
export function neighboursOf(register: string, id: number): Neighbours | null {
  const ids = left.get(register)?.ids ?? [];
  const at = ids.indexOf(id);
  if (at < 0 || ids.length < 2) return null;
  return { before: ids[at - 1] ?? null, after: ids[at + 1] ?? null, at: at + 1, of: ids.length };
}
