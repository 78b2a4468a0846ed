/** A coin over its slot. */
export const FAVICON =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><circle cx="16" cy="11" r="9" fill="#e0a100"/><circle cx="16" cy="11" r="6" fill="#f7c948"/><rect x="4" y="22" width="24" height="6" rx="3" fill="#334155"/></svg>';
