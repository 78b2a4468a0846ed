// What the bench's catalogue is written with: realistic in how often words occur, not in its prose.

export const ACTIONS = [
  ['Summarise', 'summary', 'research'],
  ['Translate', 'translation', 'translation'],
  ['Rewrite', 'rewriter', 'writing'],
  ['Draft', 'drafter', 'writing'],
  ['Review', 'reviewer', 'coding'],
  ['Explain', 'explainer', 'education'],
  ['Classify', 'classifier', 'data'],
  ['Extract', 'extractor', 'data'],
  ['Forecast', 'forecaster', 'finance'],
  ['Illustrate', 'illustrator', 'design'],
  ['Plan', 'planner', 'business'],
  ['Score', 'scorer', 'marketing'],
  ['Compare', 'comparison', 'research'],
  ['Generate', 'generator', 'entertainment'],
  ['Optimise', 'optimiser', 'marketing'],
  ['Debug', 'debugger', 'coding'],
  ['Proofread', 'proofreader', 'writing'],
  ['Audit', 'auditor', 'business'],
  ['Schedule', 'scheduler', 'other'],
  ['Brainstorm', 'ideas', 'entertainment'],
];

export const OBJECTS = `contract invoice poem haiku essay newsletter résumé recipe podcast lecture
thesis grant pitch slogan advert logo banner mascot storyboard screenplay novel chapter dialogue quest
riddle crossword lyrics melody itinerary menu workout budget ledger portfolio balance tax payroll
receipt forecast survey questionnaire interview transcript meeting minutes agenda roadmap backlog
ticket commit function query schema migration regex dockerfile pipeline dashboard spreadsheet dataset
chart map patent abstract citation bibliography experiment protocol molecule genome symptom leaflet
policy clause lease tender bid proposal complaint apology review rating headline caption thumbnail
subtitle glossary idiom proverb flashcard quiz syllabus worksheet homework exam certificate`.split(
  /\s+/,
);

export const QUALITIES = `quick careful friendly formal playful concise detailed legal medical
technical academic local seasonal weekly daily multilingual accessible inclusive premium tiny bold
gentle honest strict bilingual illustrated interactive annotated structured verified`.split(/\s+/);

export const AUDIENCES = `freelancers teachers students founders lawyers nurses parents gardeners
developers designers journalists translators accountants researchers librarians musicians gamers
travellers cooks builders startups charities schools clinics museums shops hotels studios`.split(
  /\s+/,
);

export const SENTENCES = [
  'Send the text and get the answer as plain prose or as JSON.',
  'Built for teams that need the same result every time.',
  'It keeps names, numbers and dates as they are.',
  'Works in twelve languages and says so when it is not sure.',
  'No account is needed: pay for one call and keep the result.',
  'The output follows a fixed structure that other programs can read.',
  'Tested on thousands of real examples by people who do this every day.',
  'Ask for a tone, a length and an audience.',
];

/** Parts of made-up product names: words that few resources share. */
export const SYLLABLES =
  `ka lo mi ren ta vo shi el ar qui zo ban dre fi gal hu jor nex pri sol tu wen
yo xan ble cru`.split(/\s+/);
