// Who is signed in, and what the menu shows him. Asked for once; forgotten when the server says 401.

import { computed, ref, shallowRef } from 'vue';
import { whenSignedOut } from '../api/client';
import { registers as registerApi, session as sessionApi, work, type RegisterInfo, type Session } from '../api/registers';

export const session = shallowRef<Session | null>(null);
export const registers = shallowRef<RegisterInfo[]>([]);
export const unread = ref(0);

export const ADMINISTRATOR_WORD: Record<string, string> = { sysadmin: '系统管理员', secadmin: '安全管理员', auditor: '审计管理员' };
export const actor = computed(() => (session.value?.hold === 'none' ? session.value.actor : null));
export const hasRole = (role: string) => actor.value?.roles.some((r) => r.name === role) ?? false;
export const isAdministrator = computed(() => Object.keys(ADMINISTRATOR_WORD).some(hasRole));

/** Where a person's day begins. */
export const homeOf = (now: Session | null): string => {
  const holds = (role: string) => now?.actor?.roles.some((r) => r.name === role) ?? false;
  if (!now?.actor) return '/';
  return holds('auditor') ? '/audit' : holds('secadmin') ? '/rights' : holds('sysadmin') ? '/people' : '/tasks';
};

let asked: Promise<Session> | null = null;

export function loadSession(): Promise<Session> {
  asked ??= sessionApi.show().then(
    (now) => {
      session.value = now;
      setLargeType(now.actor?.large_type ?? false);
      return now;
    },
    (cause: unknown) => {
      asked = null;
      throw cause;
    },
  );
  return asked;
}

export function forgetSession(): void {
  asked = null;
  session.value = null;
  registers.value = [];
  unread.value = 0;
}

/** 大字: everything a quarter larger. */
export function setLargeType(on: boolean): void {
  document.documentElement.classList.toggle('large', on);
}

/** Goes on in another's name (0: in one's own again): all that is on the screen is asked for anew. */
export async function actFor(delegation: number): Promise<void> {
  await sessionApi.actFor(delegation);
  window.location.assign('/');
}

/** What changes while one works: counts of the menu, unread messages. */
export async function refreshWork(): Promise<void> {
  if (!actor.value || isAdministrator.value) return;
  const [list, told] = await Promise.all([registerApi.list(), work.notifications()]);
  registers.value = list;
  unread.value = told.unread;
}

/** Where a person must go before anything else; null: nowhere. */
export function gate(now: Session): string | null {
  if (now.actor && now.hold === 'none') return null;
  if (now.setup_needed) return now.alone ? null : '/setup';
  return '/sign-in';
}

whenSignedOut.call = () => {
  if (session.value?.actor) forgetSession();
};
