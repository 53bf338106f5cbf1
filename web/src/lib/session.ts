// Who is signed in, and what the menu shows him. Asked for once; forgotten when the server says 401.

import { computed, ref, shallowRef } from 'vue';
import { whenSignedOut } from '../api/client';
import { registers as registerApi, session as sessionApi, work, type RegisterInfo, type Session } from '../api/registers';

export const session = shallowRef<Session | null>(null);
export const registers = shallowRef<RegisterInfo[]>([]);
export const unread = ref(0);

const ADMINISTRATORS = ['sysadmin', 'secadmin', 'auditor'];
export const actor = computed(() => (session.value?.hold === 'none' ? session.value.actor : null));
export const hasRole = (role: string) => actor.value?.roles.some((r) => r.name === role) ?? false;
export const isAdministrator = computed(() => ADMINISTRATORS.some(hasRole));

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
