// Intervals sorted by their start, asked for those that meet [a, b). `reach` holds the greatest end so
// far, which never falls: the first candidate is found by halving although intervals may nest.

export class Intervals {
  readonly order: Uint32Array; // place in this index → the caller's number
  readonly start: Uint32Array;
  readonly end: Uint32Array;
  private readonly reach: Uint32Array;

  constructor(pairs: ArrayLike<number>) {
    const count = pairs.length >> 1;
    this.order = new Uint32Array(count);
    for (let i = 0; i < count; i++) this.order[i] = i;
    this.order.sort((x, y) => pairs[2 * x] - pairs[2 * y] || pairs[2 * y + 1] - pairs[2 * x + 1]);
    this.start = new Uint32Array(count);
    this.end = new Uint32Array(count);
    this.reach = new Uint32Array(count);
    let reach = 0;
    for (let i = 0; i < count; i++) {
      this.start[i] = pairs[2 * this.order[i]];
      this.end[i] = pairs[2 * this.order[i] + 1];
      reach = Math.max(reach, this.end[i]);
      this.reach[i] = reach;
    }
  }

  get count(): number {
    return this.order.length;
  }

  /** Calls `visit(number, start, end)` in order of start. */
  meet(a: number, b: number, visit: (number: number, start: number, end: number) => void): void {
    let low = 0;
    let high = this.count;
    while (low < high) {
      const mid = (low + high) >> 1;
      if (this.reach[mid] > a) high = mid;
      else low = mid + 1;
    }
    for (let i = low; i < this.count && this.start[i] < b; i++) {
      if (this.end[i] > a) visit(this.order[i], this.start[i], this.end[i]);
    }
  }

  /** The last interval that begins at or before `position`, or -1. */
  lastAt(position: number): number {
    let low = 0;
    let high = this.count;
    while (low < high) {
      const mid = (low + high) >> 1;
      if (this.start[mid] <= position) low = mid + 1;
      else high = mid;
    }
    return low === 0 ? -1 : this.order[low - 1];
  }
}
