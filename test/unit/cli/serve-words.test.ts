import { describe, expect, it } from 'vitest';
import { budgetLine, decisionLine, endLine, modelsLine, plainLine, startLines } from '../../../src/cli/serve-words.ts';
import type { RoutingNote } from '../../../src/serve/wire.ts';

const NOTE: RoutingNote = {
	...{ model: 'up/one', name: 'One', recipient: 'Upstream', quality: { mean: 0.923, low: 0.88, high: 0.97 }, reason: 'cheapest' },
	...{ expectedCostUsd: 0.0042, maxCostUsd: 0.03, costUsd: null, run: null, requestedModel: null },
};
const SERVED = { id: 'r1', client: 'openai', path: '/responses' };
const plain = (text: string): string => text.replaceAll('\u00a0', ' ');

describe('what routoo serve says', () => {
	it('names client, model, quality and price of a decision', () => {
		expect(plain(decisionLine(7, { ...SERVED, note: NOTE }))).toBe(
			'#7 openai /responses -> One (Upstream), quality 92 % (88–97), ~$0.0042, at most $0.03',
		);
		const free = { ...NOTE, expectedCostUsd: 0, maxCostUsd: 0, requestedModel: 'gpt-5-mini' };
		expect(plain(decisionLine(7, { ...SERVED, note: free }))).toBe(
			'#7 openai /responses -> One (Upstream) in place of gpt-5-mini, quality 92 % (88–97), $0',
		);
		expect(decisionLine(7, { ...SERVED, note: { ...NOTE, expectedCostUsd: null, maxCostUsd: null } })).toMatch(/price unknown$/);
	});

	it.each([
		[{ note: { ...NOTE, costUsd: 0.0037 }, state: 'done', words: null }, '#7 One (Upstream): cost $0.0037'],
		[
			{ note: { ...NOTE, costUsd: 0.001, cut: { tokens: 300, by: 'money', words: 'Cut off.' } }, state: 'done', words: null },
			'#7 One (Upstream): cost $0.001 (Cut off.)',
		],
		[{ note: { ...NOTE, costUsd: 0.001 }, state: 'cancelled', words: null }, '#7 One (Upstream) was stopped: cost $0.001'],
		[{ note: NOTE, state: 'failed', words: 'It is down.' }, '#7 One (Upstream) failed: nothing booked. It is down.'],
		[{ note: null, state: 'failed', words: 'No model.' }, '#7 openai /responses failed: nothing booked. No model.'],
		[{ note: null, state: 'done', words: 'The budget is used up.' }, '#7 openai /responses: nothing booked (The budget is used up.)'],
	] as const)('says what became of it: %#', (ended, line) => {
		expect(endLine(7, { ...SERVED, ...ended })).toBe(line);
	});

	it('says what is left, and until when', () => {
		const view = {
			limit: 20_000_000,
			spent: 3_000_000,
			outstanding: 500_000,
			level: 'ok',
			resetsAt: new Date(2026, 11, 1).getTime(),
		} as const;
		expect(budgetLine({ view } as never)).toBe('Budget: $16.50 of $20.00 left until 1 December');
		expect(budgetLine({ view: { ...view, limit: null } } as never)).toBe('Budget: no limit. Spent since the last reset: $3.00');
		expect(budgetLine({ view: { ...view, spent: 30_000_000 } } as never)).toMatch(/^Budget: \$0 of/);
	});

	it('names some models of each endpoint, and what to do where there is none', () => {
		const endpoint = (name: string, count: number) => ({
			endpoint: { displayName: name },
			candidates: Array.from({ length: count }, (_, n) => ({ displayName: `${name} ${n}`, effort: n })),
		});
		const line = modelsLine([endpoint('A', 8), endpoint('B', 1), endpoint('C', 0)] as never, () => true, '/s.json');
		expect(line).toBe('Models that can be asked: 9. A (A 0, A 1, A 2, A 3, A 4, A 5, 2 more); B (B 0)');
		expect(modelsLine([endpoint('A', 8)] as never, () => false, '/s.json')).toMatch(
			/^No model can be asked yet\. .*routoo key set.*\/s\.json/,
		);
	});

	it('says where everything lies', () => {
		const where = {
			version: '1.2.3',
			origin: 'http://127.0.0.1:1',
			key: 'K',
			keyPath: '/k',
			settingsPath: '/s',
			settingsThere: true,
			folder: '/f',
		};
		expect(startLines({ ...where, inEnvironment: ['a', 'b'], inKeychain: ['c'] }).join('\n')).toMatch(/environment: a, b; keychain: c/);
		expect(startLines({ ...where, inEnvironment: [], inKeychain: [] }).join('\n')).toMatch(/keys +none/);
	});

	it('gives a terminal nothing to obey', () => {
		expect(plainLine('a\u001b[2J\u001b]0;x\u0007b\r\nc\u202ed\u200b\u009bm')).toBe('a[2J]0;xb cdm');
		expect(plainLine('92\u00a0%  two')).toBe('92 %  two');
	});
});
