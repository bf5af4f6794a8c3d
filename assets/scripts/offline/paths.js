// The only addresses whose pages are ever kept on a device or handed out from it.
const UID = "[0-9a-f]{8}-[0-9a-f-]{27}";
const STORABLE = new RegExp(`^/(visits/(report/new|${UID}(/report)?)|coaching/(new/\\d+(/\\d{4}-\\d\\d-\\d\\d)?|${UID}(/(form|self))?)|talks/${UID}/(prepare|minutes))$`);

/** @param {string} path */
export const isStorable = (path) => STORABLE.test(path);
