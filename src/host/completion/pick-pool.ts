import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { FillModels } from '../../app/completion/fill-models.ts';
import { priceDetail } from '../../app/models/options.ts';
import type { FillAbility, FillMethod } from '../../core/completion/types.ts';
import type { Candidate } from '../../core/model/candidate.ts';
import { recipientName } from '../../core/model/recipient.ts';

interface Item extends vscode.QuickPickItem {
	readonly candidateId?: string;
}

const METHODS: Readonly<Record<FillMethod, () => string>> = {
	openaiSuffix: () => l10n.t('suffix'),
	deepseek: () => l10n.t('suffix (beta)'),
	mistral: () => l10n.t('fill-in-the-middle'),
	ollama: () => l10n.t('suffix'),
	llamacpp: () => l10n.t('infill'),
	template: () => l10n.t('its own fill-in-the-middle tokens'),
	chat: () => l10n.t('asked in chat form'),
};

/**
 * Asks which models completions may use, each with how it can fill in. All ticked = no restriction = an empty list; null when dismissed.
 */
export async function pickCompletionPool(
	candidates: readonly Candidate[],
	fillModels: Pick<FillModels, 'abilityOf'>,
	pool: readonly string[] | null,
): Promise<readonly string[] | null> {
	const known = candidates
		.map((candidate) => ({ candidate, ability: fillModels.abilityOf(candidate.id) }))
		.sort((a, b) => a.candidate.recipient.localeCompare(b.candidate.recipient, 'en') || (a.candidate.id < b.candidate.id ? -1 : 1));
	const able = known.filter(({ ability }) => ability !== null && ability.method !== null);
	const unable = known.filter(({ ability }) => ability?.method === null);
	const choices: Item[] = [
		...able.map(({ candidate, ability }) => item(candidate, ability!, pool === null || pool.includes(candidate.id))),
		...(unable.length === 0 ? [] : [{ label: l10n.t('Cannot fill in (a tick has no effect)'), kind: vscode.QuickPickItemKind.Separator }]),
		...unable.map(({ candidate, ability }) => ({
			label: candidate.displayName,
			description: recipientName(candidate.recipient),
			detail: ability!.why,
		})),
	];
	if (able.length === 0) {
		const why =
			unable.length === 0
				? []
				: [unable.length === 1 ? unable[0]!.ability!.why : l10n.t('{0} models are listed; none has a form for it.', unable.length)];
		const start = l10n.t('Start a local model server with a code model, or set the key of a vendor.');
		void vscode.window.showInformationMessage([l10n.t('No model can fill in code yet.'), ...why, start].join(' '));
		return null;
	}
	const picked = await vscode.window.showQuickPick(choices, {
		title: l10n.t('Models for completions'),
		placeHolder: l10n.t('Tick the models; all ticked means no restriction'),
		canPickMany: true,
		matchOnDescription: true,
	});
	if (picked === undefined) return null;
	const ids = picked.flatMap(({ candidateId }) => (candidateId === undefined ? [] : [candidateId]));
	return ids.length === able.length ? [] : ids;
}

function item(candidate: Candidate, { method, why, lastResort }: FillAbility, picked: boolean): Item {
	return {
		label: candidate.displayName,
		description: `${recipientName(candidate.recipient)} · ${priceDetail(candidate)} · ${METHODS[method!]()}`,
		// How it is asked stands in the line above already; what else is to be known is said.
		...(method === 'chat' && lastResort !== true ? {} : { detail: why }),
		picked,
		candidateId: candidate.id,
	};
}
