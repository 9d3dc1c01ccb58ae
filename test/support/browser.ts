import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, chromium, type Page } from 'playwright-core';

const NAMES = ['chromium', 'chromium-browser'];
const QUIET = [
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--autoplay-policy=no-user-gesture-required',
];

const program = (process.env.PATH ?? '')
  .split(delimiter)
  .flatMap((folder) => NAMES.map((name) => join(folder, name)))
  .find(isProgram);

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** For tests of pages. Without Chromium they are skipped, which fails on CI. */
export const describePages = program === undefined ? describe.skip : describe;

/** A page after it is drawn. */
export interface OpenPage {
  readonly page: Page;
  /** Console messages, script errors and requests for other files; expected to be empty. */
  readonly complaints: readonly string[];
}

/** Starts a browser for the tests of a file. */
export class TestBrowser {
  #browser: Browser | undefined;

  async open(file: string): Promise<OpenPage> {
    this.#browser ??= await chromium.launch({ executablePath: program!, args: QUIET });
    const page = await this.#browser.newPage({ viewport: { width: 1280, height: 900 } });
    const complaints: string[] = [];
    const own = pathToFileURL(file).href;
    page.on('console', (message) => complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('request', (request) => {
      if (request.url() !== own && !request.url().startsWith('data:')) complaints.push(`asked for ${request.url()}`);
    });
    await page.goto(own);
    return { page, complaints };
  }

  async close(): Promise<void> {
    await this.#browser?.close();
  }
}
