import { describe, expect, it, test } from 'vitest';
import { sh, words } from '../../test/shell-case.ts';
import { ANY_OTHER } from './shell-variables.ts';

describe('what a shell would make of it', () => {
  test.each<[string, string, string[]]>([
    [
      'several names in one loop',
      'for h in a b; do until nslookup $h; do sleep 1; done; done',
      ['nslookup a', 'nslookup b'],
    ],
    [
      'host and port of each',
      `for it in db:5432 mq:5672; do until nc -z \${it%:*} "\${it##*:}"; do sleep 1; done; done`,
      ['nc db:5432', 'nc mq:5672'],
    ],
    [
      'names that a command gives',
      'for h in $(cat /hosts) a; do until nslookup $h; do :; done; done',
      [],
    ],
    [
      'a list of names of its env',
      'for h in $HOSTS; do until nslookup $h; do :; done; done',
      ['nslookup x', 'nslookup y'],
    ],
    [
      'a pair that would be torn apart',
      `for it in a:1 b:2; do h=\${it%:*}; until nc -z $h 1; do :; done; done`,
      [],
    ],
    [
      'a function that is called',
      `wait_for() { until nc -z "$1" "\${2:-80}"; do sleep 1; done; }\nwait_for db 5432\nwait_for web`,
      ['nc db:5432', 'nc web:80'],
    ],
    ['a function that nobody calls', 'old() { until nc -z gone 1; do :; done; }; echo', []],
    [
      'a function of functions',
      'function up { nc -z $1 $2; }; main() { local host=db; until up $host 5432; do sleep 1; done; }; main "$@"',
      ['nc db:5432'],
    ],
    ['arguments that were shifted', 'f() { shift; until nslookup $1; do :; done; }; f a b', []],
    ['a function without an end', 'f() { until nslookup db; do :; done', ['nslookup db']],
    [
      'words behind a script',
      "timeout 60 sh -c 'until nc -z $0 $1; do sleep 1; done' db 5432",
      ['nc db:5432'],
    ],
    [
      'a script that sets what its env has',
      'PGHOST=other; until pg_isready -h $PGHOST; do :; done',
      ['pg_isready other:5432'],
    ],
    ['one of two', 'if x; then H=a; else H=b; fi; until nslookup $H; do :; done', []],
    ['perhaps another', '[ -n "$X" ] && PGHOST=b; until nslookup $PGHOST; do :; done', []],
    [
      'the same in a branch',
      'if x; then PGHOST=db; fi; until nslookup $PGHOST; do :; done',
      ['nslookup db'],
    ],
    ['export', 'export H=db; until nslookup $H; do :; done', ['nslookup db']],
    ['a default', `until nc -z "\${DB_HOST:-db}" \${DB_PORT:=5432}; do :; done`, ['nc db:5432']],
    ['no default of what a Secret sets', `until nc -z \${SECRET_HOST:-db} 5432; do :; done`, []],
    [
      'a text that is written',
      'cat > /x <<EOF\nuntil nslookup ghost; do :; done\nEOF\nuntil nslookup db; do :; done',
      ['nslookup db'],
    ],
    ['a text that is run', 'sh <<EOF\nuntil nslookup db; do :; done\nEOF', ['nslookup db']],
    [
      'words that are printed',
      'echo wait until it is there; curl http://web/x',
      ['curl web:80 once'],
    ],
    [
      '/dev/tcp by variables',
      `H=db; while ! exec 3<>/dev/tcp/\${H}/5432; do :; done`,
      ['/dev/tcp db:5432'],
    ],
    ['timeout with options', 'until timeout -k 5 3s nc -z db 1; do :; done', ['nc db:1']],
    ['a runner before it', 'until busybox nc -z db 1; do :; done', ['nc db:1']],
    [
      'a proxy is nobody who is waited for',
      'until curl -x http://proxy:3128 http://web; do :; done',
      ['curl web:80'],
    ],
    [
      'the type of a record is no name',
      'until dig -t A db.shop.svc; do :; done',
      ['dig db.shop.svc'],
    ],
    ['a user is no host', 'until getent passwd app; do :; done', []],
    [
      'a gRPC probe',
      'until grpc-health-probe -addr=web:50051; do :; done',
      ['grpc-health-probe web:50051'],
    ],
    [
      'wait-on',
      'wait-on -t 60000 tcp:db:5432 http-get://web/x',
      ['wait-on db:5432', 'wait-on web:80'],
    ],
    [
      'two Jobs',
      'kubectl wait --for=condition=complete job/a job/b',
      ['kubectl job/a in null until complete', 'kubectl job/b in null until complete'],
    ],
    ['pods by their labels have no name', 'kubectl wait --for=condition=ready pod -l app=db', []],
    ['a namespace that nobody tells', 'kubectl wait --for=condition=complete job/a -n $WHERE', []],
  ])('%s', (_, script, told) => {
    const env = { PGHOST: 'db', HOSTS: 'x y', SECRET_HOST: null };
    expect(sh(script, env).map(words)).toEqual(told);
  });

  it('no default holds where any variable may be set from elsewhere', () => {
    expect(sh(`until nslookup \${H:-db}; do :; done`, { [ANY_OTHER]: null })).toEqual([]);
  });
});

describe('whoever waits for an end misses nobody', () => {
  test.each<[string, string[]]>([
    ['while nslookup old; do sleep 1; done', []],
    ['until ! nc -z old 80; do sleep 1; done', []],
    ['while kubectl get pod old; do sleep 1; done', []],
    ['while [ -f /shared/lock ]; do sleep 1; done', []],
    ['until [ ! -e /shared/lock ]; do sleep 1; done', []],
    ['until ! nslookup a && ! nslookup b; do sleep 1; done', []],
    ['while [ ! -f /shared/ready ]; do sleep 1; done', ['[ /shared/ready']],
    ['while ! test -f /shared/ready; do sleep 1; done', ['test /shared/ready']],
    ['while ! nslookup a || ! nslookup b; do sleep 1; done', ['nslookup a', 'nslookup b']],
    ['while ! (nslookup a && nslookup b); do sleep 1; done', ['nslookup a', 'nslookup b']],
    ['while nslookup db | grep -q NXDOMAIN; do sleep 1; done', ['nslookup db']],
    ['while [ -z "$(dig +short db)" ]; do sleep 1; done', ['dig db']],
    ['while ! echo > /dev/tcp/db/5432; do sleep 1; done', ['/dev/tcp db:5432']],
    ['while true; do nc -z db 5432 && break; sleep 1; done', ['nc db:5432']],
    ['kubectl wait --for=delete job/old', ['kubectl job/old in null until deleted']],
  ])('%s', (script, told) => {
    expect(sh(script).map(words)).toEqual(told);
  });
});

it('a script of functions that call each other is read to a bound', () => {
  const bodies = ['a', 'b', 'c', 'd', 'e'].map(
    (name, place, all) => `${name}() { ${`${all[place + 1] ?? 'nslookup db'}; `.repeat(40)} }`,
  );
  expect(sh(`${bodies.join('\n')}\na; f() { f; f; }; f`).map(words)).toEqual(['nslookup db once']);
});
