import type { Locator, Page } from 'playwright-core';
import { PATIENCE_MS } from '../setup/browser.js';

/** What is done otherwise than as it is prefilled. */
export interface Filled {
  /** By the name of the parameter. */
  readonly parameters?: Readonly<Record<string, string>>;
  /** The name of an example in the list of examples. */
  readonly example?: string;
  /** Replaces the body. */
  readonly body?: string;
}

/** What Swagger UI shows after "Execute". */
export interface Shown {
  readonly status: number;
  readonly body: string;
  readonly request: { readonly url: string; readonly body: string | null };
}

/** An operation that Swagger UI lists. */
export interface Listed {
  readonly method: string;
  readonly path: string;
  /** Under which heading it stands. */
  readonly tag: string;
}

interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, { readonly tags?: string[] }>>>>;
}

/** The page at `/docs`, used as a tester does: by what can be seen and clicked there. */
export class SwaggerUi {
  private constructor(
    readonly page: Page,
    /** Every operation of the document that is open. */
    readonly operations: readonly Listed[],
  ) {}

  /** @param origin where the server listens */
  static async open(page: Page, origin: string): Promise<SwaggerUi> {
    page.setDefaultTimeout(PATIENCE_MS);
    const loaded = page.waitForResponse((answer) => answer.url().endsWith('openapi.json'));
    await page.goto(`${origin}/docs`);
    const { paths } = (await (await loaded).json()) as Document;
    await page.locator('.opblock-tag').first().waitFor();
    const operations = Object.entries(paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, { tags: [tag = ''] = [] }]) => ({
        method: method.toUpperCase(),
        path,
        tag,
      })),
    );
    return new SwaggerUi(page, operations);
  }

  /** Opens the dialog "Available authorizations". */
  async openDialog(): Promise<Locator> {
    await this.page.locator('.btn.authorize').first().click();
    const dialog = this.page.locator('.dialog-ux');
    await dialog.waitFor();
    return dialog;
  }

  /** Fills the field of the dialog at this position, and closes it. */
  async authorize(position: number, value: string): Promise<void> {
    const dialog = await this.openDialog();
    const field = dialog.locator('.auth-container').nth(position);
    await field.locator('input').fill(value);
    await field.locator('button.authorize').click();
    await dialog.locator('button.btn-done').first().click();
  }

  /** Opens the heading, then "Try it out", fill, "Execute"; and closes it all again. */
  async run(method: string, path: string, filled: Filled = {}): Promise<Shown> {
    const listed = this.operations.find((one) => one.method === method && one.path === path);
    const heading = this.page.locator(`.opblock-tag[data-tag="${listed?.tag}"]`);
    await heading.click();
    const block = this.page
      .locator(`.opblock-${method.toLowerCase()}`)
      .filter({ has: this.page.locator(`.opblock-summary-path[data-path="${path}"]`) });
    await block.locator('.opblock-summary-control').click();
    await block.locator('.try-out__btn').click();
    await fill(block, filled);
    await block.locator('button.execute').click();
    const shown = block.locator('.live-responses-table tbody .response-col_status').first();
    await shown.waitFor();
    const result = {
      status: Number(/\d+/.exec((await shown.textContent()) ?? '')?.[0]),
      body: await textOf(block.locator('.live-responses-table .highlight-code code').first()),
      request: {
        url: await textOf(block.locator('.request-url pre').first()),
        body: await textOf(block.locator('.curl').first()),
      },
    };
    await block.locator('.opblock-summary-control').click();
    await heading.click();
    return result;
  }
}

async function fill(block: Locator, { parameters = {}, example, body }: Filled): Promise<void> {
  if (example !== undefined) {
    await block.locator('.examples-select select').first().selectOption({ label: example });
  }
  if (body !== undefined) await block.locator('textarea.body-param__text').fill(body);
  for (const [name, value] of Object.entries(parameters)) {
    await block.locator(`tr[data-param-name="${name}"] input`).fill(value);
  }
}

async function textOf(found: Locator): Promise<string> {
  return (await found.count()) === 0 ? '' : ((await found.textContent()) ?? '');
}
