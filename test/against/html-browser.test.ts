/** The HTML report in a real browser, from a file: filters, deep links, the keyboard, paper, and what axe thinks of it. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import axe from 'axe-core';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Packed } from '../../reports/html/data.ts';
import { beside, year } from '../reports/beside.ts';
import { contradicted, large, nothing } from '../reports/fixtures.ts';
import { dataOf, renderedText } from '../reports/html-reading.ts';
import { executable, launch, open } from './browser.ts';

interface Verdict {
  readonly id: string;
  readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[];
}
/** All rules of axe, best practices too. */
async function violations(page: Page): Promise<readonly string[]> {
  await page.evaluate(axe.source);
  const found = await page.evaluate(async () => {
    const judge = (globalThis as unknown as { axe: { run(): Promise<{ violations: readonly Verdict[] }> } }).axe;
    return (await judge.run()).violations;
  });
  return found.flatMap(({ id, nodes }) =>
    nodes.slice(0, 3).map((node) => `${id}: ${node.html.slice(0, 200)} ${node.failureSummary ?? ''}`),
  );
}

describe.skipIf(executable === undefined)('the HTML report in Chromium', () => {
  let browser: Browser;
  const folder = mkdtempSync(join(tmpdir(), 'claimcheck-html-'));
  const addresses: Record<string, string> = {};
  let many: Packed;
  const write = (name: string, text: string) => {
    writeFileSync(join(folder, `${name}.html`), text);
    addresses[name] = pathToFileURL(join(folder, `${name}.html`)).href;
  };
  const at = (name: string, id = ''): string => `${addresses[name]}${id === '' ? '' : `#${id}`}`;
  const focused = (page: Page) => page.evaluate(() => document.activeElement?.closest('[id]')?.id ?? '');
  const inView = (page: Page, id: string) =>
    page.evaluate((name) => {
      const box = document.getElementById(name)?.getBoundingClientRect();
      return box !== undefined && box.height > 0 && box.top >= 0 && box.top < window.innerHeight;
    }, id);
  const shown = (page: Page, list: string) => page.locator(`[data-shown="${list}"]`).innerText();

  beforeAll(async () => {
    browser = await launch();
    write('hostile', await renderedText(contradicted()));
    write('nothing', await renderedText(nothing()));
    write('beside', await renderedText(beside()));
    write('year', await renderedText(year()));
    const { report, rows } = large(5000);
    const text = await renderedText(report, rows);
    many = dataOf(text) as Packed;
    write('many', text);
  });
  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true });
  });

  it.each([
    ['hostile', 'light', 1280],
    ['hostile', 'dark', 1280],
    ['hostile', 'light', 390],
    ['nothing', 'dark', 390],
    ['many', 'light', 1280],
    ['beside', 'light', 1280],
    ['beside', 'dark', 390],
    ['year', 'light', 1280],
  ] as const)('opens without a word to anybody, and axe has nothing against it: %s, %s, %i wide', async (name, scheme, width) => {
    const { page, complaints } = await open(browser, at(name), { scheme, width });
    expect(await violations(page)).toEqual([]);
    // and with everything unfolded
    await page.evaluate(() => {
      for (const fold of document.querySelectorAll('details')) fold.open = true;
    });
    expect(await violations(page)).toEqual([]);
    expect(complaints).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBeLessThanOrEqual(0);
  });

  it('runs no script of a name', async () => {
    const { page } = await open(browser, at('hostile'));
    const alerts: string[] = [];
    page.on('dialog', (dialog) => alerts.push(dialog.message()));
    await page.getByLabel('Search findings').fill('script');
    expect(await page.locator('#findings details.finding').count()).toBe(1);
    expect(await page.locator('#findings details.finding .name').first().textContent()).toContain('<script>alert(1)</script>');
    expect(alerts).toEqual([]);
    // the page's own policy: even a script that got in would not run, and no text becomes markup
    const outcome = await page.evaluate(() => {
      const script = document.createElement('script');
      try {
        script.textContent = 'window.broken = true';
        document.body.append(script);
      } catch {
        return 'refused';
      }
      return 'broken' in window ? 'ran' : 'refused';
    });
    expect(outcome).toBe('refused');
  });

  it('filters claims by standing, checks by verdict, findings by all, and says how many', async () => {
    const { page, complaints } = await open(browser, at('many'));
    expect(await shown(page, 'claims')).toBe('4 claims');
    await page
      .locator('#claims')
      .getByRole('button', { name: /^Contradicted/ })
      .click();
    expect(await shown(page, 'claims')).toBe('1 of 4 claims');
    expect(await page.locator('#claims article:visible').count()).toBe(1);
    await page
      .locator('#claims')
      .getByRole('button', { name: /^Unproven/ })
      .click();
    expect(await shown(page, 'claims')).toBe('2 of 4 claims');
    await page.locator('#claims').getByLabel('Source').selectOption('github');
    await page.locator('#claims').getByLabel('Search claims').fill('no such words');
    expect(await shown(page, 'claims')).toBe('0 of 4 claims');
    expect(await page.locator('[data-emptied="claims"]').isVisible()).toBe(true);
    await page.locator('#claims').getByRole('button', { name: 'Clear' }).click();
    expect(await shown(page, 'claims')).toBe('4 claims');

    await page.locator('#checks').getByLabel('Severity').selectOption('critical');
    expect(await shown(page, 'checks')).toBe('1 of 4 checks');
    await page
      .locator('#controls')
      .getByRole('button', { name: /^Not assessed/ })
      .click();
    expect(await shown(page, 'controls')).toBe('1 of 3 controls');
    // a heading of a family with nothing below it goes too
    expect(await page.locator('#controls h4:visible').allInnerTexts()).toEqual(['Physical controls']);

    const fails = many.rows.filter((row) => row[3] === 0).length;
    await page.locator('#findings').getByRole('button', { name: /^FAIL/ }).click();
    expect(await shown(page, 'findings')).toBe(`${fails.toLocaleString('en-GB')} of 5,000 findings`);
    await page.locator('#findings').getByLabel('Search findings').fill('USER-123 password');
    const named = many.rows.filter((row) => row[3] === 0 && row[4].includes('user-123')).length;
    expect(await shown(page, 'findings')).toBe(`${named} of 5,000 findings`);
    expect(complaints).toEqual([]);
  });

  it('goes from a count of the summary to what was counted', async () => {
    const { page } = await open(browser, at('hostile'));
    await page
      .locator('.tile')
      .filter({ hasText: 'Claims' })
      .getByRole('link', { name: /Unproven/ })
      .click();
    expect(await shown(page, 'claims')).toBe('1 of 4 claims');
    expect(await inView(page, 'claims')).toBe(true);
  });

  it('turns pages', async () => {
    const { page } = await open(browser, at('many'));
    const pager = page.locator('[data-pager="findings"]');
    expect(await page.locator('#findings details.finding').count()).toBe(50);
    expect(await pager.getByRole('status').innerText()).toBe('1 to 50 of 5,000');
    await pager.getByRole('button', { name: 'Next' }).click();
    expect(await pager.getByRole('status').innerText()).toBe('51 to 100 of 5,000');
    await pager.getByRole('button', { name: 'Last' }).click();
    expect(await pager.getByRole('status').innerText()).toBe('4,951 to 5,000 of 5,000');
    // it can still be reached, and does nothing
    await pager.getByRole('button', { name: 'Next' }).press('Enter');
    expect(await pager.getByRole('status').innerText()).toBe('4,951 to 5,000 of 5,000');
  });

  it.each(['claim-example-claims/pentest', 'control-iso-27001-2022/A.7.1', 'check-attest.pentest', 'waivers', 'verify'])(
    'brings %s into view and focuses it',
    async (id) => {
      const { page, complaints } = await open(browser, at('hostile', id));
      await expect.poll(() => inView(page, id)).toBe(true);
      expect(await focused(page)).toBe(id);
      expect(complaints).toEqual([]);
    },
  );

  it.each([
    'changes',
    'days',
    'changes-worse',
    'changed-claim-example-claims/mfa',
    'changed-check-aws.iam.console-users-mfa',
    'days-claim-example-claims/mfa',
    'days-check-aws.alike-b',
    'interruptions',
  ])('brings %s of the comparison and of the days into view, without a script too', async (id) => {
    const { page, complaints } = await open(browser, at('beside', id));
    await expect.poll(() => inView(page, id)).toBe(true);
    expect(await focused(page)).toBe(id);
    expect(complaints).toEqual([]);
    const plain = await open(browser, at('beside', id), { script: false });
    expect(await plain.page.locator(`[id="${id}"]`).isVisible()).toBe(true);
  });
  it('draws days that had no run as the ground of the page, on paper and in the dark', async () => {
    for (const scheme of ['light', 'dark'] as const) {
      const { page } = await open(browser, at('beside', 'days'), { scheme });
      const fills = await page.evaluate(() =>
        ['held', 'broken', 'unknown', 'none'].map((state) => getComputedStyle(document.querySelector(`.day-${state}`) as Element).fill),
      );
      expect(new Set(fills).size).toBe(4);
      const strip = page.locator('[id="days-check-aws.iam.console-users-mfa"] .strip rect');
      // the first day had none: nothing is drawn on it
      const xs = await strip.evaluateAll((all) => all.map((one) => Number(one.getAttribute('x'))));
      expect(Math.min(...xs)).toBeGreaterThan(80);
    }
  });

  it('brings into view what a filter hides, what stands on another page, and what is folded', async () => {
    const { page, complaints } = await open(browser, at('many'));
    const go = async (id: string) => {
      await page.evaluate((name) => {
        location.hash = name;
      }, id);
      await expect.poll(() => focused(page)).toBe(id);
      await expect.poll(() => inView(page, id)).toBe(true);
    };
    await page
      .locator('#claims')
      .getByRole('button', { name: /^Contradicted/ })
      .click();
    await go('claim-example-claims/hosting');
    expect(await shown(page, 'claims')).toBe('4 claims');
    expect(await page.locator('#said').innerText()).toBe('The filter was cleared to show it.');

    const [key] = many.rows[3210] ?? [];
    await page
      .locator('#findings')
      .getByRole('button', { name: /^UNKNOWN/ })
      .click();
    await go(`finding-${key}`);
    expect(await page.locator(`#finding-${key}`).evaluate((fold) => fold instanceof HTMLDetailsElement && fold.open)).toBe(true);
    expect(await shown(page, 'findings')).toBe('5,000 findings');

    const hex = many.evidence[0];
    await page.getByLabel('Search pieces of evidence').fill('nothing like it');
    await go(`evidence-${hex}`);
    await page.locator(`[id="evidence-${hex}"] a`).first().click();
    expect(await page.locator('[data-narrowed="findings"]').innerText()).toContain(`Only findings that rest on ${hex?.slice(0, 12)}`);
    await page.locator('[data-narrowed="findings"]').getByRole('button').click();
    expect(await shown(page, 'findings')).toBe('5,000 findings');

    await page.evaluate(() => {
      location.hash = 'finding-of-somebody-else';
    });
    await expect.poll(() => page.locator('#said').innerText()).toContain('There is nothing called finding-of-somebody-else');
    expect(complaints).toEqual([]);
  });

  it('can be used with the keyboard alone', async () => {
    const { page } = await open(browser, at('hostile'));
    await page.keyboard.press('Tab');
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Skip to the report');
    await page.keyboard.press('Enter');
    expect(await focused(page)).toBe('main');
    const reach = async (matches: () => Promise<boolean>) => {
      for (let step = 0; step < 300; step++) {
        await page.keyboard.press('Tab');
        if (await matches()) return;
      }
      throw new Error('not reached with the keyboard');
    };
    await reach(() => page.evaluate(() => document.activeElement?.matches('#claims [data-value="contradicted"]') === true));
    const outline = () => page.evaluate(() => getComputedStyle(document.activeElement as Element).outlineStyle);
    expect(await outline()).toBe('solid');
    await page.keyboard.press('Space');
    expect(await shown(page, 'claims')).toBe('1 of 4 claims');
    await reach(() => page.evaluate(() => document.activeElement?.matches('#claims article summary') === true));
    await page.keyboard.press('Enter');
    expect(await page.locator('#claims details[open]').count()).toBe(1);
    await reach(() => page.evaluate(() => document.activeElement?.matches('#claims a.check-id') === true));
    await page.keyboard.press('Enter');
    await expect.poll(() => focused(page)).toBe('check-aws.iam.console-users-mfa');
    expect(await outline()).toBe('solid');
  });

  it('wears what the reader chooses, and does so where nothing can be stored', async () => {
    const { page, complaints } = await open(browser, at('hostile'));
    const ground = () => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
    const light = await ground();
    const button = page.getByRole('button', { name: /Theme/ });
    await button.click();
    expect(await ground()).toBe(light);
    await button.click();
    expect(await ground()).not.toBe(light);
    await page.reload();
    expect(await ground()).not.toBe(light);
    await page.addInitScript(() => {
      Object.defineProperty(window, 'localStorage', {
        get: () => {
          throw new DOMException('denied', 'SecurityError');
        },
      });
    });
    await page.reload();
    expect(await ground()).toBe(light);
    await button.click();
    await button.click();
    expect(await ground()).not.toBe(light);
    expect(complaints).toEqual([]);
  });

  it('reads without a script, and offers nothing that would need one', async () => {
    const { page } = await open(browser, at('hostile'), { script: false });
    expect(await page.locator('form, .pager, #theme, .js-only').filter({ visible: true }).count()).toBe(0);
    const text = await page.locator('main').evaluate((main) => main.textContent ?? '');
    for (const said of ['Of 4 published claims', 'We carry out penetration tests every year.', 'scripts are off', 'Secure authentication'])
      expect(text).toContain(said);
    await page.locator('#checks details.check summary').first().click();
    expect(await page.locator('#checks details[open]').innerText()).toContain('password_enabled = true');
  });

  it('prints what matters unfolded, in ink, and folds it again', async () => {
    const { page } = await open(browser, at('hostile'), { scheme: 'dark' });
    await page.emulateMedia({ media: 'print' });
    await page.evaluate(() => window.dispatchEvent(new Event('beforeprint')));
    expect(await page.evaluate(() => getComputedStyle(document.documentElement).getPropertyValue('--paper').trim())).toBe('#ffffff');
    expect(await page.locator('form:visible, nav:visible').count()).toBe(0);
    expect(await page.locator('#claims details:not([open])').count()).toBe(0);
    await page.evaluate(() => window.dispatchEvent(new Event('afterprint')));
    expect(await page.locator('#claims details[open]').count()).toBe(0);
    expect((await page.pdf()).subarray(0, 5).toString()).toBe('%PDF-');
  });
});
