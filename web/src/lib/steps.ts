// Steps of a record: which one is the way ahead, and what a step's own form can still mend.

import type { Step } from '../api/registers';

/** The way ahead first, then what leaves the state as it is, then what needs a reason, then back and away. */
export const rankOf = (s: Step): number => (s.danger ? 4 : s.backwards ? 3 : s.reason ? 2 : s.to ? 0 : 1);

/** Whether all that is missing can be entered, or handed in, in the step's form. */
export function filledIn(s: Step): boolean {
  const asked = new Set(s.ask);
  return s.missing.every((m) => !m.gate && Boolean(m.field) && ((m.kind === 'required' && asked.has(m.field ?? '')) || (m.kind === 'evidence' && (asked.has(m.field ?? '') || s.require.includes(m.field ?? '')))));
}
