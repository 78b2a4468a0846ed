export {
  PLAIN_LINE,
  READABLE_MESSAGE,
  READABLE_TEXT,
  toNfc,
  VISIBLE,
  VISIBLE_MESSAGE,
} from './readable.js';
