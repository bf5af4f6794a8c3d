// The last resort: what was not sent, as a file for a person to read, copy from, and type in again; nothing in the portal
// reads it back. What somebody else wrote on this device is not theirs to read, and in no file.

/** @typedef {import("./draft.js").Draft} Draft */

/**
 * Readable text first; below it the same as JSON, with the names that the fields have for the server, for who has to
 * find out what was written where.
 * @param {Draft[]} all
 * @param {(moment: number) => string} when
 * @returns {string}
 */
export function asText(all, when) {
  const drafts = all.filter(({ passed }) => !passed);
  const written = drafts.map((draft) => {
    const lines = Object.entries(draft.values)
      .filter(([, value]) => value !== "")
      .map(([name, value]) => (value === "on" && name.includes("=") ? `- ${draft.labels[name] ?? name}` : `${draft.labels[name] ?? name}:\n${value}`));
    return [`# ${draft.title}`, draft.since ? when(draft.since) : "", ...lines].filter(Boolean).join("\n\n");
  });
  const machine = drafts.map(({ subject, kind, put, base, values, about, finished, written: at }) => ({ subject, kind, put, base, values, about, finished, written_at: at }));
  return `${written.join("\n\n\n")}\n\n\n---\n${JSON.stringify(machine, null, 2)}\n`;
}

/**
 * @param {string} text
 * @param {string} name
 */
export function download(text, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type: "text/plain;charset=utf-8" }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
