import { imageType } from '../../../core/message/image-size.ts';
import type { ImagePart } from '../../../core/message/message.ts';
import { cannot, shown, wrong } from './fields.ts';

/** Characters of an address before its data: a type and its parameters. */
const MAX_HEAD = 300;

/**
 * The image of a `data:` address (RFC 2397): any case, parameters before `;base64`, the alphabet of base64 or base64url, with and without
 * padding, line breaks or percent escapes. Its bytes say its type where they are of a known one, else the address does. Nothing is ever
 * fetched: an address of another kind is refused, also one of this machine, whose server the client could not ask itself.
 */
export function imageOf(address: string, path: string): ImagePart {
	const scheme = /^\s*([a-z][a-z0-9+.-]*):/i.exec(address)?.[1]?.toLowerCase();
	if (scheme !== 'data') {
		if (scheme === undefined) throw wrong(path, 'must be a data: address with the image in base64, such as data:image/png;base64,…');
		throw cannot(path, `Routoo fetches no addresses (${shown(address)})`, 'Send the image itself, as a data: address in base64.');
	}
	const comma = address.indexOf(',');
	const head = comma < 0 || comma > MAX_HEAD ? null : address.slice(address.indexOf(':') + 1, comma).toLowerCase();
	const [type = '', ...parameters] = head?.split(';').map((one) => one.trim()) ?? [];
	if (!parameters.includes('base64')) throw wrong(path, 'must hold the image in base64, such as data:image/png;base64,…');
	return imageFrom(address.slice(comma + 1), type, path);
}

/** @param type as its client says it; its bytes say it where they are of a known one */
export function imageFrom(base64: string, type: string, path: string): ImagePart {
	const data = plainBase64(base64);
	if (data === null) throw wrong(path, 'must hold an image in base64; this is none');
	const mediaType = imageType(data.slice(0, 64)) ?? (type === 'image/jpg' ? 'image/jpeg' : type);
	if (!/^image\/[a-z0-9.+-]+$/.test(mediaType)) {
		throw cannot(
			path,
			`it holds ${type === '' ? 'no image that is known' : shown(type)}, and models of a chat read images alone`,
			'Send it as text, or leave it out.',
		);
	}
	return { type: 'image', mediaType, data };
}

/** In the usual alphabet, padded and without blanks; null for what is no base64, or nothing. */
function plainBase64(text: string): string | null {
	// Most are so: nothing is copied.
	if (text.length % 4 === 0 && PLAIN.test(text)) return text;
	const bare = text
		.replaceAll(/%([0-9a-f]{2})/gi, (_all, code: string) => String.fromCharCode(Number.parseInt(code, 16)))
		.replaceAll(/\s/g, '')
		.replaceAll('-', '+')
		.replaceAll('_', '/')
		.replace(/={1,2}$/, '');
	const padded = bare.padEnd(Math.ceil(bare.length / 4) * 4, '=');
	return bare.length % 4 !== 1 && PLAIN.test(padded) ? padded : null;
}

const PLAIN = /^[A-Za-z0-9+/]+={0,2}$/;
