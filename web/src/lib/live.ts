// Tells a page when registers changed on the server (docs/api.md, GET /events), so that it reads again what it shows.

type Listener = (registers: string[]) => void;
const listeners = new Set<Listener>();
let source: EventSource | null = null;

function open(): void {
  if (source || !listeners.size || typeof EventSource === 'undefined') return;
  source = new EventSource('/api/v1/events');
  source.addEventListener('change', (event) => {
    const names = String((event as MessageEvent).data).split(' ');
    for (const listener of listeners) listener(names);
  });
}

/** Returns how to stop listening. */
export function onChange(listener: Listener): () => void {
  listeners.add(listener);
  open();
  return () => {
    listeners.delete(listener);
    if (listeners.size) return;
    source?.close();
    source = null;
  };
}

export const concerns = (names: string[], register: string) => names.includes('*') || names.includes(register);
