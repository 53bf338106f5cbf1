// Rows with a parent as the lines of a tree, in reading order.

interface Node {
  id: number;
  parent: number | null;
}
export interface Line<T> {
  node: T;
  depth: number;
}

const DEEPEST = 40;

/** A row whose parent is not among them stands at the top: nothing is left out. */
export function treeOf<T extends Node>(rows: T[]): Line<T>[] {
  const known = new Set(rows.map((r) => r.id));
  const below = new Map<number, T[]>();
  for (const row of rows) {
    const parent = row.parent !== null && known.has(row.parent) ? row.parent : 0;
    below.set(parent, [...(below.get(parent) ?? []), row]);
  }
  const out: Line<T>[] = [];
  const add = (parent: number, depth: number) => {
    for (const node of below.get(parent) ?? []) {
      out.push({ node, depth });
      if (depth < DEEPEST) add(node.id, depth + 1);
    }
  };
  add(0, 0);
  return out;
}
