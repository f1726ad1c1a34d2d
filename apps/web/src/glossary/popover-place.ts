/** Where an explanation stands beside its word: under it where there is room, else above, and always within the view. */

export interface Rect {
  readonly leftPx: number;
  readonly topPx: number;
  readonly widthPx: number;
  readonly heightPx: number;
}

export interface Size {
  readonly widthPx: number;
  readonly heightPx: number;
}

export interface Place {
  readonly leftPx: number;
  readonly topPx: number;
}

const GAP_PX = 6;
const MARGIN_PX = 8;

export function placeBeside(word: Rect, popover: Size, view: Size): Place {
  const below = word.topPx + word.heightPx + GAP_PX;
  const above = word.topPx - GAP_PX - popover.heightPx;
  const fitsBelow = below + popover.heightPx + MARGIN_PX <= view.heightPx;
  const rightmost = view.widthPx - MARGIN_PX - popover.widthPx;
  return {
    leftPx: Math.max(MARGIN_PX, Math.min(word.leftPx, rightmost)),
    topPx: fitsBelow || above < MARGIN_PX ? below : above,
  };
}
