# `make run` and `make test` work on a machine that has seen nothing of July before.
PYTHON ?= python3
PORT ?= 8000
DATA ?= var
DEMO ?= 1
ENGINE ?= embedded
VENV := .venv
BIN := $(VENV)/bin
CATALOGUES := $(patsubst %.po,%.mo,$(wildcard july/locale/*/LC_MESSAGES/*.po))
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check

.PHONY: run test unit format bench messages requirements clean

run: export JULY_DATA = $(DATA)
run: export JULY_BASE_URL ?= http://127.0.0.1:$(PORT)
run: export JULY_OPEN_HOOKS ?= 1
run: $(VENV)/.run $(CATALOGUES)
	@[ "$(DEMO)" = 0 ] || $(BIN)/python manage.py populate --if-empty
	@exec $(BIN)/python manage.py serve --port $(PORT) --greet

# ENGINE=grpc reaches July's own Datastore in a process of its own, ENGINE=google Google's emulator.
test unit: export JULY_TEST_ENGINE = $(ENGINE)
test: $(VENV)/.test $(CATALOGUES)
	@tests/tools/test.sh "$(BIN)"

unit: $(VENV)/.test $(CATALOGUES)
	$(BIN)/pytest -q -n 2 -m "not browser and not crash and not processes" --ignore=tests/engines

format: $(VENV)/.test
	$(BIN)/ruff format . && $(BIN)/ruff check --fix .

bench: $(VENV)/.test $(CATALOGUES)
	$(BIN)/python -m tests.bench $(BENCH)

# Collects all texts, and leaves in the catalogues what is still to be translated.
messages: PYBABEL := $(BIN)/pybabel --quiet
messages: $(VENV)/.run
	$(PYBABEL) extract --output-file $(VENV)/django.pot july
	$(PYBABEL) extract --output-file $(VENV)/djangojs.pot static_root/js
	$(PYBABEL) update --domain django --input-file $(VENV)/django.pot
	$(PYBABEL) update --domain djangojs --input-file $(VENV)/djangojs.pot

%.mo: %.po | $(VENV)/.run
	@$(BIN)/pybabel --quiet compile --input-file $< --output-file $@

requirements: $(VENV)/.test
	$(PIP) uv
	$(BIN)/uv pip compile --quiet --upgrade --universal --python-version 3.11 --no-header \
		--no-emit-index-url --no-emit-find-links requirements.in -o requirements.txt
	cd tests && ../$(BIN)/uv pip compile --quiet --upgrade --universal --python-version 3.11 --no-header \
		--no-emit-index-url --no-emit-find-links requirements.in -o requirements.txt

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .import_linter_cache .hypothesis .coverage

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "July needs Python 3.11 or later; name one: make PYTHON=python3.11"; exit 1; }
	@$(PYTHON) -m venv $(VENV) || \
		{ echo "This Python can't make virtual environments; on Debian: apt install python3-venv"; exit 1; }

# uv (Apache 2.0 or MIT) installs in a sixth of pip's time; it asks where pip is configured to ask, and
# where it can't, pip does.
define install
	@index=$${PIP_INDEX_URL:-$$($(BIN)/python -m pip config get global.index-url 2>/dev/null)}; \
	[ -z "$$index" ] || export UV_DEFAULT_INDEX="$$index"; \
	$(PIP) uv==0.13.9 2>/dev/null \
		&& $(BIN)/uv pip install --quiet --python $(BIN)/python --requirements $(1) 2>/dev/null \
		|| $(PIP) --requirement $(1)
endef

$(VENV)/.run: requirements.txt | $(VENV)/bin/python
	$(call install,requirements.txt)
	@touch $@

$(VENV)/.test: requirements.txt tests/requirements.txt | $(VENV)/bin/python
	$(call install,tests/requirements.txt)
	@touch $@ $(VENV)/.run
