/** What a text holds that should not leave this computer unasked: a few words for a question. */
export interface SecretFound {
	readonly kind: 'privateKey' | 'key' | 'environment';
	readonly what: string;
}

export interface SecretOptions {
	/** It is a file by whose name its values are examples: only a vendor's real key counts. */
	readonly example?: boolean;
}

/**
 * Secrets in a text, each kind once: private keys, keys of vendors by their form, and assignments as environment files hold them. What
 * stands in for a value (`your-api-key`, `${TOKEN}`, `xxxx`) is none, nor are hashes, ids and code that names a variable. Linear in the
 * text.
 */
export function secretsIn(text: string, { example = false }: SecretOptions = {}): readonly SecretFound[] {
	const found: SecretFound[] = [];
	if (!example && holdsPrivateKey(text)) found.push({ kind: 'privateKey', what: 'a private key' });
	const key = vendorKey(text);
	if (key !== null) found.push({ kind: 'key', what: key });
	if (!example && holdsPassword(text)) found.push({ kind: 'key', what: 'an address with a password' });
	const name = example ? null : secretVariable(text);
	if (name !== null) found.push({ kind: 'environment', what: `a value of ${name}` });
	return found;
}

/** The frame of a private key with a body behind it, also as JSON writes it; a frame alone is talk about keys. */
const PRIVATE_KEY =
	/-----BEGIN (?:[A-Z0-9]{2,12} ){0,2}PRIVATE KEY(?: BLOCK)?-----(?:\s|\\r|\\n|[|>+:"'\d]){0,40}(?:[A-Za-z][A-Za-z-]{3,20}: [^\n\\]{0,200}(?:\\n|\s){1,8}){0,4}([A-Za-z0-9+/=]{24,})/;

function holdsPrivateKey(text: string): boolean {
	if (text.includes('PuTTY-User-Key-File-') && /Private-Lines: \d+\r?\n[A-Za-z0-9+/=]{24,}/.test(text)) return true;
	if (text.includes('AGE-SECRET-KEY-1') && /AGE-SECRET-KEY-1[0-9A-Z]{50,}/.test(text)) return true;
	if (!text.includes('PRIVATE KEY')) return false;
	for (let at = text.indexOf('-----BEGIN '); at >= 0; at = text.indexOf('-----BEGIN ', at + 1)) {
		const body = PRIVATE_KEY.exec(text.slice(at, at + 1200));
		if (body !== null && !isPlaceholder(body[1]!)) return true;
	}
	return false;
}

interface KeyForm {
	/** Of whom. */
	readonly what: string;
	/** What every such key begins with: looked for first. */
	readonly sign: string;
	/** It stands before the key's own characters. */
	readonly leads: boolean;
	readonly form: RegExp;
}

const form = (what: string, sign: string, rest: string): KeyForm => ({
	...{ what, sign, leads: true },
	form: new RegExp(`(?<![A-Za-z0-9_-])${sign.replace(/[.\\]/g, '\\$&')}${rest}`, 'g'),
});

/** Keys as vendors document or issue them, seen 2026-11: an own beginning and a least length, so that names and slugs are none. */
const KEY_FORMS: readonly KeyForm[] = [
	form('an AWS access key', 'AKIA', '[A-Z0-9]{16}(?![A-Za-z0-9])'),
	form('an AWS access key', 'ASIA', '[A-Z0-9]{16}(?![A-Za-z0-9])'),
	...['ghp_', 'gho_', 'ghu_', 'ghs_', 'ghr_'].map((sign) => form('a GitHub token', sign, '[A-Za-z0-9]{36,}')),
	form('a GitHub token', 'github_pat_', '[A-Za-z0-9_]{40,}'),
	form('a GitLab token', 'glpat-', '[A-Za-z0-9_-]{20,}'),
	...['xoxb-', 'xoxp-', 'xoxa-', 'xoxr-', 'xoxs-', 'xapp-'].map((sign) => form('a Slack token', sign, '[A-Za-z0-9-]{20,}')),
	form('a Slack webhook', 'https://hooks.slack.com/services/', 'T[A-Z0-9]{6,}/B[A-Z0-9]{6,}/[A-Za-z0-9]{16,}'),
	form('a Stripe key', 'sk_live_', '[A-Za-z0-9]{20,}'),
	form('a Stripe key', 'rk_live_', '[A-Za-z0-9]{20,}'),
	form('an Anthropic key', 'sk-ant-', '[A-Za-z0-9_-]{30,}'),
	form('an OpenRouter key', 'sk-or-v1-', '[0-9a-f]{40,}'),
	form('an API key', 'sk-', '(?!ant-|or-v1-)(?:(?:proj|svcacct|admin|None)-[A-Za-z0-9_-]{40,}|[A-Za-z0-9]{32,})'),
	form('a Google API key', 'AIza', '[A-Za-z0-9_-]{35}'),
	form('a Google client secret', 'GOCSPX-', '[A-Za-z0-9_-]{20,}'),
	form('a Google token', 'ya29.', '[A-Za-z0-9_-]{40,}'),
	form('an xAI key', 'xai-', '[A-Za-z0-9]{40,}'),
	form('a Groq key', 'gsk_', '[A-Za-z0-9]{40,}'),
	form('a Hugging Face token', 'hf_', '[A-Za-z0-9]{30,}'),
	form('an NVIDIA key', 'nvapi-', '[A-Za-z0-9_-]{40,}'),
	form('a Perplexity key', 'pplx-', '[A-Za-z0-9]{40,}'),
	form('a Cerebras key', 'csk-', '[A-Za-z0-9]{40,}'),
	form('a Together key', 'tgp_v1_', '[A-Za-z0-9_-]{30,}'),
	form('a Replicate token', 'r8_', '[A-Za-z0-9]{37,}'),
	form('an npm token', 'npm_', '[A-Za-z0-9]{36}'),
	form('a PyPI token', 'pypi-', 'AgE[A-Za-z0-9_-]{50,}'),
	form('a SendGrid key', 'SG.', '[A-Za-z0-9_-]{16,}\\.[A-Za-z0-9_-]{30,}'),
	form('a Mailgun key', 'key-', '[0-9a-f]{32}(?![0-9a-f])'),
	form('a DigitalOcean token', 'dop_v1_', '[0-9a-f]{64}'),
	form('a Shopify token', 'shpat_', '[0-9a-fA-F]{32}'),
	form('a Vault token', 'hvs.', '[A-Za-z0-9_-]{24,}'),
	form('a Databricks token', 'dapi', '[0-9a-f]{32}'),
	form('a Linear key', 'lin_api_', '[A-Za-z0-9]{32,}'),
	form('a Notion token', 'ntn_', '[A-Za-z0-9]{40,}'),
	form('a Doppler token', 'dp.pt.', '[A-Za-z0-9]{40,}'),
	form('an Atlassian token', 'ATATT3', '[A-Za-z0-9_=-]{60,}'),
	form('a Figma token', 'figd_', '[A-Za-z0-9_-]{40,}'),
	form('a Postman key', 'PMAK-', '[A-Za-z0-9-]{50,}'),
	{ what: 'a Telegram bot token', sign: ':AA', leads: false, form: /(?<![A-Za-z0-9_-])\d{8,10}:AA[A-Za-z0-9_-]{33}(?![A-Za-z0-9_-])/g },
	form('an Azure storage key', 'AccountKey=', '[A-Za-z0-9+/]{60,}={0,2}'),
	...['ecretAccessKey', 'ecret_access_key', 'ECRET_ACCESS_KEY'].map((sign) => ({
		...{ what: 'an AWS secret key', sign, leads: false },
		form: new RegExp(`${sign}["']?\\s{0,4}[:=]\\s{0,4}["']?[A-Za-z0-9+/]{40}(?![A-Za-z0-9+/=])`, 'g'),
	})),
];

function vendorKey(text: string): string | null {
	for (const { what, sign, leads, form } of KEY_FORMS) {
		if (!text.includes(sign)) continue;
		for (const [match] of text.matchAll(form)) {
			const value = leads ? match.slice(sign.length) : match;
			if (!isPlaceholder(value) && /\d/.test(value) && new Set(value).size >= 8) return what;
		}
	}
	return null;
}

/** Words and forms that stand in for a value. */
const PLACEHOLDER =
	/example|sample|placeholder|change.?me|change.?this|replace|your.?|dummy|fake|redacted|removed|hidden|masked|not.?a.?real|xxxx|\*{3}|\.{3}|…|<|>|\{\{|\$\{|\[key\]|insert.?|todo|foobar|lorem|mock|0{6}|1{6}|a{6}|12345678|abcdefgh|deadbeef|_here\b|-here\b/i;

function isPlaceholder(value: string): boolean {
	return PLACEHOLDER.test(value);
}

/** What every such address holds. */
const AT_HOST = /:[^\s@/"'`<>]{6,120}@[\w.-]/;
/** `postgres://user:password@host`. */
const WITH_PASSWORD =
	/\b(?:postgres(?:ql)?|mysql|mariadb|mongodb(?:\+srv)?|rediss?|amqps?|mssql|sqlserver|clickhouse|ldaps?|ftps?|sftp|smtps?|https?):\/\/([^\s:@/"'`<>]{0,80}):([^\s@/"'`<>]{6,120})@([\w.-]{1,120})/g;

function holdsPassword(text: string): boolean {
	if (!text.includes('://') || !AT_HOST.test(text)) return false;
	for (const [, user = '', password = '', host = ''] of text.matchAll(WITH_PASSWORD)) {
		const local = /^(?:localhost|127\.[\d.]+|0\.0\.0\.0|host\.docker\.internal|[a-z]+)$|(?:^|\.)example\.|\.(?:test|localhost)$/i.test(
			host,
		);
		if (!local && !isPlaceholder(password) && !isPlaceholder(host) && !isCommon(password) && !/^[$%]/.test(password) && user !== password)
			return true;
	}
	return false;
}

/** Passwords that every stack starts with: nobody keeps them secret. */
function isCommon(value: string): boolean {
	return /^(?:pass(?:word|wd)?|secret|postgres|root|admin(?:istrator)?|test(?:ing)?|guest|user|mysql|redis|default|dev(?:elopment)?|local(?:host)?|none|null|token|minioadmin|rabbitmq|toor|hunter2|letmein|qwerty|docker|demo|ci|my|the|api|key|app|s3cr3t|p[a@]ssw0rd|[-_.!])*\d{0,4}$/i.test(
		value,
	);
}

/**
 * One line of an environment file, with what a tool may write before it: a line number, a mark of a diff, a path, a quote, a list's dash.
 */
const ASSIGNMENT =
	/^[ \t]*(?:[^\s:="']{1,200}[:-]\d{1,7}[:-]|\d{1,7}[ \t]*[:|→\t][ \t]*|[^\s:="']{0,200}[./\\][^\s:="']{0,200}:|[+>-][ \t]?)?[ \t]*(?:- )?["']?(?:export[ \t]+|set[ \t]+|\$env:|ENV[ \t]+)?([A-Z][A-Z0-9_]{2,79})=(.{1,600})/;
/** Looked for first. */
const ASSIGNS = /[A-Z0-9_]=./;
const MOST_LINE = 1000;
/** A part of a variable's name that says that its value is a secret. */
const SECRET_NAME =
	/(?:^|_)(?:SECRETS?|TOKENS?|PASSWORDS?|PASSWD|PASSPHRASE|PASS|PWD|CREDENTIALS?|API_?KEYS?|ACCESS_?KEYS?|PRIVATE_?KEYS?|AUTH_?KEY|ENCRYPTION_?KEY|SIGNING_?KEY|MASTER_?KEY|ACCOUNT_?KEY|SERVICE_?(?:ROLE_?)?KEY|LICENSE_?KEY|WEBHOOK(?:_URL)?)(?:_|$|\d)/;
const WEAK_NAME = /(?:^|_)(?:KEY|SALT|COOKIE|AUTH|SIGNATURE|SESSION)(?:_|$|\d)/;
const NOT_SECRET =
	/PUBLIC|PUBLISHABLE|ANON_|(?:^|_)(?:OLD)?PWD$|(?:_|^)(?:NAME|PATH|FILE|DIR|ARN|TYPE|HEADER|ENDPOINT|LENGTH|SIZE|LIMIT|TTL|EXPIR\w*|ALGORITHM|ALG|PREFIX|VERSION|REGION|COUNT|LIFETIME|AGE|ISSUER|AUDIENCE|COLUMN|FIELD|ENABLED|REQUIRED|POLICY|ROTATION|MIN|MAX)$|^MAX_|^MIN_|^NUM_/;
const PLAIN_VALUE = /^(?:true|false|yes|no|on|off|null|none|undefined|nil|\d+(?:\.\d+)?[a-z]{0,3}|\d[\d-]*T?[\d:.Z-]*)$/i;
const UUID_OR_HASH =
	/^(?:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|[0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{64}|sha\d{3}-.+)$/i;
/** What a value is taken from elsewhere, or code and no value. */
const REFERENCE =
	/^[$%]|\$\{|\$\(|^process\.|^os\.|^env[.[(]|^import|^secrets\.|^vault:|^op:\/\/|^arn:|^ref\+|[([]|^(?:\.{0,2}|~)\/|^[A-Za-z]:\\/;

/** The variable of a first line that gives it a secret, null where none does. */
function secretVariable(text: string): string | null {
	if (!text.includes('=')) return null;
	for (const line of text.split(/\r?\n|(?:\\r)?\\n/)) {
		if (!ASSIGNS.test(line)) continue;
		const found = ASSIGNMENT.exec(line.length > MOST_LINE ? line.slice(0, MOST_LINE) : line);
		if (found !== null && isSecretValue(found[1]!, found[2]!)) return found[1]!;
	}
	return null;
}

function isSecretValue(name: string, written: string): boolean {
	const strong = SECRET_NAME.test(name);
	const address = /(?:^|_)(?:URL|URI|DSN|CONNECTION(?:_?STRING)?)(?:_|$|\d)/.test(name);
	if ((!strong && !WEAK_NAME.test(name) && !address) || NOT_SECRET.test(name)) return false;
	const value = bareValue(written);
	if (value === '' || isPlaceholder(value) || REFERENCE.test(value)) return false;
	if (/^[a-z][a-z+.-]*:\/\//i.test(value)) return /^https:\/\/(?:hooks|discord)/.test(value) || holdsPassword(value);
	if (address) return /(?:password|pwd|accountkey|sharedaccesskey)=[^;\s]{6,}/i.test(value);
	const number = /^\d+$/.test(value) && /PASS|PWD/.test(name) && value.length >= 6;
	if (PLAIN_VALUE.test(value) && !number) return false;
	if (strong) return value.length >= 6 && !/\s/.test(value) && !isCommon(value) && looksMade(value);
	return (
		value.length >= 16 &&
		!/\s/.test(value) &&
		!UUID_OR_HASH.test(value) &&
		/\d/.test(value) &&
		/[A-Za-z]/.test(value) &&
		new Set(value).size >= 8
	);
}

/** No identifier or phrase of words alone: those are names of secrets, such as `my-app-secret`. */
function looksMade(value: string): boolean {
	return (
		/\d/.test(value) ||
		/[^A-Za-z0-9_.-]/.test(value) ||
		/[a-z][A-Z]|[A-Z]{2}[a-z]/.test(value) ||
		(value.length >= 8 && !/[-_.]/.test(value))
	);
}

/** Without quotes, the comment behind, and what a list or an object writes after it. */
function bareValue(written: string): string {
	const quoted = /^(["'])(.*?)\1/.exec(written);
	if (quoted !== null) return quoted[2]!.trim();
	return written
		.replace(/\s+#.*$/, '')
		.replace(/["'],?\s*$/, '')
		.trim();
}
