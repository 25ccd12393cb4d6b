import { html, svg, type TemplateResult } from 'lit';

/**
 * Bar from 0 to 100 with the interval as a light band and the mean as a mark. Drawn by attributes, because styles in markup are not allowed
 * here.
 */
export function qualityBar(quality: { readonly mean: number; readonly low: number; readonly high: number }): TemplateResult {
	const percent = (share: number): number => Math.max(0, Math.min(1, share)) * 100;
	const low = percent(quality.low);
	return html`<svg class="quality-bar" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">
		${svg`<rect class="bar-track" x="0" y="3" width="100" height="2"></rect>
		<rect class="bar-interval" x=${low} y="2" width=${Math.max(1, percent(quality.high) - low)} height="4"></rect>
		<rect class="bar-mean" x=${Math.min(98, Math.max(0, percent(quality.mean) - 1))} y="0" width="2.4" height="8"></rect>`}
	</svg>`;
}
