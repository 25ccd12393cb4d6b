import { type Item, itemLines, type Level, telling } from './outline.ts';

/** In a list whose items are parted by commas each new one gets its own. */
export function withCommas(file: Level, block: readonly Item[], out: string[][]): string[][] {
	const ended = (item: Item): boolean => withoutComment(lastLine(item).trimEnd())[0].endsWith(',');
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
		// The comma of a line stands before its comment.
		const [line, comment] = withoutComment(lines[at]!.trimEnd());
		const fixed =
			wants && !line.endsWith(',') ? `${line},${comment}` : !wants && line.endsWith(',') ? line.slice(0, -1) + comment : lines[at]!;
		return lines.map((other, j) => (j === at ? fixed : other));
	});
}

function lastLine(item: Item): string {
	const { head, body } = item.sections.at(-1)!;
	return body.items.length === 0 ? head : itemLines(item).at(-1)!;
}

/** A line's code, and the comment behind it with the blanks before that. */
function withoutComment(line: string): readonly [string, string] {
	// What may stand in a string is no comment: that of a line whose quotes are all closed before it is one.
	const at = line.search(/\s+\/\/\s/);
	if (at <= 0 || /^\s*$/.test(line.slice(0, at))) return [line, ''];
	const code = line.slice(0, at);
	return code.split('"').length % 2 === 1 && code.split("'").length % 2 === 1 && code.split('`').length % 2 === 1
		? [code, line.slice(at)]
		: [line, ''];
}
