import { lookup } from 'node:dns/promises';
import { BlockList, isIP, type LookupFunction } from 'node:net';
import { isStorable } from '../platform/text.ts';

/**
 * Which addresses a webhook may reach. Webhooks are the one place where a user's word becomes the target of a request
 * of this server, so whatever is not plainly out on the internet is refused, at each connection anew: a name that was
 * public yesterday may lead to the database today.
 */
const notPublic4 = blockList('ipv4', [
  ['0.0.0.0', 8], // this network; Linux takes it for loopback
  ['10.0.0.0', 8],
  ['100.64.0.0', 10], // carriers' NAT
  ['127.0.0.0', 8],
  ['169.254.0.0', 16], // link-local, and the clouds' metadata
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24], // 6to4 relays
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3], // multicast, reserved, broadcast
]);

/** Of IPv6 only 2000::/3 is the internet, and of that not these. */
const global6 = blockList('ipv6', [['2000::', 3]]);
const notPublic6 = blockList('ipv6', [
  ['2001::', 23], // Teredo and others that carry another address within
  ['2001:db8::', 32],
  ['2002::', 16], // 6to4
  ['3fff::', 20],
]);

/** IPv4 in the last 32 bits: mapped, and through NAT64, by which networks without IPv4 reach all of it. */
const embedding = /^(::ffff:|64:ff9b::)/;

export function isPublicAddress(address: string): boolean {
  const bare = address.replace(/^\[|\]$/g, '');
  if (isIP(bare) === 4) return !notPublic4.check(bare, 'ipv4');
  if (isIP(bare) !== 6 || bare.includes('%')) return false;
  const canonical = new URL(`http://[${bare}]`).hostname.slice(1, -1);
  const [, prefix] = embedding.exec(canonical) ?? [];
  if (prefix) {
    const embedded = embeddedAddress(canonical.slice(prefix.length));
    return embedded !== null && !notPublic4.check(embedded, 'ipv4');
  }
  return global6.check(canonical, 'ipv6') && !notPublic6.check(canonical, 'ipv6');
}

export class PrivateAddressError extends Error {}

/** Finds the addresses of a name. */
export type Resolve = (hostname: string) => Promise<{ address: string; family: number }[]>;

const resolveWithSystem: Resolve = (hostname) => lookup(hostname, { all: true });

/** A `lookup` for `node:http` that gives no address but public ones. One that is not taints the whole name. */
export function publicLookup(resolve: Resolve = resolveWithSystem, allowsPrivate = false): LookupFunction {
  return (hostname, options, callback) => {
    const answer = async () => {
      const found = await resolve(hostname);
      if (!allowsPrivate && !found.every(({ address }) => isPublicAddress(address)))
        throw new PrivateAddressError(`${hostname} leads to an address that is not public.`);
      const fitting = found.filter(({ family }) => !options.family || options.family === family);
      if (fitting.length > 0) return fitting;
      throw Object.assign(new Error('no address'), { code: 'ENOTFOUND' });
    };
    answer().then(
      (found) => (options.all ? callback(null, found) : callback(null, found[0]!.address, found[0]!.family)),
      (error) => callback(error, '', 0),
    );
  };
}

/** What is wrong with a webhook's URL, as a sentence; null if nothing is. */
export function urlProblem(text: string, allowsPrivate: boolean): string | null {
  const url = URL.parse(text);
  if (!url || text.length > 2_000 || !isStorable(text) || !/^https?:$/.test(url.protocol))
    return 'Give an address like https://example.org/hook, of at most 2000 characters.';
  if (url.protocol === 'http:' && !allowsPrivate) return 'The address must begin with https://.';
  if (url.username || url.password) return 'The address must not contain a user name or a password.';
  if (allowsPrivate) return null;
  const name = url.hostname.replace(/\.$/, '');
  const isLocal = name === 'localhost' || name.endsWith('.localhost');
  const isLiteral = isIP(name.replace(/^\[|\]$/g, '')) !== 0;
  if (isLocal || (isLiteral && !isPublicAddress(name)))
    return 'The address must be on the internet: private and local addresses are not allowed here.';
  return null;
}

function embeddedAddress(tail: string): string | null {
  const groups = tail.split(':');
  if (groups.length > 2) return null;
  const [high, low] = groups.length === 2 ? groups : ['0', groups[0]];
  const [a, b] = [Number.parseInt(high || '0', 16), Number.parseInt(low || '0', 16)];
  return [a >> 8, a & 255, b >> 8, b & 255].join('.');
}

function blockList(family: 'ipv4' | 'ipv6', subnets: [string, number][]): BlockList {
  const list = new BlockList();
  for (const [network, prefix] of subnets) list.addSubnet(network, prefix, family);
  return list;
}
