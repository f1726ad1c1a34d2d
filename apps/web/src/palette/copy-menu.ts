/** Offers what can be copied of a pod; the frame has the menu, whatever shows a pod may ask for it. */
import { createContext } from 'svelte';
import type { PodAddress } from './current-pod.ts';

export const [getCopyMenu, setCopyMenu] = createContext<(pod: PodAddress) => void>();
