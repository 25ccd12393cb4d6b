import * as l10n from '@vscode/l10n';
import type { Attachment } from '../message/message.ts';
import { estimateTokens } from '../message/text-tokens.ts';
import { CHIP_TOKENS } from './attachments.ts';
import { counted, cutAround, type Lines } from './cut.ts';
import { secretsIn } from './secret-text.ts';
import { secretInWords } from './secret-words.ts';

/** A place in a text, from 0; the end is exclusive within its line. */
export interface Selected {
	readonly startLine: number;
	readonly startCharacter: number;
	readonly endLine: number;
	readonly endCharacter: number;
}

export interface OpenText {
	readonly path: string;
	readonly language: string | null;
	readonly lines: Lines;
	/** What is selected, or where the caret stands; null where neither is known. */
	readonly selected: Selected | null;
}

/** Of the chip's tokens the selection may take so many; the rest is for the file around it. */
const MOST_SELECTED = CHIP_TOKENS.open / 2;

/** What of a text that stands open goes along by itself: the selection, then the file, cut around it where it is too large. */
export function openAttachments({ path, language, lines, selected }: OpenText): readonly Attachment[] {
	const about = { path, language, open: true as const };
	const found: Attachment[] = [];
	const part = selected === null ? null : selectedLines(lines, selected);
	let used = 0;
	if (part !== null && selected !== null && !isAll(lines, selected)) {
		const { text, last, cut } = cutAround(part, { first: 0, last: part.count - 1 }, MOST_SELECTED);
		if (text.trim() !== '') {
			const shown = part.count === 1 || cut === null ? cut : `the first ${counted(last + 1)} of ${counted(part.count)} selected lines`;
			const range = { startLine: selected.startLine + 1, endLine: selected.startLine + last + 1 };
			found.push({ ...about, kind: 'selection', content: text, range, ...(shown === null ? {} : { cut: shown }) });
			used = estimateTokens(text);
		}
	}
	const focus = { first: selected?.startLine ?? 0, last: selected?.endLine ?? 0 };
	const { text, first, last, cut } = cutAround(lines, focus, CHIP_TOKENS.open - used);
	if (text.trim() === '' && cut === null) return found;
	const range = cut === null ? null : { startLine: first + 1, endLine: last + 1 };
	return [...found, { ...about, kind: 'file', content: text, range, ...(cut === null ? {} : { cut }) }];
}

/** A private key has fewer lines. Only its first says what it is. */
const LINES_ABOVE = 80;

/** Why a text does not go by itself, one sentence; null where it may. @param lines of the whole text: a piece may begin within a key */
export function whyTextStays(name: string, attachments: readonly Attachment[], lines: Lines): string | null {
	for (const one of attachments) {
		const start = one.cut === undefined && one.kind === 'file' ? 0 : (one.range?.startLine ?? 1) - 1;
		const above = Math.max(0, start - LINES_ABOVE);
		const before = Array.from({ length: start - above }, (_, i) => `${lines.line(above + i).slice(0, 1000)}\n`);
		const content = before.join('') + one.content;
		if (content.includes('\0')) return l10n.t('{0} is not a text file.', name);
		const [secret] = secretsIn(content);
		if (secret !== undefined) return l10n.t('It holds {0}.', secretInWords(secret.what));
	}
	return null;
}

function isAll(lines: Lines, { startLine, startCharacter, endLine, endCharacter }: Selected): boolean {
	return startLine === 0 && startCharacter === 0 && endLine >= lines.count - 1 && endCharacter >= lines.line(endLine).length;
}

/** Null where nothing is selected. A selection that ends at the start of a line does not mean that line. */
function selectedLines(lines: Lines, { startLine, startCharacter, endLine, endCharacter }: Selected): Lines | null {
	if (startLine === endLine && startCharacter === endCharacter) return null;
	const lastLine = endCharacter === 0 && endLine > startLine ? endLine - 1 : endLine;
	return {
		count: lastLine - startLine + 1,
		line: (index) => {
			const at = startLine + index;
			const to = at === endLine ? endCharacter : undefined;
			return lines.line(at).slice(index === 0 ? startCharacter : 0, to);
		},
	};
}
