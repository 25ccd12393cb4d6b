import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { BrowserContext, Page } from 'playwright-core';
import { WORKERS } from '../../scripts/build/entries.ts';
import { root } from '../../scripts/kit/paths.ts';
import { freePort } from '../../scripts/kit/run.ts';
import { launchProfile } from '../../scripts/try/browser.ts';
import { type CodeServer, installVsix, startCodeServer, updateSettings } from '../../scripts/try/code-server.ts';
import { type DemoProcess, startDemo } from '../../scripts/try/demo-process.ts';
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
}

/** A fresh VS Code with the packed extension, a real model server with a price, and a browser profile. */
export class Environment {
	readonly demo: DemoProcess;
	readonly dir: string;
	readonly #scenario: Scenario;
	readonly #port: number;
	#server: CodeServer;
	#context: BrowserContext | null = null;

	private constructor(parts: { demo: DemoProcess; dir: string; scenario: Scenario; port: number; server: CodeServer }) {
		this.demo = parts.demo;
		this.dir = parts.dir;
		this.#scenario = parts.scenario;
		this.#port = parts.port;
		this.#server = parts.server;
	}

	static async create(scenario: Scenario, vsix: string, options: EnvironmentOptions = {}): Promise<Environment> {
		const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'routoo-e2e-'));
		const demo = await startDemo(options.tokensPerSecond === undefined ? {} : { tokensPerSecond: options.tokensPerSecond });
		const endpoint = { id: 'demo', name: 'Demo', url: demo.url, local: true };
		updateSettings(dir, {
			'routoo.prices': { [DEMO_MODEL]: options.price ?? PRICE },
			...(options.withEndpoint ? { 'routoo.endpoints': [endpoint] } : {}),
			...options.settings,
		});
		fs.cpSync(path.join(root, 'samples/workspace'), path.join(dir, 'workspace'), { recursive: true });
		await installVsix(dir, vsix);
		const port = await freePort();
		return new Environment({ demo, dir, scenario, port, server: await startCodeServer(dir, port) });
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

	/** Reads the extension's ledger, and what completions have seen, as one more window would. */
	async ledger(): Promise<{ summary: SpendSummary; rows: readonly LedgerRow[]; signals: SignalsRead['signals'] }> {
		const storage = path.join(this.dir, 'user/User/globalStorage/routoo.routoo');
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
			return { summary: await client.ledger.summary(period), rows: await client.ledger.rows(1000), signals };
		} finally {
			await client.dispose();
		}
	}

	async close(): Promise<void> {
		await this.#context?.close();
		await this.#server.stop();
		this.demo.stop();
		fs.rmSync(this.dir, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
	}
}
