import { randomUUID } from 'node:crypto';
import { composeHeadless, type Headless } from '../app/headless/compose.ts';
import { EndpointKeyFile, maskedKey } from '../app/headless/endpoint-key-file.ts';
import { SystemKeychain } from '../app/headless/keychain.ts';
import { unusable } from '../app/models/options.ts';
import { dataFolder, settingsFile } from '../app/state/data-folder.ts';
import { RoutooError } from '../core/base/errors.ts';
import { systemClock, systemTimers } from '../core/base/time.ts';
import type { EndpointDeps, RunningEndpoint } from '../serve/endpoint-types.ts';
import { heldBy } from '../serve/join.ts';
import { startEndpoint } from '../serve/server.ts';
import { InputError } from './arguments.ts';
import { cliLayout, cliVersion } from './layout.ts';
import { useProxyOf } from './proxy.ts';
import { parseServeArguments, SERVE_USAGE } from './serve-arguments.ts';
import { budgetLine, decisionLine, endLine, modelsLine, plainLine, startLines } from './serve-words.ts';
import { stopSignal } from './stop-signal.ts';

/** A keychain may ask its user to unlock it. */
const KEYCHAIN_MS = 60_000;
/** Changes come in bursts: one line says what they came to. */
const SETTLE_MS = 500;
const SAME_AGAIN_MS = 60_000;
const MOST_SAID = 100;
/** Between two servers on one port nobody answers for a moment. */
const TRIES = 5;
const AGAIN_MS = 300;
/** What does not end within this time is left: its reservation stands, and is settled by its age. */
const STOP_MS = 8000;

/** `routoo serve`: runs until it is told to end. Returns the exit code. Errors: InputError, RoutooError. */
export async function serve(argv: readonly string[]): Promise<number> {
	const args = parseServeArguments(argv);
	if (args.help) {
		console.log(SERVE_USAGE);
		return 0;
	}
	const stop = stopSignal();
	let begun = false;
	// Before it listens there is nothing to end gently, and what it waits for may never come.
	void stop.asked.then(() => {
		if (!begun) process.exit(0);
	});
	const layout = cliLayout();
	const version = cliVersion(layout);
	const settingsPath = args.settings ?? settingsFile();
	const folder = dataFolder();
	const proxy = useProxyOf(process.env);
	const endpointKey = new EndpointKeyFile(folder);
	// Refused before anything is opened.
	const key = await endpointKey.get();
	const headless = await composeHeadless({
		...{ layout, version, folder, settingsPath, env: process.env, tell: say },
		keychain: new SystemKeychain(KEYCHAIN_MS),
		log: { info: () => undefined, warn: say },
	});
	headless.notices.on(({ text }) => say(text));
	let running: RunningEndpoint | null = null;
	try {
		const port = args.port ?? headless.settings.current().endpoint.port;
		running = await listen(endpointDeps(headless, version, endpointKey), port, key);
		if (running === null) {
			say(`Routoo is served at http://127.0.0.1:${port} already, by another process with the same key.`);
			return 0;
		}
		begun = true;
		const lines = startLines({
			...{ version, folder, settingsPath, origin: running.origin, keyPath: endpointKey.path },
			...(await headless.keySources()),
			// What is not a terminal may be a log that others read.
			key: process.stdout.isTTY ? key : `${maskedKey(key)} (routoo key endpoint prints it whole)`,
			settingsThere: headless.settings.there,
		});
		for (const line of lines) console.log(plainLine(line));
		if (proxy !== null) say(proxy);
		followModels(headless, settingsPath);
		followPort(headless, args.port === null ? port : null);
		await Promise.race([headless.start(), stop.asked]);
		say(await stop.asked);
		return 0;
	} finally {
		await inTime(running?.close());
		await inTime(headless.dispose());
		stop.end();
	}
}

/** With the time of this computer; for what happens while it runs. */
function say(line: string): void {
	console.log(plainLine(`${new Date().toTimeString().slice(0, 8)} ${line}`));
}

/** Whoever reaches the port can be refused without end: the same words are one line a minute. */
function sayNowAndThen(): (line: string) => void {
	const said = new Map<string, number>();
	return (line) => {
		const now = systemClock.now();
		if (now - (said.get(line) ?? Number.NEGATIVE_INFINITY) < SAME_AGAIN_MS) return;
		if (said.size >= MOST_SAID) said.clear();
		said.set(line, now);
		say(line);
	};
}

function endpointDeps({ router }: Headless, version: string, endpointKey: EndpointKeyFile): EndpointDeps {
	const numbers = new Map<string, number>();
	let latest = 0;
	const numberOf = (id: string): number => {
		const number = numbers.get(id) ?? ++latest;
		numbers.set(id, number);
		return number;
	};
	return {
		...{ agent: router.agent.service, texts: router.texts, version },
		...{ clock: systemClock, timers: systemTimers, newId: randomUUID, mayAsk: false },
		key: () => endpointKey.get(),
		onDecided: (served) => say(decisionLine(numberOf(served.id), served)),
		onEnded: (served) => {
			say(endLine(numberOf(served.id), served));
			numbers.delete(served.id);
		},
		log: sayNowAndThen(),
	};
}

/** Null where another process serves there with the same key. Errors: RoutooError 'settings', InputError. */
async function listen(deps: EndpointDeps, port: number, key: string): Promise<RunningEndpoint | null> {
	for (let tries = 1; ; tries++) {
		try {
			return await startEndpoint(deps, port);
		} catch (error) {
			if (!RoutooError.is(error, 'settings') || port === 0) throw error;
			switch (await heldBy(port, key)) {
				case 'ours':
					return null;
				case 'anotherRoutoo':
					throw new InputError(
						`Another Routoo serves port ${port} with a key of its own, perhaps that of an editor`,
						'Use the key that it shows ("Routoo: Copy Endpoint Key"), end it, or give another port with --port',
					);
				case 'foreign':
					throw new InputError(`Port ${port} is taken by another program`, 'Give another port with --port, or end that program');
				case 'nobody':
					if (tries === TRIES) throw error;
					await new Promise<void>((resolve) => void systemTimers.after(AGAIN_MS, resolve));
			}
		}
	}
}

/** Says which models there are and what is left, at the start and when it changes. */
function followModels({ router, settings }: Headless, settingsPath: string): void {
	const { registry } = router.models;
	let told = '';
	let stopTimer: () => void = () => {};
	router.events.models.on(() => {
		stopTimer();
		stopTimer = systemTimers.after(SETTLE_MS, () => {
			if (registry.usableCount() === null) return;
			const line = modelsLine(registry.endpoints(), (candidate) => unusable(candidate, settings.current()) === null, settingsPath);
			if (line !== told) say(line);
			told = line;
		});
	});
	let limit: number | null | undefined;
	router.events.budget.on((snapshot) => {
		if (snapshot.view.limit === limit) return;
		limit = snapshot.view.limit;
		say(budgetLine(snapshot));
	});
}

/** @param port as the settings had it at the start; null where the command line gave it */
function followPort({ settings }: Headless, port: number | null): void {
	settings.onChange(({ endpoint }) => {
		if (port !== null && endpoint.port !== port) say(`routoo.endpoint.port is ${endpoint.port} now; it counts from the next start on.`);
	});
}

async function inTime(work: Promise<void> | undefined): Promise<void> {
	const late = Promise.withResolvers<void>();
	const stop = systemTimers.after(STOP_MS, late.resolve);
	await Promise.race([work, late.promise]);
	stop();
}
