import {
  ArchiveIcon,
  ChartColumnIcon,
  CodeXmlIcon,
  CpuIcon,
  GhostIcon,
  KeyboardIcon,
  LogOutIcon,
  MoonIcon,
  PanelLeftIcon,
  SettingsIcon,
  SquarePenIcon,
  SunIcon,
  Trash2Icon,
} from 'lucide-react';
import { type ListView, setTemporary, showList } from '../conversation/list-view.ts';
import { m } from '../lib/messages.ts';
import { homePath, settingsPath, settingsTabsFor, usagePath } from '../lib/paths.ts';
import { settingsLabels } from '../lib/settings-labels.ts';
import { chooseTheme, useIsDark } from '../lib/theme.ts';
import type { Command } from '../search/commands.ts';
import { useViewer } from '../user/viewer.ts';

export type Does = {
  navigate: (path: string) => void;
  openSidebar: () => void;
  toggleSidebar: () => void;
  signOut: () => void;
  showShortcuts: () => void;
  models: readonly { id: string; displayName: string }[];
  chooseModel: (id: string) => void;
};

/** Everything that the palette can do. A new feature adds its command here. */
export function useCommands({
  navigate,
  openSidebar,
  toggleSidebar,
  signOut,
  showShortcuts,
  models,
  chooseModel,
}: Does): Command[] {
  const isDark = useIsDark();
  const { role } = useViewer();
  const list = (view: ListView) => {
    showList(view);
    openSidebar();
  };
  return [
    {
      id: 'new-chat',
      label: m.newChat(),
      icon: <SquarePenIcon size={16} aria-hidden />,
      run: () => navigate(homePath),
    },
    {
      id: 'temporary-chat',
      label: m.temporary(),
      icon: <GhostIcon size={16} aria-hidden />,
      run: () => {
        setTemporary(true);
        navigate(homePath);
      },
    },
    {
      id: 'archive',
      label: m.archiveTitle(),
      icon: <ArchiveIcon size={16} aria-hidden />,
      run: () => list({ kind: 'archived' }),
    },
    {
      id: 'trash',
      label: m.trash(),
      icon: <Trash2Icon size={16} aria-hidden />,
      run: () => list({ kind: 'trash' }),
    },
    {
      id: 'shortcuts',
      label: m.shortcuts(),
      icon: <KeyboardIcon size={16} aria-hidden />,
      keywords: 'keys ?',
      run: showShortcuts,
    },
    {
      id: 'settings',
      label: m.settings(),
      icon: <SettingsIcon size={16} aria-hidden />,
      run: () => navigate(settingsPath('general')),
    },
    ...settingsTabsFor(role)
      .filter((tab) => tab !== 'general')
      .map((tab) => ({
        id: `settings-${tab}`,
        label: `${m.settings()}: ${settingsLabels[tab]()}`,
        icon: <SettingsIcon size={16} aria-hidden />,
        isOnlyFound: true,
        run: () => navigate(settingsPath(tab)),
      })),
    ...models.map(({ id, displayName }) => ({
      id: `model-${id}`,
      label: m.model({ name: displayName }),
      icon: <CpuIcon size={16} aria-hidden />,
      isOnlyFound: true,
      run: () => chooseModel(id),
    })),
    {
      id: 'usage',
      label: m.usage(),
      icon: <ChartColumnIcon size={16} aria-hidden />,
      run: () => navigate(usagePath),
    },
    {
      id: 'theme',
      label: isDark ? m.commandLight() : m.commandDark(),
      icon: isDark ? <SunIcon size={16} aria-hidden /> : <MoonIcon size={16} aria-hidden />,
      keywords: m.theme(),
      run: () => chooseTheme(isDark ? 'light' : 'dark'),
    },
    {
      id: 'sidebar',
      label: m.commandSidebar(),
      icon: <PanelLeftIcon size={16} aria-hidden />,
      run: toggleSidebar,
    },
    {
      id: 'explorer',
      label: m.apiExplorer(),
      icon: <CodeXmlIcon size={16} aria-hidden />,
      run: () => location.assign('/graphql'),
    },
    { id: 'sign-out', label: m.signOut(), icon: <LogOutIcon size={16} aria-hidden />, run: signOut },
  ];
}
