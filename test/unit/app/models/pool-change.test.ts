import fc from 'fast-check';
import { expect, test } from 'vitest';
import { changedPool } from '../../../../src/app/models/pool-change.ts';

const all = ['a', 'b', 'c'];

test.each([
	['one is left out of all', null, ['b'], false, ['a', 'c']],
	['the last missing one is let in: no restriction', ['a', 'c'], ['b'], true, []],
	['what is not listed now stays', ['a', 'gone'], ['b'], true, ['a', 'gone', 'b']],
	['nothing would be left', ['a', 'gone'], ['a'], false, null],
	['all are left out', null, all, false, null],
] as const)('%s', (_name, pool, ids, on, result) => expect(changedPool(pool, all, ids, on, true)).toEqual(result));

test('while an endpoint cannot be listed no tick lets in what it may hold, nor begins a restriction', () => {
	expect(changedPool(['a', 'c'], all, ['b'], true, false)).toEqual(['a', 'c', 'b']);
	expect(changedPool(null, all, ['b'], true, false)).toEqual([]);
	expect(changedPool(null, all, ['b'], false, false)).toEqual(['a', 'c']);
});

test('what was asked for holds afterwards, nothing else changes, and the list never says all by mistake', () => {
	const ids = fc.subarray(all);
	fc.assert(
		fc.property(fc.option(fc.subarray([...all, 'gone'], { minLength: 1 })), ids, fc.boolean(), fc.boolean(), (pool, changed, on, whole) => {
			const next = changedPool(pool, all, changed, on, whole);
			const before = (id: string) => pool === null || pool.includes(id);
			const wanted = all.filter((id) => (changed.includes(id) ? on : before(id)));
			if (next === null) return wanted.length === 0;
			return all.filter((id) => next.length === 0 || next.includes(id)).join() === wanted.join();
		}),
	);
});
