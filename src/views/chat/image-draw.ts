import * as l10n from '@vscode/l10n';
import {
	type ImageRefusal,
	imageSize,
	imageType,
	LONGEST_EDGE,
	MOST_IMAGE_BYTES,
	MOST_SOURCE_BYTES,
	MOST_SOURCE_PIXELS,
} from '../../protocol/images.ts';

/** An image as it is sent. */
export interface Drawn {
	readonly mediaType: 'image/png' | 'image/jpeg';
	/** Base64. */
	readonly data: string;
	readonly thumb: string;
	/** What was done to it; null: nothing that is seen. */
	readonly cut: string | null;
}

/** Bytes of a file that say its type and size: a JPEG says its size behind its metadata. */
const HEAD_BYTES = 72 * 1024;
/** A PNG above this is drawn as a JPEG: a photograph, where the loss is not seen. */
const LARGE_PNG_BYTES = 1_000_000;
const JPEG_QUALITIES = [0.9, 0.8, 0.6, 0.4];
const THUMB_EDGE = 64;

/**
 * Draws an image anew: at most LONGEST_EDGE pixels, as a PNG or JPEG, which every vendor and local server takes, and without what its file
 * holds beside the pixels (place, camera, scripts of an SVG, which is refused). Of a moving one the first picture.
 */
export async function drawAnew(file: Blob): Promise<Drawn | ImageRefusal> {
	if (file.size > MOST_SOURCE_BYTES) return 'size';
	const head = await base64Of(file.slice(0, HEAD_BYTES));
	const type = imageType(head);
	if (type === null) return 'type';
	const size = imageSize(head) ?? (type === 'image/jpeg' ? await jpegSizeIn(file) : null);
	if (size === null) return 'broken';
	if (size.width * size.height > MOST_SOURCE_PIXELS) return 'size';
	const bitmap = await createImageBitmap(new Blob([file], { type })).catch(() => null);
	if (bitmap === null) return 'broken';
	try {
		const scale = Math.min(1, LONGEST_EDGE / Math.max(bitmap.width, bitmap.height));
		const sent = await smallEnough(bitmap, scale);
		const thumb = await encoded(bitmap, THUMB_EDGE / Math.max(THUMB_EDGE, bitmap.width, bitmap.height), 'image/png', 1);
		if (sent === null || thumb === null) return 'size';
		const done = [
			...(scale < 1 ? [l10n.t('scaled to {0} px', LONGEST_EDGE)] : []),
			...(type === 'image/gif' ? [l10n.t('its first picture')] : []),
		];
		return { mediaType: sent.type, data: sent.data, thumb: thumb.data, cut: done.length === 0 ? null : done.join(', ') };
	} finally {
		bitmap.close();
	}
}

/** Segments of a JPEG before its picture: each names its length, and few have more than a dozen. */
const MOST_SEGMENTS = 500;

/** Pixels of a JPEG whose metadata (of a phone or an editor of pictures) reach beyond its head; null where no frame is found. */
export async function jpegSizeIn(file: Blob): Promise<{ readonly width: number; readonly height: number } | null> {
	let at = 2;
	for (let n = 0; n < MOST_SEGMENTS && at + 9 <= file.size; n++) {
		const view = new DataView(await file.slice(at, at + 9).arrayBuffer());
		const marker = view.getUint8(1);
		if (view.getUint8(0) !== 0xff) return null;
		// A frame: SOF0 to SOF15, without the tables that share their numbers. Its size is told as that of a short file, by the one rule.
		if (marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)) {
			return imageSize(await base64Of(new Blob([new Uint8Array([0xff, 0xd8]), file.slice(at, at + 32)])));
		}
		at += marker === 0xff ? 1 : 2 + view.getUint16(2);
	}
	return null;
}

interface Encoded {
	readonly type: Drawn['mediaType'];
	readonly data: string;
	readonly bytes: number;
}

async function smallEnough(bitmap: ImageBitmap, scale: number): Promise<Encoded | null> {
	const png = await encoded(bitmap, scale, 'image/png', 1);
	if (png !== null && png.bytes <= LARGE_PNG_BYTES) return png;
	for (const quality of JPEG_QUALITIES) {
		const jpeg = await encoded(bitmap, scale, 'image/jpeg', quality);
		if (jpeg !== null && jpeg.bytes <= MOST_IMAGE_BYTES) return jpeg;
	}
	return null;
}

async function encoded(bitmap: ImageBitmap, scale: number, type: Drawn['mediaType'], quality: number): Promise<Encoded | null> {
	const canvas = document.createElement('canvas');
	canvas.width = Math.max(1, Math.round(bitmap.width * scale));
	canvas.height = Math.max(1, Math.round(bitmap.height * scale));
	const context = canvas.getContext('2d');
	if (context === null) return null;
	if (type === 'image/jpeg') {
		// What is transparent would become black.
		context.fillStyle = 'white';
		context.fillRect(0, 0, canvas.width, canvas.height);
	}
	context.imageSmoothingQuality = 'high';
	context.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
	const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, type, quality));
	return blob === null || blob.type !== type ? null : { type, data: await base64Of(blob), bytes: blob.size };
}

export async function base64Of(blob: Blob): Promise<string> {
	const bytes = new Uint8Array(await blob.arrayBuffer());
	let binary = '';
	// As arguments of one call they are too many.
	for (let at = 0; at < bytes.length; at += 0x8000) binary += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
	return btoa(binary);
}

/** Errors: of `atob`, for what is no base64. */
export function blobOf(base64: string): Blob {
	return new Blob([Uint8Array.from(atob(base64), (character) => character.charCodeAt(0))]);
}
