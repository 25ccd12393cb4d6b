import * as l10n from '@vscode/l10n';
/** Button that helps; the views and the host know what each does. `allowOnce`: answer this one over the budget (atLimit = ask). */
export type ErrorAction =
	| 'retry'
	| 'allowOnce'
	| 'setKey'
	| 'openBudget'
	| 'openSettings'
	| 'newSession'
	| 'showLog'
	| 'resumePaid'
	| 'useAuto';

export interface ErrorRule {
	/** Whether another model can help: not after a cancel, a full disk or the user's own settings. */
	readonly retryable: boolean;
	/**
	 * What would fail in the same way: every model of the endpoint (a wrong key, a dead line), those of one vendor there (the plan behind
	 * some of the editor's models: `vendorOf` in core/gateway/health.ts), the model at any effort (an unknown name, a rate limit), or this
	 * request with this candidate alone.
	 */
	readonly scope: 'request' | 'model' | 'vendor' | 'endpoint';
	/** Whether the failure says something about the health of what was asked, so that it is left alone for a while. */
	readonly countsAgainstHealth: boolean;
	/** The next step that usually helps, as a button. */
	readonly action: ErrorAction;
}

const rule = (retryable: boolean, scope: ErrorRule['scope'], countsAgainstHealth: boolean, action: ErrorAction): ErrorRule => ({
	retryable,
	scope,
	countsAgainstHealth,
	action,
});

/** The one table of error kinds: what each means for fallback, health and the user's next step. */
export const ERROR_RULES = {
	//                   retryable  scope       health  action
	auth: rule(true, 'endpoint', true, 'setKey'),
	rateLimit: rule(true, 'model', true, 'retry'),
	quota: rule(true, 'endpoint', true, 'openSettings'),
	modelNotFound: rule(true, 'model', true, 'retry'),
	/** A model with a longer context helps; the model is not to blame. */
	contextTooLong: rule(true, 'request', false, 'retry'),
	network: rule(true, 'endpoint', true, 'retry'),
	timeout: rule(true, 'request', true, 'retry'),
	server: rule(true, 'model', true, 'retry'),
	badResponse: rule(true, 'endpoint', true, 'retry'),
	brokenStream: rule(true, 'request', true, 'retry'),
	refused: rule(false, 'request', false, 'retry'),
	cancelled: rule(false, 'request', false, 'retry'),
	noModel: rule(false, 'request', false, 'setKey'),
	budget: rule(false, 'request', false, 'openBudget'),
	storage: rule(false, 'request', false, 'retry'),
	damagedFile: rule(false, 'request', false, 'showLog'),
	/** The endpoint is gone from the settings or wrong in them. */
	settings: rule(false, 'endpoint', true, 'openSettings'),
	invalidInput: rule(false, 'request', false, 'retry'),
} as const satisfies Readonly<Record<string, ErrorRule>>;

/** Every expected failure is a RoutooError with a `kind`; the message is one sentence for the user and `nextStep` says what to do. */
export type ErrorKind = keyof typeof ERROR_RULES;

interface RoutooErrorOptions {
	readonly retryAfterMs?: number | null;
	readonly action?: ErrorAction | null;
	/** Where this failure reaches less far, or farther, than others of its kind. */
	readonly scope?: ErrorRule['scope'] | null;
	/** 'contextTooLong': the size that the server named, in tokens. */
	readonly contextTokens?: number | null;
	readonly cause?: unknown;
}

export class RoutooError extends Error {
	readonly kind: ErrorKind;
	readonly nextStep: string;
	/** Milliseconds after which a retry can help (retry-after), null where unknown. */
	readonly retryAfterMs: number | null;
	/** Button of the view where the kind's usual one would lead astray. */
	readonly action: ErrorAction | null;
	/** Tokens that the model reads at most, as the server named them where a request was too long; null where it did not. */
	readonly contextTokens: number | null;
	readonly #scope: ErrorRule['scope'] | null;

	constructor(kind: ErrorKind, message: string, nextStep: string, options: RoutooErrorOptions = {}) {
		super(message, { cause: options.cause });
		this.name = 'RoutooError';
		this.kind = kind;
		this.nextStep = nextStep;
		this.retryAfterMs = options.retryAfterMs ?? null;
		this.action = options.action ?? null;
		this.contextTokens = options.contextTokens ?? null;
		this.#scope = options.scope ?? null;
	}

	/** What the table says of this kind, with the reach of this failure. */
	get rule(): ErrorRule {
		const known = ERROR_RULES[this.kind];
		return this.#scope === null ? known : { ...known, scope: this.#scope };
	}

	/** Whether `error` is a RoutooError, of one of `kinds` where they are given. */
	static is(error: unknown, ...kinds: readonly ErrorKind[]): error is RoutooError {
		return error instanceof RoutooError && (kinds.length === 0 || kinds.includes(error.kind));
	}
}

/** An error as a plain value: shown in place of an answer, stored, sent to a view. */
export interface ShownError {
	/** An ErrorKind, or `internal` for a fault of ours. */
	readonly kind: string;
	readonly message: string;
	readonly nextStep: string;
	readonly action: ErrorAction | null;
	/** Milliseconds after which a retry can help; absent where nobody named them. */
	readonly retryAfterMs?: number;
}

/**
 * Anything that is not a RoutooError is a fault of ours: said so, with the log as next step.
 * @param earlier what failed before it, "model: message" each
 */
export function shownError(error: unknown, earlier: readonly string[] = []): ShownError {
	const afterOthers = (message: string): string =>
		earlier.length > 0 ? l10n.t('{0} (tried before: {1})', message, earlier.join('; ')) : message;
	if (error instanceof RoutooError) {
		const { kind, nextStep, action, rule, retryAfterMs } = error;
		const named = retryAfterMs === null ? {} : { retryAfterMs };
		return { kind, message: afterOthers(error.message), nextStep, action: action ?? rule.action, ...named };
	}
	const detail = error instanceof Error ? error.message : String(error);
	return {
		kind: 'internal',
		message: afterOthers(l10n.t('Something went wrong inside Routoo: {0}', detail)),
		nextStep: l10n.t('Try again; if it stays, look at the log.'),
		action: 'showLog',
	};
}

/** What happened and what to do, for a notice. */
export function inWords(error: unknown): string {
	const { message, nextStep } = shownError(error);
	return `${message} ${nextStep}`;
}
