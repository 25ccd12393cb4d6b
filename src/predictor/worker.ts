import { parentPort, workerData } from 'node:worker_threads';
import { speak } from '../core/base/language.ts';
import { PredictorEngine } from './engine.ts';
import type { WorkerReply, WorkerRequest, WorkerStart } from './messages.ts';
import { NativeGate } from './native-gate.ts';

/** Entry of the predictor's worker thread: reads, checks and runs the models, so that the host's thread only posts messages. */
async function serve(port: NonNullable<typeof parentPort>, start: WorkerStart): Promise<void> {
	speak(start.texts);
	const reply = (message: WorkerReply) => port.postMessage(message);
	const gate = new NativeGate(start.gate);
	const loading = PredictorEngine.load(start.files, (status) => reply({ type: 'status', status }), { marks: start.marks, gate });
	port.on('message', async ({ id, request, candidates }: WorkerRequest) => {
		try {
			const engine = await loading;
			reply({ type: 'prediction', id, prediction: await engine.predict(request, candidates) });
		} catch (error) {
			reply({ type: 'failed', id, message: error instanceof Error ? error.message : String(error) });
		}
	});
	const engine = await loading;
	reply({ type: 'status', status: engine.status });
}

if (parentPort) await serve(parentPort, workerData as WorkerStart);
