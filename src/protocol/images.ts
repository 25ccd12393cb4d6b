import * as z from 'zod/mini';

/** Images in the chat's box: what the view makes of one before the host gets it, and within which bounds. */

/**
 * Pixels of the longer edge: Claude's own measure before Opus 4.7 (platform.claude.com, "Vision", read 2026-11-28), below that of newer
 * Claude, GPT and Gemini, so that no vendor makes it smaller once more.
 */
export const LONGEST_EDGE = 1568;
/** Bytes of what is sent: five of them fit into every vendor's request. */
export const MOST_IMAGE_BYTES = 1_500_000;
/** Bytes and pixels of what is taken at all: a small file can open into gigabytes. */
export const MOST_SOURCE_BYTES = 20_000_000;
export const MOST_SOURCE_PIXELS = 60_000_000;
export const MOST_IMAGES = 5;
/** Of one chat: each goes again with every message. */
export const MOST_IMAGES_OF_CHAT = 20;

const base64 = (most: number) => z.string().check(z.minLength(4), z.maxLength(4 * Math.ceil(most / 3)), z.regex(/^[A-Za-z0-9+/]+={0,2}$/));
const name = z.string().check(z.minLength(1), z.maxLength(200));

/** Why an image is not attached: it is none of the four types, too large, broken, or one too many. */
export const IMAGE_REFUSALS = ['type', 'size', 'broken', 'count'] as const;
export type ImageRefusal = (typeof IMAGE_REFUSALS)[number];

export const imageMessages = [
	/** Drawn anew by the view: a PNG or JPEG without anything but its pixels. */
	z.object({
		type: z.literal('attachImage'),
		name,
		mediaType: z.enum(['image/png', 'image/jpeg']),
		data: base64(MOST_IMAGE_BYTES),
		thumb: base64(30_000),
		/** What was done to it: "scaled to 1568 px". */
		cut: z.optional(z.string().check(z.minLength(1), z.maxLength(100))),
	}),
	z.object({ type: z.literal('imageRefused'), name, why: z.enum(IMAGE_REFUSALS) }),
	/** Files that were dropped, as the editor names them. */
	z.object({
		type: z.literal('attachDropped'),
		uris: z.array(z.string().check(z.minLength(1), z.maxLength(4000))).check(z.minLength(1), z.maxLength(20)),
	}),
] as const;

export interface ImageToPrepare {
	readonly type: 'prepareImage';
	readonly name: string;
	/** Base64 of the file. */
	readonly data: string;
}

export const imageToPrepare = z.looseObject({ type: z.literal('prepareImage'), name: z.string(), data: z.string() });

// The view tells an image by its bytes, by the host's own rule.
// biome-ignore lint/performance/noBarrelFile: both sides must read an image by one rule.
export { imageSize, imageType } from '../core/message/image-size.ts';
