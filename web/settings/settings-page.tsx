import { type ComponentType, useEffect, useRef } from 'react';
import { Link } from 'wouter';
import { m } from '../lib/messages.ts';
import { type SettingsTab, settingsPath, settingsTabs } from '../lib/paths.ts';
import { Page } from '../ui/page.tsx';
import { DataTab } from './data-tab.tsx';
import { FeedbackTab } from './feedback-tab.tsx';
import { GeneralTab } from './general-tab.tsx';
import { InstructionsTab } from './instructions-tab.tsx';
import { PresetsTab } from './presets-tab.tsx';
import { SessionsTab } from './sessions-tab.tsx';

const tabs: Record<SettingsTab, { label: () => string; Content: ComponentType }> = {
  general: { label: m.settingsGeneral, Content: GeneralTab },
  instructions: { label: m.settingsInstructions, Content: InstructionsTab },
  presets: { label: m.settingsPresets, Content: PresetsTab },
  feedback: { label: m.settingsFeedback, Content: FeedbackTab },
  sessions: { label: m.settingsSessions, Content: SessionsTab },
  data: { label: m.settingsData, Content: DataTab },
};

/** The default export, because the shell loads it when it is asked for. */
export default function SettingsPage({
  tab,
  onOpenSidebar,
}: {
  tab: SettingsTab;
  onOpenSidebar: (() => void) | null;
}) {
  const { label, Content } = tabs[tab];
  useEffect(() => {
    document.title = `${m.settings()} · ${m.appName()}`;
  }, []);
  const nav = useRef<HTMLElement>(null);
  // On a phone they do not all fit.
  // biome-ignore lint/correctness/useExhaustiveDependencies: looks for what another tab has just marked.
  useEffect(() => {
    nav.current?.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'center' });
  }, [tab]);
  return (
    <Page title={m.settings()} onOpenSidebar={onOpenSidebar}>
      <nav ref={nav} aria-label={m.settings()} className="tabs">
        {settingsTabs.map((name) => (
          <Link key={name} href={settingsPath(name)} aria-current={name === tab ? 'page' : undefined}>
            {tabs[name].label()}
          </Link>
        ))}
      </nav>
      <section aria-label={label()} className="flex flex-col gap-5">
        <Content />
      </section>
    </Page>
  );
}
