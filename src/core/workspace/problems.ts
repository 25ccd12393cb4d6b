import type { Attachment } from '../message/message.ts';

/** What an editor reports of a file. */
export interface Problem {
	/** From 1. */
	readonly line: number;
	readonly severity: 'error' | 'warning' | 'information' | 'hint';
	readonly message: string;
	/** Who found it, with the rule's or the error's code: "ts 2322"; empty where nothing is said. */
	readonly source: string;
}

const MOST_PROBLEMS = 30;
const MOST_CHARS = 600;
const ORDER = { error: 0, warning: 1, information: 2, hint: 3 };

/**
 * The problems as text beside a message: the most serious first, each in one line, bounded, because a server wrote them. Null for none.
 * @param path of the file
 */
export function problemsAttachment(path: string, problems: readonly Problem[]): Attachment | null {
	if (problems.length === 0) return null;
	const sorted = [...problems].sort((a, b) => ORDER[a.severity] - ORDER[b.severity] || a.line - b.line);
	const lines = sorted.slice(0, MOST_PROBLEMS).map(({ line, severity, message, source }) => {
		const text = message.replace(/\s+/g, ' ').trim();
		const cut = text.length > MOST_CHARS ? `${text.slice(0, MOST_CHARS)}…` : text;
		return `line ${line}: ${severity}: ${cut}${source === '' ? '' : ` (${source.slice(0, 80)})`}`;
	});
	const rest = sorted.length - lines.length;
	const content = [...lines, ...(rest > 0 ? [`and ${rest} more`] : [])].join('\n');
	return { kind: 'problems', path: `problems in ${path}`, language: null, content, range: null };
}
