import { describe, expect, it, test } from 'vitest';
import { awaitedBy } from './awaited.ts';

const told = (command: readonly string[]) =>
  awaitedBy({ image: 'app', command, args: [], env: {} }).map((it) =>
    it.kind === 'host' ? `${it.by} ${it.host}:${it.port}${it.loops ? '' : ' once'}` : it.kind,
  );

const python = (...lines: readonly string[]) => ['python3', '-c', lines.join('\n')];

describe('a script in another language', () => {
  test.each<[string, readonly string[], string[]]>([
    [
      'connects in a loop',
      python(
        'import socket, time',
        'while True:',
        '  try:',
        '    socket.create_connection(("db", 5432), 2); break',
        '  except OSError: time.sleep(1)',
      ),
      ['python3 db:5432'],
    ],
    ['connects once', python('s.connect(("db", 5432))'), ['python3 db:5432 once']],
    [
      'is run by a shell, in its loop',
      [
        'sh',
        '-c',
        `until /usr/bin/python3.11 -uc "import socket; socket.gethostbyname('db')"; do sleep 1; done`,
      ],
      ['python3 db:null'],
    ],
    [
      'asks a URL, and who logs in is not kept',
      python('for i in range(9):', '  urlopen("http://me:hunter2@web:8080/x?k=hunter2")'),
      ['python3 web:8080'],
    ],
    [
      'is JavaScript',
      ['node', '-e', "setInterval(() => net.connect({ host: 'db', port: 5432 }), 1000)"],
      ['node db:5432'],
    ],
    ['has a host in a variable', python('while 1: s.connect((host, 5432))'), []],
    ['has it in a comment', python('# s.connect(("db", 5432))', 'print("while")'), []],
    ['is a file', ['python', 'wait.py', 'db:5432'], []],
    ['connects a signal', python('signal.connect("ready")', 'while 1: wait("db")'), []],
  ])('%s', (_, command, expected) => {
    expect(told(command)).toEqual(expected);
  });

  it('however long, is read to its end', () => {
    const long = python(`connect(${' '.repeat(4000)}`, `host=${"'a".repeat(2000)}`);
    expect(told(long)).toEqual([]);
  });
});
