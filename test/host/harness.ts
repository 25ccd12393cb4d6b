import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import { answerText } from '../../src/core/chat/answer.ts';
import type { Answer, Turn } from '../../src/core/chat/session.ts';
import type { TestedExports } from '../../src/host/api/exports.ts';
import type { HostApp } from '../../src/host/app.ts';
import type { ToChat } from '../../src/protocol/chat.ts';

type Read = Answer & { readonly text: string };

export const EXTENSION = 'routoo.routoo';

export async function api(): Promise<TestedExports['tested']> {
	const extension = vscode.extensions.getExtension<TestedExports>(EXTENSION);
	assert.ok(extension, 'the extension is installed');
	return (await extension.activate()).tested;
}

export async function theApp(): Promise<HostApp> {
	return (await api()).app;
}

/** Writes a user setting and waits until the extension has it. */
export async function set(key: string, value: unknown): Promise<void> {
	await vscode.workspace.getConfiguration().update(key, value, vscode.ConfigurationTarget.Global);
}

export async function until<T>(
	what: string,
	probe: () => T | null | undefined | false | Promise<T | null | undefined | false>,
	ms = 30_000,
): Promise<T> {
	const end = Date.now() + ms;
	for (;;) {
		const value = await probe();
		if (value) return value;
		if (Date.now() > end) throw new Error(`timed out: ${what}`);
		await new Promise((resolve) => setTimeout(resolve, 20));
	}
}

/** Sends a message to a fresh view and gives the finished turn with everything the view was told. */
export async function ask(app: HostApp, text: string): Promise<{ turn: Turn; answer: Read; messages: readonly ToChat[] }> {
	const messages: ToChat[] = [];
	const detach = app.chat.attach((message) => messages.push(message));
	await app.chat.receive({ type: 'send', text });
	detach();
	return { ...last(app), messages };
}

/** The shown answer of the last turn, beside its text. */
export function last(app: HostApp): { turn: Turn; answer: Read } {
	const turn = app.chat.state().session.turns.at(-1);
	assert.ok(turn, 'a turn exists');
	const answer = turn.answers[turn.shown];
	assert.ok(answer, 'the turn has an answer');
	return { turn, answer: { ...answer, text: answerText(answer) } };
}

/** Endpoints for a test, one free local and one remote by declaration; nothing else is asked for models. */
export async function useEndpoints(app: HostApp, endpoints: readonly object[], prices: object = {}): Promise<void> {
	await set('routoo.discoverLocalServers', false);
	await set('routoo.useEditorModels', false);
	await set('routoo.prices', prices);
	await set('routoo.endpoints', endpoints);
	await app.models.refresh();
}

/** Back to the defaults: settings, chosen model, open session. */
export async function reset(app: HostApp): Promise<void> {
	const keys = ['budget.monthly', 'budget.resetDay', 'budget.atLimit', 'localOnly', 'routing.pool', 'routing.preset', 'prices'];
	keys.push(
		...['enabled', 'languages', 'pool', 'budgetShare', 'exclude', 'maxWait', 'preset', 'debounce'].map((key) => `completion.${key}`),
	);
	for (const key of keys) await set(`routoo.${key}`, undefined);
	await app.chat.receive({ type: 'setModel', model: 'auto' });
	await app.chat.newSession();
}
