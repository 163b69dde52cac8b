"""What a page of the site may cost at most. Sizes in bytes, as a host sends them: gzipped."""

PAGE = 440_000  # all that a chapter with its controls transfers, fonts and figures included
BUNDLE = 80_000  # the script that brings controls to life
STYLE = 35_000  # the one style sheet
STATE = 34_000  # the numbers of a chapter's controls in the page
LATE_STATE = 130_000  # and those that come after it
QUESTIONS = 12_000  # the script of questions and marks
PICTURE = 60_000  # of one control, for readers without JavaScript
ZIP = 2_500_000  # the site for reading offline: about 2 MB
ZIP_WITH_PYTHON = 28_500_000  # the same, with what the page's Python is made of
SHIFT = 0.02  # cumulative layout shift
CELLS = 1_500  # the script that puts Edit and Run beside code cells
WORKBENCH = 20_000  # what that loads when a hand asks for it, without the editor
EDITOR = 130_000  # CodeMirror, at the first edit
