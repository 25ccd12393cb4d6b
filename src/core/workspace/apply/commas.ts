import { type Item, itemLines, type Level, telling } from './outline.ts';

/** In a list whose items are parted by commas each new one gets its own. */
export function withCommas(file: Level, block: readonly Item[], out: string[][]): string[][] {
	const ended = (item: Item): boolean => lastLine(item).trimEnd().endsWith(',');
	const last = file.items.at(-1);
	if (last === undefined) return out;
	const key = /^\s*["'][^"']+["']\s*(:|$)|^\s+[{[]$/.test(last.sections[0].head);
	const parted =
		file.items.length > 1
			? file.items.every((item) => item === last || ended(item))
			: ended(last) || key || (block.length > 1 && block.slice(0, -1).every(ended));
	if (!parted) return out;
	const closed = ended(last);
	return out.map((lines, i) => {
		// Nearly all of a long list.
		if (i < out.length - 1 && lines.at(-1)?.endsWith(',') === true) return lines;
		const at = lines.findLastIndex((line) => telling([line]).length > 0 || /[)\]}],?\s*$/.test(line));
		if (at < 0) return lines;
		const wants = closed || i < out.length - 1;
		const line = lines[at]!.trimEnd();
		const fixed = wants && !line.endsWith(',') ? `${line},` : !wants && line.endsWith(',') ? line.slice(0, -1) : lines[at]!;
		return lines.map((other, j) => (j === at ? fixed : other));
	});
}

function lastLine(item: Item): string {
	const { head, body } = item.sections.at(-1)!;
	return body.items.length === 0 ? head : itemLines(item).at(-1)!;
}
