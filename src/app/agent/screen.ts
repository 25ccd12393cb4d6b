import type { Candidate } from '../../core/model/candidate.ts';
import type { Settings } from '../settings/schema.ts';
import type { Screened } from './deps.ts';
import type { AgentRequest } from './ports.ts';
import type { PrivateResults } from './private-results.ts';

export interface ScreenDeps {
	readonly results: Pick<PrivateResults, 'screen'>;
	readonly candidates: () => readonly Candidate[];
	readonly settings: () => Pick<Settings, 'pool' | 'localOnly'>;
}

/** Whether a local model could answer at all. */
export function hasLocal(candidates: readonly Candidate[], pool: Settings['pool']): boolean {
	return candidates.some(({ id, local }) => local && (pool === null || pool.includes(id)));
}

/** The private-file rules before a request is routed. Rejects only where it is stopped. */
export async function screenRequest(deps: ScreenDeps, request: AgentRequest): Promise<Screened> {
	const { entry, prompt, conversationId, signal } = request;
	const { pool, localOnly } = deps.settings();
	const named = deps.candidates().filter(({ endpointId, wireModel }) => `${endpointId}/${wireModel}` === entry);
	const possible = named.length > 0 ? named : deps.candidates().filter(({ id }) => pool === null || pool.includes(id));
	const recipients = [...new Set(possible.flatMap(({ local, recipient }) => (local ? [] : [recipient])))];
	const screened = await deps.results.screen({
		messages: prompt.messages,
		conversation: conversationId ?? beginningOf(request),
		willBeLocal: localOnly || (possible.length > 0 && recipients.length === 0) ? true : null,
		...(recipients.length === 1 ? { recipient: recipients[0]! } : {}),
		signal,
	});
	if ('words' in screened) return screened;
	return {
		prompt: screened.messages === prompt.messages ? prompt : { ...prompt, messages: screened.messages },
		localOnly: screened.localOnly,
	};
}

/** What tells conversations apart where the caller does not: the first words that a user said in it. */
function beginningOf({ prompt }: AgentRequest): string {
	const first = prompt.messages.find(({ role }) => role === 'user');
	const text = first?.parts.map((part) => (part.type === 'text' ? part.text : '')).join('') ?? '';
	return text.slice(0, 2000);
}
