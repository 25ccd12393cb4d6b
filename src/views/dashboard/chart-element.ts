import * as l10n from '@vscode/l10n';
import uPlot from 'uplot';
import type { SpendSummary } from '../../protocol/dashboard.ts';
import { formatEstimate, formatMoney } from '../../protocol/format.ts';
import { burndown, type Projected } from './burndown.ts';

const HEIGHT = 170;

/** The month's spend as a chart in the theme's colours. Drawn anew when the theme or the width changes. */
export class ChartElement extends HTMLElement {
	#plot: uPlot | null = null;
	#shown: { readonly summary: SpendSummary; readonly end: Projected; readonly now: number } | null = null;
	readonly #resize = new ResizeObserver(() => this.#fit());
	// VS Code changes a theme by the classes of the body and the variables of the root element.
	readonly #theme = new MutationObserver(() => this.#draw());

	connectedCallback(): void {
		this.#resize.observe(this);
		this.#theme.observe(document.body, { attributes: true, attributeFilter: ['class'] });
		this.#theme.observe(document.documentElement, { attributes: true, attributeFilter: ['style'] });
	}

	disconnectedCallback(): void {
		this.#resize.disconnect();
		this.#theme.disconnect();
		this.#plot?.destroy();
		this.#plot = null;
	}

	show(summary: SpendSummary, end: Projected, now: number): void {
		const before = this.#shown;
		this.#shown = { summary, end, now };
		const { projected, band } = end;
		this.setAttribute('role', 'img');
		this.setAttribute('aria-label', inWords(summary, end));
		// The page renders for many reasons; a chart is drawn anew for its own.
		if (before?.summary === summary && before.end.projected === projected && before.end.band === band && this.#plot !== null) return;
		this.#draw();
	}

	#fit(): void {
		const width = this.clientWidth;
		if (this.#plot === null) this.#draw();
		else if (width > 0 && width !== this.#plot.width) this.#plot.setSize({ width, height: HEIGHT });
	}

	#draw(): void {
		const width = this.clientWidth;
		if (this.#shown === null || width === 0) return;
		const { summary, end, now } = this.#shown;
		const data = burndown(summary, end, now);
		this.#plot?.destroy();
		this.#plot = new uPlot(
			this.#options(width, summary),
			[[...data.times], ...[data.spent, data.budget, data.projection, data.low, data.high].map((each) => [...each])],
			this,
		);
	}

	#options(width: number, summary: SpendSummary): uPlot.Options {
		const style = getComputedStyle(document.documentElement);
		const colour = (name: string, fallback: string): string => style.getPropertyValue(`--vscode-${name}`).trim() || fallback;
		const text = colour('descriptionForeground', '#888');
		const blue = colour('charts-blue', '#3794ff');
		const axis = {
			stroke: text,
			font: `11px ${colour('font-family', 'sans-serif')}`,
			ticks: { show: false },
		};
		const grid = { stroke: colour('charts-lines', '#88888880'), width: 0.3 };
		return {
			width,
			height: HEIGHT,
			padding: [8, 8, 0, 0],
			cursor: { show: false },
			legend: { show: false },
			scales: {
				x: { time: true, range: [summary.period.start / 1000, summary.period.end / 1000] },
				y: { range: (_, __, max) => [0, max <= 0 ? 1 : max * 1.08] },
			},
			axes: [
				{
					...axis,
					size: 22,
					gap: 4,
					grid: { show: false },
					space: 44,
					values: (_, splits) => splits.map((at) => String(new Date(at * 1000).getDate())),
				},
				{
					...axis,
					size: 44,
					gap: 4,
					grid,
					space: 34,
					values: (_, splits) => splits.map((value) => (value === 0 ? '$0' : `$${Number(value.toPrecision(3))}`)),
				},
			],
			series: [
				{},
				{ stroke: blue, width: 2, fill: withAlpha(blue, 0.14), points: { show: false } },
				{ stroke: colour('charts-red', '#f14c4c'), width: 1, dash: [6, 4], points: { show: false } },
				{ stroke: blue, width: 1.5, dash: [2, 4], points: { show: false } },
				{ stroke: blue, width: 0.5, points: { show: false } },
				{ stroke: blue, width: 0.5, points: { show: false } },
			],
			bands: [{ series: [5, 4], fill: withAlpha(blue, 0.1) }],
		};
	}
}

function inWords({ settled, period: { limit } }: SpendSummary, { projected, band }: Projected): string {
	const spent =
		limit === null
			? l10n.t('Spent {0}', formatMoney(settled))
			: l10n.t('Spent {0} of a budget of {1}', formatMoney(settled), formatMoney(limit));
	if (projected === null) return `${spent}.`;
	const end = formatEstimate(projected);
	return band === null
		? l10n.t('{0}; projected {1} at the end.', spent, end)
		: l10n.t(
				'{0}; projected {1} at the end, probably between {2} and {3}.',
				spent,
				end,
				formatEstimate(band.low),
				formatEstimate(band.high),
			);
}

/** A `#rrggbb` colour with an alpha; any other notation is left as it is, without a fill. */
function withAlpha(colour: string, alpha: number): string {
	return /^#[0-9a-f]{6}$/i.test(colour)
		? `${colour}${Math.round(alpha * 255)
				.toString(16)
				.padStart(2, '0')}`
		: 'transparent';
}
