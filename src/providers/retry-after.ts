/**
 * A wait longer than this is a quota, not a moment's rate limit; it is reported, but capped so that a bad header cannot close an endpoint
 * for ever.
 */
const MAX_RETRY_AFTER_MS = 24 * 3600 * 1000;

/**
 * Milliseconds until a retry can help, null where the answer does not say. Read in this order: `retry-after-ms`; `retry-after` in seconds
 * or as an HTTP date (RFC 9110, 10.2.3); `x-ratelimit-reset*` and `anthropic-ratelimit-*-reset` of the limits that are used up, as seconds,
 * epoch seconds or milliseconds, a span such as "1m30.5s" or an ISO date; the `retryDelay: "37s"` that Google puts into the body; what the
 * body says in words, as OpenAI ("try again in 7m12s") and Anthropic ("regain access on 2026-12-01 at 00:00 UTC") do (read 2026-11-29).
 */
export function parseRetryAfter(headers: Headers, body: string, now: number): number | null {
	const candidates = [
		span(headers.get('retry-after-ms'), 'ms', now),
		span(headers.get('retry-after'), 's', now),
		...resetHeaders(headers).map((value) => span(value, 's', now)),
		span(/"retryDelay"\s*:\s*"([\d.]+s)"/.exec(body)?.[1] ?? null, 's', now),
		...inWords(body.slice(0, 10_000), now),
	];
	// A date that has passed says less than another header's wait.
	const found = candidates.find((value) => value !== null && value > 0) ?? candidates.find((value) => value !== null);
	return found === undefined || found === null ? null : Math.min(MAX_RETRY_AFTER_MS, Math.max(0, Math.round(found)));
}

/** Values of the reset headers; those whose `remaining` is 0 first, since they are the limit that was hit. */
function resetHeaders(headers: Headers): string[] {
	const spent: string[] = [];
	const others: string[] = [];
	headers.forEach((value, name) => {
		if (!/^(x-ratelimit-reset|anthropic-ratelimit-.*-reset$)/.test(name)) return;
		const remaining = headers.get(name.replace('reset', 'remaining'));
		(remaining === '0' ? spent : others).push(value);
	});
	return [...spent, ...others];
}

function inWords(body: string, now: number): (number | null)[] {
	const [, day, time = '00:00'] = /\bregain access on (\d{4}-\d\d-\d\d)(?: at (\d\d:\d\d) UTC)?/i.exec(body) ?? [];
	return [
		span(/\b(?:try again|retry) in ((?:\d+(?:\.\d+)?(?:ms|s|m|h|d))+)\b/i.exec(body)?.[1] ?? null, 's', now),
		day === undefined ? null : span(`${day}T${time}:00Z`, 's', now),
	];
}

function span(value: string | null, unit: 's' | 'ms', now: number): number | null {
	if (value === null || value.trim() === '') return null;
	const text = value.trim();
	if (/^[+-]?\d+(\.\d+)?$/.test(text)) {
		const number = Number(text);
		// Epoch times: OpenRouter sends milliseconds, others seconds.
		if (number > 1e12) return number - now;
		if (number > 1e9) return number * 1000 - now;
		return unit === 'ms' ? number : number * 1000;
	}
	const parts = [...text.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h|d)/g)];
	if (parts.length > 0 && parts.map((part) => part[0]).join('') === text) {
		const factor = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };
		return parts.reduce((sum, part) => sum + Number(part[1]) * factor[part[2] as keyof typeof factor], 0);
	}
	const date = Date.parse(text);
	return Number.isNaN(date) ? null : date - now;
}
