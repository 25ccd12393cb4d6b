import * as l10n from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit';
import type { FromChat, SessionSummary } from '../../protocol/chat.ts';
import type { ChatState, ModelOption } from '../../protocol/chat-state.ts';
import { recipientName } from '../../protocol/format.ts';
import { richText } from '../common/rich-text.ts';
import { firstSteps, stepsWanted } from './first-steps.ts';
import { needsSetup } from './store.ts';

const RECENT = 4;

/** The endpoint that `npm start` sets up where it finds no other model. */
const DEMO = 'demo/';
/** Short questions about what every model has read: the demo model, which knows English alone, answers them
 * sensibly (scripts/try/demo-model.ts). */
const DEMO_QUESTIONS = ['What is a variable in programming?', 'What does HTML stand for?', 'What is the capital of Italy?'];

/** Whether all that can answer is the demo model. */
function onlyDemo(state: ChatState): boolean {
	const usable = state.composer.models.filter(({ id, usable }) => id !== 'auto' && usable);
	return usable.length > 0 && usable.every(({ id }) => id.startsWith(DEMO));
}

/** Stands above the box for as long as nothing better can answer. */
export function demoNotice(state: ChatState, post: (message: FromChat) => void): TemplateResult | typeof nothing {
	if (!onlyDemo(state)) return nothing;
	return html`<div class="notice info demo" role="status">
		<i class="codicon codicon-beaker" aria-hidden="true"></i><span>${l10n.t('Demo model: it writes fluently and is often wrong.')}</span>
		<button type="button" class="quiet" @click=${() => post({ type: 'command', command: 'setKey' })}>${l10n.t('Set an API key')}</button>
	</div>`;
}

/** What stands in a conversation without turns: what this is and what to do next. */
export function emptyView(state: ChatState, post: (message: FromChat) => void): TemplateResult {
	return html`<div class="empty">
		${content(state, post)} ${recent(state, post)}
	</div>`;
}

function content(state: ChatState, post: (message: FromChat) => void): TemplateResult {
	if (needsSetup(state))
		return state.composer.listing ? html`<p class="dim" role="status">${l10n.t('Looking for models…')}</p>` : setup(state, post);
	return ready(state, post);
}

/** Stands wherever nothing can be asked for want of a model. */
export function setup(state: ChatState, post: (message: FromChat) => void): TemplateResult {
	return html`<h2>${l10n.t('Connect a model')}</h2>
		<p>
			${l10n.t('Each message goes to the cheapest of your models that is expected to answer it well. The choice is made on this computer; you see model, quality and price before the first word.')}
		</p>
		${firstSteps(state, post)}`;
}

function demo(post: (message: FromChat) => void): TemplateResult {
	return html`<h2>${l10n.t('Try it')}</h2>
		<p>
			${l10n.t('A very small model runs on this computer so that you can see how Routoo works: the predicted quality stands above each answer, and here it is low. Set an API key, or start Ollama or LM Studio, for answers to rely on.')}
		</p>
		<ul class="recent">
			${DEMO_QUESTIONS.map(
				(text) =>
					html`<li><button type="button" class="link-row" @click=${() => post({ type: 'send', text })}><span>${text}</span></button></li>`,
			)}
		</ul>`;
}

function ready(state: ChatState, post: (message: FromChat) => void): TemplateResult {
	const usable = state.composer.models.filter((model) => model.id !== 'auto' && model.usable);
	if (onlyDemo(state)) return demo(post);
	return html`<h2>${l10n.t('Ask anything')}</h2>
		<p>
			${richText(promise(state), html`<em>${l10n.t('why')}</em>`)}
		</p>
		${stepsWanted(state) ? firstSteps(state, post) : pool(usable)}`;
}

function promise({ budget }: ChatState): string {
	return budget.limit === null
		? l10n.t(
				'Each message goes to the cheapest of your models that is expected to answer it well. You see model, quality and price before the first word, and {0}.',
			)
		: l10n.t(
				'Each message goes to the cheapest of your models that is expected to answer it well, within your monthly budget. You see model, quality and price before the first word, and {0}.',
			);
}

/** What may answer, by recipient. */
function pool(usable: readonly ModelOption[]): TemplateResult {
	// An effort is a setting of a model.
	const named = [...Map.groupBy(usable, ({ id, model }) => model ?? id).values()].map(
		(efforts) => efforts.find(({ id, model }) => id === model) ?? efforts[0]!,
	);
	const groups = [...Map.groupBy(named, ({ recipient }) => recipient)];
	return html`<dl class="pool">
			${groups.map(
				([recipient, models]) =>
					html`<div><dt>${recipientName(recipient)}</dt><dd>${models
						.slice(0, 3)
						.map(
							({ label }, index) => html`${index === 0 ? '' : ', '}<span class="name">${label}</span>`,
						)}${models.length > 3 ? ` ${l10n.t('and {0} more', models.length - 3)}` : ''}</dd></div>`,
			)}
		</dl>`;
}

function recent(state: ChatState, post: (message: FromChat) => void): TemplateResult | typeof nothing {
	const sessions = state.sessions.filter(({ id, turns }) => id !== state.session.id && turns > 0).slice(0, RECENT);
	if (sessions.length === 0) return nothing;
	return html`<h3>${l10n.t('Recent')}</h3>
		<ul class="recent">
			${sessions.map((session) => recentItem(session, post))}
		</ul>`;
}

function recentItem({ id, title, updatedAt }: SessionSummary, post: (message: FromChat) => void): TemplateResult {
	const day = new Date(updatedAt).toLocaleDateString(undefined, { day: 'numeric', month: 'short' });
	return html`<li
		@keydown=${(event: KeyboardEvent) => {
			if (event.key === 'Delete') post({ type: 'deleteSession', sessionId: id });
		}}
	>
		<button type="button" class="link-row" @click=${() => post({ type: 'openSession', sessionId: id })}>
			<span class="recent-title" dir="auto">${title}</span><span class="dim">${day}</span>
		</button>
		<button type="button" class="icon" aria-label=${l10n.t('Delete {0}', title)} title=${l10n.t('Delete')} @click=${() => post({ type: 'deleteSession', sessionId: id })}>
			<i class="codicon codicon-trash" aria-hidden="true"></i>
		</button>
	</li>`;
}
