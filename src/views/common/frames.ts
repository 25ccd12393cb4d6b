/** Work that would hold up a frame is done in slices: a little each frame, until nothing is left. */

/** What may be used of a frame's 16 ms; the rest is for layout and paint. */
const FRAME_MS = 6;

/** Does a piece of its work; false when nothing is left. */
type Job = () => boolean;

const jobs = new Set<Job>();
let asked = false;

/** Calls `job` in the next frames until it returns false. A job that waits already is not added twice. */
export function inFrames(job: Job): void {
	jobs.add(job);
	ask();
}

/** Forgets a job. */
export function notInFrames(job: Job): void {
	jobs.delete(job);
}

/** Does all that waits, at once. */
export function finishFrames(): void {
	for (const job of jobs) {
		jobs.delete(job);
		while (job());
	}
}

/** Whether there is time left of a budget that began at `start`, ms of `performance.now()`. */
export function timeLeft(start: number, budget = FRAME_MS): boolean {
	return performance.now() - start < budget;
}

function ask(): void {
	if (asked || jobs.size === 0) return;
	asked = true;
	requestAnimationFrame(work);
}

function work(): void {
	asked = false;
	const start = performance.now();
	try {
		for (const job of jobs) {
			// One that throws is not tried again, and one that goes on waits behind the others.
			jobs.delete(job);
			let more = true;
			while (more && timeLeft(start)) more = job();
			if (more) jobs.add(job);
			if (!timeLeft(start)) break;
		}
	} finally {
		ask();
	}
}
