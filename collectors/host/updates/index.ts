import { z } from 'zod';
import { defineCollector, isUnknown, known, settled } from '../../../src/kit.ts';
import type { Context, Known } from '../../../src/model.ts';
import { gap, type Heard, type Hosts, hear, machineIn, told } from '../client.ts';
import { both, either } from '../kleene.ts';
import * as Q from '../queries.ts';
import { type Release, releaseIn } from '../release.ts';
import { runs, type Units, unitsIn } from '../units.ts';
import { hasSecurityArchive, isInstalled, isPeriodic, securityUpgrades } from './apt.ts';
import { appliesUpdates, securityAdvisories } from './dnf.ts';
import { newestOf, whileFresh } from './stamps.ts';

const COMMON = { release: Q.OS_RELEASE, units: Q.UNITS };
const DEBIAN = { upgrades: Q.APT_UPGRADES, policy: Q.APT_POLICY, lists: Q.APT_LISTS, config: Q.APT_CONFIG, unattended: Q.APT_UNATTENDED };
const RHEL = { advisories: Q.DNF_ADVISORIES, cache: Q.DNF_CACHE, automatic: Q.DNF_AUTOMATIC };
type Answers<T> = { readonly [K in keyof T]: Heard };
interface Raw {
  readonly name: string;
  readonly common: Answers<typeof COMMON>;
  readonly debian?: Answers<typeof DEBIAN>;
  readonly rhel?: Answers<typeof RHEL>;
}
interface Seen {
  readonly pending: Known<string[]>;
  readonly archive: Known<boolean>;
  readonly fetched: Known<string>;
  readonly unattended: Known<boolean>;
}

export default defineCollector({
  id: 'host/updates',
  title: 'Security updates of the machine',
  scope: 'machine',
  calls: [...Object.values(COMMON), ...Object.values(DEBIAN), ...Object.values(RHEL)].map(({ call }) => call),
  freshFor: 'P1D',
  resource: z.object({
    id: z.string().describe('The name that claimcheck.yaml gives the machine'),
    name: z.string().describe('The same'),
    system: known(z.string()).describe('`PRETTY_NAME` of /etc/os-release'),
    pending: known(z.array(z.string())).describe(
      'Packages that an update of a security archive waits for; not known where there is none by lists older than a week',
    ),
    archive: known(z.boolean()).describe('Updates that mend a weakness are looked for: a security archive is among the sources'),
    fetched: known(z.string()).describe('When the lists of packages were last fetched'),
    unattended: known(z.boolean()).describe('They are installed without anybody: the tool is there, told to, and its timer runs'),
  }),
  async *fetch(client: Hosts, ask, ctx): AsyncIterable<Raw> {
    const looked = machineIn(client, ctx);
    const all = async <T extends Record<string, Q.Question>>(questions: T) =>
      Object.fromEntries(
        await Promise.all(Object.entries(questions).map(async ([key, one]) => [key, await hear(looked, ask, one)] as const)),
      ) as Answers<T>;
    ask.proof('the one machine that was asked');
    const common = await all(COMMON);
    const release = releaseIn(common.release);
    const family = isUnknown(release) ? 'other' : release.family;
    yield {
      ...{ name: looked.machine.name, common },
      ...(family === 'debian' && { debian: await all(DEBIAN) }),
      ...(family === 'rhel' && { rhel: await all(RHEL) }),
    };
  },
  normalise({ name, common, debian, rhel }: Raw, ctx) {
    const release = releaseIn(common.release);
    const system = settled<[Release], string>([release], ({ title }) => title);
    const units = unitsIn(common.units);
    const seen = debian ? byApt(debian, units, ctx) : rhel ? byDnf(rhel, units, release, ctx) : notSeen(release);
    return { id: name, name, system, ...seen };
  },
});

const running = (units: Known<Units>, id: string) => settled<[Units], boolean>([units], (all) => runs(all, id));

function byApt(answers: Answers<typeof DEBIAN>, units: Known<Units>, { now }: Context): Seen {
  const fetched = newestOf(answers.lists, Q.APT_LISTS);
  const pending = told(answers.upgrades, Q.APT_UPGRADES, ({ stdout }) => securityUpgrades(stdout));
  return {
    pending: whileFresh(pending, fetched, now, Q.APT_UPGRADES),
    archive: told(answers.policy, Q.APT_POLICY, ({ stdout }) => hasSecurityArchive(stdout)),
    fetched,
    unattended: both(
      told(answers.unattended, Q.APT_UNATTENDED, isInstalled),
      told(answers.config, Q.APT_CONFIG, ({ stdout }) => isPeriodic(stdout)),
      running(units, 'apt-daily.timer'),
      running(units, 'apt-daily-upgrade.timer'),
    ),
  };
}

function byDnf(answers: Answers<typeof RHEL>, units: Known<Units>, release: Known<Release>, { now }: Context): Seen {
  const fetched = newestOf(answers.cache, Q.DNF_CACHE);
  const pending = settled<[Release], string[]>([release], (known) =>
    told(answers.advisories, Q.DNF_ADVISORIES, ({ stdout }) => securityAdvisories(stdout, known)),
  );
  const applies = told(answers.automatic, Q.DNF_AUTOMATIC, ({ stdout }) => appliesUpdates(stdout));
  return {
    pending: whileFresh(pending, fetched, now, Q.DNF_ADVISORIES),
    // notices come with the repositories themselves
    archive: settled<[string[]], boolean>([pending], () => true),
    fetched,
    unattended: either(
      running(units, 'dnf-automatic-install.timer'),
      both(either(running(units, 'dnf-automatic.timer'), running(units, 'dnf5-automatic.timer')), applies),
    ),
  };
}

function notSeen(release: Known<Release>): Seen {
  const why = isUnknown(release)
    ? release
    : gap(
        Q.OS_RELEASE.call.operation,
        'no_results',
        `${release.title} is neither of Debian’s nor of Red Hat’s family, whose tools are known here`,
      );
  return { pending: why, archive: why, fetched: why, unattended: why };
}
