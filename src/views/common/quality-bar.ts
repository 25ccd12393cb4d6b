import { html, nothing, svg, type TemplateResult } from 'lit';

/** `from`: where the bar begins, 0..1. `mark`: a line across it, 0..1; absent: none. */
interface BarOptions {
	readonly from?: number;
	readonly mark?: number;
}

/**
 * Bar to 100 with the interval as a light band and the mean as a mark. Drawn by attributes, because styles in markup are not allowed
 * here.
 */
export function qualityBar(
	quality: { readonly mean: number; readonly low: number; readonly high: number },
	{ from = 0, mark }: BarOptions = {},
): TemplateResult {
	const percent = (share: number): number => Math.max(0, Math.min(1, (share - from) / Math.max(0.01, 1 - from))) * 100;
	const low = percent(quality.low);
	return html`<svg class="quality-bar" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">
		${svg`<rect class="bar-track" x="0" y="3" width="100" height="2"></rect>
		<rect class="bar-interval" x=${low} y="2" width=${Math.max(1, percent(quality.high) - low)} height="4"></rect>
		${mark === undefined ? nothing : svg`<rect class="bar-goal" x=${Math.min(99.2, percent(mark))} y="0" width="0.8" height="8"></rect>`}
		<rect class="bar-mean" x=${Math.min(98, Math.max(0, percent(quality.mean) - 1))} y="0" width="2.4" height="8"></rect>`}
	</svg>`;
}
