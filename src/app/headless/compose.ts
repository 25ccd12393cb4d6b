import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { systemClock, systemTimers } from '../../core/base/time.ts';
import type { Endpoint } from '../../core/model/endpoint.ts';
import { FileCatalog, readAcceptanceWeights } from '../../storage/files/shipped.ts';
import { composeLocal } from '../compose-local.ts';
import { composeRouter, type Router } from '../compose-router.ts';
import { NoticeHub } from '../events.ts';
import type { Layout } from '../layout.ts';
import { keyedEndpoints } from '../models/endpoints.ts';
import { keyInEnvironment } from '../models/environment-keys.ts';
import type { Log } from '../ports.ts';
import { FileSettings } from './file-settings.ts';
import type { Keychain } from './keychain.ts';
import { KeychainNames } from './keychain-names.ts';
import { HeadlessKeys } from './keys.ts';
import { NamedPrivateFiles } from './private-files.ts';

export interface HeadlessOptions {
	readonly layout: Layout;
	readonly version: string;
	/** `dataFolder()`, which is there: the ledger that all editors share lies in it. */
	readonly folder: string;
	readonly settingsPath: string;
	readonly env: Readonly<Record<string, string | undefined>>;
	readonly keychain: Keychain;
	/** A line for the user. */
	readonly tell: (line: string) => void;
	/** Never receives prompt or answer text. */
	readonly log: Log;
}

/** The product without an editor. */
export interface Headless {
	readonly router: Router;
	readonly settings: FileSettings;
	readonly notices: NoticeHub;
	/** Endpoints that have a key, by where it lies. Asks no keychain. */
	keySources(): Promise<{ readonly inEnvironment: readonly string[]; readonly inKeychain: readonly string[] }>;
	/** Lists the models, reads the ledger, follows settings and keys. Never rejects. */
	start(): Promise<void>;
	/** Ends and books what is under way, and closes the stores. Never rejects. */
	dispose(): Promise<void>;
}

/** With no model to ask there may soon be one: a local server that is started. With models, others may come. */
const RELIST_MS = { none: 15_000, some: 300_000 };

/** Errors: RoutooError 'settings' for settings that cannot be read. */
export async function composeHeadless(options: HeadlessOptions): Promise<Headless> {
	const { layout, version, folder, env, keychain, tell, log } = options;
	const settings = new FileSettings(options.settingsPath, tell);
	await settings.load();
	const names = new KeychainNames(folder);
	const keys = new HeadlessKeys({
		...{ env, keychain, names, tell, timers: systemTimers },
		baseUrl: (id) => keyedEndpoints(settings.current()).find((endpoint) => endpoint.id === id)?.baseUrl ?? null,
	});
	const notices = new NoticeHub((line) => log.warn(line));
	const local = composeLocal({
		...{ layout, version, shared: folder, notices, clock: systemClock, workspace: null, newId: randomUUID },
		own: join(folder, 'serve'),
		window: `serve-${process.pid}-${randomUUID().slice(0, 8)}`,
		legacy: { global: () => undefined, workspace: () => undefined },
		log: (line) => log.warn(line),
	});
	const [{ catalog, problem }, completion] = await Promise.all([
		new FileCatalog(layout.catalog).read(),
		readAcceptanceWeights(layout.completionHead),
	]);
	if (problem !== null) notices.warn(problem);
	if (completion.problem !== null) log.info(completion.problem);
	const router = composeRouter({
		...{ clock: systemClock, timers: systemTimers, newId: randomUUID, settings, keys, catalog, notices, log },
		...local,
		fetch: (input, init) => globalThis.fetch(input, init),
		completionHead: completion.head,
		reading: { modelFolder: layout.predictor.modelFolder, reader: null },
		privateFiles: new NamedPrivateFiles(() => settings.current()),
		user: {
			// Nobody sits before it: what the question says stands until the settings answer it.
			choose: async ({ text }) => {
				tell(text);
				return null;
			},
		},
		editorModels: null,
	});
	let stopRelisting: () => void = () => {};
	let disposed = false;
	const relistLater = (): void => {
		if (disposed) return;
		const wait = (router.models.registry.usableCount() ?? 0) > 0 ? RELIST_MS.some : RELIST_MS.none;
		stopRelisting = systemTimers.after(wait, () => void router.models.registry.refresh().then(relistLater));
	};
	return {
		...{ router, settings, notices },
		keySources: async () => {
			const has = ({ id, baseUrl }: Endpoint): boolean => keyInEnvironment(env, id, baseUrl)?.kind === 'key';
			const inEnvironment = keyedEndpoints(settings.current()).filter(has);
			return { inEnvironment: inEnvironment.map(({ id }) => id), inKeychain: await names.list() };
		},
		start: async () => {
			settings.watch();
			keys.watch();
			relistLater();
			await router.start();
		},
		dispose: async () => {
			disposed = true;
			stopRelisting();
			settings.dispose();
			keys.dispose();
			// Else what is being read would be told as a fault.
			await local.stores.ready;
			await router.dispose();
		},
	};
}
