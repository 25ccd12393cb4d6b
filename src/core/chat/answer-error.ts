import { RoutooError } from '../errors.ts';
import type { AnswerError } from './session.ts';

const ACTIONS: Readonly<Partial<Record<string, AnswerError['action']>>> = {
	auth: 'setKey',
	quota: 'openSettings',
	budget: 'openBudget',
	settings: 'openSettings',
	noModel: 'setKey',
	damagedFile: 'showLog',
	storage: 'retry',
};

/** What stands where the answer would be. Anything that is not a RoutooError is a fault of ours: said so, with the log as next step. */
export function answerError(error: unknown, earlier: readonly string[] = []): AnswerError {
	const tried = earlier.length > 0 ? ` (tried before: ${earlier.join('; ')})` : '';
	if (error instanceof RoutooError) {
		return {
			kind: error.kind,
			message: error.message + tried,
			nextStep: error.nextStep,
			action: error.action ?? ACTIONS[error.kind] ?? 'retry',
		};
	}
	const detail = error instanceof Error ? error.message : String(error);
	return {
		kind: 'internal',
		message: `Something went wrong inside Routoo: ${detail}${tried}`,
		nextStep: 'Try again; if it stays, look at the log.',
		action: 'showLog',
	};
}
