import * as l10n from '@vscode/l10n';
import { unlessAborted } from '../../core/base/aborting.ts';
import { RoutooError, type ShownError, shownError } from '../../core/base/errors.ts';
import type { MicroDollars } from '../../core/base/micros.ts';
import { previewRoute } from '../../core/gateway/decide.ts';
import type { GatewayRequest } from '../../core/gateway/types.ts';
import { type Attachment, textOf } from '../../core/message/message.ts';
import { type RoutingLine, routingLine } from '../../core/routing/routing-line.ts';
import { AUTO, type Choice } from '../../core/routing/types.ts';
import { type InlineTarget, inlineLines, inlineMessages } from '../../core/workspace/inline-edit.ts';
import { InlineProgress, type LinesSoFar } from '../../core/workspace/inline-progress.ts';
import { askLone, type LoneDeps, loneRequest } from './lone-request.ts';

/** What is to become of which lines, by whom. */
export interface InlineAsk {
	readonly target: InlineTarget;
	readonly wish: string;
	readonly choice?: Choice;
	/** `fix`: of what is reported, or of what is wrong in them. */
	readonly how: 'edit' | 'fix';
}

export interface InlineAnswer {
	/** By which the ledger and what is learned know it. */
	readonly requestId: string;
	/** What stands for the target's lines. */
	readonly lines: readonly string[];
	readonly modelName: string;
	/** µ$; null where nothing was booked. */
	readonly cost: MicroDollars | null;
	readonly warnings: readonly string[];
}

/** Edits of lines in the editor: one request of no conversation each, decided, reserved and booked as a message of the chat is. */
export class InlineEdits {
	readonly #deps: LoneDeps;

	constructor(deps: LoneDeps) {
		this.#deps = deps;
	}

	/** Who would do it and for how much, or why nobody would; null before the models are listed, and for an empty wish. */
	async preview(ask: InlineAsk, signal: AbortSignal): Promise<RoutingLine | ShownError | null> {
		if (ask.wish.trim() === '' || this.#deps.models.usableCount() === null) return null;
		try {
			const request = this.#request(ask, 'preview', signal);
			const { decision, prediction, blocked, money } = await previewRoute(this.#deps.gateway, request);
			return blocked ?? (decision.chosen === null ? null : routingLine(decision, null, money, prediction));
		} catch (error) {
			if (error instanceof RoutooError) return shownError(error);
			throw error;
		}
	}

	/**
	 * `onRouting` is told model and price before the first token, `onLines` how far its lines have come. Null where it was stopped.
	 * Errors: RoutooError in words.
	 */
	async write(
		ask: InlineAsk,
		{ signal, onRouting, onLines }: { readonly signal: AbortSignal; onRouting(line: RoutingLine): void; onLines(soFar: LinesSoFar): void },
	): Promise<InlineAnswer | null> {
		const deps = this.#deps;
		await unlessAborted(deps.models.ready(), signal);
		if (signal.aborted) return null;
		const requestId = deps.newId();
		let progress = new InlineProgress();
		const events = {
			onRouting,
			onText: (text: string) => {
				const soFar = progress.add(text);
				if (soFar !== null) onLines(soFar);
			},
			onReasoning: () => undefined,
			// What was said was a thought: the answer begins anew.
			onThought: () => {
				progress = new InlineProgress();
			},
		};
		const request = this.#request(ask, requestId, signal);
		const result = await askLone(deps, request, events);
		if (result === null) return null;
		// The lines that did not come would stand as taken away.
		if (result.ended === 'length') {
			const why = result.cut?.words ?? l10n.t('The answer ended at its length.');
			throw new RoutooError(
				'invalidInput',
				`${l10n.t('Nothing was put in, because the lines did not come whole.')} ${why}`,
				l10n.t('Select fewer lines.'),
			);
		}
		const lines = inlineLines(textOf(result.parts), ask.target.lines);
		if (lines === null) throw new RoutooError('brokenStream', l10n.t('The model wrote nothing for these lines.'), l10n.t('Try again.'));
		const { modelName = '' } = result.routing ?? {};
		return { requestId, lines, modelName, cost: result.receipt?.cost ?? null, warnings: result.warnings };
	}

	#request({ target, wish, how, choice = AUTO }: InlineAsk, requestId: string, signal: AbortSignal): GatewayRequest {
		const asked = {
			messages: inlineMessages(target, wish),
			text: wish,
			attachments: shownOf(target),
			language: target.language,
			knownKind: how,
		};
		return loneRequest(this.#deps, asked, { choice, requestId, signal });
	}
}

/** As the predictor reads it. */
function shownOf({ path, language, start, lines, problems }: InlineTarget): readonly Attachment[] {
	const range = { startLine: start + 1, endLine: start + lines.length };
	const code: Attachment = { kind: 'selection', path, language, content: lines.join('\n'), range };
	if (problems === null) return [code];
	return [code, { kind: 'problems', path: 'problems', language: null, content: problems, range: null }];
}
