import { PencilIcon } from 'lucide-react';
import { useState } from 'react';
import { useQuery } from 'urql';
import type { PeopleQuery } from '../graphql/generated/graphql.ts';
import { m } from '../lib/messages.ts';
import { Button } from '../ui/button.tsx';
import { IconButton } from '../ui/icon-button.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import { People } from './people-documents.ts';
import { PersonForm } from './person-form.tsx';
import { Spent } from './spent.tsx';

export type Person = PeopleQuery['users']['nodes'][number];

/** For administrators: who is here, and what each may spend. */
export function PeopleTab() {
  const [editing, setEditing] = useState<Person | null>(null);
  return (
    <>
      <p className="text-ink-soft">{m.peopleLead()}</p>
      <PeoplePage after={null} onEdit={setEditing} />
      {editing && <PersonForm person={editing} onClose={() => setEditing(null)} />}
    </>
  );
}

function PeoplePage({ after, onEdit }: { after: string | null; onEdit: (person: Person) => void }) {
  const [{ data, error }] = useQuery({
    query: People,
    variables: { after },
    requestPolicy: 'cache-and-network',
  });
  const [isMoreShown, setIsMoreShown] = useState(false);
  if (!data && error) return <p role="alert">{m.loadFailed()}</p>;
  if (!data) return <Skeleton label={m.loading()} widths={['80%', '70%']} />;
  const { nodes, pageInfo } = data.users;
  return (
    <>
      <ul className="preset-list">
        {nodes.map((person) => (
          <PersonCard key={person.id} person={person} onEdit={() => onEdit(person)} />
        ))}
      </ul>
      {pageInfo.hasNextPage && isMoreShown && <PeoplePage after={pageInfo.endCursor} onEdit={onEdit} />}
      {pageInfo.hasNextPage && !isMoreShown && (
        <div>
          <Button onClick={() => setIsMoreShown(true)}>{m.peopleMore()}</Button>
        </div>
      )}
    </>
  );
}

function PersonCard({ person, onEdit }: { person: Person; onEdit: () => void }) {
  const { displayName, email, role, budget } = person;
  return (
    <li className="preset-card">
      <span className="min-w-0 flex-1">
        <span className="flex flex-wrap items-center gap-2">
          <bdi className="font-medium break-words">{displayName}</bdi>
          {role === 'ADMIN' && <span className="badge">{m.roleAdmin()}</span>}
        </span>
        <span className="block text-sm break-words text-ink-soft">
          <bdi>{email}</bdi>
        </span>
        <Spent budget={budget} />
      </span>
      <IconButton label={m.personEdit({ name: displayName })} onClick={onEdit}>
        <PencilIcon size={16} />
      </IconButton>
    </li>
  );
}
