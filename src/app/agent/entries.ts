import * as l10n from '@vscode/l10n';
import { Emitter } from '../../core/base/emitter.ts';
import type { MicroDollars } from '../../core/base/micros.ts';
import type { Candidate } from '../../core/model/candidate.ts';
import { isFree } from '../../core/model/prices.ts';
import { recipientName } from '../../core/model/recipient.ts';
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

/** A preset as its entry is called, what it does, and both as sentences. */
interface PresetWords {
	readonly name: string;
	readonly entry: string;
	readonly does: string;
	/** Of the entry that follows the setting, and of the preset's own. */
	readonly bySetting: string;
	readonly byEntry: string;
}

function presetWords(preset: RoutingPreset): PresetWords {
	switch (preset) {
		case 'save':
			return {
				name: l10n.t('Save'),
				entry: l10n.t('Routoo Save'),
				does: l10n.t('cheapest adequate model'),
				bySetting: l10n.t('Chooses a model for each run, by your preset Save.'),
				byEntry: l10n.t('Chooses a model for each run: cheapest adequate model.'),
			};
		case 'balanced':
			return {
				name: l10n.t('Balanced'),
				entry: l10n.t('Routoo Balanced'),
				does: l10n.t('quality against price'),
				bySetting: l10n.t('Chooses a model for each run, by your preset Balanced.'),
				byEntry: l10n.t('Chooses a model for each run: quality against price.'),
			};
		case 'best':
			return {
				name: l10n.t('Best'),
				entry: l10n.t('Routoo Best'),
				does: l10n.t('best model that is worth it'),
				bySetting: l10n.t('Chooses a model for each run, by your preset Best.'),
				byEntry: l10n.t('Chooses a model for each run: best model that is worth it.'),
			};
	}
}

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
		const models = modelEntries(usable, (id) =>
			this.#tooltip(id, l10n.t('Always this model; its effort is chosen for each run.'), [], money),
		);
		if (pool.length === 0) return models;
		const own = (id: string, name: string, detail: string, does: string, selectable = true): AgentEntry => ({
			...{ id, name, detail, selectable },
			tooltip: this.#tooltip(id, does, pool, money),
			...abilities(pool),
		});
		const { name, does, bySetting } = presetWords(settings.preset);
		return [
			own('auto', l10n.t('Routoo Auto'), `${name}: ${does}`, bySetting),
			...(['save', 'balanced', 'best'] as const).map((preset) => {
				const words = presetWords(preset);
				return own(preset, words.entry, words.does, words.byEntry);
			}),
			...models,
			own(
				'background',
				l10n.t('Routoo Background'),
				l10n.t('titles, summaries, commit messages'),
				l10n.t('The cheapest adequate model for what the editor asks by itself.'),
				false,
			),
		];
	}

	#tooltip(id: string, does: string, behind: readonly Candidate[], money: string): string {
		const last = this.#chosen.get(id);
		const said = [does, last === undefined ? '' : l10n.t('Last choice: {0}.', last), priceRange(behind), money];
		return said.filter((sentence) => sentence !== '').join(' ');
	}

	#moneyLeft(): string {
		const snapshot = this.#deps.budget.current();
		if (snapshot === null || snapshot.remaining === null) return '';
		const share = snapshot.agentRemaining;
		const left = roughly(snapshot.remaining);
		return share === null || share >= snapshot.remaining
			? l10n.t("{0} left of this month's budget.", left)
			: l10n.t("{0} left of this month's budget, {1} of it for agents.", left, roughly(share));
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
		const shown = here ? `${name} (${id})` : alike.length > 1 ? `${name} (${recipientName(first.recipient)})` : name;
		return {
			id,
			name: shown,
			detail: `${recipientName(first.recipient)} · ${priceDetail(first)}`,
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
	if (cheapest === undefined || dearest === undefined) return free ? l10n.t('All of its models are free.') : '';
	const from = free ? l10n.t('free') : priceDetail(cheapest);
	return from === priceDetail(dearest) ? l10n.t('Price: {0}.', from) : l10n.t('Prices: {0} to {1}.', from, priceDetail(dearest));
}

/** Coarse, so that a picker is not told of every cent. */
function roughly(micros: MicroDollars): string {
	const dollars = micros / 1_000_000;
	return dollars >= 10 ? `$${Math.floor(dollars)}` : `$${(Math.floor(dollars * 10) / 10).toFixed(2)}`;
}
