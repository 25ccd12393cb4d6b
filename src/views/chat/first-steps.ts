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
	return html`<ol class="steps" aria-label="First steps">
			${steps.map((step) => stepItem(step, step === current, post))}
		</ol>
		${steps[0]!.done ? nothing : keyPages(state, post)}
		<p class="step-ways">
			<button type="button" class="quiet" @click=${() => post({ type: 'command', command: 'getStarted' })}>Walkthrough</button>
			${needsSetup(state) ? nothing : html`<button type="button" class="quiet" @click=${() => post({ type: 'welcome', did: 'hide' })}>Hide these steps</button>`}
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
			<b>${name}</b><span class="visually-hidden">${done ? ', done' : ', to do'}</span>
			<div class="dim step-state">${state}</div>
			${done ? nothing : ways}
		</div>
	</li>`;
}

function modelStep({ welcome: { models } }: ChatState): Step {
	const { done, found, variables } = models;
	const lines = [...found, ...variables.map((variable) => `${variable} in the environment`)];
	const paste = { label: 'Paste a key', message: { type: 'command', command: 'setKey' } } as const;
	const take = {
		label: variables.length === 1 ? `Use ${variables[0]}` : `Use these ${variables.length} keys`,
		message: { type: 'command', command: 'useFoundKeys' },
	} as const;
	return {
		name: 'Models',
		done,
		state: lines.length === 0 ? 'Nothing found yet: no key, and no local server (Ollama, LM Studio, llama.cpp, vLLM).' : lines.join(' · '),
		button: variables.length > 0 ? take : paste,
		more: [
			...(variables.length > 0 ? [paste] : []),
			{ label: 'Add an endpoint', message: { type: 'command', command: 'addEndpoint' } },
			{ label: l10n.t('Use a model file'), message: { type: 'command', command: 'useModelFile' } },
			{ label: 'Look for local servers', message: { type: 'command', command: 'refreshModels' } },
		],
	};
}

function budgetStep({ welcome, budget: { limit } }: ChatState): Step {
	const amount = limit === null ? 'no limit' : `${formatMoney(limit).replace(/\.00$/, '')} a month`;
	return {
		name: 'Budget',
		done: welcome.budgetDone,
		state: limit === null ? 'No limit is set.' : `${amount} at most for paid models, in all windows.`,
		button: { label: `Keep ${amount}`, message: { type: 'welcome', did: 'keepBudget' } },
		more: [{ label: 'Change it', message: { type: 'command', command: 'setBudget' } }],
	};
}

function questionStep({ welcome: { models, question } }: ChatState): Step {
	const { done, file } = question;
	return {
		name: 'First question',
		done,
		state: done ? 'Answered.' : file === null ? 'No file is open.' : `${file} is open.`,
		button: { label: file === null ? 'Ask something' : 'Explain this file', message: { type: 'explainFile' }, disabled: !models.done },
		more: [],
	};
}

/** Where keys are made, folded. */
function keyPages({ welcome: { vendors } }: ChatState, post: Post): TemplateResult {
	return html`<details class="key-pages">
		<summary>Where keys are made</summary>
		<div>
			${vendors.map(({ name, keysPage }) => html`<button type="button" class="quiet" title=${keysPage} @click=${() => post({ type: 'openLink', url: keysPage })}>${name}</button>`)}
		</div>
		<p class="dim">Keys stay in the editor's secret storage.</p>
	</details>`;
}
