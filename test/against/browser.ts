/** A real browser: Chromium as Debian packages it. It may talk to nobody, and what it tried is told. */
import { existsSync } from 'node:fs';
import { type Browser, chromium, type Page } from 'playwright-core';

const PATHS = [process.env['CHROMIUM'], '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
export const executable = PATHS.find((path) => path !== undefined && existsSync(path));
if (executable === undefined)
  console.warn('SKIPPED: there is no Chromium on this machine (apt package chromium). The HTML report was NOT tried in a browser.');

const FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
export const launch = (): Promise<Browser> => chromium.launch({ executablePath: executable as string, args: FLAGS });

export interface Opened {
  readonly page: Page;
  /** What the page said on its console, threw, or asked of anybody: nothing, if all is well. */
  readonly complaints: string[];
}
interface Reader {
  readonly scheme?: 'light' | 'dark';
  readonly width?: number;
  readonly script?: boolean;
}
export async function open(
  browser: Browser,
  address: string,
  { scheme = 'light', width = 1280, script = true }: Reader = {},
): Promise<Opened> {
  const context = await browser.newContext({ colorScheme: scheme, javaScriptEnabled: script, viewport: { width, height: 900 } });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => complaints.push(`console ${message.type()}: ${message.text()}`));
  page.on('pageerror', (error) => complaints.push(`error: ${error.message}`));
  page.on('request', (request) => {
    if (request.url().split('#')[0] !== address.split('#')[0]) complaints.push(`request: ${request.url()}`);
  });
  await page.goto(address);
  return { page, complaints };
}
