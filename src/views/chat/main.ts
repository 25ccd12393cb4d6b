import '@vscode-elements/elements/dist/vscode-button/index.js';
import './chat.css';
import { connectHost } from '../common/host.ts';
import { keepFocus } from '../common/keep-focus.ts';
import { MenuButton } from '../common/menu.ts';
import { AnnouncerElement } from './announcer.ts';
import { ChatElement } from './chat-element.ts';
import { ComposerElement } from './composer-element.ts';
import { FindBar } from './find-bar.ts';
import { MarkdownElement } from './markdown-element.ts';
import { NoticeListElement } from './notice-list.ts';
import { ThumbElement } from './thumb-element.ts';
import { TurnElement } from './turn-element.ts';
import { warmUp } from './warm-up.ts';

// Before anything is defined: an element of the page becomes alive in the moment of its definition and then needs its host.
for (const element of document.querySelectorAll<ChatElement>('routoo-chat')) element.host = connectHost();
customElements.define('routoo-menu', MenuButton);
customElements.define('routoo-markdown', MarkdownElement);
customElements.define('routoo-turn', TurnElement);
customElements.define('routoo-thumb', ThumbElement);
customElements.define('routoo-find', FindBar);
customElements.define('routoo-composer', ComposerElement);
customElements.define('routoo-notices', NoticeListElement);
customElements.define('routoo-announcer', AnnouncerElement);
customElements.define('routoo-chat', ChatElement);
keepFocus(document.body, () => document.querySelector<HTMLElement>('routoo-composer textarea'));
warmUp();
