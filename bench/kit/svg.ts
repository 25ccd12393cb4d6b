/** A line of a plot, in data units, or points where `points` is set. */
export interface Series {
	readonly name: string;
	readonly colour: string;
	readonly at: readonly { readonly x: number; readonly y: number; readonly label?: string }[];
	readonly points?: boolean;
	readonly dashes?: string;
	readonly width?: number;
}

export interface Plot {
	readonly title: string;
	readonly x: string;
	readonly y: string;
	readonly series: readonly Series[];
	readonly formatX: (value: number) => string;
	readonly formatY: (value: number) => string;
}

const WIDTH = 760;
const HEIGHT = 400;
const LEFT = 64;
const RIGHT = 190;
const TOP = 34;
const BOTTOM = 48;
/** Grey that reads on a white and on a black page alike; the series' colours are of the same middle lightness. */
const INK = '#7a828e';

const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
const round = (value: number) => Number(value.toFixed(1));

/** A plot as a whole SVG document without a background, for light and dark pages; the x axis is logarithmic where it spans more than a factor of 8. */
export function svgPlot(plot: Plot): string {
	const all = plot.series.flatMap((series) => series.at);
	const xs = all.map((point) => point.x);
	const ys = all.map((point) => point.y);
	const logarithmic = Math.min(...xs) > 0 && Math.max(...xs) > 8 * Math.min(...xs);
	const x = scale(Math.min(...xs), Math.max(...xs), LEFT, WIDTH - RIGHT, logarithmic);
	const y = scale(Math.min(...ys), Math.max(...ys), HEIGHT - BOTTOM, TOP, false);
	const text = (tx: number, ty: number, content: string, anchor = 'start', more = '') =>
		`<text x="${round(tx)}" y="${round(ty)}" text-anchor="${anchor}"${more}>${escaped(content)}</text>`;
	const parts = [text(LEFT, 18, plot.title, 'start', ' font-weight="bold"')];
	for (const tick of x.ticks) {
		parts.push(`<path d="M${round(x.at(tick))} ${TOP}V${HEIGHT - BOTTOM}" stroke-opacity=".22"/>`);
		parts.push(text(x.at(tick), HEIGHT - BOTTOM + 16, plot.formatX(tick), 'middle'));
	}
	for (const tick of y.ticks) {
		parts.push(`<path d="M${LEFT} ${round(y.at(tick))}H${WIDTH - RIGHT}" stroke-opacity=".22"/>`);
		parts.push(text(LEFT - 6, y.at(tick) + 4, plot.formatY(tick), 'end'));
	}
	parts.push(text((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 10, plot.x, 'middle'));
	parts.push(text(16, (TOP + HEIGHT - BOTTOM) / 2, plot.y, 'middle', ` transform="rotate(-90 16 ${(TOP + HEIGHT - BOTTOM) / 2})"`));
	for (const [i, series] of plot.series.entries()) {
		const ly = TOP + 8 + i * 19;
		const lx = WIDTH - RIGHT + 14;
		if (series.points) {
			for (const point of series.at)
				parts.push(`<circle cx="${round(x.at(point.x))}" cy="${round(y.at(point.y))}" r="4" fill="${series.colour}"/>`);
			for (const label of placed(series.at.map((point) => ({ x: x.at(point.x), y: y.at(point.y), text: point.label ?? '' }))))
				parts.push(text(label.x + (label.left ? -7 : 7), label.y + 4, label.text, label.left ? 'end' : 'start', ' font-size="10"'));
			parts.push(`<circle cx="${lx + 12}" cy="${ly}" r="4" fill="${series.colour}"/>`);
		} else {
			const line = pathOf(series.at.map((point) => ({ x: x.at(point.x), y: y.at(point.y) })));
			const style = `stroke="${series.colour}" stroke-width="${series.width ?? 1.6}"${series.dashes ? ` stroke-dasharray="${series.dashes}"` : ''}`;
			parts.push(`<path d="${line}" ${style} fill="none" stroke-linejoin="round"/>`);
			parts.push(`<path d="M${lx} ${ly}h24" ${style}/>`);
		}
		parts.push(text(lx + 30, ly + 4, series.name));
	}
	return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" width="${WIDTH}" height="${HEIGHT}" role="img" aria-label="${escaped(plot.title)}" font-family="system-ui, sans-serif" font-size="12">
<g fill="${INK}" stroke="none"><g stroke="${INK}" fill="${INK}">
${parts.map((part) => (part.startsWith('<text') ? part.replace('<text', '<text stroke="none"') : part)).join('\n')}
</g></g>
</svg>
`;
}

/** A path through the points, less those that lie within half a pixel of the last one drawn. */
function pathOf(points: readonly { x: number; y: number }[]): string {
	let path = '';
	let last = { x: Number.NaN, y: Number.NaN };
	for (const [i, point] of points.entries()) {
		if (i > 0 && i + 1 < points.length && Math.hypot(point.x - last.x, point.y - last.y) < 0.5) continue;
		path += `${path === '' ? 'M' : 'L'}${round(point.x)} ${round(point.y)}`;
		last = point;
	}
	return path;
}

/** Labels moved down where they would cover one another, to the left of their point near the right edge. */
function placed(labels: readonly { x: number; y: number; text: string }[]) {
	const done: { x: number; y: number; text: string; left: boolean }[] = [];
	for (const label of labels.toSorted((a, b) => a.y - b.y)) {
		const left = label.x > (LEFT + WIDTH - RIGHT) / 2;
		let { y } = label;
		for (const other of done)
			if (Math.abs(other.x - label.x) < 110 && other.left === left && y - other.y < 11) y = Math.max(y, other.y + 11);
		done.push({ ...label, y, left });
	}
	return done;
}

function scale(low: number, high: number, from: number, to: number, logarithmic: boolean) {
	const f = logarithmic ? Math.log : (value: number) => value;
	const span = f(high) - f(low) || 1;
	const start = f(low) - 0.04 * span;
	const end = f(high) + 0.04 * span;
	const at = (value: number) => from + ((f(value) - start) / (end - start)) * (to - from);
	return { at, ticks: logarithmic ? logTicks(low, high) : evenTicks(start, end) };
}

function evenTicks(low: number, high: number): number[] {
	const rough = (high - low) / 6;
	const power = 10 ** Math.floor(Math.log10(rough));
	const step = [1, 2, 5, 10].map((factor) => factor * power).find((candidate) => candidate >= rough)!;
	const ticks: number[] = [];
	for (let n = Math.ceil(low / step); n * step <= high; n++) ticks.push(n * step);
	return ticks;
}

function logTicks(low: number, high: number): number[] {
	const ticks: number[] = [];
	for (let power = Math.floor(Math.log10(low)); power <= Math.ceil(Math.log10(high)); power++)
		for (const factor of high / low > 300 ? [1] : [1, 2, 5]) {
			const tick = factor * 10 ** power;
			if (tick >= low / 1.05 && tick <= high * 1.05) ticks.push(tick);
		}
	return ticks;
}
