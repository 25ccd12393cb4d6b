import * as l10n from '@vscode/l10n';
import type { InlineAnswer, InlineAsk, InlineEdits } from '../../app/chat/inline-edits.ts';
import { lineWords } from './wish.ts';

/** Has the lines written, and tells how far it is. Null where it was stopped. Errors: as `InlineEdits.write`. */
export async function written(
	edits: Pick<InlineEdits, 'write'>,
	ask: InlineAsk,
	signal: AbortSignal,
	tell: (words: string) => void,
): Promise<InlineAnswer | null> {
	let model = l10n.t('choosing a model');
	let count = 0;
	const begin = (): void => tell(l10n.t('{0} · Esc stops', model));
	begin();
	return edits.write(ask, {
		signal,
		onRouting: (line) => {
			model = lineWords(line);
			begin();
		},
		onLines: (soFar) => {
			// Once a line: each piece of a text would be too often.
			if (soFar.count === count) return;
			count = soFar.count;
			tell(l10n.t('{0} · line {1}: {2} · Esc stops', model, count, soFar.last.slice(0, 60)));
		},
	});
}

/** What is said of an answer that may not be meant as it stands. */
export function doubtWords(doubt: 'empty' | 'gaps'): string {
	return doubt === 'empty'
		? l10n.t('The answer takes all of these lines away. Accept or discard it above them.')
		: l10n.t('The answer may leave lines out: one of its lines says so. Look at it before you accept it.');
}
