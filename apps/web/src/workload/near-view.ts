/** Tells whether an element is in view or a screen away from it: what is further away need not be painted. */

const AWAY = '600px';

/** An attachment. */
export function nearView(tell: (isNear: boolean) => void): (element: Element) => () => void {
  return (element) => {
    const observer = new IntersectionObserver(
      (entries) => tell(entries.at(-1)?.isIntersecting ?? false),
      { rootMargin: `${AWAY} 0px` },
    );
    observer.observe(element);
    return () => observer.disconnect();
  };
}
