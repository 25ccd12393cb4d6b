import { join } from 'node:path';
import { PredictorService } from '../predictor/service.ts';
import type { NoticeHub } from './events.ts';
import type { Layout } from './layout.ts';
import type { AppPorts } from './ports.ts';
import { openStores, type StoresOptions } from './state/stores.ts';

export interface LocalOptions extends Omit<StoresOptions, 'workerPath' | 'notices'> {
	/** Of the extension: an update loads anew what crashed before it. */
	readonly version: string;
	readonly layout: Pick<Layout, 'storageWorker' | 'predictor' | 'predictorWorker'>;
	readonly notices: NoticeHub;
}

/** The encoder's memory is given back after this time without a message. */
const PREDICTOR_IDLE_MS = 15 * 60_000;

/** The parts that live on this computer: the stores, who spends on it, and the predictor. Nothing is waited for. */
export function composeLocal({ layout, notices, version, ...options }: LocalOptions): Pick<AppPorts, 'stores' | 'owner' | 'predictor'> {
	return {
		...openStores({ ...options, workerPath: layout.storageWorker, notices: (error) => notices.warn(error) }),
		predictor: new PredictorService({
			files: layout.predictor,
			workerPath: layout.predictorWorker,
			marks: { folder: join(options.own, 'native'), version },
			idleReleaseMs: PREDICTOR_IDLE_MS,
		}),
	};
}
