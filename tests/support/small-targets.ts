/**
 * Runs in the page: the controls in view of which a finger or a pointer has less than `px` by `px`. What counts is what
 * a press reaches: an enlarged area counts, and what another control covers does not. Excepted are links in a line of
 * text (WCAG 2.5.8).
 */
export async function findSmallTargets(px: number): Promise<string[]> {
  const controls = 'a[href], button, input, select, textarea, summary, [role=option], [role^=menuitem]';
  const excepted = '.link, .markdown a, .skip-link, .sr-only, :disabled';
  const top =
    document.querySelector(':popover-open') ?? [...document.querySelectorAll('dialog:modal')].at(-1);

  const controlAt = (x: number, y: number) => {
    const there = document.elementFromPoint(x, y);
    return there?.closest('label')?.control ?? there?.closest(controls) ?? null;
  };
  const say = (control: Element | null) =>
    control && `${control.localName} ${control.ariaLabel ?? control.textContent?.slice(0, 30)}`;

  const small: string[] = [];
  for (const control of (top ?? document.body).querySelectorAll<HTMLElement>(controls)) {
    if (control.matches(excepted) || !control.checkVisibility({ visibilityProperty: true })) continue;
    control.scrollIntoView({ block: 'center', inline: 'center', behavior: 'instant' });
    // What follows the scroll (a fade, a button to the end) has come.
    await new Promise((settled) => requestAnimationFrame(() => requestAnimationFrame(settled)));
    const { x, y, width, height } = control.getBoundingClientRect();
    const middle = { x: x + width / 2, y: y + height / 2 };
    if (controlAt(middle.x, middle.y) !== control) {
      small.push(`${say(control)}: covered by ${say(document.elementFromPoint(middle.x, middle.y))}`);
      continue;
    }
    const reach = (dx: number, dy: number) => {
      let far = 0;
      while (far < px && controlAt(middle.x + dx * far, middle.y + dy * far) === control) far += 0.25;
      return far;
    };
    const across = reach(-1, 0) + reach(1, 0);
    const down = reach(0, -1) + reach(0, 1);
    if (across < px || down < px) small.push(`${say(control)}: ${across} × ${down}`);
  }
  return small;
}
