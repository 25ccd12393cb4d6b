/** How a file indents one level. */
export interface IndentUnit {
	readonly tabs: boolean;
	/** Columns of one level; of a tab, too. */
	readonly width: number;
	/** Whether enough lines show it. */
	readonly sure: boolean;
	/** Whether any line shows it, or the language has but one. */
	readonly seen: boolean;
}

const MAX_LINES = 400;

/** The blanks a line begins with. */
export function leading(line: string): string {
	let end = 0;
	while (line[end] === ' ' || line[end] === '\t') end++;
	return line.slice(0, end);
}

/** The column behind `blanks`, with a tab stop every `tab` columns. */
export function columns(blanks: string, tab: number): number {
	let column = 0;
	for (let i = 0; i < blanks.length; i++) column = blanks[i] === '\t' ? column + tab - (column % tab) : column + 1;
	return column;
}

export function isBlank(line: string): boolean {
	return line.trim() === '';
}

/**
 * The unit that `lines` show: tabs where more lines begin with one, else the step that most often leads into a block, or where none is
 * seen, from one line to a deeper one.
 */
export function indentUnit(lines: readonly string[], fallback: IndentUnit): IndentUnit {
	let tabs = 0;
	let spaces = 0;
	const steps = new Map<number, number>();
	const blocks = new Map<number, number>();
	let before = 0;
	let opens = false;
	for (const line of lines.slice(-MAX_LINES)) {
		if (isBlank(line)) continue;
		const blanks = leading(line);
		if (blanks.startsWith('\t')) tabs++;
		else if (blanks.length > 1) spaces++;
		if (!blanks.includes('\t')) {
			const step = blanks.length - before;
			if (step > 1 && step <= 8) steps.set(step, (steps.get(step) ?? 0) + 1);
			if (step > 1 && step <= 8 && opens) blocks.set(step, (blocks.get(step) ?? 0) + 1);
			before = blanks.length;
		}
		opens = /[{:>]\s*$/.test(line);
	}
	if (tabs > spaces) return { tabs: true, width: fallback.tabs ? fallback.width : 4, sure: tabs > 1 || fallback.tabs, seen: true };
	if (spaces === 0) return fallback;
	const [width, times] = [...(blocks.size > 0 ? blocks : steps)].sort((a, b) => b[1] - a[1] || a[0] - b[0])[0] ?? [
		fallback.tabs ? 4 : fallback.width,
		0,
	];
	return { tabs: false, width, sure: times > 1, seen: true };
}

/** Blanks that lead to `column` in the file's own way. */
export function blanksTo(column: number, unit: IndentUnit): string {
	if (!unit.tabs) return ' '.repeat(column);
	return '\t'.repeat(Math.floor(column / unit.width)) + ' '.repeat(column % unit.width);
}
