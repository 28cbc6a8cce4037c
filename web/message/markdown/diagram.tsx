import { useEffect, useState } from 'react';
import { m } from '../../lib/messages.ts';
import { useIsDark } from '../../lib/theme.ts';
import { drawDiagram } from './draw-diagram.ts';

type Drawing = { url: string } | { problem: string } | null;

/** A Mermaid diagram as a picture: an image runs nothing and loads nothing, whatever the drawing holds. */
export function useDiagram(code: string, isWanted: boolean): Drawing {
  const isDark = useIsDark();
  const [drawing, setDrawing] = useState<Drawing>(null);
  useEffect(() => {
    if (!isWanted) return setDrawing(null);
    let isCurrent = true;
    drawDiagram(code, isDark).then(
      (svg) =>
        isCurrent && setDrawing({ url: `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}` }),
      (error: Error) => isCurrent && setDrawing({ problem: error.message }),
    );
    return () => {
      isCurrent = false;
    };
  }, [code, isDark, isWanted]);
  return drawing;
}

export function DiagramView({ drawing }: { drawing: Drawing }) {
  if (!drawing) return null;
  if ('problem' in drawing)
    return <p className="card-problem">{m.diagramFailed({ problem: drawing.problem.slice(0, 200) })}</p>;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrollable region must be reachable by keyboard.
    <div className="diagram" tabIndex={0}>
      <img src={drawing.url} alt={m.diagramAlt()} />
    </div>
  );
}
