import { describe, expect, it, test } from 'vitest';
import { sh, words } from '../../test/shell-case.ts';
import { awaitedBy } from './awaited.ts';

describe('a script tells what it waits for', () => {
  test.each<[string, string[]]>([
    [
      'until nslookup myservice; do echo waiting for myservice; sleep 2; done;',
      ['nslookup myservice'],
    ],
    [
      'until nslookup mydb.shop.svc.cluster.local.; do sleep 2; done',
      ['nslookup mydb.shop.svc.cluster.local'],
    ],
    [
      // As the Kubernetes docs have it, word for word, but for the name of the file.
      'until nslookup myservice.$(cat /var/run/secrets/kubernetes.io/serviceaccount/namespace).svc.cluster.local; do echo waiting for myservice; sleep 2; done',
      ['nslookup myservice'],
    ],
    [
      'until nc -z "mydb.`cat /var/run/secrets/kubernetes.io/serviceaccount/namespace`" 3306; do sleep 2; done',
      ['nc mydb:3306'],
    ],
    [
      'NS=$(< /run/secrets/kubernetes.io/serviceaccount/namespace); until curl http://web.$NS.svc/ready; do sleep 2; done',
      ['curl web:80'],
    ],
    [
      'NS=`cat /var/run/secrets/kubernetes.io/serviceaccount/namespace`; kubectl -n "$NS" wait --for=condition=complete job/migrate',
      ['kubectl job/migrate in null until complete'],
    ],
    ['while ! nc -z db 5432; do sleep 1; done', ['nc db:5432']],
    ['until nc -vzw 2 db.data 5432 2>/dev/null; do :; done', ['nc db.data:5432']],
    ['for i in $(seq 1 60); do nc -zw1 mq 5672 && exit 0; sleep 1; done; exit 1', ['nc mq:5672']],
    ['until getent hosts kafka-0.kafka; do sleep 1; done', ['getent kafka-0.kafka']],
    ['while [ -z "$(dig +short api.shop.svc)" ]; do sleep 1; done', ['dig api.shop.svc']],
    [
      'until [ "$(curl -s -o /dev/null -w "%{http_code}" http://user:hunter2@web:8080/ready?token=abc)" = 200 ]; do sleep 2; done',
      ['curl web:8080'],
    ],
    [
      'until curl -fsS --max-time 2 https://vault.platform.svc/v1/sys/health; do sleep 1; done',
      ['curl vault.platform.svc:443'],
    ],
    ['until wget -q -O- --spider web/ready; do sleep 1; done', ['wget web:80']],
    ['wget -qO /config/app.conf http://config/app.conf', ['wget config:80 once']],
    [
      `until pg_isready -h "$PGHOST" -p \${PGPORT:-5433} -U app; do sleep 1; done`,
      ['pg_isready db:5433'],
    ],
    ['until PGPASSWORD=hunter2 psql -hdb -U app -c "select 1"; do sleep 1; done', ['psql db:5432']],
    [
      'until mysqladmin ping -h mysql -u root -phunter2 --silent; do sleep 1; done',
      ['mysqladmin mysql:3306'],
    ],
    ['until redis-cli -h redis -a hunter2 ping; do sleep 1; done', ['redis-cli redis:6379']],
    [
      'kubectl wait --for=condition=complete --timeout=300s job/migrate -n jobs',
      ['kubectl job/migrate in jobs until complete'],
    ],
    ['until kubectl get svc db; do sleep 1; done', ['kubectl service/db in null until null']],
    ['kubectl rollout status deploy/web', ['kubectl deployment/web in null until rolled out']],
    ['/scripts/wait-for-it.sh db:5432 --timeout=60 -- ./migrate', ['wait-for-it db:5432']],
    ['wait-for-it -h db -p 5432 -t 60', ['wait-for-it db:5432']],
    [
      'dockerize -wait tcp://db:5432 -wait http://web/ready -timeout 60s ./run',
      ['dockerize db:5432', 'dockerize web:80'],
    ],
    ['until [ -f /shared/ready ]; do sleep 1; done', ['[ /shared/ready']],
    ['while ! test -e /vault/secrets/db; do sleep 1; done', ['test /vault/secrets/db']],
    [
      'HOST=db; until (echo > /dev/tcp/$HOST/5432) >/dev/null 2>&1; do sleep 1; done',
      ['/dev/tcp db:5432'],
    ],
    ['until (echo > /dev/tcp/db/5432) >/dev/null 2>&1; do sleep 1; done', ['/dev/tcp db:5432']],
    ["timeout 60 bash -c 'until nc -z db 5432; do sleep 1; done'", ['nc db:5432']],
    ['until nc -z $DB_HOST 5432; do sleep 1; done', []],
    ['echo ok; sleep 1', []],
    ['touch /tmp/ok; while true; do sleep 1 & wait $!; done', []],
    ['n=$(cat /state/n 2>/dev/null || echo 0); [ $n -ge 3 ]', []],
    ['# until nslookup gone; do :; done\necho "it\'s"', []],
  ])('%s', (script, told) => {
    expect(sh(script, { PGHOST: 'db' }).map(words)).toEqual(told);
  });
});

describe('without a shell', () => {
  test.each<[string, string, string[], string[], string[]]>([
    [
      'a command of its own',
      'postgres',
      ['pg_isready', '-h', 'db'],
      [],
      ['pg_isready db:5432 once'],
    ],
    [
      'Kubernetes puts in $(NAME)',
      'busybox',
      ['nc', '-z', '$(DB)', '5432'],
      [],
      ['nc db:5432 once'],
    ],
    [
      'an image that is a tool',
      'ghcr.io/groundnuty/k8s-wait-for:v2.0',
      [],
      ['job', 'migrate'],
      ['k8s-wait-for job/migrate in null until complete'],
    ],
    ['wait4x', 'atkrad/wait4x:2', [], ['tcp', 'db:5432', '--timeout', '60s'], ['wait4x db:5432']],
    ['curl’s image', 'curlimages/curl:8', [], ['-f', 'http://web/ready'], ['curl web:80 once']],
    ['WAIT_HOSTS', 'app', ['/wait'], [], ['WAIT_HOSTS db:5432', 'WAIT_HOSTS mq:5672']],
    ['an app with args', 'app', ['/app'], ['serve', 'db:5432'], []],
    ['an image that is called like a tool', 'acme/ping:1', [], ['serve', 'x'], []],
    [
      'a reference of its env',
      'busybox',
      ['nc', '-z', '$(URL_HOST)', '1'],
      [],
      ['nc db.data:1 once'],
    ],
    [
      'behind an init of the container',
      'busybox',
      ['tini', '--', 'env', 'A=b', 'sh', '-ec'],
      ['until nslookup db; do :; done'],
      ['nslookup db'],
    ],
  ])('%s', (_, image, command, args, told) => {
    const env: Record<string, string> = { DB: 'db', URL_HOST: '$(DB).data' };
    if (command[0] === '/wait') env['WAIT_HOSTS'] = 'db:5432, mq:5672';
    expect(awaitedBy({ image, command, args, env }).map(words)).toEqual(told);
  });
});

it('keeps no secret of a command', () => {
  const told = sh(
    'until curl -u me:hunter2 "http://me:hunter2@web/x?token=hunter2"; do sleep 1; done',
  );
  expect(JSON.stringify(told)).not.toContain('hunter2');
});

test.each<[string, string]>([
  ['an open substitution', '$('],
  ['an open backtick', '`'],
  ['an open quote', '"'],
  ['another open quote', "'"],
  ['an open brace', '${'],
  ['open arithmetic', '$((until'],
  ['a last backslash', '\\'],
  ['parentheses', '((((('],
  ['a long word', 'a'.repeat(5000)],
  ['deep nesting', '$('.repeat(2000)],
])('a broken script does no harm: %s', (_, script) => {
  expect(sh(`${script} nslookup`)).toEqual([]);
});
