/** Texts made of what masks trip over: names, separators, quotes, halves of tokens, thousandfold. */
import fc from 'fast-check';
import { PLANTED } from '../src/testing/planted-secrets.ts';
import { ORDINARY } from './ordinary-lines.ts';

const PIECES: readonly string[] = [
  ...[
    'password',
    'token',
    'secret',
    'api_key',
    'Authorization',
    'Bearer ',
    'Basic ',
    'Cookie',
    '_pass',
  ],
  ...[
    '=',
    ':',
    ': ',
    '=>',
    '"',
    '\\"',
    "'",
    '`',
    ',',
    ';',
    '&',
    ' ',
    '\t',
    '\n',
    '>',
    '<',
    '[',
    ']',
    '{',
    '}',
  ],
  ...[
    '://',
    '@',
    '@tcp(',
    '/',
    '?',
    '#',
    'user:pw',
    '--password ',
    '-u a:b',
    'mysql -p',
    ' -p',
    'redis-cli -a ',
  ],
  ...[
    'eyJ',
    'ghp_',
    'sk-',
    'a',
    'Z9',
    '0',
    '•••',
    '•',
    '\u001B[31m',
    '\u001B[0m',
    '$2b$',
    '%3D',
    '.',
    '-',
    '+',
  ],
  ...[
    '-----BEGIN PRIVATE KEY-----',
    '-----END PRIVATE KEY-----',
    'MIIEvQIBADANBgkqhkiG9w0BAQEFAASC',
    '==',
  ],
  ...[
    'password is ',
    "IDENTIFIED BY '",
    'login a password b',
    '"value":',
    'hunter2',
    'name',
    '\\n',
    '\u0000',
    'ü',
  ],
];

export const wildText = fc
  .array(
    fc.oneof(
      { weight: 6, arbitrary: fc.constantFrom(...PIECES) },
      { weight: 1, arbitrary: fc.constantFrom(...PLANTED.map(({ line }) => line), ...ORDINARY) },
      { weight: 1, arbitrary: fc.string({ maxLength: 12, unit: 'grapheme' }) },
    ),
    { maxLength: 40 },
  )
  .map((pieces) => pieces.join(''));

/** Texts of one or two pieces over and over, of `length` characters: what makes a careless pattern try every way. */
export const monotonous = (length: number): readonly string[] =>
  PIECES.flatMap((piece) => [piece, `${piece}a`]).map((piece) =>
    piece.repeat(Math.ceil(length / piece.length)).slice(0, length),
  );
