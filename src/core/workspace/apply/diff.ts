interface Hunk {
	readonly before: readonly string[];
	readonly after: readonly string[];
}

/**
 * The file's lines after a block in the form of a diff; null where it is none, or where a hunk's lines are not in the file exactly once.
 * Lines of the file that a hunk only repeats stay as they are there.
 */
export function applyDiff(lines: readonly string[], block: readonly string[]): string[] | null {
	const hunks = hunksOf(block);
	if (hunks === null) return null;
	let out = [...lines];
	for (const { before, after } of hunks) {
		const places = placesOf(out, before);
		if (places.length !== 1) return null;
		const at = places[0]!;
		const kept = out.slice(at, at + before.length);
		const left = new Map(kept.map((line) => [line.trim(), line]));
		out = [...out.slice(0, at), ...after.map((line) => left.get(line.trim()) ?? line), ...out.slice(at + before.length)];
	}
	return out;
}

function hunksOf(block: readonly string[]): Hunk[] | null {
	const body = block.filter((line) => !/^(diff --git|index [\da-f]+|--- |\+\+\+ |\\ No newline)/.test(line));
	const marked = body.some((line) => line.startsWith('+')) || body.some((line) => line.startsWith('@@'));
	if (!marked || !body.every((line) => line.trim() === '' || /^([ +-]|@@)/.test(line))) return null;
	const hunks: { before: string[]; after: string[] }[] = [];
	for (const line of body) {
		if (hunks.length === 0 || line.startsWith('@@')) hunks.push({ before: [], after: [] });
		if (line.startsWith('@@')) continue;
		const hunk = hunks.at(-1)!;
		if (!line.startsWith('+')) hunk.before.push(line.slice(1));
		if (!line.startsWith('-')) hunk.after.push(line.slice(1));
	}
	const some = hunks.filter(({ before, after }) => before.length + after.length > 0);
	return some.length > 0 && some.every(({ before }) => before.some((line) => line.trim() !== '')) ? some : null;
}

function placesOf(lines: readonly string[], wanted: readonly string[]): number[] {
	const found: number[] = [];
	for (let at = 0; at + wanted.length <= lines.length; at++) {
		if (wanted.every((line, i) => lines[at + i]!.trimEnd() === line.trimEnd())) found.push(at);
	}
	return found;
}
