// One place that talks to the server. Every failure becomes a Problem: 什么错、在哪、怎么办.

import type { Refusal } from './registers';
import type { Decision, FindingsPage, ImportAnswer, ItemsPage, ReportRow, RoundRow, Rule, Severity, Tree } from './types';

const BASE = '/api/v1';
/** The server's own limit for one text (docs/api.md); told before the bytes travel. */
export const IMPORT_MAX = 64 * 1024 * 1024;

export class Problem extends Error {
  constructor(
    readonly title: string,
    readonly detail: string,
    readonly hint: string,
    readonly status: number,
    readonly field = '',
    /** All that stands against a request on a record, where the server tells. */
    readonly errors: Refusal[] = [],
  ) {
    super(detail || title);
  }
}

/** What went wrong and what to do, in one line. */
export function inWords(cause: unknown): string {
  if (cause instanceof Problem && cause.hint) return `${cause.message}　${cause.hint}`;
  return cause instanceof Error ? cause.message : String(cause);
}

async function problemOf(answer: Response): Promise<Problem> {
  const fallback = answer.status >= 500 ? '程序内部出错' : '请求没有成功';
  try {
    const body = (await answer.json()) as Record<string, unknown>;
    const text = (name: string) => (typeof body[name] === 'string' ? (body[name] as string) : '');
    const errors = Array.isArray(body.errors) ? (body.errors as Refusal[]) : [];
    return new Problem(text('title') || fallback, text('detail'), text('hint'), answer.status, text('field'), errors);
  } catch {
    return new Problem(fallback, `服务器回答 ${answer.status}`, '请稍后再试；仍不行请把运行日志交给管理员。', answer.status);
  }
}

/** What to do when the session is over; set by lib/session.ts. */
export const whenSignedOut = { call: () => {} };

export async function send(path: string, init?: RequestInit): Promise<Response> {
  let answer: Response;
  try {
    answer = await fetch(BASE + path, { cache: 'no-cache', ...init });
  } catch (cause) {
    if (cause instanceof DOMException && cause.name === 'AbortError') throw cause;
    throw new Problem('连不上服务器', '没有收到回答。', '请确认 bihuan serve 还在运行，网络没有断开，然后重试。', 0);
  }
  if (answer.status === 401 && path !== '/session') whenSignedOut.call();
  if (!answer.ok) throw await problemOf(answer);
  return answer;
}

export async function get<T>(path: string, signal?: AbortSignal): Promise<T> {
  return (await send(path, { signal })).json() as Promise<T>;
}

/** A JSON body, or bytes as they are with their own type. */
export async function write<T>(method: string, path: string, body: unknown, headers: Record<string, string> = {}): Promise<T> {
  const bytes = body instanceof Blob;
  const all = { 'X-Bihuan': '1', 'Content-Type': 'application/json', ...headers };
  return (await send(path, { method, headers: all, body: bytes ? body : JSON.stringify(body) })).json() as Promise<T>;
}

async function post<T>(path: string, body: BodyInit | undefined, type: string): Promise<T> {
  const headers = { 'X-Bihuan': '1', 'Content-Type': type };
  return (await send(path, { method: 'POST', headers, body })).json() as Promise<T>;
}

export interface ItemsQuery {
  report?: number | null;
  status?: string | null;
  q?: string;
  after?: number | null;
  limit: number;
}

function itemsPath(query: ItemsQuery): string {
  const params = new URLSearchParams();
  if (query.report) params.set('report', String(query.report));
  if (query.status) params.set('status', query.status);
  if (query.q) params.set('q', query.q);
  if (query.after) params.set('after', String(query.after));
  params.set('limit', String(query.limit));
  return `/items?${params}`;
}

export interface FindingsQuery {
  report?: number;
  severity?: Severity;
  code?: string;
  decision?: 'open' | 'accepted' | 'dismissed';
  scope?: 'ledger' | 'aside';
  after?: string | null;
  limit: number;
}

function findingsPath(query: FindingsQuery): string {
  const params = new URLSearchParams();
  for (const [key, value] of Object.entries(query)) if (value) params.set(key, String(value));
  return `/findings?${params}`;
}

export const api = {
  version: () => get<{ version: string; analyser: number | string; sqlite: string }>('/version'),
  rounds: async () => (await get<{ rounds: RoundRow[] }>('/rounds')).rounds,
  reports: async () => (await get<{ reports: ReportRow[] }>('/reports')).reports,
  report: async (id: number, signal?: AbortSignal) => (await get<{ report: ReportRow }>(`/reports/${id}`, signal)).report,
  text: async (id: number, signal?: AbortSignal) => new Uint8Array(await (await send(`/reports/${id}/text`, { signal })).arrayBuffer()),
  tree: (id: number, signal?: AbortSignal) => get<Tree>(`/reports/${id}/tree`, signal),
  items: (query: ItemsQuery, signal?: AbortSignal) => get<ItemsPage>(itemsPath(query), signal),
  findings: (query: FindingsQuery, signal?: AbortSignal) => get<FindingsPage>(findingsPath(query), signal),
  rules: async () => (await get<{ rules: Rule[] }>('/rules')).rules,
  decide: async (id: number, key: string, value: string, reason: string) =>
    (
      await post<{ decisions: Decision[] }>(
        `/reports/${id}/decisions`,
        JSON.stringify({ subject: 'finding', key, value, reason }),
        'application/json',
      )
    ).decisions,
  /** `charset` where it was found out wrongly; `again` though there is a report with the same words; `aside`: only to be checked. */
  importFile: (name: string, body: Blob, as: { again?: boolean; charset?: string; aside?: boolean } = {}) =>
    post<ImportAnswer>(`/reports?${new URLSearchParams({ name, ...(as.charset ? { charset: as.charset } : {}), ...(as.again ? { again: '1' } : {}), ...(as.aside ? { aside: '1' } : {}) })}`, body, 'application/octet-stream'),
  /** A report that was only checked becomes records. */
  takeIn: async (id: number) => (await write<{ report: ReportRow }>('POST', `/reports/${id}/ledger`, {})).report,
  /** A report that was only checked goes again; the reason stays. */
  discard: (id: number, reason: string) => write<{ discarded: number }>('DELETE', `/reports/${id}`, { reason }),
  /** What the columns of a report's ledgers are ("C=问题,E=整改措施"); the report is read again. */
  setColumns: async (id: number, columns: string) => (await write<{ report: ReportRow }>('POST', `/reports/${id}/columns`, { columns })).report,
  originalPath: (id: number) => `${BASE}/reports/${id}/original`,
  /** An item's status as settled by people; "open" takes it back. */
  settle: async (id: number, key: string, value: string, reason: string) =>
    (await post<{ decisions: Decision[] }>(`/reports/${id}/decisions`, JSON.stringify({ subject: 'item', key, value, reason }), 'application/json')).decisions,
};

export const SEVERITIES: Severity[] = ['error', 'warning', 'note'];
