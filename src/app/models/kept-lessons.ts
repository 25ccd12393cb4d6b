import type { StateStore } from '../../core/base/state.ts';
import type { Lessons } from '../../core/model/lessons.ts';

/** Where the state keeps what servers refused. */
export const LESSONS_KEY = 'models.lessons';
const SAVE_DELAY_MS = 1000;

export interface KeptLessons {
	/** Never rejects: what cannot be read is learned anew. */
	load(): Promise<void>;
	/** Writes what is not written yet. Never rejects. */
	close(): Promise<void>;
}

/**
 * Keeps what servers refused beyond the window and takes over what other windows learned. Holds names and figures only.
 * @param log never receives text
 */
export function keepLessons(lessons: Lessons, state: StateStore, log: (line: string) => void): KeptLessons {
	let timer: ReturnType<typeof setTimeout> | undefined;
	let saving: Promise<void> = Promise.resolve();
	const attempt = async (what: string, work: () => Promise<void>): Promise<void> => {
		try {
			await work();
		} catch (error) {
			log(`what servers refused could not be ${what}: ${error instanceof Error ? error.message : String(error)}`);
		}
	};
	const save = (): Promise<void> => {
		clearTimeout(timer);
		timer = undefined;
		saving = saving.then(() =>
			attempt('kept', async () => {
				await state.update('global', LESSONS_KEY, (kept) => {
					lessons.restore(kept);
					return lessons.snapshot();
				});
			}),
		);
		return saving;
	};
	lessons.onLearned(() => {
		timer ??= setTimeout(() => void save(), SAVE_DELAY_MS);
	});
	return {
		load: () => attempt('read', async () => lessons.restore(await state.get('global', LESSONS_KEY))),
		close: () => (timer === undefined ? saving : save()),
	};
}
