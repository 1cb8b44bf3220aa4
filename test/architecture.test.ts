import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { registry } from '../src/dev/registry.ts';

/** Who may import whom, and what may be touched where. The first matching row decides; each says why. */
const root = join(dirname(fileURLToPath(import.meta.url)), '..');
interface Law {
  readonly from: RegExp;
  readonly may: (to: string, match: RegExpExecArray) => boolean;
  readonly because: string;
}
/** What any report may use: the shared files, and the messages in every language. */
const SHARED = /^reports\/(?:messages\/)?[^/]+\.ts$/;
const LAWS: readonly Law[] = [
  {
    from: /^collectors\/([^/]+)\//,
    may: (to, [, source]) => to.startsWith(`collectors/${source}/`) || /^src\/(model|kit)\.ts$/.test(to),
    because: 'a collector knows its own source, the kit and the types',
  },
  {
    from: /^reports\/([^/]+)\//,
    may: (to, [, id]) => to.startsWith(`reports/${id}/`) || SHARED.test(to) || to === 'src/model.ts',
    because: 'a report reads a Report and nothing else',
  },
  {
    from: /^reports\/[^/]+\.ts$/,
    may: (to) => SHARED.test(to) || to === 'src/model.ts',
    because: 'what reports share knows no single report',
  },
  { from: /^src\/registry\.ts$/, may: () => true, because: 'the registry is where plugins are named' },
  {
    from: /^src\/evaluate\//,
    may: (to) => /^src\/(evaluate\/|policy\/cel\.ts|model\.ts|kit\.ts)/.test(to),
    because: 'judging is pure: resources and sentences in, verdicts out',
  },
  {
    from: /^src\/(collect|locker|policy|report)\//,
    may: (to) => /^src\/(?!cli\/|demo\/|registry\.ts)/.test(to),
    because: 'the core serves the command line, not the other way round',
  },
  {
    from: /^src\/demo\//,
    may: (to) => /^src\/(demo\/|model\.ts)/.test(to),
    because: 'the simulated estate shares no code with what asks it: they must not be wrong together',
  },
  { from: /^src\//, may: (to) => to.startsWith('src/'), because: 'the core never names a plugin' },
];

const files = (dir: string): string[] =>
  readdirSync(join(root, dir), { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? files(`${dir}/${entry.name}`) : entry.name.endsWith('.ts') ? [`${dir}/${entry.name}`] : [],
  );
const all = ['src', 'collectors', 'reports'].flatMap(files);
const source = (file: string) => readFileSync(join(root, file), 'utf8');
const importsOf = (file: string) => [...source(file).matchAll(/(?:from|import)\s*\(?\s*'([^']+)'/g)].map((match) => match[1] as string);
/** Code without comments and texts, for looking at what it touches. */
const bare = (file: string) =>
  source(file)
    .replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '')
    .replace(/'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\.)*`/g, "''");

describe('the import law', () => {
  it.each(all)('%s', (from) => {
    const law = LAWS.find((one) => one.from.test(from)) as Law;
    const broken = importsOf(from)
      .filter((spec) => spec.startsWith('.'))
      .map((spec) => normalize(join(dirname(from), spec)))
      .filter((to) => !law.may(to, law.from.exec(from) as RegExpExecArray));
    expect(broken, law.because).toEqual([]);
  });
});

describe('the edges of the world', () => {
  const except = (pattern: RegExp) => all.filter((file) => !pattern.test(file));
  it('only the command line knows process, the console and the clock', () => {
    const worldly = except(/^src\/(cli\/main|dev\/.*|locker\/machine)\.ts$/).filter((file) =>
      /\bprocess\.|\bconsole\.|\bDate\.now\(|new Date\(\)|Math\.random\(/.test(bare(file)),
    );
    expect(worldly).toEqual([]);
  });
  it('judging and reporting do no input or output', () => {
    const impure = all
      .filter((file) => /^src\/evaluate\//.test(file))
      .filter((file) => importsOf(file).some((spec) => /^node:|^@aws-sdk|^@octokit|^zod/.test(spec)));
    expect(impure).toEqual([]);
  });
  it('only the wire opens connections, and what looks for an instrument', () => {
    const open = except(/^(?:src\/(?:collect\/wire|demo\/.*)|collectors\/[^/]+\/look\/[^/]+)\.ts$/).filter(
      (file) => importsOf(file).some((spec) => /^node:(?:http|https|net|tls|dgram|http2)$/.test(spec)) && !/isIP/.test(source(file)),
    );
    expect(open).toEqual([]);
    const fetching = except(/^src\/(demo\/|model\.ts)/).filter(
      (file) => /(?<![.\w*])fetch\(/.test(bare(file)) && !/^collectors\/[^/]+\/[^/]+\/index\.ts$/.test(file),
    );
    expect(fetching).toEqual([]);
  });
  it('no SDK is loaded before it is needed', () => {
    const eager = all.filter((file) => /^import (?!type)[^;]*'(?:@aws-sdk|@octokit|pdfkit)/m.test(source(file)));
    expect(eager).toEqual([]);
  });
});

describe('the manners of a verdict', () => {
  it('nothing unknown is rounded down', () => {
    // where a provider's own page says what an absent member means, the line says so in a comment that begins with `absent`
    const rounding = /(?<!find\(isUnknown\)\s*)\?\?\s*(?:false|true|0\b)|\|\|\s*(?:\[\]|\{\}|false)|catch\s*(?:\([^)]*\))?\s*\{\s*\}/;
    const rounded = all
      .filter((file) => /^(src\/evaluate|collectors)\//.test(file))
      .flatMap((file) => {
        const lines = source(file).split('\n');
        return lines.flatMap((line, index) =>
          rounding.test(line) && !/\/\/ absent|\* absent/i.test(`${lines[index - 1]}${line}`) && !/evidence/.test(line)
            ? [`${file}:${index + 1}: ${line.trim()}`]
            : [],
        );
      });
    expect(rounded).toEqual([]);
  });
  it('there is no `try` in a collector', () => {
    expect(
      all.filter((file) => /^collectors\/[^/]+\/[^/]+\/index\.ts$/.test(file)).filter((file) => /\btry\s*\{/.test(bare(file))),
    ).toEqual([]);
  });
  it('a file holds one idea', () => {
    // the model is a dictionary: one idea, many words; the registry is generated
    expect(all.filter((file) => !/^src\/(?:model|registry)\.ts$/.test(file) && source(file).split('\n').length > 350)).toEqual([]);
  });
});

describe('what is generated', () => {
  it('src/registry.ts is what `npm run registry` writes', () => {
    expect(source('src/registry.ts')).toBe(registry());
  });
});
