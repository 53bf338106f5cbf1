// What waits for a person, sorted by what it is to him: late, due today, his to review, in his hands, open to him.

import type { Definition, Task, Transition } from '../api/registers';
import { dayThere } from './days';

export type Kind = 'late' | 'today' | 'review' | 'held' | 'open' | 'waiting';
export const KINDS: { kind: Kind; word: string; help: string }[] = [
  { kind: 'late', word: '超期', help: '已经过了时限' },
  { kind: 'today', word: '今天到期', help: '今天以内要办的' },
  { kind: 'review', word: '等我审核', help: '别人报来，要由我核查、审批的' },
  { kind: 'held', word: '在我手上', help: '我是经办人' },
  { kind: 'open', word: '等我办理', help: '我的角色可以办的下一步' },
  { kind: 'waiting', word: '等别人审核', help: '我经办的，已经报出去，正等别人核查、审批' },
];

/** A step with four eyes leaves the state: whoever comes next there looks at another's work. */
const isReview = (from: Transition[]) => from.some((t) => t.review);
/** Nothing but another's look brings it on: the steps of his that are left take it back or end it. */
const isOthers = (from: Transition[]) => from.some((t) => t.review && t.to) && !from.some((t) => !t.review && t.to && !t.backwards && !t.danger);

/** The first that is true: nothing is listed twice. */
export function kindOf(task: Task, definition: Definition | undefined, now = Date.now()): Kind {
  const { record: r, why } = task;
  const from = definition?.transitions.filter((t) => t.from.includes(r.state)) ?? [];
  if (why.includes('overdue')) return 'late';
  if (r.due && r.due.slice(0, 10) <= dayThere(r.due, now)) return 'today';
  if (!why.includes('held')) return isReview(from) ? 'review' : 'open';
  return !why.includes('step') && isOthers(from) ? 'waiting' : 'held';
}

export function byKind(tasks: Task[], definitions: Record<string, Definition>, now = Date.now()): Map<Kind, Task[]> {
  const out = new Map<Kind, Task[]>(KINDS.map(({ kind }) => [kind, []]));
  for (const t of tasks) out.get(kindOf(t, definitions[t.register], now))?.push(t);
  return out;
}

/** One of many alike, or in their place how many more of them there are. */
export type Line = { task: Task } | { more: number; of: Task };
const ALIKE = 5;
const SHOWN = 3;

/** Of more than five of one register in one state the first three: who has a hundred to claim does it in the register, all at once. */
export function lines(tasks: Task[]): Line[] {
  const alike = new Map<string, Task[]>();
  for (const t of tasks) {
    const key = `${t.register}/${t.record.state}`;
    alike.set(key, [...(alike.get(key) ?? []), t]);
  }
  return [...alike.values()].flatMap((all): Line[] => {
    const shown = all.length > ALIKE ? all.slice(0, SHOWN) : all;
    const lines: Line[] = shown.map((task) => ({ task }));
    return all.length > shown.length ? [...lines, { more: all.length - shown.length, of: all[0] }] : lines;
  });
}
