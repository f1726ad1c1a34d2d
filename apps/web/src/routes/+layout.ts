/** The page is drawn in the browser alone: it is live, and the server only sends facts. */
export const ssr = false;
