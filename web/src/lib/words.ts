// The words and small shapes of the screen, in one place.

import type { Inspection, Severity, Status } from '../api/types';

export const SEVERITY_WORD: Record<Severity, string> = { error: '错误', warning: '警告', note: '提示' };
export const SEVERITY_SIGN: Record<Severity, string> = { error: '✕', warning: '!', note: 'i' };
export const STATUS_WORD: Record<Status, string> = {
  done: '已完成',
  long_term: '长期坚持',
  in_progress: '推进中',
  partial: '基本完成',
};

const CLAIM_WORD: Record<string, string> = {
  aspects_total: '方面',
  problems_total: '问题',
  items_total: '具体问题',
  measures_total: '措施',
  done: '已完成',
  in_progress: '推进中',
  partial: '基本完成',
  not_done: '未完成',
  long_term: '长期坚持',
  rate_percent: '完成率',
  problems_raised: '反馈问题',
  lists: '清单',
  rules_total: '制度',
  rules_new: '新建制度',
  rules_revised: '修订制度',
  money_recovered: '追缴资金',
  people_action: '处理人员',
};

export const claimWord = (key: string) => CLAIM_WORD[key] ?? key;

const KIND_WORD: Record<string, string> = { pending: '推进中的问题', named: '点人点事', immediate: '立行立改' };
export const problemKindWord = (kind: string | null | undefined) => (kind && KIND_WORD[kind]) || '';

export function statusWord(status: string | null | undefined): string {
  return (status && STATUS_WORD[status as Status]) || '未写明';
}

export function bytesWord(bytes: number): string {
  if (bytes < 1024) return `${bytes} 字节`;
  if (bytes < 1024 * 1024) return `${(bytes / 1024).toFixed(bytes < 10240 ? 1 : 0)} KB`;
  return `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}

export function inspectionWord(span: Inspection | null | undefined): string {
  if (!span || (!span.start && !span.end)) return '';
  return `${span.start ?? '?'} 至 ${span.end ?? '?'}`;
}

/** "2026-11-23T18:05:09+08:00" as printed there, without turning it into another zone. */
export function timeWord(iso: string | null | undefined): string {
  return (iso ?? '').replace('T', ' ').slice(0, 16);
}

export function listWord(value: string[] | string | null | undefined): string {
  return Array.isArray(value) ? value.join('、') : (value ?? '');
}

export function percentWord(part: number, whole: number): string {
  if (whole <= 0) return '—';
  // Never round up to 100 % while something is left.
  const percent = part >= whole ? 100 : Math.min(99.9, (part / whole) * 100);
  return `${Number(percent.toFixed(1))}%`;
}

// Characters that steer the direction of text or cannot be seen: shown by name, never obeyed.
// eslint-disable-next-line no-control-regex
export const UNSEEN = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]/;
const UNSEEN_ALL = new RegExp(UNSEEN.source, 'g');

export function unseenName(char: string): string {
  return `⟨U+${char.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}⟩`;
}

/** Text from outside for one line of the screen. */
export function plain(text: string | null | undefined): string {
  return (text ?? '').replace(UNSEEN_ALL, unseenName);
}
