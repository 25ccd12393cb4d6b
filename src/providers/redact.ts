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
 * HTML escapes, in Base64 or Base64url at any alignment (and twice), in hex or as numbers, backwards, with blanks between; also without its
 * end. Anything that looks like a vendor's key goes as well. The text is cut at 8,000 characters.
 */
export function redact(text: string, secret: string | null): string {
	let clean = text.slice(0, MOST_CHARS);
	if (secret !== null && secret.length >= LEAST_SECRET) {
		for (const pattern of patternsOf(secret)) clean = clean.replace(pattern, MARK);
	}
	return clean
		.replace(/\b(?:sk|pk|gsk|xai|key|AIza|hf|nvapi|tgp|fw|csk|pplx)[-_A-Za-z0-9*]{12,}/g, MARK)
		.replace(/\b(Bearer|Basic)\s+(?!\[key\])\S+/gi, `$1 ${MARK}`);
}

/** The newest key's patterns: errors come in rows. */
let newest: { readonly secret: string; readonly patterns: readonly RegExp[] } | null = null;

function patternsOf(secret: string): readonly RegExp[] {
	if (newest?.secret === secret) return newest.patterns;
	const bytes = Buffer.from(secret, 'utf8');
	const once = base64Cores(bytes);
	const twice = once.flatMap((core) => base64Cores(Buffer.from(core)));
	const patterns = [
		...[...twice, ...once].map((core) => new RegExp(`[A-Za-z0-9+/_-]{0,3}${sequence(core, BETWEEN)}[A-Za-z0-9+/_=-]{0,4}`, 'gi')),
		new RegExp(beginning(secret), 'gi'),
		new RegExp(sequence([...secret].reverse().join(''), BETWEEN), 'gi'),
		// Spelled out: a separator after each character.
		new RegExp(sequence(secret, LOOSE), 'gi'),
		new RegExp([...bytes].map((byte) => `(?:0x|\\\\?x)?${byte.toString(16).padStart(2, '0')}`).join('[\\s,:;_-]*'), 'gi'),
		new RegExp([...bytes].join('[\\s,;]+'), 'g'),
	];
	newest = { secret, patterns };
	return patterns;
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
	// Base64url writes these two otherwise.
	if (char === '+') forms.push('-');
	if (char === '/') forms.push('_');
	return `(?:${forms.join('|')})`;
}
