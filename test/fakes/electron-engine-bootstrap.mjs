// Gives a worker thread what Electron gives a utility process, then runs the engine's entry in it.
import { EventEmitter } from 'node:events';
import { pathToFileURL } from 'node:url';
import { parentPort, workerData } from 'node:worker_threads';

const port = new EventEmitter();
// As in Electron: what came before is delivered to the first listener.
port.once('newListener', () => {
  parentPort.on('message', ({ message, ports }) => port.emit('message', { data: message, ports: ports.map(mainPort) }));
});
Object.assign(process, { parentPort: port });
if (workerData.entry.endsWith('.ts')) (await import('tsx/esm/api')).register();
await import(pathToFileURL(workerData.entry).href);

/** Node's port with the manners of Electron's: events carry `data`, nothing flows before `start()`. */
function mainPort(port) {
  const events = new EventEmitter();
  port.on('close', () => events.emit('close'));
  return Object.assign(events, {
    start: () => port.on('message', (data) => events.emit('message', { data, ports: [] })),
    postMessage: (message) => port.postMessage(message),
    close: () => port.close(),
  });
}
