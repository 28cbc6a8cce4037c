import { useState } from 'react';
import { useClient } from 'urql';
import { refusalSentence } from '../graphql/errors.ts';
import { m } from '../lib/messages.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Field } from '../ui/field.tsx';
import { TextArea } from '../ui/text-area.tsx';
import { CreateProject, UpdateProject } from './project-documents.ts';
import type { Project } from './use-projects.ts';

type Props = {
  /** Null makes a new one. */
  project: Project | null;
  models: readonly { id: string; displayName: string }[];
  onClose: (createdId?: string) => void;
};

/**
 * Makes or changes a project. A save that would overwrite another device's is refused, and the text stays here. The
 * default export, because the list loads it when it is asked for.
 */
export default function ProjectDialog({ project, models, onClose }: Props) {
  const client = useClient();
  const [name, setName] = useState(project?.name ?? '');
  const [instructions, setInstructions] = useState(project?.instructions ?? '');
  const [modelId, setModelId] = useState(project?.model?.id ?? '');
  const [revision] = useState(project?.revision);
  const [problem, setProblem] = useState<string | null>(null);

  const save = async () => {
    if (name.trim() === '') return setProblem(m.projectNameMissing());
    const result = project
      ? (
          await client.mutation(UpdateProject, {
            input: { projectId: project.id, ifRevision: revision, name, instructions, modelId },
          })
        ).data?.updateProject
      : (await client.mutation(CreateProject, { input: { name, instructions, modelId: modelId || null } }))
          .data?.createProject;
    if (result?.__typename === 'CreateProjectPayload') return onClose(result.project.id);
    if (result?.__typename === 'UpdateProjectPayload') return onClose();
    setProblem(refusalSentence(result, m.saveFailed()));
  };
  return (
    <Dialog title={project ? m.projectEdit() : m.projectNew()} onClose={() => onClose()}>
      <form
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        <Field label={m.name()} value={name} maxLength={100} error={problem} onChange={setName} />
        <TextArea
          label={m.projectInstructions()}
          hint={m.projectInstructionsHint()}
          rows={5}
          maxLength={20_000}
          value={instructions}
          onChange={setInstructions}
        />
        <label className="text-sm font-medium">
          {m.projectModel()}
          <select
            className="field mt-1.5 block h-11 px-3"
            value={modelId}
            onChange={(event) => setModelId(event.target.value)}
          >
            <option value="">{m.projectModelDefault()}</option>
            {models.map(({ id, displayName }) => (
              <option key={id} value={id}>
                {displayName}
              </option>
            ))}
          </select>
        </label>
        <div className="flex justify-end gap-2">
          <Button onClick={() => onClose()}>{m.cancel()}</Button>
          <Button kind="primary" type="submit">
            {m.save()}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
