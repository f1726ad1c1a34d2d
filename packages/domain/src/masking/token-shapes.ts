/** Tokens that give themselves away by their shape, wherever they stand. The shapes are the issuers' own. */
import type { MaskRule } from './mask-rule.ts';

/** Whose it is, how it begins (kept, since it says whose it is), what follows. */
const SHAPES: readonly (readonly [name: string, begins: string, follows: string])[] = [
  ['JSON web tokens, and base64 of JSON', 'eyJ', '[\\w+/-]{10,}={0,2}(?:\\.[\\w-]*){0,4}'],
  ['AWS key ids', 'A(?:KIA|SIA|GPA|IDA|ROA|IPA|NPA|NVA|BIA|CCA)', '[A-Z0-9]{16}(?![\\w])'],
  ['AWS session tokens', '(?:FwoGZXIvYXdz|IQoJb3JpZ2lu)', '[\\w+/=-]{20,}'],
  ['AWS Bedrock keys', 'ABSK', '[A-Za-z0-9+/]{100,}={0,2}'],
  ['Google API keys', 'AIza', '[\\w-]{35}'],
  ['Google OAuth', '(?:ya29\\.|GOCSPX-|1//0)', '[\\w-]{20,}'],
  ['Azure client secrets', '[\\w~.-]{3}\\dQ~', '[\\w~.-]{30,}'],
  ['GitHub', 'gh[pousr]_', '[A-Za-z0-9]{30,}'],
  ['GitHub, fine-grained', 'github_pat_', '\\w{22,}'],
  ['GitLab', '(?:gl(?:pat|dt|ptt|rt|cbt|ft|soat|imt|agent|oas|ffct)-|GR1348941)', '[\\w.-]{20,}'],
  ['Slack', 'x(?:ox[abeoprs]|app|wfp)-', '[\\w.-]{10,}'],
  ['Stripe', '(?:[sr]k_(?:live|test|prod)_|whsec_)', '[\\w+/=]{10,}'],
  ['npm', 'npm_', '[A-Za-z0-9]{30,}'],
  ['PyPI', 'pypi-', '[\\w-]{40,}'],
  ['RubyGems', 'rubygems_', '[a-f0-9]{40,}'],
  ['crates.io', 'cio', '[A-Za-z0-9]{32}(?![\\w])'],
  ['Docker Hub', 'dckr_[po]at_', '[\\w-]{20,}'],
  ['Artifactory', '(?:AKCp|cmVmdGtuO)', '[A-Za-z0-9]{10,}'],
  // A bare `sk-` also begins ordinary names; a key has digits and is long.
  ['OpenAI, Anthropic and the like', 'sk-', '(?=[\\w-]{0,64}\\d)[\\w-]{24,}'],
  [
    'Hugging Face, Groq, Replicate, xAI, Perplexity',
    '(?:hf_|gsk_|r8_|xai-|pplx-)',
    '[A-Za-z0-9]{30,}',
  ],
  ['SendGrid', 'SG\\.', '[\\w-]{16,32}\\.[\\w-]{16,64}'],
  ['Mailgun', 'key-', '[a-f0-9]{32}(?![\\w])'],
  ['Mailchimp', '', '[a-f0-9]{32}-us\\d{1,2}(?![\\w])'],
  ['Twilio', 'SK', '[a-f0-9]{32}(?![\\w])'],
  ['Telegram bots', '', '\\d{8,10}:AA[\\w-]{32,}'],
  ['Shopify', 'shp(?:at|ca|pa|ss)_', '[a-fA-F0-9]{32}'],
  ['Square', '(?:sq0(?:atp|csp|idp)-|EAAA)', '[\\w-]{22,}'],
  ['DigitalOcean', 'do[opr]_v1_', '[a-f0-9]{60,}'],
  ['Cloudflare', 'v1\\.0-', '[a-f0-9]{24}-[a-f0-9]{100,}'],
  ['Heroku', 'HRKU-', '[\\w-]{30,}'],
  ['Fly', '(?:fo1_|fm[12][ar]?_)', '[\\w+/=-]{30,}'],
  ['Doppler', 'dp\\.(?:pt|st|ct|sa|scim|audit)\\.', '[\\w.-]{20,}'],
  ['Pulumi', 'pul-', '[a-f0-9]{40}'],
  ['Terraform Cloud', '[A-Za-z0-9]{14}\\.atlasv1\\.', '[\\w-]{40,}'],
  ['Vault', 'hv[sbr]\\.', '[\\w-]{20,}'],
  ['Vault, before 1.10', 's\\.', '(?=[A-Za-z]{0,23}\\d)[A-Za-z0-9]{24}(?![\\w])'],
  ['Databricks', 'dapi', '[a-f0-9]{32}'],
  ['Grafana', 'gl(?:c|sa)_', '[\\w+/=-]{30,}'],
  ['New Relic', 'NR(?:AK|II|RA|AA|IQ)-', '[\\w-]{20,}'],
  ['Sentry', 'sntry[su]_', '[\\w+/=-]{30,}'],
  ['Linear, Figma, Notion', '(?:lin_api_|figd_|ntn_|secret_)', '[A-Za-z0-9_-]{36,}'],
  ['Atlassian', 'AT(?:ATT3|CTT3|BB)', '[\\w=-]{20,}'],
  ['Postman', 'PMAK-', '[a-f0-9-]{40,}'],
  ['Dynatrace', 'dt0[a-z]\\d\\d\\.', '[A-Z0-9]{24}\\.[A-Z0-9]{60,}'],
  ['Buildkite, CircleCI', '(?:bk[a-z]{2}_|CCIPAT_)', '[\\w]{30,}'],
  ['Supabase, PlanetScale', '(?:sbp_|pscale_(?:pw|tkn|oauth)_)', '[\\w.-]{30,}'],
  ['Tailscale', 'tskey-', '[\\w-]{15,}'],
  ['age', 'AGE-SECRET-KEY-1', '[A-Z0-9]{50,}'],
  ['1Password', 'ops_', '[\\w+/=-]{50,}'],
  [
    'password hashes',
    '\\$(?:2[abxy]|5|6|y|argon2(?:id?|d)|pbkdf2-sha\\d{1,3}|scrypt)\\$',
    '[\\w./$=,+-]{20,}',
  ],
  // base64 of `-----BEGIN …`, unless it is a certificate's.
  ['private keys in base64', 'LS0tLS1CRUdJTi', '(?!BDRVJUSUZJQ0FU)[\\w+/-]{20,}={0,2}'],
];

/** One pattern of them all: a line is read once, not fifty times. */
export const TOKEN_SHAPES: MaskRule = {
  name: 'tokens known by their shape',
  // `-` and `.` may stand in front (`key=x-ghp_…` is no token of ours to judge), a letter or digit may not.
  pattern: new RegExp(
    `(?<![A-Za-z0-9])(?:${SHAPES.map(([, begins, follows], i) => `(?<s${i}>${begins})${follows}`).join('|')})`,
    'g',
  ),
  secretAt: (found) => {
    const kept = Object.values(found.groups ?? {}).find((group) => group !== undefined) ?? '';
    return { from: found.index + kept.length, to: found.index + found[0].length };
  },
};
