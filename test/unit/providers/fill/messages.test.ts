import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readMessages } from '../../../../src/providers/fill/messages.ts';
import { endpointAt } from '../server.ts';

const CONTEXT = { endpoint: endpointAt('http://127.0.0.1/v1'), model: 'm', secret: null };

/** A body in pieces of the given sizes, over and over. */
function bodyOf(text: string, sizes: readonly number[], onCancel = () => {}): ReadableStream<Uint8Array> {
	const bytes = new TextEncoder().encode(text);
	let at = 0;
	let turn = 0;
	return new ReadableStream({
		pull(controller) {
			if (at >= bytes.length) return controller.close();
			const size = sizes[turn++ % sizes.length]!;
			controller.enqueue(bytes.slice(at, at + size));
			at += size;
		},
		cancel: onCancel,
	});
}

async function read(text: string, format: 'sse' | 'ndjson', sizes: readonly number[]): Promise<unknown[]> {
	const messages: unknown[] = [];
	for await (const message of readMessages(bodyOf(text, sizes), format, CONTEXT)) messages.push(message);
	return messages;
}

const values = fc.array(fc.dictionary(fc.string(), fc.string({ unit: 'binary' }), { maxKeys: 3 }), { maxLength: 6 });
const sizes = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 5 });
const plain = (list: readonly unknown[]) => list.map((value) => JSON.parse(JSON.stringify(value)));

describe('readMessages', () => {
	it('reads events however the bytes are cut, with any line ends and with or without the last blank line', async () => {
		await fc.assert(
			fc.asyncProperty(values, sizes, fc.constantFrom('\n', '\r\n'), fc.boolean(), async (list, cut, end, whole) => {
				const text = list.map((value) => `: alive${end}${end}data: ${JSON.stringify(value)}${end}${end}`).join('');
				expect(await read(whole ? text : text.replace(/(\r?\n)+$/, ''), 'sse', cut)).toEqual(plain(list));
			}),
		);
	});

	it('reads lines however the bytes are cut', async () => {
		await fc.assert(
			fc.asyncProperty(values, sizes, fc.constantFrom('\n', '\r\n', '\n\n'), fc.boolean(), async (list, cut, end, whole) => {
				const text = list.map((value) => `${JSON.stringify(value)}${end}`).join('');
				expect(await read(whole ? text : text.replace(/(\r?\n)+$/, ''), 'ndjson', cut)).toEqual(plain(list));
			}),
		);
	});

	it('ends at [DONE]', async () => {
		expect(await read('data: {"a":1}\n\ndata: [DONE]\n\ndata: {"b":2}\n\n', 'sse', [3])).toEqual([{ a: 1 }]);
	});

	it.each(['data: 5\n\n', 'data: null\n\n', 'data: "a"\n\n', 'data: {\n\n'])('%j is no message', async (text) => {
		await expect(read(text, 'sse', [4])).rejects.toMatchObject({ kind: 'badResponse' });
	});

	it('closes the body when the reader leaves', async () => {
		let cancelled = false;
		const body = bodyOf('data: {"a":1}\n\n'.repeat(50), [16], () => {
			cancelled = true;
		});
		for await (const _message of readMessages(body, 'sse', CONTEXT)) break;
		expect(cancelled).toBe(true);
	});
});
