import type { RouteRequest } from '../core/routing/types.ts';

/** Parts that a written-up issue has: headings of a template, a traceback, versions, a title over a body. */
const MARKS: readonly RegExp[] = [
	/^\s*(?:#{1,5}\s*|\*\*|[-*] )?(?:description|summary|steps to reproduce|to reproduce|reproduction|how to reproduce|expected|actual|current behaviou?r|environment|versions?|system (?:details|info)|what happened|additional context|proposed|motivation|impact|minimal|bug report|feature request|issue|beschreibung|erwartet|schritte|comportement|attendu|описание|шаги|ожидаем\p{L}*|问题描述|复现步骤|再現手順)\b[^\n]{0,60}$/imu,
	/Traceback \(most recent call last\)|^\s+at .+:\d+|^\s*File ".+", line \d+|panicked at|\b\w+(?:Error|Exception)\b/m,
	/\b(?:v?\d+\.\d+(?:\.\d+)?(?:rc\d|dev\d*)?)\b/,
	/^>>> |^\$ |^```/m,
	/#{1,4} *\**(?:issue |feature )?(?:title|description|summary|problem|issue|bug|motivation|expected|actual|current|steps)\b/iu,
];
/** Shorter than this a message is a request and no issue, title or not. */
const LEAST_CHARS = 150;
const LEAST_UNTITLED = 250;
/** So long, what is said is written up whatever it looks like. */
const LONG_CHARS = 1000;

/**
 * Whether an agent's task is an issue that somebody wrote up: a title over a body, or its usual parts. The recorded runs are of such
 * tasks; what is typed into an editor in passing is smaller.
 */
export function isWrittenIssue({ text, needs }: Pick<RouteRequest, 'text' | 'needs'>): boolean {
	if (!needs.tools) return false;
	const body = text.slice(0, 8000).trim();
	if (body.length >= LONG_CHARS) return true;
	if (body.length < LEAST_CHARS) return false;
	const [title = '', ...rest] = body.split(/\n+/);
	const titled = rest.length > 0 && title.length <= 160 && !/[.:!]$/.test(title.trim());
	return titled || (body.length >= LEAST_UNTITLED && MARKS.some((mark) => mark.test(body)));
}
