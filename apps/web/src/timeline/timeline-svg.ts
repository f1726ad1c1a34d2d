/** The timeline as it is seen, as an SVG document of its own: colours resolved, legend below, nothing to load. */
import type { Gap, Interval, Millis, StartupStage } from '@podline/domain';
import { clockTicks, offsetTicks } from './axis-ticks.ts';
import { PATTERNS, paintOf, patternId } from './bar-paint.ts';
import {
  BAR_PX,
  BAR_TOP_PX,
  barLabels,
  barShapes,
  boxesPath,
  boxPath,
  CRITICAL_TOP_PX,
  LANE_PX,
  READY_PX,
  READY_TOP_PX,
} from './bar-shapes.ts';
import type { LaneBlocks, Look } from './blocks.ts';
import { laneGroups } from './lane-groups.ts';
import { boxOf, layOut, readyBoxes } from './lane-layout.ts';
import { noteOf, roleWords } from './lane-words.ts';
import { LEGEND, type LegendEntry } from './legend.ts';
import { groupWords, markGroups, type PointMark } from './point-marks.ts';
import { criticalOf, stageBoxes, stageName } from './stages.ts';
import { type TimeScale, xOf } from './time-scale.ts';
import { localTime, type Zone, zoneWords } from './time-words.ts';

export interface Picture {
  /** What it is of. */
  readonly title: string;
  readonly scale: TimeScale;
  readonly zone: Zone;
  /** When the pod was gone, else now. */
  readonly end: Millis;
  readonly isOver: boolean;
  readonly zero: Millis;
  readonly lanes: readonly LaneBlocks[];
  readonly marks: readonly PointMark[];
  readonly events: readonly PointMark[];
  readonly stages: readonly StartupStage[];
  readonly gaps: readonly Gap[];
}

/** Of `var(--name)`, the colour in the theme that is seen. */
export type Palette = (name: string) => string;

const GUTTER_PX = 250;
const HEAD_PX = 34;
const AXIS_PX = 40;
const GROUP_PX = 24;
const LEGEND_LINE_PX = 20;
const CHARACTER_PX = 6.7;

/** An SVG document; every text in it is escaped. */
export function timelineSvg(picture: Picture, palette: Palette): string {
  const { scale } = picture;
  const widthPx = GUTTER_PX + scale.widthPx + 16;
  const body: string[] = [];
  let y = HEAD_PX + AXIS_PX;
  const heading = (words: string): void => {
    body.push(text(16, y + 15, words.toUpperCase(), 'h'), rule(y + GROUP_PX - 3, widthPx));
    y += GROUP_PX;
  };
  const row = (name: string, note: string, content: readonly string[]): void => {
    body.push(text(16, y + 19, name, 'm'), text(GUTTER_PX - 12, y + 19, note, 'n'));
    body.push(`<g transform="translate(${GUTTER_PX} ${y})">${content.join('')}</g>`);
    y += LANE_PX;
  };
  heading('Pod');
  row('life of the pod', '', pointShapes(picture.marks, scale));
  row('start-up', '', stageShapes(picture));
  if (picture.events.length > 0) row('events', '', pointShapes(picture.events, scale));
  for (const group of laneGroups(picture.lanes)) {
    heading(group.title);
    for (const lane of group.lanes) {
      const { name } = lane.lane;
      const note = `${roleWords(lane.lane)} · ${noteOf(lane, picture.end).text}`;
      row(name, short(note, GUTTER_PX - 40 - name.length * 7.3), laneShapes(picture, lane));
    }
  }
  const bottom = y + 22;
  const legend = legendShapes(widthPx, bottom + 8);
  const heightPx = bottom + 12 + legend.lines * LEGEND_LINE_PX;
  const svg = [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${widthPx}" height="${heightPx}" viewBox="0 0 ${widthPx} ${heightPx}">`,
    `<title>${escaped(picture.title)}</title>${DEFS}<style>${STYLE}</style>`,
    `<rect width="100%" height="100%" fill="var(--surface)"/>`,
    headShapes(picture),
    ...gridShapes(picture, bottom),
    ...body,
    ...legend.shapes,
    '</svg>',
  ].join('\n');
  return svg.replace(/var\(--([a-z-]+)\)/g, (_, name: string) => palette(name));
}

const escaped = (words: string): string =>
  words.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);

const text = (x: number, y: number, words: string, style: string): string =>
  words === ''
    ? ''
    : `<text x="${x.toFixed(1)}" y="${y}" class="${style}">${escaped(words)}</text>`;

const path = (d: string, fill: string, more = ''): string =>
  d === '' ? '' : `<path d="${d}" fill="${fill}"${more}/>`;

const rule = (y: number, widthPx: number): string =>
  path(`M0 ${y}h${widthPx}v1h${-widthPx}z`, 'var(--line)');

function short(words: string, roomPx: number): string {
  const most = Math.max(Math.floor(roomPx / CHARACTER_PX), 0);
  if (words.length <= most) return words;
  return most < 4 ? '' : `${words.slice(0, most - 1)}…`;
}

const MONO = `"JetBrains Mono",ui-monospace,Menlo,Consolas,"DejaVu Sans Mono",monospace`;
const SANS = 'Inter,ui-sans-serif,system-ui,sans-serif';
const STYLE = [
  `text{font:11px ${MONO};fill:var(--text)}`,
  '.m{font-size:12px}',
  '.n{fill:var(--muted);text-anchor:end}',
  '.q{fill:var(--muted)}',
  `.h{font:600 10px ${SANS};letter-spacing:.08em;fill:var(--muted)}`,
  `.t{font:600 14px ${SANS}}`,
  '.s{fill:var(--on-bar);text-anchor:middle;font-weight:600}',
  '.c{text-anchor:middle;paint-order:stroke;stroke:var(--surface);stroke-width:3px}',
].join('');

const DEFS = `<defs>${PATTERNS.map(({ id, sizePx, shape, colour, opacity, ground }) => {
  const turn = shape.kind === 'stripes' ? ` patternTransform="rotate(${shape.degrees})"` : '';
  const ink =
    shape.kind === 'stripes'
      ? `<rect width="${shape.widthPx}" height="${sizePx}" fill="${colour}" opacity="${opacity}"/>`
      : `<circle cx="2" cy="2" r="${shape.radiusPx}" fill="${colour}"/>`;
  return `<pattern id="${patternId(id)}" width="${sizePx}" height="${sizePx}" patternUnits="userSpaceOnUse"${turn}><rect width="${sizePx}" height="${sizePx}" fill="${colour}" fill-opacity="${ground}"/>${ink}</pattern>`;
}).join('')}</defs>`;

function headShapes({ title, scale, zone, end }: Picture): string {
  const span = `${localTime(scale.from, end, zone)} – ${localTime(scale.to, end, zone)} ${zoneWords(end, zone)}`;
  return text(16, 22, title, 't') + text(GUTTER_PX + scale.widthPx, 22, span, 'n');
}

function gridShapes(picture: Picture, bottom: number): readonly string[] {
  const { scale, zone, zero, gaps, end, isOver } = picture;
  const height = bottom - HEAD_PX;
  const ticks = clockTicks(scale, zone).flatMap(({ xPx, text: words }) => [
    path(`M${xPx.toFixed(1)} 0h1v${height}h-1z`, 'var(--line)'),
    text(xPx + 5, 15, words, ''),
  ]);
  const offsets = offsetTicks(scale, zero).flatMap(({ xPx, text: words }) => [
    path(`M${xPx.toFixed(1)} 35h1v5h-1z`, 'var(--line-strong)'),
    text(xPx + 5, 33, words, 'q'),
  ]);
  const blind = gaps.flatMap((gap) => boxOf(gap, scale, end) ?? []);
  const nowPx = xOf(scale, end);
  const now =
    isOver || nowPx > scale.widthPx || nowPx < 0
      ? ''
      : `<path d="M${nowPx.toFixed(1)} ${AXIS_PX}v${height - AXIS_PX}" stroke="var(--now)" stroke-dasharray="3 3"/>${text(nowPx - 26, height - 4, 'now', 'q')}`;
  return [
    `<g transform="translate(${GUTTER_PX} ${HEAD_PX})">`,
    ...ticks,
    ...offsets,
    path(boxesPath(blind, AXIS_PX, height - AXIS_PX), `url(#${patternId('unobserved')})`),
    now,
    '</g>',
  ];
}

const TONES = { plain: 'var(--muted)', good: 'var(--ready)', bad: 'var(--failed)' } as const;

const pointShapes = (marks: readonly PointMark[], scale: TimeScale): readonly string[] =>
  markGroups(marks, scale).flatMap((group) => [
    path(`M${(group.xPx - 1).toFixed(1)} 6h2v18h-2z`, TONES[group.tone]),
    text(group.xPx + 6, 19, short(groupWords(group), group.widthPx - 12), 'q'),
  ]);

const stageShapes = ({ stages, scale, end }: Picture): readonly string[] =>
  stageBoxes(stages, scale, end).flatMap((box) => [
    path(
      boxPath({ xPx: box.xPx, widthPx: Math.max(box.widthPx - 1, 1.5) }, 8, 14),
      'var(--critical)',
      ` fill-opacity="${box.isLongest ? 0.34 : 0.16}" stroke="var(--critical)" stroke-opacity="0.5"`,
    ),
    text(box.xPx + 5, 19, short(stageName(box.stage), box.widthPx - 8), ''),
  ]);

const LABELS = { solid: 's', haloed: 'c', quiet: 'c q' } as const;

function laneShapes(picture: Picture, lane: LaneBlocks): readonly string[] {
  const { scale, end, stages } = picture;
  const marks = layOut(lane.blocks, scale, end);
  const ready = readyBoxes(lane.lane, scale, end);
  const boxes = (intervals: readonly Interval[]) =>
    intervals.flatMap((interval) => boxOf(interval, scale, end) ?? []);
  return [
    ...barShapes(marks).map(({ look, isDense, d }) => {
      const { fill, stroke } = paintOf(look, isDense);
      return path(d, fill, stroke === null ? '' : ` stroke="${stroke}" stroke-opacity="0.55"`);
    }),
    path(
      boxesPath(
        ready.filter(({ isWhole }) => isWhole),
        BAR_TOP_PX,
        BAR_PX,
      ),
      'var(--bar-ready)',
    ),
    path(boxesPath(ready, READY_TOP_PX, READY_PX), 'var(--bar-ready)'),
    path(
      boxesPath(boxes(criticalOf(stages, lane.lane.name)), CRITICAL_TOP_PX, 2),
      'var(--critical)',
    ),
    ...barLabels(marks, end).map((label) => text(label.xPx, 19, label.text, LABELS[label.tone])),
  ];
}

function legendShapes(widthPx: number, top: number): { shapes: readonly string[]; lines: number } {
  let x = 16;
  let line = 0;
  const shapes = LEGEND.flatMap(({ words, sample }) => {
    const needs = 30 + words.length * CHARACTER_PX + 16;
    if (x + needs > widthPx && x > 16) {
      x = 16;
      line += 1;
    }
    const y = top + line * LEGEND_LINE_PX;
    const swatch = swatchShape(sample, x, y);
    const placed = [swatch, text(x + 28, y + 10, words, 'q')];
    x += needs;
    return placed;
  });
  return { shapes, lines: line + 1 };
}

const SIGNS: Readonly<Partial<Record<Look, string>>> = { failed: '1', completed: '✓' };

function swatchShape(sample: LegendEntry['sample'], x: number, y: number): string {
  const box = { xPx: x, widthPx: 22 };
  if (sample.kind === 'line')
    return path(boxPath(box, y + sample.yPx, sample.heightPx), sample.fill);
  const { look, isDense, thin } = sample;
  const { fill, stroke } = paintOf(look, isDense);
  const line = stroke === null ? '' : ` stroke="${stroke}" stroke-opacity="0.55"`;
  const sign = isDense ? '' : (SIGNS[look] ?? '');
  return (
    path(boxPath(box, y + (thin ? 5 : 0), thin ? 2 : 12), fill, line) +
    text(x + 11, y + 10, sign, 's')
  );
}
