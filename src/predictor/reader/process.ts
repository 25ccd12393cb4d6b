import { constants, setPriority } from 'node:os';
import { speak } from '../../core/base/language.ts';
import { verifyRuntime } from '../files.ts';
import { convertReader } from './convert.ts';
import { type FromReader, sentError, type ToReader } from './messages.ts';
import { areTextEnds } from './prompt.ts';
import { Reader } from './reader.ts';

/**
 * Entry of the reader's process. It has one of its own because the model takes hundreds of MB, which go back whole when it ends, and
 * because its native code may crash without the extension host. It ends with its parent.
 */
function serve(send: (reply: FromReader) => void): void {
	let reader: Promise<Reader> | null = null;
	const handle = async (message: ToReader): Promise<void> => {
		const begun = performance.now();
		if (message.type === 'speak') speak(message.texts);
		else if (message.type === 'convert') {
			const { path, root, source } = message;
			lowerPriority(constants.priority.PRIORITY_LOW);
			send({ type: 'converted', folder: await convertReader(path, root, source, reporter(send)) });
		} else if (message.type === 'load') {
			const { files, runtimeManifestPath } = message;
			lowerPriority(constants.priority.PRIORITY_BELOW_NORMAL);
			reader = (async () => {
				if (runtimeManifestPath !== null) await verifyRuntime(runtimeManifestPath, 'native');
				return Reader.load(files);
			})();
			await reader;
			send({ type: 'loaded', ms: performance.now() - begun });
		} else {
			if (reader === null || !areTextEnds(message.ends)) throw new Error('nothing to read, or nothing to read it with');
			const { states, tokens } = await (await reader).read(message.ends);
			send({ type: 'reading', id: message.id, states, tokens, ms: performance.now() - begun });
		}
	};
	process.on('message', (message: ToReader) => {
		handle(message).catch((error: unknown) => {
			send({ type: 'failed', id: message.type === 'read' ? message.id : null, error: sentError(error) });
		});
	});
	process.on('disconnect', () => process.exit());
}

/** At most one report a percent. */
function reporter(send: (reply: FromReader) => void): (done: number) => void {
	let last = -1;
	return (done) => {
		const percent = Math.floor(done * 100);
		if (percent > last) send({ type: 'progress', done });
		last = percent;
	};
}

/** The editor comes first. A system that refuses leaves it as it is. */
function lowerPriority(priority: number): void {
	try {
		setPriority(priority);
	} catch {}
}

if (process.send !== undefined) serve((reply) => void process.send?.(reply, undefined, undefined, () => undefined));
