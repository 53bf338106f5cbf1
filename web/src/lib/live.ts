// Tells a page when registers changed on the server (docs/api.md, GET /events), so that it reads again what it shows.

import { watch } from 'vue';
import { actor } from './session';

type Listener = (registers: string[]) => void;
const listeners = new Set<Listener>();
let source: EventSource | null = null;

function close(): void {
  source?.close();
  source = null;
}

/** There are changes to hear of for whoever is signed in, while a page listens. */
function open(): void {
  if (source || !listeners.size || !actor.value || typeof EventSource === 'undefined') return;
  source = new EventSource('/api/v1/events');
  source.addEventListener('change', (event) => {
    const names = String((event as MessageEvent).data).split(' ');
    for (const listener of listeners) listener(names);
  });
}

watch(actor, (now) => (now ? open() : close()));

/** Returns how to stop listening. */
export function onChange(listener: Listener): () => void {
  listeners.add(listener);
  open();
  return () => {
    listeners.delete(listener);
    if (!listeners.size) close();
  };
}

export const concerns = (names: string[], register: string) => names.includes('*') || names.includes(register);
