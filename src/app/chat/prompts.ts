import * as l10n from '@vscode/l10n';
import { RoutooError } from '../../core/base/errors.ts';
import { type PromptCommand, promptCommands, promptNeeds, promptText } from '../../core/chat/prompt-file.ts';
import { COMMANDS } from '../../protocol/slash.ts';
import type { ChatStore } from './chat-store.ts';
import type { EditorPort, PromptFiles } from './editor-port.ts';

/** The user's prompt files as commands. One that is chosen fills the box, where it is read and changed before it is sent. */
export class Prompts {
	readonly #files: PromptFiles | undefined;
	readonly #store: ChatStore;
	readonly #editor: Pick<EditorPort, 'selection' | 'currentFile'>;
	#commands: readonly PromptCommand[] = [];
	#stop: (() => void) | null = null;

	/** @param files absent: there are none */
	constructor(files: PromptFiles | undefined, store: ChatStore, editor: Pick<EditorPort, 'selection' | 'currentFile'>) {
		this.#files = files;
		this.#store = store;
		this.#editor = editor;
	}

	list(): readonly PromptCommand[] {
		return this.#commands;
	}

	/** Looks for them, and follows them from the first look on. Never rejects. */
	async look(): Promise<void> {
		if (this.#files === undefined) return;
		this.#stop ??= this.#files.onChange(() => void this.#load());
		if (this.#commands.length === 0) await this.#load();
	}

	/** Puts the prompt into the box, with what it asks of the editor. Errors: RoutooError 'invalidInput'. */
	async use(name: string, wish: string): Promise<void> {
		const { id } = this.#store.session();
		await this.#load();
		const command = this.#commands.find((one) => one.name === name);
		if (command === undefined) {
			throw new RoutooError('invalidInput', l10n.t('The prompt file of /{0} is gone.', name), l10n.t('Type / for those that are there.'));
		}
		if (command.body === '')
			throw new RoutooError('invalidInput', l10n.t('{0} is empty.', command.path), l10n.t('Write the prompt into it.'));
		const needs = promptNeeds(command.body);
		const file = needs.file ? await this.#editor.currentFile() : null;
		const selection = needs.selection ? await this.#editor.selection() : null;
		// A question about a file may have stood open meanwhile: what stands in the box of another chat stays.
		if (this.#store.session().id !== id) return;
		for (const one of [selection, file]) if (one !== null) this.#store.composer.add(one);
		this.#store.returned(promptText(command.body, wish, file?.path ?? null));
		this.#store.notices.add('info', inWords(command, needs.selection && selection === null), { subject: 'command' });
		this.#store.inputsChanged();
	}

	dispose(): void {
		this.#stop?.();
	}

	async #load(): Promise<void> {
		const files = (await this.#files?.read()) ?? [];
		// Most workspaces have none, and need no parser.
		const parse = files.length === 0 ? () => null : (await import('yaml')).parse;
		const taken = COMMANDS.map(({ name }) => name);
		this.#commands = promptCommands(files, taken, (text) => parse(text, { logLevel: 'silent' }) as unknown);
		this.#store.framed();
	}
}

function inWords({ path, hidden, notFollowed }: PromptCommand, lacksSelection: boolean): string {
	const said = [l10n.t('This is {0}. Read it, then send it.', path)];
	if (hidden > 0)
		said.push(hidden === 1 ? l10n.t('1 invisible character was left out.') : l10n.t('{0} invisible characters were left out.', hidden));
	const [first, ...more] = notFollowed;
	if (first !== undefined)
		said.push(
			more.length === 0 ? l10n.t('Its {0} is not followed here.', first) : l10n.t('Its {0} are not followed here.', notFollowed.join(', ')),
		);
	if (lacksSelection) said.push(l10n.t('It asks for a selection, and nothing is selected.'));
	return said.join(' ');
}
