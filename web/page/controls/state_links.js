// Links to the state of a control: #gate=w1:0.5,w2:0.5 opens the page with those sliders set.

// The view inside a control that has a name for links, or undefined.
async function linkedView(model) {
  if (model.get("link_name")) return model;
  for (const child of model.get("children") ?? []) {
    const found = await linkedView(await child);
    if (found) return found;
  }
}

function hashOf(view) {
  const pairs = Object.keys(view.get("link_limits")).sort().map(
    (key) => `${key}:${Number(view.get(key).toPrecision(6))}`,
  );
  for (const [key, [other, value]] of Object.entries(view.get("link_bytes"))) {
    if (view.get(other) === value) pairs.push(`${key}:${encodeBytes(view.get(key))}`);
  }
  return `#${view.get("link_name")}=${pairs.join(",")}`;
}

// Bytes in the letters that a link may contain, and back: null where the text stands for no bytes.
function encodeBytes({ buffer, byteOffset, byteLength }) {
  const text = String.fromCharCode(...new Uint8Array(buffer, byteOffset, byteLength));
  return btoa(text).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

function decodeBytes(text) {
  try {
    const letters = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
    return new DataView(Uint8Array.from(letters, (letter) => letter.charCodeAt(0)).buffer);
  } catch {
    return null;
  }
}

// What a link says about a control, as text.
function textOf(hash, name) {
  if (!hash.startsWith(`#${name}=`)) return "";
  try {
    return decodeURIComponent(hash.slice(name.length + 2));
  } catch {
    return ""; // a percent sign with nonsense behind it
  }
}

// The state in a link as far as the inputs allow it: unknown names, what is no number and bytes of
// another length are passed over, the rest is brought to the nearest place where the input can stand.
export function readHash(hash, name, limits, lengths = {}) {
  const state = {};
  for (const pair of textOf(hash, name).split(",")) {
    const [key, value] = pair.split(":");
    if (Object.hasOwn(lengths, key)) {
      const bytes = decodeBytes(value ?? "");
      if (bytes?.byteLength === lengths[key]) state[key] = bytes;
    }
    if (!Object.hasOwn(limits, key) || !value?.trim() || !Number.isFinite(Number(value))) continue;
    const [min, max, step] = limits[key];
    const inside = Math.min(max, Math.max(min, Number(value)));
    const stepped = step ? min + Math.round((inside - min) / step) * step : inside;
    state[key] = Number(stepped.toPrecision(12)); // 0.7, not 0.7000000000000002
  }
  return state;
}

// Restore the control from the page's address, now and whenever that changes, and put a button
// below it that copies such a link.
export async function linkState(model, place) {
  const view = await linkedView(model);
  if (!view) return;
  const restore = () => {
    const [name, limits] = [view.get("link_name"), view.get("link_limits")];
    const lengths = Object.keys(view.get("link_bytes")).map((key) => [key, view.get(key).byteLength]);
    const state = readHash(location.hash, name, limits, Object.fromEntries(lengths));
    if (Object.keys(state).length === 0) return;
    view.set(state);
    place.scrollIntoView({ block: "center" });
  };
  const button = document.createElement("button");
  button.type = "button";
  button.className = "copy-state-link";
  button.textContent = "Copy a link to this state";
  const status = document.createElement("span");
  status.setAttribute("role", "status");
  button.addEventListener("click", async () => {
    history.replaceState(null, "", hashOf(view));
    try {
      await navigator.clipboard.writeText(location.href);
      status.textContent = "Copied.";
    } catch {
      status.textContent = "The link is in the address bar.";
    }
  });
  place.append(button, status);
  addEventListener("hashchange", restore);
  restore();
}
