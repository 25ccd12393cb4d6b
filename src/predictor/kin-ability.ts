import type { Candidate } from '../core/model/candidate.ts';
import { isMixture, lineOf, versionOf } from '../core/model/kin.ts';
import { parametersFromName } from '../core/model/size.ts';
import { ageFromName } from './model-prior.ts';
import type { Ability, PredictorParameters } from './parameters.ts';

/** A model of the catalog in its line, with what was fitted of it as it runs by default. */
interface Member {
	readonly id: string;
	readonly version: readonly number[];
	readonly ability: Ability;
}

const indexes = new WeakMap<PredictorParameters, ReadonlyMap<string, readonly Member[]>>();

/** Years between two versions that nobody dated, the mean of the catalog's lines. */
const USUAL_YEARS = 0.3;
/** Models of one size, where their names say it, differ by at most this factor. */
const SAME_SIZE = 1.5;

/**
 * Ability of a model that the catalog lacks, from the line that its name continues (`claude-opus-6`, `gpt-6.5-sol`,
 * `gemma-5-27b`): the last version before it plus a step, never more than the next one after it, and before the first the first
 * one less a step. `guess` is what name and size tell alone. Null where no line is known, or the parameters hold no step.
 */
export function kinAbility(params: PredictorParameters, candidate: Candidate, guess: ArrayLike<number>): Ability | null {
	const { step } = params.prior;
	if (step === null) return null;
	const name = candidate.catalogId ?? candidate.wireModel;
	const members = membersOf(params, name, candidate.parametersB);
	const version = versionOf(name);
	if (members.length === 0 || version.length === 0) return null;
	const same = members.find((member) => compare(member.version, version) === 0);
	const last = same ?? members.findLast((member) => compare(member.version, version) < 0);
	const next = same === undefined ? members.find((member) => compare(member.version, version) > 0) : undefined;
	const known = last ?? next;
	if (known === undefined) return null;
	const years = same === undefined ? Math.max(USUAL_YEARS, Math.abs(ageFromName(name) - ageFromName(known.id))) : 0;
	const d = params.dimensions;
	const mean = Float32Array.from(guess, (value, k) => {
		const after = next?.ability.mean[k] ?? Number.POSITIVE_INFINITY;
		if (last !== undefined) return Math.min(after, last.ability.mean[k]! + step.mean[k]! * years);
		return Math.min(value, after - step.mean[k]! * years);
	});
	const doubt = Math.max(USUAL_YEARS, years);
	const covariance = known.ability.covariance.map((value, i) => value + (i % (d + 1) === 0 ? step.variance[i / (d + 1)]! * doubt : 0));
	return { mean, covariance };
}

function membersOf(params: PredictorParameters, name: string, parametersB: number | null): readonly Member[] {
	let index = indexes.get(params);
	if (index === undefined) {
		index = indexOf(params);
		indexes.set(params, index);
	}
	const size = parametersB ?? parametersFromName(name);
	return (index.get(lineKey(name)) ?? []).filter(({ id }) => {
		const own = parametersFromName(id);
		if (size === null || own === null) return size === null && own === null;
		return Math.abs(Math.log(own / size)) <= Math.log(SAME_SIZE);
	});
}

/** Lines of the fitted models, each from the oldest version to the newest. */
function indexOf(params: PredictorParameters): ReadonlyMap<string, readonly Member[]> {
	const members = [...params.abilities].flatMap(([id, ability]): Member[] => {
		const version = versionOf(id);
		return id.includes('@') || version.length === 0 ? [] : [{ id, version, ability }];
	});
	const lines = Map.groupBy(members, ({ id }) => lineKey(id));
	for (const line of lines.values()) line.sort((a, b) => compare(a.version, b.version));
	return lines;
}

/** Mixtures and dense models of one size are two lines. */
function lineKey(name: string): string {
	return `${lineOf(name).join(' ')}${isMixture(name) ? ' mixture' : ''}`;
}

function compare(a: readonly number[], b: readonly number[]): number {
	for (let i = 0; i < Math.max(a.length, b.length); i++) {
		const difference = (a[i] ?? 0) - (b[i] ?? 0);
		if (difference !== 0) return difference;
	}
	return 0;
}
