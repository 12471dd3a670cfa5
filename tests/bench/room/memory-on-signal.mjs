// Loaded into a server that is measured: on SIGUSR2 it collects its garbage and writes one line about its memory.
import v8 from 'node:v8';
import vm from 'node:vm';

v8.setFlagsFromString('--expose-gc');
const collect = vm.runInNewContext('gc');

process.on('SIGUSR2', () => {
  collect();
  setTimeout(() => {
    collect();
    process.stderr.write(`MEMORY ${JSON.stringify(process.memoryUsage())}\n`);
  }, 200);
});
