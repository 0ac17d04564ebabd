// A long piece of work stops for a moment between its parts, so that a key that was pressed meanwhile comes first.

/** @returns {Promise<void>} */
export const breath = () => (globalThis.scheduler?.yield ? globalThis.scheduler.yield() : new Promise((done) => setTimeout(done)));
