import { CodeIcon, DownloadIcon, WorkflowIcon, WrapTextIcon } from 'lucide-react';
import { isValidElement, type ReactNode, useState } from 'react';
import { useIsCodeFenceIncomplete } from 'streamdown';
import { m } from '../../lib/messages.ts';
import { saveFile } from '../../lib/save-file.ts';
import { IconButton } from '../../ui/icon-button.tsx';
import { CopyButton } from '../copy-button.tsx';
import { CodeLines } from './code-lines.tsx';
import { DiagramView, useDiagram } from './diagram.tsx';
import { fileName } from './file-name.ts';
import { Formula } from './formula.tsx';
import { useHighlight } from './use-highlight.ts';

const collapseOverLines = 60;

/** A fenced code block: language, wrap, download, copy, highlighting once the highlighter has arrived; Mermaid drawn. */
export function CodeBlock({ children }: { children?: ReactNode }) {
  const { code, language } = readFence(children);
  if (language === 'math') return <Formula source={code} isDisplay />;
  return <CodeCard code={code} language={language} />;
}

function CodeCard({ code, language }: { code: string; language: string }) {
  const isOpen = useIsCodeFenceIncomplete();
  const [wasOpen] = useState(isOpen);
  const [isWrapped, setIsWrapped] = useState(false);
  const [isExpanded, setIsExpanded] = useState(false);
  const isDiagram = language === 'mermaid' && !isOpen;
  const [isSourceShown, setIsSourceShown] = useState(false);
  const drawing = useDiagram(code, isDiagram && !isSourceShown);
  const isDrawn = drawing !== null && 'url' in drawing && !isSourceShown;
  const highlighted = useHighlight({ code, language, isOpen });
  const lines = code.split('\n');
  // What was watched while it grew stays as it is: nothing may jump.
  const isLong = lines.length > collapseOverLines && !wasOpen;

  return (
    <figure className="card code-card">
      <figcaption className="card-head">
        <span>{language || m.code()}</span>
        <span className="flex items-center gap-0.5">
          {isDiagram && (
            <IconButton
              label={isSourceShown ? m.showDiagram() : m.showSource()}
              size="small"
              onClick={() => setIsSourceShown(!isSourceShown)}
            >
              {isSourceShown ? <WorkflowIcon size={15} /> : <CodeIcon size={15} />}
            </IconButton>
          )}
          {!isDrawn && (
            <IconButton
              label={m.wrapLines()}
              size="small"
              isPressed={isWrapped}
              onClick={() => setIsWrapped(!isWrapped)}
            >
              <WrapTextIcon size={15} />
            </IconButton>
          )}
          <IconButton
            label={m.downloadCode()}
            size="small"
            onClick={() => saveFile(new File([`${code}\n`], fileName(language), { type: 'text/plain' }))}
          >
            <DownloadIcon size={15} />
          </IconButton>
          <CopyButton text={() => code} label={m.copyCode()} shown={m.copy()} copies="code" />
        </span>
      </figcaption>
      {!isSourceShown && <DiagramView drawing={drawing} />}
      {!isDrawn && (
        <CodeLines
          lines={lines}
          highlighted={highlighted}
          isWrapped={isWrapped}
          isCollapsed={isLong && !isExpanded}
        />
      )}
      {isLong && !isDrawn && (
        <button type="button" className="card-more" onClick={() => setIsExpanded(!isExpanded)}>
          {isExpanded ? m.showFewerLines() : m.showAllLines({ lines: lines.length })}
        </button>
      )}
    </figure>
  );
}

function readFence(children: ReactNode): { code: string; language: string } {
  if (!isValidElement<{ className?: string; children?: ReactNode }>(children))
    return { code: '', language: '' };
  const { className = '', children: text } = children.props;
  return {
    code: String(text ?? '').replace(/\n$/, ''),
    language: /language-(\S+)/.exec(className)?.[1] ?? '',
  };
}
