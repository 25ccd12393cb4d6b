import type { EndReason } from '../../core/message/stream.ts';

/** Why an answer ended; `failed`: the vendor gave up on it, which is no end of an answer. */
export type Ending = EndReason | 'failed';

const WORDS: Readonly<Record<Ending, readonly string[]>> = {
	stop: [
		'stop',
		'end_turn',
		'stop_sequence',
		'eos',
		'eos_token',
		'end',
		'done',
		'complete',
		'completed',
		'finished',
		'success',
		'pause_turn',
	],
	length: [
		'length',
		'max_tokens',
		'max_output_tokens',
		'max_completion_tokens',
		'max_new_tokens',
		'model_length',
		'model_context_window_exceeded',
		'limit',
		'incomplete',
		'truncated',
	],
	toolCalls: ['tool_calls', 'tool_call', 'tool_use', 'function_call', 'function_calls'],
	filter: [
		'content_filter',
		'content_filtered',
		'refusal',
		'sensitive',
		'safety',
		'recitation',
		'blocklist',
		'spii',
		'blocked',
		'censored',
	],
	failed: [
		'error',
		'network_error',
		'insufficient_system_resource',
		'abort',
		'aborted',
		'cancel',
		'cancelled',
		'canceled',
		'failed',
		'timeout',
	],
};

/** Of words that no list holds, read as their parts say: a failure first, since a broken answer must not look like a whole one. */
const PARTS: readonly (readonly [Ending, RegExp])[] = [
	['stop', /^(stop|eos|end)(_|$)/],
	[
		'failed',
		/error|fail|abort|cancel|interrupt|time_?out|unavailable|exhausted|overload|resource|crash|disconnect|lost|malformed|exception|killed|preempt/,
	],
	['length', /length|limit|max|truncat|exceed|overflow|context|too_long|budget/],
	['filter', /filter|safety|sensitiv|refus|moderat|block|prohibit|policy|violat|risk|censor|guard|toxic|harm|copyright|compliance/],
	['toolCalls', /tool|function/],
];

const KNOWN: ReadonlyMap<string, Ending> = new Map(
	Object.entries(WORDS).flatMap(([ending, words]) => words.map((word) => [word, ending as Ending] as const)),
);

/**
 * The one list of vendors' words for why an answer ended, chat and completions alike (their API references, read 2026-11-28). Null where
 * nothing is said. A word that is nowhere known and says nothing by its parts is a good end: the vendor did end it.
 */
export function endingOf(reason: unknown): Ending | null {
	if (typeof reason !== 'string') return null;
	const word = reason
		.trim()
		.replace(/([a-z])([A-Z])/g, '$1_$2')
		.toLowerCase()
		.replace(/[\s.:-]+/g, '_');
	if (word === '' || word === 'null' || word === 'none' || word === 'in_progress') return null;
	return KNOWN.get(word) ?? PARTS.find(([, parts]) => parts.test(word))?.[0] ?? 'stop';
}
