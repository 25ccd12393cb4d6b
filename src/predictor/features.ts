import { isSmallTalk } from '../core/message/small-talk.ts';
import type { RouteRequest } from '../core/routing/types.ts';
import { plainlyAsked } from './grammar.ts';
import { CUES } from './language.ts';
import { pointsAtNothing } from './missing.ts';
import { FITTING_CHARS, partMessage } from './own-words.ts';
import { isFollowUp, referredAttachments, subjectText } from './request-text.ts';
import { spellings } from './spelling.ts';

/** Only this much of attachments is read: their kind and size matter, not their every line. */
const ATTACHMENT_CHARS = 4000;

const SHAPES: readonly (readonly [string, RegExp])[] = [
	['question mark', /[?？؟]/],
	['code fence', /```|~~~/],
	[
		'stack trace',
		/^\s+at .+[:(]\d+|Traceback \(most recent|^\s*File ".+", line \d+|panicked at|Exception in thread|goroutine \d+|Segmentation fault/m,
	],
	['log excerpt', /^\W*(\d{4}-\d\d-\d\d|\d\d:\d\d:\d\d|\[?(INFO|WARN|ERROR|DEBUG|FATAL)\b)/m],
	[
		'compiler error',
		/\berror(\[E\d+\]|:| TS\d+| CS\d+)|undefined reference|cannot find (symbol|module|name)|npm ERR!|SyntaxError|TypeError|NullPointerException/,
	],
	['file path', /\b[\w.-]+\/[\w./-]+\.\w{1,5}\b|\b\w+\.(ts|js|py|rs|go|java|cpp|cs|rb|php|css|html|sql|json|ya?ml|toml)\b/],
	['identifier', /\b[a-z]+[A-Z]\w*\(?|\b\w+_\w+\b|\b\w+\(\)/],
	['latex', /\$[^$\n]{1,80}\$|\\(frac|sum|int|sqrt|leq|times|mathbb|alpha|cdot)/],
	['inequality', /[≤≥∀∃∈∑∏√∞]|<=|>=|\bO\([^)]*\)/],
	['equation', /[a-z0-9)]\s*[=^+*]\s*[a-z0-9(]/i],
	['quoted examples', /\b(example|input|output|sample)s?\s*\d*\s*:/i],
	['assertion', /\bassert\b|>>> |==\s*\?\?/],
	['blank to fill', /_{3,}/],
	['which of the following', /which (one )?of (the following|these)|following (statements|is|are)/i],
	['how many', /\bhow (many|much|long|far|old)\b/i],
	['who when where', /^\s*(q:\s*)?(who|when|where|what (year|is the name|country|city))\b/i],
	['list items', /^\s*([-*•]|\d+[.)])\s+\S/m],
	['issue headings', /^#+ .*(description|expected|actual|steps|title|reproduce)/im],
];

const COUNTED = [
	'log characters',
	'log words',
	'log lines',
	'very short',
	'empty',
	'sentences',
	'mean word length',
	'digits',
	'math signs',
	'brackets',
	'capitals',
	'non-ascii',
	'non-latin letters',
	'cjk',
	'unpronounceable',
	'lettered options',
	'four options',
	'ten options',
	'log option length',
	'requirements',
	'constraint numbers',
	'code lines',
	'attachments',
	'log attachment characters',
	'turns',
	'follow-up',
	'needs tools',
	'needs vision',
	'history is technical',
	'points at nothing',
] as const;

/** Names of the features, in order. The head refuses parameters that were fitted on other names. */
export const FEATURE_NAMES: readonly string[] = [
	...COUNTED,
	...SHAPES.map(([name]) => name),
	...CUES.map((cue) => cue.name),
	'hard cues',
	'easy cues',
	'hard cues in short text',
];

/**
 * Features that the sentence encoder cannot see or blurs, about unit size each, in the order of FEATURE_NAMES. Reads at most some ten
 * thousand characters of a request of any size, so that the time is bounded (well under 1 ms).
 */
export function extractFeatures(request: RouteRequest): Float32Array {
	const text = plainlyAsked(subjectText(request));
	const attachments = referredAttachments(request);
	const attached = attachments
		.map((attachment) => attachment.content.slice(0, ATTACHMENT_CHARS))
		.join('\n')
		.slice(0, ATTACHMENT_CHARS);
	const options = letteredOptions(text);
	const values = counted({ ...request, attachments }, text, attached, options);
	values.push(pointsAtNothing(request) ? 1 : 0);
	for (const [, pattern] of SHAPES) values.push(pattern.test(text) ? 1 : 0);
	const said = spellings(text);
	const talk = isSmallTalk(request.text);
	let hard = 0;
	let easy = 0;
	for (const cue of CUES) {
		const hit = (cue.name === 'greeting' && talk) || said.some((spelling) => cue.pattern.test(spelling)) ? 1 : 0;
		values.push(hit);
		if (cue.weight > 0) hard += hit * cue.weight;
		else easy -= hit * cue.weight;
	}
	const short = text.length < 400 && options.count === 0 ? 1 : 0;
	values.push(Math.min(2, hard / 2), Math.min(2, easy / 2), short * Math.min(2, hard / 2));
	return Float32Array.from(values);
}

/** Lettered answer options ("A. ...", "(B) ...") from A upwards; a count below 3 is 0. The guess floor of the head reads `count`. */
export function letteredOptions(text: string): { readonly count: number; readonly meanLength: number } {
	const letters = [...text.matchAll(/(?:^|\n)\s*\(?([A-J])[.):]\s+([^\n]*)/g)];
	let count = 0;
	let length = 0;
	for (const [, letter, body] of letters) {
		if (letter !== String.fromCharCode(65 + count)) continue;
		count++;
		length += body!.length;
	}
	return count < 3 ? { count: 0, meanLength: 0 } : { count, meanLength: length / count };
}

function counted(request: RouteRequest, text: string, attached: string, options: { count: number; meanLength: number }): number[] {
	const following = isFollowUp(request);
	const { own, shown } = partMessage(request.text);
	const size = following ? own.length : Math.max(text.length, own.length > FITTING_CHARS ? own.length + shown.length : 0);
	const share = (pattern: RegExp) => (text.length === 0 ? 0 : (text.match(pattern)?.length ?? 0) / text.length);
	const words = text.match(/[\p{L}\p{N}_]+/gu) ?? [];
	const lines = text.split('\n');
	const letters = words.reduce((sum, word) => sum + word.length, 0);
	const odd = words.filter((word) => /^[a-z]{4,}$/i.test(word) && (!/[aeiouy]/i.test(word) || /[^aeiouy]{5}/i.test(word))).length;
	const codeLines = lines.filter((line) =>
		/[;{}]\s*$|^\s*(def|class|import|from|return|if|for|while|const|let|var|function|public|#include|SELECT)\b.*[:;({]?$/.test(line),
	);
	const numbers = text.match(/\d+/g)?.length ?? 0;
	const users = request.history.filter((message) => message.role === 'user').length;
	const context = (following ? request.history.slice(-4) : []).map((message) => message.content.slice(0, 1500)).join('\n');
	return [
		Math.log1p(size) / 6,
		Math.log1p(words.length) / 4,
		Math.log1p(lines.length) / 3,
		Math.min(1, Math.max(0, (10 - words.length) / 6)),
		words.length === 0 ? 1 : 0,
		Math.min(2, (text.match(/[.!?。！？]\s+\S/g)?.length ?? 0) / 6),
		words.length === 0 ? 0 : Math.min(2, letters / words.length / 6),
		Math.min(2, share(/\d/g) * 10),
		Math.min(2, share(/[=+*/^<>≤≥√∑∫π]/g) * 20),
		Math.min(2, share(/[()[\]{}]/g) * 20),
		Math.min(2, share(/(?<=\S)\p{Lu}/gu) * 8),
		Math.min(1, share(/\P{ASCII}/gu) * 3),
		Math.min(1, share(/[\p{L}--\p{Script=Latin}]/gv) * 2),
		Math.min(1, share(/[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]/g) * 2),
		words.length === 0 ? 0 : odd / words.length,
		options.count > 0 ? 1 : 0,
		options.count === 4 ? 1 : 0,
		options.count >= 8 ? 1 : 0,
		options.count > 0 ? Math.log1p(options.meanLength) / 4 : 0,
		Math.min(
			2,
			(text.match(/\b(must|should|need(s)? to|ensure|without|at most|at least|only|exactly|support|handle)\b/gi)?.length ?? 0) / 4,
		),
		Math.min(2, numbers / 15),
		Math.min(2, codeLines.length / 12),
		Math.min(2, request.attachments.length / 3),
		Math.log1p(request.attachments.reduce((sum, attachment) => sum + attachment.content.length, 0)) / 10,
		following ? Math.min(2, users / 6) : 0,
		following ? 1 : 0,
		request.needs.tools ? 1 : 0,
		request.needs.vision ? 1 : 0,
		CUES.some((cue) => cue.weight >= 2 && (cue.pattern.test(context) || cue.pattern.test(attached))) ? 1 : 0,
	];
}
