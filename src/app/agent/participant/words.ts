/** Text of a server, a model or a user inside of Markdown of ours: no markup, one line, bounded. */
export function plainText(text: string, most = 200): string {
	const line = text.replace(/[\p{C}\s]+/gu, ' ').trim();
	const cut = line.length > most ? `${line.slice(0, most - 1)}…` : line;
	return cut.replace(/[\\`*_{}[\]#+|<>~&$]/g, '\\$&');
}

/** @param rows cells as Markdown */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
	const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |\n`;
	return `\n${line(head)}${line(head.map(() => '---'))}${rows.map(line).join('')}\n`;
}
