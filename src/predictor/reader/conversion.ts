import * as l10n from '@vscode/l10n';
import { RoutooError } from '../../core/base/errors.ts';
import { ReaderChild } from './child.ts';
import type { Progress, SourceFile } from './convert.ts';
import { receivedError } from './messages.ts';

export interface ConversionJob {
	readonly processPath: string;
	/** The model file. */
	readonly path: string;
	/** Where the converted folder goes. */
	readonly root: string;
	readonly source: SourceFile;
	readonly progress: Progress;
	readonly signal: AbortSignal;
}

/**
 * Checks and converts the file in a process of its own, which an abort ends at once; what it left half-made the next one removes. Returns
 * the folder. Errors: RoutooError as `convertReader`, 'cancelled', 'damagedFile' where the process ends by itself.
 */
export function convertInChild({ processPath, path, root, source, progress, signal }: ConversionJob): Promise<string> {
	const { promise, resolve, reject } = Promise.withResolvers<string>();
	const cancelled = () => new RoutooError('cancelled', l10n.t('The conversion of the reader was stopped.'), l10n.t('Start it again.'));
	if (signal.aborted) return Promise.reject(cancelled());
	const end = (settle: () => void) => {
		signal.removeEventListener('abort', onAbort);
		child.kill();
		settle();
	};
	const onAbort = () => end(() => reject(cancelled()));
	const child = new ReaderChild(processPath, {
		message: (reply) => {
			if (reply.type === 'progress') progress(reply.done);
			else if (reply.type === 'converted') end(() => resolve(reply.folder));
			else if (reply.type === 'failed') end(() => reject(receivedError(reply.error)));
		},
		gone: (why) =>
			end(() =>
				reject(
					new RoutooError(
						'damagedFile',
						l10n.t('The conversion of the reader ended early ({0}).', why),
						l10n.t('Try again, or see the log.'),
					),
				),
			),
	});
	signal.addEventListener('abort', onAbort, { once: true });
	child.send({ type: 'convert', path, root, source });
	return promise;
}
