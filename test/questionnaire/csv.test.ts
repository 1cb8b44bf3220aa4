import { mkdtempSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { csv } from '../../src/cli/csv.ts';
import { parseCsv } from '../../src/questionnaire/csv.ts';
import { MOST_BYTES, questionsOf, readQuestions } from '../../src/questionnaire/questions.ts';

const cells = (text: string) => parseCsv(text, 'q.csv').map((row) => row.cells);

describe('a CSV file', () => {
  it.each([
    [
      'a,b\r\n1,2\r\n',
      [
        ['a', 'b'],
        ['1', '2'],
      ],
    ],
    [
      'a,b\n1,2',
      [
        ['a', 'b'],
        ['1', '2'],
      ],
    ],
    [
      '\uFEFFa;b\n"x;y";2\n',
      [
        ['a', 'b'],
        ['x;y', '2'],
      ],
    ],
    [
      'a\tb\n1\t"2\t3"\n',
      [
        ['a', 'b'],
        ['1', '2\t3'],
      ],
    ],
    [
      'a,b\n"one\nline",2\n',
      [
        ['a', 'b'],
        ['one\nline', '2'],
      ],
    ],
    [
      'a,b\n"say ""yes""",2\n',
      [
        ['a', 'b'],
        ['say "yes"', '2'],
      ],
    ],
    [
      'a,b\n1,\n',
      [
        ['a', 'b'],
        ['1', ''],
      ],
    ],
    [
      'a,b\n,',
      [
        ['a', 'b'],
        ['', ''],
      ],
    ],
    [
      'a,b\n\n\n1,2\n',
      [
        ['a', 'b'],
        ['1', '2'],
      ],
    ],
    [
      '"a, or b",c\n1,2\n',
      [
        ['a, or b', 'c'],
        ['1', '2'],
      ],
    ],
    [
      'a;b\n"1",5;2\n',
      [
        ['a', 'b'],
        ['1,5', '2'],
      ],
    ],
    ['', []],
  ])('%j is read', (text, rows) => expect(cells(text)).toEqual(rows));
  it('comes back as it was written, formulas apart', () => {
    const text = fc.string({ unit: fc.constantFrom('a', ',', '"', '\n', '\r\n', ';', ' ', 'é') }).map((one) => `x${one}`);
    fc.assert(
      fc.property(fc.array(fc.tuple(text, text, text), { minLength: 1, maxLength: 5 }), (rows) => {
        // the head decides which separator it is
        const all = [['one', 'two', 'three'], ...rows];
        expect(cells(csv(all))).toEqual(all);
      }),
    );
  });
  it('says in which line a row begins, and where a quote never ends', () => {
    expect(parseCsv('a,b\n"one\ntwo",2\n3,4\n', 'q.csv').map(({ line }) => line)).toEqual([1, 2, 4]);
    expect(() => parseCsv('a,b\n1,2\n"3,4\n5,6\n', 'q.csv')).toThrow(/^a quote begins here/);
  });
});

describe('questions', () => {
  it('finds the column of ids, and keeps headings', () => {
    const { questions } = questionsOf('Domain,Question ID,Question\nAudit,,\nAudit,A-1,Is it?\n', 'q.csv', undefined);
    expect(questions.map(({ id, line }) => [id, line])).toEqual([
      ['', 2],
      ['A-1', 3],
    ]);
  });
  it.each([
    ['Frage,Antwort\n1,2\n', undefined, /no column looks like the id of a question/],
    ['Nummer,Frage\n1,2\n', 'Numer', /there is no column "Numer"/],
    ['ID,Q\n1,a\n1,b\n', undefined, /the question `1` stands already in line 2/],
    ['ID,Q\n1,a,b\n', undefined, /this row has 3 cells, and there are 2 columns/],
    ['ID,Q\n,a\n', undefined, /no row has the id/],
    ['', undefined, /the file is empty/],
  ])('refuses %j', (text, column, words) => expect(() => questionsOf(text, 'q.csv', column)).toThrow(words));

  it('reads no broken workbook, no other encoding and nothing large', async () => {
    const dir = mkdtempSync(join(tmpdir(), 'questions-'));
    const file = (name: string, bytes: Uint8Array) => {
      writeFileSync(join(dir, name), bytes);
      return () => readQuestions(join(dir, name), name, undefined);
    };
    await expect(file('q.xlsx', Buffer.from('PK\u0003\u0004rest'))()).rejects.toThrow(/no workbook that can be read/);
    await expect(file('latin.csv', Buffer.from([0x49, 0x44, 0x0a, 0xe4]))()).rejects.toThrow(/not UTF-8/);
    const large = file('large.csv', Buffer.from('ID\n1\n'));
    truncateSync(join(dir, 'large.csv'), 10 * 1024 * 1024);
    await expect(large()).rejects.toThrow(`the file has 10485760 bytes; more than ${MOST_BYTES} are not read`);
    await expect(readQuestions(join(dir, 'none.csv'), 'none.csv', undefined)).rejects.toThrow(/cannot read the questions/);
  });
});
