import { expect, test } from 'vitest';
import { parseFromChat } from '../../../src/protocol/chat.ts';
import { parseFromDashboard, parseToDashboard } from '../../../src/protocol/dashboard.ts';

test('what the models page asks for is parsed, loses what nobody named, and no other view can ask for it', () => {
	for (const message of [
		{ type: 'models' },
		{ type: 'useModels', of: 'endpoint', id: 'e', on: true },
		{ type: 'useModels', of: 'effort', id: 'e/m@high', on: false },
		{ type: 'pinModel', id: 'e/m', on: true },
		...[
			...['setPrice', 'renameEndpoint', 'changeAddress', 'removeEndpoint', 'testConnection', 'setKey'],
			...['useModelFile', 'startModelFile', 'stopModelFile', 'removeModelFile'],
		].map((command) => ({
			...{ type: 'modelsCommand', command, id: 'e' },
		})),
		...['addEndpoint', 'useModelFile', 'refreshModels', 'setKey'].map((command) => ({ type: 'command', command })),
	]) {
		expect(parseFromDashboard({ ...message, and: 'more' })).toEqual(message);
		if (message.type !== 'command') expect(parseFromChat(message)).toBeNull();
	}
});

test.each([
	{ type: 'useModels', of: 'vendor', id: 'e', on: true },
	{ type: 'useModels', of: 'model', id: '', on: true },
	{ type: 'useModels', of: 'model', id: 'x'.repeat(1001), on: true },
	{ type: 'useModels', of: 'model', id: 'e/m', on: 'yes' },
	{ type: 'pinModel', id: 7, on: true },
	{ type: 'pinModel', id: 'e/m' },
	{ type: 'modelsCommand', command: 'removeKey', id: 'e' },
	{ type: 'modelsCommand', command: 'setPrice' },
	{ type: 'modelsCommand', command: 'setPrice', id: 'x'.repeat(1001) },
	{ type: 'command', command: 'removeEndpoint' },
	{ type: 'command', command: 'startModelFile' },
])('refused: %o', (message) => expect(parseFromDashboard(message)).toBeNull());

test('what the host shows is held to its outline and bounds', () => {
	const effort = { id: 'e/m', label: 'low', use: true, qualities: null };
	const model = { id: 'e/m', name: 'M', efforts: [effort] };
	const shown = (models: readonly unknown[], kinds: readonly unknown[] = []) =>
		parseToDashboard({ type: 'models', state: { kinds, endpoints: [{ id: 'e', name: 'E', models }] } });
	expect(shown([model])).not.toBeNull();
	expect(shown([{ ...model, efforts: [{ ...effort, qualities: [{ mean: 0.5, low: 0.4, high: 0.6 }] }] }])).not.toBeNull();
	expect(shown([{ ...model, id: `e/${'x'.repeat(990)}` }])).not.toBeNull();
	expect(shown([{ ...model, efforts: [] }])).toBeNull();
	expect(shown([{ ...model, efforts: Array(51).fill(effort) }])).toBeNull();
	expect(shown([{ ...model, efforts: [{ ...effort, qualities: [{ mean: 'much' }] }] }])).toBeNull();
	expect(shown([{ ...model, id: 'x'.repeat(1001) }])).toBeNull();
	expect(shown([], Array(51).fill({ id: 'k', label: 'k' }))).toBeNull();
	expect(parseToDashboard({ type: 'models' })).toBeNull();
	expect(parseToDashboard({ type: 'page', page: 'models' })).not.toBeNull();
	expect(parseToDashboard({ type: 'page', page: 'settings' })).toBeNull();
	const trouble = { type: 'modelsTrouble', text: 'Auto needs at least one model.' };
	expect(parseToDashboard(trouble)).toEqual(trouble);
});

test('a model with a long id is chosen, ticked, pinned and preferred like any other', () => {
	const model = `e/${'x'.repeat(990)}`;
	for (const message of [
		{ type: 'useModels', of: 'model', id: model, on: true },
		{ type: 'pinModel', id: model, on: true },
		{ type: 'modelsCommand', command: 'setPrice', id: model },
		{ type: 'prefer', kind: 'test', model },
	])
		expect(parseFromDashboard(message)).toEqual(message);
	for (const message of [
		{ type: 'setModel', model },
		{ type: 'prefer', kind: 'test', model },
	])
		expect(parseFromChat(message)).toEqual(message);
	expect(parseFromChat({ type: 'prefer', kind: 'test', model: 'x'.repeat(1001) })).toBeNull();
});
