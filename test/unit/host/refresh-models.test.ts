import { expect, test, vi } from 'vitest';
import { refreshModels } from '../../../src/host/commands/endpoints.ts';

vi.mock('vscode', () => ({}));

const MACHINE = "Routoo runs on your own computer, not in this window's remote side (WSL): localhost is your computer's.";

async function told(
	endpoints: readonly { readonly local: boolean; readonly fails?: boolean }[],
	machine: string | null,
	only?: string,
	pool: readonly string[] | null = null,
): Promise<string[]> {
	const texts: string[] = [];
	const states = endpoints.map(({ local, fails }, i) => ({
		endpoint: { id: `e${i}`, displayName: `E${i}`, local },
		error: fails ? { kind: 'network', message: 'It is down.', nextStep: 'Start it.' } : null,
	}));
	await refreshModels(
		{
			health: { reset: () => {} },
			models: {
				forgetContexts: () => {},
				refresh: async () => {},
				endpoints: () => states,
				usableCount: () => endpoints.length,
				candidates: () => endpoints.map((_, i) => ({ id: `e${i}/m`, endpointId: `e${i}` })),
			},
			completion: { retry: () => {} },
			notices: { tell: (_level: string, text: string) => texts.push(text), withdraw: () => {} },
			machine,
			settings: { current: () => ({ discoverLocalServers: true, endpoints: [], pool }) },
		} as never,
		only,
	);
	return texts;
}

test('where there are two machines and no local server was found, it is said on which one was looked', async () => {
	const [none] = await told([], MACHINE);
	expect(none).toMatch(/^No model is usable yet\. No local server answers .*Routoo runs on your own computer/);
	expect((await told([{ local: false }], MACHINE))[0]).toMatch(/^1 model is usable\. No local server answers .* Routoo runs on your own/);
	expect(await told([{ local: true }], MACHINE)).toEqual(['1 model is usable.']);
	expect((await told([{ local: false }], null))[0]).toMatch(/^1 model is usable\. No local server answers at its usual port/);
	// Of an endpoint that was just added no other is missed.
	expect(await told([{ local: false }], null, 'e0')).toEqual(['1 model is usable.']);
	expect(await told([{ local: false, fails: true }], MACHINE)).toEqual(['E0: It is down. Start it.']);
});

test('where the list of models for Auto leaves an endpoint out that was just added, it is said with its models', async () => {
	const two = [{ local: false }, { local: false }];
	expect(await told(two, null, 'e1', ['e0/m'])).toEqual([
		'2 models are usable. Auto leaves its models out: it chooses among those that you have ticked.',
	]);
	expect(await told(two, null, 'e1', ['e0/m', 'e1/m'])).toEqual(['2 models are usable.']);
	expect(await told([{ local: true }, { local: true }], null, undefined, ['e0/m'])).toEqual(['2 models are usable.']);
});
