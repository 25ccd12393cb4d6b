import type { IncomingMessage, ServerResponse } from 'node:http';
import { failure, Refused } from './status.ts';

/** Levels of arrays and objects: far above what tools' schemas have, far below what ends a stack. */
const MAX_DEPTH = 200;
/** Values in a body: a conversation of 32 MB has thousands. */
const MAX_VALUES = 1_000_000;

const JSON_TYPE = /^application\/(?:[\w.+-]*\+)?json\s*(?:;|$)/i;
const CHARSET = /;\s*charset\s*=\s*"?([\w-]+)/i;

/**
 * The JSON of a request, counted while it comes.
 * Errors: Refused. Null where the client left before its end.
 */
export async function readJson(req: IncomingMessage, res: ServerResponse, max: number): Promise<{ readonly value: unknown } | null> {
	checkType(req);
	const declared = Number(req.headers['content-length'] ?? 0);
	if (declared > max) throw tooLarge(max);
	if (/100-continue/i.test(req.headers.expect ?? '')) res.writeContinue();
	const bytes = await readBytes(req, max);
	if (bytes === null) return null;
	const value = parse(bytes);
	checkShape(value);
	return { value };
}

/** A page can send text and forms without asking first; JSON it cannot. */
function checkType({ headers }: IncomingMessage): void {
	const type = headers['content-type'] ?? '';
	if (!JSON_TYPE.test(type)) throw new Refused(failure('wrongType', 'The body must be JSON: send "content-type: application/json".'));
	const charset = CHARSET.exec(type)?.[1] ?? 'utf-8';
	if (!/^utf-?8$/i.test(charset)) throw new Refused(failure('wrongType', 'The body must be UTF-8.'));
	const encoding = headers['content-encoding'] ?? 'identity';
	if (encoding.trim().toLowerCase() !== 'identity')
		throw new Refused(failure('wrongType', 'Compressed bodies are not read: send it without content-encoding.'));
}

function tooLarge(max: number): Refused {
	return new Refused(failure('tooLarge', `The request is larger than ${max / 1024 / 1024} MB. Send less: smaller images or fewer files.`));
}

function readBytes(req: IncomingMessage, max: number): Promise<Buffer | null> {
	const { promise, resolve, reject } = Promise.withResolvers<Buffer | null>();
	const chunks: Buffer[] = [];
	let size = 0;
	const onData = (chunk: Buffer): void => {
		size += chunk.length;
		if (size <= max) chunks.push(chunk);
		else {
			req.off('data', onData);
			req.pause();
			reject(tooLarge(max));
		}
	};
	req.on('data', onData);
	req.on('end', () => resolve(Buffer.concat(chunks, Math.min(size, max))));
	req.on('error', () => resolve(null));
	req.on('close', () => resolve(null));
	return promise;
}

function parse(bytes: Buffer): unknown {
	let text: string;
	try {
		text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
	} catch {
		throw new Refused(failure('invalidInput', 'The body is not UTF-8.'));
	}
	try {
		return JSON.parse(text);
	} catch (error) {
		// The message repeats a piece of the body: only the place of it is told.
		const at = /position (\d+)/.exec(String(error))?.[1];
		const where = text.trim() === '' ? 'is empty' : `is not JSON${at === undefined ? '' : ` (at character ${at})`}`;
		throw new Refused(failure('invalidInput', `The body ${where}. Send one JSON object.`));
	}
}

/** Not by recursion: that is what deep values break. */
function checkShape(root: unknown): void {
	let level: unknown[] = [root];
	let values = 1;
	for (let depth = 0; level.length > 0; depth++) {
		if (depth > MAX_DEPTH) throw new Refused(failure('invalidInput', `The body is nested deeper than ${MAX_DEPTH} levels.`));
		if (values > MAX_VALUES) throw new Refused(failure('tooLarge', 'The body holds more than a million values. Send less.'));
		const next: unknown[] = [];
		for (const value of level) {
			if (typeof value !== 'object' || value === null) continue;
			const inside: readonly unknown[] = Array.isArray(value) ? value : Object.values(value);
			values += inside.length;
			for (const inner of inside) if (typeof inner === 'object' && inner !== null) next.push(inner);
		}
		level = next;
	}
}
