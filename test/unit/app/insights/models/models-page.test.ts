import { expect, test } from 'vitest';
import type { KnownQualities } from '../../../../../src/app/insights/models/model-qualities.ts';
import { ModelsPage, type ModelsPageDeps } from '../../../../../src/app/insights/models/models-page.ts';
import { readSettings } from '../../../../../src/app/settings/schema.ts';
import { RoutooError } from '../../../../../src/core/base/errors.ts';
import { EMPTY_CATALOG } from '../../../../../src/core/model/catalog-source.ts';
import { parseToDashboard } from '../../../../../src/protocol/dashboard.ts';
import type { ToModels } from '../../../../../src/protocol/models-page.ts';
import { candidate } from '../../../core/routing/support.ts';

const candidates = [
	candidate('e/a', { endpointId: 'e', wireModel: 'a' }),
	candidate('e/a@high', { endpointId: 'e', wireModel: 'a', effort: 'high' }),
	candidate('f/b', { endpointId: 'f', wireModel: 'b' }),
];
const endpoint = (id: string) =>
	({ id, displayName: id, kind: 'openai-compatible', baseUrl: `https://${id}.example`, local: false, needsKey: true }) as const;
const STORAGE = new RoutooError('storage', 'The disk is full.', 'Make room.');

interface Change {
	readonly ledger?: () => Promise<never>;
	readonly read?: () => Promise<KnownQualities>;
	readonly pin?: () => Promise<void>;
	/** What is written besides, before a list of models is. */
	readonly update?: () => Promise<void>;
	/** The user's own list, where the page writes into that of a workspace. */
	readonly own?: readonly string[];
	/** Endpoint that cannot be listed. */
	readonly off?: string;
	/** Why. */
	readonly kind?: 'network' | 'auth';
	readonly preferences?: ModelsPageDeps['preferences'];
}

function bench(change: Change = {}) {
	const written: Record<string, unknown> = {};
	const posted: ToModels[] = [];
	const figures = { of: new Map(candidates.map(({ id }) => [id, [{ mean: 0.5, low: 0.4, high: 0.6 }]])), degraded: null };
	let [known, latest]: (KnownQualities | null)[] = [null, null];
	const failed = { kind: change.kind ?? 'network', message: 'Nothing answers.', nextStep: 'Start it.', action: null } as never;
	const page = new ModelsPage({
		models: {
			candidates: () => candidates,
			endpoints: () =>
				['e', 'f'].map((id) => ({ endpoint: endpoint(id), candidates: [], listed: [], error: id === change.off ? failed : null })),
			usableCount: () => 3,
		},
		file: () => null,
		resting: () => null,
		ledger: { experience: change.ledger ?? (async () => ({ candidates: [], models: [] })) },
		qualities: {
			known: () => known ?? null,
			latest: () => latest ?? null,
			read: change.read ?? (async () => (latest = known = figures)),
		},
		learned: { rows: () => [] },
		marks: { look: async () => {}, pin: change.pin ?? (async () => {}), pinned: () => new Set(), newSince: () => null },
		preferences: change.preferences ?? { list: () => [], look: async () => {}, set: async () => {} },
		settings: {
			current: () => {
				const { settings } = readSettings((key) => written[key]);
				const pool = change.own?.filter((id) => settings.pool?.includes(id) ?? true) ?? settings.pool;
				return { ...settings, pool };
			},
			update: async (key, value) => {
				await change.update?.();
				written[key] = value;
			},
		},
		catalog: EMPTY_CATALOG,
		...{ clock: { now: () => 7 }, log: () => {} },
	});
	return { page, posted, written, stale: () => (known = null), post: (message: ToModels) => posted.push(message) };
}
const qualityOf = (message: ToModels | undefined) =>
	message?.type === 'models' ? message.state.endpoints[0]!.models[0]!.efforts[0]!.qualities : 'none';

test('models come at once, their qualities when they are estimated, and later both together', async () => {
	const { page, posted, post } = bench();
	await page.show(post);
	expect(posted.map(qualityOf)).toEqual([null, [{ mean: 0.5, low: 0.4, high: 0.6 }]]);
	for (const message of posted) expect(parseToDashboard(message)).toEqual(message);
	await page.show(post);
	expect(posted.length).toBe(3);
	expect(qualityOf(posted[2])).not.toBeNull();
});

test('what cannot be read or estimated is told, and the rest is shown', async () => {
	const ledger = bench({ ledger: async () => Promise.reject(STORAGE) });
	await ledger.page.show(ledger.post);
	expect(ledger.posted.at(-1)).toMatchObject({ state: { ledgerTrouble: 'The disk is full. Make room.' } });
	const predictor = bench({ read: async () => Promise.reject(new RoutooError('cancelled', 'Stopped.', 'Again.')) });
	await predictor.page.show(predictor.post);
	expect(predictor.posted.map(({ type }) => type)).toEqual(['models', 'modelsTrouble']);
});

test('qualities of before stand until those of now are there', async () => {
	const { page, posted, post, stale } = bench();
	await page.show(post);
	stale();
	await page.show(post);
	expect(posted.slice(2).map((message) => qualityOf(message) === null)).toEqual([false, false]);
});

test('a later look takes the place of an earlier one', async () => {
	const { promise, resolve } = Promise.withResolvers<KnownQualities>();
	const { page, posted, post } = bench({ read: () => promise });
	const first = page.show(post);
	const second = page.show(post);
	resolve({ of: new Map(), degraded: null });
	await Promise.all([first, second]);
	expect(posted.length).toBe(2);
});

test('an endpoint, a model or one effort is let in or left out', async () => {
	const { page, written, posted, post } = bench();
	const use = (of: 'endpoint' | 'model' | 'effort', id: string, on: boolean) => page.use({ type: 'useModels', of, id, on }, post);
	await use('effort', 'e/a@high', false);
	expect(written['routoo.routing.pool']).toEqual(['e/a', 'f/b']);
	expect(posted.at(-1)).toMatchObject({ state: { limited: true } });
	await use('endpoint', 'e', false);
	expect(written['routoo.routing.pool']).toEqual(['f/b']);
	await use('model', 'f/b', false);
	expect(posted.at(-1)).toEqual({ type: 'modelsTrouble', text: 'Auto needs at least one model. Tick another one first.' });
	expect(written['routoo.routing.pool']).toEqual(['f/b']);
	await use('model', 'e/gone', true);
	expect(posted.at(-1)).toMatchObject({ type: 'modelsTrouble' });
	await use('model', 'e/a', true);
	expect(written['routoo.routing.pool']).toEqual([]);
});

test('ticks that come side by side are all written, and one that fails ends none', async () => {
	let fails = true;
	const { page, written, posted, post } = bench({
		update: async () => {
			await new Promise((resolve) => setTimeout(resolve, 5));
			if (fails) throw new Error('settings.json has an error');
		},
	});
	const off = (id: string) => page.use({ type: 'useModels', of: 'effort', id, on: false }, post);
	await Promise.all([off('e/a').then(() => (fails = false)), off('e/a@high')]);
	expect(posted.map(({ type }) => type)).toContain('modelsTrouble');
	expect(written['routoo.routing.pool']).toEqual(['e/a', 'f/b']);
	await Promise.all([off('e/a'), page.use({ type: 'useModels', of: 'effort', id: 'e/a@high', on: true }, post)]);
	expect(written['routoo.routing.pool']).toEqual(['f/b', 'e/a@high']);
});

test('a tick that the user’s own list does not let through says so', async () => {
	const { page, written, posted, post } = bench({ own: ['e/a', 'f/b'] });
	written['routoo.routing.pool'] = ['e/a', 'f/b'];
	await page.use({ type: 'useModels', of: 'effort', id: 'e/a@high', on: true }, post);
	expect(posted.at(-1)).toMatchObject({ type: 'modelsTrouble', text: expect.stringContaining('in your user settings') });
});

test('while an endpoint cannot be listed its models are not let in by ticking all others', async () => {
	const { page, written, post } = bench({ off: 'f' });
	written['routoo.routing.pool'] = ['e/a', 'f/b'];
	await page.use({ type: 'useModels', of: 'model', id: 'e/a', on: true }, post);
	expect(written['routoo.routing.pool']).toEqual(['e/a', 'f/b', 'e/a@high']);
});

test('a vendor that only lacks its key keeps no list: with all others ticked every model is in, and later ones, too', async () => {
	const { page, written, post } = bench({ off: 'f', kind: 'auth' });
	written['routoo.routing.pool'] = ['e/a', 'f/b'];
	await page.use({ type: 'useModels', of: 'model', id: 'e/a', on: true }, post);
	expect(written['routoo.routing.pool']).toEqual([]);
});

test('a pin that cannot be kept is told', async () => {
	const { page, posted, post } = bench({ pin: async () => Promise.reject(STORAGE) });
	await page.pin('e/a', true, post);
	expect(posted).toEqual([{ type: 'modelsTrouble', text: 'The disk is full. Make room.' }]);
});
