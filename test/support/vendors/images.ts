/** The image types that all three vendors take, by the bytes (as Latin-1) that such a file begins with. */
const BEGINS: Readonly<Record<string, readonly string[]>> = {
	'image/png': ['\x89PNG'],
	'image/jpeg': ['\xff\xd8\xff'],
	'image/gif': ['GIF87a', 'GIF89a'],
	'image/webp': ['RIFF'],
};

/** What is wrong with an image of this type in base 64, or null. */
export function imageFault(mediaType: string, data: string): string | null {
	const begins = BEGINS[mediaType];
	if (!begins) return `the media type must be one of ${Object.keys(BEGINS).join(', ')}`;
	if (data.length === 0 || data.length % 4 !== 0 || !/^[A-Za-z0-9+/]+={0,2}$/.test(data)) return 'the data is not base 64';
	const bytes = Buffer.from(data, 'base64').toString('latin1');
	return begins.some((begin) => bytes.startsWith(begin)) ? null : `Image does not match the provided media type ${mediaType}`;
}

/** What is wrong with the address of an image, or null: `https:` or a data URL in base 64. */
export function imageUrlFault(url: string): string | null {
	if (/^https?:\/\/[^\s]+$/.test(url)) return null;
	const data = /^data:(image\/[a-z]+);base64,(.*)$/s.exec(url);
	return data ? imageFault(data[1] ?? '', data[2] ?? '') : 'Expected a URL or a base64-encoded data URL of an image';
}
