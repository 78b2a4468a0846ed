import { type Finding, finding, type Method } from './finding.js';
import type { Offer } from './endpoint-offer.js';
import { type Probe, type ProbeReading, readProbe } from './probe.js';
import { distinct, judgeSale, type Sale, saleOf } from './endpoint-sale.js';

/** What an endpoint sells and asks for, and what is wrong with it. */
export interface Report {
  /** The method to call it with; undefined when none is for sale. */
  readonly method: Method | undefined;
  readonly x402Versions: readonly (1 | 2)[];
  readonly offers: readonly Offer[];
  readonly description: string | undefined;
  readonly mimeType: string | undefined;
  readonly inputSchema: unknown;
  readonly outputSchema: unknown;
  readonly supportsRefunds: boolean | undefined;
  readonly findings: readonly Finding[];
}

/**
 * Judges an endpoint by what its methods answered.
 * @param preferred the method that counts, where it is for sale by several
 */
export function makeReport(url: string, probes: readonly Probe[], preferred?: Method): Report {
  const read = probes.map((probe) => [probe, readProbe(probe)] as const);
  const sales = read.flatMap(([probe, reading]) =>
    reading.kind === 'challenged' ? [saleOf(probe, reading.challenges)] : [],
  );
  const sale = choose(sales, preferred);
  if (sale === undefined) return nothingForSale(read.map(([, reading]) => reading));
  const { challenges, declarations, offers } = sale;
  const first = challenges.find(({ resource }) => resource !== undefined)?.resource;
  return {
    method: sale.probe.method,
    x402Versions: [...new Set(challenges.map(({ x402Version }) => x402Version))].sort(),
    offers,
    description: first?.description,
    mimeType: first?.mimeType,
    inputSchema: declarations.find(({ input }) => input !== undefined)?.input,
    outputSchema: declarations.find(({ output }) => output !== undefined)?.output,
    supportsRefunds: declarations.find((each) => each.supportsRefunds !== undefined)
      ?.supportsRefunds,
    findings: [
      ...sale.findings,
      ...judgeSale(sale, url),
      ...compareMethods(
        sales,
        read.map(([, reading]) => reading),
      ),
    ],
  };
}

/** The method that is preferred, else the only one for sale, else the one that is declared. */
function choose(sales: readonly Sale[], preferred?: Method): Sale | undefined {
  const declared = sales.flatMap(({ declarations }) => declarations.map(({ method }) => method));
  // Servers that answer every method alike declare the one they were asked with.
  const wanted = preferred ?? (new Set(declared).size === 1 ? declared[0] : undefined);
  return sales.find(({ probe }) => probe.method === wanted) ?? sales[0];
}

function nothingForSale(readings: readonly ProbeReading[]): Report {
  const unusable = readings.filter((reading) => reading.kind === 'unusable');
  const demanding = unusable.filter(({ status }) => status === 402);
  const telling = demanding.length > 0 ? demanding : unusable;
  return {
    method: undefined,
    x402Versions: [],
    offers: [],
    description: undefined,
    mimeType: undefined,
    inputSchema: undefined,
    outputSchema: undefined,
    supportsRefunds: undefined,
    findings: distinct(telling.map(({ finding }) => finding)),
  };
}

function compareMethods(sales: readonly Sale[], readings: readonly ProbeReading[]): Finding[] {
  const asked = sales.map(({ offers }) => JSON.stringify(offers));
  const isFree = readings.some(
    (reading) => reading.kind === 'unusable' && Math.trunc((reading.status ?? 0) / 100) === 2,
  );
  return [
    ...(new Set(asked).size > 1 ? [finding('methods_disagree')] : []),
    ...(isFree ? [finding('other_method_free')] : []),
  ];
}
