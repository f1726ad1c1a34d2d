/** Escape puts away what stands in front, and nothing behind it. */
import type { Attachment } from 'svelte/attachments';

/**
 * For an element with `popover="auto"`. The browser closes it on Escape by itself, but not when a page takes the key for
 * what lies under it; so the popover takes it first, and gives the focus back to its button.
 */
export const closesFirst: Attachment<HTMLElement> = (popover) => {
  function onkeydown(event: KeyboardEvent): void {
    if (event.key !== 'Escape') return;
    event.preventDefault();
    popover.hidePopover();
  }
  function ontoggle(event: ToggleEvent): void {
    if (event.newState === 'open') window.addEventListener('keydown', onkeydown, { capture: true });
    else window.removeEventListener('keydown', onkeydown, { capture: true });
  }
  popover.addEventListener('toggle', ontoggle);
  return () => {
    popover.removeEventListener('toggle', ontoggle);
    window.removeEventListener('keydown', onkeydown, { capture: true });
  };
};
