// Definitions of registers, read once while the page is open.

import { registers, type Definition } from '../api/registers';

const known = new Map<string, Promise<Definition>>();

export function definitionOf(name: string): Promise<Definition> {
  let asked = known.get(name);
  if (!asked) {
    asked = registers.show(name).catch((cause: unknown) => {
      known.delete(name);
      throw cause;
    });
    known.set(name, asked);
  }
  return asked;
}

/** After signing in as somebody else: what he sees is another thing. */
export function forgetDefinitions(): void {
  known.clear();
}
