import { describe, expect, it } from 'vitest';
import { formatFor } from './formats.ts';
import { metadataIn } from './metadata-text.ts';
import { bodyOf, exchanges, get, open, pages } from './test-client.ts';
import { shopPod, world } from './test-world.ts';

const META = (kind: string) => `application/json;as=${kind};g=meta.k8s.io;v=v1`;

describe('the form of an answer', () => {
  it.each([
    ['*/*', 'list', 'whole'],
    ['application/json', 'watch', 'whole'],
    [META('PartialObjectMetadataList'), 'list', 'metadata'],
    ['application/json; as=PartialObjectMetadata; v=v1; g=meta.k8s.io', 'get', 'metadata'],
    [`${META('Table')},${META('PartialObjectMetadataList')},application/json`, 'list', 'metadata'],
    [`${META('Table')}, application/json`, 'list', 'whole'],
    [META('Table'), 'list', null],
    [META('PartialObjectMetadata'), 'list', null],
    [META('PartialObjectMetadata'), 'watch', null],
    ['application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1beta1', 'list', null],
    ['application/yaml', 'get', null],
  ] as const)('%s of a %s: %s', (accept, answer, format) => {
    expect(formatFor(accept, answer)).toBe(format);
  });
});

describe('metadata alone', () => {
  it('is listed as the recorded server listed it', async () => {
    const { server } = await world({ recordings: [await pages()] });
    server.play.advanceTo(0);
    const recorded = (await exchanges('list-table-and-metadata')).find(({ request }) =>
      JSON.stringify(request.headers).includes('PartialObjectMetadataList'),
    );
    const { request } = recorded ?? { request: { path: '', headers: {} } };
    const { Authorization: _, ...headers } = request.headers as Record<string, string>;
    const answer = await get(server, request.path, { headers });
    expect(answer.headers.get('content-type')).toBe('application/json');
    expect(JSON.parse(answer.text)).toEqual(bodyOf(recorded));
  });

  it('is listed in pages of one version, and read of one object', async () => {
    const { server } = await world();
    const written = ['a', 'b', 'c'].map((name) => server.apply(shopPod(name)));
    const as = (kind: string) => ({ headers: { Accept: META(kind) } });
    const list = as('PartialObjectMetadataList');
    const first = JSON.parse((await get(server, '/api/v1/pods?limit=2', list)).text);
    server.delete({ namespace: 'shop', name: 'c' });
    const { continue: token } = first.metadata;
    const second = JSON.parse(
      (await get(server, `/api/v1/pods?limit=2&continue=${token}`, list)).text,
    );
    const items = [...first.items, ...second.items] as { metadata: { uid: string } }[];
    expect(items.map(({ metadata }) => metadata.uid)).toEqual(written.map(({ uid }) => uid));
    const one = await get(server, '/api/v1/namespaces/shop/pods/a', as('PartialObjectMetadata'));
    expect(JSON.parse(one.text)).toEqual({ ...items[0] });
  });

  it.each([
    [
      '{"kind":"Pod","metadata":{"a":{"b":"}\\"{"},"c":"\\\\"},"spec":{}}',
      '{"a":{"b":"}\\"{"},"c":"\\\\"}',
    ],
    ['{"spec":{}}', null],
    ['{"metadata":{"cut', null],
  ])('is found in %s', (text, metadata) => {
    const found = metadataIn(text);
    expect(found === null ? null : text.slice(found.start, found.end)).toBe(metadata);
  });
});

describe('a server without streaming lists', () => {
  it('refuses sendInitialEvents in the words of one whose feature gate is off, and watches without it', async () => {
    const { server } = await world({ streamingLists: false });
    const path = '/api/v1/pods?watch=1&allowWatchBookmarks=true';
    const initial = '&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&timeoutSeconds=1';
    const { status, text } = await get(server, path + initial);
    expect(status).toBe(422);
    expect(JSON.parse(text)).toMatchObject({
      message:
        'ListOptions.meta.k8s.io "" is invalid: sendInitialEvents: Forbidden: sendInitialEvents is forbidden for watch unless the WatchList feature gate is enabled',
      reason: 'Invalid',
      details: { causes: [{ reason: 'FieldValueForbidden', field: 'sendInitialEvents' }] },
    });
    const stream = await open(server, path);
    expect((await stream.event()).type).toBe('BOOKMARK');
    stream.close();
  });
});
