/** As shells count an interrupted program. */
const INTERRUPTED = 130;
/** Ctrl+C, a service manager's word, and a terminal that was closed. Windows has no SIGHUP, but tells of a closed console by it. */
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
/** One Ctrl+C reaches a program twice where npm or npx started it, and a closed terminal is told of by the shell, too. */
const SAME_MS = 700;

export interface StopSignal {
	/** Resolves, to a line for the user, when the process is told to end. */
	readonly asked: Promise<string>;
	/** Signals end the process as ever from now on. */
	end(): void;
}

/** Ends by itself what may be ended gently; a second signal ends the process at once. */
export function stopSignal(): StopSignal {
	const { promise, resolve } = Promise.withResolvers<string>();
	let askedAt: number | null = null;
	const onSignal = (signal: NodeJS.Signals): void => {
		if (askedAt !== null) {
			if (signal !== 'SIGHUP' && performance.now() - askedAt > SAME_MS) process.exit(INTERRUPTED);
			return;
		}
		askedAt = performance.now();
		resolve(`Ending (${signal}): open answers are ended and booked. Once more ends it at once.`);
	};
	for (const signal of SIGNALS) process.on(signal, onSignal);
	return {
		asked: promise,
		end: () => {
			for (const signal of SIGNALS) process.off(signal, onSignal);
		},
	};
}
