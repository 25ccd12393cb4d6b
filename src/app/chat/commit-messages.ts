import * as l10n from '@vscode/l10n';
import { unlessAborted } from '../../core/base/aborting.ts';
import { RoutooError } from '../../core/base/errors.ts';
import type { MicroDollars } from '../../core/base/micros.ts';
import type { GatewayEvents } from '../../core/gateway/types.ts';
import { textOf } from '../../core/message/message.ts';
import type { RoutingLine } from '../../core/routing/routing-line.ts';
import { COMMIT_TASK, commitMessages, commitText } from '../../core/workspace/commit-message.ts';
import { diffParts, shownDiff, unreadableDiff } from '../../core/workspace/diff-text.ts';
import { secretsIn } from '../../core/workspace/secret-text.ts';
import { secretInWords } from '../../core/workspace/secret-words.ts';
import { askLone, type LoneDeps, loneRequest } from './lone-request.ts';

/** Some 10,000 tokens of a diff say what a commit is about. */
const MOST_CHARS = 40_000;

/** Changes as Git tells them. */
export interface CommitSource {
	readonly diff: string;
	readonly staged: boolean;
	/** Subjects of the last commits, newest first. */
	readonly recent: readonly string[];
	/** Whether a path of the repository names a file that stays on this computer. */
	isPrivate(path: string): boolean;
}

export interface CommitMessage {
	readonly text: string;
	readonly modelName: string;
	/** µ$; null where nothing was booked. */
	readonly cost: MicroDollars | null;
	/** Files of which only the name was sent, with why. */
	readonly leftOut: readonly { readonly path: string; readonly why: string }[];
}

/**
 * Commit messages by the cheapest model that is good enough for them, whatever the chat's own choice: one request of no conversation, and
 * booked like any other.
 */
export class CommitMessages {
	readonly #deps: LoneDeps;

	constructor(deps: LoneDeps) {
		this.#deps = deps;
	}

	/**
	 * `onRouting` is told model and price before the first token. Errors: RoutooError in words; null where it was stopped.
	 * @param wish what the author has typed for it, may be empty
	 */
	async write(
		source: CommitSource,
		wish: string,
		{ signal, onRouting }: { readonly signal: AbortSignal; onRouting(line: RoutingLine): void },
	): Promise<CommitMessage | null> {
		const deps = this.#deps;
		await unlessAborted(deps.models.ready(), signal);
		if (signal.aborted) return null;
		const parts = diffParts(source.diff);
		// Without its files nobody can say what in it is private.
		if (parts.length === 0) throw unreadableDiff();
		const diff = shownDiff(parts, MOST_CHARS, (paths, text) => keptBack(source, paths, text));
		const messages = commitMessages({ diff, staged: source.staged, recent: source.recent, wish });
		const attachments = [{ kind: 'file' as const, path: 'changes.diff', language: 'diff', content: diff.text, range: null }];
		const asked = { messages, text: COMMIT_TASK, attachments, language: null, knownKind: 'commit' as const };
		const events: GatewayEvents = { onRouting, onText: () => undefined, onReasoning: () => undefined };
		const result = await askLone(deps, loneRequest(deps, asked, { requestId: deps.newId(), signal }), events);
		if (result === null) return null;
		const said = textOf(result.parts);
		const text = commitText(said);
		if (text === '') throw new RoutooError('brokenStream', l10n.t('The model wrote no commit message.'), l10n.t('Try again.'));
		const { modelName = '' } = result.routing ?? {};
		return { text, modelName, cost: result.receipt?.cost ?? null, leftOut: diff.leftOut };
	}
}

function keptBack(source: CommitSource, paths: readonly string[], text: string): string | null {
	if (paths.some((path) => source.isPrivate(path))) return l10n.t('private');
	const [secret] = secretsIn(text);
	return secret === undefined ? null : l10n.t('holds {0}', secretInWords(secret.what));
}
