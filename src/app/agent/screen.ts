import type { Candidate } from '../../core/model/candidate.ts';
import type { Settings } from '../settings/schema.ts';
import { entryOf } from './agent-request.ts';
import type { Screened, ScreenedFor } from './deps.ts';
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
export async function screenRequest(deps: ScreenDeps, request: AgentRequest, on: ScreenedFor): Promise<Screened> {
	const { entry, prompt, signal } = request;
	const { pool, localOnly } = deps.settings();
	const named = deps.candidates().filter((candidate) => entryOf(candidate) === entry);
	const possible = named.length > 0 ? named : deps.candidates().filter(({ id }) => pool === null || pool.includes(id));
	const recipients = [...new Set(possible.flatMap(({ local, recipient }) => (local ? [] : [recipient])))];
	const screened = await deps.results.screen({
		messages: prompt.messages,
		...on,
		// One of a named model goes to no other.
		hasLocal: possible.some(({ local }) => local),
		willBeLocal: localOnly || (possible.length > 0 && recipients.length === 0) ? true : null,
		...(recipients.length === 1 ? { recipient: recipients[0]! } : {}),
		signal,
	});
	return {
		prompt: screened.messages === prompt.messages ? prompt : { ...prompt, messages: screened.messages },
		localOnly: screened.localOnly,
	};
}
