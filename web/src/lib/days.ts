// Dates as an office reads them: by the server's (the bureau's) clock, with the weekday.

const WEEKDAYS = ['周日', '周一', '周二', '周三', '周四', '周五', '周六'];
const TIME = /^(\d{4})-(\d\d)-(\d\d)(?:T(\d\d):(\d\d))?/;
/** "…+08:00" at the end of an instant of the server. */
const OFFSET = /([+-])(\d\d):(\d\d)$/;

/** What the bureau's clocks show now, "2026-03-05T09:30"; `sample` is any instant that the server told. China's time without one. */
export function nowThere(sample: string | null | undefined, now = Date.now()): string {
  const [, sign, hours, minutes] = OFFSET.exec(sample ?? '') ?? ['', '+', '08', '00'];
  const offset = (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
  return new Date(now + offset * 60000).toISOString().slice(0, 16);
}

export const dayThere = (sample: string | null | undefined, now = Date.now()): string => nowThere(sample, now).slice(0, 10);

/** When a day begins there, as a number. */
export const startOf = (day: string, sample: string | null | undefined): number => Date.parse(`${day}T00:00:00${OFFSET.exec(sample ?? '')?.[0] ?? '+08:00'}`);

export function weekdayWord(day: string): string {
  const [, y, m, d] = TIME.exec(day) ?? [];
  return y ? WEEKDAYS[new Date(Date.UTC(Number(y), Number(m) - 1, Number(d))).getUTCDay()] : '';
}

/** "03-05 周四 15:00"; another year's with the year; a whole day's end without the hour. */
export function dueWord(at: string | null | undefined, now = Date.now()): string {
  const [, y, m, d, hour, minute] = TIME.exec(at ?? '') ?? [];
  if (!at || !y) return '';
  const year = y === dayThere(at, now).slice(0, 4) ? '' : `${y}-`;
  const hours = !hour || (hour === '23' && minute === '59') ? '' : ` ${hour}:${minute}`;
  return `${year}${m}-${d} ${weekdayWord(at)}${hours}`;
}
