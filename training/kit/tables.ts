export const percent = (share: number) => `${(share * 100).toFixed(1)} %`;

/** With its sign; what rounds to 0 has none. */
export function signed(value: number, digits: number): string {
	const text = value.toFixed(digits);
	if (Number(text) === 0) return (0).toFixed(digits);
	return value > 0 ? `+${text}` : text;
}

/** US dollars of a thousand requests. */
export const dollars = (request: number) => `$${(request * 1000).toPrecision(3)}`;

/** Markdown table. */
export function markdownTable(header: readonly string[], rows: readonly (readonly string[])[]): string {
	const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
	return [line(header), `|${header.map(() => '---').join('|')}|`, ...rows.map(line)].join('\n');
}

/** Columns of equal width, the first to the left, the others to the right. */
export function plainTable(header: readonly string[], rows: readonly (readonly string[])[]): string {
	const widths = header.map((title, c) => Math.max(title.length, ...rows.map((row) => row[c]!.length)));
	return [header, ...rows]
		.map((row) =>
			row
				.map((cell, c) => (c === 0 ? cell.padEnd(widths[c]!) : cell.padStart(widths[c]!)))
				.join('  ')
				.trimEnd(),
		)
		.join('\n');
}
