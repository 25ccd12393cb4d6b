import { expect, test } from 'vitest';
import { PREFERENCES_KEY, PreferredModels } from '../../../../src/app/models/preferences.ts';
import { MemoryStateTable } from '../../../../src/core/base/memory-state.ts';
import { VersionedState } from '../../../../src/core/base/state.ts';
import { candidate } from '../../core/routing/support.ts';

function bench() {
	const table = new MemoryStateTable();
	const state = new VersionedState(table, 'w');
	const listed = [
		candidate('a/x', { displayName: 'X' }),
		candidate('a/x@high', { effort: 'high', displayName: 'X (high)' }),
		candidate('b/y'),
	];
	const logged: string[] = [];
	const window = (workspace = 'w') =>
		new PreferredModels(
			new VersionedState(table, workspace),
			() => listed,
			(line) => logged.push(line),
		);
	return { state, window, listed, logged };
}

test('one model a kind of task is preferred, in every window and workspace, and is removed by itself', async () => {
	const { window } = bench();
	const [here, there] = [window(), window('another')];
	let told = 0;
	there.changed.on(() => told++);
	await here.set('test', 'b/y');
	await here.set('test', 'a/x');
	await here.set('fix', 'b/y');
	expect([here.of('test'), here.of('fix'), here.of('chat'), there.of('test')]).toEqual(['a/x', 'b/y', null, null]);
	await Promise.all([there.look(), there.look()]);
	expect(told).toBe(1);
	expect(there.list()).toEqual([
		{ kind: 'fix', words: 'fixes', model: 'b/y', name: 'b/y', listed: true },
		{ kind: 'test', words: 'tests', model: 'a/x', name: 'X', listed: true },
	]);
	await there.set('test', null);
	await here.look();
	expect([here.of('test'), here.of('fix')]).toEqual([null, 'b/y']);
});

test('a model that is gone stays in the list until it is removed, and nothing new is preferred that there is not', async () => {
	const { window, listed } = bench();
	const own = window();
	await own.set('test', 'b/y');
	listed.pop();
	expect(own.list()[0]).toMatchObject({ model: 'b/y', listed: false });
	await expect(own.set('fix', 'b/y')).rejects.toMatchObject({ kind: 'invalidInput' });
	await expect(own.set('constructor', 'a/x')).rejects.toMatchObject({ kind: 'invalidInput' });
	await own.set('test', null);
	expect(own.list()).toEqual([]);
});

test('what is damaged or unknown is left out, one by one', async () => {
	const { state, window } = bench();
	for (const damaged of [null, 7, 'no', [], [['test', 'a/x']]]) {
		await state.set('global', PREFERENCES_KEY, damaged);
		const own = window();
		await own.look();
		expect(own.list()).toEqual([]);
	}
	await state.set('global', PREFERENCES_KEY, {
		...{ test: { model: 'a/x', name: 'X' }, fix: { model: '' }, write: null, toString: { model: 'a/x', name: 'X' } },
		...{ review: { model: 'z'.repeat(5000), name: 'Z' }, explain: 'a/x' },
	});
	const own = window();
	await own.look();
	expect(own.list().map(({ kind }) => kind)).toEqual(['test']);
});

test('a state that cannot be read changes nothing, and is logged without a name of a model', async () => {
	const { logged, listed } = bench();
	const broken = { get: async () => Promise.reject(new Error('locked')) } as never;
	const own = new PreferredModels(
		broken,
		() => listed,
		(line) => logged.push(line),
	);
	await own.look();
	expect([own.of('test'), logged]).toEqual([null, ['preferred models cannot be read: locked']]);
});
