import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WIRES } from '../../../src/serve/wires.ts';
import { KEY, TestEndpoint } from '../../support/serve/endpoint.ts';
import { product } from '../../unit/app/product.ts';
import { ENDPOINT_IDS, MODELS } from './models.ts';
import { FILL_MODEL, type Scripted, startUpstream, type Upstream, type UpstreamModel } from './upstream.ts';

export interface RouterOptions {
	/** Default: `MODELS`, one for each wire. */
	readonly models?: readonly UpstreamModel[];
	readonly script?: readonly Scripted[];
	/** US dollars a month. */
	readonly budget?: number;
	/** Further settings by full key. */
	readonly settings?: Readonly<Record<string, unknown>>;
}

/** Routoo with an endpoint for other tools, before vendors on the loopback. */
export interface Router {
	/** `http://127.0.0.1:PORT`. */
	readonly origin: string;
	readonly key: string;
	readonly upstream: Upstream;
	/** One line for each decision, in their order: model, quality, expected price. */
	readonly decisions: readonly string[];
	/** µ$ that the ledger has booked this month, once nothing is reserved any more. */
	spent(): Promise<number>;
	stop(): Promise<void>;
}

/** What vendors are shown as a key; no client has them. */
const VENDOR_KEYS: Readonly<Record<string, string>> = { openai: 'sk-openai-of-the-user', anthropic: 'sk-ant-of-the-user' };
const PLENTY = 10_000;
/** An answer's money is booked when its stream has ended, which a client may see first. */
const BOOKED_MS = 10_000;

export async function startRouter({ models = MODELS, script = [], budget = PLENTY, settings = {} }: RouterOptions = {}): Promise<Router> {
	const upstream = await startUpstream(models, script);
	const folder = mkdtempSync(join(tmpdir(), 'routoo-clients-'));
	const open = await product({ folder, settings: { ...settingsFor(upstream, models, budget), ...settings } });
	for (const [endpoint, key] of Object.entries(VENDOR_KEYS)) open.keys.set(endpoint, key);
	await open.app.start();
	const decisions: string[] = [];
	const endpoint = await TestEndpoint.start(open.app.agent, {
		wires: WIRES,
		deps: {
			texts: open.app.texts,
			onDecided: ({ client, note: { name, quality, expectedCostUsd } }) => {
				decisions.push(`${client}: ${name}, quality ${quality.mean}, expected $${expectedCostUsd}`);
			},
		},
	});
	const summary = () => open.app.ledger.summary(open.app.budget.period());
	return {
		...{ origin: endpoint.origin, key: KEY, upstream, decisions },
		spent: () => booked(summary),
		stop: async () => {
			await endpoint.close();
			await open.app.dispose();
			await upstream.close();
			rmSync(folder, { recursive: true, force: true });
		},
	};
}

/** Settings by full key, as a user of these vendors writes them. */
function settingsFor(upstream: Upstream, models: readonly UpstreamModel[], budget: number): Readonly<Record<string, unknown>> {
	const prices = [...models, FILL_MODEL].map(({ id, price: { input, output, cachedInput, cacheWrite = input } }) => {
		return [id, { input, output, cachedInput, cacheWrite }] as const;
	});
	const { compatible, openai, anthropic, fill } = upstream.urls;
	return {
		'routoo.endpoints': [
			{ id: ENDPOINT_IDS.compatible, name: 'Acme', url: compatible, local: false, needsKey: false },
			{ id: ENDPOINT_IDS.openai, name: 'OpenAI', url: openai, local: false, needsKey: true, kind: 'openai' },
			{ id: ENDPOINT_IDS.anthropic, name: 'Anthropic', url: anthropic, local: false, needsKey: true, kind: 'anthropic' },
			{ id: 'fill', name: 'Fill', url: fill, local: true, needsKey: false },
		],
		'routoo.prices': Object.fromEntries(prices),
		'routoo.discoverLocalServers': false,
		'routoo.budget.monthly': budget,
		'routoo.budget.atLimit': 'block',
		'routoo.agent.budgetShare': 100,
		'routoo.completion.budgetShare': 100,
		'routoo.routing.maxCostPerRun': 100,
	};
}

async function booked(summary: () => Promise<{ readonly settled: number; readonly outstanding: number }>): Promise<number> {
	for (const until = Date.now() + BOOKED_MS; ; ) {
		const { settled, outstanding } = await summary();
		if (outstanding === 0) return settled;
		if (Date.now() > until) throw new Error(`${outstanding} µ$ are still reserved`);
		await new Promise((resolve) => setTimeout(resolve, 20));
	}
}
