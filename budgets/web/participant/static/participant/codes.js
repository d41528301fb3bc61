// The code that a phone shows, as budgets/passes/codes.py reads it: the public number of the municipality, the handle
// of the phone, the step of twenty seconds, and a proof that the phone has its key.

const SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const STEP_MS = 20_000;
const STEP_SIGNS = 6;
const PROOF_BYTES = 10;

/** Give a code for "pay" or "renew" at a moment of the phone's clock, in milliseconds. */
export async function makeCode(phone, now, purpose = "pay") {
  const step = Math.floor(now / STEP_MS);
  const said = `grondslag:${purpose}:${phone.municipality}:${phone.handle}:${step}`;
  const digest = await crypto.subtle.sign("HMAC", phone.key, new TextEncoder().encode(said));
  return phone.municipality + phone.handle + inSigns(BigInt(step), STEP_SIGNS) + proofOf(new Uint8Array(digest));
}

/** Give how many seconds a code that is made now will be shown. */
export function secondsLeft(now) {
  return Math.ceil((STEP_MS - (now % STEP_MS)) / 1_000);
}

/** Give the key of a phone as this browser keeps it: it signs, and nothing can read it out again. */
export function keep(bytes) {
  return crypto.subtle.importKey("raw", bytes, { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
}

function proofOf(digest) {
  let number = 0n;
  for (const byte of digest.subarray(0, PROOF_BYTES)) number = (number << 8n) | BigInt(byte);
  return inSigns(number, (PROOF_BYTES * 8) / 5);
}

function inSigns(number, length) {
  let signs = "";
  for (let place = 0; place < length; place += 1) {
    signs = SIGNS[Number(number & 31n)] + signs;
    number >>= 5n;
  }
  return signs;
}
