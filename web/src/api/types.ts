// What the HTTP API answers (docs/api.md, design section 5). Offsets are bytes of the UTF-8 text.

export type Span = [number, number];
export type Severity = 'error' | 'warning' | 'note';
export type Status = 'done' | 'long_term' | 'in_progress' | 'partial';

export interface Inspection {
  start: string | null;
  end: string | null;
}

export interface ReportRow {
  id: number;
  round_id: number;
  file_name: string | null;
  name: string | null; // what to call it: title, else unit, kind and date, else the file's name
  title: string | null;
  unit: string | null;
  inspector: string | null;
  round_kind: string | null;
  inspection: Inspection | null;
  feedback_date: string | null;
  signed_date: string | null;
  published_date: string | null;
  sha256: string;
  imported_at: string;
  bytes: number;
  analyser: number;
  copies: number;
  aspects: number;
  problems: number;
  items: number;
  measures: number;
  done: number;
  doubts: number; // findings that nobody dismissed
  aside?: boolean; // only checked: nothing of it is in the ledger
}

export interface RoundRow {
  id: number; // of the record of register round
  title: string | null;
  unit: string | null;
  inspector: string | null;
  round_kind: string | null;
  inspection: Inspection | null;
  feedback_date: string | null;
  reports: number;
  problems: number;
  items: number;
  measures: number;
  done: number;
}

export interface Measure {
  marker: string | null;
  heading: string | null;
  text: string;
  span: Span;
  depts?: string[] | string | null;
  due?: string | null;
}

export interface Progress {
  marker: string | null;
  heading: string | null;
  text: string;
  span: Span;
}

export interface Result {
  status: Status | null;
  text: string | null;
  date: string | null;
  span: Span | null; // null: the report says nothing
}

/** What a column of a ledger says of the item, where no other member holds it. */
export interface Detail {
  column: string;
  header: string | null;
  text: string;
  span: Span;
}

export interface Item {
  no: string | null;
  finding: string;
  span: Span;
  finding_span?: Span;
  group?: string | null;
  measures: Measure[];
  progress: Progress[] | null;
  result: Result | null;
  depts?: string[] | string | null;
  due?: string | null;
  details?: Detail[];
}

export interface Problem {
  no: string | null;
  title: string;
  span: Span;
  title_span?: Span;
  group?: string | null;
  kind?: string | null;
  items: Item[];
}

export interface Aspect {
  no: string | null;
  title: string;
  span: Span;
  title_span?: Span;
  problems: Problem[];
}

export interface Facts {
  dates?: { value: string; precision: string; text?: string; span: Span }[];
  amounts?: { fen: number | string; text?: string; span: Span }[];
  quantities?: { value: string; unit: string; span: Span }[];
  documents?: { title: string | null; number: string | null; action: string; span: Span }[];
  organisations?: { name: string; role: string; span: Span }[];
  people_actions?: { kind: string; people: number | null; span: Span }[];
}

export interface Claim {
  key: string;
  value: number | string;
  unit: string;
  text: string;
  span: Span;
  counted: number | null;
}

export interface Decision {
  id: number;
  subject: string;
  key: string;
  value: string;
  reason: string | null;
  decided_by: string | null;
  decided_at: string;
}

export interface Finding {
  code: string;
  severity: Severity;
  message: string;
  quote: string;
  span: Span;
  related?: Span[];
  fingerprint: string;
  decision?: Partial<Decision> | string | null;
}

/** A column of a ledger and how sure it is that it means that. */
export interface LedgerColumn {
  column: string;
  header: string;
  means: string;
  name: string;
  sure: 'unknown' | 'guess' | 'likely' | 'certain' | 'given';
}

export interface Tree {
  columns?: { span: Span; rows: number; columns: LedgerColumn[] }[];
  source?: SourceFile;
  copies: { span: Span }[];
  report: {
    title: string | null;
    unit: string | null;
    inspector: string | null;
    round_kind: string | null;
    inspection: Inspection | null;
    feedback_date: string | null;
    signed_date: string | null;
    published_date: string | null;
    contacts?: { kind: string; value: string; span: Span }[];
    aspects: Aspect[];
    others?: Problem[];
    prose?: { kind: string; span: Span }[]; // text that is not a measure, progress or result
  };
  facts?: Facts;
  claims?: Claim[];
  findings: Finding[];
}

/** A finding as it was kept at import or the last rebuild. */
export interface ListedFinding {
  report_id: number;
  report: string | null;
  unit: string | null;
  finding: Finding;
  decision: Partial<Decision> | null;
}

export interface FindingCount {
  code: string;
  severity: Severity;
  open: number;
  accepted: number;
  dismissed: number;
}

export interface FindingsPage {
  findings: ListedFinding[];
  counts: FindingCount[];
  next: string | null;
}

export interface LedgerItem {
  id: number; // of the record of register item
  no: string;
  state: string;
  claim: Status | null; // what the text says; `status` is what people settled, else the claim
  report_id: number;
  key: string;
  aspect: string | null;
  problem_no: string | null;
  problem: string | null;
  problem_kind: string | null;
  item_no: string | null;
  finding: string | null;
  status: Status | null;
  result: string | null;
  result_date: string | null;
  depts: string[] | string | null;
  due: string | null;
  measures: number;
  progress: number;
  span: Span;
  unit: string | null;
}

export interface ItemsPage {
  items: LedgerItem[];
  total: number;
  next: number | null;
}

export interface Rule {
  code: string;
  slug: string;
  title: string;
  severity: Severity;
  page: string | null;
}

export interface SourceNote {
  code: string;
  message: string;
  place?: string;
}

/** One text that came out of a file, or why none did. */
/** The file that a text came out of; absent where the text is the file. */
export interface SourceFile {
  name: string;
  format: string;
  charset: string | null;
  confidence: number | null;
  notes: SourceNote[];
  sheets?: string[];
}

export interface ImportDocument {
  file?: string;
  unchanged?: boolean;
  report?: ReportRow;
  source?: SourceFile;
  error?: { message: string; hint: string | null };
  alike?: boolean; // there is a report with the same words
}

/** Of an archive its members. */
export interface ImportAnswer extends ImportDocument {
  documents?: ImportDocument[];
}
