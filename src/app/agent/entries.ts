import { Emitter } from '../../core/base/emitter.ts';
import type { MicroDollars } from '../../core/base/micros.ts';
import type { Candidate } from '../../core/model/candidate.ts';
import { isFree } from '../../core/model/prices.ts';
import { withoutSnapshots } from '../../core/model/snapshots.ts';
import type { RoutingPreset } from '../../core/routing/presets.ts';
import type { RoutingLine } from '../../core/routing/routing-line.ts';
import { priceDetail, unusable } from '../models/options.ts';
import { entryOf } from './agent-request.ts';
import type { AgentDeps } from './deps.ts';
import type { AgentEntry } from './ports.ts';

/** Changes that come together are told once, ms. */
const TOLD_AFTER_MS = 500;
/** Output that room is left for where a model names no maximum, tokens. */
const USUAL_OUTPUT = 8192;
const MOST_OUTPUT = 32_768;

const PRESETS: Readonly<Record<RoutingPreset, { readonly name: string; readonly does: string }>> = {
	save: { name: 'Save', does: 'cheapest adequate model' },
	balanced: { name: 'Balanced', does: 'quality against price' },
	best: { name: 'Best', does: 'best model that is worth it' },
};

/** What a caller's picker shows, told anew only where an entry really differs. */
export class EntryList {
	readonly changed = new Emitter();
	readonly #deps: AgentDeps;
	/** The last choice of each entry, as its model is called. */
	readonly #chosen = new Map<string, string>();
	#told = '[]';
	#cancel: (() => void) | null = null;
	#disposed = false;

	constructor(deps: AgentDeps) {
		this.#deps = deps;
	}

	chose(entry: string, { modelName }: RoutingLine): void {
		this.#chosen.set(entry, modelName);
	}

	/** Something that entries are made of may have changed. */
	refresh(): void {
		if (this.#disposed) return;
		this.#cancel ??= this.#deps.timers.after(TOLD_AFTER_MS, () => {
			this.#cancel = null;
			const now = JSON.stringify(this.list());
			if (now === this.#told || this.#disposed) return;
			this.#told = now;
			this.changed.emit();
		});
	}

	dispose(): void {
		this.#disposed = true;
		this.#cancel?.();
	}

	list(): readonly AgentEntry[] {
		const settings = this.#deps.settings();
		const listed = withoutSnapshots(this.#deps.models.candidates(), settings.pool);
		const usable = listed.filter((candidate) => unusable(candidate, settings) === null);
		if (usable.length === 0) return [];
		const pool = usable.filter(({ id }) => settings.pool === null || settings.pool.includes(id));
		const money = this.#moneyLeft();
		const models = modelEntries(usable, (id) => this.#tooltip(id, 'Always this model; its effort is chosen for each run.', [], money));
		if (pool.length === 0) return models;
		const own = (id: string, name: string, detail: string, does: string, selectable = true): AgentEntry => ({
			...{ id, name, detail, selectable },
			tooltip: this.#tooltip(id, does, pool, money),
			...abilities(pool),
		});
		const { name, does } = PRESETS[settings.preset];
		return [
			own('auto', 'Routoo Auto', `${name}: ${does}`, `Chooses a model for each run, by your preset ${name}.`),
			...(['save', 'balanced', 'best'] as const).map((preset) =>
				own(preset, `Routoo ${PRESETS[preset].name}`, PRESETS[preset].does, `Chooses a model for each run: ${PRESETS[preset].does}.`),
			),
			...models,
			own(
				'background',
				'Routoo Background',
				'titles, summaries, commit messages',
				'The cheapest adequate model for what the editor asks by itself.',
				false,
			),
		];
	}

	#tooltip(id: string, does: string, behind: readonly Candidate[], money: string): string {
		const last = this.#chosen.get(id);
		const said = [does, last === undefined ? '' : `Last choice: ${last}.`, priceRange(behind), money];
		return said.filter((sentence) => sentence !== '').join(' ');
	}

	#moneyLeft(): string {
		const snapshot = this.#deps.budget.current();
		if (snapshot === null || snapshot.remaining === null) return '';
		const share = snapshot.agentRemaining;
		const ofShare = share === null || share >= snapshot.remaining ? '' : `, ${roughly(share)} of it for agents`;
		return `${roughly(snapshot.remaining)} left of this month's budget${ofShare}.`;
	}
}

/** One for each model: its efforts stand behind it. */
function modelEntries(usable: readonly Candidate[], tooltip: (id: string) => string): AgentEntry[] {
	const byEntry = new Map<string, Candidate[]>();
	for (const candidate of usable) {
		const id = entryOf(candidate);
		byEntry.set(id, [...(byEntry.get(id) ?? []), candidate]);
	}
	const nameOf = (all: readonly Candidate[]): string => (all.find(({ effort }) => effort === null) ?? all[0]!).displayName;
	const models = [...byEntry].map(([id, all]) => ({ id, all, first: all[0]!, name: nameOf(all) }));
	return models.map(({ id, all, first, name }) => {
		const alike = models.filter((other) => other.name === name);
		// Two of one endpoint under one name are told apart by what the endpoint calls them.
		const here = alike.filter((other) => other.first.recipient === first.recipient).length > 1;
		const shown = here ? `${name} (${id})` : alike.length > 1 ? `${name} (${first.recipient})` : name;
		return {
			id,
			name: shown,
			detail: `${first.recipient} · ${priceDetail(first)}`,
			tooltip: tooltip(id),
			selectable: true,
			...abilities(all),
		};
	});
}

/** Of the model that reads most; those that call tools come first, since runs need them. */
function abilities(all: readonly Candidate[]): Pick<AgentEntry, 'maxInputTokens' | 'maxOutputTokens' | 'tools' | 'vision'> {
	const tools = all.some((candidate) => candidate.tools);
	const counted = tools ? all.filter((candidate) => candidate.tools) : all;
	const largest = counted.reduce((most, next) => (next.contextTokens > most.contextTokens ? next : most));
	const maxOutputTokens = Math.max(
		1,
		Math.min(largest.maxOutputTokens ?? USUAL_OUTPUT, MOST_OUTPUT, Math.floor(largest.contextTokens / 4)),
	);
	return {
		maxInputTokens: Math.max(1, largest.contextTokens - maxOutputTokens),
		maxOutputTokens,
		tools,
		vision: counted.some(({ vision }) => vision),
	};
}

function priceRange(behind: readonly Candidate[]): string {
	const paid = behind.filter(({ included, prices }) => !included && prices !== null && !isFree(prices));
	const free = behind.length > paid.length;
	const ranked = paid.toSorted((a, b) => a.prices!.input - b.prices!.input || a.prices!.output - b.prices!.output);
	const [cheapest, dearest] = [ranked[0], ranked.at(-1)];
	if (cheapest === undefined || dearest === undefined) return free ? 'All of its models are free.' : '';
	const from = free ? 'free' : priceDetail(cheapest);
	return from === priceDetail(dearest) ? `Price: ${from}.` : `Prices: ${from} to ${priceDetail(dearest)}.`;
}

/** Coarse, so that a picker is not told of every cent. */
function roughly(micros: MicroDollars): string {
	const dollars = micros / 1_000_000;
	return dollars >= 10 ? `$${Math.floor(dollars)}` : `$${(Math.floor(dollars * 10) / 10).toFixed(2)}`;
}
