import * as l10n from '@vscode/l10n';
import { RoutooError } from '../../core/base/errors.ts';
import { classify } from '../../providers/classify.ts';

/** Of a model as VS Code names it. */
interface Asked {
	readonly name: string;
	/** The extension's word for itself, such as `copilot`: what stands before the slash of the wire model. */
	readonly vendor: string;
}

const FILTERED = /content.?(filter|policy|management)|\bfiltered\b|responsible.?ai|prohibited.?content|\bflagged\b|moderation/i;
const QUOTA = new RegExp(
	[
		'quota|allowance|(credit|usage|spend(ing)?|monthly) limit',
		'out of (credits|requests)|insufficient.(credits|balance|funds)|used (all|up)\\b.{0,40}(requests|messages|credits)',
		// Retries and connections are exhausted, too.
		'resource.?exhausted|(credits?|requests|messages|balance|limit)\\b.{0,30}exhausted',
	].join('|'),
	'i',
);
/** A plan counts dear models apart: its other models go on answering. */
const OF_THE_MODEL = /premium/i;
const RATE = /rate.?limit|too many requests|(hourly|daily|weekly|session) limit/i;
/** Of everything that the plan is asked for, not of one model. */
const OF_THE_VENDOR = /session|global|weekly|daily|agent mode|your (account|plan)/i;
const SPAN =
	/\b(?:in|wait(?: for)?|after)\s+((?:(?:about|another|approximately)\s+)?(?:(?:\d+|an?)\s*(?:(?:second|sec|minute|min|hour|hr|day)s?|[smhd])\b[\s,]*(?:and\s+)?)+)/i;
const UNITS: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/**
 * What an error of a model of VS Code's means. The codes are those of `vscode.LanguageModelError`; Copilot's own quota and rate limits come
 * as plain errors named ChatQuotaExceeded and ChatRateLimited (GitHub.copilot-chat 0.67.0, read 2026-11-29), with the time of the reset in
 * their words. Consent, quotas and blocks are of the extension behind the model, not of all that VS Code offers.
 * @param now ms since epoch
 */
export function vscodeError(cause: unknown, { name, vendor }: Asked, now: number): RoutooError {
	const { code, kind, words } = readable(cause);
	if (code === 'NoPermissions') {
		const nextStep = l10n.t('Allow it when VS Code asks, or in Manage Language Model Access.');
		return new RoutooError('auth', l10n.t('VS Code does not let Routoo use {0}.', name), nextStep, {
			cause,
			action: 'retry',
			scope: 'vendor',
		});
	}
	if (code === 'NotFound') {
		return new RoutooError(
			'modelNotFound',
			l10n.t('{0} is not available now.', name),
			l10n.t('Refresh the models or choose another one.'),
			{ cause },
		);
	}
	const retryAfterMs = namedTime(words, now);
	const elsewhere = l10n.t('Choose another model, or wait.');
	const filtered = FILTERED.test(words);
	if (kind === 'ChatQuotaExceeded' || (kind !== 'ChatRateLimited' && !filtered && QUOTA.test(words))) {
		const scope = OF_THE_MODEL.test(words) ? 'model' : 'vendor';
		const blocked =
			scope === 'model'
				? l10n.t("{0} is blocked: the plan's quota for it is used up.", name)
				: l10n.t('{0} is blocked: the quota of its plan ({1}) is used up.', name, vendor);
		return new RoutooError('quota', blocked, elsewhere, { cause, retryAfterMs, scope });
	}
	if (kind === 'ChatRateLimited' || RATE.test(words)) {
		const scope = OF_THE_VENDOR.test(words) ? 'vendor' : 'model';
		return new RoutooError('rateLimit', l10n.t('{0} takes no more requests for now.', name), elsewhere, { cause, retryAfterMs, scope });
	}
	if (classify({ status: null, code, message: words, fields: [], contextTokens: null }, null) === 'contextTooLong') {
		const nextStep = l10n.t('Start a new chat, or choose a model that reads more.');
		return new RoutooError('contextTooLong', l10n.t('The conversation is too long for {0}.', name), nextStep, { cause });
	}
	if (filtered) {
		const nextStep = l10n.t('Rephrase the message or choose another model.');
		return new RoutooError('refused', l10n.t('{0} refused to answer (content filter).', name), nextStep, { cause });
	}
	if (code === 'Blocked') {
		const message = l10n.t('{0} is blocked: its vendor ({1}) takes no requests from Routoo for now.', name, vendor);
		return new RoutooError('quota', message, elsewhere, { cause, retryAfterMs, scope: 'vendor' });
	}
	const said = words.slice(0, 200);
	const failed = said === '' ? l10n.t('{0} failed.', name) : l10n.t('{0} failed: {1}', name, said);
	return new RoutooError('server', failed, l10n.t('Try again or choose another model.'), {
		cause,
	});
}

function readable(cause: unknown): { readonly code: string; readonly kind: string; readonly words: string } {
	const { code, name, message } = Object(cause) as { readonly code?: unknown; readonly name?: unknown; readonly message?: unknown };
	const text = typeof cause === 'string' ? cause : typeof message === 'string' ? message : '';
	const words = text
		.slice(0, 2000)
		.replace(/[\s\p{Cc}]+/gu, ' ')
		.trim();
	return { code: typeof code === 'string' ? code : '', kind: typeof name === 'string' ? name : '', words };
}

/**
 * Milliseconds until the time that the words name, as a date ("reset on November 30, 2026 at 9:41 AM"), a time of the day or a span; null
 * where none is. Without a zone it is that of this computer.
 */
function namedTime(words: string, now: number): number | null {
	const named = /\bresets? (?:on|at) ((?:[^.;!]|\.(?=\d)){4,60})/i.exec(words.replace(/\b([ap])\.m\./gi, '$1m'))?.[1];
	const at = named === undefined ? undefined : readings(named, now).find((time) => time > now);
	if (at !== undefined) return at - now;
	const span = SPAN.exec(words)?.[1];
	if (span === undefined) return null;
	let sum = 0;
	for (const [, count = '', unit = ''] of span.matchAll(/(\d+|\ban?\b)\s*([smhd])/gi))
		sum += (/^\d/.test(count) ? Number(count) : 1) * UNITS[unit.toLowerCase()]!;
	return sum > 0 ? sum : null;
}

/** What a date may mean, ms since epoch: one without a year or a day is the next. NaN where it is none. */
function readings(named: string, now: number): number[] {
	const text = named
		.replace(/\s+at\s+/i, ' ')
		.replace(/\u202f/g, ' ')
		.replace(/\((UTC|GMT)\)/i, '$1')
		.trim();
	if (/\b\d{4}\b/.test(text)) return [Date.parse(text)];
	if (/^\d/.test(text)) return [0, 1].map((days) => Date.parse(`${new Date(now + days * UNITS.d!).toDateString()} ${text}`));
	// Date.parse passes over words that it does not know.
	if (!/^[A-Z][a-z]{2,8} \d{1,2}\b/.test(text)) return [];
	const year = new Date(now).getFullYear();
	return [Date.parse(`${text} ${year}`), Date.parse(`${text} ${year + 1}`)];
}
