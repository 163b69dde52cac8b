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

// What a link says about a control, as text. On its way through mails and other pages a link may
// have been written in percent signs, once or twice, and got a tail: &fbclid=..., or a full stop.
function textOf(hash, name) {
  let text = hash;
  for (let times = 0; times < 2; times += 1) {
    text = text.replaceAll(/%([0-7][0-9a-f])/gi, (_, code) => String.fromCharCode(parseInt(code, 16)));
  }
  const own = text.split(/[#&?\s]/).find((part) => part.startsWith(`${name}=`)) ?? "";
  return own.slice(name.length + 1).replace(/[^\w-]+$/, "");
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
  place.append(...copyButton(() => hashOf(view)));
  addEventListener("hashchange", restore);
  addEventListener("click", ({ target }) => {
    if (target.closest?.("a[href]")?.href === location.href) restore(); // no hashchange comes
  });
  restore();
}

// A button that copies the link with this hash, and the line that says how that went.
function copyButton(hash) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "copy-state-link";
  button.textContent = "Copy a link to this state";
  const status = document.createElement("span");
  status.setAttribute("role", "status");
  button.addEventListener("click", async () => {
    const link = location.href.replace(/#.*/, "") + hash();
    try {
      history.replaceState(null, "", link);
    } catch {
      // a page without an address of its own, such as a preview
    }
    try {
      await navigator.clipboard.writeText(link);
      status.textContent = "Copied.";
    } catch {
      offer(link, status, button);
    }
  });
  return [button, status];
}

// Where the browser does not let a page copy by itself (in a frame of another site, without https):
// the older way, and in any case the link to take by hand.
function offer(link, status, button) {
  const field = document.createElement("input");
  field.readOnly = true;
  field.value = link;
  field.setAttribute("aria-label", "Link to this state");
  status.replaceChildren("Copy the link from here: ", field);
  field.select();
  if (!document.execCommand("copy")) return;
  status.textContent = "Copied.";
  button.focus();
}
