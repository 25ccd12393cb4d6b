import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { HeldUpstream, settingsFor, WHOLE_COST } from './held-upstream.ts';
import { type RoutooProcess, ServeHome, SLOW_MS } from './serve-process.ts';

let home: ServeHome;
let upstream: HeldUpstream;

beforeEach(async () => {
	home = await ServeHome.make();
	upstream = await new HeldUpstream().start();
});
afterEach(async () => {
	await home.close();
	await upstream.close();
});

/** A whole answer of the model, as against words of ours in its place. */
const isAnswer = (text: string): boolean => text.includes('The rest.');

describe('two processes over one ledger', { timeout: 3 * SLOW_MS }, () => {
	it('hold one budget, whichever is asked', async () => {
		// Ten whole answers; each may cost a little more than it does, so the last of them are refused before.
		const limit = 10 * WHOLE_COST;
		await home.write(settingsFor(upstream, { 'routoo.budget.monthly': limit / 1_000_000, 'routoo.agent.budgetShare': 100 }));
		const [one, other] = await Promise.all([home.ready(), home.ready()]);
		const asked = (process: RoutooProcess): Promise<string> => home.chat(process, { max_tokens: 10 }).then((answer) => answer.text());
		const texts = await Promise.all(Array.from({ length: 16 }, (_, n) => asked(n % 2 === 0 ? one : other)));
		const whole = texts.filter(isAnswer).length;
		expect(whole).toBeGreaterThan(0);
		expect(whole).toBeLessThanOrEqual(10);
		expect(upstream.authorizations).toHaveLength(whole);
		expect(await home.spent()).toEqual({ settled: whole * WHOLE_COST, outstanding: 0 });
		// Both say so when it is used up, and neither asks any more.
		for (let n = 0; n < 12; n++) await asked(n % 2 === 0 ? one : other);
		const { settled } = await home.spent();
		expect(settled).toBeLessThanOrEqual(limit);
		const before = upstream.authorizations.length;
		for (const process of [one, other]) expect(isAnswer(await asked(process))).toBe(false);
		expect(upstream.authorizations).toHaveLength(before);
		expect(`${one.stdout}${other.stdout}`).toMatch(/^[\d:]+ (?:75 %|90 %|This month's budget) .*spent: /m);
	});

	it('what a killed process had reserved goes on counting, for its successor too', async () => {
		await home.write(settingsFor(upstream, { 'routoo.budget.monthly': 5 }));
		const killed = await home.ready();
		upstream.holdRest();
		const cut = home
			.chat(killed, { stream: true })
			.then((answer) => answer.text())
			.catch(() => 'cut');
		await killed.said(/#1 node/);
		await vi.waitFor(() => expect(upstream.authorizations).toHaveLength(1), SLOW_MS);
		expect(await killed.end('SIGKILL')).toBe(null);
		await cut;
		const { settled, outstanding } = await home.spent();
		expect(settled + outstanding).toBeGreaterThan(0);
		upstream.letAll();
		const next = await home.ready();
		expect(isAnswer(await (await home.chat(next)).text())).toBe(true);
		const after = await home.spent();
		expect(after.settled + after.outstanding).toBeGreaterThan(WHOLE_COST);
	});
});
