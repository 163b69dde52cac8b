// Brings a classic script into the page, since file:// refuses modules. Some hosts answer with a page of
// their own where a file is missing: `came` tells whether the script has run, and if not, it rejects.
export function bring(src, came) {
  return new Promise((resolve, reject) => {
    const script = Object.assign(document.createElement("script"), { src });
    script.onload = script.onerror = () => {
      script.remove();
      came() ? resolve() : reject(new Error(`${src} did not come.`));
    };
    document.head.append(script);
  });
}
