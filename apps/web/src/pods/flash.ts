/** A brief, calm highlight of a row that changed just now. */
import type { Attachment } from 'svelte/attachments';

const LASTS_MS = 1600;

/**
 * Highlights the element whenever what `signature` gives is another than before; not at first, so that a row which is scrolled
 * into view stays quiet, and not for those who asked for less motion.
 */
export function flashOn(signature: () => string): Attachment<HTMLElement> {
  let before: string | null = null;
  return (element) => {
    const now = signature();
    const hasChanged = before !== null && before !== now;
    before = now;
    if (!hasChanged || matchMedia('(prefers-reduced-motion: reduce)').matches) return;
    const highlight = getComputedStyle(element).getPropertyValue('--flash');
    element.animate([{ backgroundColor: highlight }, { backgroundColor: 'transparent' }], {
      duration: LASTS_MS,
      easing: 'ease-out',
    });
  };
}
