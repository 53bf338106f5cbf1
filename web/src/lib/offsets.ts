// Byte offsets of UTF-8 to positions of a JavaScript string (UTF-16), by a table with one entry per
// 64 bytes: built in one pass, 1/16 of the text's size, a look-up walks at most 63 bytes.

const STEP_BITS = 6;
const STEP = 1 << STEP_BITS;

/** UTF-16 units that begin with this byte: none for a continuation, two for a four-byte character. */
function unitsOf(byte: number): number {
  if ((byte & 0xc0) === 0x80) return 0;
  return byte >= 0xf0 ? 2 : 1;
}

export class OffsetTable {
  private readonly table: Uint32Array;
  readonly units: number;

  constructor(private readonly bytes: Uint8Array) {
    this.table = new Uint32Array((bytes.length >> STEP_BITS) + 1);
    let units = 0;
    for (let i = 0; i < bytes.length; i++) {
      if ((i & (STEP - 1)) === 0) this.table[i >> STEP_BITS] = units;
      units += unitsOf(bytes[i]);
    }
    if ((bytes.length & (STEP - 1)) === 0) this.table[bytes.length >> STEP_BITS] = units;
    this.units = units;
  }

  /** Outside the text: its nearest end. Inside a character: that character's end. */
  toUnits(offset: number): number {
    if (!(offset > 0)) return 0;
    if (offset >= this.bytes.length) return this.units;
    const from = offset & ~(STEP - 1);
    let units = this.table[offset >> STEP_BITS];
    for (let i = from; i < offset; i++) units += unitsOf(this.bytes[i]);
    return units;
  }
}

/** Keeps a byte order mark: the offsets count it. */
export function decodeText(bytes: Uint8Array): string {
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
}
