// The thread that reads one imported file and ends; it has nothing of the server but the reader.
import { parentPort, workerData } from 'node:worker_threads';
import type { LonLat } from '#domain/line.ts';
import { readFile, type ImportFile } from '../exchange/read-file.ts';

const { file, near } = workerData as { readonly file: ImportFile; readonly near: readonly LonLat[] };
parentPort?.postMessage(readFile(file, near));
