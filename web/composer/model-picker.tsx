import { ChevronDownIcon } from 'lucide-react';
import { cloneElement, useState } from 'react';
import type { ModelProvider } from '../graphql/generated/graphql.ts';
import { m } from '../lib/messages.ts';
import { Later, part } from '../ui/later.tsx';
import { Menu, MenuChoice, MenuItem, MenuNote, MenuOption } from '../ui/menu.tsx';
import { fewModels, modelHint } from './model-hint.ts';
import { useModels } from './use-models.ts';

const modelDialog = part(() => import('./model-dialog.tsx'));

type Props = {
  current: { id: string; displayName?: string; provider?: ModelProvider } | null;
  onChoose: (modelId: string) => void;
};

export function ModelPicker({ current, onChoose }: Props) {
  const { models, hasFailed, reload } = useModels();
  const [isOpen, setIsOpen] = useState(false);
  const known = models?.find((model) => model.id === current?.id);
  const name = known?.displayName ?? current?.displayName ?? m.modelsLoading();
  const isDemo = (known?.provider ?? current?.provider) === 'DEMO';

  const trigger = (
    <button
      type="button"
      aria-label={m.model({ name: isDemo ? `${name}, ${m.modelDemo()}` : name })}
      className="model-button"
    >
      <span className="truncate">{name}</span>
      {isDemo && <span className="badge">{m.modelDemo()}</span>}
      <ChevronDownIcon size={15} aria-hidden className="shrink-0" />
    </button>
  );
  if (models && models.length > fewModels) {
    const close = () => setIsOpen(false);
    const props = {
      title: m.modelHeading(),
      models,
      chosenId: current?.id ?? null,
      onChoose,
      onClose: close,
    };
    return (
      <>
        {cloneElement(trigger, { 'aria-haspopup': 'dialog', onClick: () => setIsOpen(true) })}
        {isOpen && <Later part={modelDialog} props={props} onMissing={close} />}
      </>
    );
  }
  return (
    <Menu trigger={trigger} label={m.modelHeading()} side="top" className="w-72">
      {hasFailed && <MenuItem onSelect={reload}>{`${m.modelsFailed()}. ${m.tryAgain()}`}</MenuItem>}
      {!models && !hasFailed && <MenuNote>{m.modelsLoading()}</MenuNote>}
      {models && (
        <MenuChoice label={m.modelHeading()}>
          {current && !known && (
            <MenuOption isChosen onChoose={() => {}}>
              <ModelLine name={name} hint={m.modelUnavailable} isDemo={isDemo} />
            </MenuOption>
          )}
          {models.map((model) => (
            <MenuOption
              key={model.id}
              isChosen={model.id === current?.id}
              onChoose={() => onChoose(model.id)}
            >
              <ModelLine
                name={model.displayName}
                hint={() => modelHint(model)}
                isDemo={model.provider === 'DEMO'}
              />
            </MenuOption>
          ))}
        </MenuChoice>
      )}
    </Menu>
  );
}

/** The hint is put together where it is shown: the list is closed nearly always. */
function ModelLine({ name, hint, isDemo }: { name: string; hint: () => string; isDemo: boolean }) {
  return (
    <>
      <span className="flex items-center gap-2">
        <span className="truncate font-medium">{name}</span>
        {isDemo && <span className="badge">{m.modelDemo()}</span>}
      </span>
      <span className="block truncate text-xs text-ink-soft">{hint()}</span>
    </>
  );
}
