/** What a change brought: the lines from the first to the last that are new, without those that stayed above and below. */
export interface ChangedPart {
	/** Of its first line in the text after the change, from 0. */
	readonly line: number;
	/** Empty where lines only went. */
	readonly text: string;
}

/** How many lines two texts begin and end with alike; none of the shorter one is counted twice. */
export function commonEnds(a: readonly string[], b: readonly string[]): { readonly above: number; readonly below: number } {
	const most = Math.min(a.length, b.length);
	let above = 0;
	while (above < most && a[above] === b[above]) above++;
	let below = 0;
	while (below < most - above && a.at(-1 - below) === b.at(-1 - below)) below++;
	return { above, below };
}

export function changedPart(before: string, after: string): ChangedPart {
	const [old, now] = [before.split(/\r?\n/), after.split(/\r?\n/)];
	const { above, below } = commonEnds(old, now);
	return { line: above, text: now.slice(above, now.length - below).join('\n') };
}
