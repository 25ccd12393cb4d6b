/**
 * The dashboard over a ledger with 100,000 requests in the month, on the way of a user: the storage's worker, what the host reads and posts,
 * and the built view in Chromium. From the page's first byte to its figures, its spend and its first decisions on the screen; then a search,
 * a sort and a jump to the last row. `npm run -s bench:dashboard [-- COUNT]`.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { asVsCode, bundleViews, serveViews, type ViewWindow } from '../scripts/preview/page.ts';
import { defaultRules, themes } from '../scripts/preview/themes.ts';
import { launchBrowser } from '../scripts/try/browser.ts';
import { InsightsPage } from '../src/app/insights/insights-page.ts';
import { systemClock } from '../src/core/base/time.ts';
import { projectedSpend } from '../src/core/money/pacing.ts';
import { parseFromDashboard, type ToDashboard } from '../src/protocol/dashboard.ts';
import { StorageClient } from '../src/storage/sqlite/storage-client.ts';
import { benchPeriod, fill } from './ledger/fill.ts';

const count = Number(process.argv[2] ?? 100_000);
const OPENINGS = 9;
const period = { ...benchPeriod(systemClock.now()), limit: 20_000_000 };

const ledgerFolder = mkdtempSync(join(tmpdir(), 'routoo-bench-'));
const viewFolder = await mkdtemp(join(tmpdir(), 'routoo-bench-view-'));
await fill(ledgerFolder, count, Date.now(), 3);
const client = new StorageClient({
	workerPath: new URL('../src/storage/sqlite/worker.ts', import.meta.url),
	...{ ledgerFolder, stateFolder: join(ledgerFolder, 'state') },
	limitMs: 120_000,
	notices: (error) => console.error(error.message),
});
const { insights, ledger, signals } = client;

async function indexed(): Promise<void> {
	await ledger.spent(period);
	const begun = performance.now();
	let [longest, slices] = [0, 0];
	for (let left = 1; left > 0; slices++) {
		const from = performance.now();
		left = await insights.catchUp();
		longest = Math.max(longest, performance.now() - from);
	}
	const whole = (performance.now() - begun) / 1000;
	console.log(`put in order once, after an update: ${whole.toFixed(1)} s in ${slices} slices of at most ${longest.toFixed(0)} ms`);
}

const settings = { current: () => ({ resetDay: 1, preset: 'balanced', goodEnough: null }), update: async () => undefined } as never;
const budget = {
	period: () => period,
	current: () => null,
	refresh: async () => {
		const summary = await ledger.summary(period);
		return { summary, projected: projectedSpend(summary.settled, summary.arrivals, summary.arrivals / 10) } as never;
	},
};
const page = new InsightsPage({ insights, ledger, signals, budget, settings, clock: systemClock });

async function state(): Promise<ToDashboard> {
	const { summary, projected } = await budget.refresh();
	return {
		type: 'dashboard',
		state: {
			...{ summary, projected, reference: 'dear', completionsLimit: null, agentsLimit: null, runs: [], window: 'bench', paidPaused: false },
			budget: { limit: period.limit, spent: 0, outstanding: 0, level: 'ok', resetsAt: period.end },
			...{ catalogDate: '2026-11-20', catalogStale: false, predictor: { kind: 'ready', reason: null }, now: Date.now() },
		},
	};
}

/** As the host answers (src/host/views/dashboard.ts). All of the time is asked for: the month that is filled may lie in two. */
function receive(raw: unknown, post: (message: ToDashboard) => void): void {
	const message = parseFromDashboard(raw);
	if (message?.type === 'ready') void state().then(post);
	if (message?.type === 'insights') void page.show(message.range, post);
	if (message?.type === 'decisions') void page.decisions(message, post);
	if (message?.type === 'frontier') void page.frontier(message.range, post);
}

async function opened(tab: Page, origin: string): Promise<number> {
	const begun = performance.now();
	await tab.goto(`${origin}/dashboard.html`);
	await tab.waitForSelector('.figures');
	await tab.waitForSelector('.spend-part');
	await tab.waitForSelector('.decision-block .c-cost');
	return performance.now() - begun;
}

async function timed(act: () => Promise<unknown>): Promise<number> {
	const begun = performance.now();
	await act();
	return performance.now() - begun;
}

function shown(name: string, times: readonly number[]): void {
	const sorted = [...times].sort((a, b) => a - b);
	console.log(
		`${name}: p50 ${sorted[Math.floor(sorted.length / 2)]!.toFixed(0)} ms, max ${sorted.at(-1)!.toFixed(0)} ms (${sorted.length})`,
	);
}

const browser = await launchBrowser();
await bundleViews(viewFolder);
const { server, origin } = await serveViews(viewFolder);
try {
	console.log(`${count} requests`);
	await indexed();
	const tab = await browser.newPage({ viewport: { width: 900, height: 900 } });
	const { className, variables } = themes.dark;
	await tab.addInitScript(asVsCode, { className, variables: { ...variables }, rules: defaultRules });
	await tab.exposeFunction('toHost', (raw: unknown) =>
		receive(
			raw,
			(message) => void tab.evaluate((data) => (globalThis as unknown as ViewWindow).postMessage(data, '*'), message as unknown),
		),
	);
	await tab.addInitScript(() => {
		const view = globalThis as unknown as {
			acquireVsCodeApi: () => { postMessage(message: unknown): void };
			toHost(message: unknown): void;
		};
		const { acquireVsCodeApi, toHost } = view;
		view.acquireVsCodeApi = () => ({
			...acquireVsCodeApi(),
			postMessage: toHost,
			getState: () => ({ page: 'overview', kind: '', range: 'all' }),
		});
	});
	await opened(tab, origin);
	const openings: number[] = [];
	for (let n = 0; n < OPENINGS; n++) openings.push(await opened(tab, origin));
	shown('opened', openings);
	const found = async (name: string) => {
		await tab.fill('[type=search]', name);
		await tab.waitForSelector(`.decision-block .c-model:has-text("${name}")`);
	};
	const searches: number[] = [];
	for (let n = 0; n < 5; n++) searches.push(await timed(() => found(`chat-${(n % 3) * 10}`)));
	shown('searched (200 ms of it the wait for more letters)', searches);
	await tab.fill('[type=search]', '');
	await tab
		.locator('.decision-count')
		.filter({ hasText: count.toLocaleString('en-US') })
		.waitFor();
	const sorted = async (name: string) => {
		await tab.click(`.c-${name} .sort`);
		await tab.waitForSelector(`.c-${name}[aria-sort$=ending]`);
		await tab.waitForSelector('.decision-block .c-cost');
	};
	const sorts: number[] = [];
	for (const name of ['cost', 'quality', 'wait', 'model', 'time']) sorts.push(await timed(() => sorted(name)));
	shown('sorted', sorts);
	const gone = async (key: string) => {
		await tab.keyboard.press(key);
		await tab.waitForSelector(`[aria-rowindex="${key === 'End' ? count + 1 : 2}"] .c-cost`);
	};
	const jumps: number[] = [];
	for (const key of ['End', 'Home', 'End', 'Home', 'End']) {
		await tab.locator('.decision-block[tabindex="0"]').focus();
		jumps.push(await timed(() => gone(key)));
	}
	shown('went to the last and the first row', jumps);
} finally {
	await browser.close();
	server.close();
	await client.dispose();
	rmSync(ledgerFolder, { recursive: true });
	await rm(viewFolder, { recursive: true });
}
