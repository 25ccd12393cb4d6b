import { normal } from '../../training/kit/random.ts';

const HOUR_MS = 3_600_000;

/** Relative number of conversations begun in each hour of a working day; some work in the evening. */
const WORKING_DAY = [0, 0, 0, 0, 0, 0, 0, 0.1, 0.5, 1, 1.2, 1.1, 0.5, 0.8, 1.1, 1.2, 1, 0.7, 0.3, 0.2, 0.25, 0.25, 0.15, 0.05];
/** A weekend has a tenth of it, later in the day. */
const WEEKEND_SHARE = 0.1;
/** Days differ: standard deviation of the logarithm of a day's volume. */
const DAY_SPREAD = 0.5;
/** Share of working days without any work: holidays, meetings, illness. */
const DAYS_OFF = 0.08;

/** Weight of every hour in [start, end), which are local midnights, as one user's life has it. */
function hourWeights(start: number, end: number, random: () => number): { readonly at: number; readonly weight: number }[] {
	const hours: { at: number; weight: number }[] = [];
	let volume = 1;
	for (let at = start; at < end; at += HOUR_MS) {
		const date = new Date(at);
		const weekend = date.getDay() === 0 || date.getDay() === 6;
		if (date.getHours() === 0) volume = Math.exp(DAY_SPREAD * normal(random)) * (!weekend && random() < DAYS_OFF ? 0 : 1);
		const share = weekend ? WEEKEND_SHARE * WORKING_DAY[Math.max(0, date.getHours() - 2)]! : WORKING_DAY[date.getHours()]!;
		hours.push({ at, weight: share * volume });
	}
	return hours;
}

/** A sampler of moments in [start, end) with a working rhythm. */
export function rhythm(start: number, end: number, random: () => number): () => number {
	const hours = hourWeights(start, end, random);
	const cumulative: number[] = [];
	let total = 0;
	for (const { weight } of hours) {
		total += weight;
		cumulative.push(total);
	}
	return () => {
		const wanted = random() * total;
		const i = cumulative.findIndex((sum) => sum > wanted);
		return hours[i]!.at + Math.floor(random() * HOUR_MS);
	};
}
