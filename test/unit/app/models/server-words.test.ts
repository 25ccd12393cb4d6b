import { expect, test, vi } from 'vitest';
import { ServerWords } from '../../../../src/app/models/server-words.ts';
import type { Question } from '../../../../src/app/ports.ts';
import type { StateStore } from '../../../../src/core/base/state.ts';
import type { Endpoint, RemoteModel } from '../../../../src/core/model/endpoint.ts';
import { shipped } from '../../core/model/shipped.ts';
import { endpointAt } from '../../providers/server.ts';
import { memoryState, remote } from '../fakes.ts';

const NEAR: Endpoint = endpointAt('http://localhost:4000/v1', 'openai-compatible', { local: true, mustProve: true, displayName: 'Near' });
const LIST: readonly RemoteModel[] = [remote('my-model')];

function window(state: StateStore, ...answers: (string | null)[]) {
	const asked: Question[] = [];
	const heard = vi.fn();
	const logged: string[] = [];
	const words = new ServerWords({
		state,
		user: {
			choose: async (question) => {
				asked.push(question);
				return answers.shift() ?? null;
			},
		},
		catalog: shipped,
		onAnswer: heard,
		log: (line) => void logged.push(line),
	});
	return { words, asked, heard, logged };
}

test('one unknown server is asked about once, and the answer holds in every window and under every spelling', async () => {
	const state = memoryState();
	const first = window(state, 'here');
	expect(await first.words.applied([NEAR])).toEqual([NEAR]);
	first.words.listed(NEAR, LIST);
	first.words.listed(NEAR, LIST);
	await vi.waitFor(() => expect(first.heard).toHaveBeenCalledOnce());
	expect(first.asked).toHaveLength(1);
	expect(first.asked[0]).toMatchObject({ modal: false, answers: [{ id: 'here' }, { id: 'elsewhere' }] });
	expect(first.asked[0]!.text).toContain('Near (localhost:4000)');
	expect(await first.words.applied([NEAR])).toEqual([{ ...NEAR, vouched: true }]);

	const second = window(state);
	const spelled = { ...NEAR, baseUrl: 'http://[::1]:4000/v1' };
	await vi.waitFor(async () => expect(await second.words.applied([spelled])).toEqual([{ ...spelled, vouched: true }]));
	second.words.listed((await second.words.applied([spelled]))[0]!, LIST);
	expect(second.asked).toEqual([]);
});

test('"passes on" makes it a server like any elsewhere', async () => {
	const { words, heard } = window(memoryState(), 'elsewhere');
	words.listed(NEAR, LIST);
	await vi.waitFor(() => expect(heard).toHaveBeenCalled());
	expect(await words.applied([NEAR])).toEqual([{ ...NEAR, local: false }]);
});

test('a question that is put away is not asked again before a restart, and changes nothing', async () => {
	const state = memoryState();
	const { words, asked, heard } = window(state);
	words.listed(NEAR, LIST);
	await vi.waitFor(() => expect(asked).toHaveLength(1));
	words.listed(NEAR, LIST);
	expect(await words.applied([NEAR])).toEqual([NEAR]);
	expect([asked.length, heard.mock.calls.length]).toEqual([1, 0]);
	const later = window(state, 'here');
	later.words.listed(NEAR, LIST);
	await vi.waitFor(() => expect(later.heard).toHaveBeenCalled());
});

test('nobody is asked about what is proven, passed on, closed, said or elsewhere', async () => {
	const { words, asked } = window(memoryState());
	words.listed(NEAR, [{ ...remote('my-model'), runsHere: true }]);
	words.listed(NEAR, [{ ...remote('my-model'), runsHere: false }]);
	words.listed(NEAR, [remote('my-model'), remote('gpt-4o-mini')]);
	words.listed(NEAR, []);
	words.listed({ ...NEAR, vouched: true }, LIST);
	words.listed({ ...NEAR, local: false }, LIST);
	const { mustProve: _, ...said } = NEAR;
	words.listed(said, LIST);
	await new Promise((resolve) => setTimeout(resolve, 20));
	expect(asked).toEqual([]);
	expect(await words.applied([said])).toEqual([said]);
});

test('a state that another window holds keeps no list waiting, and is heard when it comes', async () => {
	const state = memoryState();
	await state.set('global', 'routoo.serverWords', { 'this machine:4000': 'here', rubbish: 5 });
	const free = Promise.withResolvers<void>();
	const held: StateStore = Object.assign(Object.create(state), {
		get: (scope: 'global', key: string) => free.promise.then(() => state.get(scope, key)),
	});
	const { words, heard } = window(held);
	expect(await words.applied([NEAR])).toEqual([NEAR]);
	free.resolve();
	await vi.waitFor(() => expect(heard).toHaveBeenCalledOnce());
	expect(await words.applied([NEAR])).toEqual([{ ...NEAR, vouched: true }]);
});

test('a state that cannot be used loses the memory, not the answer of this window', async () => {
	const broken = { get: () => Promise.reject(new Error('disk')), update: () => Promise.reject(new Error('disk')) } as unknown as StateStore;
	const { words, heard, logged } = window(broken, 'here');
	words.listed(NEAR, LIST);
	await vi.waitFor(() => expect(heard).toHaveBeenCalled());
	expect(await words.applied([NEAR])).toEqual([{ ...NEAR, vouched: true }]);
	expect(logged.length).toBeGreaterThan(0);
});
