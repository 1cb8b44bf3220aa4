/**
 * `npm run tapes`: records what each collector asks of the demo estate, one tape per collector and world, for the contract suites.
 * With arguments (`npm run tapes endpoint/`): of the collectors whose ids begin so. Scrubbed by the same concealer that guards the locker; not shipped.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { openConcealer } from '../collect/conceal.ts';
import { openPace } from '../collect/pace.ts';
import { openSession, openTally } from '../collect/session.ts';
import { collectSet } from '../collect/set.ts';
import type { Exchange } from '../collect/tape.ts';
import { LIMITS, openWire } from '../collect/wire.ts';
import { parseConfig } from '../config.ts';
import { openEstate } from '../demo/estate.ts';
import { openHostAlone } from '../demo/host/open.ts';
import { shippedFrameworks } from '../home.ts';
import { collectors, sources } from '../registry.ts';

/** A day on which nothing happens; every age in the worlds counts from it. */
const NOW = '2026-06-15T08:00:00.000Z';
/** Within the month that GitHub remembers rule suites for. */
const PERIOD = { from: '2026-05-20T00:00:00.000Z', to: NOW };

const wanted = process.argv.slice(2);
/** One at a time, wherever it goes: the order on a tape is no matter of chance. */
const queue = openPace({ width: 1 });
const pace: typeof queue = { through: (asked, work, kept) => queue.through({ ...asked, origin: 'one' }, work, kept) };

const now = () => NOW;
/** The demo's worlds, and machines that it has no room for. */
const SCENES = {
  clean: () => openEstate({ world: 'clean', now }),
  drifted: () => openEstate({ world: 'drifted', now }),
  rhel: () => openHostAlone('rhel', now),
  osquery: () => openHostAlone('osquery', now),
};

for (const [world, open] of Object.entries(SCENES)) {
  const estate = await open();
  const wire = openWire(LIMITS);
  const env = (name: string) => estate.env[name];
  const config = parseConfig(estate.yaml([]), 'claimcheck.yaml', { sources, frameworks: shippedFrameworks(), env });
  for (const collector of collectors) {
    if (wanted.length > 0 && !wanted.some((start) => collector.id.startsWith(start))) continue;
    const configured = config.sources.find(({ source }) => collector.id.startsWith(`${source.id}/`));
    if (!configured) continue;
    const exchanges: Exchange[] = [];
    const signal = new AbortController().signal;
    const clock = { now: () => NOW, monotonic: () => 0, sleep: async () => undefined, random: () => 0 };
    const recorder = {
      async record(exchange: Exchange) {
        exchanges.push(exchange);
        return `sha256:${exchange.order}` as const;
      },
    };
    const session = await openSession(configured.source, configured.config, {
      env,
      wire,
      recorder,
      concealer: openConcealer(),
      clock,
      signal,
      tally: openTally(),
      pace,
      limits: { pages: 1000 },
      retry: { attempts: 3, baseMs: 0, capMs: 0, budgetMs: 60_000 },
    });
    const subject = session.scope.subjects.find((one) => one.scope === collector.scope);
    if (!subject) throw new Error(`${collector.id} has no subject in the ${world} world`);
    const { ask, ledger } = session.ask(subject, collector.calls, new Map());
    const context = { subject, now: NOW, period: PERIOD, signal };
    await collectSet({ collector, client: session.clientFor(subject), ask, ledger, context, collectedAt: () => NOW, skewMs: () => 0 });
    const folder = `collectors/${collector.id}/tapes`;
    mkdirSync(folder, { recursive: true });
    const tape = {
      about: `the ${world} demo world`,
      collector: collector.id,
      now: NOW,
      period: PERIOD,
      config: configured.config,
      subject,
      exchanges: exchanges.map(readable),
    };
    writeFileSync(`${folder}/${world}.json`, `${withoutPorts(JSON.stringify(tape, null, 1))}\n`);
  }
  wire.close();
  await estate.close();
}

function readable({ response, ...rest }: Exchange): object {
  return { ...rest, ...(response && { response: { ...response, body: new TextDecoder().decode(response.body) } }) };
}

/** The estate listens wherever there is room: tapes of two recordings must not differ by that. */
function withoutPorts(text: string): string {
  const ports = new Set([...text.matchAll(/\b127\.0\.0\.1:(\d+)/g)].map((match) => match[1]));
  return text
    .replaceAll(/\b127\.0\.0\.1:\d+/g, '127.0.0.1:1')
    .replaceAll(/"[^"]*\/claimcheck-(?:host|attestation|import|statement)-\w+\//g, '"/demo/')
    .replaceAll(/("port": )(\d+)/g, (all, key: string, port: string) => (ports.has(port) ? `${key}1` : all));
}
