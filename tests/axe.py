"""axe-core, which finds what keeps people with a disability from using a page."""

from conftest import ROOT

AXE = ROOT / "web" / "node_modules" / "axe-core" / "axe.min.js"
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]
# Only what is wrong leaves the browser: to describe all that is right takes most of the time.
# Without `preload` axe does not load the styles again, which the page's policy would refuse.
RUN_AXE = """async (rules) => {
    const found = await axe.run({ runOnly: rules, resultTypes: ["violations"], preload: false });
    return [found.passes.length, found.violations.flatMap(({ id, nodes }) =>
        nodes.map((node) => `${id}: ${node.html} ${node.failureSummary}`))];
}"""
