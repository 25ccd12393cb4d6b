import { readFileSync } from 'node:fs';

/** Rows of a CSV file with a header line (RFC 4180: quotes, doubled quotes, line breaks inside quotes), as objects keyed by column. */
export function readCsv(path: string): Record<string, string>[] {
	const [header, ...rows] = parseCsv(readFileSync(path, 'utf8'));
	if (!header) throw new Error(`${path}: empty file`);
	return rows.map((row, index) => {
		if (row.length !== header.length) throw new Error(`${path}: row ${index + 2} has ${row.length} fields, ${header.length} expected`);
		return Object.fromEntries(header.map((name, column) => [name, row[column]!]));
	});
}

function parseCsv(text: string): string[][] {
	const rows: string[][] = [];
	let row: string[] = [];
	let field = '';
	let quoted = false;
	for (let i = 0; i < text.length; i++) {
		const c = text[i]!;
		if (quoted) {
			if (c !== '"') field += c;
			else if (text[i + 1] === '"') field += text[i++];
			else quoted = false;
		} else if (c === '"') quoted = true;
		else if (c === ',' || c === '\n') {
			row.push(field);
			field = '';
			if (c === '\n') {
				rows.push(row);
				row = [];
			}
		} else if (c !== '\r') field += c;
	}
	if (field !== '' || row.length > 0) rows.push([...row, field]);
	return rows;
}
