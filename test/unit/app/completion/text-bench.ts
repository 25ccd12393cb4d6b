import { TextCompletions } from '../../../../src/app/completion/text-completions.ts';
import type { TextEvents, TextRequest, TextResult } from '../../../../src/app/completion/text-port.ts';
import { readSettings, type Settings } from '../../../../src/app/settings/schema.ts';
import { AcceptanceModel } from '../../../../src/core/completion/routing/acceptance.ts';
import { LatencyBook } from '../../../../src/core/completion/routing/latency.ts';
import { PRIOR_ACCEPTANCE_WEIGHTS } from '../../../../src/core/completion/routing/prior-weights.ts';
import type { CompletionCandidate, FillAbility, FillEvent, FillRequest } from '../../../../src/core/completion/types.ts';
import { Health } from '../../../../src/core/gateway/health.ts';
import type { Candidate } from '../../../../src/core/model/candidate.ts';
import type { BudgetPeriod } from '../../../../src/core/money/ledger.ts';
import type { RoutingLine } from '../../../../src/core/routing/routing-line.ts';
import { VirtualTime } from '../../../../training/completion/virtual-time.ts';
import { end, paid, text, usage } from '../../core/completion/engine/support.ts';
import { candidate, MemoryLedger } from '../fakes.ts';

const START = Date.UTC(2026, 10, 15, 12);

export type FillScript = (request: FillRequest, signal: AbortSignal) => AsyncIterable<FillEvent>;

export async function* fills(...events: readonly FillEvent[]): AsyncGenerator<FillEvent> {
	yield* events;
}

/** Text completions with models that write what a test says. */
export class TextBench {
	readonly time = new VirtualTime(START);
	readonly ledger = new MemoryLedger();
	readonly health = new Health(this.time);
	readonly latency = new LatencyBook(this.time);
	readonly asked: FillRequest[] = [];
	readonly settled: unknown[] = [];
	readonly logged: string[] = [];
	settings: Settings = readSettings(() => undefined).settings;
	able: readonly CompletionCandidate[] = [paid('cloud/coder')];
	/** Can fill in, but the list for every key has no room for them. */
	beyond: readonly CompletionCandidate[] = [];
	/** Cannot fill in. */
	others: readonly Candidate[] = [candidate('cloud/talker', { displayName: 'Talker' })];
	listed = true;
	why: FillAbility = { method: null, template: null, why: 'It thinks for seconds before it answers.' };
	scripts: Record<string, FillScript> = {};
	remoteAllowed: boolean | null = true;
	paused = false;
	remaining: number | null = 5_000_000;
	period: BudgetPeriod = { start: START - 1, end: START + 30 * 86_400_000, limit: 20_000_000, limits: { completion: 10_000_000 } };
	readonly port: TextCompletions;

	constructor() {
		let ids = 0;
		this.port = new TextCompletions({
			...{ clock: this.time, ledger: this.ledger, health: this.health, head: PRIOR_ACCEPTANCE_WEIGHTS },
			learned: { acceptance: new AcceptanceModel(PRIOR_ACCEPTANCE_WEIGHTS, null), latency: this.latency },
			fillModels: {
				list: () => (this.listed ? this.able : null),
				refresh: async () => {
					this.listed = true;
				},
				abilityOf: (id) => [...this.able, ...this.beyond].find(({ model }) => model.id === id)?.ability ?? this.why,
				providerOf: ({ endpointId, wireModel }) => ({
					endpointId,
					ability: async () => this.why,
					fill: (_ability, request, signal) => {
						this.asked.push(request);
						return (this.scripts[wireModel] ?? (() => fills(text('return a + b;'), usage(100, 5), end)))(request, signal);
					},
				}),
			},
			candidates: () => [...[...this.able, ...this.beyond].map(({ model }) => model), ...this.others],
			settings: () => this.settings,
			remoteAllowed: () => this.remoteAllowed,
			money: () => ({ period: this.period, remaining: this.remaining, lambda: 0 }),
			paused: async () => this.paused,
			estimateTokens: (said) => Math.ceil(said.length / 4),
			newId: () => `id${++ids}`,
			owner: { user: 'local', device: 'd', window: 'test' },
			onSettled: (...booked) => void this.settled.push(booked),
			log: (line) => void this.logged.push(line),
		});
	}

	async complete(
		change: Partial<TextRequest> = {},
		events: Partial<TextEvents> = {},
	): Promise<TextResult & { readonly lines: readonly (readonly [RoutingLine, string])[]; readonly pieces: readonly string[] }> {
		const lines: (readonly [RoutingLine, string])[] = [];
		const pieces: string[] = [];
		const request: TextRequest = {
			entry: 'auto',
			prompt: 'function add(a, b) {\n\t',
			suffix: '\n}\n',
			...{ maxOutputTokens: null, temperature: null, topP: null, stop: [], signal: new AbortController().signal },
			...change,
		};
		const result = await this.port.complete(request, {
			onRouted: (line, wireModel) => void lines.push([line, wireModel]),
			onText: (piece) => void pieces.push(piece),
			...events,
		});
		return { ...result, lines, pieces };
	}
}
