import * as l10n from '@vscode/l10n';
import type { FillAbility } from '../../core/completion/types.ts';
import type { Candidate } from '../../core/model/candidate.ts';

/** Smaller chat models rarely keep to "only the missing text" (billions of parameters; our own choice). */
const MIN_PARAMETERS_B = 7;

/**
 * Whether a model that has no form for filling in may be asked in chat form: an instruction model of the catalog or of the editor that
 * answers at once. One that thinks first is the last resort; at a further effort it is none.
 */
export function chatAbility(candidate: Candidate): FillAbility {
	const { effort, parametersB } = candidate;
	if (candidate.catalogId === null && !candidate.included)
		return none(l10n.t('Nothing is known of this model, so it is not asked to fill in.'));
	if (parametersB !== null && parametersB < MIN_PARAMETERS_B) {
		return none(l10n.t('A chat model of {0} billion parameters does not fill in reliably.', parametersB));
	}
	if (!candidate.reasoning) {
		const why = l10n.t('Asked in chat form with a fill prompt: it has no form of its own for filling in here.');
		return { method: 'chat', template: null, why, effort };
	}
	if (effort !== null) return none(l10n.t('At this effort it thinks for seconds before it answers.'));
	const why = l10n.t('Asked in chat form with a fill prompt; it thinks before it answers, so it is used only where nothing else can.');
	return { method: 'chat', template: null, why, effort, lastResort: true };
}

export function none(why: string): FillAbility {
	return { method: null, template: null, why };
}
