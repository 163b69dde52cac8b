"""A control that is taken away leaves no listener, timer or frame behind."""

from itertools import chain

from conftest import saved_models
from test_every_control import PLACES, every_control

COUNTING = """
    window.left = { listeners: 0, timers: new Set(), frames: new Set() };
    for (const target of [window, document, MediaQueryList.prototype]) {
        for (const [name, by] of [["addEventListener", 1], ["removeEventListener", -1]]) {
            const original = target[name];
            target[name] = function (...given) {
                left.listeners += by;
                return original.apply(this, given);
            };
        }
    }
    const [set, clear, ask, cancel] =
        [setTimeout, clearTimeout, requestAnimationFrame, cancelAnimationFrame];
    window.setTimeout = (run, ...rest) => {
        const id = set((...given) => { left.timers.delete(id); run(...given); }, ...rest);
        left.timers.add(id);
        return id;
    };
    window.clearTimeout = (id) => { left.timers.delete(id); clear(id); };
    window.requestAnimationFrame = (run) => {
        const id = ask((time) => { left.frames.delete(id); run(time); });
        left.frames.add(id);
        return id;
    };
    window.cancelAnimationFrame = (id) => { left.frames.delete(id); cancel(id); };
"""
# A view is drawn into a new element, moved a little, and taken away again.
LIVE_AND_DIE = """async ([esm, state, bytes]) => {
    const heard = new Map();
    const model = {
        get: (name) => bytes.includes(name)
            ? new DataView(Uint8Array.from(atob(state[name]), (c) => c.charCodeAt(0)).buffer)
            : state[name],
        set(name, value) {
            const changes = typeof name === "string" ? { [name]: value } : name;
            for (const [key, now] of Object.entries(changes)) {
                if (!bytes.includes(key)) state[key] = now;
                for (const listener of heard.get(`change:${key}`) ?? []) listener();
            }
        },
        on: (event, listener) => heard.set(event, [...(heard.get(event) ?? []), listener]),
        off: (event, listener) => heard.set(event, heard.get(event).filter((l) => l !== listener)),
        send() {},
        save_changes() {},
    };
    const url = URL.createObjectURL(new Blob([esm], { type: "text/javascript" }));
    const view = (await import(url)).default;
    const before = left.listeners;
    const el = document.body.appendChild(document.createElement("div"));
    const stop = view.render({ model, el });
    const listening = [...heard.values()].flat().length;
    for (const name of heard.keys()) model.set(name.slice(7), model.get(name.slice(7)));
    const play = [...el.querySelectorAll("button")].find((b) => b.textContent === "Play");
    play?.click();
    const busy = left.timers.size + left.frames.size;
    stop();
    el.remove();
    return {
        listening,
        busy,
        listeners: left.listeners - before,
        models: [...heard.values()].flat().length,
        timers: left.timers.size,
        frames: left.frames.size,
    };
}"""


@every_control
def test_a_view_that_is_taken_away_leaves_no_listener_timer_or_frame(browser, addresses, view):
    [model] = [
        model
        for model in chain(*saved_models(PLACES[view][0]))
        if model["state"].get("_anywidget_id", "").endswith(f".{view}")
    ]
    buffers = {buffer["path"][0]: buffer["data"] for buffer in model.get("buffers", [])}
    page = browser.new_page()
    page.goto(f"{addresses['http']}/genindex.html")
    page.evaluate(COUNTING)
    left = page.evaluate(
        LIVE_AND_DIE, [model["state"]["_esm"], model["state"] | buffers, list(buffers)]
    )
    page.close()
    assert left.pop("listening") > 0 and left.pop("busy") > 0
    assert left == {"listeners": 0, "models": 0, "timers": 0, "frames": 0}
