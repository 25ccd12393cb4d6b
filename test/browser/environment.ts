import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { BrowserContext, Page } from 'playwright-core';
import { WORKERS } from '../../scripts/build/entries.ts';
import { root } from '../../scripts/kit/paths.ts';
import { freePort } from '../../scripts/kit/run.ts';
import { launchProfile } from '../../scripts/try/browser.ts';
import { type CodeServer, installVsix, routooData, startCodeServer, updateSettings } from '../../scripts/try/code-server.ts';
import { type DemoProcess, startDemo } from '../../scripts/try/demo-process.ts';
import { parseKept, RUNS_KEY } from '../../src/app/agent/kept-runs.ts';
import type { Run } from '../../src/core/agent/types.ts';
import type { SignalsRead } from '../../src/core/learning/signals.ts';
import type { BudgetPeriod, LedgerRow, SpendSummary } from '../../src/core/money/ledger.ts';
import { StorageClient } from '../../src/storage/sqlite/storage-client.ts';
import type { Scenario } from './runner.ts';
import { openWorkbench } from './workbench.ts';

/** US dollars per million tokens, given to the free local model so that there is money to count. */
const PRICE = { input: 200, output: 400 };
const DEMO_MODEL = 'smollm2-135m-instruct';

export interface EnvironmentOptions {
	readonly settings?: Readonly<Record<string, unknown>>;
	/** The demo model is in the settings from the start. */
	readonly withEndpoint?: boolean;
	readonly tokensPerSecond?: number;
	/** US dollars per million tokens, whole numbers. */
	readonly price?: typeof PRICE;
	/** No model server but those in `settings`. */
	readonly withoutDemo?: boolean;
	/** Packages of further extensions. */
	readonly beside?: readonly string[];
	/** Further files of the workspace by path, with their text. */
	readonly files?: Readonly<Record<string, string>>;
}

/** What the extension has written, µ$. */
interface Kept {
	readonly summary: SpendSummary;
	/** Newest first, as the store gives them. */
	readonly rows: readonly LedgerRow[];
	readonly runs: readonly Run[];
	readonly signals: SignalsRead['signals'];
}

/** A fresh VS Code with the packed extension, a real model server with a price, and a browser profile. */
export class Environment {
	readonly dir: string;
	readonly #demo: DemoProcess | null;
	readonly #scenario: Scenario;
	readonly #port: number;
	#server: CodeServer;
	#context: BrowserContext | null = null;

	private constructor(parts: { demo: DemoProcess | null; dir: string; scenario: Scenario; port: number; server: CodeServer }) {
		this.#demo = parts.demo;
		this.dir = parts.dir;
		this.#scenario = parts.scenario;
		this.#port = parts.port;
		this.#server = parts.server;
	}

	static async create(scenario: Scenario, vsix: string, options: EnvironmentOptions = {}): Promise<Environment> {
		const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'routoo-e2e-'));
		const speed = options.tokensPerSecond === undefined ? {} : { tokensPerSecond: options.tokensPerSecond };
		const demo = options.withoutDemo ? null : await startDemo(speed);
		const endpoint = { id: 'demo', name: 'Demo', url: demo?.url, local: true };
		updateSettings(dir, {
			'routoo.prices': { [DEMO_MODEL]: options.price ?? PRICE },
			// A scenario that runs beside may serve models on this computer.
			'routoo.discoverLocalServers': false,
			...(options.withEndpoint ? { 'routoo.endpoints': [endpoint] } : {}),
			...options.settings,
		});
		fs.cpSync(path.join(root, 'samples/workspace'), path.join(dir, 'workspace'), { recursive: true });
		for (const [name, text] of Object.entries(options.files ?? {})) fs.writeFileSync(path.join(dir, 'workspace', name), text);
		for (const one of [vsix, ...(options.beside ?? [])]) await installVsix(dir, one);
		const port = await freePort();
		return new Environment({ demo, dir, scenario, port, server: await startCodeServer(dir, port) });
	}

	get demo(): DemoProcess {
		if (!this.#demo) throw new Error('this environment was made without the demo model');
		return this.#demo;
	}

	/** Where a file of the workspace lies. */
	file(name: string): string {
		return path.join(this.dir, 'workspace', name);
	}

	get serverPid(): number {
		return this.#server.pid;
	}

	get #url(): string {
		return `${this.#server.url}/?folder=${encodeURIComponent(path.join(this.dir, 'workspace'))}`;
	}

	async open(): Promise<Page> {
		this.#context ??= await launchProfile(path.join(this.dir, 'profile'));
		const page = await openWorkbench(this.#context, this.#url);
		this.#scenario.pages.add(page);
		return page;
	}

	/** A second window on the same server and profile. */
	async openAnother(): Promise<Page> {
		if (!this.#context) throw new Error('open the first window first');
		const page = await this.#context.newPage();
		await page.goto(this.#url, { timeout: 120_000 });
		this.#scenario.pages.add(page);
		return page;
	}

	/** Ends browser and server and starts both anew on the same port and data. */
	async restart(): Promise<Page> {
		this.#scenario.pages.clear();
		await this.#context?.close();
		this.#context = null;
		await this.#server.stop();
		this.#server = await startCodeServer(this.dir, this.#port);
		return this.open();
	}

	/** What the model server's own count costs, µ$: an integer, because both prices are whole µ$ a token. */
	async providerCost(): Promise<number> {
		const { promptTokens, completionTokens } = await this.demo.count();
		return promptTokens * PRICE.input + completionTokens * PRICE.output;
	}

	/** Reads the extension's ledger, its runs, and what completions have seen, as one more window would. */
	async ledger(): Promise<Kept> {
		const storage = routooData(this.dir);
		const client = new StorageClient({
			workerPath: path.join(root, WORKERS.storage),
			ledgerFolder: path.join(storage, 'ledger'),
			stateFolder: path.join(storage, 'state'),
			notices: (error) => console.log(`ledger: ${error.message}`),
		});
		try {
			const day = 86_400_000;
			const period: BudgetPeriod = { start: Date.now() - day, end: Date.now() + day, limit: null };
			const { signals } = await client.signals.read('completions');
			const runs = parseKept(await client.state('').get('global', RUNS_KEY)).runs.map(({ run }) => run);
			return { summary: await client.ledger.summary(period), rows: await client.ledger.rows(1000), runs, signals };
		} finally {
			await client.dispose();
		}
	}

	async close(): Promise<void> {
		await this.#context?.close();
		await this.#server.stop();
		this.#demo?.stop();
		fs.rmSync(this.dir, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
	}
}
