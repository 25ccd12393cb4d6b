import * as l10n from '@vscode/l10n';
import type { AnswerNote, Followup } from './types.ts';

/** In place of the kind of an error: words stand for an answer, because of money or models. */
export const UNSENT = 'unsent';
/** A longer question is not written out again. */
const MOST_QUESTION = 1500;

/**
 * What is worth asking next, from what happened: nothing where nothing did.
 * @param question what was asked; empty where that is not known
 */
export function followupsOf(note: AnswerNote | null, question: string): readonly Followup[] {
	if (note === null) return [];
	const budget = { prompt: '', command: 'budget', label: l10n.t('What is left of the budget?') };
	const models = { prompt: '', command: 'models', label: l10n.t('Which models can answer now?') };
	if (note.error === UNSENT) return [budget, models];
	if (note.error !== null) return [note.error === 'budget' ? budget : models];
	const followups: Followup[] = [];
	const asked = question.trim();
	if (note.decision !== null) {
		const { chosen, rows } = note.decision;
		if (rows.length > 1) followups.push({ prompt: '', command: 'why', label: l10n.t('Why {0}?', chosen) });
	}
	if (note.compare !== null && asked !== '' && asked.length <= MOST_QUESTION) {
		const [a, b] = note.compare;
		const label = note.decision === null ? l10n.t('Compare {0} with {1}', a, b) : l10n.t('Compare with {0}', b);
		followups.push({ prompt: `${quoted(a)} vs ${quoted(b)}: ${asked}`, command: 'compare', label });
	}
	return followups;
}

function quoted(name: string): string {
	return `"${name.replaceAll('"', '')}"`;
}
