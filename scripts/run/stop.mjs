// How set-up ends when it cannot go on: one sentence about what happened, one about what to do next, exit code 1.

/** A reason to end that a person can act on. `detail` is output of the tool that failed, shown last. */
export class Stop extends Error {
  /** @param {string} what @param {string} next @param {string} [detail] */
  constructor(what, next, detail = '') {
    super(what);
    this.next = next;
    this.detail = detail;
  }
}

/** Writes one short progress line where people look and programs do not (stderr). @param {string} line */
export function tell(line) {
  process.stderr.write(`corridor: ${line}\n`);
}

/** Prints the reason and ends with exit code 1. @param {unknown} error @returns {never} */
export function end(error) {
  show(error);
  process.exit(1);
}

/** Prints the reason and the next step. A defect of ours keeps its stack. @param {unknown} error */
export function show(error) {
  if (!(error instanceof Stop)) {
    process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
    return;
  }
  if (error.detail) process.stderr.write(`${error.detail.trimEnd()}\n\n`);
  process.stderr.write(`${error.message}\nNext step: ${error.next}\n`);
}

const writeTrouble = /\b(EACCES|EPERM|EROFS)\b/;
const diskTrouble = /\bENOSPC\b/;
const networkTrouble =
  /\b(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|ERR_SOCKET_TIMEOUT|ENOTCACHED)\b|network request|CERT_/;

/**
 * Says in words why a tool failed, from what it printed.
 * @param {string} work what was being done, as "install the packages"
 * @param {string} output everything the tool wrote
 * @param {string} folder the folder it writes to
 */
export function explain(work, output, folder) {
  const lines = output.trimEnd().split('\n');
  const detail = lines.slice(-25).join('\n');
  const gist = lines
    .filter((line) => /\b(code|path|request to|Error:)/.test(line))
    .slice(0, 3)
    .join('\n');
  if (diskTrouble.test(output)) {
    return new Stop(
      `Could not ${work}: the disk is full.`,
      `free about 1 GB where ${folder} lies, then run the same command again.`,
      gist,
    );
  }
  if (writeTrouble.test(output)) return notWritable(work, folder, gist);
  if (networkTrouble.test(output)) {
    return new Stop(
      `Could not ${work}: the package registry did not answer. Only the first start needs the internet.`,
      'connect this machine (behind a proxy: set HTTPS_PROXY, or `npm config set registry <address>`), then run the same command again.',
      gist,
    );
  }
  return new Stop(
    `Could not ${work}.`,
    'read the lines above; they come from the tool that failed. Then run the same command again.',
    detail,
  );
}

/** @param {string} work @param {string} folder @param {string} [detail] */
export function notWritable(work, folder, detail) {
  return new Stop(
    `Could not ${work}: this user may not write in ${folder}.`,
    'give this user the folder (`chown -R "$(id -un)"` on it, as its owner or root), or copy the repository to a folder of your own.',
    detail,
  );
}

/** @param {unknown} error */
export function errorText(error) {
  return error instanceof Error ? error.message : String(error);
}
