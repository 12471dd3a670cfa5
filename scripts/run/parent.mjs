// Tells when the npm that started us is gone: it takes its leave of nobody when it is killed.
import { readFileSync } from 'node:fs';

const checkMs = 500;
const shells = /^(sh|dash|bash|ash|zsh|busybox)$/;

/**
 * Calls `gone` once when npm has ended. Started by hand (`nohup node scripts/run.mjs … &`) nobody is
 * watched: then the shell may go and the program stays.
 * @param {() => void} gone
 * @returns {() => void} stops watching
 */
export function watchNpm(gone) {
  if (process.env.npm_lifecycle_event === undefined) return () => undefined;
  const parent = process.ppid;
  // npm runs us through a shell, and that shell outlives a killed npm: look through it, where /proc lets us.
  const npm = shells.test(commandOf(parent)) ? parentOf(parent) : undefined;
  const timer = setInterval(() => {
    if (process.ppid !== parent || (npm !== undefined && parentOf(parent) !== npm)) {
      clearInterval(timer);
      gone();
    }
  }, checkMs);
  return () => clearInterval(timer);
}

/** @param {number} pid @returns {string} */
function commandOf(pid) {
  return read(`/proc/${pid}/comm`).trim();
}

/** @param {number} pid @returns {number | undefined} undefined where it cannot be told */
function parentOf(pid) {
  // "pid (command, which may contain anything) state ppid …"
  const found = /^.*\) \S (\d+)/s.exec(read(`/proc/${pid}/stat`))?.[1];
  return found === undefined ? undefined : Number(found);
}

/** @param {string} file */
function read(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return ''; // no /proc on this system, or the process has just ended (which process.ppid shows)
  }
}
