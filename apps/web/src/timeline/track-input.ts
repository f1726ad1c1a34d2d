/** The tracks' element → the view: pointers and wheel, in pixels from the left edge of the tracks. */
import type { TimelineView } from './timeline-view.svelte.ts';

/** An attachment. A press without a pull stays a click; a pull is none. */
export function trackInput(view: TimelineView): (body: HTMLElement) => () => void {
  return (body) => {
    let wasPulled = false;
    const toPx = (event: MouseEvent): number =>
      event.clientX - body.getBoundingClientRect().right + view.widthPx;
    const listeners = {
      pointerdown(event: PointerEvent): void {
        wasPulled = false;
        const xPx = toPx(event);
        if (event.button !== 0 || xPx < 0) return;
        const measures = view.isMeasuring || event.shiftKey;
        view.pointer({ kind: 'down', pointer: event.pointerId, xPx, measures });
      },
      pointermove(event: PointerEvent): void {
        const xPx = toPx(event);
        view.pointer({ kind: 'move', pointer: event.pointerId, xPx });
        if (view.isPulled && !wasPulled) {
          wasPulled = true;
          body.setPointerCapture(event.pointerId);
        }
        view.pointerPx = event.pointerType === 'mouse' && xPx >= 0 ? xPx : null;
      },
      pointerup(event: PointerEvent): void {
        view.pointer({ kind: 'up', pointer: event.pointerId });
      },
      pointercancel(): void {
        view.pointer({ kind: 'cancel' });
      },
      pointerleave(): void {
        view.pointerPx = null;
        if (!view.isPulled) view.pointer({ kind: 'cancel' });
      },
      wheel(event: WheelEvent): void {
        const { deltaX, deltaY, shiftKey: isShifted } = event;
        const zooms = event.ctrlKey || event.metaKey;
        const taken = view.wheel({ xPx: toPx(event), deltaX, deltaY, zooms, isShifted });
        if (taken) event.preventDefault();
      },
    };
    const onclick = (event: MouseEvent): void => {
      if (!wasPulled) return;
      event.stopPropagation();
      wasPulled = false;
    };
    body.addEventListener('pointerdown', listeners.pointerdown);
    body.addEventListener('pointermove', listeners.pointermove);
    body.addEventListener('pointerup', listeners.pointerup);
    body.addEventListener('pointercancel', listeners.pointercancel);
    body.addEventListener('pointerleave', listeners.pointerleave);
    // Not passive: a turn that zooms must not zoom the page as well.
    body.addEventListener('wheel', listeners.wheel, { passive: false });
    body.addEventListener('click', onclick, { capture: true });
    return () => {
      body.removeEventListener('pointerdown', listeners.pointerdown);
      body.removeEventListener('pointermove', listeners.pointermove);
      body.removeEventListener('pointerup', listeners.pointerup);
      body.removeEventListener('pointercancel', listeners.pointercancel);
      body.removeEventListener('pointerleave', listeners.pointerleave);
      body.removeEventListener('wheel', listeners.wheel);
      body.removeEventListener('click', onclick, { capture: true });
    };
  };
}
