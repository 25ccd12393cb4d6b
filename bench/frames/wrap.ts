import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { WireRequest } from '../../src/serve/wire.ts';
import { WIRES, type Wires } from '../../src/serve/wires.ts';
import { ROOT } from '../../training/kit/checkout.ts';
import { seeded } from '../kit/prompts.ts';

/** The skeleton of a client's first request; see test/fixtures/frames. */
export interface Frame {
	/** Of its file. */
	readonly name: string;
	/** Name and version of the client. */
	readonly client: string;
	readonly wire: keyof Wires;
	readonly headers: Readonly<Record<string, string>>;
	readonly body: unknown;
}

const FOLDER = path.join(ROOT, 'test/fixtures/frames');
const WORDS =
	'when you read a file keep to what it says and change no more than was asked then run the checks of the project once and tell what they gave in a few short words'.split(
		' ',
	);

/** All frames, by name. */
export function readFrames(): readonly Frame[] {
	return readdirSync(FOLDER)
		.filter((file) => file.endsWith('.json'))
		.toSorted()
		.map((file) => ({ name: file.slice(0, -'.json'.length), ...JSON.parse(readFileSync(path.join(FOLDER, file), 'utf8')) }));
}

const written = new Map<number, string>();

/** `length` characters of sentences that ask for nothing, the same for the same length. */
export function filler(length: number): string {
	const known = written.get(length);
	if (known !== undefined) return known;
	const random = seeded(length);
	const sentences: string[] = [];
	for (let size = 0; size < length; size += sentences.at(-1)!.length) {
		const words = Array.from({ length: 6 + Math.floor(random() * 12) }, () => WORDS[Math.floor(random() * WORDS.length)]!);
		sentences.push(`${words.join(' ')}. `.replace(/^./, (first) => first.toUpperCase()));
	}
	const text = sentences.join('').slice(0, length).replace(/\s$/, '.');
	written.set(length, text);
	return text;
}

/** The body that the client would send for the user's words. */
export function bodyOf(frame: Frame, user: string): unknown {
	return filled(frame.body, user);
}

/** The same as the endpoint reads it. Errors: RoutooError 'invalidInput'. */
export function wrap(frame: Frame, user: string): WireRequest {
	return WIRES[frame.wire].read(bodyOf(frame, user), frame.headers);
}

function filled(value: unknown, user: string): unknown {
	if (typeof value === 'string') {
		return value.replace(/\{\{(?:filler (\d+)|user|quoted)\}\}/g, (all, length: string | undefined) => {
			if (length !== undefined) return filler(Number(length));
			return all === '{{user}}' ? user : quoted(user);
		});
	}
	if (Array.isArray(value)) return value.map((one) => filled(one, user));
	if (typeof value !== 'object' || value === null) return value;
	return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, filled(one, user)]));
}

function quoted(user: string): string {
	return user.includes(' ') ? `"${user.replaceAll('"', '\\"')}"` : user;
}
