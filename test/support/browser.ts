import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BrowserContext, chromium, type Page } from 'playwright-core';

/** A headless Chromium with a profile of its own, which goes when it is closed. */
export interface Browser {
  readonly context: BrowserContext;
  /** A new tab, as wide and as high as told. */
  openPage(viewport: { width: number; height: number }): Promise<Page>;
  close(): Promise<void>;
}

/** `CHROMIUM_PATH`, or where the systems put a Chromium or a Chrome; undefined where there is none. */
export function findChromium(): string | undefined {
  const usual = [
    '/usr/bin/chromium',
    '/usr/bin/chromium-browser',
    '/usr/bin/google-chrome',
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
  ];
  return [process.env.CHROMIUM_PATH ?? '', ...usual].find((path) => existsSync(path));
}

/** Starts a headless browser, or gives undefined where no Chromium is found. */
export async function openBrowser(): Promise<Browser | undefined> {
  const executablePath = findChromium();
  if (!executablePath) return undefined;
  const profile = await mkdtemp(join(tmpdir(), 'grocer-browser-'));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath,
    args: [
      '--headless',
      // Root may not use the sandbox, and the pages are our own.
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
  return {
    context,
    async openPage(viewport) {
      const page = await context.newPage();
      await page.setViewportSize(viewport);
      return page;
    },
    async close() {
      await context.close();
      await rm(profile, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}
