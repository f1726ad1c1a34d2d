/** Passwords on command lines, and in the commands of databases. */
import type { MaskRule } from './mask-rule.ts';

const VALUE = String.raw`(?:"[^"\n]{1,256}"?|'[^'\n]{1,256}'?|[^\s"'][^\s"',\]]{0,255})`;
const NOUN =
  '(?:passw(?:or)?d|passphrase|(?:store|key)?pass|secret|token|api-?key|access-?key|secret-?key|private-?key|auth-?key|credentials?)';
/** Of an option and its value as two entries of a printed list: `--password", "hunter2`. */
const BETWEEN = String.raw`(?:["'],?\s{0,4}["']|\s{1,4})`;

export const COMMANDS: readonly MaskRule[] = [
  {
    name: '--password …, --token …',
    pattern: new RegExp(
      `((?<![\\w-])--?(?:[a-z0-9]{1,16}-){0,4}${NOUN}${BETWEEN})(?![-<$|\\[{]|\\w+\\])${VALUE}`,
      'gi',
    ),
  },
  {
    name: 'curl -u user:…, --user user:…',
    pattern:
      /((?<![\w-])(?:-u|--user|--proxy-user|--creds)(?:[ =]|["'],?\s{0,4}["'])["']?[^\s:"']{1,64}:)(?!\d{1,10}(?![^\s"'])|\/)[^\s"']{1,256}/g,
  },
  {
    name: 'curl -uuser:…',
    pattern: /(\bcurl\b[^|;&\n]{0,160}?\s-u[^\s:"'-][^\s:"']{0,63}:)(?!\/)[^\s"']{1,256}/g,
  },
  {
    name: 'rabbitmqctl add_user user …, htpasswd -b file user …, mc alias set name address key …',
    pattern: new RegExp(
      `(\\b(?:rabbitmqctl\\s[^|;&\\n]{0,80}?(?:add_user|change_password)\\s{1,4}\\S{1,64}|htpasswd\\s{1,4}-\\w{0,8}b\\w{0,8}\\s{1,4}\\S{1,256}\\s{1,4}\\S{1,64}|mc\\salias\\sset\\s{1,4}\\S{1,64}\\s{1,4}\\S{1,256}\\s{1,4}\\S{1,128})\\s{1,4})${VALUE}`,
      'g',
    ),
  },
  {
    name: 'mysql -p…, sshpass -p …, redis-cli -a …, ldapsearch -w …, docker login -p …',
    pattern: new RegExp(
      `(\\b(?:(?:mysql|mariadb)[\\w-]{0,12}[^|;&\\n]{0,160}?\\s-p|(?:sshpass|mongo\\w{0,8}|(?:docker|podman|helm registry|oc|az|crane auth|skopeo)\\slogin)[^|;&\\n]{0,160}?\\s-p\\s?|redis-cli[^|;&\\n]{0,160}?\\s-a\\s|ldap\\w{3,9}[^|;&\\n]{0,160}?\\s-w\\s))${VALUE}`,
      'g',
    ),
  },
  {
    name: "SQL: IDENTIFIED BY '…', PASSWORD '…'",
    pattern:
      /(\b(?:identified(?:\s+with\s+\w{1,32})?\s+by|password)\s{1,4})(?:'[^'\n]{1,256}'?|"[^"\n]{1,256}"?)/gi,
  },
  {
    name: '.netrc: login … password …',
    pattern: /(\blogin\s{1,4}\S{1,64}\s{1,4}password\s{1,4})\S{1,256}/gi,
  },
  {
    // A line and nothing else in it, as of a .netrc or a client's answers. Prose has no digits.
    name: 'password … in a line of its own',
    pattern:
      /(^\s{0,16}(?:password|passphrase|bindpw)\s{1,4})(?=[^\s\d]{0,64}\d)[^\s=:"']\S{4,255}(?=\s{0,4}$)/gi,
  },
  {
    name: 'Redis AUTH, requirepass',
    pattern: /(\b(?:requirepass|masterauth)\s{1,4})\S{1,256}/gi,
  },
  {
    // In prose a secret is told from a word by its digits or its quotes.
    name: 'the password is …',
    pattern:
      /(\b(?:password|passphrase|passcode|secret|token|api key)\s{1,2}(?:is|was|set to|is now|reset to)(?::\s?|\s{1,2}))(?:"[^"\n]{1,128}"|'[^'\n]{1,128}'|(?=[^\s\d]{0,64}\d)[^\s"']{6,128})/gi,
  },
];
