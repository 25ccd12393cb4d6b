import type { Catalog } from '../../src/core/model/catalog.ts';
import type { PredictorEngine } from '../../src/predictor/engine.ts';
import { decideFor, type FixtureMessage, POOLS, poolCandidates } from './decisions.ts';
import { type Form, formsOf, plainRequest } from './forms.ts';

/** Pairs of one change of form. Points are hundredths of the shown quality. */
export interface FormFigures {
	readonly form: Form['name'] | 'all';
	readonly pairs: number;
	/** Share of the pairs that get another candidate; another model. */
	readonly choice: number;
	readonly model: number;
	/** Move of Haiku's quality: mean and largest. */
	readonly meanMove: number;
	readonly mostMove: number;
}

export interface LanguageFigures {
	readonly language: string;
	/** Mean of (quality - English quality) of Haiku over the easy and the hard messages, points. */
	readonly easy: number;
	readonly hard: number;
	/** Share of the messages that get another model than in English. */
	readonly model: number;
}

export interface LanguageMessage extends Readonly<Record<string, string>> {
	readonly ease: 'easy' | 'hard';
	readonly en: string;
}

/** Every message in every form, in the mixed pool of four vendors, Balanced. */
export async function measureForms(engine: PredictorEngine, catalog: Catalog, messages: readonly FixtureMessage[]): Promise<FormFigures[]> {
	const ask = asker(engine, catalog);
	const moves: { form: Form['name']; choice: boolean; model: boolean; move: number }[] = [];
	const english = messages.filter(({ level, text }) => level > 0 && /^[\x20-\x7e]+$/.test(text));
	for (const [i, { text }] of english.entries()) {
		const plain = await ask(plainRequest(text));
		for (const { name, request } of formsOf(text, i + 1)) {
			const other = await ask(request);
			moves.push({
				form: name,
				choice: other.id !== plain.id,
				model: other.catalogId !== plain.catalogId,
				move: 100 * Math.abs(other.haiku - plain.haiku),
			});
		}
	}
	const of = (form: FormFigures['form'], own: typeof moves): FormFigures => ({
		form,
		pairs: own.length,
		choice: own.filter(({ choice }) => choice).length / own.length,
		model: own.filter(({ model }) => model).length / own.length,
		meanMove: own.reduce((sum, { move }) => sum + move, 0) / own.length,
		mostMove: Math.max(...own.map(({ move }) => move)),
	});
	return [of('all', moves), ...[...Map.groupBy(moves, ({ form }) => form)].map(([form, own]) => of(form, own))];
}

export async function measureLanguages(
	engine: PredictorEngine,
	catalog: Catalog,
	messages: readonly LanguageMessage[],
): Promise<LanguageFigures[]> {
	const ask = asker(engine, catalog);
	const languages = Object.keys(messages[0]!).filter((key) => key !== 'ease' && key !== 'en');
	const rows: { language: string; ease: 'easy' | 'hard'; move: number; model: boolean }[] = [];
	for (const message of messages) {
		const english = await ask(plainRequest(message.en));
		for (const language of languages) {
			const other = await ask(plainRequest(message[language]!));
			rows.push({ language, ease: message.ease, move: 100 * (other.haiku - english.haiku), model: other.catalogId !== english.catalogId });
		}
	}
	return [...Map.groupBy(rows, ({ language }) => language)].map(([language, own]) => {
		const mean = (ease: 'easy' | 'hard') => {
			const list = own.filter((row) => row.ease === ease);
			return list.reduce((sum, { move }) => sum + move, 0) / list.length;
		};
		return { language, easy: mean('easy'), hard: mean('hard'), model: own.filter(({ model }) => model).length / own.length };
	});
}

function asker(engine: PredictorEngine, catalog: Catalog) {
	const candidates = poolCandidates(catalog, POOLS.mixed!);
	const haiku = candidates.findIndex(({ catalogId, effort }) => catalogId === 'claude-haiku-4-5' && effort === null);
	return async (request: ReturnType<typeof plainRequest>) => {
		const prediction = await engine.predict(request, candidates);
		const { id, catalogId } = decideFor(candidates, prediction, request, 'balanced');
		return { id, catalogId, haiku: prediction.candidates[haiku]!.quality.mean };
	};
}
