import { describe, expect, test } from 'vitest';
import { ORDINARY } from '../../test/ordinary-lines.ts';
import { KEY_BODY, PLANTED, PLANTED_KEYS } from '../testing/planted-secrets.ts';
import { lineMasker, maskLines, maskNamed, maskSecrets } from './mask.ts';

/** Pieces of the secret that stand in `text` and did not stand around it. */
const leftOf = (secret: string, around: string, text: string): readonly string[] =>
  Array.from({ length: Math.max(1, secret.length - 3) }, (_, i) => secret.slice(i, i + 4)).filter(
    (piece) => text.includes(piece) && !around.includes(piece),
  );

describe('what is masked', () => {
  test.each<[string, string]>([
    ['password=hunter2 user=bob', 'password=••• user=bob'],
    ['{"password": "hunter 2", "port": 5432}', '{"password": "•••", "port": 5432}'],
    ['psql --password hunter2 -h db', 'psql --password ••• -h db'],
    ['Authorization: Bearer abc.def-123', 'Authorization: Bearer •••'],
    ['dial postgres://app:hunter2@db:5432/shop', 'dial postgres://app:•••@db:5432/shop'],
    ['redis://:hunter2@cache:6379/0', 'redis://:•••@cache:6379/0'],
    ['Server=db;Password=my pass word;Encrypt=true', 'Server=db;Password=•••;Encrypt=true'],
    ['{"time":"10:00","token":"tok_d53abb48","ms":7}', '{"time":"10:00","token":"•••","ms":7}'],
    ['DB_PASSWORD: correct horse battery staple', 'DB_PASSWORD: •••'],
    ['Cookie: session=abc; theme=dark', 'Cookie: •••'],
    ['POST hooks.slack.com/services/T0/B0/xyz 404', 'POST hooks.slack.com/services/••• 404'],
    ['a=1&access_token=abc123&b=2', 'a=1&access_token=•••&b=2'],
    ['cloned with ghp_aB3dE5fG7hJ9kL2mN4pQ6rS8tU0vW1xY3zA5', 'cloned with ghp_•••'],
  ])('%s → %s', (line, expected) => {
    expect(maskSecrets(line)).toEqual({ text: expected, masked: 1 });
  });

  test('several in one line are counted one by one', () => {
    expect(maskSecrets('password=a1b2 token=c3d4e5')).toEqual({
      text: 'password=••• token=•••',
      masked: 2,
    });
  });

  test('no secret of the corpus is left, and a second look changes nothing', () => {
    const left = PLANTED.flatMap(({ line, secret }) => {
      const { text, masked } = maskSecrets(line);
      const again = maskSecrets(text);
      const isSame = again.text === text && again.masked === 0;
      const rest = leftOf(secret, line.replace(secret, ''), text);
      return masked > 0 && isSame && rest.length === 0 ? [] : [{ line, text, again: again.text }];
    });
    expect(left).toEqual([]);
    expect(PLANTED.length).toBeGreaterThan(800);
  });

  test.each(ORDINARY)('ordinary: %s', (line) => {
    expect(maskSecrets(line)).toEqual({ text: line, masked: 0 });
  });
});

describe('a private key over many lines', () => {
  test.each(PLANTED_KEYS)('%s is masked whole, and counted once', (_, lines) => {
    const masked = maskLines(lines);
    expect(masked.lines).toHaveLength(lines.length);
    const text = masked.lines.join('\n');
    expect(KEY_BODY.filter((body) => text.includes(body.slice(0, 16)))).toEqual([]);
    expect(text).not.toContain('Zz9');
    expect(masked.masked).toBe(1);
    expect(maskLines(masked.lines)).toEqual({ lines: masked.lines, masked: 0 });
  });

  test('that never ends takes nothing of the lines behind it', () => {
    const lines = ['-----BEGIN PRIVATE KEY-----', 'killed by signal 9', 'next line'];
    expect(maskLines(lines).lines).toEqual(lines);
  });

  test('is remembered by a masker of lines that come one by one, and by no other', () => {
    const [one, other] = [lineMasker(), lineMasker()];
    one('-----BEGIN PRIVATE KEY-----');
    expect(one('c2hvcnQ=').text).toBe('•••');
    expect(other('c2hvcnQ=').text).toBe('c2hvcnQ=');
  });

  test('a certificate and a public key are shown', () => {
    const lines = ['-----BEGIN PUBLIC KEY-----', 'c2hvcnQ=', '-----END PUBLIC KEY-----'];
    expect(maskLines(lines)).toEqual({ lines, masked: 0 });
  });
});

describe('a value with a name of its own', () => {
  test.each<[string, string, string, number]>([
    ['DB_PASSWORD', 'a word', '•••', 1],
    ['STRIPE_API_KEY', 'x', '•••', 1],
    ['DATABASE_URL', 'postgres://app:hunter2@db/x', 'postgres://app:•••@db/x', 1],
    ['PASSWORD_FILE', '/run/secrets/db', '/run/secrets/db', 0],
    ['LOG_LEVEL', 'debug', 'debug', 0],
    ['DB_PASSWORD', '', '', 0],
    ['DB_PASSWORD', '•••', '•••', 0],
  ])('%s = %s → %s', (name, value, text, masked) => {
    expect(maskNamed(name, value)).toEqual({ text, masked });
  });
});
