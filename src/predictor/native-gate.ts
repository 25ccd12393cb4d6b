import { setTimeout as pause } from 'node:timers/promises';
import { Worker, type WorkerOptions } from 'node:worker_threads';
import { spokenTexts } from '../core/base/language.ts';

/** Set once the thread is to end; below it stands how many calls are inside. */
const CLOSED = 1 << 30;
const POLL_MS = 10;

/**
 * A thread that is ended in the middle of native code ends the whole process, and with it every extension of the window: back from its
 * work, onnxruntime-node finds no JavaScript that it could return to, and throws where nobody catches. So the thread goes through this gate
 * into native code, and whoever wants it to end closes the gate and waits until it has come out. Both hold one over the same memory.
 */
export class NativeGate {
	/** For `workerData`: shared, not copied. */
	readonly memory: SharedArrayBuffer;
	readonly #state: Int32Array<SharedArrayBuffer>;

	constructor(memory = new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT)) {
		this.memory = memory;
		this.#state = new Int32Array(memory);
	}

	/** Runs native code. Throws where the gate is closed. */
	async pass<T>(work: () => Promise<T>): Promise<T> {
		try {
			if (Atomics.add(this.#state, 0, 1) >= CLOSED) throw new Error('The thread is being ended.');
			return await work();
		} finally {
			Atomics.sub(this.#state, 0, 1);
		}
	}

	/** For good. */
	close(): void {
		Atomics.or(this.#state, 0, CLOSED);
	}

	isEmpty(): boolean {
		return (Atomics.load(this.#state, 0) & ~CLOSED) === 0;
	}
}

/** A thread that goes into native code through a gate, whose memory its `workerData` hold as `gate`, and what it is to speak as `texts`. */
export class GatedWorker extends Worker {
	readonly #gate: NativeGate;

	constructor(path: string, data: object, options: WorkerOptions) {
		const gate = new NativeGate();
		super(path, { ...options, workerData: { ...data, gate: gate.memory, texts: spokenTexts() } });
		this.#gate = gate;
	}

	/** Ends it when it is outside native code, which of a library that hangs may be never. */
	async end(): Promise<void> {
		this.#gate.close();
		while (!this.#gate.isEmpty() && !this.#hasEnded()) await pause(POLL_MS);
		await this.terminate();
	}

	#hasEnded(): boolean {
		return this.threadId === -1;
	}
}
