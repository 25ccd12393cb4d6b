import { type Given, type Item, itemLines, type Level, outline } from './outline.ts';

/** Lines that bring in what other files have; not `import('x')`, not `using var x = …`, not the `from` of a query. */
const BRINGS_IN = /^(import\s(?!\()|import\s*\($|import\s*\{|import['"]|from\s+\S+\s+import\b|use\s|using\s(?!.*[=(])|#\s*include\b)/;

export function isImport(item: Item): boolean {
	return BRINGS_IN.test(item.sections[0].head.trim());
}

/** Whether an import of the file has all that one of a block brings in. */
export function covers(file: Item, block: Item): boolean {
	if (!isImport(file) || !isImport(block)) return false;
	const [ours, theirs] = [textOf(file), textOf(block)];
	if (/^\w+/.exec(ours)?.[0] !== /^\w+/.exec(theirs)?.[0]) return false;
	if (/^import\s+(type|static)\b/.test(ours) && !/^import\s+(type|static)\b/.test(theirs)) return false;
	if (theirs.includes('{') && !ours.includes('{')) return false;
	const offered = new Set(words(theirs.includes('{') ? ours : ours.replace(/\{[^}]*\}/, '')));
	return words(theirs).every((word) => offered.has(word));
}

function textOf(item: Item): string {
	return itemLines({ ...item, blanks: [], lead: [] })
		.map((line) => line.trim())
		.join(' ');
}

function words(text: string): string[] {
	return text.match(/[\w$./@*-]+/g) ?? [];
}

/**
 * Imports of a block go to those of the file, wherever the rest of it belongs; null where a neighbour or the block tells their place. The
 * rest is the block without them.
 */
export function partImports(
	file: Level,
	{ items, gaps }: Given,
	matches: ReadonlyMap<Item, Item>,
): { imports: Item[]; rest: Given } | null {
	if (!file.items.some(isImport) || items.some((item) => isImport(item) && matches.has(item))) return null;
	const imports = items.filter(isImport);
	if (imports.length === 0) return null;
	const rest = items.filter((item) => !isImport(item));
	const index = (gap: number): number => items.slice(0, gap).filter((item) => !isImport(item)).length;
	return { imports, rest: { items: rest, gaps: new Set([...gaps].map(index)) } };
}

/** The text with these imports below its own. */
export function withImports(text: string, imports: readonly Item[], eol: string): string {
	const lines = text.split('\n');
	let line = 0;
	let after = 0;
	for (const item of outline(lines).items) {
		line += itemLines(item).length;
		if (isImport(item)) after = line;
	}
	const own = imports.flatMap((item) => itemLines({ ...item, blanks: [], lead: [] }));
	const cr = eol === '\r\n' ? '\r' : '';
	// The last line of a text has no end.
	const [above, below] = [lines.slice(0, after), lines.slice(after)];
	if (below.length === 0 && cr !== '') return [...above, ...own].join(eol);
	return [...above, ...own.map((l) => l + cr), ...below].join('\n');
}
