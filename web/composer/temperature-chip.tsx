import { ThermometerIcon, XIcon } from 'lucide-react';
import { decimal } from '../lib/format.ts';
import { m } from '../lib/messages.ts';

export function TemperatureChip({ value, onRemove }: { value: number; onRemove: () => void }) {
  const shown = decimal(value, 2);
  return (
    <button
      type="button"
      className="temperature-chip"
      aria-label={m.temperatureRemove({ value: shown })}
      title={m.temperatureRemove({ value: shown })}
      onClick={onRemove}
    >
      <ThermometerIcon size={14} aria-hidden />
      {shown}
      <XIcon size={13} aria-hidden />
    </button>
  );
}
