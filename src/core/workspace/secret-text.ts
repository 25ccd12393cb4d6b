import { KEY_FORMS } from './secret-forms.ts';

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
	/-----BEGIN (?:[A-Z0-9]{2,12} ){0,2}PRIVATE KEY(?: BLOCK)?-----(?:\s|\\r|\\n|[|>+:"'\d]){0,40}(?:[^\s:]{1,200}:\d{1,6}:)?(?:[A-Za-z][A-Za-z-]{3,20}: [^\n\\]{0,200}(?:\\n|\s){1,8}){0,4}([A-Za-z0-9+/=]{24,})/;

/** The frame in base64, as `base64 id_rsa` and a kubeconfig write it. */
const ENCODED_KEY =
	/LS0tLS1CRUdJTiB(?:QUklWQVRFIEtFWS|SU0EgUFJJVkFURS|PUEVOU1NIIFBSSVZBVEUg|FQyBQUklWQVRF|FTkNSWVBURUQg|EU0EgUFJJVkFUR)[A-Za-z0-9+/=\s]{60}/;
/** Zeros in a row are usual in a real one: OpenSSH's begin with them. */
const NO_KEY = /example|placeholder|redacted|your|xxxx|\.{3}|…|<|>/i;

function holdsPrivateKey(text: string): boolean {
	if (text.includes('PuTTY-User-Key-File-') && /Private-Lines: \d+\r?\n[A-Za-z0-9+/=]{24,}/.test(text)) return true;
	if (text.includes('AGE-SECRET-KEY-1') && /AGE-SECRET-KEY-1[0-9A-Z]{50,}/.test(text)) return true;
	if (text.includes('LS0tLS1CRUdJTiB') && ENCODED_KEY.test(text)) return true;
	if (!text.includes('PRIVATE KEY')) return false;
	for (let at = text.indexOf('-----BEGIN '); at >= 0; at = text.indexOf('-----BEGIN ', at + 1)) {
		const body = PRIVATE_KEY.exec(text.slice(at, at + 1200));
		if (body !== null && !NO_KEY.test(body[1]!) && new Set(body[1]).size >= 8) return true;
	}
	return false;
}

function vendorKey(text: string): string | null {
	for (const { what, sign, leads, form } of KEY_FORMS) {
		if (!text.includes(sign)) continue;
		for (const [match, own] of text.matchAll(form)) {
			const value = own ?? (leads ? match.slice(sign.length) : match);
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
	/^[ \t]*(?:[^\s:="']{1,200}[:-]\d{1,7}[:-]|\d{1,7}[ \t]*[:|→\t][ \t]*|[^\s:="']{0,200}[./\\][^\s:="']{0,200}:|[+>-][ \t]?)?[ \t]*(?:- )?["']?(?:export[ \t]+|declare[ \t]+-x[ \t]+|set[ \t]+|\$env:|ENV[ \t]+)?([A-Z][A-Z0-9_]{2,79})=(.{1,600})/;
/** Looked for first. */
const ASSIGNS = /[A-Z0-9_]=./;
/** `"API_KEY": "…"` of a configuration, `API_KEY      …` of a shell's table. */
const PAIR =
	/^[ \t]*(?:"([A-Z][A-Z0-9_]{2,79})"[ \t]?:[ \t]?"|([A-Z][A-Z0-9_]{2,79})[ \t]{2,80})(?=[^\s"]{0,300}\d)([^\s"]{8,300})"?,?[ \t]*$/;
/** `[PATH=/bin TOKEN=…]`, as `docker inspect --format` writes an environment. */
const GO_LIST = /^\[[A-Z][A-Z0-9_]+=.*\]$/;
const COLOURS = new RegExp(`${String.fromCharCode(27)}\\[[0-9;]{0,20}m`, 'g');
const MOST_LINE = 1000;
/** A part of a variable's name that says that its value is a secret. */
const SECRET_NAME =
	/(?:^|_)(?:SECRETS?|TOKENS?|PASSWORDS?|PASSWD|PASSPHRASE|PASS|PWD|CREDENTIALS?|API_?KEYS?|ACCESS_?KEYS?|PRIVATE_?KEYS?|AUTH_?KEY|ENCRYPTION_?KEY|SIGNING_?KEY|MASTER_?KEY|ACCOUNT_?KEY|SERVICE_?(?:ROLE_?)?KEY|LICENSE_?KEY|WEBHOOK(?:_URL)?)(?:_|$|\d)/;
const WEAK_NAME = /(?:^|_)(?:KEY|SALT|COOKIE|AUTH|SIGNATURE|SESSION)(?:_|$|\d)/;
const NOT_SECRET =
	/PUBLIC|PUBLISHABLE|ANON_|(?:^|_)(?:OLD)?PWD$|(?:_|^)(?:NAME|PATH|FILE|DIR|ARN|TYPE|HEADER|ENDPOINT|LENGTH|SIZE|LIMIT|TTL|EXPIR\w*|ALGORITHM|ALG|PREFIX|VERSION|REGION|COUNT|LIFETIME|AGE|ISSUER|AUDIENCE|COLUMN|FIELD|ENABLED|REQUIRED|POLICY|ROTATION|MIN|MAX)$|^MAX_|^MIN_|^NUM_|_(?:MANAGER|ADDRESS|SOCK|HANDLE|AGENT_INFO)$|^(?:XDG|TERM|DBUS|GNOME|KDE|ITERM|WT|DESKTOP)_/;
const PLAIN_VALUE = /^(?:true|false|yes|no|on|off|null|none|undefined|nil|\d+(?:\.\d+)?[a-z]{0,3}|\d[\d-]*T?[\d:.Z-]*)$/i;
const UUID_OR_HASH =
	/^(?:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|[0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{64}|sha\d{3}-.+)$/i;
/** What a value is taken from elsewhere, or code and no value. */
const REFERENCE =
	/^[$%]|\$\{|\$\(|^process\.|^os\.|^env[.[(]|^import|^secrets\.|^vault:|^op:\/\/|^arn:|^ref\+|[([]|^(?:\.{0,2}|~)\/|^[A-Za-z]:\\/;

/** The variable of a first line that gives it a secret, null where none does. */
function secretVariable(text: string): string | null {
	for (const whole of text.replace(COLOURS, '').split(/\r?\n|(?:\\r)?\\n|",[ ]?(?=")/)) {
		const line = whole.length > MOST_LINE ? whole.slice(0, MOST_LINE) : whole;
		const listed = GO_LIST.test(line) ? line.split(/[[\] ]/) : [line];
		for (const one of listed) {
			const found = ASSIGNS.test(one) ? ASSIGNMENT.exec(one) : PAIR.exec(one);
			if (found !== null && isSecretValue(nameOf(found), found.at(-1)!)) return nameOf(found);
		}
	}
	return null;
}

function nameOf([, first, second]: RegExpExecArray): string {
	return first ?? second!;
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
