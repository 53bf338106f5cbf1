// Files on their way in: one after another, each with its own outcome.

import { computed, reactive, shallowRef } from 'vue';
import { api, IMPORT_MAX, Problem } from '../api/client';
import type { ImportDocument, ReportRow, SourceNote } from '../api/types';
import { bytesWord } from './words';
import { importsReports } from './menu';
import { refreshWork, registers, session } from './session';
import { forgetReports } from './reports';

export interface ImportJob {
  id: number;
  name: string;
  size: number;
  state: 'waiting' | 'sending' | 'new' | 'unchanged' | 'failed';
  report: ReportRow | null;
  notes: SourceNote[];
  problem: { title: string; detail: string; hint: string } | null;
  alike: boolean; // refused since there is a report with the same words: `file` can be sent again
  file: File | null;
  aside: boolean; // only to be checked
}

/** What a file may be brought in for. */
export const IMPORT_KINDS = [
  { aside: false, word: '记入台账', what: '本单位收到的反馈意见，本单位的整改方案、整改情况报告', then: '里面的问题成为待认领的工作，措施逐条落实，到销号为止。' },
  { aside: true, word: '只核对', what: '别的单位公布的报告、下级报来的材料、送审的草稿', then: '看原文、结构和疑点，不产生任何待办；需要时再记入台账。' },
];
export type ImportAs = { aside: boolean };
/** The question that is open: the files' names, and where the answer goes (null: nothing is imported). */
export const asking = shallowRef<{ names: string[]; answer: (as: ImportAs | null) => void } | null>(null);

function ask(names: string[]): Promise<ImportAs | null> {
  asking.value?.answer(null);
  return new Promise((done) => {
    asking.value = {
      names,
      answer: (as) => {
        asking.value = null;
        done(as);
      },
    };
  });
}

const jobs = reactive<ImportJob[]>([]);
let nextId = 1;

const blank = (name: string, size: number): ImportJob => reactive<ImportJob>({ id: nextId++, name, size, state: 'waiting', report: null, notes: [], problem: null, alike: false, file: null, aside: false });
let running: Promise<void> = Promise.resolve();

export const importJobs = jobs;
export const importing = computed(() => jobs.some((job) => job.state === 'waiting' || job.state === 'sending'));

export function clearImports(): void {
  for (let i = jobs.length - 1; i >= 0; i--) {
    if (jobs[i].state !== 'waiting' && jobs[i].state !== 'sending') jobs.splice(i, 1);
  }
}

/** What can be told before the bytes travel; the server decides all the rest. */
async function refusal(file: File): Promise<ImportJob['problem']> {
  if (file.size === 0) return { title: '文件是空的', detail: `“${file.name}”有 0 字节`, hint: '请检查是否选错了文件，或者原文件没有保存。' };
  if (file.size > IMPORT_MAX) {
    return {
      title: '文件太大',
      detail: `“${file.name}”有 ${bytesWord(file.size)}，网页一次最多收 ${bytesWord(IMPORT_MAX)}`,
      hint: '请在服务器上用命令行导入：bihuan import 文件名。',
    };
  }
  return null;
}

function settle(job: ImportJob, answer: ImportDocument): void {
  if (answer.error || !answer.report) {
    job.state = 'failed';
    job.problem = { title: '没有导入', detail: answer.error?.message ?? '', hint: answer.error?.hint ?? '' };
    job.alike = answer.alike === true;
    return;
  }
  job.report = answer.report;
  job.notes = answer.source?.notes ?? [];
  job.state = answer.unchanged ? 'unchanged' : 'new';
}

/** The members of an archive stand below it, each with its own outcome. */
function settleAll(job: ImportJob, documents: ImportDocument[]): ImportJob[] {
  const members = documents.map((document) => {
    const member = blank(document.file ?? job.name, 0);
    member.file = job.file;
    member.aside = job.aside;
    settle(member, document);
    return member;
  });
  jobs.splice(jobs.indexOf(job), 1, ...members);
  return members;
}

/** The jobs that became of it. */
async function send(job: ImportJob, file: File, as: { again?: boolean; charset?: string } = {}): Promise<ImportJob[]> {
  job.state = 'sending';
  job.file = file;
  try {
    const refused = await refusal(file);
    if (refused) throw new Problem(refused.title, refused.detail, refused.hint, 0);
    const answer = await api.importFile(file.name, file, { ...as, aside: job.aside });
    forgetReports();
    if (answer.documents) return settleAll(job, answer.documents);
    settle(job, answer);
  } catch (cause) {
    job.state = 'failed';
    job.alike = cause instanceof Problem && cause.status === 409;
    job.problem =
      cause instanceof Problem
        ? { title: cause.title, detail: cause.detail, hint: cause.hint }
        : { title: '文件读不出来', detail: `“${file.name}”无法读取`, hint: '它可能是一个文件夹，或者已被移动。请重新选择。' };
  }
  return [job];
}

/** Asks what the files are for: work of one's own, or only to be checked. Nobody has work before the program is set up, and who cannot
 * import can only check. */
export async function bringIn(files: File[]): Promise<ImportJob[]> {
  if (session.value?.alone) return importFiles(files);
  if (!registers.value.length) await refreshWork().catch(() => undefined); // a file may come before it is known who one is
  const as = importsReports.value ? await ask(files.map((file) => file.name)) : { aside: true };
  return as ? importFiles(files, as.aside) : [];
}

/** Of one file the report opens at once, and where there is nothing more to say of it the outcome does not lie over the page. */
export function reportToOpen(batch: ImportJob[]): number | null {
  const [job] = batch;
  if (batch.length !== 1 || !job.report) return null;
  if (job.state === 'new' && !job.notes.length) clearImports();
  return job.report.id;
}

/** Resolves with the jobs of this batch when all are settled. */
export async function importFiles(files: Iterable<File>, aside = false): Promise<ImportJob[]> {
  clearImports();
  const batch: ImportJob[] = [];
  for (const file of files) {
    const job = blank(file.name, file.size);
    job.aside = aside;
    jobs.push(job);
    running = running.then(async () => void batch.push(...(await send(job, file))));
  }
  await running;
  return batch;
}

export const CHARSETS = ['GB18030', 'UTF-8', 'Big5', 'UTF-16LE', 'UTF-16BE'];
/** Whether it can be that the characters were taken for those of another charset: a file of text that was refused. */
export const mayBeMisread = (job: ImportJob) => job.state === 'failed' && !job.alike && Boolean(job.file?.size) && (job.file?.size ?? 0) <= IMPORT_MAX && /\.(txt|csv|html?|md|text)$/i.test(job.name);

/** Of an archive all of it goes once more: what is there already stays as it is. */
export async function importAgain(job: ImportJob, as: { again?: boolean; charset?: string } = { again: true }): Promise<void> {
  const file = job.file;
  if (!file) return;
  for (let i = jobs.length - 1; i >= 0; i--) if (jobs[i] !== job && jobs[i].file === file) jobs.splice(i, 1);
  job.problem = null;
  job.alike = false;
  running = running.then(async () => void (await send(job, file, as)));
  await running;
}

export async function importSample(): Promise<ImportJob[]> {
  const answer = await fetch('/sample-report.txt');
  return importFiles([new File([await answer.blob()], '示例：临江区市容局巡察整改通报.txt', { type: 'text/plain' })]);
}
