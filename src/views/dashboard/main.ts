import './dashboard.css';
import './runs.css';
import './run-receipts.css';
import './models.css';
import './ticks.css';
import './preferences.css';
import './insights.css';
import './decisions.css';
import { connectHost } from '../common/host.ts';
import { keepFocus } from '../common/keep-focus.ts';
import { ChartElement } from './chart-element.ts';
import { DashboardElement } from './dashboard-element.ts';
import { DecisionsElement } from './decisions-element.ts';
import { InsightsElement } from './insights-element.ts';
import { ModelsElement } from './models-element.ts';
import { RunsElement } from './runs-element.ts';

// Before anything is defined: an element of the page becomes alive in the moment of its definition and then needs its host.
for (const element of document.querySelectorAll<DashboardElement>('routoo-dashboard')) element.host = connectHost();
customElements.define('routoo-chart', ChartElement);
customElements.define('routoo-runs', RunsElement);
customElements.define('routoo-models', ModelsElement);
customElements.define('routoo-insights', InsightsElement);
customElements.define('routoo-decisions', DecisionsElement);
customElements.define('routoo-dashboard', DashboardElement);
keepFocus(document.body, () => document.querySelector<HTMLElement>('routoo-dashboard button'));
