import { expect, test } from 'vitest';
import { abortable, orAborted, unlessAborted } from '../../../../src/core/base/aborting.ts';

async function* hangsAfter(...items: string[]): AsyncGenerator<string> {
	yield* items;
	await new Promise(() => {});
}

test('a stream that ignores its cancellation still ends with the abort', async () => {
	const stop = new AbortController();
	const got: string[] = [];
	const reading = (async () => {
		for await (const item of abortable(hangsAfter('a', 'b'), stop.signal)) got.push(item);
	})();
	setTimeout(() => stop.abort(new Error('stopped')), 5);
	await expect(reading).rejects.toThrow('stopped');
	expect(got).toEqual(['a', 'b']);
});

test('a stream that ends by itself, and one that fails, pass through', async () => {
	const { signal } = new AbortController();
	const got: string[] = [];
	async function* fails(): AsyncGenerator<string> {
		yield 'a';
		throw new Error('broken');
	}
	async function* ends(): AsyncGenerator<string> {
		yield* ['x', 'y'];
	}
	for await (const item of abortable(ends(), signal)) got.push(item);
	expect(got).toEqual(['x', 'y']);
	await expect(
		(async () => {
			for await (const item of abortable(fails(), signal)) got.push(item);
		})(),
	).rejects.toThrow('broken');
});

test('a question that nobody answers does not outlive the abort', async () => {
	const stop = new AbortController();
	const waiting = orAborted(new Promise(() => {}), stop.signal);
	stop.abort(new Error('stopped'));
	await expect(waiting).rejects.toThrow('stopped');
	await expect(orAborted(Promise.resolve(1), stop.signal)).rejects.toThrow('stopped');
});

test('waiting ends with the abort without an error, and with the error of what is waited for', async () => {
	const stop = new AbortController();
	const waiting = unlessAborted(new Promise(() => {}), stop.signal);
	setTimeout(() => stop.abort(new Error('stopped')), 5);
	await expect(waiting).resolves.toBeUndefined();
	await expect(unlessAborted(new Promise(() => {}), stop.signal)).resolves.toBeUndefined();
	await expect(unlessAborted(Promise.reject(new Error('broken')), new AbortController().signal)).rejects.toThrow('broken');
});

test('a stream that cannot be closed fails nobody who has enough of it', async () => {
	const items: AsyncIterable<string> = {
		[Symbol.asyncIterator]: () => ({
			next: async () => ({ done: false, value: 'a' }),
			return: () => {
				throw new Error('not to be closed');
			},
		}),
	};
	let got = '';
	for await (const item of abortable(items, new AbortController().signal)) {
		got = item;
		break;
	}
	expect(got).toBe('a');
});
