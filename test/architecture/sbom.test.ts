import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from '@jest/globals';

interface Component {
  readonly name: string;
  readonly version: string;
  readonly purl: string;
  readonly 'bom-ref': string;
  readonly properties?: readonly { readonly name: string }[];
}
interface Bom {
  readonly bomFormat: string;
  readonly specVersion: string;
  readonly serialNumber: string;
  readonly metadata: { readonly component: Component & { readonly type: string } };
  readonly components: readonly Component[];
  readonly dependencies: readonly {
    readonly ref: string;
    readonly dependsOn?: readonly string[];
  }[];
}
interface Manifest {
  readonly scripts: Readonly<Record<string, string>>;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
}

const isMarked = ({ properties = [] }: Component) =>
  properties.some(({ name }) => name === 'cdx:npm:package:development');

describe('the bill of materials of a build', () => {
  let manifest: Manifest;
  let bom: Bom;
  beforeAll(async () => {
    manifest = JSON.parse(await readFile('package.json', 'utf8')) as Manifest;
    const options = { maxBuffer: 32 * 1_048_576 };
    const { stdout } = await promisify(execFile)('npm', ['run', '--silent', 'sbom'], options);
    bom = JSON.parse(stdout) as Bom;
  });

  it('is made with every build, and lies in what the image takes of it', async () => {
    expect(manifest.scripts['postbuild']).toBe('npm run --silent sbom > dist/sbom.json');
    const image = await readFile('Dockerfile', 'utf8');
    expect(image).toContain('RUN npm run build');
    expect(image).toContain('COPY --from=build /app/dist ./dist');
  });

  it('is CycloneDX, of this application', () => {
    expect(bom).toMatchObject({
      bomFormat: 'CycloneDX',
      specVersion: expect.stringMatching(/^1\./),
    });
    expect(bom.serialNumber).toMatch(/^urn:uuid:[0-9a-f-]{36}$/);
    const { purl, type } = bom.metadata.component;
    expect([purl, type]).toEqual([expect.stringMatching(/^pkg:npm\/coinslot@/), 'application']);
  });

  it('names what it is built from, each as one can look it up, and marks what serves development', () => {
    const running = new Set(
      bom.components.filter((each) => !isMarked(each)).map(({ name }) => name),
    );
    expect(Object.keys(manifest.dependencies).filter((name) => !running.has(name))).toEqual([]);
    expect(running.has('oxlint') || running.has('prettier')).toBe(false);
    for (const { version, purl } of bom.components) {
      expect(purl).toMatch(/^pkg:npm\//);
      expect(purl).toContain(`@${version}`);
    }
    const refs = new Set(bom.components.map((component) => component['bom-ref']));
    refs.add(bom.metadata.component['bom-ref']);
    expect(refs.size).toBe(bom.components.length + 1);
    expect(bom.dependencies.filter(({ ref }) => !refs.has(ref))).toEqual([]);
  });
});
