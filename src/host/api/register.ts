import * as vscode from 'vscode';
import type { RoutooApi, RoutooExports, RoutooRouted } from '../../../api/routoo.d.ts';
import { apiError, notStarted } from '../../app/api/api-error.ts';
import type { ExtensionApi } from '../../app/api/service.ts';
import { orAborted } from '../../core/base/aborting.ts';

/** Grows with what is added to api/routoo.d.ts. */
const VERSION = '1.0';

/**
 * What other extensions reach: three closures and a number, frozen, behind which nothing can be walked to. Made at activation, before
 * anything behind it is loaded; a call waits until Routoo is up.
 */
export function registerApi(loading: Promise<ExtensionApi>, log: Pick<vscode.LogOutputChannel, 'warn'>): RoutooExports & vscode.Disposable {
	let up: ExtensionApi | null = null;
	loading.then(
		(loaded) => {
			up = loaded;
			if (routed.size > 0) follow();
		},
		// Said elsewhere: here each call says it.
		() => {},
	);
	const routed = new Set<(event: RoutooRouted) => void>();
	const tellAll = (event: RoutooRouted): void => {
		for (const tell of [...routed]) tell(event);
	};
	let unfollow: (() => void) | null = null;
	const follow = (): void => {
		unfollow ??= up?.onRouted(tellAll) ?? null;
	};
	const stop = (): void => {
		unfollow?.();
		unfollow = null;
	};
	const ask = async <T>(token: unknown, call: (api: ExtensionApi, signal: AbortSignal) => Promise<T>): Promise<T> => {
		const { signal, release } = signalOf(token);
		try {
			const api = up ?? (await orAborted(started(loading), signal));
			return await call(api, signal);
		} catch (error) {
			throw signal.aborted ? cancelled() : error;
		} finally {
			release();
		}
	};
	const api: RoutooApi = {
		version: VERSION,
		predict: (request, token) => ask(token, (loaded, signal) => loaded.predict(request, signal)),
		route: (request, token) => ask(token, (loaded, signal) => loaded.route(request, signal)),
		onDidRoute: (listener, thisArg, disposables) => {
			if (typeof listener !== 'function') throw apiError('invalidInput', 'onDidRoute takes a function.');
			// Its own function each time: one that listens twice is called twice.
			const tell = (event: RoutooRouted): void => {
				try {
					Reflect.apply(listener, thisArg, [event]);
				} catch {
					// Its words are another extension's and may hold anything.
					log.warn('an extension that listens to decisions failed in its listener');
				}
			};
			routed.add(tell);
			follow();
			const off = Object.freeze({
				dispose: Object.freeze(() => {
					routed.delete(tell);
					if (routed.size === 0) stop();
				}),
			});
			disposables?.push(off);
			return off;
		},
	};
	for (const part of Object.values(api)) Object.freeze(part);
	return {
		v1: Object.freeze(api),
		dispose: () => {
			routed.clear();
			stop();
		},
	};
}

async function started(loading: Promise<ExtensionApi>): Promise<ExtensionApi> {
	try {
		return await loading;
	} catch {
		throw notStarted();
	}
}

/** The token is another extension's object and may do anything. Errors: apiError 'invalidInput'. */
function signalOf(token: unknown): { readonly signal: AbortSignal; release(): void } {
	const abort = new AbortController();
	const { signal } = abort;
	if (token === undefined || token === null) return { signal, release: () => {} };
	try {
		const given = token as vscode.CancellationToken;
		const subscription = given.onCancellationRequested(() => abort.abort());
		if (given.isCancellationRequested) abort.abort();
		return { signal, release: () => release(subscription) };
	} catch {
		throw apiError('invalidInput', 'token must be a CancellationToken of VS Code.');
	}
}

function release(subscription: vscode.Disposable | undefined): void {
	try {
		subscription?.dispose();
	} catch {
		// Not ours.
	}
}

function cancelled(): vscode.CancellationError {
	const error = new vscode.CancellationError();
	// Frames of ours say nothing to another extension.
	error.stack = '';
	return error;
}
