import { estimateLabel } from '../../core/routing/learned-words.ts';
import { PRESETS } from '../../core/routing/presets.ts';
import type { ChatFrame } from '../../protocol/chat-state.ts';
import { type ChatMeterView, QUEUED_SHOWN } from '../../protocol/long-chat.ts';
import type { Command } from '../../protocol/slash.ts';
import { markedOptions } from '../models/marked-options.ts';
import { goneName } from '../models/words.ts';
import type { ChatStore } from './chat-store.ts';
import type { ChatDeps } from './ports.ts';

const PRESET_BARS = { save: PRESETS.save.goodEnough, balanced: PRESETS.balanced.goodEnough, best: PRESETS.best.goodEnough };

/** What a view shows around the conversation, from the store and from what models, budget and settings are now. */
export function frameOf(
	{ settings, budget, models, paidPaused, ownSignals, welcome, preferences, marks, editor }: ChatDeps,
	store: ChatStore,
	prompts: readonly Command[],
	meter: ChatMeterView | null,
): ChatFrame {
	const { preset, goodEnough, localOnly } = settings();
	const { limit, end } = budget.period();
	const { line, blocked } = store.preview();
	const options = models.options();
	const isListed = options.some(({ id }) => id === store.model());
	const reading = store.reading();
	const open = editor.openFile.current();
	return {
		sessions: store.open.list().filter(({ turns }) => turns > 0),
		composer: {
			attachments: store.composer.chips(),
			openFile: store.openFile.view(),
			instructions: store.instructions.view(),
			offers: { selection: open?.selected ?? false, file: open !== null },
			model: store.model(),
			...(isListed ? {} : { goneModel: goneName(store.model()) }),
			preset,
			goodEnough: { presets: PRESET_BARS, own: goodEnough },
			models: marks === undefined ? options : markedOptions(options, marks),
			listing: models.usableCount() === null,
			preview: line,
			blocked,
			localOnly,
			prompts: prompts.map(({ name, detail }) => ({ name, detail })),
		},
		meter,
		queue: (store.session().queue ?? []).map(({ id, text, attachments }) => ({
			id,
			text: text.slice(0, QUEUED_SHOWN),
			attachments: attachments.length,
		})),
		budget: budget.current()?.view ?? { limit, spent: 0, outstanding: 0, level: 'ok', resetsAt: end },
		paidPaused: paidPaused(),
		predictor: store.predictor(),
		busy: store.busy(),
		...(reading === null ? {} : { reading: { modelName: reading.modelName, expected: reading.expected } }),
		notices: store.notices.current(),
		welcome: welcome.view(),
		preferences: preferences?.list() ?? [],
		estimateLabel: estimateLabel(ownSignals?.() ?? 0),
	};
}
