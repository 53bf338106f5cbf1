// A text cut into blocks that a list can show one by one: a line each; blank lines in a row are one
// block; a line too long for a screen is cut after a punctuation mark.

const LONG_LINE = 3000;
const PIECE = 1500;
const NEWLINE = 10;

export interface Blocks {
  count: number;
  start: Uint32Array;
  end: Uint32Array;
  line: Uint32Array; // 1-based number of its first line
  continued: Uint8Array; // 1: goes on from the block before
  lines: number;
}

/** Where to cut a piece that begins at `from`: after the last stop or comma before its limit. */
function pieceEnd(text: string, from: number, lineEnd: number): number {
  const limit = from + PIECE;
  if (lineEnd - from <= LONG_LINE) return lineEnd;
  for (let i = limit; i > limit - 300; i--) {
    if ('。；;，,！？、 '.includes(text[i - 1])) return i;
  }
  // Never between the halves of a surrogate pair.
  return (text.charCodeAt(limit - 1) & 0xfc00) === 0xd800 ? limit + 1 : limit;
}

export function cutBlocks(text: string): Blocks {
  const start: number[] = [];
  const end: number[] = [];
  const line: number[] = [];
  const continued: number[] = [];
  let number = 1;
  let blank = false;
  const add = (a: number, b: number, more: boolean) => {
    start.push(a);
    end.push(b);
    line.push(number);
    continued.push(more ? 1 : 0);
  };
  for (let at = 0; at <= text.length; ) {
    let stop = text.indexOf('\n', at);
    if (stop < 0) stop = text.length;
    const bare = stop > at && text.charCodeAt(stop - 1) === 13 ? stop - 1 : stop;
    if (bare - at > 400 || text.slice(at, bare).trim() !== '') {
      for (let from = at, to; from < bare; from = to) {
        to = pieceEnd(text, from, bare);
        add(from, to, from > at);
      }
      blank = false;
    } else if (!blank && stop < text.length) {
      add(at, bare, false);
      blank = true;
    }
    at = stop + 1;
    number++;
  }
  if (start.length === 0) add(0, 0, false);
  const lines = text.charCodeAt(text.length - 1) === NEWLINE ? number - 2 : number - 1;
  return {
    count: start.length,
    start: Uint32Array.from(start),
    end: Uint32Array.from(end),
    line: Uint32Array.from(line),
    continued: Uint8Array.from(continued),
    lines,
  };
}

/** The block that holds a position, or the nearest one before it. */
export function blockAt(blocks: Blocks, position: number): number {
  let low = 0;
  let high = blocks.count - 1;
  while (low < high) {
    const mid = (low + high + 1) >> 1;
    if (blocks.start[mid] <= position) low = mid;
    else high = mid - 1;
  }
  return low;
}

/** Width of a piece of text in full-width characters, to guess how many lines it takes. */
export function fullWidths(text: string, start: number, end: number): number {
  let width = 0;
  for (let i = start; i < end; i++) width += text.charCodeAt(i) < 0x2000 ? 0.56 : 1;
  return width;
}
