// Files on their way in: one after another, each with its own outcome.

import { computed, reactive } from 'vue';
import { api, IMPORT_MAX, Problem } from '../api/client';
import type { ReportRow } from '../api/types';
import { bytesWord } from './words';
import { forgetReports } from './reports';

export interface ImportJob {
  id: number;
  name: string;
  size: number;
  state: 'waiting' | 'sending' | 'new' | 'unchanged' | 'failed';
  report: ReportRow | null;
  problem: { title: string; detail: string; hint: string } | null;
}

const jobs = reactive<ImportJob[]>([]);
let nextId = 1;
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
  const head = new Uint8Array(await file.slice(0, 8).arrayBuffer());
  const is = (...bytes: number[]) => bytes.every((byte, i) => head[i] === byte);
  const kind = is(0x25, 0x50, 0x44, 0x46) ? 'PDF' : is(0x50, 0x4b, 3, 4) ? 'Word、WPS 或压缩' : is(0xd0, 0xcf, 0x11, 0xe0) ? '旧版 Word' : '';
  if (!kind) return null;
  return {
    title: '还不能直接读这种文件',
    detail: `“${file.name}”是 ${kind} 文件`,
    hint: '请打开它，全选复制到记事本，另存为 .txt（编码选 UTF-8），再导入。',
  };
}

async function send(job: ImportJob, file: File): Promise<void> {
  job.state = 'sending';
  try {
    const refused = await refusal(file);
    if (refused) throw new Problem(refused.title, refused.detail, refused.hint, 0);
    const answer = await api.importText(file.name, file);
    job.report = answer.report;
    job.state = answer.unchanged ? 'unchanged' : 'new';
    forgetReports();
  } catch (cause) {
    job.state = 'failed';
    job.problem =
      cause instanceof Problem
        ? { title: cause.title, detail: cause.detail, hint: cause.hint }
        : { title: '文件读不出来', detail: `“${file.name}”无法读取`, hint: '它可能是一个文件夹，或者已被移动。请重新选择。' };
  }
}

/** Resolves with the jobs of this batch when all are settled. */
export async function importFiles(files: Iterable<File>): Promise<ImportJob[]> {
  clearImports();
  const batch: ImportJob[] = [];
  for (const file of files) {
    const job = reactive<ImportJob>({ id: nextId++, name: file.name, size: file.size, state: 'waiting', report: null, problem: null });
    jobs.push(job);
    batch.push(job);
    running = running.then(() => send(job, file));
  }
  await running;
  return batch;
}

export async function importSample(): Promise<ImportJob[]> {
  const answer = await fetch('/sample-report.txt');
  return importFiles([new File([await answer.blob()], '示例：临江区市容局巡察整改通报.txt', { type: 'text/plain' })]);
}
