/** Whether a key press belongs to the page: not while somebody types, nor as part of a shortcut of the browser. */
export function isPageKey(event: KeyboardEvent): boolean {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return false;
  const { target } = event;
  return !(
    target instanceof HTMLElement && target.closest('input, select, textarea, dialog') !== null
  );
}
