import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CHECKED_WITHIN_MS, CheckBook, type CheckColour } from '../../../../src/core/learning/checks.ts';

describe('a check after an applied answer', () => {
	test.each<[string, CheckColour | null, CheckColour, string | null]>([
		['green where it was red', 'red', 'green', 'checkGreen'],
		['green where nothing is known', null, 'green', 'checkGreen'],
		['red where it was green', 'green', 'red', 'checkRed'],
		['red where it was red', 'red', 'red', null],
		['red where nothing is known', null, 'red', null],
		['green where it was green', 'green', 'green', null],
	])('%s', (_name, before, after, kind) => {
		const book = new CheckBook();
		if (before !== null) book.ended('t', before, 10);
		book.applied('a', 20);
		expect(book.ended('t', after, 30)).toEqual(kind === null ? null : { kind, requestIds: ['a'] });
	});

	test('speaks of what was applied since it ran last, each check for itself', () => {
		const book = new CheckBook();
		book.ended('lint', 'red', 1);
		book.ended('test', 'red', 1);
		book.applied('a', 2);
		expect(book.ended('test', 'green', 3)).toEqual({ kind: 'checkGreen', requestIds: ['a'] });
		book.applied('b', 4);
		expect(book.ended('test', 'red', 5)).toEqual({ kind: 'checkRed', requestIds: ['b'] });
		expect(book.ended('lint', 'green', 6)).toEqual({ kind: 'checkGreen', requestIds: ['a', 'b'] });
		expect(book.ended('test', 'green', 7)).toBeNull();
	});

	test('says nothing after a quarter of an hour, nor of what was applied after it', () => {
		const book = new CheckBook();
		book.applied('a', 0);
		expect(book.ended('t', 'green', CHECKED_WITHIN_MS + 1)).toBeNull();
		book.applied('later', CHECKED_WITHIN_MS + 500);
		expect(book.ended('u', 'green', CHECKED_WITHIN_MS + 400)).toBeNull();
	});

	test('never calls an answer green and red at once, nor the same way twice by one check without a turn between', () => {
		const event = fc.oneof(
			fc.record({ applied: fc.constantFrom('a', 'b', 'c') }),
			fc.record({ check: fc.constantFrom('t', 'u'), colour: fc.constantFrom<CheckColour>('green', 'red') }),
		);
		fc.assert(
			fc.property(fc.array(event, { maxLength: 60 }), (events) => {
				const book = new CheckBook();
				const last = new Map<string, CheckColour>();
				for (const [at, one] of events.entries()) {
					if ('applied' in one) {
						book.applied(one.applied, at);
						continue;
					}
					const turned = book.ended(one.check, one.colour, at);
					if (turned !== null) {
						expect(turned.kind).toBe(one.colour === 'green' ? 'checkGreen' : 'checkRed');
						expect(last.get(one.check)).not.toBe(one.colour);
						expect(new Set(turned.requestIds).size).toBe(turned.requestIds.length);
					}
					last.set(one.check, one.colour);
				}
			}),
		);
	});
});
