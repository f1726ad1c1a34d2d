/** Into the clipboard, also where the browser's own way is closed: on plain http it is. */

/** False when it was not possible. */
export async function copyText(text: string): Promise<boolean> {
  try {
    // Without https there is none.
    if (navigator.clipboard === undefined) return copyBySelection(text);
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    // Forbidden by a policy, or the page lost the focus: the old way may still do.
    return copyBySelection(text);
  }
}

/** Within the dialog that is open, if one is: whatever is outside of it cannot be selected. */
function copyBySelection(text: string): boolean {
  const before = document.activeElement;
  const field = document.createElement('textarea');
  field.value = text;
  field.readOnly = true;
  field.className = 'visually-hidden';
  (document.querySelector('dialog[open]') ?? document.body).append(field);
  field.select();
  const isDone = document.execCommand('copy');
  field.remove();
  if (before instanceof HTMLElement) before.focus();
  return isDone;
}
