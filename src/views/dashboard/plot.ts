import { type SVGTemplateResult, svg } from 'lit';

/** One axis: what it spans and where its marks stand. */
export interface Axis {
	readonly from: number;
	readonly to: number;
	/** Ratios count alike; both ends lie above 0. */
	readonly log?: boolean;
	readonly ticks: readonly number[];
	label(value: number): string;
}

export interface Plot {
	readonly width: number;
	readonly height: number;
	x(value: number): number;
	y(value: number): number;
	/** Axes, grid and names. */
	frame(): SVGTemplateResult;
}

/** Room for the labels, px. */
const LEFT = 46;
const BOTTOM = 32;
/** The name of the axis stands above the topmost line, so that none goes through it. */
const TOP = 22;
const RIGHT = 12;

/** A plot drawn by the style sheet's classes in the theme's colours, so that a new theme needs no new drawing. */
export function plot(width: number, height: number, across: Axis, up: Axis, names: { readonly across: string; readonly up: string }): Plot {
	const place = (axis: Axis, value: number): number => {
		const [from, to, at] = axis.log ? [axis.from, axis.to, Math.max(axis.from, value)].map(Math.log) : [axis.from, axis.to, value];
		return to === from ? 0.5 : Math.min(1, Math.max(0, (at! - from!) / (to! - from!)));
	};
	const x = (value: number): number => LEFT + place(across, value) * (width - LEFT - RIGHT);
	const y = (value: number): number => height - BOTTOM - place(up, value) * (height - BOTTOM - TOP);
	const frame = (): SVGTemplateResult => svg`
		${up.ticks.map(
			(tick) => svg`<line class="grid" x1=${LEFT} x2=${width - RIGHT} y1=${y(tick)} y2=${y(tick)}></line>
			<text class="tick" text-anchor="end" x=${LEFT - 6} y=${y(tick) + 4}>${up.label(tick)}</text>`,
		)}
		${across.ticks.map((tick) => svg`<text class="tick" text-anchor="middle" x=${x(tick)} y=${height - BOTTOM + 14}>${across.label(tick)}</text>`)}
		<line class="axis" x1=${LEFT} x2=${width - RIGHT} y1=${height - BOTTOM} y2=${height - BOTTOM}></line>
		<text class="axis-name" text-anchor="end" x=${width - RIGHT} y=${height - 4}>${names.across}</text>
		<text class="axis-name" x=${LEFT + 4} y=${TOP - 10}>${names.up}</text>`;
	return { width, height, x, y, frame };
}

/** Powers of ten within [from, to], thinned to `most`. */
export function decades(from: number, to: number, most: number): number[] {
	const low = Math.ceil(Math.log10(from) - 1e-9);
	const all = Array.from({ length: Math.max(0, Math.floor(Math.log10(to) + 1e-9) - low + 1) }, (_, n) => 10 ** (low + n));
	const step = Math.max(1, Math.ceil(all.length / most));
	return all.filter((_, index) => index % step === 0);
}

/** Up to `most` round values from 0 or `from` to `to`. */
export function rounds(from: number, to: number, most: number): number[] {
	const rough = (to - from) / Math.max(1, most);
	if (!(rough > 0)) return [from];
	const power = 10 ** Math.floor(Math.log10(rough));
	const step = [1, 2, 5, 10].map((times) => times * power).find((each) => each >= rough - power * 1e-9)!;
	const first = Math.ceil(from / step - 1e-9);
	return Array.from({ length: Math.floor(to / step + 1e-9) - first + 1 }, (_, n) => (first + n) * step);
}
