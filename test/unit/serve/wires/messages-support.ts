import { RoutooError } from '../../../../src/core/base/errors.ts';

/** What a refusal says; anything else that is thrown, or nothing, fails the test. */
export function failure(make: () => unknown): string {
	try {
		make();
	} catch (error) {
		if (RoutooError.is(error, 'invalidInput')) return error.message;
		throw error;
	}
	throw new Error('It was taken.');
}
