import * as l10n from '@vscode/l10n';
import type { Candidate } from '../../../core/model/candidate.ts';

type Named = Pick<Candidate, 'id' | 'wireModel' | 'displayName' | 'effort'>;

export type Compared<C extends Named> =
	/** A question, and the models that it names; null: the decision's own. */
	| { readonly kind: 'ask'; readonly models: readonly [C, C] | null; readonly question: string }
	/** One sentence. */
	| { readonly kind: 'unclear'; readonly words: string };

const NAMES =
	/^((?:[^\n:]|:(?=\S)){1,120}?|"[^"\n]{1,120}"|`[^`\n]{1,120}`)\s{1,3}(?:vs\.?|versus|against)\s{1,3}("[^"\n]{1,120}"|`[^`\n]{1,120}`|[^\n]{1,120}?)\s{0,3}(?::\s|:$|\n|$)/i;
/** Both names end within so many characters. */
const MOST_NAMES = 400;
/** So many words are no name. */
const MOST_WORDS = 5;

/** `A vs B: question`, or a question alone. A question that merely compares things, and names no model, stays one. */
export function readCompare<C extends Named>(text: string, candidates: readonly C[]): Compared<C> {
	const head = text.trimStart();
	const found = NAMES.exec(head.slice(0, MOST_NAMES));
	const whole: Compared<C> = { kind: 'ask', models: null, question: text.trim() };
	if (found === null) return whole;
	const names = [found[1]!, found[2]!].map((name) => name.replace(/^["`]|["`]$/g, '').trim());
	const [a, b] = names.map((name) => find(name, candidates));
	if (a === undefined || b === undefined || (a.length === 0 && b.length === 0)) return whole;
	if ([a, b].some((models, i) => models.length === 0 && names[i]!.split(/\s+/).length > MOST_WORDS)) return whole;
	const question = head.slice(found[0].length).trim();
	for (const [i, models] of [a, b].entries()) {
		if (models.length === 0)
			return { kind: 'unclear', words: l10n.t('No model is called "{0}". /models lists those that there are.', names[i] ?? '') };
		if (models.length > 1) {
			const some = models
				.slice(0, 4)
				.map(({ displayName }) => displayName)
				.join(', ');
			const name = names[i] ?? '';
			return {
				kind: 'unclear',
				words:
					models.length > 4
						? l10n.t('"{0}" could be {1} or another: name it whole.', name, some)
						: l10n.t('"{0}" could be {1}: name it whole.', name, some),
			};
		}
	}
	if (a[0]!.id === b[0]!.id) return { kind: 'unclear', words: l10n.t('{0} cannot be compared with itself.', a[0]!.displayName) };
	return { kind: 'ask', models: [a[0]!, b[0]!], question };
}

/** Those of this name: the whole name first, then the words of it. Of a model with several efforts the one that a plain name means. */
function find<C extends Named>(name: string, candidates: readonly C[]): readonly C[] {
	const wanted = normal(name);
	if (wanted === '') return [];
	const keys = ({ id, wireModel, displayName }: Named): string[] =>
		[id, wireModel, displayName, wireModel.split('/').at(-1) ?? wireModel].map(normal);
	const exact = candidates.filter(({ id }) => normal(id) === wanted);
	if (exact.length > 0) return exact.slice(0, 1);
	const whole = candidates.filter((candidate) => keys(candidate).includes(wanted));
	if (whole.length > 0) return onePerModel(whole);
	const words = wanted.split(' ');
	const part = candidates.filter((candidate) =>
		keys(candidate).some((key) => words.every((word) => key.split(' ').some((other) => other.startsWith(word)))),
	);
	return onePerModel(part);
}

/** The same model at several efforts or endpoints is one name: the plain effort, the first endpoint. */
function onePerModel<C extends Named>(models: readonly C[]): readonly C[] {
	const byModel = new Map<string, C>();
	for (const model of models) {
		const key = normal(model.wireModel.split('/').at(-1) ?? model.wireModel);
		const known = byModel.get(key);
		if (known === undefined || (known.effort !== null && model.effort === null)) byModel.set(key, model);
	}
	return [...byModel.values()];
}

function normal(text: string): string {
	return text
		.toLowerCase()
		.replace(/[^\p{L}\p{N}.]+/gu, ' ')
		.trim();
}
