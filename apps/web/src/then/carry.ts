/** While one looks at a moment, every link of the page leads to the same moment; also one that is opened in a new tab. */
import { pathWithMoment } from './moment.ts';

/** Keeps all links within `root` at that moment, those that come later too; null takes it out of them. Gives its end. */
export function carryMoment(root: HTMLElement, moment: string | null): () => void {
  const lead = (link: Element): void => {
    const path = pathWithMoment(link.getAttribute('href') ?? '', moment);
    if (path !== null) link.setAttribute('href', path);
  };
  const leadAll = (within: Element): void => {
    if (within.matches('a[href]')) lead(within);
    for (const link of within.querySelectorAll('a[href]')) lead(link);
  };
  leadAll(root);
  if (moment === null) return () => undefined;
  const observer = new MutationObserver((records) => {
    for (const node of records.flatMap(changedIn)) leadAll(node);
  });
  observer.observe(root, {
    subtree: true,
    childList: true,
    attributes: true,
    attributeFilter: ['href'],
  });
  return () => observer.disconnect();
}

/** What came, or the link whose address was set. */
const changedIn = ({ type, target, addedNodes }: MutationRecord): readonly Element[] =>
  [...(type === 'attributes' ? [target] : addedNodes)].filter((node) => node instanceof Element);
