// The registers' side of the HTTP API (docs/api.md): definitions, records, sessions, administration.

import { get, Problem, write } from './client';

export interface Named {
  id: number;
  label: string;
}

export interface Actor {
  id: number;
  login: string;
  name: string;
  title: string | null;
  unit_id: number;
  department_id: number;
  large_type: boolean;
  roles: { name: string; whole_unit: boolean }[];
  on_behalf_of: Named | null;
}

export type Hold = 'none' | 'second_factor' | 'password' | 'enrol';

export interface Session {
  setup_needed: boolean;
  /** Nobody has set the program up and only this machine reaches it: the import desk works without signing in. */
  alone: boolean;
  actor: Actor | null;
  hold: Hold;
  /** Before set-up: what the first person who does the business may be. */
  roles?: { name: string; label: string; register: string }[];
  demo?: { login: string; name: string; label: string }[];
  /** What the authenticator of the demonstration's administrator shows now, after his password. */
  demo_code?: string;
}

export interface RegisterInfo {
  name: string;
  title: string;
  group: string | null;
  icon: string | null;
  summary: string | null;
  parent: string | null;
  can: { create: boolean; import: boolean; export: boolean; destroy: boolean; destroy_approve: boolean };
  counts: { total: number; open: number; overdue: number };
}

export interface CatalogueName {
  register: string;
  register_title: string;
  name: string;
  title: string;
}

export interface CatalogueRow {
  code: string;
  parent: string | null;
  label: string;
  values: (string | null)[];
  from: string | null;
  until: string | null;
  /** From this day on the code cannot be chosen any more. */
  closed: boolean;
  /** Of the unit itself; else of the definition. */
  own: boolean;
  /** Of a row of the unit's own, where it is known: why, by whom, when. */
  reason: string | null;
  by: string | null;
  at: string | null;
}

export interface Catalogue {
  title: string;
  columns: string[];
  headings: string[];
  /** Those of the columns that hold limits ("4 工作时"). */
  limits: string[];
  rows: CatalogueRow[];
}

export interface CatalogueChange {
  code: string;
  label?: string;
  from: string;
  until?: string;
  closed?: boolean;
  values?: Record<string, string>;
  reason: string;
}

export type FieldType =
  | 'text' | 'longtext' | 'integer' | 'decimal' | 'money' | 'bool' | 'date' | 'time' | 'choice' | 'catalogue'
  | 'reference' | 'person' | 'department' | 'unit' | 'place' | 'files' | 'computed';

export interface Choice {
  value: string;
  label: string;
  colour?: string | null;
}

export interface Field {
  name: string;
  label: string;
  help?: string | null;
  type: FieldType;
  computed_as?: FieldType | null;
  required?: boolean;
  multiple?: boolean;
  /** Nobody writes it but a step or the program. */
  fixed?: boolean;
  unit?: string | null;
  min?: number | null;
  max?: number | null;
  scale?: number | null;
  pattern?: string | null;
  pattern_hint?: string | null;
  default?: string | null;
  choices?: Choice[];
  target?: string | null;
  sensitive?: boolean;
  files?: { min: number; max: number; types: string[]; bytes: number; own_date: boolean } | null;
}

export interface State {
  name: string;
  label: string;
  colour?: string | null;
  initial?: boolean;
  final?: boolean;
  /** It counts as done; a final state that does not is 作废, 长期坚持 ... */
  done?: boolean;
}

export interface View {
  name: string;
  label: string;
  kind: 'list' | 'board' | 'calendar' | 'form' | 'statistics';
  columns: string[];
  filters: string[];
  sort?: string | null;
  group?: string | null;
}

export interface Statistic {
  name: string;
  label: string;
  help?: string | null;
  percent?: boolean;
  /** Points in hundredths; no denominator: a ratio it is made of has none. */
  score?: boolean;
  scale: number;
  unit?: string | null;
  by: string[];
}

export interface Transition {
  name: string;
  label: string;
  from: string[];
  to: string | null;
  ask: string[];
  require: string[];
  reason: boolean;
  danger: boolean;
  review?: boolean;
  backwards?: boolean;
  help?: string | null;
}

export interface Definition {
  name: string;
  title: string;
  group: string | null;
  summary: string | null;
  parent: string | null;
  title_field: string | null;
  version: number;
  /** null: for ever. */
  retention_years: number | null;
  fields: Field[];
  states: State[];
  transitions: Transition[];
  clocks: { name: string; label: string }[];
  views: View[];
  form: { label: string; fields: string[] }[];
  statistics: Statistic[];
  prints: { name: string; label: string; title: string; fields: string[]; landscape?: boolean }[];
  can: { create: boolean; change: boolean; delete: boolean; import: boolean; export: boolean; comment: boolean };
}

/** A place: text with degrees; a reference: id and label; several choices: an array. */
export type Value = null | boolean | number | string | string[] | Named | { code: string; label: string } | { text: string; lon?: number; lat?: number };

export interface RecordRow {
  id: number;
  version: number;
  no: string;
  title: string;
  state: string;
  lamp: string;
  due: string | null;
  department: Named | null;
  holder: Named | null;
  owner: Named | null;
  parent: Named | null;
  created: string;
  changed: string;
  values: Record<string, Value>;
}

export interface Refusal {
  kind: 'required' | 'format' | 'unique' | 'evidence' | 'child' | 'condition' | 'right' | 'separate' | 'state' | 'version' | 'limit';
  field?: string;
  message: string;
  gate?: boolean;
  register?: string;
  record_id?: number;
}

export interface Step {
  name: string;
  label: string;
  help: string | null;
  to: string | null;
  possible: boolean;
  may: boolean;
  may_override: boolean;
  reason: boolean;
  danger: boolean;
  backwards: boolean;
  ask: string[];
  require: string[];
  votes: number;
  countersign: number;
  missing: Refusal[];
}

export interface Clock {
  name: string;
  label: string;
  state: 'running' | 'paused' | 'stopped';
  lamp: string;
  started: string | null;
  due: string | null;
  stopped: string | null;
  extensions: number;
  provisional: boolean;
}

export interface RecordDetail extends RecordRow {
  clocks: Clock[];
  steps: Step[];
  children: { register: string; title: string; count: number; open: number }[];
  may: { change: boolean; delete: boolean; comment: boolean; judge: boolean };
  editable: string[];
  watching: boolean;
}

export interface RecordEvent {
  seq: number;
  at: string;
  person: Named | null;
  on_behalf: Named | null;
  kind: string;
  name: string | null;
  label: string | null;
  from: string | null;
  to: string | null;
  reason: string | null;
  text: string | null;
  changes: { field: string; label: string; before: string; after: string; masked: boolean }[];
  /** What the step did to time limits; was: the deadline before, where it moved. */
  clocks?: { name: string; label: string; what: string; due: string; was: string | null }[];
}

export interface Outcome {
  row: number;
  what: 'same' | 'created' | 'changed' | 'refused';
  no?: string;
  id?: number;
  state?: string;
  message?: string;
  errors?: Refusal[];
}
export interface Outcomes {
  created: number;
  changed: number;
  same: number;
  refused: number;
  rows: Outcome[];
}

export interface Done {
  id: number;
  version: number;
  no: string;
  state: string;
  waiting: boolean;
  votes?: number;
  needed?: number;
}

export interface Task {
  register: string;
  register_title: string;
  why: ('held' | 'step' | 'overdue')[];
  record: RecordRow;
}

export interface Notification {
  id: number;
  at: string;
  kind: string;
  register: string;
  record_id: number;
  text: string;
  read: boolean;
}

export interface Evidence {
  id: number;
  register: string;
  record_id: number;
  slot: string;
  name: string;
  type: string;
  size: number;
  sha256: string;
  state: 'pending' | 'accepted' | 'rejected' | 'withdrawn' | 'replaced';
  expired: boolean;
  own_date: string | null;
  expires: string | null;
  reason: string | null;
  version: number;
  /** How many other records hold the same file. */
  elsewhere: number;
  added_by: number | null;
  added_by_name: string | null;
  added_at: string;
}

export interface Unit {
  id: number;
  parent: number | null;
  name: string;
  code: string | null;
  kind: string;
  active: boolean;
  version: number;
}
export interface Department {
  id: number;
  unit: number;
  parent: number | null;
  name: string;
  code: string | null;
  active: boolean;
  version: number;
}
export interface Person {
  id: number;
  unit: number;
  department: number | null;
  login: string;
  name: string;
  title: string | null;
  phone: string | null;
  large_type: boolean;
  active: boolean;
  locked: boolean;
  second_factor: boolean;
  version: number;
}
export interface Grant {
  id: number;
  person: number | null;
  role: string;
  department: number | null;
  from: string | null;
  until: string | null;
  granted_by: string;
  granted_at: string;
  revoked_by: string | null;
  revoked_at: string | null;
  version: number;
}
export interface Delegation {
  id: number;
  from_person: number;
  to_person: number;
  roles: string;
  reason: string;
  from: string;
  until: string;
  created_by: string;
  created_at: string;
  revoked_by: string | null;
  revoked_at: string | null;
  version: number;
}
export interface Token {
  id: number;
  person: number | null;
  name: string;
  scopes: string;
  expires: string | null;
  created_by: string;
  created_at: string;
  used_at: string | null;
  revoked_by: string | null;
  revoked_at: string | null;
  version: number;
  /** Right after it was made, and never again. */
  bearer?: string;
}
export interface SignedIn {
  created_at: string;
  seen_at: string;
  expires_at: string;
  address: string | null;
  agent: string | null;
  current: boolean;
}
export interface Role {
  name: string;
  label: string;
  register: string;
}
export interface Policy {
  name: string;
  label: string;
  value: number;
  standard: number;
  least: number;
  most: number;
  version: number;
}
export interface AccessEvent {
  id: number;
  at: string;
  actor: string;
  what: string;
  object: string;
  reason: string;
  address: string;
  ok: boolean;
}

const record = (register: string, id: number) => `/registers/${register}/records/${id}`;
const versioned = (version: number | '*') => ({ 'If-Match': version === '*' ? '*' : `"${version}"` });

export const session = {
  show: () => get<Session>('/session'),
  signIn: (login: string, password: string) => write<{ hold: Hold }>('POST', '/session', { login, password }),
  demo: (login: string) => write<{ hold: Hold }>('POST', '/session/demo', { login }),
  secondFactor: (code: string) => write<{ hold: Hold }>('POST', '/session/second-factor', { code }),
  password: (old: string, fresh: string) => write<{ hold: Hold }>('POST', '/session/password', { old, new: fresh }),
  enrol: () => write<{ secret: string; url: string }>('POST', '/session/totp', {}),
  confirm: (code: string) => write<{ recovery_codes: string[] }>('POST', '/session/totp/confirm', { code }),
  signOut: () => write<unknown>('DELETE', '/session', {}),
  actFor: (delegation: number) => write<unknown>('POST', '/session/act-for', { delegation }),
  setUp: (form: Record<string, unknown>) => write<unknown>('POST', '/setup', form),
};

export const registers = {
  list: async () => (await get<{ registers: RegisterInfo[] }>('/registers')).registers,
  show: (name: string) => get<Definition>(`/registers/${name}`),
  catalogue: (name: string, catalogue: string, how: Record<string, string> = {}) => get<Catalogue>(`/registers/${name}/catalogues/${catalogue}?${new URLSearchParams(how)}`),
  catalogues: async () => (await get<{ catalogues: CatalogueName[] }>('/catalogues')).catalogues,
  changeCatalogue: (name: string, catalogue: string, row: CatalogueChange) => write<Catalogue>('PATCH', `/registers/${name}/catalogues/${catalogue}`, row),
  records: (name: string, query: URLSearchParams, signal?: AbortSignal) =>
    get<{ rows: RecordRow[]; next: string | null; total: number | null }>(`/registers/${name}/records?${query}`, signal),
  record: (name: string, id: number) => get<RecordDetail>(record(name, id)),
  create: (name: string, values: Record<string, unknown>, parent?: number, key = '') =>
    write<Done>('POST', `/registers/${name}/records`, parent ? { values, parent } : { values }, key ? { 'Idempotency-Key': key } : {}),
  change: (name: string, id: number, version: number, values: Record<string, unknown>) =>
    write<Done>('PATCH', record(name, id), { values }, versioned(version)),
  remove: (name: string, id: number, version: number, reason: string) => write<Done>('DELETE', record(name, id), { reason }, versioned(version)),
  step: (name: string, id: number, version: number, step: string, body: { values: Record<string, unknown>; reason?: string; override?: boolean }) =>
    write<Done>('POST', `${record(name, id)}/steps/${step}`, body, versioned(version)),
  events: (name: string, id: number, before = 0, field = '') =>
    get<{ events: RecordEvent[]; next: number | null }>(`${record(name, id)}/events?before=${before}${field ? `&field=${field}` : ''}`),
  comment: (name: string, id: number, text: string) => write<Done>('POST', `${record(name, id)}/comments`, { text }),
  watch: (name: string, id: number, on: boolean) => write<{ watching: boolean }>('POST', `${record(name, id)}/watch`, { on }),
  bulk: (name: string, ids: number[], step: string, values: Record<string, unknown>, reason: string) =>
    write<Outcomes>('POST', `/registers/${name}/bulk`, { ids, step, values, reason }),
  importTable: (name: string, body: File, dry: boolean, key: string) =>
    write<Outcomes>('POST', `/registers/${name}/import?dry=${dry ? 1 : 0}&name=${encodeURIComponent(body.name)}${key ? `&key=${key}` : ''}`, body, {
      'Content-Type': 'application/octet-stream',
    }),
  exportPath: (name: string, query: URLSearchParams, format: string) => `/api/v1/registers/${name}/export?${query}&format=${format}`,
  statistic: (name: string, statistic: string, by: string, filters: URLSearchParams) =>
    get<{ numerator: number; denominator: number; rows: { key: string; label: string; numerator: number; denominator: number }[] }>(
      `/registers/${name}/statistics/${statistic}?by=${encodeURIComponent(by)}&${filters}`,
    ),
};

/** Pieces of an upload. */
const PIECE = 8 * 1024 * 1024;

interface Upload {
  token: string;
  offset: number;
  bytes: number;
}

/** Sends what is left of a file; after a broken connection it goes on from where the server says. */
async function sendPieces(upload: Upload, file: File, told: (done: number) => void): Promise<void> {
  let { offset } = upload;
  for (let failures = 0; offset < file.size; ) {
    try {
      const piece = file.slice(offset, offset + PIECE);
      ({ offset } = await write<Upload>('PUT', `/uploads/${upload.token}?offset=${offset}`, piece, { 'Content-Type': 'application/octet-stream' }));
      failures = 0;
      told(offset);
    } catch (cause) {
      const broken = cause instanceof Problem && (cause.status === 0 || cause.status === 503 || cause.status === 409);
      if (!broken || ++failures > 5) throw cause;
      await new Promise((go) => setTimeout(go, 500 * failures));
      ({ offset } = await get<Upload>(`/uploads/${upload.token}`));
    }
  }
}

export const evidence = {
  list: async (name: string, id: number) => (await get<{ evidence: Evidence[] }>(`${record(name, id)}/evidence`)).evidence,
  add: async (name: string, id: number, form: { slot: string; own_date?: string }, file: File, told: (done: number) => void) => {
    const upload = await write<Upload>('POST', `${record(name, id)}/uploads`, { ...form, name: file.name, bytes: file.size });
    await sendPieces(upload, file, told);
    return write<Evidence>('POST', `/uploads/${upload.token}/finish`, {});
  },
  judge: (id: number, state: 'accepted' | 'rejected' | 'withdrawn', reason: string) => write<Evidence>('PATCH', `/evidence/${id}`, reason ? { state, reason } : { state }),
  twins: async (id: number) => (await get<{ evidence: Evidence[] }>(`/evidence/${id}/twins`)).evidence,
  path: (id: number) => `/api/v1/evidence/${id}`,
  plainPath: (id: number) => `/api/v1/evidence/${id}/plain`,
};

export const work = {
  tasks: (limit = 100) => get<{ tasks: Task[]; more: boolean }>(`/tasks?limit=${limit}`),
  notifications: (before = 0) => get<{ notifications: Notification[]; unread: number; next: number | null }>(`/notifications?before=${before}`),
  read: (upto = 0) => write<unknown>('POST', '/notifications/read', { upto }),
  search: (q: string, after = '') =>
    get<{ hits: { register: string; register_title: string; record_id: number; no: string; title: string; snippet: string; cut_before: boolean; cut_after: boolean; marks: [number, number][] }[]; next: string | null }>(
      `/search?q=${encodeURIComponent(q)}${after ? `&after=${after}` : ''}`,
    ),
};

export interface Backup {
  name: string;
  bytes: number;
  at: string;
}
/** What was kept long enough, and the lists of what shall be or was destroyed. */
export interface DueRecord {
  id: number;
  no: string;
  title: string;
  /** null: it had been removed. */
  state: string | null;
  created_at: string;
  closed_at: string;
  keep_until: number;
  held: string | null;
}
export interface Disposal {
  id: number;
  register: string;
  register_title: string;
  state: 'proposed' | 'approved' | 'refused';
  years: number;
  count: number;
  reason: string;
  proposed_at: string;
  proposed_by_name: string;
  opinion: string | null;
  decided_at: string | null;
  decided_by_name: string | null;
  may_approve: boolean;
  may_refuse: boolean;
}
export interface DisposalLine {
  id: number;
  no: string;
  title: string;
  state: string | null;
  created_at: string;
  closed_at: string;
  destroyed_at: string | null;
  files?: number;
  events?: number;
  hash?: string;
}
export const disposals = {
  due: (register: string, after = 0) => get<{ records: DueRecord[]; next: number | null }>(`/registers/${register}/due?after=${after}`),
  hold: (register: string, id: number, on: boolean, reason: string) => write<{ held: boolean }>('POST', `/registers/${register}/records/${id}/hold`, { on, reason }),
  propose: (register: string, records: number[], reason: string) => write<Disposal>('POST', `/registers/${register}/disposals`, { records, reason }),
  list: (before = 0) => get<{ disposals: Disposal[]; next: number | null }>(`/disposals?before=${before}`),
  show: (id: number) => get<Disposal & { records: DisposalLine[] }>(`/disposals/${id}`),
  decide: (id: number, approve: boolean, opinion: string) => write<Disposal>('POST', `/disposals/${id}/decision`, { approve, opinion }),
};

/** `folder`: where it was put for the next start; null: it was tried and taken away again. */
export interface Restored {
  created: string;
  files: number;
  bytes: number;
  folder: string | null;
}
export interface Working {
  stage: 'copying' | 'packing' | 'checking' | 'unpacking' | 'verifying';
  done: number;
  total: number;
}

export const backups = {
  list: () => get<{ backups: Backup[]; working: Working | null }>('/backups'),
  create: () => write<Backup>('POST', '/backups', {}),
  remove: (name: string) => write<unknown>('DELETE', `/backups/${encodeURIComponent(name)}`, {}),
  restore: (name: string, keep: boolean) => write<Restored>('POST', `/backups/${encodeURIComponent(name)}/restore`, { keep }),
  path: (name: string) => `/api/v1/backups/${encodeURIComponent(name)}`,
};

/** One's own account; the rest of it is in the hands of the administrators. */
export const account = {
  show: async (me: Actor) => {
    const { people } = await get<{ people: Person[] }>(`/people?${new URLSearchParams({ q: me.login, limit: '1000' })}`);
    return people.find((p) => p.id === me.id) ?? null;
  },
  save: (p: Person) => write<{ person: Person }>('PATCH', `/people/${p.id}`, { phone: p.phone ?? '', large_type: p.large_type }, versioned(p.version)),
  sessions: async (id: number) => (await get<{ sessions: SignedIn[] }>(`/people/${id}/sessions`)).sessions,
  endSessions: (id: number) => write<unknown>('DELETE', `/people/${id}/sessions`, {}),
};

export interface WorktimeChange {
  version: number;
  at: string | null;
  by: string;
  year: string;
  reason: string;
}
export interface CalendarYear {
  year: number;
  announced: boolean;
  workdays: number;
  version: number;
  announced_years: number[];
  days: { day: string; work: boolean; name: string }[];
  changes: WorktimeChange[];
}
export interface DutyHours {
  hours: string;
  standard: boolean;
  version: number;
  changes: WorktimeChange[];
}

export const worktime = {
  year: (year: number) => get<CalendarYear>(`/calendar/${year}`),
  saveYear: (year: number, form: { days: string; announced: boolean; reason: string; version: number }) => write<CalendarYear>('PATCH', `/calendar/${year}`, form),
  duty: () => get<DutyHours>('/duty'),
  saveDuty: (form: { hours: string; reason: string; version: number }) => write<DutyHours>('PATCH', '/duty', form),
};

/** Files that records name, read and compared with what they were. */
export interface ContentsCheck {
  whole: boolean;
  files: number;
  bytes: number;
  faults_count: number;
  faults: { what: 'missing' | 'damaged'; register: string; id: number; file: string; sha256: string }[];
}

/** Something that time does by itself. */
export interface Job {
  id: number;
  kind: string;
  title: string;
  due_at: string;
  tries: number;
  error: string | null;
  stopped: boolean;
}

export const admin = {
  units: async () => (await get<{ units: Unit[] }>('/units?limit=1000')).units,
  saveUnit: (u: Partial<Unit>) => {
    const body = { parent: u.parent, name: u.name, code: u.code, active: u.active };
    return u.id ? write<Unit>('PATCH', `/units/${u.id}`, body, versioned(u.version ?? '*')) : write<Unit>('POST', '/units', body);
  },
  delegations: async () => (await get<{ delegations: Delegation[] }>('/delegations?limit=1000')).delegations,
  delegate: (form: { from_person: number; to_person: number; roles: string; reason: string; from?: number; until: number }) => write<Delegation>('POST', '/delegations', form),
  endDelegation: (d: Delegation) => write<unknown>('DELETE', `/delegations/${d.id}`, {}, versioned(d.version)),
  tokens: async () => (await get<{ tokens: Token[] }>('/tokens?limit=1000')).tokens,
  createToken: (form: { person: number; name: string; scopes: string; expires?: number }) => write<Token>('POST', '/tokens', form),
  endToken: (t: Token) => write<unknown>('DELETE', `/tokens/${t.id}`, {}, versioned(t.version)),
  roles: async () => (await get<{ roles: Role[] }>('/roles')).roles,
  departments: async () => (await get<{ departments: Department[] }>('/departments?limit=1000')).departments,
  saveDepartment: (d: Partial<Department> & { id?: number }) =>
    d.id
      ? write<Department>('PATCH', `/departments/${d.id}`, { name: d.name, code: d.code, active: d.active }, versioned(d.version ?? '*'))
      : write<Department>('POST', '/departments', { parent: d.parent, name: d.name, code: d.code }),
  people: (query: URLSearchParams) => get<{ people: Person[]; next: number | null }>(`/people?${query}`),
  savePerson: (p: Partial<Person>) => {
    const body = { login: p.login, name: p.name, title: p.title, phone: p.phone, department: p.department, active: p.active };
    return p.id
      ? write<{ person: Person; one_time_password: string | null }>('PATCH', `/people/${p.id}`, body, versioned(p.version ?? '*'))
      : write<{ person: Person; one_time_password: string | null }>('POST', '/people', body);
  },
  resetPerson: (id: number) => write<{ one_time_password: string }>('POST', `/people/${id}/reset`, {}),
  unlockPerson: (id: number) => write<unknown>('POST', `/people/${id}/unlock`, {}),
  resetTotp: (id: number) => write<unknown>('POST', `/people/${id}/reset-totp`, {}),
  grants: async (person = 0) => (await get<{ grants: Grant[] }>(`/grants?limit=1000${person ? `&person=${person}` : ''}`)).grants,
  grant: (person: number, role: string, department: number | null) => write<Grant>('POST', '/grants', department ? { person, role, department } : { person, role }),
  revoke: (g: Grant) => write<unknown>('DELETE', `/grants/${g.id}`, {}, versioned(g.version)),
  policies: async () => (await get<{ policies: Policy[] }>('/policies')).policies,
  setPolicy: async (p: Policy, value: number) => (await write<{ policies: Policy[] }>('PATCH', '/policies', { name: p.name, value, version: p.version })).policies,
  accessEvents: (query: URLSearchParams) => get<{ events: AccessEvent[]; next: number | null }>(`/access-events?${query}`),
  verify: () => get<{ events: number; whole: boolean; broken_at: number | null; message: string | null; head: string | null }>('/audit/verify'),
  contents: () => get<ContentsCheck>('/audit/contents'),
  jobs: async () => (await get<{ jobs: Job[] }>('/jobs')).jobs,
  retryJob: (id: number) => write<unknown>('POST', `/jobs/${id}/retry`, {}),
};
