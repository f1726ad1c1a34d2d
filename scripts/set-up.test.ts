import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { CannotGoOn, fingerprint, refuseOldNode } from './set-up.mjs';

let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'podline-set-up-'));
  mkdirSync(join(root, 'packages/domain'), { recursive: true });
  mkdirSync(join(root, 'bench'));
  writeFileSync(join(root, 'package.json'), '{"workspaces":["packages/*","bench"]}');
  writeFileSync(join(root, 'package-lock.json'), '{}');
  writeFileSync(join(root, 'packages/domain/package.json'), '{}');
  writeFileSync(join(root, 'bench/package.json'), '{}');
});

afterEach(() => rmSync(root, { recursive: true, force: true }));

test.each([
  'package.json',
  'package-lock.json',
  '.npmrc',
  'bench/package.json',
  'packages/domain/package.json',
])('a change of %s asks for another install', (file) => {
  const before = fingerprint(root, 'linux-x64');
  writeFileSync(join(root, file), '{"workspaces":["packages/*","bench"],"changed":true}');
  expect(fingerprint(root, 'linux-x64')).not.toBe(before);
});

test('a new workspace asks for another install', () => {
  const before = fingerprint(root, 'linux-x64');
  cpSync(join(root, 'packages/domain'), join(root, 'packages/kube'), { recursive: true });
  writeFileSync(join(root, 'packages/kube/package.json'), '{"name":"kube"}');
  expect(fingerprint(root, 'linux-x64')).not.toBe(before);
});

test('the same folder on another platform asks for another install', () => {
  expect(fingerprint(root, 'linux-x64')).not.toBe(fingerprint(root, 'darwin-arm64'));
});

test('source files do not matter to the install', () => {
  const before = fingerprint(root, 'linux-x64');
  writeFileSync(join(root, 'packages/domain/index.ts'), '');
  expect(fingerprint(root, 'linux-x64')).toBe(before);
});

test.each(['18.20.4', '19.9.0', '8.0.0'])('Node %s is refused in a sentence', (version) => {
  expect(() => refuseOldNode(version)).toThrow(CannotGoOn);
  expect(() => refuseOldNode(version)).toThrow(`this is Node ${version}`);
});

test.each(['20.0.0', '24.21.0', '100.1.0'])('Node %s may set Podline up', (version) => {
  expect(() => refuseOldNode(version)).not.toThrow();
});
