import type { ReadIssue } from './issues.ts';
import { keptState } from './states.ts';
import type { IssueVectors } from './weights.ts';

/** Layer whose mean state is read, from 1. */
export const LAYER = 12;

/** What `npm run read:issues` has kept of each issue's text. Throws where one was not read. */
export function issueVectors(issues: readonly ReadIssue[]): IssueVectors {
	return new Map(
		issues.map(({ id, raw }) => {
			const state = keptState(raw, LAYER);
			if (state === null) throw new Error(`${id} was not read yet. Run npm run -s read:issues -- --data DIR first.`);
			return [id, state];
		}),
	);
}
