import { spawn } from 'node:child_process';
import path from 'node:path';
import { root } from '../kit/paths.ts';
import { ScriptError } from '../kit/run.ts';
import type { ServedCount } from './demo-model.ts';

export interface DemoProcess {
	/** Base URL up to and including /v1. */
	readonly url: string;
	count(): Promise<ServedCount>;
	stop(): void;
}

/** Starts scripts/try/demo-server.ts as a process of its own; resolves when the model is loaded. */
export function startDemo(options: { port?: number; tokensPerSecond?: number } = {}): Promise<DemoProcess> {
	const args = [path.join(root, 'scripts/try/demo-server.ts')];
	if (options.port !== undefined) args.push('--port', String(options.port));
	if (options.tokensPerSecond !== undefined) args.push('--tokens-per-second', String(options.tokensPerSecond));
	const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
	const stop = (): void => void child.kill();
	process.once('exit', stop);
	return new Promise((resolve, reject) => {
		let output = '';
		const take = (chunk: Buffer): void => {
			output += chunk;
			const url = /http:\/\/127\.0\.0\.1:\d+\/v1/.exec(output)?.[0];
			if (!url) return;
			const count = async (): Promise<ServedCount> => (await (await fetch(url.replace('/v1', '/count'))).json()) as ServedCount;
			resolve({ url, count, stop });
		};
		child.stdout.on('data', take);
		child.stderr.on('data', take);
		child.once('exit', (code) =>
			reject(new ScriptError(`the demo model server ended (exit code ${code}):\n${output.trim().split('\n').slice(-5).join('\n')}`)),
		);
	});
}
