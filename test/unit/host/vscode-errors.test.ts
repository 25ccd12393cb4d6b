import { describe, expect, test } from 'vitest';
import { vscodeError } from '../../../src/host/models/vscode-errors.ts';

const NOW = new Date(2026, 10, 28, 12).getTime();
const HOUR = 3_600_000;
const named = (name: string, message: string) => Object.assign(new Error(message), { name });
const coded = (code: string, message: string) => Object.assign(new Error(message), { name: 'LanguageModelError', code });
const of = (cause: unknown) => vscodeError(cause, { name: 'GPT-5', vendor: 'copilot' }, NOW);

describe('an error of a model of VS Code’s', () => {
	test.each([
		[named('ChatQuotaExceeded', 'Du hast dein Kontingent ausgeschöpft.'), 'quota', 'vendor', null],
		[named('ChatQuotaExceeded', 'The monthly credits are used; they reset on November 30, 2026 at 9:00 AM.'), 'quota', 'vendor', 45 * HOUR],
		[named('ChatQuotaExceeded', 'The quota for premium models is exhausted.'), 'quota', 'model', null],
		[named('ChatRateLimited', 'Sorry, the model is busy. Please try again in 45 minutes.'), 'rateLimit', 'model', 0.75 * HOUR],
		[
			named('ChatRateLimited', 'The session limit was hit. Please wait 2 hours and 30 minutes for your limit to reset.'),
			'rateLimit',
			'vendor',
			2.5 * HOUR,
		],
		[named('ChatRateLimited', 'Too much. Wait a moment.'), 'rateLimit', 'model', null],
		[named('Error', 'Monthly usage limit reached, resets at 2026-11-29T12:00:00.'), 'quota', 'vendor', 24 * HOUR],
		[named('Error', '429 Too Many Requests'), 'rateLimit', 'model', null],
		[coded('Blocked', 'The provider said no.'), 'quota', 'vendor', null],
		[coded('Blocked', 'Blocked; try again in an hour.'), 'quota', 'vendor', HOUR],
		[coded('Blocked', 'The response was filtered by the Responsible AI Service.'), 'refused', 'request', null],
		[coded('', 'Response got filtered (content_filter).'), 'refused', 'request', null],
		[coded('NoPermissions', 'No.'), 'auth', 'vendor', null],
		[coded('NotFound', 'Gone.'), 'modelNotFound', 'model', null],
		[named('Error', 'The quota resets on a day that nobody knows.'), 'quota', 'vendor', null],
		[named('Error', 'The quota was reset on November 1, 2026 and is used up.'), 'quota', 'vendor', null],
		[named('ChatQuotaExceeded', 'Wait until your credits reset on December 1, 2026 at 9:00 a.m.'), 'quota', 'vendor', 69 * HOUR],
		[named('Error', 'Quota used up; it resets at 5:00 PM.'), 'quota', 'vendor', 5 * HOUR],
		[named('Error', 'Quota used up; it resets at 9:00 AM, then go on.'), 'quota', 'vendor', null],
		[named('Error', 'Quota used up; it resets at 9:00 AM'), 'quota', 'vendor', 21 * HOUR],
		[named('Error', 'Quota used up; resets on Nov 30 at 9:00 AM.'), 'quota', 'vendor', 45 * HOUR],
		[named('Error', 'Quota used up; resets on Jan 1.'), 'quota', 'vendor', 33.5 * 24 * HOUR],
		[named('Error', 'Quota used up; resets at 2026-11-29T00:00:00.000+00:00!'), 'quota', 'vendor', Date.UTC(2026, 10, 29) - NOW],
		[named('Error', 'Quota used up; resets on Nov 29, 2026 at 8:00 AM (UTC).'), 'quota', 'vendor', Date.UTC(2026, 10, 29, 8) - NOW],
		[named('Error', 'The prompt was filtered: the content policy allows no quota for it.'), 'refused', 'request', null],
		[named('Error', 'RESOURCE_EXHAUSTED'), 'quota', 'vendor', null],
		[named('Error', 'All retries are exhausted: socket hang up'), 'server', 'model', null],
		[named('Error', 'Quota exceeded; retry after 1h 30s'), 'quota', 'vendor', HOUR + 30_000],
		[named('Error', 'The daily limit is reached. Try again in 5 min.'), 'rateLimit', 'vendor', 300_000],
		[named('Error', 'You have used all of your free requests.'), 'quota', 'vendor', null],
		[named('Error', '8: RESOURCE_EXHAUSTED'), 'quota', 'vendor', null],
		[named('Error', 'Max retries exhausted after 3 attempts'), 'server', 'model', null],
		[named('Error', 'Message exceeds token limit.'), 'contextTooLong', 'request', null],
		[named('Error', 'prompt is too long: 210000 tokens > 200000 maximum'), 'contextTooLong', 'request', null],
		[new Error('Socket hang up'), 'server', 'model', null],
		[undefined, 'server', 'model', null],
		[{ message: 7, name: {}, code: null }, 'server', 'model', null],
	])('%s', (cause, kind, scope, retryAfterMs) => {
		const error = of(cause);
		expect([error.kind, error.rule.scope, error.retryAfterMs]).toEqual([kind, scope, retryAfterMs]);
		expect(error.message).toContain('GPT-5');
		expect(error.nextStep).toMatch(/\.$/);
	});

	test('long words and odd spans come to an end, and nothing of them is kept', () => {
		const words = `quota ${'wait 1 hour and '.repeat(50_000)}`;
		expect(of(named('ChatQuotaExceeded', words)).message).toBe('GPT-5 is blocked: the quota of its plan (copilot) is used up.');
		expect(of(new Error('x'.repeat(1e6))).message.length).toBeLessThan(250);
	});
});
