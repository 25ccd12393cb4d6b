import { html, LitElement, nothing, svg, type TemplateResult } from 'lit';
import { type DashboardState, type FromDashboard, parseToDashboard } from '../../protocol/dashboard.ts';
import { comparedInWords, formatEstimate, formatMoney, formatPercent } from '../../protocol/format.ts';
import { DASHBOARD_PAGES, type DashboardPage } from '../../protocol/models-page.ts';
import type { Host } from '../common/host.ts';
import type { ChartElement } from './chart-element.ts';
import { decisionTable } from './decision-table.ts';
import { learnedSection } from './learned.ts';
import { agentSpend, byPurpose, figure, shareFigures } from './purposes.ts';
import { tabs } from './tabs.ts';

/** The dashboard's page: this month, by model, the last decisions. Every figure comes from the ledger's rows in the host. */
export class DashboardElement extends LitElement {
	static override properties = { state: { attribute: false }, trouble: { state: true }, page: { state: true } };
	declare state: DashboardState | null;
	/** Why the ledger could not be read last. */
	declare private trouble: string | null;
	/** The page that is open, and the kind of task whose quality the models show. */
	declare private page: DashboardPage;
	#kind = '';
	declare host: Host<FromDashboard>;

	constructor() {
		super();
		this.state = null;
		this.trouble = null;
		this.page = 'overview';
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
		if (this.state !== null)
			this.querySelector<ChartElement>('routoo-chart')?.show(this.state.summary, this.state.projected, this.state.now);
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
		if (state === null) return this.#trouble() ?? html`<p class="dim" role="status">Reading the ledger…</p>`;
		return html`${this.#pause(state)} ${this.#trouble() ?? nothing} ${notices(state)} ${this.#runs(state)}
			<section aria-labelledby="month">
				<div class="head"><h2 id="month">${periodTitle(state)}</h2>${this.#link('change budget', 'openBudgetSettings')}</div>
				${figures(state)}
				${
					state.summary.requests === 0 && state.summary.settled === 0
						? html`<p class="dim">Nothing was spent yet. Each answered message appears here with its price.</p>`
						: html`<routoo-chart></routoo-chart>
							<p class="legend dim">
								<span><i class="key spent"></i>spent</span>
								${state.budget.limit === null ? nothing : html`<span><i class="key limit"></i>budget</span>`}
								${state.projected === null ? nothing : html`<span><i class="key projected"></i>projected ${formatEstimate(state.projected)}</span>`}
							</p>`
				}
			</section>
			${completions(state)} ${byPurpose(state)} ${byModel(state)}
			${learnedSection(state.learned, (command) => this.host.post({ type: 'command', command }))}
			<section aria-labelledby="decisions">
				<div class="head"><h2 id="decisions">Last decisions</h2></div>
				${state.rows.length === 0 ? html`<p class="dim">No decision yet. Ask something in the chat view.</p>` : decisionTable(state.rows.slice(0, 50), state.now, 'Last decisions')}
			</section>
			${state.endpoint == null ? nothing : html`<p class="dim foot">${state.endpoint}</p>`}
			<p class="dim foot">Prices and scores of ${state.catalogDate}. Only figures are kept here, no text of yours.</p>`;
	}

	#choose(page: DashboardPage): void {
		this.page = page;
		this.#keep(this.#kind);
	}

	/** A panel that was hidden is loaded anew, and opens where it was. */
	#keep(kind: string): void {
		this.#kind = kind;
		this.host.keep({ page: this.page, kind });
	}

	#restore(kept: unknown): void {
		if (typeof kept !== 'object' || kept === null) return;
		const { page, kind } = kept as Readonly<Record<string, unknown>>;
		this.page = DASHBOARD_PAGES.find((known) => known === page) ?? this.page;
		if (typeof kind === 'string') this.#kind = kind;
	}

	#trouble(): TemplateResult | null {
		if (this.trouble === null) return null;
		return html`<p class="notice" role="alert">
			<i class="codicon codicon-error" aria-hidden="true"></i> ${this.trouble}
			<button type="button" class="quiet" @click=${() => this.host.post({ type: 'ready' })}>read again</button>
		</p>`;
	}

	/** One button in one place: it keeps the focus when it changes its meaning. */
	#pause({ paidPaused }: DashboardState): TemplateResult {
		return html`<div class="pause ${paidPaused ? 'on' : ''}">
			<p role="status">${paidPaused ? html`<i class="codicon codicon-debug-pause pause-icon" aria-hidden="true"></i> <b>Paid requests are paused</b> in every window. Free, local and included models go on.` : nothing}</p>
			<button type="button" class=${paidPaused ? 'primary' : 'quiet'} @click=${() => this.host.post({ type: 'command', command: paidPaused ? 'resumePaid' : 'pausePaid' })}>
				${paidPaused ? 'Resume' : html`<i class="codicon codicon-debug-pause" aria-hidden="true"></i> Pause all paid requests`}
			</button>
		</div>`;
	}

	/** Nothing of it before the first one. */
	#runs({ runs, window, summary, agentsLimit, now }: DashboardState): TemplateResult | typeof nothing {
		const spend = agentSpend(summary);
		if (runs.length === 0 && spend.requests === 0) return nothing;
		return html`<section aria-labelledby="runs">
			<div class="head"><h2 id="runs">Agent runs</h2></div>
			<routoo-runs .host=${this.host} .runs=${runs} .window=${window} .now=${now}></routoo-runs>
			${spend.requests === 0 ? nothing : shareFigures('agent runs', spend, agentsLimit, 'this month, titles and summaries included')}
		</section>`;
	}

	#link(label: string, command: Extract<FromDashboard, { type: 'command' }>['command']): TemplateResult {
		return html`<button type="button" class="quiet" @click=${() => this.host.post({ type: 'command', command })}>${label}</button>`;
	}
}

function notices({ predictor, catalogStale, catalogDate, budget }: DashboardState): TemplateResult {
	const lines = [
		...(budget.level === 'reached' ? ["This month's budget is used up."] : []),
		...(predictor.kind === 'degraded' ? [`Estimates are coarser than usual: ${predictor.reason ?? 'the encoder could not run.'}`] : []),
		...(catalogStale ? [`The catalog is of ${catalogDate}, more than 90 days old: prices may have changed.`] : []),
	];
	return html`${lines.map(
		(text) => html`<p class="notice" role="status"><i class="codicon codicon-warning" aria-hidden="true"></i> ${text}</p>`,
	)}`;
}

function periodTitle({ summary }: DashboardState): string {
	const day = (ms: number): string => new Date(ms).toLocaleDateString(undefined, { day: 'numeric', month: 'short' });
	return `This month, ${day(summary.period.start)} to ${day(summary.period.end - 1)}`;
}

function figures({ summary, budget, reference }: DashboardState): TemplateResult {
	const share = budget.limit ? ` (${formatPercent(summary.settled / budget.limit)})` : '';
	const estimated = summary.estimated > 0 ? `${formatEstimate(summary.estimated)} of it estimated` : 'all as reported';
	const reserved = summary.outstanding > 0 ? `${formatMoney(summary.outstanding)} reserved` : '';
	const left = budget.limit === null ? 'no limit' : formatMoney(Math.max(0, budget.limit - summary.settled - summary.outstanding));
	const of = budget.limit === null ? '' : `of ${formatMoney(budget.limit)}`;
	return html`<dl class="figures">
		${figure('spent', formatMoney(summary.settled) + share, summary.settled === 0 ? '' : estimated, budget.level)}
		${figure('left', left, [of, reserved].filter((part) => part !== '').join(', '))}
		${figure(summary.saved < 0 ? 'spent more' : 'saved', formatEstimate(Math.abs(summary.saved)), comparedInWords(reference))}
		${figure('requests', summary.requests.toLocaleString('en-US'), `${formatMoney(summary.today)} today`)}
	</dl>`;
}

/** What completions took, apart: a day has hundreds of them. */
function completions({ summary, completionRows, completionsLimit, now }: DashboardState): TemplateResult | typeof nothing {
	const spend = summary.byPurpose.completion ?? { settled: 0, outstanding: 0, requests: 0 };
	if (spend.requests === 0 && completionRows.length === 0) return nothing;
	return html`<section aria-labelledby="completions">
		<div class="head"><h2 id="completions">Completions</h2></div>
		${shareFigures('completions', spend, completionsLimit, 'part of the sum above')}
		${
			completionRows.length === 0
				? nothing
				: html`<details><summary>Last ${completionRows.length} completions</summary>${decisionTable(completionRows, now, 'Last completions')}</details>`
		}
	</section>`;
}

function byModel({ summary }: DashboardState): TemplateResult | typeof nothing {
	if (summary.byModel.length === 0) return nothing;
	const rows = [...summary.byModel].sort((a, b) => b.cost - a.cost || b.requests - a.requests);
	const most = Math.max(1, ...rows.map(({ cost }) => cost));
	return html`<section aria-labelledby="models">
		<div class="head"><h2 id="models">By model</h2></div>
		<table class="models">
			<thead><tr><th>model</th><th class="end">requests</th><th class="end">spent</th><th><span class="visually-hidden">share</span></th></tr></thead>
			<tbody>
				${rows.map(
					({ model, cost, requests }) => html`<tr>
						<td class="name">${model}</td>
						<td class="end figure">${requests.toLocaleString('en-US')}</td>
						<td class="end figure">${formatMoney(cost)}</td>
						<td class="share"><svg viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">${svg`<rect class="bar-share" x="0" y="0" width=${(cost / most) * 100} height="8"></rect>`}</svg></td>
					</tr>`,
				)}
			</tbody>
		</table>
	</section>`;
}
