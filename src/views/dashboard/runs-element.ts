import * as l10n from '@vscode/l10n';
import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { type FromDashboard, parseToDashboard, type Run } from '../../protocol/dashboard.ts';
import { isLive, modelInWords, stateInWords } from '../../protocol/run-words.ts';
import type { Host } from '../common/host.ts';
import { runMeter } from './run-meter.ts';
import { receiptTable } from './run-receipts.ts';
import { type KnownRows, runRows } from './run-rows.ts';

/** Receipts that stand open; the others are one button away, so that the month stays in sight. */
const FIRST = 5;

/** Live runs as meters, ended ones as receipts. Asks for the ledger's rows of those that are opened. */
export class RunsElement extends LitElement {
	static override properties = {
		host: { attribute: false },
		runs: { attribute: false },
		window: { attribute: false },
		now: { attribute: false },
		known: { state: true },
		all: { state: true },
		taken: { state: true },
	};
	declare host: Host<FromDashboard>;
	declare runs: readonly Run[];
	/** This one. */
	declare window: string;
	declare now: number;
	/** Rows of the opened runs by their ids. */
	declare private known: ReadonlyMap<string, KnownRows>;
	declare private all: boolean;
	/** Of runs whose suggestion was taken: it, and the changes until then. */
	declare private taken: ReadonlyMap<string, { readonly suggestion: string; readonly changes: number }>;

	constructor() {
		super();
		this.runs = [];
		this.window = '';
		this.now = 0;
		this.known = new Map();
		this.all = false;
		this.taken = new Map();
	}

	protected override createRenderRoot(): HTMLElement {
		return this;
	}

	override connectedCallback(): void {
		super.connectedCallback();
		window.addEventListener('message', this.#onMessage);
	}

	override disconnectedCallback(): void {
		super.disconnectedCallback();
		window.removeEventListener('message', this.#onMessage);
	}

	readonly #onMessage = (event: MessageEvent): void => {
		const message = parseToDashboard(event.data);
		if (message?.type !== 'runRows' && message?.type !== 'runTrouble') return;
		// It may have been closed meanwhile.
		if (!this.known.has(message.runId)) return;
		this.#know(message.runId, message.type === 'runRows' ? { kind: 'rows', of: message } : { kind: 'trouble', text: message.text });
	};

	/** The rows of an opened run follow it; what was shown stays until the new ones are here. */
	protected override willUpdate(changed: PropertyValues<this>): void {
		const before = changed.get('runs');
		if (before === undefined) return;
		for (const id of this.known.keys()) {
			const [was, is] = [before, this.runs].map((runs) => runs.find((run) => run.id === id));
			if (is !== undefined && (was?.spent !== is.spent || was.steps !== is.steps || was.state !== is.state)) this.#ask(id);
		}
	}

	protected override render(): TemplateResult {
		const live = this.runs.filter(isLive);
		const ended = this.runs.filter((run) => !isLive(run));
		return html`
			${repeat(
				live,
				(run) => run.id,
				(run) => this.#meter(run),
			)}
			${
				ended.length === 0
					? nothing
					: receiptTable(this.all ? ended : ended.slice(0, FIRST), this.now, {
							isOpen: (id) => this.known.has(id),
							toggle: (id) => this.#toggle(id),
							rows: (run) => this.#rows(run),
						})
			}
			${
				ended.length <= FIRST
					? nothing
					: html`<button type="button" class="quiet" aria-expanded=${this.all ? 'true' : 'false'} @click=${() => {
							this.all = !this.all;
						}}>${this.all ? l10n.t('show fewer') : l10n.t('show {0} more', ended.length - FIRST)}</button>`
			}
			<div class="visually-hidden" role="status" aria-live="polite">${live.map(announcement).join(' ')}</div>`;
	}

	#meter(run: Run): TemplateResult {
		const open = this.known.has(run.id);
		return runMeter(run, {
			here: run.window === this.window,
			taken: this.#isTaken(run),
			escalate: () => {
				if (run.suggestion === null) return;
				this.taken = new Map([...this.taken, [run.id, { suggestion: run.suggestion, changes: run.changes.length }]]);
				this.host.post({ type: 'escalate', runId: run.id });
			},
			details: {
				button: html`<button type="button" class="disclose dim" aria-expanded=${open ? 'true' : 'false'} @click=${() => this.#toggle(run.id)}>
					<i class="codicon codicon-chevron-${open ? 'down' : 'right'}" aria-hidden="true"></i>${open ? l10n.t('hide its requests') : l10n.t('show its requests')}
				</button>`,
				rows: open ? this.#rows(run) : nothing,
			},
		});
	}

	/** Until the change is there, or something else is suggested. */
	#isTaken({ id, suggestion, changes }: Run): boolean {
		const taken = this.taken.get(id);
		return taken !== undefined && taken.changes === changes.length && (suggestion === null || suggestion === taken.suggestion);
	}

	#rows(run: Run): TemplateResult {
		return runRows(run, this.known.get(run.id) ?? { kind: 'asked' }, () => this.#ask(run.id));
	}

	#toggle(id: string): void {
		if (this.known.has(id)) {
			this.known = new Map([...this.known].filter(([other]) => other !== id));
			return;
		}
		this.#know(id, { kind: 'asked' });
		this.#ask(id);
	}

	#ask(runId: string): void {
		this.host.post({ type: 'runRows', runId });
	}

	#know(id: string, rows: KnownRows): void {
		this.known = new Map([...this.known, [id, rows]]);
	}
}

/** Read out when it changes: the state and the last change, not each step and cent. */
function announcement(run: Run): string {
	const change = run.changes.at(-1);
	const now = change === undefined ? modelInWords(run.model) : `${modelInWords(change.to)}: ${change.why}`;
	const what = run.state === 'waiting' ? l10n.t('Run waits, {0}.', now) : l10n.t('Run {0}, {1}.', stateInWords(run), now);
	return run.suggestion === null ? what : `${what} ${run.suggestion}`;
}
