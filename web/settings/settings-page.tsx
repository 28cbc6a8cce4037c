import { type ComponentType, useEffect } from 'react';
import { Link } from 'wouter';
import { m } from '../lib/messages.ts';
import { type SettingsTab, settingsPath, settingsTabsFor } from '../lib/paths.ts';
import { settingsLabels } from '../lib/settings-labels.ts';
import { Page } from '../ui/page.tsx';
import { useViewer } from '../user/viewer.ts';
import { ApiTab } from './api-tab.tsx';
import { AppearanceTab } from './appearance-tab.tsx';
import { DataTab } from './data-tab.tsx';
import { FeedbackTab } from './feedback-tab.tsx';
import { GeneralTab } from './general-tab.tsx';
import { InstructionsTab } from './instructions-tab.tsx';
import { PeopleTab } from './people-tab.tsx';
import { PresetsTab } from './presets-tab.tsx';
import { SessionsTab } from './sessions-tab.tsx';
import { ShortcutsTab } from './shortcuts-tab.tsx';
import { useTabStrip } from './use-tab-strip.ts';

const contents: Record<SettingsTab, ComponentType> = {
  general: GeneralTab,
  appearance: AppearanceTab,
  instructions: InstructionsTab,
  presets: PresetsTab,
  feedback: FeedbackTab,
  sessions: SessionsTab,
  api: ApiTab,
  people: PeopleTab,
  data: DataTab,
  shortcuts: ShortcutsTab,
};

/** The default export, because the shell loads it when it is asked for. */
export default function SettingsPage({
  tab: asked,
  onOpenSidebar,
}: {
  tab: SettingsTab;
  onOpenSidebar: (() => void) | null;
}) {
  const tabs = settingsTabsFor(useViewer().role);
  const tab = tabs.includes(asked) ? asked : 'general';
  const Content = contents[tab];
  useEffect(() => {
    document.title = `${m.settings()} · ${m.appName()}`;
  }, []);
  const nav = useTabStrip(tab);
  return (
    <Page title={m.settings()} onOpenSidebar={onOpenSidebar}>
      <div className="settings">
        <nav ref={nav} aria-label={m.settings()} className="tabs">
          {tabs.map((name) => (
            <Link key={name} href={settingsPath(name)} aria-current={name === tab ? 'page' : undefined}>
              {settingsLabels[name]()}
            </Link>
          ))}
        </nav>
        <section aria-label={settingsLabels[tab]()} className="flex min-w-0 flex-col gap-5">
          <Content />
        </section>
      </div>
    </Page>
  );
}
