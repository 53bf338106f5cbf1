// A year as twelve months of weeks that begin on Monday, with what its days are.

import type { MarkedDay } from './notice';

export interface CalendarDay {
  day: string;
  number: number;
  weekend: boolean;
  work: boolean;
  /** A notice (or the law) makes it other than its weekday says. */
  marked: boolean;
  name: string;
}
export interface Month {
  number: number;
  before: number; // empty places before the first
  days: CalendarDay[];
}

const two = (n: number) => String(n).padStart(2, '0');

export function monthsOf(year: number, marks: Map<string, MarkedDay>): Month[] {
  return Array.from({ length: 12 }, (_, m) => {
    const count = new Date(Date.UTC(year, m + 1, 0)).getUTCDate();
    const first = (new Date(Date.UTC(year, m, 1)).getUTCDay() + 6) % 7;
    const days = Array.from({ length: count }, (_, d) => {
      const day = `${year}-${two(m + 1)}-${two(d + 1)}`;
      const weekend = (first + d) % 7 > 4;
      const mark = marks.get(day);
      return { day, number: d + 1, weekend, work: mark ? mark.work : !weekend, marked: Boolean(mark), name: mark?.name ?? '' };
    });
    return { number: m + 1, before: first, days };
  });
}

export interface DutyDay {
  word: string;
  spans: string;
}

/** "1-5 08:30-12:00,14:30-18:00; 6 09:00-12:00" by day; null: not written so. The server has the last word. */
export function dutyDays(text: string): DutyDay[] | null {
  const words = ['周一', '周二', '周三', '周四', '周五', '周六', '周日'];
  const spans = words.map(() => '');
  for (const part of text.split(';').map((p) => p.trim()).filter(Boolean)) {
    const m = /^(?:([1-7])(?:-([1-7]))?\s+)?((?:\d\d:\d\d-\d\d:\d\d)(?:\s*,\s*\d\d:\d\d-\d\d:\d\d)*)$/.exec(part);
    if (!m) return null;
    const from = Number(m[1] ?? 1);
    const to = m[1] ? Number(m[2] ?? m[1]) : 5;
    for (let d = from; d <= to; d++) spans[d - 1] = m[3].replace(/\s/g, '').replaceAll('-', '—').replaceAll(',', '，');
  }
  return words.map((word, i) => ({ word, spans: spans[i] }));
}
