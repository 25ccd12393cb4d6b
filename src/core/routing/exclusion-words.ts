import type { Candidate } from '../model/candidate.ts';
import { raiseOneOf, tokensInWords } from '../model/context-words.ts';
import type { BudgetShare, ExclusionReason } from './types.ts';

/** What excludes a candidate, for chat and completions together. */
export type Exclusion = ExclusionReason | 'tooSlow';

/** Why a candidate is not allowed, and the next step where nothing is left. */
interface Words {
	readonly why: string;
	readonly wayOut: string;
}

/** One text for both callers, or one for each where chat and completions have limits and settings of their own. */
type Entry = Words | { readonly chat: Words; readonly completion: Words };

/** Also true where there is no editor to run a command in. */
const SET_PRICE = 'run "Routoo: Set Price" for the model, or write its price into routoo.prices';

const WORDS: Readonly<Record<Exclusion, Entry>> = {
	notInPool: {
		chat: { why: 'not among the models you allow', wayOut: 'allow more models for Auto' },
		completion: { why: 'not among the models you allow for completions', wayOut: 'allow more models for completions' },
	},
	notLocal: {
		why: 'not on this computer or your own network, and only local models are allowed here',
		wayOut: 'start a local model server or turn "local models only" off',
	},
	circuitOpen: {
		chat: { why: 'failed just now; tried again in a moment', wayOut: 'refresh the models, wait a minute or add a second endpoint' },
		completion: { why: 'failed just now; tried again in a moment', wayOut: 'wait a minute or refresh the models' },
	},
	noPrice: {
		chat: { why: 'no price known; "Set Price" or routoo.prices lets Auto use it', wayOut: SET_PRICE },
		completion: { why: 'no price known; "Set Price" or routoo.prices lets completions use it', wayOut: SET_PRICE },
	},
	doubtfulPrice: {
		why: 'its server lists a price more than ten times above any known one; "Set Price" or routoo.prices confirms or corrects it',
		wayOut: SET_PRICE,
	},
	contextTooSmall: {
		chat: {
			why: 'this request does not fit into its context',
			wayOut: 'shorten the message, attach less or start a new conversation',
		},
		completion: { why: 'the code around the caret does not fit into its context', wayOut: 'add a model with more context' },
	},
	noTools: { why: 'cannot call tools', wayOut: 'add a model that can call tools' },
	noVision: { why: 'cannot read images', wayOut: 'add a model that reads images' },
	paused: { why: 'paid requests are paused', wayOut: 'run "Routoo: Resume Paid Requests" in the editor where they were paused' },
	overBudget: {
		chat: { why: 'could cost more than is left of the budget', wayOut: 'raise the budget or add a free local model' },
		completion: {
			why: 'could cost more than is left of the budget for completions',
			wayOut: 'raise the budget or the share of completions, or add a free local model',
		},
	},
	overRun: {
		why: 'could cost more than is left of the most that this run may cost',
		wayOut: 'raise the maximum cost per run (routoo.routing.maxCostPerRun)',
	},
	overMaxCost: {
		chat: { why: 'could cost more than your limit for one request', wayOut: 'raise the maximum cost per request' },
		completion: { why: 'could cost more than your limit for one completion', wayOut: 'raise the maximum cost of a completion' },
	},
	overMaxLatency: { why: 'slower than your limit', wayOut: 'raise the maximum wait' },
	tooSlow: {
		why: 'too slow for your limit to the first line',
		wayOut: 'raise the limit to the first line or add a faster model',
	},
	belowMinQuality: { why: 'below your minimum quality', wayOut: 'lower the minimum quality or add a stronger model' },
};

/** Said of `overBudget` where it is a share of the budget that is too small. */
const SHARE_WORDS: Readonly<Record<BudgetShare, Words>> = {
	agent: {
		why: `could cost more than is left of ${shareInWords('agent')}`,
		wayOut: 'raise that share, the budget, or add a free local model',
	},
};

/** How a share of the budget is called. */
export function shareInWords(_share: BudgetShare): string {
	return "the share of runs in VS Code's Chat (routoo.agent.budgetShare)";
}

/**
 * The words for one exclusion, as the caller's settings are called.
 * @param excluded by this reason: a context that is too small is named, and how a local server is given more
 * @param share what of the budget binds the caller, where it is not the whole
 */
export function exclusionWords(
	reason: Exclusion,
	caller: 'chat' | 'completion',
	excluded: readonly Pick<Candidate, 'contextTokens' | 'local' | 'endpointId' | 'assumed'>[] = [],
	share?: BudgetShare,
): Words {
	if (reason === 'overBudget' && share !== undefined) return SHARE_WORDS[share];
	const entry = WORDS[reason];
	const words = 'why' in entry ? entry : entry[caller];
	if (reason === 'noTools') return toolWords(words, excluded);
	if (reason !== 'contextTooSmall' || excluded.length === 0) return words;
	const most = tokensInWords(Math.max(...excluded.map(({ contextTokens }) => contextTokens)));
	const raise = raiseOneOf(excluded);
	return {
		why: `${words.why} of ${excluded.length === 1 ? '' : 'at most '}${most}`,
		wayOut: raise === null ? words.wayOut : `${words.wayOut}, or ${raise}`,
	};
}

/** Where nobody tells whether a model calls tools, its user can. */
function toolWords({ why, wayOut }: Words, excluded: readonly Pick<Candidate, 'assumed'>[]): Words {
	const untold = excluded.filter(({ assumed }) => assumed?.includes('tools'));
	if (untold.length === 0) return { why, wayOut };
	return {
		why: untold.length === excluded.length ? 'not known to call tools' : why,
		wayOut: `${wayOut}, or, if its model does, write "tools": true into the entry of its server in routoo.endpoints`,
	};
}
