import * as l10n from '@vscode/l10n';
import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { type FromDashboard, parseToDashboard } from '../../protocol/dashboard.ts';
import type { EndpointView, ModelsState, ModelView } from '../../protocol/models-page.ts';
import type { Host } from '../common/host.ts';
import { endpointGroup, type GroupContext } from './endpoint-group.ts';
import { inShownOrder } from './model-order.ts';
import { foundInWords, inAuto, matches, poolInWords } from './model-words.ts';
import { preferences } from './preferences.ts';

type Command = Extract<FromDashboard, { type: 'command' }>['command'];

/** All models by endpoint: what is known of each, whether Auto may use it, and what can be done about it. */
export class ModelsElement extends LitElement {
	static override properties = {
		host: { attribute: false },
		kindId: { attribute: false },
		state: { state: true },
		trouble: { state: true },
		query: { state: true },
		open: { state: true },
	};
	declare host: Host<FromDashboard>;
	/** Kind of task whose quality the rows show; empty: the first. */
	declare kindId: string;
	declare private state: ModelsState | null;
	/** `passing`: it goes with the next models. */
	declare private trouble: { readonly text: string; readonly passing: boolean } | null;
	declare private query: string;
	declare private open: ReadonlySet<string>;
	#focused: HTMLElement | null = null;

	constructor() {
		super();
		this.kindId = '';
		this.state = null;
		this.trouble = null;
		this.query = '';
		this.open = new Set();
	}

	protected override createRenderRoot(): HTMLElement {
		return this;
	}

	override connectedCallback(): void {
		super.connectedCallback();
		window.addEventListener('message', this.#onMessage);
		this.host.post({ type: 'models' });
	}

	override disconnectedCallback(): void {
		super.disconnectedCallback();
		window.removeEventListener('message', this.#onMessage);
	}

	readonly #onMessage = (event: MessageEvent): void => {
		const message = parseToDashboard(event.data);
		if (message?.type === 'modelsTrouble') {
			// Drawn anew each time, so that a tick which was refused goes back.
			this.trouble = { text: message.text, passing: message.passing ?? false };
		}
		if (message?.type !== 'models') return;
		this.state = inShownOrder(this.state, message.state);
		if (this.trouble?.passing) this.trouble = null;
	};

	/** What was refused before is over with the next thing that is asked for. */
	#ask(message: FromDashboard): void {
		this.trouble = null;
		this.host.post(message);
	}

	/** A row that moves to another place is taken out on the way, and would lose the focus. */
	protected override willUpdate(): void {
		const { activeElement } = document;
		this.#focused = activeElement instanceof HTMLElement && this.contains(activeElement) ? activeElement : null;
	}

	protected override updated(): void {
		if (this.#focused?.isConnected && document.activeElement !== this.#focused) this.#focused.focus();
	}

	protected override render(): TemplateResult {
		const { state } = this;
		if (state === null || (state.listing && state.endpoints.length === 0))
			return html`${this.#trouble()}<p class="dim" role="status">${l10n.t('Asking the endpoints for their models…')}</p>`;
		if (state.endpoints.length === 0) return html`${this.#trouble()}${this.#empty()}`;
		const found = state.endpoints.flatMap((endpoint) => this.#shown(endpoint));
		return html`${this.#toolbar(state, found)} ${this.#trouble()} ${notices(state)}
			${preferences(state.preferences, (kind) => this.#ask({ type: 'prefer', kind, model: null }))}
			${
				found.length === 0
					? html`<p class="dim">${l10n.t('No model has “{0}” in its name, id, maker or endpoint.', this.query.trim())}</p>`
					: repeat(
							found,
							({ endpoint }) => endpoint.id,
							({ endpoint, models }) => endpointGroup(endpoint, models, this.#context(state)),
						)
			}`;
	}

	/** An endpoint with what is found of it; nothing where a search finds none of its models. */
	#shown(endpoint: EndpointView): readonly { readonly endpoint: EndpointView; readonly models: readonly ModelView[] }[] {
		if (!this.#searching) return [{ endpoint, models: endpoint.models }];
		const models = endpoint.models.filter((model) => matches(this.query, model, `${endpoint.name} ${endpoint.id}`));
		return models.length === 0 ? [] : [{ endpoint, models }];
	}

	#toolbar(state: ModelsState, found: readonly { readonly models: readonly ModelView[] }[]): TemplateResult {
		const kind = kindOf(state, this.kindId);
		return html`<div class="models-bar">
			<input
				type="search"
				class="search"
				placeholder=${l10n.t('Search name, maker, id')}
				aria-label=${l10n.t('Search models by name, maker, id or endpoint')}
				.value=${this.query}
				@input=${(event: Event) => {
					this.query = (event.target as HTMLInputElement).value;
				}}
			/>
			<label class="kind">${l10n.t('quality on')}
				<select @change=${(event: Event) => this.#chooseKind((event.target as HTMLSelectElement).value)}>
					${state.kinds.map(({ id, label }, i) => html`<option value=${id} ?selected=${i === kind}>${label}</option>`)}
				</select>
			</label>
			<span class="models-actions">${this.#link(l10n.t('add endpoint'), 'addEndpoint')} ${this.#link(l10n.t('use a model file'), 'useModelFile')} ${this.#link(l10n.t('refresh'), 'refreshModels')}</span>
		</div>
		<p class="dim models-count" role="status">${this.#count(state, found.flatMap(({ models }) => models).length)}</p>`;
	}

	#count({ endpoints }: ModelsState, found: number): string {
		const all = endpoints.flatMap(({ models }) => models);
		return this.#searching ? foundInWords(found, all.length) : poolInWords(all.length, endpoints.length, all.filter(inAuto).length);
	}

	#empty(): TemplateResult {
		return html`<p>${l10n.t('No endpoint is set up yet, so there is no model. Set an API key, add the address of a server, or start Ollama, LM Studio, llama.cpp or vLLM and look again.')}</p>
			<p class="empty-actions">
				<button type="button" class="primary" @click=${() => this.#ask({ type: 'command', command: 'setKey' })}>${l10n.t('Set an API key')}</button>
				${this.#link(l10n.t('add endpoint'), 'addEndpoint')} ${this.#link(l10n.t('use a model file'), 'useModelFile')} ${this.#link(l10n.t('look again'), 'refreshModels')}
			</p>`;
	}

	#trouble(): TemplateResult | typeof nothing {
		if (this.trouble === null) return nothing;
		return html`<p class="notice" role="alert"><i class="codicon codicon-error" aria-hidden="true"></i> ${this.trouble.text}</p>`;
	}

	#context(state: ModelsState): GroupContext {
		return {
			...{ kinds: state.kinds, kind: kindOf(state, this.kindId), now: state.now, searching: this.#searching },
			isOpen: (id) => this.open.has(id),
			useAll: (id, on) => this.#ask({ type: 'useModels', of: 'endpoint', id, on }),
			run: (command, id) => this.#ask({ type: 'modelsCommand', command, id }),
			actions: {
				use: (of, id, on) => this.#ask({ type: 'useModels', of, id, on }),
				pin: (id, on) => this.#ask({ type: 'pinModel', id, on }),
				setPrice: (id) => this.#ask({ type: 'modelsCommand', command: 'setPrice', id }),
				runFile: (command, id) => this.#ask({ type: 'modelsCommand', command, id }),
				toggle: (id) => {
					const open = new Set(this.open);
					if (!open.delete(id)) open.add(id);
					this.open = open;
				},
			},
		};
	}

	#chooseKind(id: string): void {
		this.kindId = id;
		this.dispatchEvent(new CustomEvent<string>('kind', { detail: id }));
	}

	#link(label: string, command: Command): TemplateResult {
		return html`<button type="button" class="quiet" @click=${() => this.#ask({ type: 'command', command })}>${label}</button>`;
	}

	get #searching(): boolean {
		return this.query.trim() !== '';
	}
}

/** What holds for all of them. */
function notices({ endpoints, limited, localOnly, degraded, ledgerTrouble }: ModelsState): TemplateResult {
	const models = endpoints.flatMap((endpoint) => endpoint.models);
	const lines = [
		...(models.length === 0 || models.some(inAuto) ? [] : [l10n.t('Auto has no model to choose: none that is ticked can be used now.')]),
		...(degraded === null ? [] : [l10n.t('Qualities are coarser than usual: {0}', degraded)]),
		...(ledgerTrouble === null ? [] : [l10n.t('Waits and failures cannot be read. {0}', ledgerTrouble)]),
		...(localOnly ? [l10n.t('Only local models are used here, whatever is ticked: “Local models only” is on.')] : []),
	];
	return html`${lines.map((text) => html`<p class="notice" role="status"><i class="codicon codicon-warning" aria-hidden="true"></i> ${text}</p>`)}
		${limited ? html`<p class="dim models-note">${l10n.t('Auto uses the ticked models alone: one that comes later is off until you tick it.')}</p>` : nothing}`;
}

function kindOf({ kinds }: ModelsState, id: string): number {
	return Math.max(
		0,
		kinds.findIndex((kind) => kind.id === id),
	);
}
