import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PositionFeatures } from '../../../../src/core/completion/routing/features.ts';
import { OutcomeBook, type ReturnedCompletion } from '../../../../src/core/learning/outcomes.ts';
import { features } from '../completion/routing/support.ts';

function item(requestId: string, over: Partial<ReturnedCompletion<PositionFeatures>> = {}): ReturnedCompletion<PositionFeatures> {
	return { requestId, path: 'src/a.ts', candidateId: 'm', features: features(), ...over };
}

const counts = (book: OutcomeBook<PositionFeatures>, id = 'm') => book.counts().get(id);
const kepts = (book: OutcomeBook<PositionFeatures>): boolean[] => book.take().map((event) => event.kept);

describe('OutcomeBook', () => {
	it('counts as offered what stood for 300 ms without a move of the caret', () => {
		const book = new OutcomeBook<PositionFeatures>();
		book.returned(item('early'), 0);
		book.moved('src/a.ts', 299);
		book.returned(item('seen'), 1000);
		book.moved('src/a.ts', 1300);
		book.returned(item('next'), 1310);
		expect(counts(book)).toEqual({ returned: 3, offered: 1, accepted: 0, kept: 0 });
		expect(book.take()).toEqual([
			{ requestId: 'seen', candidateId: 'm', languageId: 'typescript', features: features(), kept: false, weight: 1 },
		]);
	});

	it('learns nothing from what was cancelled or never offered', () => {
		const book = new OutcomeBook<PositionFeatures>();
		book.returned(item('a'), 0);
		book.cancelled('a');
		book.returned(item('b'), 10);
		book.moved('src/a.ts', 50);
		book.due(100_000);
		expect(book.take()).toEqual([]);
		expect(counts(book)).toMatchObject({ returned: 2, offered: 0 });
	});

	it('a move in another document means nothing', () => {
		const book = new OutcomeBook<PositionFeatures>();
		book.returned(item('a'), 0);
		book.moved('src/b.ts', 100);
		book.returned(item('other', { path: 'src/b.ts' }), 200);
		book.moved('src/a.ts', 400);
		expect(counts(book)).toMatchObject({ offered: 1 });
		expect(book.take()).toEqual([]);
	});

	it('typing along a suggestion is one offer', () => {
		const book = new OutcomeBook<PositionFeatures>();
		book.returned(item('a'), 0);
		for (const at of [400, 800, 1200]) {
			book.moved('src/a.ts', at);
			book.returned(item('a'), at + 1);
		}
		book.accepted('a', 'text', 1600);
		expect(counts(book)).toEqual({ returned: 1, offered: 1, accepted: 1, kept: 0 });
	});

	it('looks after 30 s whether 70 % is still there', () => {
		const book = new OutcomeBook<PositionFeatures>();
		book.returned(item('a'), 0);
		book.accepted('a', 'return total(items);', 100);
		expect(book.due(30_099)).toEqual([]);
		expect(book.due(30_100)).toEqual([{ requestId: 'a', path: 'src/a.ts' }]);
		book.checked('a', ['function f() {', '\treturn total(items, 2);', '}']);
		expect(kepts(book)).toEqual([true]);
		expect(book.due(40_000)).toEqual([]);
		expect(counts(book)).toEqual({ returned: 1, offered: 1, accepted: 1, kept: 1 });
	});

	it('what was accepted and then taken out was not kept', () => {
		const book = new OutcomeBook<PositionFeatures>();
		book.returned(item('a'), 0);
		book.accepted('a', 'return total(items);', 100);
		book.moved('src/a.ts', 200);
		book.returned(item('b'), 300);
		book.due(30_100);
		book.checked('a', ['throw new Error();']);
		expect(kepts(book)).toEqual([false]);
		expect(counts(book)).toMatchObject({ accepted: 1, kept: 0 });
	});

	it('a document that cannot be read any more teaches nothing', () => {
		const book = new OutcomeBook<PositionFeatures>();
		book.returned(item('a'), 0);
		book.accepted('a', 'x', 1);
		book.due(40_000);
		book.checked('a', null);
		expect(book.take()).toEqual([]);
	});

	it('turned down after 30 s; an acceptance after that is learned too, once', () => {
		const book = new OutcomeBook<PositionFeatures>();
		book.returned(item('a'), 0);
		expect(book.due(29_999)).toEqual([]);
		expect(kepts(book)).toEqual([]);
		book.due(30_000);
		expect(kepts(book)).toEqual([false]);
		book.accepted('a', 'call();', 31_000);
		book.accepted('a', 'call();', 31_001);
		book.due(61_000);
		book.checked('a', ['call();']);
		expect(kepts(book)).toEqual([true]);
		expect(counts(book)).toEqual({ returned: 1, offered: 1, accepted: 1, kept: 1 });
	});

	it('an offer left behind for good is turned down after 30 s, without another one in its place', () => {
		const book = new OutcomeBook<PositionFeatures>();
		book.returned(item('a'), 0);
		book.moved('src/a.ts', 500);
		book.due(30_499);
		expect(kepts(book)).toEqual([]);
		book.due(30_500);
		expect(kepts(book)).toEqual([false]);
	});

	it('an unknown id is no error', () => {
		const book = new OutcomeBook<PositionFeatures>();
		book.cancelled('x');
		book.accepted('x', 'a', 0);
		book.checked('x', ['a']);
		expect(book.take()).toEqual([]);
	});

	it('returned >= offered >= accepted >= kept, and never more than two events an offer', () => {
		const step = fc.record({
			what: fc.constantFrom('returned', 'moved', 'cancelled', 'accepted', 'due'),
			id: fc.constantFrom('a', 'b', 'c', 'd'),
			path: fc.constantFrom('x', 'y'),
			gap: fc.constantFrom(1, 100, 300, 5000, 30_000),
		});
		fc.assert(
			fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
				const book = new OutcomeBook<PositionFeatures>();
				let at = 0;
				let events = 0;
				for (const { what, id, path, gap } of steps) {
					at += gap;
					if (what === 'returned') book.returned(item(id, { path }), at);
					else if (what === 'moved') book.moved(path, at);
					else if (what === 'cancelled') book.cancelled(id);
					else if (what === 'accepted') book.accepted(id, 'text();', at);
					else for (const check of book.due(at)) book.checked(check.requestId, gap > 200 ? ['text();'] : null);
					events += book.take().length;
				}
				const { returned, offered, accepted, kept } = counts(book) ?? { returned: 0, offered: 0, accepted: 0, kept: 0 };
				expect(returned).toBeGreaterThanOrEqual(offered);
				expect(offered).toBeGreaterThanOrEqual(accepted);
				expect(accepted).toBeGreaterThanOrEqual(kept);
				expect(events).toBeLessThanOrEqual(offered + accepted);
			}),
			{ numRuns: 500 },
		);
	});
});
