import { join } from 'node:path';
import * as l10n from '@vscode/l10n';
import { RoutooError } from '../../core/base/errors.ts';
import { isDamage } from '../storage-error.ts';
import { type AdoptionSource, BusySource, Source, type SourceReader, UnreadableSource } from './adoption.ts';
import type { Connection, Row } from './connection.ts';

/** Says of the ledger of that folder, and of no other, that it has been. */
export const LEDGER_NOTE = 'routoo.ledger';
/** Says of an editor that what it kept before it had a state was taken over. */
export const ADOPTED_KEY = 'routoo.adopted';

/** The mark of one editor among those that share the state. */
export function adoptedKey(folder: string): string {
	return `${ADOPTED_KEY} ${folder}`;
}

/**
 * Takes over into the state of all editors what one editor kept for itself: values that are not there yet, and signals that it has not
 * seen. One transaction; done again when the old file has changed. A file that cannot be read is passed over with words. Synchronous.
 */
export class StateAdoption {
	readonly #source: Source;
	readonly #places: AdoptionSource['places'];
	readonly #own: string;
	readonly #notice: (error: RoutooError) => void;

	constructor({ stateFolder, places, own }: AdoptionSource, notice: (error: RoutooError) => void) {
		this.#source = new Source(join(stateFolder, 'state.db'));
		this.#places = places;
		this.#own = own;
		this.#notice = notice;
	}

	/** @param path of the file under `to`. @throws what writing to `to` throws */
	run(to: Connection, path: string): void {
		const stamp = this.#source.stamp(path);
		if (stamp === null || this.#source.isDone(to, stamp)) return;
		try {
			this.#source.read((from) => this.#takeOver(from, to, stamp));
		} catch (error) {
			if (error instanceof BusySource) return;
			if (!(error instanceof UnreadableSource)) throw error;
			if (isDamage(error.cause)) to.transaction(() => this.#source.note(to, { stamp, seq: 0, mark: '' }));
			this.#notice(passedOver(this.#source.path));
		}
		this.#source.done(stamp);
	}

	#takeOver(from: SourceReader, to: Connection, stamp: string): void {
		const values = from.all("SELECT place, key, value FROM state WHERE value IS NOT NULL AND NOT (place = '' AND key = ?)", LEDGER_NOTE);
		const beliefs = from.all('SELECT learner, up_to, belief FROM beliefs');
		const last = lastSignal(from);
		to.transaction(() => {
			const before = this.#source.adopted(to);
			const known = before !== null && isSameFile(before.stamp, stamp) && last >= before.seq ? before.seq : null;
			for (const row of values) this.#takeValue(to, String(row.place), String(row.key), String(row.value));
			const signals = from.all(
				'SELECT seq, learner, request_id, kind, good, at, signal FROM signals WHERE seq > ? ORDER BY seq',
				known ?? 0,
			);
			takeSignals(to, signals, known === null ? beliefs : []);
			this.#source.note(to, { stamp, seq: last, mark: '' });
		});
	}

	#takeValue(to: Connection, place: string, key: string, value: string): void {
		const named = place === '' && key === ADOPTED_KEY ? adoptedKey(this.#own) : key;
		const sql = 'INSERT INTO state (place, key, value, version) VALUES (?, ?, ?, 1) ON CONFLICT (place, key) DO NOTHING';
		to.run(sql, Object.hasOwn(this.#places, place) ? (this.#places[place] ?? place) : place, named, value);
	}
}

/**
 * A learner that has seen nothing here goes on from the old belief. One that has learns from the old signals that are left; two beliefs
 * cannot be added up.
 */
function takeSignals(to: Connection, signals: readonly Row[], beliefs: readonly Row[]): void {
	const sql = 'INSERT INTO signals (learner, request_id, kind, good, at, signal) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING';
	const fresh = beliefs.filter(({ learner }) => !hasSeen(to, String(learner)));
	/** By learner: the number here of the last signal that is in the old belief. */
	const upTo = new Map<string, number>();
	for (const { seq, learner, request_id, kind, good, at, signal } of signals) {
		to.run(sql, String(learner), String(request_id), String(kind), Number(good), Number(at), String(signal));
		const belief = fresh.find((one) => one.learner === learner);
		if (belief === undefined || Number(seq) > Number(belief.up_to)) continue;
		upTo.set(String(learner), Number(to.get('SELECT MAX(seq) AS seq FROM signals')?.seq));
	}
	for (const { learner, belief } of fresh) {
		if (belief === null) continue;
		const put = 'INSERT INTO beliefs (learner, up_to, belief) VALUES (?, ?, ?) ON CONFLICT (learner) DO NOTHING';
		to.run(put, String(learner), upTo.get(String(learner)) ?? 0, String(belief));
	}
}

function hasSeen(to: Connection, learner: string): boolean {
	const sql = 'SELECT EXISTS (SELECT 1 FROM beliefs WHERE learner = ?) OR EXISTS (SELECT 1 FROM signals WHERE learner = ?) AS seen';
	return to.get(sql, learner, learner)?.seen === 1;
}

/** Stays where signals are cleared or forgotten. */
function lastSignal(from: SourceReader): number {
	return Number(from.all("SELECT seq FROM sqlite_sequence WHERE name = 'signals'")[0]?.seq ?? 0);
}

/** Whether both stamps are of one file: it may have been set aside and begun anew. */
function isSameFile(a: string, b: string): boolean {
	return a.split(' ')[0] === b.split(' ')[0];
}

function passedOver(path: string): RoutooError {
	return new RoutooError(
		'damagedFile',
		l10n.t('What this editor had noted of pace and habits before cannot be read and is passed over: {0}.', path),
		l10n.t('Nothing needs to be done: it is learned again.'),
	);
}
