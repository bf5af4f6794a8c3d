// The three things that are asked of the server. Only an answer counts; what does not answer in time has status 0.
const PATIENCE = 20_000;

/** @typedef {{status: number, person?: number, csrf?: string, key?: string}} Session */

/**
 * @param {string} address
 * @param {RequestInit} [options]
 * @returns {Promise<{status: number, body?: any}>}
 */
async function ask(address, options = {}) {
  try {
    const response = await fetch(address, { ...options, credentials: "same-origin", redirect: "error", cache: "no-store", signal: AbortSignal.timeout(PATIENCE) });
    const isJson = response.headers.get("Content-Type")?.includes("json");
    return { status: response.status, body: isJson ? await response.json() : undefined };
  } catch {
    return { status: 0 };
  }
}

let token = "";

/** Who is signed in, with a token for writing and the key of what this device keeps for them. @returns {Promise<Session>} */
export async function session() {
  const { status, body } = await ask("/me/device");
  if (status === 200 && !body) return { status: 0 }; // a gateway that asks for its own sign-in is no answer
  token = body?.csrf ?? "";
  return { status, ...body };
}

/**
 * @param {string} address
 * @param {string} key the same for the same text
 * @param {object} body
 */
export async function put(address, key, body) {
  const send = () =>
    ask(address, {
      method: "PUT",
      headers: { "Content-Type": "application/json", Accept: "application/json", "Idempotency-Key": key, "X-CSRFToken": token, "Device-Clock": new Date().toISOString() },
      body: JSON.stringify(body),
    });
  let answer = await send();
  if (answer.status === 400 && (await session()).status === 200) answer = await send(); // the token was of an ended session
  const expected = { 200: "rev", 409: "rev" }[answer.status];
  return expected && !(expected in (answer.body ?? {})) ? { status: 0 } : answer;
}
