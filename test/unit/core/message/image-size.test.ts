import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { imageSize } from '../../../../src/core/message/image-size.ts';
import { estimateMessageTokens, TOKENS_PER_MESSAGE } from '../../../../src/core/message/tokens.ts';

const base64 = (...bytes: readonly (number | string | readonly number[])[]) =>
	Buffer.concat(bytes.map((piece) => (typeof piece === 'number' ? Buffer.alloc(piece) : Buffer.from(piece as string, 'latin1')))).toString(
		'base64',
	);
const big = (n: number) => [n >> 8, n & 255];
const little = (n: number) => [n & 255, n >> 8, 0];

const png = (width: number, height: number) =>
	base64('\x89PNG\r\n\x1a\n', [0, 0, 0, 13], 'IHDR', [0, 0], big(width), [0, 0], big(height), 20);
const jpeg = (metadata: number) =>
	base64(
		[0xff, 0xd8, 0xff, 0xe1],
		big(metadata + 2),
		metadata,
		[0xff, 0xc4],
		big(4),
		2,
		[0xff, 0xff, 0xc2],
		big(17),
		[8],
		big(1080),
		big(1920),
		20,
	);

test.each([
	['PNG', png(1920, 1080)],
	['GIF', base64('GIF89a', little(1920).slice(0, 2), little(1080).slice(0, 2), 20)],
	['JPEG', jpeg(20)],
	['JPEG behind 60 kB of metadata', jpeg(60_000)],
	// https://developers.google.com/speed/webp/docs/riff_container: the three kinds of its first chunk.
	['WebP, lossy', base64('RIFF', 4, 'WEBPVP8 ', 4, 3, [0x9d, 1, 0x2a], little(1920).slice(0, 2), little(1080).slice(0, 2), 20)],
	[
		'WebP, lossless',
		base64('RIFF', 4, 'WEBPVP8L', 4, [0x2f, 1919 & 255, (1919 >> 8) | ((1079 & 3) << 6), (1079 >> 2) & 255, 1079 >> 10], 20),
	],
	['WebP, extended', base64('RIFF', 4, 'WEBPVP8X', 4, 4, little(1919), little(1079), 20)],
])('%s', (_name, data) => expect(imageSize(data)).toEqual({ width: 1920, height: 1080 }));

test('a real picture', () => {
	const file = readFileSync(new URL('../../../../media/icon.png', import.meta.url));
	expect(imageSize(file.toString('base64'))).toEqual({ width: file.readUInt32BE(16), height: file.readUInt32BE(20) });
});

test.each(['', '!', 'AAAA', base64('\x89PNG'), base64([0xff, 0xd8, 0xff, 0xe1, 0, 2]), base64([0xff, 0xd8, 1, 2], 40), png(0, 7)])(
	'no image: %s',
	(data) => expect(imageSize(data)).toBeNull(),
);

/** Sizes and counts of Claude's models from Opus 4.7 on: patches of 28 pixels, at most 2,576 pixels an edge and 4,784 of them. */
test.each([
	[1, 1, 1],
	[1000, 1000, 1296],
	[1920, 1080, 2691],
	[2576, 1449, 4784],
	[8000, 8000, 4784],
	[3840, 2160, 4784],
])('an image of %d by %d pixels is estimated at %d tokens', (width, height, tokens) => {
	const image = { type: 'image', mediaType: 'image/png', data: png(width, height) } as const;
	expect(estimateMessageTokens([{ role: 'user', parts: [image] }]) - TOKENS_PER_MESSAGE).toBe(tokens);
});
