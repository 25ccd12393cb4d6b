import type { Clock } from '../core/base/time.ts';
import { PredictorService } from '../predictor/service.ts';
import { FileSessionStore } from '../storage/files/sessions.ts';
import { LedgerClient } from '../storage/sqlite/ledger-client.ts';
import type { NoticeHub } from './events.ts';
import type { Layout } from './layout.ts';
import type { AppPorts, Stores } from './ports.ts';

export interface LocalOptions {
	readonly layout: Pick<Layout, 'ledgerWorker' | 'predictor' | 'predictorWorker'>;
	/** Folder of everything that is kept, the same for all windows; made when missing. */
	readonly folder: string;
	readonly clock: Clock;
	readonly notices: NoticeHub;
	/** Where small values are kept. */
	readonly state: Pick<Stores, 'userState' | 'workspaceState'>;
}

/** The encoder's memory is given back after this time without a message. */
const PREDICTOR_IDLE_MS = 15 * 60_000;

/** The parts that live on this computer: ledger, sessions and predictor. */
export function composeLocal({ layout, folder, clock, notices, state }: LocalOptions): Pick<AppPorts, 'stores' | 'predictor'> {
	const warn: NoticeHub['warn'] = (error) => notices.warn(error);
	return {
		stores: {
			...state,
			ledger: new LedgerClient({ workerPath: layout.ledgerWorker, folder: `${folder}/ledger`, notices: warn }),
			sessions: new FileSessionStore({ folder: `${folder}/sessions`, clock, notices: warn }),
			learnedPath: `${folder}/completions/learned.json`,
			snoozePath: `${folder}/completions/snooze.json`,
		},
		predictor: new PredictorService({
			files: layout.predictor,
			workerPath: layout.predictorWorker,
			idleReleaseMs: PREDICTOR_IDLE_MS,
		}),
	};
}
