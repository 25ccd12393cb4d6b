/** What one package, task or container said where a command runs several of them and writes the name of each before its lines. */
export interface Section {
	/** Null for lines without a name. */
	readonly from: string | null;
	readonly lines: readonly string[];
}

/** compose `tests-1  | …`; turbo `@acme/web:test: …`; pnpm `packages/web test: …`; lerna, concurrently `[web] …`. */
const PREFIX =
	/^(?:([\w.@/-]{1,60}) {1,30}\|(?: |$)|(@?[\w.-]{1,60}(?:\/[\w.-]{1,60})?:[A-Za-z][\w.:-]{0,40}):(?: |$)|([\w.@/-]{1,80} [a-z][\w:-]{0,30}):(?: |$)|\[(?!(?:ERROR|INFO|WARN|WARNING|DEBUG|FATAL|TRACE)\])([\w.@/:-]{1,60})\](?: |$))/;
/** A name stands before so many lines at least, and names before half of all. */
const FEWEST = 5;

/** The name before a line, with what parts it from the line; null where none stands there. */
export function prefixOf(line: string): { readonly name: string; readonly length: number } | null {
	const found = PREFIX.exec(line);
	const name = found?.[1] ?? found?.[2] ?? found?.[3] ?? found?.[4];
	return found === null || name === undefined || /^\d+$/.test(found[1] ?? '') ? null : { name, length: found[0].length };
}

/**
 * Apart by what said them, so that what ran side by side is read one after the other. One section where no names stand before the lines.
 */
export function sections(lines: readonly string[]): readonly Section[] {
	const times = new Map<string, number>();
	const names = lines.map((line) => {
		const prefix = prefixOf(line);
		if (prefix !== null) times.set(prefix.name, (times.get(prefix.name) ?? 0) + 1);
		return prefix;
	});
	const known = (at: number) => names[at] !== null && times.get(names[at]!.name)! >= FEWEST;
	const told = lines.filter((line) => line !== '').length;
	if (lines.filter((_line, at) => known(at)).length * 2 < told) return [{ from: null, lines }];
	const apart = new Map<string | null, string[]>();
	for (const [at, line] of lines.entries()) {
		const from = known(at) ? names[at]!.name : null;
		const own = apart.get(from) ?? [];
		own.push(from === null ? line : line.slice(names[at]!.length));
		apart.set(from, own);
	}
	return [...apart].map(([from, own]) => ({ from, lines: own }));
}
