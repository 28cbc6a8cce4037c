/** A measured figure: beside its budget, and beside the plain page's figure of the same run. */
export type Figure = {
  row: string;
  speed?: 1 | 4;
  unit: string;
  value: number;
  budget?: number;
  plain?: number;
};

/** The best of so many runs, figure by figure: what is left when other work on the machine is taken away. */
export async function best<Name extends string>(
  rounds: number,
  run: () => Promise<Record<Name, number>>,
): Promise<Record<Name, number>> {
  const runs: Record<Name, number>[] = [];
  for (let n = 0; n < rounds; n += 1) runs.push(await run());
  const names = Object.keys(runs[0]!) as Name[];
  return Object.fromEntries(names.map((name) => [name, Math.min(...runs.map((one) => one[name]))])) as Record<
    Name,
    number
  >;
}

export function toRow({ row, speed, unit, value, budget, plain }: Figure) {
  const isOver = budget !== undefined && !(value <= budget);
  return {
    row,
    CPU: speed ? `${speed}×` : '',
    measured: `${readable(value)} ${unit}`,
    budget: budget === undefined ? '' : `≤ ${budget}`,
    '÷ plain': plain === undefined ? '' : plain > 0 ? (value / plain).toFixed(2) : `(${readable(plain)})`,
    '': isOver ? 'OVER' : '',
  };
}

const readable = (value: number): string =>
  Math.abs(value) < 10 ? String(Number(value.toFixed(2))) : value.toFixed(Math.abs(value) < 100 ? 1 : 0);
