import { expect, test } from 'vitest';
import { FillProviders } from '../../../../src/app/completion/fill-providers.ts';
import type { EditorModels } from '../../../../src/app/models/editor-models.ts';
import type { EndpointState } from '../../../../src/app/models/registry.ts';
import { type Endpoint, VSCODE_ENDPOINT } from '../../../../src/core/model/endpoint.ts';
import { depsWith, endpointAt } from '../../providers/server.ts';
import { candidate } from '../fakes.ts';

const editorModels: EditorModels = {
	provider: { endpointId: 'vscode', listModels: async () => [], stream: () => expect.fail('nothing is asked here') },
	mayAsk: async (wireModel) => wireModel === 'vendor/allowed',
	onChange: () => () => {},
	onConsent: () => () => {},
};

function setup(editor: EditorModels | null) {
	let endpoints: readonly Endpoint[] = [endpointAt('http://127.0.0.1:1/v1'), VSCODE_ENDPOINT];
	const states = (): readonly EndpointState[] => endpoints.map((endpoint) => ({ endpoint, candidates: [], listed: [], error: null }));
	const providers = new FillProviders({ endpoints: states }, depsWith(), editor);
	return { providers, change: (list: readonly Endpoint[]) => (endpoints = list) };
}

test('one provider an endpoint, as long as it stays the same; one that is gone is said', () => {
	const { providers, change } = setup(null);
	const first = providers.of(candidate('test/a'));
	expect(providers.of(candidate('test/b'))).toBe(first);
	change([endpointAt('http://127.0.0.1:2/v1')]);
	expect(providers.of(candidate('test/a'))).not.toBe(first);
	change([]);
	expect(() => providers.of(candidate('test/a'))).toThrow('test is no longer set up.');
});

test("an editor's models complete through the chat once the user allowed it; without an editor there are none", async () => {
	const { providers } = setup(editorModels);
	expect(providers.of(candidate('vscode/vendor/allowed')).endpointId).toBe('vscode');
	const wire = (wireModel: string) => candidate('vscode/x', { wireModel });
	expect(await providers.mayAsk(wire('vendor/allowed'))).toBe(true);
	expect(await providers.mayAsk(wire('vendor/other'))).toBe(false);
	expect(await providers.mayAsk(candidate('test/a'))).toBe(true);
	const none = setup(null).providers;
	expect(() => none.of(candidate('vscode/x'))).toThrow('no longer set up');
	expect(await none.mayAsk(wire('vendor/allowed'))).toBe(false);
});
