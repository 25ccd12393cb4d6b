import fc from 'fast-check';
import { expect, test } from 'vitest';
import { experienceOf, modelOfId } from '../../../../src/core/money/experience.ts';
import type { LedgerEvent } from '../../../../src/core/money/ledger-events.ts';
import { reservation, settlement } from '../../../support/stores/values.ts';

const columns = { purpose: 'chat', runId: null, owner: reservation('', 1).owner, settledDelta: 0, outstandingDelta: 0, estimatedDelta: 0 };
const reserve = (requestId: string, candidateId: string, more: Partial<LedgerEvent> = {}): LedgerEvent => {
	const { requestId: _id, ...detail } = reservation(requestId, 1);
	return {
		...columns,
		requestId,
		kind: 'reserve',
		at: 1,
		reservedAt: 1,
		detail: { ...detail, decision: { ...detail.decision, candidateId } },
		...more,
	};
};
const settle = (requestId: string, change: Partial<ReturnType<typeof settlement>> = {}, more: Partial<LedgerEvent> = {}): LedgerEvent => {
	const { requestId: _id, ...detail } = settlement(requestId, 1, change);
	return { ...columns, requestId, kind: 'settle', at: 2, reservedAt: 1, detail, ...more };
};
const release = (requestId: string, why: string): LedgerEvent => ({
	...columns,
	requestId,
	kind: 'release',
	at: 2,
	reservedAt: 1,
	detail: { why },
});

test.each([
	['e/m@high', 'e/m'],
	['e/m', 'e/m'],
	['e/qwen@2', 'e/qwen@2'],
	['e/a@b@low', 'e/a@b'],
])('the model of %s is %s', (id, model) => expect(modelOfId(id)).toBe(model));

test.each(['cancelled', 'contextTooLong', 'refused', 'budget', 'storage', 'the reservation failed'])(
	'%s says nothing of a model',
	(why) => {
		expect(experienceOf([reserve('a', 'e/m'), release('a', why)]).models).toEqual([]);
	},
);

test.each(['server', 'rateLimit', 'timeout', 'network', 'auth', 'a kind of a later version'])('%s is a failure', (why) => {
	expect(experienceOf([reserve('a', 'e/m'), release('a', why)]).models).toMatchObject([{ id: 'e/m', requests: 1, failed: 1, lastAt: 2 }]);
});

test('what cannot be read whole, has no beginning, or measured nothing is left out', () => {
	expect(experienceOf([reserve('a', 'e/m', { damaged: true }), settle('a')]).models).toEqual([]);
	expect(experienceOf([reserve('a', 'e/m'), settle('a', {}, { damaged: true })]).models).toEqual([]);
	expect(experienceOf([settle('a')]).models).toEqual([]);
	const back = experienceOf([reserve('a', 'e/m'), settle('a', { firstTokenMs: null, durationMs: -40 })]);
	expect(back.models).toMatchObject([{ requests: 1, failed: 0, firstTokenMs: null, durationMs: null }]);
});

test('half of the waits are at most p50 and nine of ten at most p90, both of them measured', () => {
	fc.assert(
		fc.property(fc.array(fc.nat(100_000), { minLength: 1, maxLength: 60 }), (waits) => {
			const events = waits.flatMap((firstTokenMs, i) => [reserve(`${i}`, 'e/m'), settle(`${i}`, { firstTokenMs })]);
			const { p50, p90 } = experienceOf(events).models[0]!.firstTokenMs!;
			const within = (most: number) => waits.filter((wait) => wait <= most).length / waits.length;
			return waits.includes(p50) && waits.includes(p90) && p50 <= p90 && within(p50) >= 0.5 && within(p90) >= 0.9;
		}),
	);
});
