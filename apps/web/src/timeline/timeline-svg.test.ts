import { expect, test } from 'vitest';
import { laneBlocksOf } from './blocks.ts';
import { LEGEND } from './legend.ts';
import { eventMarks, toned } from './point-marks.ts';
import * as build from './testing/lanes.ts';
import { timeScale } from './time-scale.ts';
import { type Picture, timelineSvg } from './timeline-svg.ts';

const TIMELINE = build.timeline([
  build.lane('init', [build.waiting(0, 2), build.failed(2, 14), build.backOff(14, null, 90)], {
    role: 'init',
  }),
  build.lane('shop', [build.held(0, null, 'container', 'init')]),
]);
const PICTURE: Picture = {
  title: 'shop/api <1> & "more"',
  scale: timeScale(build.at(0), build.at(100), 800),
  zone: 'utc',
  end: build.at(80),
  isOver: false,
  zero: build.at(0),
  lanes: laneBlocksOf(TIMELINE),
  marks: toned(TIMELINE.marks),
  events: eventMarks([
    {
      at: build.at(20),
      type: 'Warning',
      reason: 'BackOff',
      container: 'init',
      count: 3,
      message: null,
    },
  ]),
  stages: [{ stage: 'init', container: 'init', from: build.at(2), to: null }],
  gaps: [{ from: build.at(40), to: build.at(50), cause: 'Nobody watched.' }],
};
const svg = timelineSvg(PICTURE, (name) => `rgb(1, 2, ${name.length})`);

test('it stands alone: colours are resolved, and nothing is loaded', () => {
  expect(svg).not.toContain('var(');
  expect(svg).not.toMatch(/href|url\((?!#timeline-)/);
});

test('every word of it is escaped', () => {
  expect(svg).toContain('shop/api &#60;1&#62; &#38; &#34;more&#34;');
  expect(svg).not.toContain('<1>');
});

test('it is as seen: the lanes, their marks and the window', () => {
  for (const word of [
    '>init<',
    '>shop<',
    '>next in 10s<',
    '>waits for init<',
    '>BackOff ×3<',
    '>now<',
  ])
    expect(svg).toContain(word);
  expect(svg).toContain('11:34:00 – 11:35:40 UTC');
});

test('the legend names every look', () => {
  for (const { words } of LEGEND) expect(svg).toContain(`>${words}<`);
});

test('tags are closed in the order in which they were opened', () => {
  const open: string[] = [];
  for (const [, end, name, self] of svg.matchAll(/<(\/?)([a-zA-Z]+)[^>]*?(\/?)>/g)) {
    if (end === '/') expect(open.pop()).toBe(name);
    else if (self !== '/') open.push(name ?? '');
  }
  expect(open).toEqual([]);
});
