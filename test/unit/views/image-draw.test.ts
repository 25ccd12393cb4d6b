import { expect, it } from 'vitest';
import { imageSize } from '../../../src/protocol/images.ts';
import { base64Of, jpegSizeIn } from '../../../src/views/chat/image-draw.ts';

const segment = (marker: number, length: number): Uint8Array => {
	const bytes = new Uint8Array(2 + length);
	bytes.set([0xff, marker, length >> 8, length & 0xff]);
	return bytes;
};
const frame = segment(0xc2, 17);
new DataView(frame.buffer).setUint16(5, 3024);
new DataView(frame.buffer).setUint16(7, 4032);
const jpeg = (...parts: readonly Uint8Array[]): Blob => new Blob([new Uint8Array([0xff, 0xd8]), ...parts.map((part) => part.slice())]);

it('the size of a photograph is found behind whatever its camera wrote', async () => {
	const large = jpeg(segment(0xe1, 65_000), segment(0xe2, 65_000), segment(0xc4, 40), frame, new Uint8Array(100));
	expect(imageSize(await base64Of(large.slice(0, 72 * 1024)))).toBeNull();
	expect(await jpegSizeIn(large)).toEqual({ width: 4032, height: 3024 });
	expect(await jpegSizeIn(jpeg(frame, new Uint8Array(100)))).toEqual({ width: 4032, height: 3024 });
});

it.each([
	['no frame', jpeg(segment(0xe1, 100), new Uint8Array(100))],
	['nothing', jpeg()],
	['segments without an end', jpeg(new Uint8Array(2000).fill(0xff))],
	['a frame that is cut off', jpeg(frame.slice(0, 8))],
])('a file with %s has none', async (_, file) => {
	expect(await jpegSizeIn(file)).toBeNull();
});
