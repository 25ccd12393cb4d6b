import * as l10n from '@vscode/l10n';
import { inWords, RoutooError } from '../../../core/base/errors.ts';
import type { Clock } from '../../../core/base/time.ts';
import type { Candidate } from '../../../core/model/candidate.ts';
import type { Catalog } from '../../../core/model/catalog.ts';
import { withoutSnapshots } from '../../../core/model/snapshots.ts';
import { modelOfId } from '../../../core/money/experience.ts';
import type { Ledger, ModelExperience } from '../../../core/money/ledger.ts';
import { kindInWords } from '../../../core/routing/learned-words.ts';
import type { FromDashboard } from '../../../protocol/dashboard.ts';
import type { ModelsState, ToModels } from '../../../protocol/models-page.ts';
import type { AnswerLearning } from '../../learning/answers.ts';
import type { ModelMarks } from '../../models/model-marks.ts';
import { changedPool } from '../../models/pool-change.ts';
import type { PreferredModels } from '../../models/preferences.ts';
import type { ModelRegistry } from '../../models/registry.ts';
import type { SettingsSource } from '../../settings/source.ts';
import { type KnownQualities, type ModelQualities, QUALITY_KINDS } from './model-qualities.ts';
import { endpointViews, type RowsInput } from './model-rows.ts';

export interface ModelsPageDeps {
	readonly models: Pick<ModelRegistry, 'candidates' | 'endpoints' | 'usableCount'>;
	readonly resting: RowsInput['resting'];
	readonly file: RowsInput['file'];
	readonly ledger: Pick<Ledger, 'experience'>;
	readonly qualities: Pick<ModelQualities, 'known' | 'latest' | 'read'>;
	readonly learned: Pick<AnswerLearning, 'rows'>;
	readonly marks: Pick<ModelMarks, 'look' | 'pin' | 'pinned' | 'newSince'>;
	readonly preferences: Pick<PreferredModels, 'list' | 'look' | 'set'>;
	readonly settings: Pick<SettingsSource, 'current' | 'update'>;
	readonly catalog: Catalog;
	readonly clock: Clock;
	/** Never receives text. */
	readonly log: (line: string) => void;
}

type Post = (message: ToModels) => void;
type UseModels = Extract<FromDashboard, { type: 'useModels' }>;

function kindsInWords(): ModelsState['kinds'] {
	return QUALITY_KINDS.map((id) => ({ id, label: kindInWords(id) }));
}

/** All models with what is known of them, and what can be done about it. Nothing is read or estimated before it is asked for. */
export class ModelsPage {
	readonly #deps: ModelsPageDeps;
	#asked = 0;
	/** One list after another: each is made of the one before. */
	#writing: Promise<unknown> = Promise.resolve();

	constructor(deps: ModelsPageDeps) {
		this.#deps = deps;
	}

	/** As Auto has them: a dated state of a model has no row of its own, unless the user's pool names it. */
	#candidates(): readonly Candidate[] {
		return withoutSnapshots(this.#deps.models.candidates(), this.#deps.settings.current().pool);
	}

	/** Posts the models, and once more when their qualities are estimated. A later call takes the place of an earlier one. Never rejects. */
	async show(post: Post): Promise<void> {
		const turn = ++this.#asked;
		const { qualities, ledger, marks, preferences, log } = this.#deps;
		const candidates = this.#candidates();
		// What cannot be read is told in the page or the log; the rest is shown all the same.
		const [experience] = await Promise.all([
			ledger.experience().catch((error: unknown) => inWords(error)),
			preferences.look(),
			marks.look(candidates).catch((error: unknown) => log(`what is new among the models cannot be kept: ${inWords(error)}`)),
		]);
		if (turn !== this.#asked) return;
		const known = qualities.known(candidates);
		// Those of before a signal stand until the new ones are there.
		post({ type: 'models', state: this.#state(experience, known ?? qualities.latest()) });
		if (known !== null || candidates.length === 0) return;
		try {
			const read = await qualities.read(candidates);
			if (turn === this.#asked) post({ type: 'models', state: this.#state(experience, read) });
		} catch (error) {
			if (turn === this.#asked)
				post({ type: 'modelsTrouble', passing: true, text: l10n.t('Qualities cannot be estimated now. {0}', inWords(error)) });
		}
	}

	/** Lets models into Auto's choice, or leaves them out. Never rejects. */
	async use(asked: UseModels, post: Post): Promise<void> {
		const written = this.#writing.then(() => this.#write(asked));
		this.#writing = written.catch(() => undefined);
		await this.#done(post, () => written);
	}

	/** Errors: RoutooError 'settings', and those of the settings. */
	async #write({ of, id, on }: UseModels): Promise<void> {
		const { models, settings } = this.#deps;
		const candidates = this.#candidates();
		const meant = candidates.filter((one) => (of === 'endpoint' ? one.endpointId : of === 'model' ? modelOfId(one.id) : one.id) === id);
		if (meant.length === 0) throw new RoutooError('settings', l10n.t('This model is not listed any more.'), l10n.t('Refresh the models.'));
		const all = candidates.map((one) => one.id);
		const ids = meant.map((one) => one.id);
		// Of an endpoint without a key nothing was ever there to be left out.
		const whole = models.usableCount() !== null && models.endpoints().every(({ error }) => error === null || error.kind === 'auth');
		const pool = changedPool(settings.current().pool, all, ids, on, whole);
		if (pool === null) throw new RoutooError('settings', l10n.t('Auto needs at least one model.'), l10n.t('Tick another one first.'));
		await settings.update('routoo.routing.pool', pool);
		// It goes into the list of a workspace where there is one.
		const now = settings.current().pool;
		if (on && now !== null && ids.some((one) => !now.includes(one))) {
			const why = l10n.t('Your own list of models leaves this out, and the list of a workspace can only narrow it.');
			throw new RoutooError('settings', why, l10n.t('Change routoo.routing.pool in your user settings.'));
		}
	}

	/** Never rejects. */
	async pin(modelId: string, on: boolean, post: Post): Promise<void> {
		await this.#done(post, () => this.#deps.marks.pin(modelId, on));
	}

	/** Prefers a model for a kind of task, or none any more. Never rejects. */
	async prefer(kind: string, model: string | null, post: Post): Promise<void> {
		await this.#done(post, () => this.#deps.preferences.set(kind, model));
	}

	async #done(post: Post, work: () => Promise<void>): Promise<void> {
		try {
			await work();
			await this.show(post);
		} catch (error) {
			this.#refused(post, inWords(error));
		}
	}

	/** The page draws itself anew with the words, so that a tick which was refused goes back. */
	#refused(post: Post, text: string): void {
		post({ type: 'modelsTrouble', text });
	}

	#state(experience: ModelExperience | string, qualities: KnownQualities | null): ModelsState {
		const { models, settings, catalog, learned, marks, preferences, resting, file, clock } = this.#deps;
		const current = settings.current();
		return {
			kinds: kindsInWords(),
			endpoints: endpointViews({
				...{ catalog, qualities, resting, file, settings: current },
				endpoints: models.endpoints(),
				candidates: this.#candidates(),
				experience: typeof experience === 'string' ? null : experience,
				learned: learned.rows(),
				pinned: marks.pinned(),
				newSince: (endpointId, wireModel) => marks.newSince({ endpointId, wireModel }),
			}),
			preferences: preferences.list(),
			listing: models.usableCount() === null,
			limited: current.pool !== null,
			localOnly: current.localOnly,
			degraded: qualities?.degraded ?? null,
			ledgerTrouble: typeof experience === 'string' ? experience : null,
			now: clock.now(),
		};
	}
}
