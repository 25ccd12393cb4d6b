import { beforeEach, expect, test, vi } from 'vitest';
import { readSettings } from '../../../../src/app/settings/schema.ts';
import { RoutooError } from '../../../../src/core/base/errors.ts';
import type { RoutingLine } from '../../../../src/core/routing/routing-line.ts';
import { prices } from '../../core/routing/support.ts';
import { candidate } from '../fakes.ts';
import { ChatBench, fails } from './chat-bench.ts';

let b: ChatBench;

function set(percent: number, more: Readonly<Record<string, unknown>> = {}): void {
	const values: Record<string, unknown> = { 'routoo.learning.exploration': percent, 'routoo.routing.goodEnough': 92, ...more };
	b.settings = readSettings((key) => values[key]).settings;
}

beforeEach(() => {
	b = new ChatBench();
	const paid = { local: false, tools: true, contextTokens: 100_000 };
	b.candidates = [candidate('home/big', { ...paid, prices: prices(3, 15) }), candidate('lab/small', { ...paid, prices: prices(0.3, 1.5) })];
	// The small one's mean reaches the bar, and too little is known of it.
	b.qualities = { 'home/big': { mean: 0.97, low: 0.95, high: 0.99 }, 'lab/small': { mean: 0.94, low: 0.6, high: 0.99 } };
	set(10);
});

const isTried = (line: RoutingLine | null | undefined): boolean => line?.steeredBy.includes('exploration') === true;

/** What the preview of a message said, and what sending it did. */
async function say(text: string): Promise<{ readonly shown: RoutingLine; readonly sent: RoutingLine }> {
	await b.chat.receive({ type: 'draft', text });
	await expect.poll(() => b.chat.state().composer.preview?.modelName, { interval: 1 }).toBeDefined();
	const shown = b.chat.state().composer.preview!;
	await b.send(text);
	return { shown, sent: b.lastAnswer().routing! };
}

async function anew(): Promise<void> {
	await b.chat.receive({ type: 'newSession' });
}

/** A new chat that begins with a model that is tried. */
async function tried(): Promise<RoutingLine> {
	for (let n = 0; n < 200; n++) {
		await anew();
		await b.send('hello');
		const line = b.lastAnswer().routing;
		if (line !== null && isTried(line)) return line;
	}
	throw new Error('none was tried');
}

test('a share of new chats tries the cheaper one, its preview says the same, and later messages never do', async () => {
	let count = 0;
	for (let n = 1; n <= 60; n++) {
		await anew();
		const { shown, sent } = await say(`Question ${n}`);
		expect(sent).toEqual(shown);
		expect(sent.candidateId).toBe(isTried(sent) ? 'lab/small' : 'home/big');
		if (isTried(sent)) count++;
		expect(count).toBeLessThanOrEqual(0.1 * n + 1);
		expect(b.trials.kept.current()).toEqual({ requests: n, tried: count });
		if (n > 10) continue;
		await b.send('And more');
		expect(isTried(b.lastAnswer().routing)).toBe(false);
		expect(b.trials.kept.current().requests).toBe(n);
	}
	expect(count).toBeGreaterThan(1);
});

test('the decision says what was tried, why, and what would have been chosen', async () => {
	const line = await tried();
	expect(line.reason).toMatch(/^Tried so that Routoo learns how well small does for you: .* costs less than big/);
	expect(line.alternatives[1]).toMatchObject({ candidateId: 'home/big', whyNot: expect.stringContaining('would have been chosen') });
});

test('set to 0 nothing is tried, and nothing counted', async () => {
	set(0);
	for (let n = 0; n < 60; n++) {
		await anew();
		await b.send('hello');
		expect(b.lastAnswer().routing!.candidateId).toBe('home/big');
	}
	expect(b.trials.kept.current().requests).toBe(0);
});

test.each([
	['the model that the user chose', {}, 'home/big'],
	['a pool without the other', { 'routoo.routing.pool': ['home/big'] }, 'auto'],
])('%s is asked, always', async (_, more, model) => {
	set(10, more);
	for (let n = 0; n < 60; n++) {
		await anew();
		await b.chat.receive({ type: 'setModel', model });
		await b.send('hello');
		expect(b.lastAnswer().routing!.candidateId).toBe('home/big');
		expect(isTried(b.lastAnswer().routing)).toBe(false);
	}
	expect(b.trials.kept.current().tried).toBe(0);
});

test.each([
	['here', () => {}],
	// What the window remembers of the conversation is gone.
	['after a restart', () => vi.spyOn(b.caches, 'of').mockReturnValue(null)],
])('once it has answered, %s, the chat is no place for another trial: stronger, edited, asked again', async (_, restart) => {
	await tried();
	restart();
	const counts = b.trials.kept.current();
	await b.chat.receive({ type: 'again', turnId: b.lastTurn().id, how: 'stronger' });
	expect(b.lastAnswer().routing!.candidateId).toBe('home/big');
	await b.chat.receive({ type: 'edit', turnId: b.lastTurn().id, text: 'hello again' });
	expect(b.lastAnswer().routing!.candidateId).toBe('home/big');
	await b.chat.receive({ type: 'againWith', turnId: b.lastTurn().id, model: 'auto' });
	expect(isTried(b.lastAnswer().routing)).toBe(false);
	expect(b.trials.kept.current()).toEqual(counts);
});

test('one that fails makes room for the model that would have been chosen, and was tried all the same', async () => {
	b.scripts.small = () => fails(new RoutooError('network', 'No answer.', 'Start the server.'));
	for (let n = 0; b.trials.kept.current().tried === 0 && n < 200; n++) {
		await anew();
		await b.send('hello');
		expect(b.lastAnswer()).toMatchObject({ state: 'done', routing: { candidateId: 'home/big' } });
		expect(isTried(b.lastAnswer().routing)).toBe(false);
		expect(b.trials.kept.current().requests).toBe(n + 1);
	}
	expect(b.trials.kept.current().tried).toBe(1);
	expect(b.lastAnswer().routing!.fallbackNote).toContain('small');
});
