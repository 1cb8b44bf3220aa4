import { mkdtempSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateRawSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readQuestions } from '../../src/questionnaire/questions.ts';
import { columnName } from '../../src/questionnaire/xlsx/sheet.ts';
import { openWorkbook, workbookOf } from '../../src/questionnaire/xlsx/workbook.ts';
import { type Part, packed, readZip, textOf, writeZip } from '../../src/questionnaire/xlsx/zip.ts';

const SHEET = 'xl/worksheets/sheet2.xml';
/** As a customer's spreadsheet program writes it: shared texts, styles, widths, a merged title, a table, a sheet that is not shown. */
const sheet = (rows: string, more = '') =>
  `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\r\n<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><dimension ref="A1:C5"/><cols><col min="1" max="3" width="40"/></cols><sheetData>${rows}</sheetData><mergeCells count="1"><mergeCell ref="A1:C1"/></mergeCells>${more}</worksheet>`;
const ROWS =
  '<row r="1" spans="1:3" ht="30"><c r="A1" s="4" t="s"><v>0</v></c></row>' +
  '<row r="3" spans="1:3"><c r="A3" s="2" t="s"><v>1</v></c><c r="B3" s="2" t="s"><v>2</v></c><c r="C3" s="2" t="inlineStr"><is><t>Answer</t></is></c></row>' +
  '<row r="4" spans="1:3"><c r="A4"><v>1.1000000000000001</v></c><c r="B4" s="7" t="s"><v>3</v></c></row>' +
  '<row r="5" spans="1:3"><c r="A5" t="str"><f>"A-"&amp;2</f><v>A-2</v></c><c r="C5" t="b"><v>1</v></c></row>' +
  '<row r="6"/>';
const STRINGS =
  '<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>Security &amp; privacy</t></si><si><t>Question ID</t></si><si><r><t>Ques</t></r><r><rPr><b/></rPr><t>tion</t></r><rPh sb="0" eb="1"><t>no</t></rPh></si><si><t xml:space="preserve"> =SUM(A1)\n&lt;Is it so?&gt;</t></si></sst>';
function book(parts: Record<string, string> = {}): Uint8Array {
  const all: Record<string, string> = {
    '[Content_Types].xml': '<Types/>',
    'xl/workbook.xml':
      '<workbook xmlns:r="x"><sheets><sheet name="Lists" sheetId="1" state="hidden" r:id="rId1"/><sheet name="Questions" sheetId="2" r:id="rId2"/></sheets></workbook>',
    'xl/_rels/workbook.xml.rels':
      '<Relationships><Relationship Id="rId1" Type="t/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="t/worksheet" Target="/xl/worksheets/sheet2.xml"/><Relationship Id="rId3" Type="t/sharedStrings" Target="sharedStrings.xml"/></Relationships>',
    'xl/worksheets/sheet1.xml': sheet(''),
    [SHEET]: sheet(ROWS, '<tableParts count="1"/>'),
    'xl/sharedStrings.xml': STRINGS,
    'xl/styles.xml': '<styleSheet><cellXfs count="8"/></styleSheet>',
    ...parts,
  };
  return writeZip(Object.entries(all).map(([name, text]) => packed(name, text)));
}
const xmlOf = (bytes: Uint8Array, part = SHEET) => textOf(readZip(bytes, 'x').get(part) as Part, 'x');
async function read(bytes: Uint8Array, column?: string, sheetName?: string) {
  const path = join(mkdtempSync(join(tmpdir(), 'workbook-')), 'q.xlsx');
  writeFileSync(path, bytes);
  return readQuestions(path, 'q.xlsx', column, sheetName);
}

describe('a workbook of questions', () => {
  it('is read from the row that names its columns, as its reader sees it', async () => {
    const { columns, questions, head } = await read(book());
    expect([head, columns]).toEqual([3, ['Question ID', 'Question', 'Answer']]);
    expect(questions).toEqual([
      { line: 4, id: '1.1', cells: ['1.1', ' =SUM(A1)\n<Is it so?>', ''] },
      { line: 5, id: 'A-2', cells: ['A-2', '', 'TRUE'] },
    ]);
  });
  it('comes back as it was, with cells of text to the right of all others', async () => {
    const given = book();
    const { workbook } = await read(given);
    const added = new Map([
      [3, ['answer', 'explanation']],
      [4, ['=HYPERLINK("https://evil.example")', '<b> & "x" \u0007']],
      [5, ['', '@SUM(1)']],
    ]);
    const back = (workbook as NonNullable<typeof workbook>).answered(added);
    const [before, after] = [readZip(given, 'x'), readZip(back, 'x')];
    expect([...after.keys()]).toEqual([...before.keys()]);
    for (const [name, part] of before)
      if (name !== SHEET) expect(Buffer.from((after.get(name) as Part).packed).equals(Buffer.from(part.packed)), name).toBe(true);
    const cell = (reference: string, text: string, style = '') =>
      `<c r="${reference}"${style} t="inlineStr"><is><t xml:space="preserve">${text}</t></is></c>`;
    // nothing but these cells is new, and a hint that they would make wrong is gone
    const removed = [
      cell('D3', 'answer', ' s="2"') + cell('E3', 'explanation', ' s="2"'),
      cell('D4', '=HYPERLINK(&quot;https://evil.example&quot;)', ' s="7"') + cell('E4', '&lt;b&gt; &amp; &quot;x&quot; \uFFFD', ' s="7"'),
      cell('E5', '@SUM(1)'),
    ].reduce((xml, piece) => {
      expect(xml).toContain(`${piece}</row>`);
      return xml.replace(piece, '');
    }, xmlOf(back));
    const spans = /(<row r="[345]") spans="1:3"/g;
    expect(removed.replace('A1:E5', 'A1:C5')).toBe(xmlOf(given).replace(spans, '$1'));
    expect(xmlOf(back)).not.toMatch(/<f>=|<f>@/);
    const again = await read(back);
    expect(again.columns).toEqual(['Question ID', 'Question', 'Answer', 'answer', 'explanation']);
    expect(again.questions.map(({ cells }) => cells[4])).toEqual(['<b> & "x" \uFFFD', '@SUM(1)']);
  });
  it('that is made anew says what was put in, whatever that begins with', () => {
    const text = fc
      .string({ unit: 'binary', maxLength: 20 })
      .filter((one) => one.trim() !== '' && !/[^\t\n\x20-\uD7FF\uE000-\uFFFD]/.test(one));
    fc.assert(
      fc.property(fc.array(fc.array(text, { minLength: 3, maxLength: 3 }), { minLength: 1, maxLength: 5 }), (rows) => {
        const bytes = workbookOf(rows, 'Answers');
        expect(openWorkbook(bytes, 'x').rows.map(({ cells }) => cells)).toEqual(rows);
        expect(xmlOf(bytes, 'xl/worksheets/sheet1.xml')).not.toContain('<f');
      }),
      { numRuns: 30 },
    );
  });
  it('of several sheets has to be told which', async () => {
    const two = book({
      'xl/workbook.xml':
        '<workbook xmlns:r="x"><sheets><sheet name="Help" sheetId="1" r:id="rId1"/><sheet name="Questions" sheetId="2" r:id="rId2"/></sheets></workbook>',
    });
    await expect(read(two)).rejects.toThrow('the workbook has 2 sheets');
    await expect(read(two, undefined, 'Question')).rejects.toMatchObject({ hint: 'did you mean "Questions"?' });
    expect((await read(two, undefined, 'Questions')).questions).toHaveLength(2);
  });
  it('columns are named as spreadsheets do', () => {
    expect([0, 25, 26, 51, 52, 701, 702].map(columnName)).toEqual(['A', 'Z', 'AA', 'AZ', 'BA', 'ZZ', 'AAA']);
  });
});

describe('what is no workbook, or an attack, is refused in one line', () => {
  const bomb = (size: number): Part => {
    const zeros = deflateRawSync(Buffer.alloc(size, 0x20));
    // it says that it is small
    return { name: 'xl/sharedStrings.xml', method: 8, crc: 0, size: 10, packed: zeros };
  };
  const good = () => [...readZip(book(), 'x').values()];
  const without = (name: string) => good().filter((part) => part.name !== name);
  it.each([
    ['a bomb', () => writeZip([...without('xl/sharedStrings.xml'), bomb(40 * 1024 * 1024)]), /unpacks to more than 33554432 bytes/],
    ['cut short', () => book().subarray(0, 700), /cut short/],
    ['cut at its end', () => book().subarray(0, book().length - 4), /cut short|damaged/],
    [
      'a part is garbled',
      () => writeZip([...without(SHEET), { ...bomb(1), name: SHEET, packed: Buffer.from([1, 2, 3]) }]),
      /it is damaged/,
    ],
    ['another ZIP file', () => writeZip([packed('a.txt', 'a')]), /it has no xl\/workbook\.xml/],
    ['a part twice', () => writeZip([...good(), ...good()]), /stands in it twice/],
    [
      'entities that explode',
      () => book({ 'xl/sharedStrings.xml': `<!DOCTYPE a [<!ENTITY b "bb">]>${STRINGS}` }),
      /declares a document type/,
    ],
    ['an entity that nobody declares', () => book({ 'xl/sharedStrings.xml': '<sst><si><t>&b;</t></si></sst>' }), /cannot be read/],
    ['no XML', () => book({ [SHEET]: 'hello' }), /cannot be read/],
    [
      'a text that is not there',
      () => book({ [SHEET]: sheet('<row r="1"><c r="A1" t="s"><v>99</v></c></row>') }),
      /points to a text that is not there/,
    ],
    ['columns without end', () => book({ [SHEET]: sheet('<row r="1"><c r="ZZZ1"><v>1</v></c></row>') }), /a cell stands in column/],
    ['rows without end', () => book({ [SHEET]: sheet('<row><c><v>1</v></c></row>'.repeat(20_001)) }), /more than 20000 rows/],
    ['rows that go back', () => book({ [SHEET]: sheet('<row r="2"/><row r="1"/>') }), /not in order/],
    ['nothing in it', () => book({ [SHEET]: sheet('') }), /the file is empty/],
    ['a password', () => Buffer.from([0xd0, 0xcf, 0x11, 0xe0]), /has a password/],
  ] as const)('%s', async (_, bytes, words) => {
    const error = await read(bytes()).then(
      () => undefined,
      (reason: { message: string; line: string }) => reason,
    );
    expect(error?.line).toMatch(words);
    expect(error?.line).not.toContain('\n');
  });
  it('ten megabytes', async () => {
    const path = join(mkdtempSync(join(tmpdir(), 'workbook-')), 'q.xlsx');
    writeFileSync(path, 'PK');
    truncateSync(path, 10 * 1024 * 1024);
    await expect(readQuestions(path, 'q.xlsx', undefined)).rejects.toThrow(/the file has 10485760 bytes/);
  });
});
