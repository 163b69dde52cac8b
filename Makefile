# Everything runs from one virtual environment, made from nothing but Python 3.11 or later.
PYTHON ?= python3
NEW_ENOUGH := import sys; sys.version_info >= (3, 11) or sys.exit("dlnotes needs Python 3.11 or \
later, and this is {}.{}. Say where one is: make PYTHON=python3.12".format(*sys.version_info))
export PATH := $(CURDIR)/.venv/bin:$(PATH)
# A browser waits as much as it works: three tests at a time on two processors.
WORKERS = $(shell $(PYTHON) -c "import os; print(3 * os.cpu_count() // 2)")
# Python compiles what it imports; to compile all that comes would take longer than to fetch it.
INSTALL := pip install --quiet --no-compile
COMPILE := uv pip compile --universal --python-version 3.11 --no-header --no-annotate
BOOK := _config.yml _toc.yml $(shell find book -type f -not -path '*/.*' -not -name '*.npz')
DLNOTES := $(shell find dlnotes -type f -not -path '*/__pycache__/*')
WEB := $(shell find web -type f -not -path "*/node_modules/*" -not -path "*/__pycache__/*")
PAPER := $(wildcard paper/*.py paper/*.css) paper/node_modules/.package-lock.json
PARTS := $(DLNOTES) $(wildcard web/build/parts/* web/python/wheels/* web/python/loops/*.ts)

.PHONY: help book serve pdf epub lab test notebooks browsers picture pictures bench lock clean

help:  ## list the commands
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

book: _build/html/.built  ## install what is needed and build the site
	@echo "The book is ready. Open $(CURDIR)/_build/html/index.html, or run: make serve"

serve: book  ## build the site and serve it on http://localhost:8000
	python -m http.server --directory _build/html --bind 127.0.0.1 8000

pdf: _build/dlnotes.pdf  ## print the whole book into _build/dlnotes.pdf, and offer it on the site

epub: _build/dlnotes.epub  ## write it for e-readers into _build/dlnotes.epub, and offer it too

lab: .venv-lab/.installed  ## open the chapters in JupyterLab (installs it in .venv-lab)
	.venv-lab/bin/jupyter lab --notebook-dir=. book/01_perceptron.ipynb

test:  ## run every test
	$(MAKE) --no-print-directory --jobs=2 .venv-lab/.installed browsers book notebooks
	ruff check .
	ruff format --check .
	codespell
	pytest --numprocesses $(WORKERS) --dist worksteal

# While the site is built, which takes one processor.
notebooks: _build/.notebooks
	PYTHONPATH=tests pytest -p notebook_kernels --numprocesses logical --dist loadfile \
		--override-ini addopts= --nbval-lax book

browsers: .venv/.installed
	python tests/browser.py

picture: book  ## take the picture in the README anew from the site
	python tests/picture.py

bench: book  ## time dlnotes beside other libraries (installs them in .venv-bench), and the controls
	$(MAKE) -C benchmarks

pictures: book browsers  ## photograph the controls anew, for readers without JavaScript
	python web/build/pictures.py

lock: .venv/.installed  ## resolve requirements.txt anew into constraints.txt, and Binder's from both
	pip install --quiet uv
	grep -v '^-c' requirements.txt | $(COMPILE) --output-file constraints.txt -
	$(COMPILE) --extra lab --constraints requirements.txt \
		--output-file binder/requirements.txt pyproject.toml

clean:  ## remove what was built, keep what was installed
	rm -rf _build

.venv/.installed: requirements.txt constraints.txt pyproject.toml
	$(PYTHON) -m venv .venv
	.venv/bin/python -c '$(NEW_ENOUGH)'
	$(INSTALL) --requirement requirements.txt
	pip install --quiet --no-deps --editable .
	touch $@

# What Binder installs, and nothing else: enough to run the chapters.
.venv-lab/.installed: $(wildcard binder/*) pyproject.toml
	$(PYTHON) -m venv .venv-lab
	.venv-lab/bin/python -c '$(NEW_ENOUGH)'
	.venv-lab/bin/$(INSTALL) --requirement binder/requirements.txt
	PATH="$(CURDIR)/.venv-lab/bin:$$PATH" binder/postBuild
	touch $@

web/node_modules/.package-lock.json: .venv/.installed web/package.json web/package-lock.json
	npm ci --prefix web --ignore-scripts --no-audit --no-fund --loglevel=error
	touch $@

# What the page's own Python is made of; the program makes anew only the parts that changed.
_build/web/parts.json: web/node_modules/.package-lock.json $(PARTS)
	python web/build/parts/make_parts.py

_build/web/page_widgets.js: web/node_modules/.package-lock.json _build/web/parts.json $(WEB)
	npm run --silent build --prefix web

# A notebook is not run again while its own text is the same. When dlnotes changes, all must run.
_build/.dlnotes: $(DLNOTES) web/build/run_notebooks.py
	rm -rf _build/.jupyter_cache _build/.doctrees
	mkdir -p _build && touch $@

_build/.notebooks: _build/.dlnotes $(wildcard book/*.ipynb) | _build/web/page_widgets.js
	python web/build/run_notebooks.py
	touch $@

_build/html/.built: _build/.notebooks _build/web/page_widgets.js $(BOOK)
	rm -rf _build/html
	jupyter-book build . -W --keep-going || \
		{ rm -rf _build/.doctrees _build/.jupyter_cache _build/.notebooks; exit 1; }
	touch $@

# The fonts of the book; only who prints it fetches them.
paper/node_modules/.package-lock.json: .venv/.installed paper/package.json paper/package-lock.json
	npm ci --prefix paper --ignore-scripts --no-audit --no-fund --loglevel=error
	touch $@

_build/dlnotes.pdf _build/dlnotes.epub: _build/dlnotes.%: _build/html/.built $(PAPER)
	python tests/browser.py chromium
	python paper/$*.py
