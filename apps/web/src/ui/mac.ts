/** Whether this is a Mac, where shortcuts are held with ⌘. */
export const isMac = (): boolean => /^(Mac|iP)/.test(navigator.platform);
