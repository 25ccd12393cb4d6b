import type * as vscode from 'vscode';
import { PRESET_ENTRIES } from '../../app/agent/agent-request.ts';
import type { AgentEntry } from '../../app/agent/ports.ts';
import { ROUTOO } from '../models/own-models.ts';

/**
 * `isUserSelectable` stands beside the stable fields: since 1.120 the picker lists a model only with it, VS Code reads it without asking
 * for the proposal whose type has it, and older versions read past it. Nothing else of the proposals is set: a default model (`isDefault`)
 * needs the proposal, and a `category` has no effect in the picker.
 */
export type ModelInformation = vscode.LanguageModelChatInformation & { readonly isUserSelectable: boolean };

/**
 * An entry as VS Code lists it. Its family is the model's own where it stands for one, as VS Code's agent words its instructions and edit
 * tools by it; the version says that the model comes from here, also where another extension lists it again.
 */
export function informationOf(entry: AgentEntry): ModelInformation {
	const { id, name, detail, tooltip, maxInputTokens, maxOutputTokens, tools, vision, selectable } = entry;
	const chooses = Object.hasOwn(PRESET_ENTRIES, id);
	return {
		...{ id, name, detail, tooltip, maxInputTokens, maxOutputTokens },
		family: chooses ? ROUTOO : (id.split('/').at(-1) ?? id),
		version: ROUTOO,
		// VS Code does not list one without it for agents and inline chat. Those that choose stay there, also while no model behind them calls
		// tools: they say so when they are asked, and the user's pick is not lost meanwhile. Where a model reads no images, VS Code leaves them
		// out without a word: those that choose take them, and say that none can.
		capabilities: { toolCalling: tools || chooses, imageInput: vision || chooses },
		isUserSelectable: selectable,
	};
}

/** Equal for lists that offer the same: all but what is told beside the names. */
export function offerOf(list: readonly ModelInformation[]): string {
	return JSON.stringify(list.map(({ detail: _detail, tooltip: _tooltip, ...offer }) => offer));
}
