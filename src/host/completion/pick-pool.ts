import * as vscode from 'vscode';
import type { FillModels } from '../../app/completion/fill-models.ts';
import { priceDetail } from '../../app/models/options.ts';
import type { FillAbility, FillMethod } from '../../core/completion/types.ts';
import type { Candidate } from '../../core/model/candidate.ts';

interface Item extends vscode.QuickPickItem {
	readonly candidateId?: string;
}

const METHODS: Readonly<Record<FillMethod, string>> = {
	openaiSuffix: 'suffix',
	deepseek: 'suffix (beta)',
	mistral: 'fill-in-the-middle',
	ollama: 'suffix',
	llamacpp: 'infill',
	template: 'its own fill-in-the-middle tokens',
	chat: 'asked in chat form',
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
		...(unable.length === 0 ? [] : [{ label: 'Cannot fill in (a tick has no effect)', kind: vscode.QuickPickItemKind.Separator }]),
		...unable.map(({ candidate, ability }) => ({ label: candidate.displayName, description: candidate.recipient, detail: ability!.why })),
	];
	if (able.length === 0) {
		const why =
			unable.length === 0
				? ''
				: ` ${unable.length === 1 ? unable[0]!.ability!.why : `${unable.length} models are listed; none has a form for it.`}`;
		void vscode.window.showInformationMessage(
			`No model can fill in code yet.${why} Start a local model server with a code model, or set the key of a vendor.`,
		);
		return null;
	}
	const picked = await vscode.window.showQuickPick(choices, {
		title: 'Models for completions',
		placeHolder: 'Tick the models; all ticked means no restriction',
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
		description: `${candidate.recipient} · ${priceDetail(candidate)} · ${METHODS[method!]}`,
		// How it is asked stands in the line above already; what else is to be known is said.
		...(method === 'chat' && lastResort !== true ? {} : { detail: why }),
		picked,
		candidateId: candidate.id,
	};
}
