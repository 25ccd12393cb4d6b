import * as l10n from '@vscode/l10n';
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

/** The same, said when it is asked for. */
interface Say {
	readonly why: () => string;
	readonly wayOut: () => string;
}

/** One text for both callers, or one for each where chat and completions have limits and settings of their own. */
type Entry = Say | { readonly chat: Say; readonly completion: Say };

/** Also true where there is no editor to run a command in. */
const setPrice = (): string => l10n.t('run "Routoo: Set Price" for the model, or write its price into routoo.prices');
const failedJustNow = (): string => l10n.t('failed just now; tried again in a moment');

const WORDS: Readonly<Record<Exclusion, Entry>> = {
	notInPool: {
		chat: { why: () => l10n.t('not among the models you allow'), wayOut: () => l10n.t('allow more models for Auto') },
		completion: {
			why: () => l10n.t('not among the models you allow for completions'),
			wayOut: () => l10n.t('allow more models for completions'),
		},
	},
	notLocal: {
		why: () => l10n.t('not on this computer or your own network, and only local models are allowed here'),
		wayOut: () => l10n.t('start a local model server or turn "local models only" off'),
	},
	circuitOpen: {
		chat: { why: failedJustNow, wayOut: () => l10n.t('refresh the models, wait a minute or add a second endpoint') },
		completion: { why: failedJustNow, wayOut: () => l10n.t('wait a minute or refresh the models') },
	},
	noPrice: {
		chat: { why: () => l10n.t('no price known; "Set Price" or routoo.prices lets Auto use it'), wayOut: setPrice },
		completion: { why: () => l10n.t('no price known; "Set Price" or routoo.prices lets completions use it'), wayOut: setPrice },
	},
	doubtfulPrice: {
		why: () =>
			l10n.t('its server lists a price more than ten times above any known one; "Set Price" or routoo.prices confirms or corrects it'),
		wayOut: setPrice,
	},
	contextTooSmall: {
		chat: {
			why: () => l10n.t('this request does not fit into its context'),
			wayOut: () => l10n.t('shorten the message, attach less or start a new conversation'),
		},
		completion: {
			why: () => l10n.t('the code around the caret does not fit into its context'),
			wayOut: () => l10n.t('add a model with more context'),
		},
	},
	noTools: { why: () => l10n.t('cannot call tools'), wayOut: () => l10n.t('add a model that can call tools') },
	noVision: { why: () => l10n.t('cannot read images'), wayOut: () => l10n.t('add a model that reads images') },
	paused: {
		why: () => l10n.t('paid requests are paused'),
		wayOut: () => l10n.t('run "Routoo: Resume Paid Requests" in the editor where they were paused'),
	},
	overBudget: {
		chat: {
			why: () => l10n.t('could cost more than is left of the budget'),
			wayOut: () => l10n.t('raise the budget or add a free local model'),
		},
		completion: {
			why: () => l10n.t('could cost more than is left of the budget for completions'),
			wayOut: () => l10n.t('raise the budget or the share of completions, or add a free local model'),
		},
	},
	overRun: {
		why: () => l10n.t('could cost more than is left of the most that this run may cost'),
		wayOut: () => l10n.t('raise the maximum cost per run (routoo.routing.maxCostPerRun)'),
	},
	overMaxCost: {
		chat: {
			why: () => l10n.t('could cost more than your limit for one request'),
			wayOut: () => l10n.t('raise the maximum cost per request'),
		},
		completion: {
			why: () => l10n.t('could cost more than your limit for one completion'),
			wayOut: () => l10n.t('raise the maximum cost of a completion'),
		},
	},
	overMaxLatency: { why: () => l10n.t('slower than your limit'), wayOut: () => l10n.t('raise the maximum wait') },
	tooSlow: {
		why: () => l10n.t('too slow for your limit to the first line'),
		wayOut: () => l10n.t('raise the limit to the first line or add a faster model'),
	},
	belowMinQuality: {
		why: () => l10n.t('below your minimum quality'),
		wayOut: () => l10n.t('lower the minimum quality or add a stronger model'),
	},
};

/** Said of `overBudget` where it is a share of the budget that is too small. */
const SHARE_WORDS: Readonly<Record<BudgetShare, Say>> = {
	agent: {
		why: () => l10n.t("could cost more than is left of the share of runs in VS Code's Chat (routoo.agent.budgetShare)"),
		wayOut: () => l10n.t('raise that share, the budget, or add a free local model'),
	},
};

/** How a share of the budget is called. */
export function shareInWords(_share: BudgetShare): string {
	return l10n.t("the share of runs in VS Code's Chat (routoo.agent.budgetShare)");
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
	const entry = reason === 'overBudget' && share !== undefined ? SHARE_WORDS[share] : WORDS[reason];
	const say = 'why' in entry ? entry : entry[caller];
	const words = { why: say.why(), wayOut: say.wayOut() };
	if (reason === 'noTools') return toolWords(words, excluded);
	if (reason !== 'contextTooSmall' || excluded.length === 0) return words;
	const most = tokensInWords(Math.max(...excluded.map(({ contextTokens }) => contextTokens)));
	const raise = raiseOneOf(excluded);
	return {
		why: tooSmall(caller, excluded.length === 1, most),
		wayOut: raise === null ? words.wayOut : l10n.t('{0}, or {1}', words.wayOut, raise),
	};
}

function tooSmall(caller: 'chat' | 'completion', alone: boolean, most: string): string {
	if (caller === 'chat')
		return alone
			? l10n.t('this request does not fit into its context of {0}', most)
			: l10n.t('this request does not fit into its context of at most {0}', most);
	return alone
		? l10n.t('the code around the caret does not fit into its context of {0}', most)
		: l10n.t('the code around the caret does not fit into its context of at most {0}', most);
}

/** Where nobody tells whether a model calls tools, its user can. */
function toolWords({ why, wayOut }: Words, excluded: readonly Pick<Candidate, 'assumed'>[]): Words {
	const untold = excluded.filter(({ assumed }) => assumed?.includes('tools'));
	if (untold.length === 0) return { why, wayOut };
	return {
		why: untold.length === excluded.length ? l10n.t('not known to call tools') : why,
		wayOut: l10n.t('{0}, or, if its model does, write "tools": true into the entry of its server in routoo.endpoints', wayOut),
	};
}
