/** Characters of base64 that are looked at: a JPEG says its size behind its metadata. */
const LOOKED_AT = 96 * 1024;

/** Pixels of a PNG, JPEG, GIF or WebP image in base64; null where its beginning does not say. */
export function imageSize(base64: string): { readonly width: number; readonly height: number } | null {
	const bytes = decoded(base64.slice(0, 64));
	const byte = (at: number) => bytes.charCodeAt(at);
	const big = (at: number) => byte(at) * 0x100 + byte(at + 1);
	const little = (at: number) => byte(at + 1) * 0x100 + byte(at);
	if (bytes.startsWith('\x89PNG')) return known(big(16) * 0x10000 + big(18), big(20) * 0x10000 + big(22));
	if (bytes.startsWith('GIF8')) return known(little(6), little(8));
	if (bytes.startsWith('\xff\xd8')) return jpegSize(decoded(base64.slice(0, LOOKED_AT)));
	if (!bytes.startsWith('RIFF')) return null;
	switch (bytes.slice(12, 16)) {
		case 'VP8 ':
			return known(little(26) & 0x3fff, little(28) & 0x3fff);
		case 'VP8L':
			return known((little(21) & 0x3fff) + 1, (((byte(22) >> 6) | (little(23) << 2)) & 0x3fff) + 1);
		case 'VP8X':
			return known(little(24) + byte(26) * 0x10000 + 1, little(27) + byte(29) * 0x10000 + 1);
		default:
			return null;
	}
}

/** Type of a PNG, JPEG, GIF or WebP image in sound base64, by its bytes and not by its name; null for all else. */
export function imageType(base64: string): string | null {
	if (base64.length % 4 !== 0 || !/^[A-Za-z0-9+/]+={0,2}$/.test(base64)) return null;
	const bytes = decoded(base64.slice(0, 16));
	if (bytes.startsWith('\x89PNG')) return 'image/png';
	if (bytes.startsWith('GIF8')) return 'image/gif';
	if (bytes.startsWith('\xff\xd8\xff')) return 'image/jpeg';
	return bytes.startsWith('RIFF') && bytes.startsWith('WEBP', 8) ? 'image/webp' : null;
}

/** Walks from segment to segment up to the one that begins a frame. */
function jpegSize(bytes: string): ReturnType<typeof imageSize> {
	const big = (at: number) => bytes.charCodeAt(at) * 0x100 + bytes.charCodeAt(at + 1);
	for (let at = 2; at + 9 < bytes.length; ) {
		if (bytes.charCodeAt(at) !== 0xff) return null;
		const marker = bytes.charCodeAt(at + 1);
		// SOF0 to SOF15, without the tables (DHT, JPG, DAC) that share their numbers.
		if (marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)) return known(big(at + 7), big(at + 5));
		at += marker === 0xff ? 1 : 2 + big(at + 2);
	}
	return null;
}

function known(width: number, height: number): ReturnType<typeof imageSize> {
	return width > 0 && height > 0 ? { width, height } : null;
}

/** Bytes as Latin-1; empty where it is no base64. */
function decoded(base64: string): string {
	try {
		return atob(base64.slice(0, base64.length - (base64.length % 4)));
	} catch {
		return '';
	}
}
