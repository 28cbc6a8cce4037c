import { ChartColumnIcon, CodeXmlIcon, LogOutIcon, SettingsIcon } from 'lucide-react';
import { m } from '../lib/messages.ts';
import { settingsPath, usagePath } from '../lib/paths.ts';
import { chooseTheme, type Theme, useTheme } from '../lib/theme.ts';
import { Menu, MenuChoice, MenuItem, MenuLine, MenuLink, MenuNote, MenuOption } from '../ui/menu.tsx';
import type { Viewer } from './viewer.ts';

type Props = { viewer: Viewer; onGo: (path: string) => void; onSignOut: () => void };

const themes: { value: Theme; label: () => string }[] = [
  { value: 'system', label: m.themeSystem },
  { value: 'light', label: m.themeLight },
  { value: 'dark', label: m.themeDark },
];

export function AccountMenu({ viewer, onGo, onSignOut }: Props) {
  const theme = useTheme((state) => state.theme);
  const { displayName, email } = viewer;
  const trigger = (
    <button type="button" aria-label={m.account({ name: displayName })} className="account-button">
      <span className="avatar" data-initial={[...displayName.trim()][0]?.toUpperCase() ?? '?'} />
      <span className="truncate">{displayName}</span>
    </button>
  );
  return (
    <Menu trigger={trigger} label={m.account({ name: displayName })} side="top" className="w-60">
      {email && (
        <MenuNote>
          <span className="block truncate text-ink-soft">{email}</span>
        </MenuNote>
      )}
      <MenuLine />
      <MenuChoice label={m.theme()}>
        {themes.map(({ value, label }) => (
          <MenuOption key={value} isChosen={value === theme} onChoose={() => chooseTheme(value)}>
            {label()}
          </MenuOption>
        ))}
      </MenuChoice>
      <MenuLine />
      <MenuItem icon={<SettingsIcon size={16} />} onSelect={() => onGo(settingsPath('general'))}>
        {m.settings()}
      </MenuItem>
      <MenuItem icon={<ChartColumnIcon size={16} />} onSelect={() => onGo(usagePath)}>
        {m.usage()}
      </MenuItem>
      <MenuLink icon={<CodeXmlIcon size={16} />} href="/graphql">
        {m.apiExplorer()}
      </MenuLink>
      <MenuItem icon={<LogOutIcon size={16} />} onSelect={onSignOut}>
        {m.signOut()}
      </MenuItem>
    </Menu>
  );
}
