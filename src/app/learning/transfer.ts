import * as l10n from '@vscode/l10n';
import * as z from 'zod/mini';
import { RoutooError } from '../../core/base/errors.ts';
import { NO_TRIALS, type TrialCounts } from '../../core/learning/exploration.ts';
import { answerBeliefSchema, type KeptAnswerBelief, NO_ANSWER_BELIEF } from './answer-belief.ts';
import type { AnswerLearning } from './answers.ts';

/** One thing that Routoo learns, as a file takes it and gives it back. `parse` gives null for what is none of it. */
interface Part<Learned> {
	current(): Learned;
	parse(raw: unknown): Learned | null;
	replace(learned: Learned): Promise<unknown>;
}

interface Forgettable<Learned> extends Part<Learned> {
	/** Resolves to whether it is written. */
	forget(): Promise<boolean>;
}

export interface TransferParts {
	readonly answers: AnswerLearning;
	/** What completions learned, how long answers are, how runs go. */
	readonly completions: Part<unknown>;
	readonly lengths: Forgettable<unknown>;
	readonly runs: Forgettable<unknown>;
	/** How many models were tried. */
	readonly trials: Part<TrialCounts>;
	readonly now: () => number;
}

const MARK = 'routoo-learned';
const VERSION = 1;
/** No belief comes near it. */
export const MOST_BYTES = 5_000_000;

const fileSchema = z.object({
	format: z.literal(MARK),
	version: z.number(),
	answers: z.unknown(),
	completions: z.unknown(),
	lengths: z.unknown(),
	runs: z.unknown(),
	trials: z.optional(z.unknown()),
});

/** What a file holds, checked in whole before anything is replaced. */
export interface LearnedFile {
	readonly answers: KeptAnswerBelief;
	readonly completions: unknown;
	readonly lengths: unknown;
	readonly runs: unknown;
	readonly trials: TrialCounts;
}

/** Everything that was learned of this user's models and answers, as JSON: names and numbers, no text, no key. */
export function exportLearned({ answers, completions, lengths, runs, trials, now }: TransferParts): string {
	const file = {
		...{ format: MARK, version: VERSION, exportedAt: new Date(now()).toISOString(), answers: answers.belief() },
		...{ completions: completions.current(), lengths: lengths.current(), runs: runs.current(), trials: trials.current() },
	};
	return `${JSON.stringify(file, null, '\t')}\n`;
}

/** Reads what `exportLearned` wrote, here or elsewhere; changes nothing. Errors: RoutooError 'invalidInput', which says what is wrong. */
export function readLearned(text: string, { completions, lengths, runs, trials }: Omit<TransferParts, 'answers' | 'now'>): LearnedFile {
	if (text.length > MOST_BYTES) throw notOurs(l10n.t('It is larger than any file of what Routoo learned.'));
	let raw: unknown;
	try {
		raw = JSON.parse(text);
	} catch (cause) {
		throw notOurs(l10n.t('It is no JSON.'), cause);
	}
	const parsed = fileSchema.safeParse(raw);
	if (!parsed.success) throw notOurs(l10n.t('It does not hold what Routoo learned.'));
	const { version, ...held } = parsed.data;
	if (version !== VERSION) {
		const newer = version > VERSION;
		throw new RoutooError(
			'invalidInput',
			l10n.t('The file was written in form {0}, and this version of Routoo reads form {1}.', version, VERSION),
			newer ? l10n.t('Update Routoo, then import it again.') : l10n.t('Export it again with a current version.'),
		);
	}
	const part = <T>(name: string, given: unknown, parse: (raw: unknown) => T | null): T => {
		const read = parse(given);
		if (read === null) throw notOurs(l10n.t('Its part "{0}" is damaged.', name));
		return read;
	};
	return {
		answers: part('answers', held.answers, (given) => answerBeliefSchema.safeParse(given ?? NO_ANSWER_BELIEF).data ?? null),
		completions: part('completions', held.completions, (given) => completions.parse(given)),
		lengths: part('lengths', held.lengths, (given) => lengths.parse(given)),
		runs: part('runs', held.runs, (given) => runs.parse(given)),
		trials: part('trials', held.trials, (given) => trials.parse(given ?? NO_TRIALS)),
	};
}

/** Takes the place of all that was learned. Errors: RoutooError 'storage' where it could not be written. */
export async function importLearned(file: LearnedFile, { answers, completions, lengths, runs, trials }: TransferParts): Promise<void> {
	const written = await answers.replace(file.answers);
	await Promise.all([
		...[completions.replace(file.completions), lengths.replace(file.lengths)],
		...[runs.replace(file.runs), trials.replace(file.trials)],
	]);
	if (written) return;
	throw new RoutooError(
		'storage',
		l10n.t('What was imported could not be written whole.'),
		l10n.t("Check the disk and import it again; Routoo's log says why."),
	);
}

/** What signals said of models, and what was tried for them. Resolves to whether it could all be done. */
export async function forgetAnswers({ answers, trials }: Pick<TransferParts, 'answers' | 'trials'>): Promise<boolean> {
	await trials.replace(NO_TRIALS);
	return answers.forget();
}

function notOurs(why: string, cause?: unknown): RoutooError {
	const next = l10n.t('Choose a file that "Routoo: Export What Was Learned" wrote; nothing was changed.');
	return new RoutooError('invalidInput', `${l10n.t('This file cannot be imported.')} ${why}`, next, { cause });
}
