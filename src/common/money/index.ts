export { formatNanoUsd, formatUsd, formatUsdc, parseUsdc, USDC_UNIT } from './usdc.js';
