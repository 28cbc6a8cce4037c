import { useState } from 'react';
import { useClient } from 'urql';
import { refusalSentence } from '../graphql/errors.ts';
import { m } from '../lib/messages.ts';
import { useUnsaved } from '../lib/use-unsaved.ts';
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
  const unsaved = useUnsaved(`project ${project?.id ?? ''}`, {
    name: project?.name ?? '',
    instructions: project?.instructions ?? '',
    modelId: project?.model?.id ?? '',
    revision: project?.revision,
  });
  const { name, instructions, modelId, revision } = unsaved.values;
  const change = (values: Partial<typeof unsaved.values>) => unsaved.change({ ...unsaved.values, ...values });
  const [problem, setProblem] = useState<string | null>(null);

  const end = (createdId?: string) => {
    unsaved.forget();
    onClose(createdId);
  };
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
    if (result?.__typename === 'CreateProjectPayload') return end(result.project.id);
    if (result?.__typename === 'UpdateProjectPayload') return end();
    setProblem(refusalSentence(result, m.saveFailed()));
  };
  return (
    <Dialog
      title={project ? m.projectEdit() : m.projectNew()}
      onClose={() => onClose()}
      isDirty={unsaved.hasChanged}
    >
      <form
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        <Field
          label={m.name()}
          value={name}
          maxLength={100}
          error={problem}
          onChange={(name) => change({ name })}
        />
        <TextArea
          label={m.projectInstructions()}
          hint={m.projectInstructionsHint()}
          rows={5}
          maxLength={20_000}
          value={instructions}
          onChange={(instructions) => change({ instructions })}
        />
        <label className="text-sm font-medium">
          {m.projectModel()}
          <select
            className="field mt-1.5 block h-11 px-3"
            value={modelId}
            onChange={(event) => change({ modelId: event.target.value })}
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
          <Button onClick={() => end()}>{m.cancel()}</Button>
          <Button kind="primary" type="submit">
            {m.save()}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
