// What waits for a person, sorted by what it is to him: late, due today, his to review, in his hands, open to him.

import type { Definition, Task } from '../api/registers';
import { dayThere } from './days';

export type Kind = 'late' | 'today' | 'review' | 'held' | 'open';
export const KINDS: { kind: Kind; word: string; help: string }[] = [
  { kind: 'late', word: '超期', help: '已经过了时限' },
  { kind: 'today', word: '今天到期', help: '今天以内要办的' },
  { kind: 'review', word: '等我审核', help: '别人报来，要由我核查、审批的' },
  { kind: 'held', word: '在我手上', help: '我是经办人' },
  { kind: 'open', word: '等我办理', help: '我的角色可以办的下一步' },
];

/** A state that a step with four eyes leaves: whoever comes next there looks at another's work. */
function isReview(definition: Definition | undefined, state: string): boolean {
  return definition?.transitions.some((t) => t.review && t.from.includes(state)) ?? false;
}

/** The first that is true: nothing is listed twice. */
export function kindOf(task: Task, definition: Definition | undefined, now = Date.now()): Kind {
  const { record: r, why } = task;
  if (why.includes('overdue')) return 'late';
  if (r.due && r.due.slice(0, 10) <= dayThere(r.due, now)) return 'today';
  if (!why.includes('held') && isReview(definition, r.state)) return 'review';
  return why.includes('held') ? 'held' : 'open';
}

export function byKind(tasks: Task[], definitions: Record<string, Definition>, now = Date.now()): Map<Kind, Task[]> {
  const out = new Map<Kind, Task[]>(KINDS.map(({ kind }) => [kind, []]));
  for (const t of tasks) out.get(kindOf(t, definitions[t.register], now))?.push(t);
  return out;
}
