import * as l10n from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit';
import { attachmentLabel, type Turn } from '../../protocol/chat.ts';

/** What went along with a message that was sent. */
export function sentChip(attached: Turn['attachments'][number]): TemplateResult {
	const label = attachmentLabel(attached);
	const { image, cut } = attached;
	const picture =
		image === undefined ? nothing : html`<routoo-thumb .data=${image.thumb} .label=${l10n.t('Picture of {0}', label)}></routoo-thumb>`;
	const mark = cut === undefined || image !== undefined ? nothing : html` <span class="chip-cut">${l10n.t('cut')}</span>`;
	return html`<span class="chip" title=${sentWords(attached)}>${picture}${label}${mark}</span>`;
}

function sentWords({ path, cut, open, image }: Turn['attachments'][number]): string {
	const size = image === undefined ? [] : [l10n.t('{0} by {1} pixels', image.width, image.height)];
	return [path, ...size, ...(open ? [l10n.t('open in the editor')] : []), ...(cut === undefined ? [] : [cut])].join(', ');
}
