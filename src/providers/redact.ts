/** What stands in place of a key. */
const MARK = '[key]';
/** Characters of a text that are looked at; what is shown of it is far shorter. */
const MOST_CHARS = 8000;
/** A shorter secret would be found in any text. */
const LEAST_SECRET = 4;
/** So much of a key's beginning is enough to be cut out: a server may echo it in part. */
const LEAST_PART = 12;
/** What a server may put between two characters of what it echoes: blanks, breaks (also escaped ones), marks without width, separators. */
const BETWEEN = '(?:\\s|\\\\[nrt]|[\\u00ad\\u200b-\\u200f\\u2060\\ufeff])*';
const LOOSE = `(?:${BETWEEN}|[\\s,;:|_"'+.-]{1,3})`;

/**
 * A server's text without the key in use, in any form in which it can be echoed: as it is, in another case, percent-encoded, as JSON, C or
 * HTML escapes, in Base64, Base64url or Base32 at any alignment (and twice, or of its hex), in hex, binary or as numbers, also of UTF-16;
 * backwards, in wide letters or shifted by 13, with blanks between; also a part of it. Anything that looks like a vendor's key goes as
 * well. The text is cut at 8,000 characters.
 */
export function redact(text: string, secret: string | null): string {
	let clean = text.slice(0, MOST_CHARS);
	if (secret !== null && secret.length >= LEAST_SECRET) {
		const said = bare(clean);
		for (const { sign, pattern } of patternsOf(secret)) {
			if (sign === null || holds(said, sign)) clean = clean.replace(pattern(), MARK);
		}
	}
	return clean
		.replace(/\b(?:sk|pk|gsk|xai|key|AIza|hf|nvapi|tgp|fw|csk|pplx)[-_A-Za-z0-9*]{12,}/g, MARK)
		.replace(/\b(Bearer|Basic)\s+(?!\[key\])\S+/gi, `$1 ${MARK}`);
}

/** The newest key's patterns: errors come in rows. */
let newest: { readonly secret: string; readonly patterns: readonly Pattern[] } | null = null;

/** Patterns are long, so that to compile them all takes a good part of a second: one is made where its `sign` is found. */
interface Pattern {
	/** What a text that it finds holds in part; null: it is always looked for. */
	readonly sign: string | null;
	pattern(): RegExp;
}

function patternsOf(secret: string): readonly Pattern[] {
	if (newest?.secret === secret) return newest.patterns;
	const bytes = Buffer.from(secret, 'utf8');
	const once = base64Cores(bytes);
	const twice = once.flatMap((core) => base64Cores(Buffer.from(core)));
	// Its last byte is left out, so that both orders of bytes hold it.
	const wide = Buffer.from(secret, 'utf16le').subarray(0, -1);
	const hex = bytes.toString('hex');
	const ofHex = [hex, hex.toUpperCase()].flatMap((text) => base64Cores(Buffer.from(text)));
	const coded = [...twice, ...once, ...base64Cores(wide), ...ofHex].map((core) =>
		made(core, () => new RegExp(`[A-Za-z0-9+/_-]{0,3}${sequence(core, BETWEEN)}[A-Za-z0-9+/_=-]{0,4}`, 'gi')),
	);
	const coded32 = base32Cores(bytes).map((core) => made(core, () => new RegExp(`[A-Z2-7]{0,2}${core}[A-Z2-7]{0,2}=*`, 'gi')));
	const others = [
		new RegExp(beginning(secret), 'gi'),
		new RegExp(sequence([...secret].reverse().join(''), BETWEEN), 'gi'),
		// Spelled out: a separator after each character.
		new RegExp(sequence(secret, LOOSE), 'gi'),
		...[wide, bytes].flatMap((form) => [
			new RegExp([...form].map((byte) => `(?:0x|\\\\?x)?${byte.toString(16).padStart(2, '0')}`).join('[\\s,:;_-]*'), 'gi'),
			new RegExp([...form].join('[\\s,;]+'), 'g'),
		]),
		new RegExp([...bytes].map((byte) => `0?${byte.toString(2).padStart(7, '0')}`).join('[\\s,;_-]*'), 'g'),
		new RegExp(sequence(shifted(secret), BETWEEN), 'gi'),
		...(secret.length > LEAST_PART ? [parts(secret)] : []),
	];
	const patterns = [...coded, ...coded32, ...others.map((other) => made(null, () => other))];
	newest = { secret, patterns };
	return patterns;
}

function made(sign: string | null, make: () => RegExp): Pattern {
	let pattern: RegExp | null = null;
	return {
		sign,
		pattern: () => {
			pattern ??= make();
			return pattern;
		},
	};
}

/** Letters and digits alone, of the text as it stands and of what its escapes mean. */
function bare(text: string): string {
	const plain = text.replace(/(?:%(?:25)*|=|\\+u\{?0*|\\+x|&(?:amp;)*#x0*|&(?:amp;)*#)([0-9a-f]{2,3})/gi, (found, digits: string) => {
		const decimal = /#$/.test(found.slice(0, -digits.length));
		return String.fromCharCode(Number.parseInt(digits, decimal ? 10 : 16));
	});
	return [text, plain].map((one) => one.replace(/[^a-z0-9]/gi, '').toLowerCase()).join(' ');
}

/** Whether five letters or digits in a row of `sign` are in a text that is bare. */
function holds(said: string, sign: string): boolean {
	const own = sign.replace(/[^a-z0-9]/gi, '').toLowerCase();
	for (let at = 0; at <= own.length - 5; at += 1) if (said.includes(own.slice(at, at + 5))) return true;
	return own.length < 5;
}

/** Any part of the secret that is long enough, with what is written together with it. */
function parts(secret: string): RegExp {
	const windows = Array.from({ length: secret.length - LEAST_PART + 1 }, (_, at) => secret.slice(at, at + LEAST_PART));
	return new RegExp(`(?:${windows.map((part) => part.replace(/\W/g, '\\$&')).join('|')})[\\w~.+/-]*`, 'gi');
}

/** Letters moved by half the alphabet. */
function shifted(text: string): string {
	return text.replace(/[a-z]/gi, (letter) => String.fromCharCode(letter.charCodeAt(0) + (/[a-m]/i.test(letter) ? 13 : -13)));
}

/** The same of Base32 (RFC 4648): eight characters hold five bytes. */
function base32Cores(bytes: Buffer): readonly string[] {
	return [0, 1, 2, 3, 4].flatMap((before) => {
		const whole = [...Buffer.concat([Buffer.alloc(before), bytes])].map((byte) => byte.toString(2).padStart(8, '0')).join('');
		const first = Math.ceil((before * 8) / 5);
		const length = Math.floor(whole.length / 5) - first;
		const core = Array.from({ length }, (_, i) =>
			'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.charAt(Number.parseInt(whole.slice((first + i) * 5, (first + i + 1) * 5), 2)),
		);
		return core.length < LEAST_SECRET ? [] : [core.join('')];
	});
}

/** The characters of Base64 that the bytes alone decide, whatever stands before and behind them; one for each alignment. */
function base64Cores(bytes: Buffer): readonly string[] {
	return [0, 1, 2].flatMap((before) => {
		const whole = Buffer.concat([Buffer.alloc(before), bytes]).toString('base64');
		const core = whole.slice(Math.ceil((before * 8) / 6), Math.floor(((before + bytes.length) * 8) / 6));
		return core.length < LEAST_SECRET ? [] : [core];
	});
}

function sequence(text: string, between: string): string {
	return [...text].map(anyForm).join(between);
}

/** The whole secret or a long enough part of its beginning. */
function beginning(secret: string): string {
	const chars = [...secret].map(anyForm);
	const least = Math.min(chars.length, LEAST_PART);
	const rest = chars.slice(least).reduceRight((end, char) => `(?:${BETWEEN}${char}${end})?`, '');
	return chars.slice(0, least).join(BETWEEN) + rest;
}

/** One character as itself or as an escape of any kind, also an escape that was escaped again. */
function anyForm(char: string): string {
	const code = char.codePointAt(0) ?? 0;
	const hex = code.toString(16);
	const forms = [
		/[\w]/.test(char) ? char : `\\\\{0,3}\\u${hex.padStart(4, '0')}`,
		`%(?:25)*${hex.padStart(2, '0')}`,
		`=${hex.padStart(2, '0')}`,
		`\\\\{1,4}(?:u\\{?0*|x)${hex}\\}?`,
		`\\\\{1,4}0?${code.toString(8)}`,
		`&(?:amp;)*#(?:0*${code}|x0*${hex});?`,
	];
	// The wide letters of East Asian texts.
	if (code > 0x20 && code < 0x7f) forms.push(String.fromCharCode(code + 0xfee0));
	forms.push(`U\\+0*${hex}`);
	// Base64url writes these two otherwise.
	if (char === '+') forms.push('-');
	if (char === '/') forms.push('_');
	return `(?:${forms.join('|')})`;
}
