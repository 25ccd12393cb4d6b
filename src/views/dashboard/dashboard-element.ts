import * as l10n from '@vscode/l10n';
import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { type DashboardState, type FromDashboard, parseToDashboard } from '../../protocol/dashboard.ts';
import { comparedInWords, formatEstimate, formatMoney, formatPercent } from '../../protocol/format.ts';
import { type InsightsState, RANGES, type Range } from '../../protocol/insights.ts';
import { DASHBOARD_PAGES, type DashboardPage } from '../../protocol/models-page.ts';
import type { Host } from '../common/host.ts';
import { richText } from '../common/rich-text.ts';
import type { ChartElement } from './chart-element.ts';
import type { FilterChoices } from './decision-filter.ts';
import { learnedSection } from './learned.ts';
import { monthTable } from './month-table.ts';
import { agentSpend, figure, shareFigures } from './purposes.ts';
import { setUp } from './set-up.ts';
import { tabs } from './tabs.ts';

/** The dashboard's page: this month, by model, the last decisions. Every figure comes from the ledger's rows in the host. */
export class DashboardElement extends LitElement {
	static override properties = {
		state: { attribute: false },
		trouble: { state: true },
		page: { state: true },
		range: { state: true },
		looked: { state: true },
		month: { state: true },
	};
	declare state: DashboardState | null;
	/** Why the ledger could not be read last. */
	declare private trouble: string | null;
	/** The page that is open, and the kind of task whose quality the models show. */
	declare private page: DashboardPage;
	/** The time of what stands below the month, and what was read of it; `month`: the last that was read of this month. */
	declare private range: Range;
	declare private looked: InsightsState | null;
	declare private month: InsightsState | null;
	#kind = '';
	declare host: Host<FromDashboard>;

	constructor() {
		super();
		this.state = null;
		this.trouble = null;
		this.page = 'overview';
		this.range = 'month';
		this.looked = null;
		this.month = null;
	}

	protected override createRenderRoot(): HTMLElement {
		return this;
	}

	override connectedCallback(): void {
		super.connectedCallback();
		window.addEventListener('message', this.#onMessage);
		this.#restore(this.host.kept());
		this.host.post({ type: 'ready' });
	}

	override disconnectedCallback(): void {
		super.disconnectedCallback();
		window.removeEventListener('message', this.#onMessage);
	}

	readonly #onMessage = (event: MessageEvent): void => {
		const message = parseToDashboard(event.data);
		if (message?.type === 'dashboardTrouble') this.trouble = message.text;
		if (message?.type === 'runs' && this.state !== null) this.state = { ...this.state, ...message.state };
		if (message?.type === 'page') this.#choose(message.page);
		if (message?.type !== 'dashboard') return;
		this.state = message.state;
		this.trouble = null;
	};

	protected override updated(): void {
		if (this.state === null) return;
		const { summary, projected, now } = this.state;
		this.querySelector<ChartElement>('routoo-chart')?.show(summary, { projected, band: this.looked?.band ?? null }, now);
	}

	protected override render(): TemplateResult {
		const { page } = this;
		return html`<main class="page">
			${tabs(page, (chosen) => this.#choose(chosen))}
			<div role="tabpanel" id="page-${page}" aria-labelledby="tab-${page}">
				${
					page === 'overview'
						? this.#overview()
						: html`<routoo-models .host=${this.host} .kindId=${this.#kind} @kind=${(event: CustomEvent<string>) => this.#keep(event.detail)}></routoo-models>`
				}
			</div>
		</main>`;
	}

	#overview(): TemplateResult {
		const { state } = this;
		if (state === null) return this.#trouble() ?? html`<p class="dim" role="status">${l10n.t('Reading the ledger…')}</p>`;
		return html`${this.#pause(state)} ${this.#trouble() ?? nothing} ${setUp(state.usableModels, (command) => this.host.post({ type: 'command', command }))} ${notices(state)} ${this.#runs(state)}
			<section aria-labelledby="month">
				<div class="head"><h2 id="month">${periodTitle(state)}</h2>${this.#link(l10n.t('change budget'), 'openBudgetSettings')}</div>
				${figures(state, this.month?.judged ?? null)}
				${
					state.summary.requests === 0 && state.summary.settled === 0
						? html`<p class="dim">${l10n.t('Nothing was spent yet. Each answered message appears here with its price.')}</p>`
						: html`<routoo-chart></routoo-chart>
							<p class="legend dim">
								<span><i class="key spent"></i>${l10n.t('spent')}</span>
								${state.budget.limit === null ? nothing : html`<span><i class="key limit"></i>${l10n.t('budget')}</span>`}
								${state.projected === null ? nothing : html`<span><i class="key projected"></i>${this.#projected(state.projected)}</span>`}
							</p>
							${monthTable(state, this.looked?.band ?? null)}`
				}
			</section>
			${completions(state)}
			<routoo-insights .host=${this.host} .range=${this.range} @range=${(event: CustomEvent<Range>) => this.#show(event.detail)} @insights=${(event: CustomEvent<InsightsState>) => this.#look(event.detail)}></routoo-insights>
			${learnedSection(state.learned, (command) => this.host.post({ type: 'command', command }))}
			<section aria-labelledby="decisions">
				<div class="head"><h2 id="decisions">${l10n.t('Decisions')}</h2>${this.#link(l10n.t('forget everything'), 'forgetEverything')}</div>
				<routoo-decisions .host=${this.host} .range=${this.range} .choices=${choicesOf(this.looked)}></routoo-decisions>
			</section>
			${state.endpoint == null ? nothing : html`<p class="dim foot">${state.endpoint}</p>`}
			<p class="dim foot">${l10n.t('Prices and scores of {0}. Only figures and names of models and workspaces are kept here, no text of yours.', state.catalogDate)}</p>`;
	}

	#choose(page: DashboardPage): void {
		this.page = page;
		this.#keep(this.#kind);
	}

	/** A panel that was hidden is loaded anew, and opens where it was. */
	#keep(kind: string): void {
		this.#kind = kind;
		this.host.keep({ page: this.page, kind, range: this.range });
	}

	#show(range: Range): void {
		this.range = range;
		this.looked = this.looked === null ? null : { ...this.looked, models: [], purposes: [] };
		this.#keep(this.#kind);
	}

	#look(state: InsightsState): void {
		this.looked = state;
		if (state.range === 'month') this.month = state;
	}

	#projected(projected: number): string {
		const end = formatEstimate(projected);
		const band = this.looked?.band ?? null;
		if (band === null) return l10n.t('projected {0}', end);
		return l10n.t('projected {0}, probably {1} to {2}', end, formatEstimate(band.low), formatEstimate(band.high));
	}

	#restore(kept: unknown): void {
		if (typeof kept !== 'object' || kept === null) return;
		const { page, kind, range } = kept as Readonly<Record<string, unknown>>;
		this.page = DASHBOARD_PAGES.find((known) => known === page) ?? this.page;
		if (typeof kind === 'string') this.#kind = kind;
		this.range = RANGES.find((known) => known === range) ?? this.range;
	}

	#trouble(): TemplateResult | null {
		if (this.trouble === null) return null;
		return html`<p class="notice" role="alert">
			<i class="codicon codicon-error" aria-hidden="true"></i> ${this.trouble}
			<button type="button" class="quiet" @click=${() => this.host.post({ type: 'ready' })}>${l10n.t('read again')}</button>
		</p>`;
	}

	/** One button in one place: it keeps the focus when it changes its meaning. */
	#pause({ paidPaused }: DashboardState): TemplateResult {
		return html`<div class="pause ${paidPaused ? 'on' : ''}">
			<p role="status">${paidPaused ? html`<i class="codicon codicon-debug-pause pause-icon" aria-hidden="true"></i> ${richText(l10n.t('**Paid requests are paused** in every window. Free, local and included models go on.'))}` : nothing}</p>
			<button type="button" class=${paidPaused ? 'primary' : 'quiet'} @click=${() => this.host.post({ type: 'command', command: paidPaused ? 'resumePaid' : 'pausePaid' })}>
				${paidPaused ? l10n.t('Resume') : html`<i class="codicon codicon-debug-pause" aria-hidden="true"></i> ${l10n.t('Pause all paid requests')}`}
			</button>
		</div>`;
	}

	/** Nothing of it before the first one. */
	#runs({ runs, window, summary, agentsLimit, now }: DashboardState): TemplateResult | typeof nothing {
		const spend = agentSpend(summary);
		if (runs.length === 0 && spend.requests === 0) return nothing;
		return html`<section aria-labelledby="runs">
			<div class="head"><h2 id="runs">${l10n.t('Agent runs')}</h2></div>
			<routoo-runs .host=${this.host} .runs=${runs} .window=${window} .now=${now}></routoo-runs>
			${spend.requests === 0 ? nothing : shareFigures(l10n.t('spent on agent runs'), spend, agentsLimit, l10n.t('this month, titles and summaries included'))}
		</section>`;
	}

	#link(label: string, command: Extract<FromDashboard, { type: 'command' }>['command']): TemplateResult {
		return html`<button type="button" class="quiet" @click=${() => this.host.post({ type: 'command', command })}>${label}</button>`;
	}
}

function notices({ predictor, catalogStale, catalogDate, budget }: DashboardState): TemplateResult {
	const lines = [
		...(budget.level === 'reached' ? [l10n.t("This month's budget is used up.")] : []),
		...(predictor.kind === 'degraded'
			? [l10n.t('Estimates are coarser than usual: {0}', predictor.reason ?? l10n.t('the encoder could not run.'))]
			: []),
		...(catalogStale ? [l10n.t('The catalog is of {0}, more than 90 days old: prices may have changed.', catalogDate)] : []),
	];
	return html`${lines.map(
		(text) => html`<p class="notice" role="status"><i class="codicon codicon-warning" aria-hidden="true"></i> ${text}</p>`,
	)}`;
}

function periodTitle({ summary }: DashboardState): string {
	const day = (ms: number): string => new Date(ms).toLocaleDateString('en-GB', { day: 'numeric', month: 'short' });
	return l10n.t('This month, {0} to {1}', day(summary.period.start), day(summary.period.end - 1));
}

function figures({ summary, budget, reference }: DashboardState, judged: InsightsState['judged'] | null): TemplateResult {
	const share = budget.limit ? ` (${formatPercent(summary.settled / budget.limit)})` : '';
	const estimated = summary.estimated > 0 ? l10n.t('{0} of it estimated', formatEstimate(summary.estimated)) : l10n.t('all as reported');
	const reserved = summary.outstanding > 0 ? l10n.t('{0} reserved', formatMoney(summary.outstanding)) : '';
	const left = budget.limit === null ? l10n.t('no limit') : formatMoney(Math.max(0, budget.limit - summary.settled - summary.outstanding));
	const of = budget.limit === null ? '' : l10n.t('of {0}', formatMoney(budget.limit));
	const today = formatMoney(summary.today);
	const requests =
		summary.requests === 1
			? l10n.t('1 request, {0} today', today)
			: l10n.t('{0} requests, {1} today', summary.requests.toLocaleString('en-US'), today);
	const few = judged === null || judged.count === 0;
	const adequate = few ? l10n.t('not known') : formatPercent(judged.adequate / judged.count);
	const ofJudged = few
		? l10n.t('no answer was judged this month')
		: l10n.t('of {0} judged by what you did with them', judged.count.toLocaleString('en-US'));
	return html`<dl class="figures">
		${figure(l10n.t('spent'), formatMoney(summary.settled) + share, [requests, summary.settled === 0 ? '' : estimated].filter(Boolean).join(', '), budget.level)}
		${figure(l10n.t('left'), left, [of, reserved].filter((part) => part !== '').join(', '))}
		${figure(summary.saved < 0 ? l10n.t('spent more') : l10n.t('saved'), formatEstimate(Math.abs(summary.saved)), comparedInWords(reference))}
		${figure(l10n.t('adequate answers'), adequate, ofJudged)}
	</dl>`;
}

/** What completions took, apart: a day has hundreds of them. */
function completions({ summary, completionsLimit }: DashboardState): TemplateResult | typeof nothing {
	const spend = summary.byPurpose.completion ?? { settled: 0, outstanding: 0, requests: 0 };
	if (spend.requests === 0) return nothing;
	return html`<section aria-labelledby="completions">
		<div class="head"><h2 id="completions">${l10n.t('Completions')}</h2></div>
		${shareFigures(l10n.t('spent on completions'), spend, completionsLimit, l10n.t('part of the sum above'))}
	</section>`;
}

/** What decisions can be filtered by. */
function choicesOf(looked: InsightsState | null): FilterChoices {
	if (looked === null) return { models: [], purposes: [], days: [] };
	return { models: looked.models, purposes: looked.purposes, days: looked.spend.byDay.map(({ day }) => day) };
}
