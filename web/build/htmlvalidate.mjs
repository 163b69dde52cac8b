// Rules of html-validate for the built pages; each that is off says why.
export default {
  extends: ["html-validate:recommended"],
  rules: {
    // How Beautiful Soup writes what means the same.
    "attribute-boolean-style": "off",
    "attribute-empty-style": "off",
    "no-trailing-whitespace": "off",
    "void-style": "off",
    "prefer-tbody": "off", // Sphinx's index; a browser adds the element
    "no-inline-style": "off", // formulas are set with style attributes
    "valid-id": ["error", { relaxed: true }], // ids of the reference are dotted names
    "no-redundant-role": "off", // Sphinx's scripts look for [role=main]
    "wcag/h32": "off", // a search form of one field is sent with Enter
  },
};
