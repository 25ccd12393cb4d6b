import { beforeEach, expect, test, vi } from 'vitest';
import { RoutooError } from '../../../../src/core/base/errors.ts';
import { registerModelProvider } from '../../../../src/host/model-provider/register.ts';

const editor = vi.hoisted(() => ({ vendor: '', provider: null as unknown, fired: 0 }));

vi.mock('vscode', () => ({
	EventEmitter: class {
		event = () => {};
		fire = () => void editor.fired++;
		dispose = () => {};
	},
	Disposable: { from: () => ({ dispose: () => {} }) },
	lm: {
		registerLanguageModelChatProvider: (vendor: string, provider: unknown) => {
			Object.assign(editor, { vendor, provider });
			return { dispose: () => {} };
		},
	},
}));

interface Registered {
	provideLanguageModelChatInformation(options: object): unknown;
	provideLanguageModelChatResponse(...request: unknown[]): Promise<unknown>;
}
const registered = () => editor.provider as Registered;
const listeners: (() => void)[] = [];
const loaded = {
	offered: { changed: { on: (listener: () => void) => void listeners.push(listener) } },
	provideLanguageModelChatInformation: async () => [{ id: 'auto' }],
	provideLanguageModelChatResponse: async (...request: unknown[]) => request,
} as never;

beforeEach(() => {
	Object.assign(editor, { vendor: '', provider: null, fired: 0 });
	listeners.length = 0;
});

test('no model until Routoo is up, then the event and its models; a request waits', async () => {
	const up = Promise.withResolvers<never>();
	registerModelProvider(up.promise);
	expect(editor.vendor).toBe('routoo');
	expect(registered().provideLanguageModelChatInformation({ silent: true })).toEqual([]);
	const asked = registered().provideLanguageModelChatResponse('model', 'messages');
	up.resolve(loaded);
	expect(await asked).toEqual(['model', 'messages']);
	expect(editor.fired).toBe(1);
	expect(await registered().provideLanguageModelChatInformation({ silent: true })).toEqual([{ id: 'auto' }]);
	for (const listener of listeners) listener();
	expect(editor.fired).toBe(2);
});

test('where Routoo could not start: no model, no event, and words without a stack', async () => {
	registerModelProvider(Promise.reject(new RoutooError('damagedFile', 'The catalog is damaged.', 'Install Routoo again.')));
	const error = await registered()
		.provideLanguageModelChatResponse()
		.catch((thrown: unknown) => thrown as Error);
	expect(error).toMatchObject({ message: 'Routoo could not start: The catalog is damaged. Install Routoo again.', stack: '' });
	expect(registered().provideLanguageModelChatInformation({ silent: true })).toEqual([]);
	expect(editor.fired).toBe(0);
});
