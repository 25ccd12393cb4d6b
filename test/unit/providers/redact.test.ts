import { describe, expect, it } from 'vitest';
import { redact } from '../../../src/providers/redact.ts';

const KEY = 'sk-Ab9+/x_Q~0123456789Zz';
/** Of no vendor's form, so that only the key itself can be what is found. */
const PLAIN = 'Qw7Er.Ty9Ui_Op2As';

const base64 = (text: string) => Buffer.from(text).toString('base64');
const base64url = (text: string) => Buffer.from(text).toString('base64url');
const each = (text: string, form: (code: number, char: string) => string) => [...text].map((c) => form(c.charCodeAt(0), c)).join('');
const utf16 = (key: string) => Buffer.from(key, 'utf16le');
const hex = (code: number) => code.toString(16).padStart(2, '0');

/** What a server can make of a text. */
const FORMS: Readonly<Record<string, (key: string) => string>> = {
	plain: (key) => key,
	'upper case': (key) => key.toUpperCase(),
	'lower case': (key) => key.toLowerCase(),
	backwards: (key) => [...key].reverse().join(''),
	'percent, where needed': encodeURIComponent,
	'percent, all of it': (key) => each(key, (code) => `%${hex(code)}`),
	'percent, twice': (key) => encodeURIComponent(each(key, (code) => `%${hex(code).toUpperCase()}`)),
	'JSON escapes': (key) => each(key, (code) => `\\u00${hex(code)}`),
	'JSON in JSON': (key) => each(key, (code) => `\\\\u00${hex(code).toUpperCase()}`),
	'JSON slash': (key) => key.replaceAll('/', '\\/'),
	'C escapes': (key) => each(key, (code) => `\\x${hex(code)}`),
	'quoted-printable': (key) => each(key, (code) => `=${hex(code).toUpperCase()}`),
	'HTML, decimal': (key) => each(key, (code) => `&#${code};`),
	'HTML, hex': (key) => each(key, (code) => `&#x${hex(code)};`),
	'HTML in HTML': (key) => each(key, (code) => `&amp;#${code};`),
	hex: (key) => Buffer.from(key).toString('hex'),
	'hex, upper case': (key) => Buffer.from(key).toString('hex').toUpperCase(),
	'hex with colons': (key) => each(key, (code, _c) => `${hex(code)}:`),
	'hex, C': (key) => each(key, (code) => `0x${hex(code)}, `),
	numbers: (key) => JSON.stringify([...Buffer.from(key)]),
	base64,
	base64url,
	'base64 of the header': (key) => base64(`Bearer ${key}`),
	'base64 of a pair': (key) => base64(`user:${key}`),
	'base64, one before': (key) => base64(`x${key}yy`),
	'base64url, two before': (key) => base64url(`xx${key}y`),
	'base64 in lines': (key) => base64(`Authorization: Bearer ${key}`).replace(/(.{10})/g, '$1\r\n'),
	'base64, percent': (key) => encodeURIComponent(base64(key)),
	'base64 twice': (key) => base64(base64(`Bearer ${key}`)),
	'blanks between': (key) => [...key].join(' '),
	'in two lines': (key) => `${key.slice(0, 9)}\n${key.slice(9)}`,
	'no width between': (key) => [...key].join('\u200b'),
	'spelled out': (key) => [...key].join(','),
	'UTF-16 as base64': (key) => utf16(`x${key}`).toString('base64'),
	'UTF-16 as hex': (key) => utf16(key).toString('hex').slice(0, -2),
	'UTF-16 of the other order': (key) => utf16(key).swap16().toString('base64'),
	'base64 of hex': (key) => base64(Buffer.from(key).toString('hex')),
	binary: (key) => each(key, (code) => `${code.toString(2).padStart(8, '0')} `),
	'shifted by 13': (key) => key.replace(/[a-z]/gi, (c) => String.fromCharCode(c.charCodeAt(0) + (/[a-m]/i.test(c) ? 13 : -13))),
	'wide letters': (key) => each(key, (code) => String.fromCharCode(code + 0xfee0)),
	'U+': (key) => each(key, (code) => `U+00${hex(code)} `),
	'without its beginning': (key) => key.slice(3),
	'the middle': (key) => key.slice(2, 15),
	'without its end': (key) => key.slice(0, 13),
};

describe.each([KEY, PLAIN])('a key that a server echoes (%s)', (key) => {
	it.each(Object.keys(FORMS))('%s', (form) => {
		const echoed = FORMS[form]!(key);
		const clean = redact(`before <${echoed}> after`, key);
		expect(clean).toContain('[key]');
		expect(clean).not.toContain(echoed);
		// Nothing of any length is left between the words around it, but what the form itself adds.
		const left = clean.replace(/^before <|> after$/g, '').replace(/\[key\]|[\s:,[\]"=]|0x|^[a-z0-9]{2}(?=\[key)/gi, '');
		expect(left.length).toBeLessThan(5 + FORMS[form]!('').length);
	});
});

describe('what is no key', () => {
	it('stays as it is', () => {
		const said = "Unsupported parameter: 'max_tokens' is not supported with this model. (Request 7c5f-11aa, 4,096 tokens)";
		expect(redact(said, PLAIN)).toBe(said);
		expect(redact(said, null)).toBe(said);
		expect(redact('a1 b2', 'a1')).toBe('a1 b2');
	});

	it('another key of a known form goes too, and what follows Bearer', () => {
		expect(redact('Incorrect API key provided: sk-proj-abcdefghijklmnop.', PLAIN)).toBe('Incorrect API key provided: [key].');
		expect(redact('header "Bearer abc.def"', null)).not.toContain('abc.def');
	});

	it('Base32 goes too, at each alignment', () => {
		// Of the key, of `x` and the key, of `xxx` and the key.
		for (const echoed of ['KF3TORLSFZKHSOKVNFPU64BSIFZQ====', 'PBIXON2FOIXFI6JZKVUV6T3QGJAXG===', 'PB4HQULXG5CXELSUPE4VK2K7J5YDEQLT']) {
			expect(redact(`before ${echoed} after`, PLAIN)).toMatch(/^before [A-Z2-7]{0,4}\[key\] after$/);
		}
	});

	it('a long text does not take long, and is cut', () => {
		expect(redact('QUJD'.repeat(100_000), KEY).length).toBeLessThanOrEqual(8000);
	});
});
