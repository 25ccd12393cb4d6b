import * as l10n from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit';
import type { FromChat } from '../../protocol/chat.ts';
import type { ChatState } from '../../protocol/chat-state.ts';
import { formatMoney } from '../../protocol/format.ts';
import { needsSetup } from './store.ts';

type Post = (message: FromChat) => void;

/** One of the three steps: what is known of it, and the button that does it. */
interface Step {
	readonly name: string;
	readonly done: boolean;
	readonly state: string;
	readonly button: { readonly label: string; readonly message: FromChat; readonly disabled?: boolean };
	/** Other ways, as quiet buttons. */
	readonly more: readonly { readonly label: string; readonly message: FromChat }[];
}

/** Whether the steps stand in a chat without turns: until all are done or the user put them away, and always while no model is usable. */
export function stepsWanted(state: ChatState): boolean {
	const { models, budgetDone, question, hidden } = state.welcome;
	return needsSetup(state) || (!hidden && !(models.done && budgetDone && question.done));
}

/** The three steps to a first answer, with ticks; the first open one has the button that stands out. */
export function firstSteps(state: ChatState, post: Post): TemplateResult {
	const steps = [modelStep(state), budgetStep(state), questionStep(state)];
	const current = steps.find(({ done }) => !done);
	return html`<ol class="steps" aria-label=${l10n.t('First steps')}>
			${steps.map((step) => stepItem(step, step === current, post))}
		</ol>
		${steps[0]!.done ? nothing : keyPages(state, post)}
		<p class="step-ways">
			<button type="button" class="quiet" @click=${() => post({ type: 'command', command: 'getStarted' })}>${l10n.t('Walkthrough')}</button>
			${needsSetup(state) ? nothing : html`<button type="button" class="quiet" @click=${() => post({ type: 'welcome', did: 'hide' })}>${l10n.t('Hide these steps')}</button>`}
		</p>`;
}

function stepItem({ name, done, state, button, more }: Step, current: boolean, post: Post): TemplateResult {
	const ways = html`<div class="step-ways">
		<vscode-button ?secondary=${!current} ?disabled=${button.disabled === true} @click=${() => post(button.message)}>${button.label}</vscode-button>
		${more.map(({ label, message }) => html`<button type="button" class="quiet" @click=${() => post(message)}>${label}</button>`)}
	</div>`;
	return html`<li class=${done ? 'step done' : 'step'} aria-current=${current ? 'step' : nothing}>
		<i class="codicon codicon-${done ? 'pass-filled' : 'circle-large-outline'}" aria-hidden="true"></i>
		<div>
			<b>${name}</b><span class="visually-hidden">${`, ${done ? l10n.t('done') : l10n.t('to do')}`}</span>
			<div class="dim step-state">${state}</div>
			${done ? nothing : ways}
		</div>
	</li>`;
}

function modelStep({ welcome: { models } }: ChatState): Step {
	const { done, found, variables } = models;
	const lines = [...found, ...variables.map((variable) => l10n.t('{0} in the environment', variable))];
	const paste = { label: l10n.t('Paste a key'), message: { type: 'command', command: 'setKey' } } as const;
	const take = {
		label: variables.length === 1 ? l10n.t('Use {0}', variables[0]!) : l10n.t('Use these {0} keys', variables.length),
		message: { type: 'command', command: 'useFoundKeys' },
	} as const;
	return {
		name: l10n.t('Models'),
		done,
		state:
			lines.length === 0
				? l10n.t('Nothing found yet: no key, and no local server (Ollama, LM Studio, llama.cpp, vLLM).')
				: lines.join(' · '),
		button: variables.length > 0 ? take : paste,
		more: [
			...(variables.length > 0 ? [paste] : []),
			{ label: l10n.t('Add an endpoint'), message: { type: 'command', command: 'addEndpoint' } },
			{ label: l10n.t('Use a model file'), message: { type: 'command', command: 'useModelFile' } },
			{ label: l10n.t('Look for local servers'), message: { type: 'command', command: 'refreshModels' } },
		],
	};
}

function budgetStep({ welcome, budget: { limit } }: ChatState): Step {
	const amount = limit === null ? null : formatMoney(limit).replace(/\.00$/, '');
	return {
		name: l10n.t('Budget'),
		done: welcome.budgetDone,
		state: amount === null ? l10n.t('No limit is set.') : l10n.t('{0} a month at most for paid models, in all windows.', amount),
		button: {
			label: amount === null ? l10n.t('Keep no limit') : l10n.t('Keep {0} a month', amount),
			message: { type: 'welcome', did: 'keepBudget' },
		},
		more: [{ label: l10n.t('Change it'), message: { type: 'command', command: 'setBudget' } }],
	};
}

function questionStep({ welcome: { models, question } }: ChatState): Step {
	const { done, file } = question;
	return {
		name: l10n.t('First question'),
		done,
		state: done ? l10n.t('Answered.') : file === null ? l10n.t('No file is open.') : l10n.t('{0} is open.', file),
		button: {
			label: file === null ? l10n.t('Ask something') : l10n.t('Explain this file'),
			message: { type: 'explainFile' },
			disabled: !models.done,
		},
		more: [],
	};
}

/** Where keys are made, folded. */
function keyPages({ welcome: { vendors } }: ChatState, post: Post): TemplateResult {
	return html`<details class="key-pages">
		<summary>${l10n.t('Where keys are made')}</summary>
		<div>
			${vendors.map(({ name, keysPage }) => html`<button type="button" class="quiet" title=${keysPage} @click=${() => post({ type: 'openLink', url: keysPage })}>${name}</button>`)}
		</div>
		<p class="dim">${l10n.t("Keys stay in the editor's secret storage.")}</p>
	</details>`;
}
