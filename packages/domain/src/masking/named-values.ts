/** Secrets that are told by the name in front of them: `password=…`, `"apiKey": "…"`, `DB_PASSWORD: …`, `<secret>…</secret>`. */
import type { MaskRule, Span } from './mask-rule.ts';
import { endBefore, type Value, valueAt } from './value-span.ts';

/**
 * A name *ends* with one of these: `secretName`, `password_file`, `max_tokens` and `token-ttl` name no secret, and say what an SRE
 * needs.
 */
const PASSWORDS =
  'pass(?:word|wd|phrase|code)|passwd|pwd|kennwort|passwort|contraseña|mot[_-]?de[_-]?passe';
const SECRETS = [
  'secret(?:[_-]?(?:access)?[_-]?key(?:[_-]?base)?|[_-]?value|[_-]?id)?',
  '(?:access|refresh|id|auth|session|security|bearer|api|csrf|xsrf|web)?[_-]?token(?:[_-]?(?:value|secret))?',
  '(?:api|app|access|account|auth|shared|shared[_-]?access|encryption|decryption|signing|master|storage|private|session|service|license|licence|server|admin|deploy|ssh|webhook|subscription|consumer|client|jwt|hmac|aes|fernet|cookie|stripe)[_-]?key(?:[_-]?data)?',
  'shared[_-]?access[_-]?signature|x-(?:amz|goog)-signature|x-amz-credential',
  '(?:github|gitlab|azure|ado)[_-]?pat',
  'credentials?|client[_-]?assertion|saml[_-]?(?:response|assertion)|dockerconfigjson|\\.dockercfg',
  'JSESSIONID|PHPSESSID|connect\\.sid|ASP\\.NET_SessionId',
].join('|');
/** Whole words only: they also end ordinary ones (`bypass`, `orig`). */
const SHORT =
  '(?<![A-Za-z])(?:(?:DB|PG|MYSQL|REDIS|SMTP|LDAP|FTP|MAIL|ROOT|ADMIN)?PASS|[Pp]ass|[Oo]tp|OTP|[Aa]uth|AUTH|[Ss]ig|SIG|[Pp]w|PW)|(?<=[a-z])(?:Pass|Pw)';

/** `=`, `:`, `:=`, `=>`, `%3D`, `">`, and the `,"value":` or `" value="` of a name and value in two fields. */
const COLOURS = String.raw`(?:\x1b\[[\d;]{0,12}m){0,4}`;
const SEPARATOR = String.raw`["'\x60\]\\]{0,5}${COLOURS}[ \t]{0,16}(?:=>|:=|==?|:|%3[ad]|>|,?[ \t]{0,4}["'\\]{0,4}value["'\\]{0,4}[ \t]{0,4}[:=])`;

interface Named {
  readonly isPassword: boolean;
  /** What the name ends with. */
  readonly noun: string;
  readonly separator: string;
  /** What stands in front of the name in its line. */
  readonly before: string;
}

/** How far a name may reach in front of what it ends with, and the word in front of it. */
const MAX_BEFORE = 96;

function named(found: RegExpExecArray, text: string): Named {
  const { pw, other = '', sep = '' } = found.groups ?? {};
  const start = Math.max(0, found.index - MAX_BEFORE);
  const before = text.slice(start, found.index);
  const line = before.slice(before.lastIndexOf('\n') + 1);
  return {
    isPassword: pw !== undefined,
    noun: pw ?? other,
    separator: sep,
    before: line.replace(/[\w.-]{1,64}$/, ''),
  };
}

/** What is said of a secret instead of the secret. */
const NO_SECRET =
  /^(?:-----BEGIN .*|true|false|null|nil|none|undefined|yes|no|n\/a|-+|\.{2,}|\*+|x{3,}|<[a-z _-]{0,20}>|<nil|\$\{.*|\$\(.*|\$[A-Z_]+|\{\{.*|%[a-z]|[[<(*]?redacted[\])>*]?|[[<(]?(?:hidden|masked|secret|sensitive|filtered)[\])>]|\[\.*|\{(?!\w{1,12}\}.).*|\[object)$/i;
const PROSE =
  /^(?:is|was|are|has|had|must|not|no|and|or|for|the|a|an|to|from|in|of|on|with|cannot|could|can|should|empty|missing|required|invalid|expired|incorrect|wrong|denied|unset|failed|authentication|unauthorized|unknown|unexpected|string|str|error|timed|unable|illegal|malformed|too|does|did|may|will|please|set|got|expected|found|changed|updated|ok|success|none)$/i;
/** A parser's token, a check's password: what follows is what is wrong with it. */
const SAID_OF =
  /\b(?:unexpected|invalid|illegal|unknown|expected|next|bad|wrong|incorrect|missing|parse|parsing|verify|verifying|validate|validating|refresh|refreshing|fetch|fetching|get|getting|obtain|acquire|renew|hash|hashing|decode|decoding|exchange|review)\s(?:[\w-]{1,20}\s){0,2}$/i;

function secretAt(found: RegExpExecArray, text: string): Span | null {
  const its = named(found, text);
  const value = valueAt(text, found.index + found[0].length);
  if (
    value === null ||
    (text[value.from] === '/' && /^pwd$/i.test(its.noun) && its.separator.endsWith('='))
  )
    return null;
  const word = text.slice(value.from, Math.min(value.to, value.from + 256));
  if (NO_SECRET.test(word) || isSaid(its, value, word) || isNameOfSecret(its, word)) return null;
  return wholeValue(its, value, text);
}

/** Whether the sentence speaks of a secret, and does not hold it. */
function isSaid(its: Named, value: Value, word: string): boolean {
  if (value.isQuoted) return false;
  const isClosed = /^["'`]/.test(its.separator);
  // `secret "db-password": timed out`: with a quoted name a value is quoted too, or a number.
  if (isClosed && /:$/.test(its.separator)) return !/^\d/.test(word);
  if (PROSE.test(word)) return true;
  if (/:$/.test(its.separator) && isInSentence(its)) {
    if (SAID_OF.test(its.before)) return !looksRandom(word);
    return !its.isPassword && !looksRandom(word);
  }
  return /^(?:token|auth|otp|sig|pass)$/i.test(its.noun) && /^\d{1,5}%?$/.test(word);
}

/** `failed to refresh token: oauth2: …`: a word and a blank in front of the bare noun. */
const isInSentence = ({ before }: Named): boolean => /[a-z)\]"'][ \t]$/.test(before);

const looksRandom = (word: string): boolean =>
  word.length >= 6 &&
  /\d/.test(word) &&
  /[A-Za-z]/.test(word) &&
  !/^(?:oauth2|x509|http2?|s3|ec2|sha256|base64|k8s|v\d)\b/i.test(word);

/** `secret=shop/registry`: the name of an object, which the reader needs. */
const isNameOfSecret = ({ noun }: Named, word: string): boolean =>
  /^secret$/i.test(noun) && /^[a-z][a-z0-9.-]{0,62}\/[a-z][a-z0-9.-]{0,62}$/.test(word);

/** An unquoted password may hold blanks where its line, or the next `;`, ends it. Tokens and keys never do. */
function wholeValue(its: Named, value: Value, text: string): Span {
  if (value.isQuoted) return value;
  if (/;[ \t]{0,4}$/.test(its.before))
    return { ...value, to: endBefore(text, value.to, /[;"'<]/g) };
  const mayHoldBlanks = /pass|pwd|^secret$/i.test(its.noun);
  if (
    !mayHoldBlanks ||
    !/^[ \t]*(?:- |export |set )?$/i.test(its.before) ||
    its.separator.endsWith('>')
  )
    return value;
  const end = endBefore(text, value.to, /["'`<]|[,;]?\s["']?[\w.-]{1,40}["']?\s?[=:]|\s#\s/g);
  return { ...value, to: end };
}

/** The rule for names that end with one of `passwords` or `others`, both patterns. */
const ruleOf = (name: string, passwords: string, others: string): MaskRule => ({
  name,
  pattern: new RegExp(`(?:(?<pw>${passwords})|(?<other>${others}))(?<sep>${SEPARATOR})`, 'gi'),
  secretAt,
  names: new RegExp(`(?:${passwords}|${others})$`, 'i'),
});

/** These words name much that is no secret: a number, a word. */
function ofShortName(found: RegExpExecArray, text: string): Span | null {
  const span = secretAt(found, text);
  if (span === null || /pass|pw/i.test(found[0])) return span;
  return /^.{0,3}$|^[a-z]+$|^[\d.%]+$/.test(text.slice(span.from, span.to)) ? null : span;
}

export const NAMED_VALUES: readonly MaskRule[] = [
  ruleOf(
    'values named password, passphrase, secret, token, … key, credentials',
    PASSWORDS,
    SECRETS,
  ),
  {
    name: 'values named pass, pw, auth, sig, otp',
    pattern: new RegExp(`(?<other>${SHORT})(?<sep>${SEPARATOR})`, 'g'),
    secretAt: ofShortName,
    names: new RegExp(`(?:${SHORT})$`),
  },
];

/** A user's rule: values of names that end with `key`, a pattern, in any case. */
export const namedLike = (name: string, key: string): MaskRule => ruleOf(name, key, '(?!)');
