/** The report for the screen in German, in a real browser: what its script says is German as well. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import axe from 'axe-core';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Language, MESSAGES } from '../../reports/messages/index.ts';
import { LANGUAGES } from '../../src/model.ts';
import { contradicted, large, rowsOf } from '../reports/fixtures.ts';
import { renderedText } from '../reports/html-reading.ts';
import { mute, vocabulary, wordsIn } from '../reports/words.ts';
import { executable, launch, open } from './browser.ts';

const folder = mkdtempSync(join(tmpdir(), 'claimcheck-german-'));
const addressOf = (page: string, name: string): string => {
  const path = join(folder, `${name}.html`);
  writeFileSync(path, page);
  return pathToFileURL(path).href;
};

describe.skipIf(executable === undefined)('in a browser', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launch();
  });
  afterAll(async () => {
    await browser.close();
    rmSync(folder, { recursive: true });
  });
  const written = async (language: Language, quiet: boolean) => {
    const { report, rows } = quiet ? mute({ report: contradicted(), rows: rowsOf(contradicted()) }) : large(1234);
    return addressOf(await renderedText({ ...report, presentation: { language } }, rows), `${language}-${quiet}`);
  };

  it.each(LANGUAGES)('has words of its own language alone when everything is open, filtered and searched: %s', async (language) => {
    const { page, complaints } = await open(browser, await written(language, true));
    await page.waitForSelector('details.finding', { state: 'attached' });
    const read = () =>
      page.evaluate(() => {
        for (const fold of document.querySelectorAll('details')) fold.open = true;
        const heard = [...document.querySelectorAll('[aria-label],[title],[alt]')].flatMap((one) =>
          ['aria-label', 'title', 'alt'].flatMap((key) => one.getAttribute(key) ?? []),
        );
        const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
        const texts: string[] = [];
        for (let node = walker.nextNode(); node !== null; node = walker.nextNode())
          if (node.parentElement?.closest('script,style,noscript') === null) texts.push(node.textContent ?? '');
        return [document.title, ...texts, ...heard].join(' ');
      });
    await read();
    // folds say that they were opened a moment later
    await page.waitForTimeout(200);
    const said: string[] = [await read()];
    await page.locator('form[data-filters="findings"] input').fill('nothing-is-called-so');
    said.push(await read());
    await page.evaluate(() => {
      location.hash = '#evidence-nowhere';
    });
    await page.waitForTimeout(100);
    said.push(await read());
    const own = vocabulary(MESSAGES[language]);
    const strange = [...wordsIn(said.join(' '))].filter((word) => !own.has(word));
    expect(strange.filter((word) => !['evidence', 'nowhere'].includes(word))).toEqual([]);
    expect(complaints).toEqual([]);
    await page.context().close();
  });
  it('counts as German does, one and many, and pages', async () => {
    const { page, complaints } = await open(browser, await written('de', false));
    await page.waitForSelector('details.finding', { state: 'attached' });
    const shown = page.locator('[data-shown="findings"]');
    expect(await shown.textContent()).toBe('1.234 Befunde');
    expect(await page.locator('[data-pager="findings"] [data-page]').textContent()).toBe('1 bis 50 von 1.234');
    await page.locator('form[data-filters="findings"] input').fill('user-1233');
    expect(await shown.textContent()).toBe('1 von 1.234 Befunden');
    expect(await page.locator('html').getAttribute('lang')).toBe('de-DE');
    expect(complaints).toEqual([]);
    await page.context().close();
  });
  it('is without fault to axe', async () => {
    const { page } = await open(browser, await written('de', true));
    await page.waitForSelector('details.finding', { state: 'attached' });
    await page.evaluate(axe.source).catch(() => undefined);
    const found = await page.evaluate(async () => {
      const { violations } = await (window as unknown as { axe: typeof axe }).axe.run(document);
      return violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`);
    });
    expect(found).toEqual([]);
    await page.context().close();
  });
});
