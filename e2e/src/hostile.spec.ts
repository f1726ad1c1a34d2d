/** A pod whose author writes hostile text into every field that takes it, shown in a real browser (T11, T12). */
import { expect, type Page, test } from '@playwright/test';
import { type ByHandCluster, startByHandCluster } from './by-hand-cluster.ts';

/** Each is put into every field that takes free text. */
const PACK: readonly (readonly [name: string, text: string])[] = [
  ['markup', '<img src=x onerror="window.pwned=1"><script>window.pwned=1</script><b>bold</b>'],
  [
    'an end of an attribute',
    "\"><svg onload=window.pwned=1> ' onfocus=window.pwned=1 autofocus x='",
  ],
  ['an address that is a script', 'javascript:window.pwned=1'],
  [
    'a template',
    '{@html "<img src=x onerror=window.pwned=1>"} {{constructor}} <%= window.pwned=1 %>',
  ],
  ['colours of a terminal', '\u001b[31;1mred\u001b[0m \u001b[2J\u001b[H \u009b5m'],
  [
    'commands of a terminal',
    '\u001b]0;title\u0007 \u001b]8;;http://evil.example\u001b\\link\u001b]8;;\u001b\\',
  ],
  ['text that runs backwards', 'safe\u202egnp.exe\u202c \u2066\u2067ab\u2069 \u200f.'],
  ['text that has no width', 'ad\u200bmin\u200c\u200d\u2060\ufeff\u00ad \u{e0041}\u{e007f}'],
  ['NUL and its neighbours', 'a\u0000b\u0001\u0008\u007f\r over'],
  ['marks that are piled up', `Z${'\u0351'.repeat(60)}algo`],
  ['ten thousand letters', 'W'.repeat(10_000)],
  ['ten thousand words', 'word '.repeat(2_000)],
];

/** What no text on the page may contain any more: as in `visible.ts`. */
const UNSEEN = String.raw`[\p{Cf}\p{Cs}\p{Zl}\p{Zp}]|(?![\n\t])\p{Cc}`;

/** Names of pods and containers are DNS labels, and the API server holds them to it. All else says `text`. */
function hostilePod(name: string, text: string) {
  const at = '2026-11-22T12:00:00Z';
  const ended = (exitCode: number) => ({
    exitCode,
    reason: text,
    message: text,
    startedAt: at,
    finishedAt: '2026-11-22T12:00:05Z',
    containerID: `containerd://${text}`,
  });
  const status = (container: string, state: object, lastState: object = {}) => ({
    name: container,
    image: text,
    imageID: text,
    containerID: `containerd://${text}`,
    ready: false,
    restartCount: 3,
    state,
    lastState,
  });
  return {
    metadata: {
      name,
      namespace: 'default',
      creationTimestamp: at,
      labels: { app: text, 'pod-template-hash': text },
      annotations: {
        'role.podline.dev/app': text,
        'kubectl.kubernetes.io/default-container': text,
        'podline.example/note': text,
      },
      ownerReferences: [
        { apiVersion: 'apps/v1', kind: text, name: text, uid: 'u', controller: true },
      ],
    },
    spec: {
      nodeName: text,
      restartPolicy: 'Always',
      initContainers: [{ name: 'first', image: text, command: [text], args: [text] }],
      containers: [
        { name: 'app', image: text, command: [text], env: [{ name: 'X', value: text }] },
        { name: 'helper', image: text },
      ],
    },
    status: {
      phase: 'Pending',
      reason: text,
      message: text,
      podIP: text,
      conditions: [
        {
          type: 'PodScheduled',
          status: 'False',
          reason: text,
          message: text,
          lastTransitionTime: at,
        },
        { type: text, status: text, reason: text, message: text, lastTransitionTime: at },
      ],
      initContainerStatuses: [status('first', { terminated: ended(1) }, { terminated: ended(2) })],
      containerStatuses: [
        status('app', { waiting: { reason: text, message: text } }, { terminated: ended(137) }),
        status('helper', { terminated: ended(0) }),
      ],
    },
  };
}

let cluster: ByHandCluster;

test.beforeAll(async () => {
  cluster = await startByHandCluster();
  PACK.forEach(([, text], index) => {
    cluster.server.apply(hostilePod(`hostile-${index}`, text));
    cluster.server.apply({
      kind: 'Event',
      metadata: { name: `event-${index}` },
      involvedObject: { kind: 'Pod', name: `hostile-${index}`, namespace: 'default' },
      type: text,
      reason: text,
      message: text,
    });
  });
});

test.afterAll(() => cluster.end());

/** What a browser complains of, and what a script that ran would have done. */
async function watched(page: Page): Promise<{ complaints(): Promise<readonly string[]> }> {
  const seen: string[] = [];
  page.on('pageerror', (error) => seen.push(error.message));
  page.on('dialog', (dialog) => seen.push(`a dialog: ${dialog.message()}`));
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') seen.push(message.text());
  });
  await page.addInitScript(() => {
    Object.assign(window, { reports: [] as string[] });
    document.addEventListener('securitypolicyviolation', (event) =>
      (window as unknown as { reports: string[] }).reports.push(event.violatedDirective),
    );
  });
  return {
    async complaints() {
      const inside = await page.evaluate(() => {
        const { reports } = window as unknown as { reports: string[] };
        return 'pwned' in window ? [...reports, 'a script ran'] : reports;
      });
      return [...seen, ...inside];
    },
  };
}

/** Texts and attributes of the page that still hold something that cannot be seen. */
const unseenOn = (page: Page): Promise<readonly string[]> =>
  page.evaluate((pattern) => {
    const unseen = new RegExp(pattern, 'u');
    const textsOf = (element: Element): readonly string[] => [
      ...[...element.attributes].map(({ value }) => value),
      ...[...element.childNodes].map((child) => (child instanceof Text ? child.data : '')),
    ];
    return [...document.querySelectorAll('*')].flatMap(textsOf).filter((text) => unseen.test(text));
  }, UNSEEN);

const overflowOf = (page: Page): Promise<number> =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

test('F41: in the list no script runs, nothing is reported, and the rows stay rows', async ({
  page,
}) => {
  const { complaints } = await watched(page);
  await page.goto(`${cluster.podline.url}/pods`);
  const rows = page.getByRole('row', { name: /hostile-/ });
  await expect(rows).toHaveCount(PACK.length);
  const heights = await rows.evaluateAll((all) =>
    all.map((row) => row.getBoundingClientRect().height),
  );
  expect(new Set(heights.map(Math.round)).size).toBe(1);
  const widths = await rows.evaluateAll((all) =>
    all.map((row) => row.getBoundingClientRect().width),
  );
  expect(Math.max(...widths)).toBeLessThan(2 * 1280);
  expect(await overflowOf(page)).toBe(0);
  expect(await unseenOn(page)).toEqual([]);
  await expect(page.getByText('\\u202e').filter({ visible: true }).first()).toBeVisible();
  expect(await complaints()).toEqual([]);
});

for (const [index, [name]] of PACK.entries()) {
  test(`F41: on its page, ${name} is text and nothing else`, async ({ page }) => {
    const { complaints } = await watched(page);
    await page.goto(`${cluster.podline.url}/pods/default/hostile-${index}`);
    await expect(page.getByRole('heading', { name: 'Timeline' })).toBeVisible();
    const lanes = page.getByRole('listitem', { name: /^init 1 first/ });
    await lanes.getByRole('button').last().click();
    expect(await unseenOn(page)).toEqual([]);
    expect(await overflowOf(page)).toBe(0);
    await page.setViewportSize({ width: 390, height: 844 });
    await expect.poll(() => overflowOf(page)).toBe(0);
    await expect(page.locator('main img, main script')).toHaveCount(0);
    expect(await complaints()).toEqual([]);
  });
}

test('F41: what cannot be seen is shown as an escape', async ({ page }) => {
  const index = PACK.findIndex(([name]) => name === 'commands of a terminal');
  await page.goto(`${cluster.podline.url}/pods/default/hostile-${index}`);
  await expect(page.getByText('\\u001b]0;title\\u0007').first()).toBeVisible();
});
