/** Machines, each a subject of its own: looked at from inside with commands that only read, here, over SSH, or through osquery's log. */
import { z } from 'zod';
import { defineSource, isUnknown } from '../../src/kit.ts';
import type { Ask, Known, Scope, Subject } from '../../src/model.ts';
import { type Hosts, hear, type Looked, machineIn, tableOf } from './client.ts';
import { HostConfig, isRemote, keyOf, type Machine, machinesOf } from './config.ts';
import { callOf, OS_RELEASE, OSQUERY, QUESTIONS, TABLES } from './queries.ts';
import { type Release, releaseIn } from './release.ts';

export default defineSource<HostConfig, Hosts>({
  id: 'host',
  title: 'Hosts',
  config: HostConfig,
  scopes: ['machine'],
  calls: [OS_RELEASE.call, OSQUERY],
  instruments: ['host:'],
  nameOf: ({ name }) => name,
  accepts: /^application\/json$/,
  mayReach: (url, config) =>
    url.protocol === 'host:' &&
    [url.username, url.password, url.port, url.search, url.hash].every((part) => part === '') &&
    machinesOf(config).some((machine) => machine.name === url.hostname && operationAt(url, machine) !== undefined),
  operationOf: ({ method, url }) => (method === 'GET' ? named(url) : undefined),
  /** Whatever goes wrong, the instrument has named it before. */
  classify: ({ operation, error }) => ({ code: error.name, reason: 'provider_error', detail: `${operation}: ${error.message}` }),

  async connect(config, { door, env, instrument, replay }) {
    if (!replay) {
      const { instrumentOf } = await import('./look/instrument.ts');
      instrument('host:', instrumentOf(config, env));
    }
    return { config, door };
  },

  declared: (config): readonly Subject[] =>
    machinesOf(config).map((machine) => {
      const key = keyOf(config.name, machine.name);
      return { source: 'host', name: config.name, key, id: key, label: machine.name, scope: 'machine' };
    }),

  async scope(client, _config, _ask, declared, about): Promise<Scope> {
    const looked = await Promise.all(
      declared.map(async (subject) => {
        const machine = machineIn(client, { subject });
        return { subject, machine, release: await releaseOf(machine, about(subject)) };
      }),
    );
    const subjects = looked.map(({ subject, machine, release }) =>
      isUnknown(release)
        ? { ...subject, gap: release.$unknown }
        : { ...subject, id: whereOf(machine.machine), label: `${subject.label} (${release.title})` },
    );
    const answering = looked.filter(({ release }) => !isUnknown(release));
    const refused = looked.map(({ release }) => release).find(isUnknown);
    const detail = 'commands that only read, each named in the source; no password, no terminal, nothing is forwarded';
    const principal =
      answering.length === 0 && refused ? refused : { id: answering.map(({ machine }) => whereOf(machine.machine)).join(', '), detail };
    return { principal, subjects, excluded: [] };
  },
});

const OsVersion = z.looseObject({ name: z.string(), version: z.string(), platform: z.string() });
async function releaseOf(machine: Looked, ask: Ask): Promise<Known<Pick<Release, 'title'>>> {
  if (machine.machine.by === 'commands') return releaseIn(await hear(machine, ask, OS_RELEASE));
  const answer = await tableOf(machine, ask, 'os_version', OsVersion);
  const gap = { operation: OSQUERY.operation, reason: 'no_results' as const, detail: 'osquery names no operating system' };
  if (answer !== null && isUnknown(answer)) return answer;
  const row = answer?.rows[0];
  return row ? { title: `${row.name} ${row.version}` } : { $unknown: gap };
}

/** Whom we are, and where. */
function whereOf(machine: Machine): string {
  if (machine.by === 'osquery') return `${machine.name} by osquery`;
  const { host } = machine;
  return isRemote(host) ? `${host.user}@${host.address}:${host.port}` : `${host.name} itself`;
}

/** From the address alone: what it asks, if it asks anything. */
function named(url: URL): string | undefined {
  const [kind, which, ...rest] = url.pathname.slice(1).split('/');
  if (rest.length > 0) return undefined;
  if (kind === 'osquery') return (TABLES as readonly (string | undefined)[]).includes(which) ? OSQUERY.operation : undefined;
  if (kind === 'restic' || kind === 'borg') return /^\d+$/.test(which ?? '') ? callOf({ tool: kind, repository: '' }).operation : undefined;
  return which === undefined ? QUESTIONS.find(({ name }) => name === kind)?.call.operation : undefined;
}
/** The same of this machine: osquery answers for no command, and a repository is one that is declared. */
function operationAt(url: URL, machine: Machine): string | undefined {
  const [kind, which] = url.pathname.slice(1).split('/');
  if ((machine.by === 'osquery') !== (kind === 'osquery')) return undefined;
  if (machine.by === 'commands' && which !== undefined && machine.host.backups[Number(which)]?.tool !== kind) return undefined;
  return named(url);
}
