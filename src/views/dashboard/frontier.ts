import * as l10n from '@vscode/l10n';
import { html, nothing, svg, type TemplateResult } from 'lit';
import { formatEstimate, formatPercent } from '../../protocol/format.ts';
import type { FrontierPoint, FrontierState } from '../../protocol/insights.ts';
import { type Plot, plot, rounds } from './plot.ts';

const HEIGHT = 240;

export interface FrontierActions {
	/** Moves the point to this place among the points. */
	move(to: number): void;
	use(bar: number): void;
}

/**
 * What other bars would have come to: cost against predicted quality, with a point that can be moved.
 * @param at the point that is looked at
 */
export function frontierSection(state: FrontierState, at: number, width: number, actions: FrontierActions): TemplateResult {
	const { points, present, choices, requests } = state;
	const now = points.findIndex(({ bar }) => bar === present);
	const [here, moved] = [points[now], points[at]];
	if (here === undefined || moved === undefined)
		return html`<p class="dim">${l10n.t('Nothing can be worked out yet: no request of this time kept what else could have answered it. From this version on, those that Auto chooses do.')}</p>`;
	const words = changedInWords(here, moved, choices);
	return html`<p class="dim">${basis(choices, requests)}</p>
		${curve(points, now, at, width, actions)}
		<label class="bar-slider">${l10n.t('Good enough from')}
			<input type="range" min="0" max=${points.length - 1} step="1" .value=${String(at)} aria-valuetext="${percent(moved.bar)}: ${words}" @input=${(event: Event) => actions.move(Number((event.target as HTMLInputElement).value))} />
			<output class="figure">${percent(moved.bar)}</output>
		</label>
		<p class="what-if" role="status">${words}</p>
		${
			at === now
				? nothing
				: html`<div class="what-if-actions">
						<button type="button" class="primary" @click=${() => actions.use(moved.bar)}>${l10n.t('Set good enough to {0}', percent(moved.bar))}</button>
						<button type="button" class="quiet" @click=${() => actions.move(now)}>${l10n.t('back to {0}', percent(here.bar))}</button>
					</div>`
		}
		<details><summary>${l10n.t('All points as a table')}</summary>
			<table class="models">
				<thead><tr><th scope="col">${l10n.t('good enough from')}</th><th scope="col" class="end">${l10n.t('expected cost')}</th><th scope="col" class="end">${l10n.t('predicted quality')}</th><th scope="col">${l10n.t('most to')}</th></tr></thead>
				<tbody>${points.map(
					(point) => html`<tr>
						<th scope="row" class="name">${point === here ? l10n.t('{0} (now)', percent(point.bar)) : percent(point.bar)}</th><td class="end figure">${formatEstimate(point.cost)}</td>
						<td class="end figure">${formatPercent(point.quality)}</td><td class="name">${mostTo(point)}</td>
					</tr>`,
				)}</tbody>
			</table>
		</details>`;
}

function basis(choices: number, requests: number): string {
	if (requests === 1)
		return l10n.t(
			"The one request kept what else could have answered it, and is decided again at its expected prices. Left out: the budget's pressure, and that a chat stays with its model.",
		);
	if (choices === 1)
		return l10n.t(
			"1 of {0} requests kept what else could have answered it, and is decided again at its expected prices. Left out: the rest, the budget's pressure, and that a chat stays with its model.",
			requests.toLocaleString('en-US'),
		);
	return l10n.t(
		"{0} of {1} requests kept what else could have answered them, and are decided again at their expected prices. Left out: the rest, the budget's pressure, and that a chat stays with its model.",
		choices.toLocaleString('en-US'),
		requests.toLocaleString('en-US'),
	);
}

/** What moving from one point to another would have changed. */
export function changedInWords(from: FrontierPoint, to: FrontierPoint, choices: number): string {
	if (from.bar === to.bar)
		return l10n.t('This is your setting: {0} at a predicted quality of {1}.', formatEstimate(to.cost), tenths(to.quality));
	const names = [...new Set([...Object.keys(from.models), ...Object.keys(to.models)])];
	const moves = names
		.map((name) => ({ name, by: (to.models[name] ?? 0) - (from.models[name] ?? 0) }))
		.filter(({ by }) => by > 0)
		.sort((a, b) => b.by - a.by);
	const moved = moves.reduce((sum, { by }) => sum + by, 0);
	if (moved === 0) return l10n.t('At {0} no request would have gone elsewhere.', percent(to.bar));
	const money = moneyMove(to.cost - from.cost);
	const quality = qualityMove(100 * (to.quality - from.quality));
	if (choices === 1)
		return l10n.t('At {0} the one request would have gone to {1}, {2}, {3}.', percent(to.bar), moves[0]!.name, money, quality);
	const where = moves.slice(0, 2).map(({ name, by }) => l10n.t('{0} more to {1}', by.toLocaleString('en-US'), name));
	return l10n.t(
		'At {0} at least {1} of {2} requests would have gone elsewhere ({3}), {4}, {5}.',
		percent(to.bar),
		moved.toLocaleString('en-US'),
		choices.toLocaleString('en-US'),
		where.join(', '),
		money,
		quality,
	);
}

/** @param cost what is added, µ$ */
function moneyMove(cost: number): string {
	if (cost === 0) return l10n.t('for the same money');
	const by = formatEstimate(Math.abs(cost));
	return cost < 0 ? l10n.t('for {0} less', by) : l10n.t('for {0} more', by);
}

/** @param points what is added, percent points */
function qualityMove(points: number): string {
	const by = Math.abs(points).toFixed(1);
	if (Math.abs(points) < 0.05) return l10n.t('at the same predicted quality');
	return points < 0 ? l10n.t('at {0} points less of predicted quality', by) : l10n.t('at {0} points more of predicted quality', by);
}

function mostTo({ models }: FrontierPoint): string {
	return Object.entries(models).reduce((best, each) => (each[1] > best[1] ? each : best), ['', 0])[0];
}

function curve(points: readonly FrontierPoint[], now: number, at: number, width: number, { move }: FrontierActions): TemplateResult {
	const [cheapest, dearest] = [Math.min(...points.map(({ cost }) => cost)), Math.max(...points.map(({ cost }) => cost))];
	const [worst, best] = [Math.min(...points.map(({ quality }) => quality)), Math.max(...points.map(({ quality }) => quality))];
	const pad = Math.max(0.01, (best - worst) * 0.15);
	const room = Math.max(1, (dearest - cheapest) * 0.08);
	const across = { from: Math.max(0, cheapest - room), to: dearest + room };
	const up = { from: Math.max(0, worst - pad), to: Math.min(1, best + pad) };
	const drawn = plot(
		...([width, HEIGHT] as const),
		{ ...across, ticks: rounds(across.from, across.to, width < 340 ? 3 : 5), label: formatEstimate },
		{ ...up, ticks: rounds(up.from, up.to, 4), label: (value) => `${Number((100 * value).toFixed(1))}` },
		{ across: l10n.t('expected cost'), up: l10n.t('predicted quality, %') },
	);
	const { x, y, frame } = drawn;
	const line = points.map(({ cost, quality }) => `${x(cost)},${y(quality)}`).join(' ');
	const drag = (event: PointerEvent): void => {
		if (event.buttons !== 1) return;
		const target = event.currentTarget as SVGSVGElement;
		if (event.type === 'pointerdown') target.setPointerCapture?.(event.pointerId);
		move(nearest(points, drawn, event.offsetX, event.offsetY));
	};
	return html`<svg class="plot frontier" width=${width} height=${HEIGHT} viewBox="0 0 ${width} ${HEIGHT}" aria-hidden="true" @pointerdown=${drag} @pointermove=${drag}>
		${frame()} ${svg`<polyline class="curve" points=${line}></polyline>`}
		${points.map(({ cost, quality }) => svg`<circle class="stop" cx=${x(cost)} cy=${y(quality)} r="2.5"></circle>`)}
		${mark(drawn, points[now]!, 'present', at === now ? '' : l10n.t('now'))} ${mark(drawn, points[at]!, 'moved', percent(points[at]!.bar))}
	</svg>`;
}

/** The present point is a square, the moved one a disc with its name. */
function mark({ x, y, width }: Plot, { cost, quality }: FrontierPoint, kind: 'present' | 'moved', name: string): unknown {
	const [left, top] = [x(cost), y(quality)];
	const shape =
		kind === 'present'
			? svg`<rect class="present" x=${left - 5} y=${top - 5} width="10" height="10"></rect>`
			: svg`<circle class="moved" cx=${left} cy=${top} r="6"></circle>`;
	// The curve rises to the right: above it there is room on the left of a point, below it on the right.
	const end = kind === 'moved' ? left > 90 : left > width - 45;
	return svg`${shape}<text class="mark-name" x=${left + (end ? -10 : 10)} y=${top + (kind === 'present' ? 16 : -8)} text-anchor=${end ? 'end' : 'start'}>${name}</text>`;
}

function nearest(points: readonly FrontierPoint[], { x, y }: Plot, left: number, top: number): number {
	const distance = ({ cost, quality }: FrontierPoint): number => (x(cost) - left) ** 2 + (y(quality) - top) ** 2;
	return points.reduce((best, point, index) => (distance(point) < distance(points[best]!) ? index : best), 0);
}

function tenths(share: number): string {
	return `${(100 * share).toFixed(1)} %`;
}

function percent(share: number): string {
	return `${Math.round(100 * share)} %`;
}
