import type { LoadedSession } from '../../training/completion/rows.ts';
import type { ReplayFigures } from './replay.ts';

/** What a point of the chance may be worth, µ$, the least first. */
export const POINT_VALUES = [20, 30, 40, 50, 60, 80, 100];
/** Of the best model's exact first lines. */
export const KEPT_AIM = 0.95;

export interface ChosenElsewhere {
	/** Chosen on one half of the projects for the other, µ$. */
	readonly pointValues: readonly number[];
	/** On the halves that had no part in the choice, together: shares of the best model at every pause. */
	readonly kept: number;
	readonly cost: number;
}

export interface ElsewhereReplay {
	/** The best model at every pause. */
	best(sessions: readonly LoadedSession[]): Promise<ReplayFigures>;
	/** The engine at this point value. */
	routed(sessions: readonly LoadedSession[], pointValue: number): Promise<ReplayFigures>;
}

/** The presets' values were chosen on the very sessions of the table; this is what such a choice is worth on sessions that it has not seen. The least value that keeps KEPT_AIM. */
export async function chosenElsewhere(sessions: readonly LoadedSession[], replay: ElsewhereReplay): Promise<ChosenElsewhere> {
	const projects = [...new Set(sessions.map(({ session }) => session.project))].sort();
	const halves = [0, 1].map((half) => sessions.filter(({ session }) => projects.indexOf(session.project) % 2 === half));
	const measured: { readonly best: ReplayFigures; readonly routed: readonly ReplayFigures[] }[] = [];
	for (const own of halves) {
		const routed: ReplayFigures[] = [];
		for (const value of POINT_VALUES) routed.push(await replay.routed(own, value));
		measured.push({ best: await replay.best(own), routed });
	}
	const chosen = measured.map(({ best, routed }) => {
		const first = routed.findIndex((figures) => figures.exact >= KEPT_AIM * best.exact);
		return first === -1 ? POINT_VALUES.length - 1 : first;
	});
	const sum = (of: (half: number) => number): number => of(0) + of(1);
	const other = (half: number): ReplayFigures => measured[half]!.routed[chosen[1 - half]!]!;
	return {
		pointValues: chosen.map((index) => POINT_VALUES[index]!),
		kept: sum((half) => other(half).exact) / sum((half) => measured[half]!.best.exact),
		cost: sum((half) => other(half).cost) / sum((half) => measured[half]!.best.cost),
	};
}
