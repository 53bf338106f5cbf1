// Definitions of registers, read once while the page is open.

import { registers, type Definition, type Field } from '../api/registers';

const known = new Map<string, Promise<Definition>>();

/** Rows of catalogues become the choices of their fields: one shows names, not codes. */
async function nameCodes(register: string, field: Field): Promise<void> {
  try {
    field.choices = (await registers.catalogue(register, field.target ?? '', { closed: '1' })).rows.map((row) => ({ value: row.code, label: row.label }));
  } catch {
    field.choices = []; // codes are shown as they are
  }
}

async function read(name: string): Promise<Definition> {
  const found = await registers.show(name);
  await Promise.all(found.fields.filter((f) => f.type === 'catalogue').map((f) => nameCodes(name, f)));
  return found;
}

export function definitionOf(name: string): Promise<Definition> {
  let asked = known.get(name);
  if (!asked) {
    asked = read(name).catch((cause: unknown) => {
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
