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
		return html`<p class="dim">Nothing can be worked out yet: no request of this time kept what else could have answered it. From this version on, those that Auto chooses do.</p>`;
	const words = changedInWords(here, moved, choices);
	return html`<p class="dim">${basis(choices, requests)}</p>
		${curve(points, now, at, width, actions)}
		<label class="bar-slider">Good enough from
			<input type="range" min="0" max=${points.length - 1} step="1" .value=${String(at)} aria-valuetext="${percent(moved.bar)}: ${words}" @input=${(event: Event) => actions.move(Number((event.target as HTMLInputElement).value))} />
			<output class="figure">${percent(moved.bar)}</output>
		</label>
		<p class="what-if" role="status">${words}</p>
		${
			at === now
				? nothing
				: html`<div class="what-if-actions">
						<button type="button" class="primary" @click=${() => actions.use(moved.bar)}>Set good enough to ${percent(moved.bar)}</button>
						<button type="button" class="quiet" @click=${() => actions.move(now)}>back to ${percent(here.bar)}</button>
					</div>`
		}
		<details><summary>All points as a table</summary>
			<table class="models">
				<thead><tr><th scope="col">good enough from</th><th scope="col" class="end">expected cost</th><th scope="col" class="end">predicted quality</th><th scope="col">most to</th></tr></thead>
				<tbody>${points.map(
					(point) => html`<tr>
						<th scope="row" class="name">${percent(point.bar)}${point === here ? ' (now)' : ''}</th><td class="end figure">${formatEstimate(point.cost)}</td>
						<td class="end figure">${formatPercent(point.quality)}</td><td class="name">${mostTo(point)}</td>
					</tr>`,
				)}</tbody>
			</table>
		</details>`;
}

function basis(choices: number, requests: number): string {
	const of = `${choices.toLocaleString('en-US')} of ${requests.toLocaleString('en-US')} requests`;
	return `${of} kept what else could have answered them, and are decided again at their expected prices. Left out: the rest, the budget's pressure, and that a chat stays with its model.`;
}

/** What moving from one point to another would have changed. */
export function changedInWords(from: FrontierPoint, to: FrontierPoint, choices: number): string {
	if (from.bar === to.bar) return `This is your setting: ${formatEstimate(to.cost)} at a predicted quality of ${tenths(to.quality)}.`;
	const names = [...new Set([...Object.keys(from.models), ...Object.keys(to.models)])];
	const moves = names
		.map((name) => ({ name, by: (to.models[name] ?? 0) - (from.models[name] ?? 0) }))
		.filter(({ by }) => by > 0)
		.sort((a, b) => b.by - a.by);
	const moved = moves.reduce((sum, { by }) => sum + by, 0);
	if (moved === 0) return `At ${percent(to.bar)} no request would have gone elsewhere.`;
	const [cost, points] = [to.cost - from.cost, 100 * (to.quality - from.quality)];
	const money = cost === 0 ? 'for the same money' : `for ${formatEstimate(Math.abs(cost))} ${cost < 0 ? 'less' : 'more'}`;
	const quality =
		Math.abs(points) < 0.05
			? 'at the same predicted quality'
			: `at ${Math.abs(points).toFixed(1)} points ${points < 0 ? 'less' : 'more'} of predicted quality`;
	const where = moves.slice(0, 2).map(({ name, by }) => `${by.toLocaleString('en-US')} more to ${name}`);
	return `At ${percent(to.bar)} at least ${moved.toLocaleString('en-US')} of ${choices.toLocaleString('en-US')} requests would have gone elsewhere (${where.join(', ')}), ${money}, ${quality}.`;
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
		{ across: 'expected cost', up: 'predicted quality, %' },
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
		${mark(drawn, points[now]!, 'present', at === now ? '' : 'now')} ${mark(drawn, points[at]!, 'moved', percent(points[at]!.bar))}
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
