import { expect, test } from 'vitest';
import { markedOptions } from '../../../../src/app/models/marked-options.ts';
import { MARKS_KEY, ModelMarks } from '../../../../src/app/models/model-marks.ts';
import { MemoryStateTable } from '../../../../src/core/base/memory-state.ts';
import { VersionedState } from '../../../../src/core/base/state.ts';

const DAY = 86_400_000;

function bench() {
	let now = 100 * DAY;
	const state = new VersionedState(new MemoryStateTable(), 'w');
	const window = () => new ModelMarks(state, { now: () => now });
	return { state, window, pass: (ms: number) => (now += ms) };
}
const listed = (...ids: string[]) => ids.map((id) => ({ endpointId: id.split('/')[0]!, wireModel: id.split('/')[1]! }));

test('a model is new that came to an endpoint after the first look at it, for two weeks, in every window', async () => {
	const { window, pass } = bench();
	const [marks, other] = [window(), window()];
	await marks.look(listed('a/x', 'a/y'));
	expect(listed('a/x', 'a/y', 'b/z').map((one) => marks.newSince(one))).toEqual([null, null, null]);
	pass(DAY);
	// A whole endpoint that was added is no news of its models.
	await other.look(listed('a/x', 'a/new', 'b/z'));
	expect(listed('a/x', 'a/new', 'b/z').map((one) => other.newSince(one))).toEqual([null, 101 * DAY, null]);
	pass(DAY);
	// One that is missing for a while is not new when it comes back.
	await marks.look(listed('a/y', 'a/new'));
	expect(listed('a/y', 'a/new').map((one) => marks.newSince(one))).toEqual([null, 101 * DAY]);
	pass(14 * DAY);
	expect(marks.newSince(listed('a/new')[0]!)).toBeNull();
});

test('pins last, are those of all windows, and are taken back', async () => {
	const { window } = bench();
	const [marks, other] = [window(), window()];
	await marks.pin('a/x', true);
	await other.pin('a/y', true);
	await other.pin('a/y', true);
	expect([...other.pinned()]).toEqual(['a/x', 'a/y']);
	await marks.pin('a/x', false);
	expect([...marks.pinned()]).toEqual(['a/y']);
	await other.look([]);
	expect([...other.pinned()]).toEqual(['a/y']);
});

test('what is damaged is begun anew, and names of objects are names', async () => {
	const { state, window } = bench();
	await state.set('global', MARKS_KEY, { pins: 'no' });
	const marks = window();
	await marks.look(listed('a/constructor'));
	expect(marks.newSince({ endpointId: 'a', wireModel: 'toString' })).toBeNull();
	await marks.look(listed('a/constructor', 'a/toString'));
	expect(marks.newSince({ endpointId: 'a', wireModel: 'toString' })).toBe(100 * DAY);
});

test('models that the user names come back the last first, five at most, without touching pins', async () => {
	const { state, window } = bench();
	// As an earlier version wrote it.
	await state.set('global', MARKS_KEY, { pins: ['a/x'], seen: {} });
	const [marks, other] = [window(), window()];
	for (const id of ['a/1', 'a/2', 'a/3', 'a/1', 'a/4', 'a/5', 'a/6']) await marks.named(id);
	expect(marks.recent()).toEqual(['a/6', 'a/5', 'a/4', 'a/1', 'a/3']);
	await other.look([]);
	expect([other.recent().length, [...other.pinned()]]).toEqual([5, ['a/x']]);
	const options = [
		{ id: 'auto', label: 'Auto', recipient: '', detail: '', usable: true },
		...['a/x', 'a/6@high'].map((id) => ({ id, label: id, recipient: 'a', detail: '', usable: true })),
	];
	expect(markedOptions(options, other).map(({ model, pinned, recent }) => [model, pinned, recent])).toEqual([
		[undefined, undefined, undefined],
		['a/x', true, undefined],
		['a/6', undefined, 0],
	]);
});
