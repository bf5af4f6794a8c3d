// The only addresses whose pages are ever kept on a device or handed out from it.
const STORABLE = /^\/visits\/(report\/new|[0-9a-f]{8}-[0-9a-f-]{27}(\/report)?)$/;

/** @param {string} path */
export const isStorable = (path) => STORABLE.test(path);
