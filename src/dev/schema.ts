/** `npm run schema`: the published JSON Schemas, from the schemas that the code itself uses. CI fails when git sees a difference. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { z } from 'zod';
import { comparisonJsonSchema } from '../compare/schema.ts';
import { configSchema } from '../config.ts';
import { SoaFile } from '../framework/soa.ts';
import { periodJsonSchema } from '../period/schema.ts';
import { CheckFile, ClaimsFile, ControlsFile, PairFile } from '../policy/schema.ts';
import { MappingFile } from '../questionnaire/mapping.ts';
import { sources } from '../registry.ts';
import { reportJsonSchema } from '../report/schema.ts';

const input = (schema: z.ZodType, title: string) => ({ title, ...z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) });
const files: Record<string, object> = {
  'report.schema.json': reportJsonSchema(),
  'comparison.schema.json': comparisonJsonSchema(),
  'period.schema.json': periodJsonSchema(),
  'claimcheck.schema.json': input(configSchema(sources), 'claimcheck.yaml'),
  'check.schema.json': input(CheckFile, 'A check'),
  'claims.schema.json': input(ClaimsFile, 'A page of claims'),
  'framework.schema.json': input(ControlsFile, 'A framework of controls'),
  'soa.schema.json': input(SoaFile, 'Decisions for a Statement of Applicability'),
  'contradiction.schema.json': input(PairFile, 'Two sources that are held against each other'),
  'questionnaire.schema.json': input(MappingFile, 'Which claims, controls and checks a questionnaire rests on'),
};
mkdirSync('config/schema', { recursive: true });
for (const [name, schema] of Object.entries(files)) writeFileSync(`config/schema/${name}`, `${JSON.stringify(schema, null, 2)}\n`);
