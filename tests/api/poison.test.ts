import { expect, test } from 'vitest';
import { cranked } from '../support/upstream.ts';
import { world } from '../support/world.ts';

test('a generation whose text the database refuses does not hold up the others', async () => {
  const { ann, bob, upstream, sql } = await world();
  const [poisoned, healthy] = [cranked(), cranked()];
  upstream.script(poisoned, healthy);
  await sql(`CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN IF NEW.text LIKE '%poison%' THEN RAISE EXCEPTION 'refused'; END IF; RETURN NEW; END $$`);
  await sql('CREATE TRIGGER refuse BEFORE INSERT ON generation_chunk FOR EACH ROW EXECUTE FUNCTION refuse()');
  const hers = await ann.sends();
  await poisoned.say('fine, ');
  const his = await bob.sends();
  const [first, second] = [ann.follows(hers.generation), bob.follows(his.generation)];
  await first.shows('fine');

  await poisoned.say('poison');
  await healthy.say('still served');
  await second.shows('still served');
  await (await upstream.request(1)).closed;
  await healthy.ends();

  expect(await second.text()).toBe('still served');
  await sql(`UPDATE generation SET lease_until = now() - interval '1 s' WHERE status = 'STREAMING'`);
  expect(await first.end()).toMatchObject({ status: 'INTERRUPTED', message: { text: 'fine, ' } });
  expect((await ann.reads(hers.reply)).text).toBe('fine, ');
});
