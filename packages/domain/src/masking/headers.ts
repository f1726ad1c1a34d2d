/** Credentials in headers of requests, as clients and proxies print them. */
import { MASK, type MaskRule, type Span } from './mask-rule.ts';

/** What may stand between a header's name and its value: `: `, `":"`, `=[`, `', '`, escaped once or twice. */
const BETWEEN = String.raw`["'\\]{0,4}\s{0,4}(?:[:=]>?|,)\s{0,4}[[("'\\]{0,5}\s{0,2}`;

/** A header's value ends with its line, or with what quotes it. */
function valueEnd(text: string, from: number, ends: RegExp): number {
  ends.lastIndex = from;
  return ends.exec(text)?.index ?? text.length;
}

const SCHEME =
  /(?:bearer|basic|digest|token|negotiate|ntlm|apikey|api-key|bot|splunk|aws4-hmac-sha256|sharedkey(?:lite)?|hmac|mac|key)\s{1,4}/iy;

function authorizationAt(found: RegExpExecArray, text: string): Span {
  const begin = found.index + found[0].length;
  SCHEME.lastIndex = begin;
  const from = begin + (SCHEME.exec(text)?.[0].length ?? 0);
  return { from, to: valueEnd(text, from, /["'\]}\\]|\s-[A-Za-z-]\s/g) };
}

const cookieAt = (found: RegExpExecArray, text: string): Span => {
  const from = found.index + found[0].length;
  return { from, to: valueEnd(text, from, /["'\]}\\]/g) };
};

/** `Bearer authentication failed` is prose; a token has more than small letters. */
const looksLikeToken = (word: string): boolean =>
  /[\d._=+/~]|[a-z][A-Z]/.test(word.replace(/[.,;:]+$/, '')) && !/^[a-z_]{1,24}=/.test(word);

export const HEADERS: readonly MaskRule[] = [
  {
    name: 'Authorization',
    pattern: new RegExp(`authorization${BETWEEN}`, 'gi'),
    secretAt: (found, text) => withValue(authorizationAt(found, text), text),
  },
  {
    name: 'cookies',
    pattern: new RegExp(`\\b(?:set-)?cookie2?${BETWEEN}(?=[^\\s"'=;]{1,128}=)`, 'gi'),
    secretAt: (found, text) => withValue(cookieAt(found, text), text),
  },
  {
    name: 'bearer and basic credentials',
    pattern: /\b((?:bearer|basic)(?:\s|%20|\+){1,4})([A-Za-z0-9._~+/=-]{8,})/gi,
    secretAt: (found) => {
      const [whole, kept = '', word = ''] = found;
      if (!looksLikeToken(word)) return null;
      return { from: found.index + kept.length, to: found.index + whole.length };
    },
  },
];

/** `Authorization: failed`, `authorization: RBAC` tell of authorization and hold none. */
function withValue(span: Span, text: string): Span | null {
  const value = text.slice(span.from, span.to);
  if (value.startsWith(MASK)) return null;
  return value.length >= 4 && /[\d=+/.]|[a-z][A-Z]/.test(value) ? span : null;
}
