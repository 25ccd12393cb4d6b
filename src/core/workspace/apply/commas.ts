import { type Item, itemLines, type Level, telling } from './outline.ts';

/** In a list whose items are parted by commas each new one gets its own. */
export function withCommas(file: Level, block: readonly Item[], out: string[][]): string[][] {
	const ended = (item: Item): boolean => itemLines(item).at(-1)!.trimEnd().endsWith(',');
	const ends = file.items.map(ended);
	const keys = file.items.every((f) => /^\s*["'][^"']+["']\s*(:|$)|^\s+[{[]$/.test(f.sections[0].head));
	const parted =
		ends.length > 1 ? ends.slice(0, -1).every(Boolean) : ends[0] === true || keys || (block.length > 1 && block.slice(0, -1).every(ended));
	if (file.items.length === 0 || !parted) return out;
	const closed = ends.at(-1) === true;
	return out.map((lines, i) => {
		const last = lines.findLastIndex((line) => telling([line]).length > 0 || /[)\]}],?\s*$/.test(line));
		if (last < 0) return lines;
		const wants = closed || i < out.length - 1;
		const line = lines[last]!.trimEnd();
		const fixed = wants && !line.endsWith(',') ? `${line},` : !wants && line.endsWith(',') ? line.slice(0, -1) : lines[last]!;
		return lines.map((other, j) => (j === last ? fixed : other));
	});
}
