import { expect, test, vi } from 'vitest';
import { exportsOf } from '../../../src/host/api/exports.ts';
import { registerApi } from '../../../src/host/api/register.ts';
import { leaks } from '../../support/reachable.ts';

vi.mock('vscode', () => ({
	CancellationError: class extends Error {
		override name = 'Canceled';
	},
	ExtensionMode: { Production: 1, Development: 2, Test: 3 },
}));

const SECRET = 'words of another extension';

function made() {
	const loading = Promise.withResolvers<never>();
	const warned: string[] = [];
	const exported = registerApi(loading.promise, { warn: (line: string) => warned.push(line) });
	const calls: { request: unknown; signal: AbortSignal }[] = [];
	let tell: ((event: object) => void) | null = null;
	const loaded = {
		predict: (request: unknown, signal: AbortSignal) => {
			calls.push({ request, signal });
			return signal.aborted ? Promise.reject(signal.reason) : Promise.resolve({ models: [] });
		},
		route: (_: unknown, signal: AbortSignal) => {
			const { promise, reject } = Promise.withResolvers<never>();
			signal.addEventListener('abort', () => reject(signal.reason));
			return promise;
		},
		onRouted: (listener: (event: object) => void) => {
			tell = listener;
			return () => {
				tell = null;
			};
		},
	};
	return {
		...{ exported, v1: exported.v1, warned, calls, fail: loading.reject },
		up: async () => {
			loading.resolve(loaded as never);
			await loading.promise;
		},
		listened: () => tell !== null,
		tell: (event: object) => tell?.(event),
	};
}

test('an installed Routoo gives v1 alone, frozen; only its own tests get more', () => {
	const { v1 } = made();
	const tested = { app: { keys: {} } } as never;
	for (const extensionMode of [1, 2]) {
		const given = exportsOf({ extensionMode }, v1, tested);
		expect(Reflect.ownKeys(given)).toEqual(['v1']);
		expect(leaks(given)).toEqual([]);
	}
	expect(exportsOf({ extensionMode: 3 }, v1, tested)).toMatchObject({ tested });
});

test('a call waits until Routoo is up, and says where it could not start', async () => {
	const { v1, up, calls } = made();
	const asked = v1.predict({ text: 'x' });
	await up();
	expect(await asked).toEqual({ models: [] });
	expect(calls[0]?.request).toEqual({ text: 'x' });
	const broken = made();
	broken.fail(new Error('/home/somebody/extension is damaged'));
	const error = await broken.v1.route({ text: 'x' }).catch((one) => one);
	expect([error.name, error.code, error.message.includes('somebody')]).toEqual(['RoutooError', 'notStarted', false]);
	expect(leaks(error, { frozen: false })).toEqual([]);
});

test('a token ends a call at any time, and what it holds is given back', async () => {
	const { v1, up } = made();
	const listeners = new Set<() => void>();
	const token = {
		isCancellationRequested: false,
		onCancellationRequested(listener: () => void) {
			listeners.add(listener);
			return { dispose: () => listeners.delete(listener) };
		},
	} as never;
	// Before Routoo is up.
	const early = v1.route({ text: 'x' }, token);
	expect(listeners.size).toBe(1);
	for (const cancel of listeners) cancel();
	await expect(early).rejects.toMatchObject({ name: 'Canceled', stack: '' });
	expect(listeners.size).toBe(0);
	await up();
	const late = v1.route({ text: 'x' }, token);
	await new Promise((resolve) => setImmediate(resolve));
	for (const cancel of listeners) cancel();
	await expect(late).rejects.toMatchObject({ name: 'Canceled' });
	await expect(v1.predict({ text: 'x' }, { ...(token as object), isCancellationRequested: true } as never)).rejects.toMatchObject({
		name: 'Canceled',
	});
	await v1.predict({ text: 'x' }, token);
	expect(listeners.size).toBe(0);
});

test.each([
	1,
	'token',
	{},
	{ onCancellationRequested: 1 },
	new Proxy(
		{},
		{
			get: () => {
				throw new Error(SECRET);
			},
		},
	),
])('a token that is none is said (%#)', async (token) => {
	const { v1, up } = made();
	await up();
	const error = await v1.predict({ text: 'x' }, token as never).catch((one) => one);
	expect([error.code, error.message]).toEqual(['invalidInput', 'token must be a CancellationToken of VS Code.']);
});

test('Routoo is listened to only while someone listens; a listener that throws or leaves in mid-event stops no other', async () => {
	const { v1, up, listened, tell, warned, exported } = made();
	const heard: unknown[] = [];
	const self = {};
	const disposables: { dispose(): unknown }[] = [];
	const first = v1.onDidRoute(
		function (this: unknown, event) {
			heard.push([this === self, event]);
			first.dispose();
		},
		self,
		disposables,
	);
	expect(disposables).toEqual([first]);
	await up();
	expect(listened()).toBe(true);
	const second = v1.onDidRoute(() => {
		throw new Error(SECRET);
	});
	const third = v1.onDidRoute((event) => heard.push(event));
	tell({ at: 1 });
	expect(heard).toEqual([[true, { at: 1 }], { at: 1 }]);
	expect(warned).toHaveLength(1);
	expect(warned[0]).not.toContain(SECRET);
	second.dispose();
	third.dispose();
	third.dispose();
	expect(listened()).toBe(false);
	expect(() => v1.onDidRoute('no function' as never)).toThrow(/takes a function/);
	v1.onDidRoute(() => {});
	expect(listened()).toBe(true);
	exported.dispose();
	expect(listened()).toBe(false);
});
