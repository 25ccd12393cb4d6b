import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { DatabaseSync } from 'node:sqlite';
import { root } from '../../../scripts/kit/paths.ts';
import { bareEnvironment } from '../../support/bare-environment.ts';
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
const VENDOR_KEYS = { OPENAI_API_KEY: 'sk-openai-of-the-user', ANTHROPIC_API_KEY: 'sk-ant-of-the-user' };
const PLENTY = 10_000;
/** An answer's money is booked when its stream has ended, which a client may see first. */
const BOOKED_MS = 10_000;
const START_MS = 60_000;

/** `routoo serve` as a user starts it: settings in a file, keys of vendors in the environment, data in a folder of its own. */
export async function startRouter({ models = MODELS, script = [], budget = PLENTY, settings = {} }: RouterOptions = {}): Promise<Router> {
	const upstream = await startUpstream(models, script);
	const folder = mkdtempSync(join(tmpdir(), 'routoo-clients-'));
	const decisions: string[] = [];
	writeFileSync(join(folder, 'settings.json'), JSON.stringify({ ...settingsFor(upstream, models, budget), ...settings }, null, '\t'));
	const child = spawn(process.execPath, [join(root, 'src/cli/main.ts'), 'serve', '--port', '0'], {
		env: bareEnvironment({ HOME: folder, ROUTOO_DATA: folder, ...VENDOR_KEYS }),
		stdio: ['ignore', 'pipe', 'pipe'],
	});
	const kill = (): boolean => child.kill('SIGKILL');
	process.on('exit', kill);
	const ended = new Promise<void>((resolve) => child.on('close', () => resolve()));
	const origin = await listening(child, decisions).catch(async (error: unknown) => {
		kill();
		await upstream.close();
		throw error;
	});
	const key = readFileSync(join(folder, 'endpoint-key'), 'utf8').trim();
	return {
		...{ origin, key, upstream, decisions },
		spent: () => booked(join(folder, 'ledger')),
		stop: async () => {
			child.kill('SIGTERM');
			await ended;
			process.off('exit', kill);
			await upstream.close();
			rmSync(folder, { recursive: true, force: true });
		},
	};
}

/** Where it listens. Its decisions are kept as they come. */
function listening({ stdout, stderr }: ChildProcess, decisions: string[]): Promise<string> {
	return new Promise((resolve, reject) => {
		let said = '';
		const failed = (): void => reject(new Error(`routoo serve did not start:\n${said.slice(-3000)}`));
		const timer = setTimeout(failed, START_MS);
		const take = (line: string): void => {
			said += `${line}\n`;
			const origin = / listens at (http:\S+)/.exec(line)?.[1];
			if (/ #\d+ .* -> /.test(line)) decisions.push(line);
			if (origin === undefined) return;
			clearTimeout(timer);
			resolve(origin);
		};
		for (const stream of [stdout, stderr]) {
			if (stream === null) throw new Error('its output is not read');
			createInterface({ input: stream }).on('line', take);
			stream.on('end', failed);
		}
	});
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

/** The sum over the ledger's events, read beside the program that writes them. */
async function booked(folder: string): Promise<number> {
	const file = join(folder, 'ledger.db');
	// Made while the program starts.
	if (!existsSync(file)) return 0;
	const database = new DatabaseSync(file, { readOnly: true, timeout: 5000 });
	try {
		if (database.prepare("SELECT 1 FROM sqlite_master WHERE name = 'events'").get() === undefined) return 0;
		const sums = database.prepare(
			'SELECT COALESCE(SUM(settled_delta), 0) AS settled, COALESCE(SUM(outstanding_delta), 0) AS outstanding FROM events',
		);
		for (const until = Date.now() + BOOKED_MS; ; ) {
			const { settled, outstanding } = sums.get() as { readonly settled: number; readonly outstanding: number };
			if (outstanding === 0) return settled;
			if (Date.now() > until) throw new Error(`${outstanding} µ$ are still reserved`);
			await new Promise((resolve) => setTimeout(resolve, 20));
		}
	} finally {
		database.close();
	}
}
