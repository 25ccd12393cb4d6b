import { type DecisionRow, endOf } from '../../core/money/insights.ts';

/** What a cell of a file holds. */
type Cell = string | number | null;

/** The columns of an exported row; amounts are US dollars, exact to the micro-dollar. */
function cellsOf(row: DecisionRow): Readonly<Record<string, Cell>> {
	const { decision, usage } = row;
	return {
		time: new Date(row.at).toISOString(),
		purpose: row.purpose,
		model: decision.modelName,
		to: decision.recipient,
		kind: decision.taskKind,
		workspace: row.workspace,
		outcome: endOf(row),
		predictedQuality: finite(decision.quality),
		qualityLow: finite(decision.qualityLow),
		qualityHigh: finite(decision.qualityHigh),
		expectedDollars: row.expected / 1_000_000,
		bookedDollars: row.cost / 1_000_000,
		costSource: row.costSource,
		inputTokens: usage?.input ?? null,
		outputTokens: usage?.output ?? null,
		expectedOutputTokens: decision.expectedOutput ?? null,
		durationMs: row.durationMs,
		reason: decision.reason,
		run: row.runId,
		request: row.requestId,
	};
}

function finite(value: number | null): number | null {
	return value !== null && Number.isFinite(value) ? value : null;
}

/** A CSV or JSON file of rows that come page by page; `add` gives the next piece of text, `end` the last. */
export interface RowsFile {
	add(rows: readonly DecisionRow[]): string;
	end(): string;
}

export function rowsFile(format: 'csv' | 'json'): RowsFile {
	return format === 'csv' ? csvFile() : jsonFile();
}

/** RFC 4180, with a byte order mark, without which Excel reads another encoding. */
function csvFile(): RowsFile {
	let begun = false;
	return {
		add: (rows) => {
			const cells = rows.map(cellsOf);
			const head = !begun && cells[0] !== undefined ? [Object.keys(cells[0])] : [];
			begun ||= head.length > 0;
			const text = [...head, ...cells.map((of) => Object.values(of).map(csvCell))].map((line) => `${line.join(',')}\r\n`).join('');
			return head.length > 0 ? `\uFEFF${text}` : text;
		},
		end: () => '',
	};
}

function jsonFile(): RowsFile {
	let begun = false;
	return {
		add: (rows) => {
			const text = rows.map((row, index) => `${begun || index > 0 ? ',\n' : '[\n'}${JSON.stringify(cellsOf(row))}`).join('');
			begun ||= rows.length > 0;
			return text;
		},
		end: () => (begun ? '\n]\n' : '[]\n'),
	};
}

/** Names come from servers: a text that a table program would take for a formula gets an apostrophe before it. */
export function csvCell(value: Cell): string {
	if (value === null) return '';
	if (typeof value === 'number') return String(value);
	const harmless = /^[\s\uFEFF]*[=+\-@|%\uFF1D\uFF0B\uFF0D\uFF20]|^[\t\r\n]/.test(value) ? `'${value}` : value;
	return /[",\r\n']/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
