import { chooseAppearance, useAppearance } from '../lib/appearance.ts';
import { type Language, languages, useLanguage } from '../lib/locale.ts';
import { chooseLanguage, m } from '../lib/messages.ts';
import { chooseTheme, useTheme } from '../lib/theme.ts';
import { Choices } from './choices.tsx';

/** What this browser shows, and how; nothing of it leaves it. */
export function AppearanceTab() {
  const theme = useTheme((state) => state.theme);
  const { density, textSize } = useAppearance();
  const language = useLanguage((state) => state.language);
  return (
    <>
      <p className="text-ink-soft">{m.appearanceLead()}</p>
      <Choices
        name="theme"
        label={m.theme()}
        chosen={theme}
        onChoose={chooseTheme}
        options={[
          { value: 'system', label: m.themeSystem() },
          { value: 'light', label: m.themeLight() },
          { value: 'dark', label: m.themeDark() },
        ]}
      />
      <Choices
        name="textSize"
        label={m.textSize()}
        chosen={textSize}
        onChoose={(value) => chooseAppearance({ textSize: value })}
        options={[
          { value: 'small', label: m.textSmall() },
          { value: 'normal', label: m.textNormal() },
          { value: 'large', label: m.textLarge() },
        ]}
      />
      <Choices
        name="density"
        label={m.density()}
        chosen={density}
        onChoose={(value) => chooseAppearance({ density: value })}
        options={[
          { value: 'comfortable', label: m.densityComfortable() },
          { value: 'compact', label: m.densityCompact() },
        ]}
      />
      <label className="flex max-w-sm flex-col gap-1.5 text-sm font-medium">
        {m.language()}
        <select
          className="field block h-11 px-3 font-normal"
          value={language}
          onChange={(event) => void chooseLanguage(event.target.value as Language)}
        >
          <option value="system">{m.languageSystem()}</option>
          {Object.entries(languages).map(([tag, name]) => (
            <option key={tag} value={tag} lang={tag}>
              {name}
            </option>
          ))}
        </select>
      </label>
    </>
  );
}
