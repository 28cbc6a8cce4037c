import { EyeIcon, EyeOffIcon } from 'lucide-react';
import { type ComponentProps, useState } from 'react';
import { m } from '../lib/messages.ts';
import { Field } from '../ui/field.tsx';
import { IconButton } from '../ui/icon-button.tsx';

type Props = Pick<ComponentProps<typeof Field>, 'name' | 'value' | 'error' | 'onChange'> & { isNew: boolean };

export function PasswordField({ isNew, ...field }: Props) {
  const [isShown, setIsShown] = useState(false);
  const Icon = isShown ? EyeOffIcon : EyeIcon;
  return (
    <Field
      label={m.password()}
      type={isShown ? 'text' : 'password'}
      autoComplete={isNew ? 'new-password' : 'current-password'}
      hint={isNew ? m.passwordHint() : undefined}
      end={
        <IconButton
          label={isShown ? m.hidePassword() : m.showPassword()}
          className="absolute inset-y-0 end-1 my-auto"
          onClick={() => setIsShown(!isShown)}
        >
          <Icon size={17} />
        </IconButton>
      }
      {...field}
    />
  );
}
