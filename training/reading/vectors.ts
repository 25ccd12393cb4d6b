import type { ReadIssue } from './issues.ts';
import type { IssueVectors } from './weights.ts';

/** TEMPORARY until the reader's own cache is merged. */
export function issueVectors(_issues: readonly ReadIssue[]): IssueVectors {
	return new Map();
}
