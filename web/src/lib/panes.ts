// Sizes of panes that people drag and that are there again tomorrow.

import { ref, watch, type Ref } from 'vue';

function read(key: string): string | null {
  try {
    return localStorage.getItem(`bihuan.${key}`);
  } catch {
    return null;
  }
}

function write(key: string, value: string): void {
  try {
    localStorage.setItem(`bihuan.${key}`, value);
  } catch {
    // A browser that keeps nothing still works; it only forgets.
  }
}

export function keptNumber(key: string, fallback: number, least: number, most: number): Ref<number> {
  const stored = read(key);
  const kept = stored === null ? NaN : Number(stored);
  const value = ref(kept >= least && kept <= most ? kept : fallback);
  watch(value, (v) => write(key, String(v)));
  return value;
}

export function keptFlag(key: string, fallback: boolean): Ref<boolean> {
  const kept = read(key);
  const value = ref(kept === null ? fallback : kept === '1');
  watch(value, (v) => write(key, v ? '1' : '0'));
  return value;
}

export function keptObject<T extends object>(key: string, fallback: T): T {
  try {
    return { ...fallback, ...(JSON.parse(read(key) ?? '{}') as Partial<T>) };
  } catch {
    return fallback;
  }
}

export const keep = (key: string, value: unknown) => write(key, JSON.stringify(value));

/** Follows the pointer until it is let go; `move` gets the distance from the start. */
export function dragFrom(event: PointerEvent, move: (dx: number, dy: number) => void): void {
  event.preventDefault();
  const grip = event.currentTarget as HTMLElement;
  const { clientX, clientY } = event;
  const follow = (e: PointerEvent) => move(e.clientX - clientX, e.clientY - clientY);
  const stop = () => {
    grip.removeEventListener('pointermove', follow);
    grip.removeEventListener('lostpointercapture', stop);
    document.body.classList.remove('dragging');
  };
  grip.setPointerCapture(event.pointerId);
  document.body.classList.add('dragging');
  grip.addEventListener('pointermove', follow);
  grip.addEventListener('lostpointercapture', stop);
}
