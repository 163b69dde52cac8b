"""What a page does before it is painted: its colours, its fonts, storage that may be refused."""

import json
import re

from elements import of_class

# In place of the theme's own lines, which turn a page dark only when all scripts have come. The
# class `loading` lets the first control live before text that nobody sees yet is laid out
# (site.css, site.js), where the reader comes to the top of the page. The fonts of formulas come
# before the text, so that no line breaks anew; a link in the page that asks for them would be
# refused where the page is a file. Where storage is denied, to look at it throws, and where it is
# full, to write. Then something stands in for it, for the theme's scripts and ours: it keeps what
# the theme writes as long as the page lives, and of what a reader does nothing, so that this can be
# said.
# Chromium, when it is busy, now and then cuts a page from a file off from the storage of its site:
# the page finds it empty, and what it writes is lost. It happens where storage is asked for before
# the browser knows which page has come; it does not answer a look at the cookies before it knows.
AT_ONCE = """{
    const { classList, dataset } = document.documentElement;
    for (const name of ["localStorage", "sessionStorage"]) {
        let storage;
        try {
            if (location.protocol === "file:") document.cookie;
            storage = window[name];
            storage.setItem("try", "");
            storage.removeItem("try");
        } catch {
            const kept = new Map();
            const value = {
                getItem: (key) => kept.get(key) ?? storage?.getItem(key) ?? null,
                setItem(key, text) {
                    try {
                        storage.setItem(key, text);
                    } catch {
                        if (!key.startsWith("dlnotes")) kept.set(key, `${text}`);
                    }
                },
                removeItem(key) {
                    kept.delete(key);
                    storage?.removeItem(key);
                },
            };
            Object.defineProperty(window, name, { value, configurable: true });
        }
    }
    dataset.mode = localStorage.getItem("mode") || "auto";
    const dark = matchMedia("(prefers-color-scheme: dark)").matches;
    dataset.theme = dataset.mode === "auto" ? (dark ? "dark" : "light") : dataset.mode;
    const [entry] = performance.getEntriesByType("navigation");
    if (entry?.type === "navigate" && !location.hash) classList.add("loading");
}"""
PRELOAD = """
for (const font of location.protocol === "file:" ? [] : FONTS) {
    const { content_root: up } = document.documentElement.dataset;
    const href = `${up}_static/fonts/KaTeX_${font}.woff2`;
    const link = { rel: "preload", as: "font", crossOrigin: "", href };
    document.head.append(Object.assign(document.createElement("link"), link));
}"""
FONTS = {"Main-Regular": "katex-html", "Math-Italic": "mathnormal"}


def begin_at_once(page):
    """Let a page have its colours and ask for the fonts of its formulas before it is painted."""
    # What is folded away is not painted yet.
    seen = {font: of_class(page, used) for font, used in FONTS.items()}
    fonts = [font for font, uses in seen.items() if any(not u.find_parent("details") for u in uses)]
    for script in page.find_all("script", string=re.compile(r"dataset\.theme = ")):
        steps = AT_ONCE + (PRELOAD.replace("FONTS", json.dumps(fonts)) if fonts else "")
        script.string = re.sub(r"\n +", "\n", steps)
