import { expect, it } from 'vitest';
import { correctable, typedAmount } from '../../../../src/app/budget/corrections.ts';
import type { LedgerRow } from '../../../../src/core/money/ledger.ts';
import { reservation } from '../../../support/stores/values.ts';

function row(requestId: string, more: Partial<LedgerRow>): LedgerRow {
	const { owner, purpose, runId, decision } = reservation(requestId, 100);
	return {
		...{ requestId, at: 1000, purpose, owner, runId, state: 'settled', cost: 33_000, costSource: 'tokens', usage: null, durationMs: 1 },
		...{ outcome: 'answered', claimed: null, corrected: false, decision, ...more },
	};
}

it('offers what is booked, first what a server claimed and nobody believed', () => {
	const offered = correctable([
		row('running', { state: 'outstanding' }),
		row('plain', {}),
		row('released', { state: 'released' }),
		row('done', { claimed: 4_000_000, corrected: true }),
		row('doubted', { claimed: 3_600_000_000, costSource: 'estimate' }),
		row('orphan', { state: 'orphaned', costSource: 'estimate', cost: 0 }),
	]);
	expect(offered.map(({ requestId }) => requestId)).toEqual(['doubted', 'plain', 'done', 'orphan']);
	expect(offered[0]).toMatchObject({
		label: expect.stringMatching(/^\$0\.033 {2}model/),
		detail: 'The server said $3,600.00; that was not believed, and $0.033 was booked instead',
		amount: '0.033',
	});
	expect(offered.map(({ detail }) => detail).slice(1)).toEqual(['Counted', 'Corrected by you', 'An estimate']);
});

it.each([
	['0', 0],
	['$12.40', 12_400_000],
	[' 0.000001 ', 1],
	['', null],
	['$', null],
	['-1', null],
	['ten', null],
	['0,05', 50_000],
	['1e9', null],
	['0x1', null],
	['1e3', null],
	['1000000', 1e12],
	['1000000.01', null],
	['Infinity', null],
])('reads the amount %j', (typed, micros) => {
	expect(typedAmount(typed)).toBe(micros);
});
