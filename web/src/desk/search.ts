// Search in the text of a report: plain words, letters without regard to case, first hits at once.

import type { Range } from './runs';

export const HITS_MAX = 5000;

export function findHits(text: string, words: string): Range[] {
  const hits: Range[] = [];
  if (!words) return hits;
  const lower = /[a-z]/i.test(words);
  const needle = lower ? words.toLowerCase() : words;
  // Lower-casing changes the length of a few letters; then positions would not fit, so search as it stands.
  const lowered = lower ? text.toLowerCase() : text;
  const hay = lowered.length === text.length ? lowered : text;
  for (let at = hay.indexOf(needle); at >= 0 && hits.length < HITS_MAX; at = hay.indexOf(needle, at + needle.length)) {
    hits.push({ start: at, end: at + needle.length });
  }
  return hits;
}

/** The hits that meet [a, b), which are sorted and do not overlap. */
export function hitsIn(hits: Range[], a: number, b: number): Range[] {
  let low = 0;
  let high = hits.length;
  while (low < high) {
    const mid = (low + high) >> 1;
    if (hits[mid].end > a) high = mid;
    else low = mid + 1;
  }
  const found: Range[] = [];
  for (let i = low; i < hits.length && hits[i].start < b; i++) found.push(hits[i]);
  return found;
}
