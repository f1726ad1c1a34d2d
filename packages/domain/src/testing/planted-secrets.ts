/** Lines as programs write them, each with a secret planted in it: tables of secrets and of the sentences around them, multiplied. */

export interface Planted {
  readonly line: string;
  /** No part of it that could be used may be left. */
  readonly secret: string;
}

const PASSWORDS = [
  'hunter2',
  'S3cr3t!pa$$',
  'correct-horse-battery',
  'p@ss/w0rd',
  'Tr0ub4dor&3',
  'äöü€7x',
];

/** `@` stands for the secret. */
const AROUND_PASSWORDS = [
  'password=@',
  'password = @',
  'password: @',
  'Password:@',
  'db.password=@',
  'spring.datasource.password=@',
  'DB_PASSWORD=@',
  'export PGPASSWORD=@',
  'MYSQL_ROOT_PASSWORD: "@"',
  "passwd='@'",
  'user=admin password=@ host=db',
  'host=db port=5432 user=app password=@ dbname=shop sslmode=disable',
  '{"user":"admin","password":"@","host":"db"}',
  '{"level":"info","config":{"db":{"userPassword": "@" , "port": 5432}}}',
  '{"msg":"{\\"password\\":\\"@\\"}"}',
  "{'user': 'admin', 'password': '@'}",
  '{:user=>"admin", :password=>"@"}',
  '{User:admin Password:@ Host:db}',
  'Config(user=admin, password=@, host=db)',
  '<password>@</password>',
  '\u001B[36mpassword\u001B[0m=@ \u001B[36muser\u001B[0m=bob',
  'ts=1 level=info password="@" user=bob',
  'Server=db;Database=shop;User Id=sa;Password=@;Encrypt=true',
  'Server=db;Uid=sa;Pwd=@;',
  'jdbc:mysql://db:3306/shop?user=app&password=@&useSSL=false',
  'jdbc:sqlserver://db;user=sa;password=@;encrypt=true',
  'connecting with --password @ to db',
  'connecting with --password=@ to db',
  'args: ["--user", "bob", "--password", "@"]',
  "command: ['--db-password','@']",
  'curl -u admin:@ https://api/',
  'mysql -h db -u root -p@ shop',
  'sshpass -p @ ssh node1',
  'redis-cli -h cache -a @ ping',
  'docker login -u bob -p @ registry.example.com',
  "CREATE USER shop IDENTIFIED BY '@'",
  "ALTER ROLE shop WITH PASSWORD '@'",
  'machine example.com login bob password @',
  'Generated admin password: @',
  'initial root password is "@"',
  'GENERATED ROOT PASSWORD: @',
  'requirepass @',
  'curl -sS -uadmin:@ https://api/',
  'rabbitmqctl add_user bob @',
  'mc alias set minio http://minio:9000 AKIAB @',
  'keytool -storepass @ -alias x',
  '<add key="db.password" value="@"/>',
  '<property name="password" value="@"/>',
  '{Name:DB_PASSWORD Value:@ ValueFrom:nil}',
  "{'user': u'admin', 'password': b'@'}",
  'spring.datasource.password={noop}@',
  'DBPASS=@',
  'JWT_KEY=@',
  'GITHUB_PAT=@',
  '{"name":"DB_PASSWORD","value":"@"}',
  'name=DB_PASSWORD, value=@',
  'PASSPHRASE=@',
  'db_pass=@',
  'dbPass: "@"',
  'client_secret=@&grant_type=client_credentials',
  'clientSecret: @',
  'APP_SECRET=@',
  'secret_key_base: @',
  'api_key=@',
  'X-Api-Key: @',
  'apiKey: "@"',
  'encryptionKey=@',
  'AWS_SECRET_ACCESS_KEY=@',
  'aws_secret_access_key = @',
  'refresh_token=@&x=1',
  'GET /cb?access_token=@&state=1 HTTP/1.1',
  'X-Vault-Token: @',
  'X-Auth-Token: @',
  'AccountKey=@;EndpointSuffix=core.windows.net',
  'SharedAccessKeyName=root;SharedAccessKey=@;EntityPath=q',
];

/** Inside an address a password may hold no blank and no quote. */
const IN_ADDRESSES = [
  'postgres://app:@@db:5432/shop?sslmode=disable',
  'dial postgresql://app:@@db/shop: connection refused',
  'mongodb+srv://app:@@cluster0.mongodb.net/shop',
  'mongodb://app:@@m1:27017,m2:27017/shop?replicaSet=rs0',
  'redis://:@@cache:6379/0',
  'rediss://default:@@cache:6379',
  'amqp://guest:@@mq:5672/',
  'https://bob:@@git.example.com/x.git',
  '"url":"mysql://root:@@db:3306/x"',
  'app:@@tcp(db:3306)/shop?parseTime=true',
  'http_proxy=http://bob:@@proxy:3128',
];

const ALNUM = 'aB3dE5fG7hJ9kL2mN4pQ6rS8tU0vW1xY3zA5bC7dE9fG2hJ4kL6mN8pQ0rS1tU3vW5xY7z';
const HEX = '0a1b2c3d4e5f60718293a4b5c6d7e8f90a1b2c3d4e5f60718293a4b5c6d7e8f90a1b2c3d';
const UPPER = 'A2B3C4D5E6F7G2H3J4K5L6M7N2P3Q4R5S6T7U2V3W4X5Y6Z7A2B3C4D5E6F7G2H3J4K5L6M7';
const n = (text: string, length: number): string => text.slice(0, length);

/** Put together here so that no scanner of repositories takes them for real ones: what is kept, and what must go. */
const TOKENS: readonly (readonly [kept: string, secret: string])[] = [
  ['eyJ', `hbGciOiJSUzI1NiIsImtpZCI6Ik5T.${n(ALNUM, 40)}.${n(ALNUM, 43)}`],
  ['AKIA', n(UPPER, 16)],
  ['ASIA', n(UPPER, 16)],
  ['IQoJb3JpZ2lu', `X2Vj${n(ALNUM, 60)}==`],
  ['AIza', n(ALNUM, 35)],
  ['ya29.', `a0${n(ALNUM, 50)}`],
  ['GOCSPX-', n(ALNUM, 28)],
  ['abc8Q~', n(ALNUM, 34)],
  ['ghp_', n(ALNUM, 36)],
  ['ghs_', n(ALNUM, 36)],
  ['github_pat_', `11${n(ALNUM, 20)}_${n(ALNUM, 59)}`],
  ['glpat-', n(ALNUM, 20)],
  ['glrt-', n(ALNUM, 20)],
  ['xoxb-', `123456789012-${n(ALNUM, 24)}`],
  ['xapp-', `1-A0-${n(ALNUM, 24)}`],
  ['sk_live_', n(ALNUM, 24)],
  ['rk_test_', n(ALNUM, 24)],
  ['whsec_', n(ALNUM, 32)],
  ['npm_', n(ALNUM, 36)],
  ['pypi-', `AgEIcHlwaS5vcmc${n(ALNUM, 60)}`],
  ['dckr_pat_', n(ALNUM, 27)],
  ['AKCp', n(ALNUM, 69)],
  ['sk-', `proj-${n(ALNUM, 48)}`],
  ['sk-', `ant-api03-${n(ALNUM, 60)}`],
  ['hf_', n(ALNUM, 34)],
  ['SG.', `${n(ALNUM, 22)}.${n(ALNUM, 43)}`],
  ['key-', n(HEX, 32)],
  ['', `${n(HEX, 32)}-us12`],
  ['SK', n(HEX, 32)],
  ['', `123456789:AA${n(ALNUM, 33)}`],
  ['shpat_', n(HEX, 32)],
  ['dop_v1_', n(HEX, 64)],
  ['dp.pt.', n(ALNUM, 43)],
  ['pul-', n(HEX, 40)],
  [`${n(ALNUM, 14)}.atlasv1.`, n(ALNUM, 64)],
  ['hvs.', n(ALNUM, 24)],
  ['s.', n(ALNUM, 24)],
  ['dapi', n(HEX, 32)],
  ['glc_', n(ALNUM, 40)],
  ['NRAK-', n(UPPER, 27)],
  ['sntrys_', n(ALNUM, 60)],
  ['lin_api_', n(ALNUM, 40)],
  ['ATATT3', n(ALNUM, 60)],
  ['PMAK-', n(HEX, 58)],
  ['dt0c01.', `${n(UPPER, 24)}.${n(UPPER, 64)}`],
  ['pscale_pw_', n(ALNUM, 43)],
  ['tskey-', `auth-${n(ALNUM, 30)}`],
  ['AGE-SECRET-KEY-1', n(UPPER, 58)],
  ['$2b$', `12$${n(ALNUM, 53)}`],
  ['$6$', `salt1234$${n(ALNUM, 64)}`],
  ['LS0tLS1CRUdJTi', `BSU0EgUFJJVkFURSBLRVktLS0tLQp${n(ALNUM, 60)}`],
];

/** Sentences that do not announce a secret. */
const AROUND_TOKENS = [
  '@',
  'using @ for the request',
  'failed to call api with @: 401',
  '{"level":"error","msg":"rejected","with":"@","n":3}',
  'auth=@',
  "x='@'",
  'GET /v1?k=@&b=1',
  '[@]',
];

const HEADER_SECRETS = [n(ALNUM, 24), `dXNlcjp${n(ALNUM, 12)}==`, 'abc123def456'];
const AROUND_HEADERS = [
  'Authorization: Bearer @',
  'authorization: bearer @',
  'Authorization: Basic @',
  'Proxy-Authorization: Basic @',
  '> Authorization: token @',
  '{"headers":{"Authorization":"Bearer @","Accept":"*/*"}}',
  '"headers":{"authorization":["Bearer @"]}',
  "headers={'Authorization': 'Bearer @'}",
  'map[Authorization:[Bearer @] Accept:[*/*]]',
  "curl -H 'Authorization: Bearer @' https://api/",
  'sent bearer @ to api',
  'Cookie: session=@; theme=dark',
  'Set-Cookie: sid=@; Path=/; HttpOnly',
  '{"cookie":"session=@"}',
  'Authorization: AWS4-HMAC-SHA256 Credential=@/20260101/eu/s3/aws4_request',
  'X-Amz-Signature=@',
  'https://x.blob.core.windows.net/c?sv=2022&sig=@&se=2026',
  'https://hooks.slack.com/services/@',
  'https://discord.com/api/webhooks/123/@',
  'https://@@o123.ingest.sentry.io/4',
  '"auths":{"ghcr.io":{"auth":"@"}}',
  'kubectl --token=@ get pods',
  'kubeadm join 10.0.0.1:6443 --token @ --discovery-token-ca-cert-hash sha256:00',
];

const filled = (around: string, secret: string): string => around.replace('@', () => secret);

const times = (around: readonly string[], secrets: readonly string[]): readonly Planted[] =>
  around.flatMap((it) => secrets.map((secret) => ({ line: filled(it, secret), secret })));

/** Of each shape each secret, some hundreds of lines. */
export const PLANTED: readonly Planted[] = [
  ...times(AROUND_PASSWORDS, PASSWORDS),
  ...times(IN_ADDRESSES, PASSWORDS),
  ...times(AROUND_HEADERS, HEADER_SECRETS),
  ...AROUND_TOKENS.flatMap((around) =>
    TOKENS.map(([kept, secret]) => ({ line: filled(around, kept + secret), secret })),
  ),
];

const BODY = Array.from({ length: 6 }, (_, row) => n(ALNUM.slice(row), 64));
const block = (name: string): readonly string[] => [
  `-----BEGIN ${name}-----`,
  ...BODY,
  'Zz9==',
  `-----END ${name}-----`,
];

/** Private keys over many lines, as they come into logs; no line of {@link KEY_BODY} may be left. */
export const PLANTED_KEYS: readonly (readonly [name: string, lines: readonly string[]])[] = [
  ['as it is', block('PRIVATE KEY')],
  ['RSA', block('RSA PRIVATE KEY')],
  ['of OpenSSH', block('OPENSSH PRIVATE KEY')],
  ['of PGP', block('PGP PRIVATE KEY BLOCK')],
  [
    'encrypted, with its headers',
    [
      '-----BEGIN RSA PRIVATE KEY-----',
      'Proc-Type: 4,ENCRYPTED',
      '',
      ...BODY,
      '-----END RSA PRIVATE KEY-----',
    ],
  ],
  ['indented in YAML', ['tls.key: |', ...block('EC PRIVATE KEY').map((line) => `    ${line}`)]],
  [
    'behind a logger',
    block('PRIVATE KEY').map((line) => `2026-01-01T00:00:00Z INFO [app] ${line}`),
  ],
  [
    'in one line',
    [`{"private_key":"${block('PRIVATE KEY').join('\\n')}\\n","client_email":"x@y"}`],
  ],
  ['cut off at its head', block('PRIVATE KEY').slice(2)],
  ['cut off at its end', block('PRIVATE KEY').slice(0, 4)],
];

export const KEY_BODY: readonly string[] = BODY;
