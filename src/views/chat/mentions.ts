import * as l10n from '@vscode/l10n';
import type { FromChat } from '../../protocol/chat.ts';
import type { FoundContext } from '../../protocol/chat-state.ts';
import { beginsName, mentionNames, type NamedContext, plainMention } from '../../protocol/mentions.ts';
import type { Command } from '../../protocol/slash.ts';
import { commandsFor } from './commands.ts';

/** What the host searches by a query of its own. */
export type SearchedOf = 'file' | 'folder' | 'symbol';

/**
 * What is being typed at the caret: `/x` as the whole text; `@query`, `@folder:query` as the word before it, `@search:` and the beginning
 * of a name with blanks.
 */
export type Trigger =
	| { readonly kind: 'command'; readonly query: string /** Where the trigger character stands. */; readonly start: number }
	| { readonly kind: 'mention'; readonly of: SearchedOf | 'search' | 'name'; readonly query: string; readonly start: number };

/** What the editor has, and the user's prompt files. */
export interface Offers {
	readonly selection: boolean;
	readonly file: boolean;
	readonly prompts: readonly Command[];
}

type Attached = NamedContext | 'pick';

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
/** With a blank in it: "@terminal s". */
const NAME = /(?:^|[\s([{])@([^\s@][^\n@]{0,60})$/;

/** Null where the caret is not in a command or a mention. An e-mail address is no mention. */
export function triggerAt(text: string, caret: number): Trigger | null {
	const before = text.slice(0, caret);
	if (/^\/[\p{L}\p{N}_-]*$/u.test(before) && text.slice(caret).trim() === '')
		return { kind: 'command', query: before.slice(1).toLowerCase(), start: 0 };
	const mention = MENTION.exec(before);
	if (mention === null) {
		const query = NAME.exec(before)?.[1] ?? '';
		return beginsName(query) ? { kind: 'mention', of: 'name', query, start: before.lastIndexOf('@') } : null;
	}
	const [, of, within, searched, plain] = mention;
	const start = before.lastIndexOf('@');
	if (searched !== undefined) return { kind: 'mention', of: 'search', query: searched, start };
	return { kind: 'mention', of: (of as 'folder' | 'symbol' | undefined) ?? 'file', query: within ?? plain ?? '', start };
}

/** Found by its English name, too, in every language: what is typed after "@" is learned once. */
interface Fixed {
	readonly name: string;
	readonly row: Suggestion;
	readonly needs?: 'selection' | 'file';
}

/** Rows of "@" that are always the same, for what is typed behind it. One that is typed whole comes first: a blank may follow it. */
function fixedRows(typed: string, offers: Pick<Offers, 'selection' | 'file'>): readonly Suggestion[] {
	const plain = plainMention(typed);
	const whole = plain.trimEnd();
	const isMeant = ({ name, row }: Fixed): boolean => [name, row.label.toLowerCase()].some((one) => one === whole || one.startsWith(plain));
	return rows()
		.filter((one) => (one.needs === undefined || offers[one.needs]) && isMeant(one))
		.map(({ row }) => row);
}

function rows(): readonly Fixed[] {
	const fixed = mentionNames().map(({ what, name, label }): Fixed => {
		const { detail, needs } = about(what);
		// Its label stays in the text, so that the sentence still reads; of what stands in the editor there is a chip already.
		const row = attach(what, label, detail, needs === undefined ? label : '');
		return { name, row, ...(needs === undefined ? {} : { needs }) };
	});
	return [
		...fixed,
		{ name: 'folder', row: enter('@folder:', l10n.t('folder'), l10n.t('a folder with its files')) },
		{ name: 'symbol', row: enter('@symbol:', l10n.t('symbol'), l10n.t('a function, class or other name')) },
		{ name: 'search', row: enter('@search:', l10n.t('search'), l10n.t('places that hold a text')) },
		{ name: 'browse…', row: attach('pick', l10n.t('browse…'), l10n.t('choose a file')) },
	];
}

function about(what: NamedContext): { readonly detail: string; readonly needs?: 'selection' | 'file' } {
	switch (what) {
		case 'selection':
			return { detail: l10n.t('what is selected in the editor'), needs: 'selection' };
		case 'file':
			return { detail: l10n.t('the file in the editor'), needs: 'file' };
		case 'problems':
			return { detail: l10n.t('what languages and linters report') };
		case 'diff':
			return { detail: l10n.t('changes that are not committed') };
		case 'terminal':
			return { detail: l10n.t('its last command with the output') };
		case 'terminalSelection':
			return { detail: l10n.t('what is selected there') };
	}
}

function attach(what: Attached, label: string, detail: string, word = ''): Suggestion {
	return { kind: 'attach', label, detail, what, word };
}

function enter(typed: string, label: string, detail: string): Suggestion {
	return { kind: 'enter', label, detail, typed };
}

/** The list for a trigger. @param found by the host, best first */
export function suggestions(trigger: Trigger, found: readonly FoundContext[], offers: Offers): readonly Suggestion[] {
	if (trigger.kind === 'command')
		return commandsFor(trigger.query, offers.prompts).map(({ name, detail }) => ({ kind: 'command', label: `/${name}`, detail, name }));
	const { of, query } = trigger;
	if (of === 'name') return fixedRows(query, offers);
	if (of === 'search') return [searchRow(query.trim())];
	const rows = found.map((row): Suggestion => ({ ...row, kind: 'found', of, word: row.label }));
	if (of !== 'file') return rows;
	return [...fixedRows(query, offers), ...rows];
}

function searchRow(text: string): Suggestion {
	if (text === '') return { kind: 'hint', label: l10n.t('Type the text to look for'), detail: '' };
	return {
		kind: 'found',
		label: l10n.t('search for "{0}"', text),
		detail: l10n.t('in the files of the workspace'),
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
