import { modelOfId } from '../../core/money/experience.ts';
import type { ModelOption } from '../../protocol/chat-state.ts';
import type { ModelMarks } from './model-marks.ts';

/** The options with what the user pinned, named last and has not seen yet. */
export function markedOptions(
	options: readonly ModelOption[],
	marks: Pick<ModelMarks, 'pinned' | 'recent' | 'newSince'>,
): readonly ModelOption[] {
	const pinned = marks.pinned();
	const recent = marks.recent();
	return options.map((option) => {
		const model = modelOfId(option.id);
		const slash = model.indexOf('/');
		if (slash < 0) return option;
		const place = recent.indexOf(model);
		const isNew = marks.newSince({ endpointId: model.slice(0, slash), wireModel: model.slice(slash + 1) }) !== null;
		return {
			...option,
			model,
			...(pinned.has(model) ? { pinned: true as const } : {}),
			...(place < 0 ? {} : { recent: place }),
			...(isNew ? { isNew: true as const } : {}),
		};
	});
}
