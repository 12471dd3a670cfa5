// The whole client runs in the browser: nothing is rendered on a server, nothing ahead of time.
export const ssr = false;
export const prerender = false;
