import type { MicroDollars } from '../../core/base/micros.ts';
import type { GatewayRequest } from '../../core/gateway/types.ts';
import type { Reading } from '../../core/reading/reading.ts';
import type { ReadingShown } from '../../core/routing/types.ts';

/** A small language model that runs on this computer and gives what it makes of a text as numbers. */
export interface VectorReader {
	readonly modelName: string;
	/** Whether its file is there and whole. */
	ready(): boolean;
	/** Errors: RoutooError, and the signal's reason. */
	read(text: string, signal: AbortSignal): Promise<Float32Array>;
}

/** What deep reading needs of the installation. */
export interface ReadingPorts {
	/** Folder of `reading.json` and of the manifest that names it. */
	readonly modelFolder: string;
	/** Null where no model file can be read here. */
	readonly reader: VectorReader | null;
}

/** Longest that a request waits for a reading, ms: then the quick prediction stands. */
export const MOST_WAIT_MS = 3000;

export interface Read {
	readonly reading: Reading;
	/** µ$ */
	readonly cost: MicroDollars;
}

/** Who would read a request, and at what price; nothing has been sent yet. */
export interface ReadingPlan {
	readonly modelName: string;
	/** µ$; 0 for one that costs nothing. */
	readonly expected: MicroDollars;
	/** Errors: RoutooError, and the signal's reason. */
	read(signal: AbortSignal): Promise<Read>;
}

/** One way of reading. */
export interface ReadingSource {
	readonly by: ReadingShown['source'];
	/** It costs nothing, so a text may be read while it is typed. */
	readonly free: boolean;
	/** After nobody waits any more, ms until it is stopped: who sends what he typed should find it under way. */
	readonly graceMs: number;
	/**
	 * Null: nobody reads it now.
	 * @param part what is read of the task
	 * @param most what a reading may be expected to cost, µ$
	 */
	plan(request: GatewayRequest, part: string, most: MicroDollars): Promise<ReadingPlan | null>;
}
