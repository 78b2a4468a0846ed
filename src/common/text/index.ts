export { csvField, csvTable, type CsvValue } from './csv.js';
export { isMoment, MOMENT_MESSAGE } from './moments.js';
export { isLongerThan, PLAIN_TEXT, PLAIN_TEXT_MESSAGE } from './plain.js';
export {
  PLAIN_LINE,
  READABLE_MESSAGE,
  READABLE_TEXT,
  toNfc,
  VISIBLE,
  VISIBLE_MESSAGE,
} from './readable.js';
