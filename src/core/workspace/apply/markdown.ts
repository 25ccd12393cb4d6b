import { fenceOf } from '../../message/code-marks.ts';
import { isPlaceholder } from './comments.ts';

/** A heading with what stands below it; the beginning of a text has none. */
interface Part {
	/** 0 for the text before the first heading. */
	readonly level: number;
	readonly heading: string;
	/** Lines of its own, blank ones at its end included. */
	readonly own: string[];
	readonly parts: Part[];
}

/**
 * A Markdown text with a block's sections in it: each takes the place of the one with its heading, sections that the block leaves out stay,
 * new ones follow their neighbour. Null where no heading of the block is there.
 */
export function mergeMarkdown(lines: readonly string[], block: readonly string[], fileLines: ReadonlySet<string>): string[] | null {
	const [file, asked] = [read(lines), read(block)];
	const known = all(file);
	const matches = new Map<Part, Part>();
	for (const part of all(asked)) {
		if (part.level === 0) continue;
		const same = known.filter((other) => key(other) === key(part));
		const free = same.filter((other) => ![...matches.values()].includes(other));
		if (free.length > 0 && (same.length === 1 || same.some((other) => other.level === part.level)))
			matches.set(part, free.find((other) => other.level === part.level) ?? free[0]!);
	}
	if (matches.size === 0) return null;
	// What stands above the first heading belongs to a block that begins with the file's first one too.
	if (asked.parts[0] !== undefined && matches.get(asked.parts[0]) === file.parts[0]) matches.set(asked, file);
	const after = new Map<Part, Part[]>();
	const inside = new Map<Part, Part[]>();
	const place = (parts: readonly Part[], above: Part): void => {
		let before: Part | null = null;
		const waiting: Part[] = [];
		for (const part of parts) {
			const match = matches.get(part);
			if (match !== undefined) {
				if (waiting.length > 0) beforeOf(match, waiting.splice(0));
				place(part.parts, match);
				before = match;
			} else if (before !== null) after.set(before, [...(after.get(before) ?? []), part]);
			else waiting.push(part);
		}
		if (waiting.length > 0) inside.set(above, [...(inside.get(above) ?? []), ...waiting]);
	};
	const beforeOf = (match: Part, parts: readonly Part[]): void => {
		const holder = known.find(({ parts: inner }) => inner.includes(match)) ?? file;
		const previous = holder.parts[holder.parts.indexOf(match) - 1];
		if (previous === undefined) inside.set(holder, [...(inside.get(holder) ?? []), ...parts]);
		else after.set(previous, [...(after.get(previous) ?? []), ...parts]);
	};
	place(asked.parts, file);
	const versions = new Map([...matches].map(([b, f]) => [f, b]));
	const out: string[] = [];
	const put = (part: Part): void => {
		const version = versions.get(part);
		if (part.level > 0) out.push(part.heading);
		out.push(...(version === undefined ? part.own : ownLines(part.own, version.own, fileLines)));
		const first = inside.get(part) ?? [];
		// What follows a placeholder goes behind all that there is.
		const last = version?.own.some((line) => isPlaceholder(line.trim(), fileLines)) === true;
		if (!last) first.forEach(putNew);
		for (const inner of part.parts) {
			put(inner);
			after.get(inner)?.forEach(putNew);
		}
		if (last) first.forEach(putNew);
	};
	const putNew = (part: Part): void => {
		if (out.length > 0 && out.at(-1) !== '') out.push('');
		for (const line of linesOf(part)) if (!isPlaceholder(line.trim(), fileLines)) out.push(line);
		while (out.at(-1)?.trim() === '') out.pop();
		out.push('');
	};
	put(file);
	return ended(out, lines);
}

/** Own lines of a section: the block's, with the file's for a placeholder, and the blank lines that the file has at the end. */
function ownLines(ours: readonly string[], theirs: readonly string[], fileLines: ReadonlySet<string>): string[] {
	const said = (lines: readonly string[]): readonly string[] => lines.slice(0, lines.findLastIndex((line) => line.trim() !== '') + 1);
	const [old, next] = [said(ours), said(theirs)];
	if (next.length === 0) return [...ours];
	const gap = next.findIndex((line) => isPlaceholder(line.trim(), fileLines));
	const blanks = ours.length > old.length ? ours.slice(old.length) : [''];
	if (gap < 0) return [...next, ...blanks];
	const [above, below] = [next.slice(0, gap), next.slice(gap + 1)];
	const fresh = (lines: readonly string[]): readonly string[] => (lines.every((line) => old.includes(line)) ? [] : lines);
	return [...fresh(above), ...old, ...fresh(below), ...blanks];
}

/** With the end that the file has. */
function ended(out: string[], lines: readonly string[]): string[] {
	while (out.at(-1)?.trim() === '') out.pop();
	return lines.at(-1) === '' ? [...out, ''] : out;
}

function key({ heading }: Part): string {
	return heading
		.replace(/^#+\s*|\s*#*\s*$/g, '')
		.trim()
		.toLowerCase();
}

function all(part: Part): Part[] {
	return [part, ...part.parts.flatMap(all)];
}

function linesOf({ level, heading, own, parts }: Part): string[] {
	return [...(level > 0 ? [heading] : []), ...own, ...parts.flatMap(linesOf)];
}

/** A `#` in a fence is no heading. */
function read(lines: readonly string[]): Part {
	const root: Part = { level: 0, heading: '', own: [], parts: [] };
	const open = [root];
	let fence = '';
	for (const line of lines) {
		const mark = fenceOf(line);
		if (mark !== null && fence === '') fence = mark;
		else if (mark?.startsWith(fence) === true && line.trim() === mark) fence = '';
		const level = fence === '' && mark === null ? (/^ {0,3}(#{1,6})(?:\s|$)/.exec(line)?.[1] ?? '').length : 0;
		if (level === 0) {
			open.at(-1)!.own.push(line);
			continue;
		}
		while (open.at(-1)!.level >= level) open.pop();
		const part: Part = { level, heading: line, own: [], parts: [] };
		open.at(-1)!.parts.push(part);
		open.push(part);
	}
	return root;
}
