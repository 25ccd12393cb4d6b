/** What a change brought: the lines from the first to the last that are new, without those that stayed above and below. */
export interface ChangedPart {
	/** Of its first line in the text after the change, from 0. */
	readonly line: number;
	/** Empty where lines only went. */
	readonly text: string;
}

export function changedPart(before: string, after: string): ChangedPart {
	const [old, now] = [before.split(/\r?\n/), after.split(/\r?\n/)];
	const most = Math.min(old.length, now.length);
	let above = 0;
	while (above < most && old[above] === now[above]) above++;
	let below = 0;
	while (below < most - above && old.at(-1 - below) === now.at(-1 - below)) below++;
	return { line: above, text: now.slice(above, now.length - below).join('\n') };
}
