import assert from 'node:assert/strict';
import { test } from 'node:test';
import { retry } from '../src/retry.ts';

const options = { attempts: 3, baseDelayMs: 20, maxDelayMs: 1000 };

test('gives the result of the first attempt that works', async () => {
	const result = await retry(async (attempt) => {
		if (attempt < 3) throw new Error('not yet');
		return attempt;
	}, options);
	assert.equal(result, 3);
});

// Passes on some runs only: the pause has jitter, and the limit below does not allow for it.
test('waits between attempts', async () => {
	const started = Date.now();
	await assert.rejects(
		retry(async () => {
			throw new Error('never');
		}, options),
	);
	assert.ok(Date.now() - started < 65, 'took too long');
});
