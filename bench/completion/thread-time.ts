import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Clock } from '../../src/core/base/time.ts';
import { CompletionEngine } from '../../src/core/completion/engine.ts';
import { AcceptanceModel } from '../../src/core/completion/routing/acceptance.ts';
import type { AcceptanceWeights } from '../../src/core/completion/routing/acceptance-weights.ts';
import { LatencyBook } from '../../src/core/completion/routing/latency.ts';
import type { CompletionCandidate, CompletionPosition, ContextDocument, FillEvent } from '../../src/core/completion/types.ts';
import { Health } from '../../src/core/gateway/health.ts';
import { OutcomeBook } from '../../src/core/learning/outcomes.ts';
import { catalogCandidates } from '../../src/core/model/build-candidates.ts';
import type { Catalog } from '../../src/core/model/catalog.ts';
import { PrivateFiles } from '../../src/core/workspace/private-files.ts';
import { SOURCE_PACKAGES, sourcePaths } from '../../training/completion/packages.ts';
import { TypedDocument } from '../../training/completion/positions.ts';
import { ABILITY } from '../../training/completion/recorded-provider.ts';
import { randomOf } from '../../training/kit/random.ts';
import { percentile } from '../kit/prompts.ts';
import { memoryStore, ReplayLedger } from '../replay/ledger.ts';

export const LINES = 10_000;
export const CANDIDATES = 20;
const WARM_UP = 200;
const OPEN_FILES = 10;
/** An answer as it comes in: so many pieces of so many units. */
const PIECES = 12;

/** ms; of the keys during which no other program took the core away, and for comparison of all. */
export interface ThreadTime {
	readonly keys: number;
	readonly interrupted: number;
	readonly p50: number;
	readonly p90: number;
	readonly p99: number;
	readonly max: number;
	readonly elapsedP99: number;
}

export interface ThreadTimes {
	/** Every key asks a model: from the call to the shown text, nothing waits. */
	readonly asked: ThreadTime;
	/** Every key is overtaken by the next one in its debounce, as most are. */
	readonly overtaken: ThreadTime;
	/** The decision alone: predictions and routing. */
	readonly decided: ThreadTime;
}

/**
 * Thread time that one key takes in a file of LINES lines with CANDIDATES models: gate with the private-file rules, cache, debounce, position features, snippets from
 * OPEN_FILES open files, context, decision, reservation, reading of a stream, cleaning. Timers fire at once and the vendor answers at once, so that elapsed time is
 * time of this thread, with garbage collection; keys during which the system gave the core to another program are left out. The document is held as one string; the ledger is in memory (the extension's own is in a worker thread).
 */
export async function measureThreadTime(modules: string, catalog: Catalog, head: AcceptanceWeights, keys: number): Promise<ThreadTimes> {
	const text = longFile(modules);
	const offsets = keyOffsets(text, keys + WARM_UP);
	const engine = (asks: boolean, onDecided: (sample: Sample) => void = () => {}) => makeEngine(modules, catalog, head, asks, onDecided);
	const decided: Sample[] = [];
	const asked = await timed(
		engine(true, (sample) => decided.push(sample)),
		text,
		offsets,
	);
	const overtaken = await timed(engine(false), text, offsets);
	return { asked: summary(asked), overtaken: summary(overtaken), decided: summary(decided.slice(WARM_UP)) };
}

interface Sample {
	readonly ms: number;
	/** Other programs had the core for a part of it. */
	readonly interrupted: boolean;
}

async function timed(engine: CompletionEngine, text: string, offsets: readonly number[]): Promise<Sample[]> {
	const samples: Sample[] = [];
	const signal = new AbortController().signal;
	// Snippets are read in idle moments.
	while (!engine.indexDocuments(8000));
	let last: Promise<unknown> = Promise.resolve();
	for (const offset of offsets) {
		// What the editor did before the key is no matter of ours.
		const document = new TypedDocument(LONG, text, text.slice(offset));
		await new Promise((resolve) => setImmediate(resolve));
		const before = interruptions();
		const begun = performance.now();
		const position: CompletionPosition = document.completionPositionAt(offset);
		const work = engine.complete(position, { trigger: 'automatic', signal });
		// An overtaken one ends with the next key: what is left of it is done then, before anything else.
		await (asks.has(engine) ? work : settled());
		const ms = performance.now() - begun;
		samples.push({ ms, interrupted: interruptions() !== before });
		last = work;
	}
	await engine.dispose();
	await last;
	return samples.slice(WARM_UP);
}

/** How often the system has taken a core away from this process. */
const interruptions = (): number => process.resourceUsage().involuntaryContextSwitches;

async function settled(): Promise<void> {
	for (let i = 0; i < 20; i++) await null;
}

/** Engines whose keys ask a model. */
const asks = new WeakSet<CompletionEngine>();

function makeEngine(
	modules: string,
	catalog: Catalog,
	head: AcceptanceWeights,
	asking: boolean,
	onDecided: (sample: Sample) => void,
): CompletionEngine {
	const clock: Clock = { now: () => performance.timeOrigin + performance.now() };
	const candidates = someCandidates(catalog);
	const documents = openFiles(modules);
	const privateFiles = new PrivateFiles(
		[{ folder: '', text: 'node_modules/\ndist/\n*.log\n.cache\ncoverage/\n!keep.log\n' }],
		['**/secret/**'],
	);
	const ledger = new ReplayLedger(memoryStore(), () => clock.now(), []);
	const latency = new LatencyBook(clock);
	const acceptance = new AcceptanceModel(head, catalog);
	const provider = { endpointId: 'here', ability: async () => ABILITY, fill: answer };
	let ids = 0;
	const engine = new CompletionEngine({
		clock,
		// Only the debounce waits so short; an overtaken key waits until the next one.
		timers: {
			after: (ms, run) => {
				if (asking && ms <= 400) queueMicrotask(run);
				return () => {};
			},
		},
		ledger,
		head,
		acceptance: timedModel(acceptance, onDecided),
		latency,
		outcomes: new OutcomeBook(),
		candidates: () => candidates,
		provider: () => provider,
		health: new Health(clock),
		remoteAllowed: () => true,
		settings: () => SETTINGS,
		money: () => ({ period: { start: 0, end: Number.MAX_SAFE_INTEGER, limit: 10 ** 12 }, remaining: 10 ** 12, lambda: 0 }),
		documents: () => documents,
		isPrivate: (path) => privateFiles.isPrivate(path),
		recentEdits: () => 20,
		newId: () => `t${++ids}`,
		owner: { user: 'local', device: 'bench', window: 'bench' },
		onSettled: () => {},
		onStatus: () => {},
		log: (line) => {
			throw new Error(line);
		},
	});
	if (asking) asks.add(engine);
	return engine;
}

const SETTINGS = {
	enabled: true,
	languageOn: () => true,
	preset: 'best' as const,
	maxFirstLineMs: 60_000,
	pool: null,
	localOnly: false,
	maxCost: null,
	debounce: 'adaptive' as const,
};

async function* answer(): AsyncGenerator<FillEvent> {
	for (let i = 0; i < PIECES; i++) yield { type: 'text', text: i === 0 ? 'measured' : `.part${i}` };
	yield { type: 'end', reason: 'stop' };
}

/** From the first prediction of a key to the end of the microtask in which it decides. */
function timedModel(model: AcceptanceModel, onDecided: (sample: Sample) => void): AcceptanceModel {
	const predict = model.predict.bind(model);
	model.predict = (features, candidates) => {
		const before = interruptions();
		const begun = performance.now();
		const result = predict(features, candidates);
		queueMicrotask(() => onDecided({ ms: performance.now() - begun, interrupted: interruptions() !== before }));
		return result;
	};
	return model;
}

function someCandidates(catalog: Catalog): CompletionCandidate[] {
	const all = catalogCandidates(catalog).filter(({ effort }) => effort === null);
	return Array.from({ length: CANDIDATES }, (_, i) => ({ model: all[Math.floor((i * all.length) / CANDIDATES)]!, ability: ABILITY }));
}

function sources(modules: string): string[] {
	return SOURCE_PACKAGES.flatMap((source) => sourcePaths(modules, source).map((path) => join(modules, source.name, path))).filter((path) =>
		path.endsWith('.ts'),
	);
}

/** Real files one after the other. */
function longFile(modules: string): string {
	const lines: string[] = [];
	for (const path of sources(modules)) {
		lines.push(...readFileSync(path, 'utf8').split('\n'));
		if (lines.length >= LINES) break;
	}
	if (lines.length < LINES) throw new Error(`The packages hold ${lines.length} lines only.`);
	return lines.slice(0, LINES).join('\n');
}

function openFiles(modules: string): ContextDocument[] {
	return sources(modules)
		.slice(-OPEN_FILES)
		.map((path, i) => ({ path: `open/${i}.ts`, languageId: 'typescript', version: 1, text: readFileSync(path, 'utf8'), touchedAt: i }));
}

/** Bursts of keys at places all over the file: a new place for each stretch. */
function keyOffsets(text: string, count: number): number[] {
	const random = randomOf(3);
	const offsets: number[] = [];
	while (offsets.length < count) {
		const at = Math.floor(random() * (text.length - 200));
		for (let i = 0; i < 50 && offsets.length < count; i++) offsets.push(at + i);
	}
	return offsets;
}

const LONG = { package: 'bench', path: 'long.ts', languageId: 'typescript' };

function summary(samples: readonly Sample[]): ThreadTime {
	const all = samples.map(({ ms }) => ms);
	const times = samples.filter(({ interrupted }) => !interrupted).map(({ ms }) => ms);
	return {
		keys: all.length,
		interrupted: all.length - times.length,
		p50: percentile(times, 0.5),
		p90: percentile(times, 0.9),
		p99: percentile(times, 0.99),
		max: percentile(times, 1),
		elapsedP99: percentile(all, 0.99),
	};
}
