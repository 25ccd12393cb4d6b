import type { FromChat } from '../../protocol/chat.ts';
import type { FoundContext } from '../../protocol/chat-state.ts';
import type { Command } from '../../protocol/slash.ts';
import { commandsFor } from './commands.ts';

/** What the host searches by a query of its own. */
export type SearchedOf = 'file' | 'folder' | 'symbol';

/** What is being typed at the caret: `/x` as the whole text; `@query`, `@folder:query` as the word before it, `@search:` with blanks. */
export type Trigger =
	| { readonly kind: 'command'; readonly query: string /** Where the trigger character stands. */; readonly start: number }
	| { readonly kind: 'mention'; readonly of: SearchedOf | 'search'; readonly query: string; readonly start: number };

/** What the editor has, and the user's prompt files. */
export interface Offers {
	readonly selection: boolean;
	readonly file: boolean;
	readonly prompts: readonly Command[];
}

type Attached = 'selection' | 'file' | 'problems' | 'diff' | 'terminal' | 'terminalSelection' | 'pick';

/** A row of the list above the box. */
export type Suggestion =
	| { readonly kind: 'command'; readonly label: string; readonly detail: string; readonly name: string }
	/** Attaches at once; `word` stays in the text for it. */
	| { readonly kind: 'attach'; readonly label: string; readonly detail: string; readonly what: Attached; readonly word: string }
	/** Goes on asking: `@folder:`. */
	| { readonly kind: 'enter'; readonly label: string; readonly detail: string; readonly typed: string }
	| {
			readonly kind: 'found';
			readonly label: string;
			readonly detail: string;
			readonly of: SearchedOf | 'search';
			readonly ref: string;
			readonly word: string;
	  }
	/** Says what to type; choosing it does nothing. */
	| { readonly kind: 'hint'; readonly label: string; readonly detail: string };

const MENTION = /(?:^|[\s([{])@(?:(folder|symbol):([^\s@]{0,200})|search:([^\n@]{0,200})|([^\s@]{0,200}))$/;

/** Null where the caret is not in a command or a mention. An e-mail address is no mention. */
export function triggerAt(text: string, caret: number): Trigger | null {
	const before = text.slice(0, caret);
	if (/^\/[\p{L}\p{N}_-]*$/u.test(before) && text.slice(caret).trim() === '')
		return { kind: 'command', query: before.slice(1).toLowerCase(), start: 0 };
	const mention = MENTION.exec(before);
	if (mention === null) return null;
	const [, of, within, searched, plain] = mention;
	const start = before.lastIndexOf('@');
	if (searched !== undefined) return { kind: 'mention', of: 'search', query: searched, start };
	return { kind: 'mention', of: (of as 'folder' | 'symbol' | undefined) ?? 'file', query: within ?? plain ?? '', start };
}

const FIXED: readonly (Suggestion & { readonly needs?: 'selection' | 'file' })[] = [
	{ kind: 'attach', label: 'selection', detail: 'what is selected in the editor', what: 'selection', word: '', needs: 'selection' },
	{ kind: 'attach', label: 'current file', detail: 'the file in the editor', what: 'file', word: '', needs: 'file' },
	{ kind: 'attach', label: 'problems', detail: 'what languages and linters report', what: 'problems', word: 'problems' },
	{ kind: 'attach', label: 'diff', detail: 'changes that are not committed', what: 'diff', word: 'diff' },
	{ kind: 'attach', label: 'terminal', detail: 'its last command with the output', what: 'terminal', word: 'terminal' },
	{ kind: 'attach', label: 'terminal selection', detail: 'what is selected there', what: 'terminalSelection', word: 'terminal selection' },
	{ kind: 'enter', label: 'folder', detail: 'a folder with its files', typed: '@folder:' },
	{ kind: 'enter', label: 'symbol', detail: 'a function, class or other name', typed: '@symbol:' },
	{ kind: 'enter', label: 'search', detail: 'places that hold a text', typed: '@search:' },
	{ kind: 'attach', label: 'browse…', detail: 'choose a file', what: 'pick', word: '' },
];

/** The list for a trigger. @param found by the host, best first */
export function suggestions(trigger: Trigger, found: readonly FoundContext[], offers: Offers): readonly Suggestion[] {
	if (trigger.kind === 'command')
		return commandsFor(trigger.query, offers.prompts).map(({ name, detail }) => ({ kind: 'command', label: `/${name}`, detail, name }));
	const { of, query } = trigger;
	if (of === 'search') return [searchRow(query.trim())];
	const rows = found.map((row): Suggestion => ({ ...row, kind: 'found', of, word: row.label }));
	if (of !== 'file') return rows;
	const typed = query.toLowerCase();
	return [...FIXED.filter(({ label, needs }) => label.startsWith(typed) && (needs === undefined || offers[needs])), ...rows];
}

function searchRow(text: string): Suggestion {
	if (text === '') return { kind: 'hint', label: 'Type the text to look for', detail: '' };
	return {
		kind: 'found',
		label: `search for "${text}"`,
		detail: 'in the files of the workspace',
		of: 'search',
		ref: text,
		word: `"${text}"`,
	};
}

/** What choosing a row puts in the place of the trigger, and what it asks of the host; null for a row that only says something. */
export function chosenRow(
	row: Exclude<Suggestion, { readonly kind: 'command' }>,
): { readonly typed: string; readonly message: FromChat | null } | null {
	// The name stays in the text, so that the sentence still reads; what it names goes along as an attachment.
	const word = 'word' in row && row.word !== '' ? { word: row.word } : {};
	const typed = 'word' in word ? `${word.word} ` : '';
	switch (row.kind) {
		case 'hint':
			return null;
		case 'enter':
			return { typed: row.typed, message: null };
		case 'attach':
			return { typed, message: { type: 'attach', what: row.what, ...word } };
		case 'found':
			return { typed, message: { type: 'attachFound', of: row.of, ref: row.ref, word: row.word } };
	}
}

/** Without the first place where the word stands by itself; blanks around it become one. */
export function withoutWord(text: string, word: string): string {
	for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
		const before = text.slice(0, at);
		const behind = text.slice(at + word.length);
		if (/[\p{L}\p{N}_]$/u.test(before) || /^[\p{L}\p{N}_]/u.test(behind)) continue;
		if (!/\s$/.test(before)) return before + (before === '' ? behind.trimStart() : behind);
		return behind.trimStart() === '' ? before : before + behind.replace(/^[^\S\n]+/, '');
	}
	return text;
}
