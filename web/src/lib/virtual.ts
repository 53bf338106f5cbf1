// A list that keeps only the rows near the viewport in the page. Rows may have any height: it is
// guessed, then measured, and what lies in view never jumps when a guess above it is corrected.

import { nextTick, onBeforeUnmount, onMounted, onUpdated, ref, shallowRef, watch, type Ref } from 'vue';
import { Heights } from './heights';

/** Browsers clip elements near 16-33 million pixels; beyond this the scroll bar is a scale model. */
const TALLEST = 12_000_000;

export interface VirtualOptions {
  scroller: Ref<HTMLElement | null>;
  rows: Ref<HTMLElement | null>; // its children are the rows first..last
  count: () => number;
  estimate: (index: number, width: number) => number;
  overscan?: number; // pixels kept ready above and below
}

export interface Virtual {
  first: Ref<number>;
  last: Ref<number>; // exclusive
  offset: Ref<number>;
  total: Ref<number>;
  reset: (keep?: boolean) => void;
  scrollTo: (index: number, options?: ScrollOptions) => Promise<void>;
  refresh: () => void;
}

interface ScrollOptions {
  align?: 'start' | 'center' | 'nearest';
  /** An element inside the row that must come into view, asked for when the row is there. */
  target?: () => Element | null;
}

export function useVirtual(options: VirtualOptions): Virtual {
  const overscan = options.overscan ?? 600;
  const first = ref(0);
  const last = ref(0);
  const offset = ref(0);
  const total = ref(0);
  const heights = shallowRef(new Heights(0, () => 0));
  let width = 0;
  let observer: ResizeObserver | null = null;

  /** Real pixels per pixel of the scroll bar: 1 unless the list is taller than a page can be. */
  const ratio = () => {
    const box = options.scroller.value;
    const real = heights.value.total;
    if (!box || real <= TALLEST) return 1;
    return (real - box.clientHeight) / (TALLEST - box.clientHeight);
  };

  function place(): void {
    const box = options.scroller.value;
    const h = heights.value;
    if (!box || h.count === 0) {
      first.value = last.value = offset.value = total.value = 0;
      return;
    }
    const top = box.scrollTop * ratio();
    total.value = Math.min(h.total, TALLEST);
    first.value = h.at(Math.max(0, top - overscan));
    last.value = Math.min(h.count, h.at(top + box.clientHeight + overscan) + 1);
    offset.value = h.before(first.value) - top + box.scrollTop;
  }

  function measure(): void {
    const box = options.scroller.value;
    const rows = options.rows.value;
    if (!box || !rows || rows.offsetParent === null) return;
    const h = heights.value;
    const anchor = h.at(box.scrollTop * ratio());
    let above = 0;
    let changed = false;
    for (let i = 0; i < rows.children.length; i++) {
      const index = first.value + i;
      if (index >= h.count) break;
      const height = (rows.children[i] as HTMLElement).offsetHeight;
      if (height === 0 || height === h.of(index)) continue;
      const delta = h.set(index, height);
      changed = true;
      if (index < anchor) above += delta;
    }
    if (!changed) return;
    if (above !== 0) box.scrollTop += above / ratio();
    place();
  }

  function reset(keep = false): void {
    const box = options.scroller.value;
    width = box?.clientWidth ?? width;
    const h = heights.value;
    const top = box ? box.scrollTop * ratio() : 0;
    const anchor = keep && h.count > 0 ? h.at(top) : 0;
    const inside = keep && h.count > 0 ? (top - h.before(anchor)) / Math.max(1, h.of(anchor)) : 0;
    heights.value = new Heights(options.count(), (i) => options.estimate(i, width));
    if (box && keep && anchor < heights.value.count) {
      total.value = Math.min(heights.value.total, TALLEST);
      void nextTick(() => {
        box.scrollTop = (heights.value.before(anchor) + inside * heights.value.of(anchor)) / ratio();
        place();
      });
    }
    place();
    void nextTick(measure);
  }

  function wanted(index: number, align: ScrollOptions['align'], target?: Element | null): number | null {
    const box = options.scroller.value;
    if (!box) return null;
    const h = heights.value;
    const top = box.scrollTop * ratio();
    let y = h.before(index);
    let height = h.of(index);
    if (target) {
      const rect = target.getClientRects()[0] ?? target.getBoundingClientRect();
      y = top + rect.top - box.getBoundingClientRect().top;
      height = rect.height;
    }
    if (align === 'nearest' && y >= top + 4 && y + height <= top + box.clientHeight - 4) return null;
    if (align === 'nearest') return y < top + 4 ? y - 8 : y + height - box.clientHeight + 8;
    if (align === 'start') return y - 12;
    return y - Math.max(24, (box.clientHeight - Math.min(height, box.clientHeight * 0.6)) / 3);
  }

  /** Jumps, lets the rows be drawn and measured, and corrects until the place is exact. */
  async function scrollTo(index: number, { align = 'center', target }: ScrollOptions = {}): Promise<void> {
    for (let round = 0; round < 6; round++) {
      const box = options.scroller.value;
      if (!box || index < 0 || index >= heights.value.count) return;
      const there = index >= first.value && index < last.value ? (target?.() ?? null) : null;
      const y = wanted(index, align, there);
      if (y === null) return;
      const before = box.scrollTop;
      box.scrollTop = Math.max(0, y) / ratio();
      place();
      await nextTick();
      measure();
      await nextTick();
      if (round > 0 && Math.abs(box.scrollTop - before) < 2) return;
    }
  }

  let frame = 0;
  const onScroll = () => {
    if (frame) return;
    frame = requestAnimationFrame(() => {
      frame = 0;
      place();
    });
  };

  onMounted(() => {
    watch(
      options.scroller,
      (box, old) => {
        old?.removeEventListener('scroll', onScroll);
        observer?.disconnect();
        if (!box) return;
        box.addEventListener('scroll', onScroll, { passive: true });
        observer = new ResizeObserver(() => {
          if (box.clientWidth > 0 && Math.abs(box.clientWidth - width) > 1) reset(true);
          else place();
        });
        observer.observe(box);
        reset();
      },
      { immediate: true, flush: 'post' },
    );
  });
  onUpdated(measure);
  onBeforeUnmount(() => {
    options.scroller.value?.removeEventListener('scroll', onScroll);
    observer?.disconnect();
    cancelAnimationFrame(frame);
  });
  return { first, last, offset, total, reset, scrollTo, refresh: measure };
}
