// The State Council's yearly notice (节假日安排的通知) as days: what is off, what works instead. The person who pastes it looks at the
// result before it is kept; a sentence that says neither is left alone.

export interface MarkedDay {
  day: string; // 2026-02-15
  work: boolean;
  name: string;
}
export interface Notice {
  days: MarkedDay[];
  /** Days of the notice that are of another year: they belong there. */
  outside: MarkedDay[];
}

const FESTIVALS = ['元旦', '春节', '清明节', '劳动节', '端午节', '中秋节', '国庆节'];
const two = (n: number) => String(n).padStart(2, '0');
const DAY = /(?:(\d{4})年)?(?:(\d{1,2})月)?(\d{1,2})日/g;

function festivalOf(clause: string): string {
  const at = FESTIVALS.map((f) => ({ f, at: clause.indexOf(f.slice(0, 2)) })).filter((x) => x.at >= 0);
  return at.sort((a, b) => a.at - b.at)[0]?.f ?? '';
}

interface Cursor {
  year: number;
  month: number;
}

/** Days named one by one, or from one to another ("至"), in a sentence without its brackets. */
function daysIn(sentence: string, at: Cursor): string[] {
  const found: string[] = [];
  let before = 0;
  for (const m of sentence.matchAll(DAY)) {
    const month = m[2] ? Number(m[2]) : at.month;
    const from = found[found.length - 1];
    if (m[1]) at.year = Number(m[1]);
    at.month = month;
    const day = `${at.year}-${two(month)}-${two(Number(m[3]))}`;
    const between = sentence.slice(before, m.index);
    if (from && /^[^，,。、]*[至到—－~～-]/.test(between)) found.push(...through(from, day));
    else if (isDay(day)) found.push(day);
    before = m.index + m[0].length;
  }
  return found;
}

function isDay(day: string): boolean {
  const time = Date.parse(`${day}T00:00:00Z`);
  return Number.isFinite(time) && new Date(time).toISOString().slice(0, 10) === day;
}

/** All days behind `from` up to `to`; none when it is no span of a holiday. */
function through(from: string, to: string): string[] {
  const days: string[] = [];
  for (let t = Date.parse(`${from}T00:00:00Z`) + 86400000; t <= Date.parse(`${to}T00:00:00Z`) && days.length < 20; t += 86400000)
    days.push(new Date(t).toISOString().slice(0, 10));
  return days.length < 20 ? days : [];
}

export function readNotice(text: string, year: number): Notice {
  const marked = new Map<string, MarkedDay>();
  const plain = text.replace(/[（(][^（）()]*[）)]/g, '').replace(/\s+/g, '');
  let name = '';
  for (const clause of plain.split(/(?=[一二三四五六七八九十]+、)/)) {
    name = festivalOf(clause.slice(0, 20));
    if (!name) continue;
    const at: Cursor = { year, month: 1 };
    for (const sentence of clause.split('。')) {
      const off = /放假|休息|补休/.test(sentence);
      const work = !off && /上班/.test(sentence);
      if (!off && !work) continue;
      for (const day of daysIn(sentence.split(/共\d+天/)[0], at)) marked.set(day, { day, work, name: work ? '' : name });
    }
  }
  const all = [...marked.values()].sort((a, b) => (a.day < b.day ? -1 : 1));
  const own = (d: MarkedDay) => d.day.startsWith(`${year}-`);
  return { days: all.filter(own), outside: all.filter((d) => !own(d)) };
}

/** The lines that the server keeps. */
export const linesOf = (days: MarkedDay[]): string => days.map((d) => `${d.day} ${d.work ? 'work' : 'off'}${d.name ? ` ${d.name}` : ''}\n`).join('');
