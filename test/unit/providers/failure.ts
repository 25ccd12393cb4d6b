import { inspect } from 'node:util';
import { expect, onTestFinished } from 'vitest';
import { RoutooError } from '../../../src/core/base/errors.ts';
import { collect, type Handler, KEY, providerAt, REQUEST, startServer } from './server.ts';

/** Streams from a server that answers with `handler`, and checks what every error owes: words, a next step, no key and no prompt. */
export async function failureOf(handler: Handler, kind: 'openai' | 'anthropic' | 'openai-compatible' = 'openai-compatible') {
	const server = await startServer(handler);
	onTestFinished(() => server.close());
	const outcome = await collect(providerAt(`${server.url}/v1`, kind).stream(REQUEST, new AbortController().signal));
	expect(outcome.error).toBeInstanceOf(RoutooError);
	const error = outcome.error as RoutooError;
	expect(error.message).toMatch(/Test vendor.*\.$/);
	expect(error.message).not.toMatch(/\n/);
	expect(error.nextStep).toMatch(/^[A-Z].*\.$/);
	// Everything a logger could print.
	expect(inspect(error, { depth: 20, showHidden: true }) + JSON.stringify(error)).not.toContain(KEY);
	expect(inspect(error, { depth: 20 })).not.toContain('Say hello.');
	return { ...outcome, error, server };
}
