// Heights of many rows with their running sums: a Fenwick tree, so that a changed height, the top of
// a row and the row at a point each cost a logarithm.

export class Heights {
  private readonly height: Float64Array;
  private readonly sums: Float64Array;
  private readonly top: number;

  constructor(
    readonly count: number,
    estimate: (index: number) => number,
  ) {
    this.height = new Float64Array(count);
    this.sums = new Float64Array(count + 1);
    this.top = count === 0 ? 0 : 2 ** Math.floor(Math.log2(count));
    for (let i = 0; i < count; i++) this.height[i] = estimate(i);
    for (let i = 1; i <= count; i++) {
      this.sums[i] += this.height[i - 1];
      const parent = i + (i & -i);
      if (parent <= count) this.sums[parent] += this.sums[i];
    }
  }

  of(index: number): number {
    return this.height[index];
  }

  /** Returns by how much it grew. */
  set(index: number, height: number): number {
    const delta = height - this.height[index];
    if (delta === 0) return 0;
    this.height[index] = height;
    for (let i = index + 1; i <= this.count; i += i & -i) this.sums[i] += delta;
    return delta;
  }

  /** Sum of the heights of the rows before `index`. */
  before(index: number): number {
    let sum = 0;
    for (let i = Math.min(index, this.count); i > 0; i -= i & -i) sum += this.sums[i];
    return sum;
  }

  get total(): number {
    return this.before(this.count);
  }

  /** The row that covers the point `y`; the last one when it lies below all. */
  at(y: number): number {
    let index = 0;
    let rest = y;
    for (let step = this.top; step > 0; step >>= 1) {
      const next = index + step;
      if (next <= this.count && this.sums[next] <= rest) {
        index = next;
        rest -= this.sums[next];
      }
    }
    return Math.max(0, Math.min(index, this.count - 1));
  }
}
