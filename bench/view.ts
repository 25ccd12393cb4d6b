import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import type { Browser, Page } from 'playwright-core';
import { codeOf, listOf, longChat, proseOf, streamed } from '../scripts/preview/long-chat.ts';
import { asVsCode, bundleViews, serveViews } from '../scripts/preview/page.ts';
import { defaultRules, themes } from '../scripts/preview/themes.ts';
import { launchBrowser } from '../scripts/try/browser.ts';
import type { ToChat } from '../src/protocol/chat.ts';
import { writePage } from './kit/pages.ts';
import { CATEGORIES, type Frames, framesOf, type Spread, type TraceEvent } from './view/trace.ts';

/**
 * npm run -s bench:view [-- --messages 2000] [--length 60000] [--page]
 * The built chat view in a real browser, under its content policy: a long chat is opened, answers stream into it, a text is looked for.
 * Prints what a trace says of its frames; --page writes docs/evidence/benchmarks/view.md. The exit code is 1 where a frame of an answer that
 * streams, or a task of anything else, takes longer than the aim.
 */
const { values: args } = parseArgs({
	options: {
		messages: { type: 'string', default: '2000' },
		length: { type: 'string', default: '60000' },
		page: { type: 'boolean' },
		verbose: { type: 'boolean' },
	},
});
const messages = Number(args.messages);
const length = Number(args.length);
/** Milliseconds a frame may take while an answer streams, and a task else. */
const AIM = 50;
/** Characters a piece: 60,000 in three seconds. */
const PIECE = 300;

interface Case {
	readonly name: string;
	/** Its frames are held against the aim, else its tasks. */
	readonly streams: boolean;
	readonly run: (page: Page) => Promise<void>;
}

/** Hands messages to the view as the host does, one every 16 ms. Runs in the page. */
async function feed(list: readonly unknown[]): Promise<void> {
	const target = globalThis as unknown as { postMessage(data: unknown, origin: string): void };
	for (const message of list) {
		target.postMessage(message, '*');
		await new Promise((resolve) => setTimeout(resolve, 16));
	}
	await new Promise((resolve) => setTimeout(resolve, 300));
}

interface Holding {
	held?: unknown;
	postMessage(data: unknown, origin: string): void;
}

/** Keeps a message in the page. Runs in the page, like the next. */
function holdBack(message: unknown): void {
	(globalThis as unknown as Holding).held = message;
}

async function handOver(): Promise<void> {
	const page = globalThis as unknown as Holding;
	page.postMessage(page.held, '*');
	await new Promise((resolve) => setTimeout(resolve, 1_500));
}

const tell = (page: Page, list: readonly ToChat[]): Promise<void> => page.evaluate(feed, list as readonly unknown[]);
const CASES: readonly Case[] = [
	{
		name: `a block of ${length.toLocaleString('en')} characters streams`,
		streams: true,
		run: (page) => tell(page, streamed(codeOf(length), PIECE)),
	},
	{
		name: `prose of ${length.toLocaleString('en')} characters streams`,
		streams: true,
		run: (page) => tell(page, streamed(proseOf(length), PIECE)),
	},
	{
		name: `one list of ${length.toLocaleString('en')} characters streams`,
		streams: true,
		run: (page) => tell(page, streamed(listOf(length), PIECE)),
	},
	{
		name: 'a word is looked for in all messages',
		streams: false,
		run: async (page) => {
			await page.keyboard.press('Control+f');
			await page.locator('.find input').fill('needle');
			await page.locator('.find-count', { hasText: '1 of 1' }).waitFor({ timeout: 120_000 });
		},
	},
	{
		name: 'the chat is scrolled up by 200 turns',
		streams: false,
		run: async (page) => {
			await page.mouse.move(200, 200);
			for (let step = 0; step < 120; step += 1) {
				await page.mouse.wheel(0, -1_200);
				await page.waitForTimeout(16);
			}
		},
	},
];

async function measure(browser: Browser, origin: string, { run }: Case): Promise<{ readonly opened: Frames; readonly frames: Frames }> {
	const page = await browser.newPage({ viewport: { width: 420, height: 800 } });
	page.on('pageerror', (error) => console.error(String(error)));
	await page.addInitScript(asVsCode, { className: themes.dark.className, variables: { ...themes.dark.variables }, rules: defaultRules });
	await page.goto(`${origin}/chat.html`);
	const snapshot: ToChat = { type: 'snapshot', state: longChat(messages) };
	// To bring it into the page is the driver's work, and takes longer than the view.
	await page.evaluate(holdBack, snapshot as unknown);
	await page.waitForTimeout(300);
	const opened = await traced(browser, page, () => page.evaluate(handOver));
	const frames = await traced(browser, page, () => run(page));
	await page.close();
	return { opened, frames };
}

async function traced(browser: Browser, page: Page, run: () => Promise<void>): Promise<Frames> {
	await browser.startTracing(page, { categories: CATEGORIES });
	await run();
	const { traceEvents } = JSON.parse((await browser.stopTracing()).toString()) as { traceEvents: TraceEvent[] };
	return framesOf(traceEvents);
}

const ms = (value: number): string => value.toFixed(1);
const spread = ({ p50, p99, max }: Spread): string => `${ms(p50)} / ${ms(p99)} / ${ms(max)}`;
const row = (name: string, { count, times, own, longest, longestOwn }: Frames): string =>
	`| ${name} | ${count} | ${spread(own)} | ${ms(longestOwn)} | ${spread(times)} | ${ms(longest)} |`;

const folder = await mkdtemp(path.join(os.tmpdir(), 'routoo-view-'));
await bundleViews(folder);
const { server, origin } = await serveViews(folder);
const browser = await launchBrowser();
const load = os.loadavg()[0]!;
const rows: string[] = [];
let missed = false;
try {
	for (const one of CASES) {
		const { opened, frames } = await measure(browser, origin, one);
		if (rows.length === 0) rows.push(row(`${messages.toLocaleString('en')} messages are opened`, opened));
		if (args.verbose) console.log('opened:', opened.inside.join(', '));
		rows.push(row(one.name, frames));
		missed ||= opened.longestOwn > AIM || (one.streams ? frames.own.max : frames.longestOwn) > AIM;
		console.log(rows.at(-1));
		if (args.verbose) console.log(frames.inside.join(', '));
	}
} finally {
	await browser.close();
	server.close();
	await rm(folder, { recursive: true });
}
const table = [
	`${os.cpus()[0]?.model ?? 'unknown processor'} (${os.cpus().length} cores), load ${load.toFixed(1)} at the start, Chromium without a graphics processor, a view of 420 × 800 px. Milliseconds.`,
	'',
	'| what | frames | computed in a frame, p50 / p99 / max | longest task, computed | frame by the clock, p50 / p99 / max | longest task, by the clock |',
	'|---|---:|---:|---:|---:|---:|',
	...rows,
	'',
	`*Frame*: from the start of one to the start of the next. *Computed*: the time that the page's thread worked, whatever else the computer did; *by the clock* holds what other programs took as well. The aim is ${AIM} ms computed in every frame while an answer streams, and in every task of the others, with ${messages.toLocaleString('en')} messages before it and a piece of ${PIECE} characters every 16 ms.`,
].join('\n');
console.log(`\n${table}`);
if (args.page) writePage('view', 'npm run -s bench:view -- --page', `## The chat view, frame by frame\n\n${table}`);
process.exitCode = missed ? 1 : 0;
