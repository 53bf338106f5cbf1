// What a person's menu holds: the registers he sees, reports if he reads them, administration if that is his.

import { computed } from 'vue';
import { actor, hasRole, isAdministrator, registers, session } from './session';

export interface Entry {
  path: string;
  word: string;
  icon: string;
  count?: number;
  late?: number;
}
export interface Group {
  title: string;
  entries: Entry[];
}

/** Nobody has set the program up, or it is not yet known who is there. */
const bare = computed(() => !session.value || session.value.alone);
/** A report is read by who sees the rounds, brought in by who may import them. */
export const readsReports = computed(() => registers.value.some((r) => r.name === 'round'));
export const importsReports = computed(() => Boolean(session.value?.alone) || registers.value.some((r) => r.name === 'round' && r.can.import));
/** Who may make rounds brings in reports of others, only to be checked. */
export const checksReports = computed(() => importsReports.value || registers.value.some((r) => r.name === 'round' && r.can.create));

/** Two rounds are compared by who sees all problems of both. */
const comparesRounds = computed(() => Boolean(session.value?.alone) || (actor.value?.roles.some((r) => r.name.startsWith('round.') && (r.name !== 'round.department' || r.whole_unit)) ?? false));

const OTHER = '业务台账';
const CATALOGUES: Entry = { path: '/catalogues', word: '代码表', icon: 'codes' };
const COMPARE: Entry = { path: '/compare', word: '两轮对照', icon: 'compare' };
const CALENDAR: Entry = { path: '/calendar', word: '工作日历', icon: 'calendar' };

const DISPOSALS: Entry = { path: '/disposals', word: '销毁鉴定', icon: 'audit' };
/** Who may list what was kept long enough, or approve its destruction. */
const disposes = computed(() => registers.value.some((r) => r.can.destroy || r.can.destroy_approve));

function reportEntries(): Entry[] {
  const home: Entry = bare.value ? { path: '/', word: '工作台', icon: 'home' } : { path: '/overview', word: '概览', icon: 'overview' };
  const ledger: Entry[] = session.value?.alone ? [{ path: '/r/item', word: '台账', icon: 'ledger' }] : [];
  return [home, { path: '/reports', word: '导入台', icon: 'desk' }, ...ledger, { path: '/doubts', word: '疑点', icon: 'doubt' }, ...(comparesRounds.value ? [COMPARE] : [])];
}

/** The chain of registers that a group is about comes first (round, problem, item …), what checks it behind; else as the server has them. */
export function inChains<T extends { name: string; parent: string | null }>(list: T[]): T[] {
  const rootOf = (r: T): string => {
    const above = list.find((x) => x.name === r.parent);
    return above && above !== r ? rootOf(above) : r.name;
  };
  const chains = new Map<string, T[]>();
  for (const r of list) chains.set(rootOf(r), [...(chains.get(rootOf(r)) ?? []), r]);
  return [...chains.values()].sort((a, b) => b.length - a.length).flat();
}

function businessGroups(): Group[] {
  const out: Group[] = [{ title: '', entries: [{ path: '/tasks', word: '工作台', icon: 'home' }] }];
  for (const title of new Set(registers.value.map((r) => r.group ?? OTHER)))
    out.push({ title, entries: inChains(registers.value.filter((r) => (r.group ?? OTHER) === title)).map((r) => ({ path: `/r/${r.name}`, word: r.title, icon: r.icon ?? 'ledger', count: r.counts.open, late: r.counts.overdue })) });
  if (readsReports.value) out.push({ title: '整改报告', entries: reportEntries() });
  out.push({ title: '参考', entries: disposes.value ? [CALENDAR, DISPOSALS] : [CALENDAR] });
  return out;
}

function administration(): Entry[] {
  const out: Entry[] = hasRole('auditor') ? [] : [{ path: '/people', word: '人员与部门', icon: 'people' }];
  if (hasRole('sysadmin')) out.push({ path: '/units', word: '单位', icon: 'layers' }, CATALOGUES, { path: '/backups', word: '备份', icon: 'copy' });
  if (hasRole('secadmin')) out.push({ path: '/rights', word: '角色与授权', icon: 'key' });
  if (hasRole('auditor')) out.push({ path: '/audit', word: '审计', icon: 'audit' }, DISPOSALS);
  return [...out, CALENDAR];
}

export const menu = computed<Group[]>(() => {
  if (bare.value) return [{ title: '', entries: reportEntries() }];
  return isAdministrator.value ? [{ title: '管理', entries: administration() }] : businessGroups();
});
