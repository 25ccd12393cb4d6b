import * as l10n from '@vscode/l10n';
import type { RoutooError as ApiError } from '../../../api/routoo.d.ts';
import { RoutooError } from '../../core/base/errors.ts';

/**
 * A plain error for another extension: kind and words. No cause, no stack and no class of ours, since what hangs on an error is handed on.
 */
export function apiError(code: ApiError['code'], message: string): Error {
	const error = Object.assign(new Error(message), { code });
	error.name = 'RoutooError';
	Object.defineProperty(error, 'stack', { value: `RoutooError: ${message}`, configurable: true, writable: true });
	return error;
}

/** What may be said of any failure behind the interface: words of errors name files and servers, so they stay in the log. */
export function apiFailure(error: unknown): Error {
	if (RoutooError.is(error, 'rateLimit')) return apiError('busy', `${error.message} ${error.nextStep}`);
	if (RoutooError.is(error, 'invalidInput')) return apiError('invalidInput', `${error.message} ${error.nextStep}`);
	if (RoutooError.is(error, 'cancelled')) return apiError('notStarted', l10n.t('Routoo is closing. Ask again in a new window.'));
	if (RoutooError.is(error, 'storage', 'damagedFile')) {
		return apiError('storage', l10n.t("Routoo could not read its files. Its log says which: run 'Routoo: Show Log'."));
	}
	return apiError('internal', l10n.t("Something went wrong inside Routoo. Its log says what: run 'Routoo: Show Log'."));
}

export function notStarted(): Error {
	return apiError('notStarted', l10n.t("Routoo could not start. Its log says why: run 'Routoo: Show Log'."));
}
