# Two commands on a fresh machine: `make run` and `make test`. `make help` tells the rest.

PYTHON ?= python3
PORT ?= 8000
VENV := .venv
BIN := $(VENV)/bin
DATA := $(or $(MBIU_DATA),var)
# Our own PostgreSQL, unless DATABASE_URL names another.
WITH_DATABASE := $(BIN)/python -m domain.embedded --url "$(DATABASE_URL)" --data "$(DATA)" --

export PORT

.DEFAULT_GOAL := help
.PHONY: help run test check bench soak fuzz rolling catalogs transcript papers demo-reset clean

help: ## Show what can be made
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-12s %s\n", $$1, $$2}'

run: $(VENV)/run ## Start everything on this machine and print the address of the console (PORT=8000)
	@BIND=127.0.0.1 WEB_CONCURRENCY=1 WEB_THREADS=32 MBIU_LOCAL=1 PUBLIC_BASE_URL=http://127.0.0.1:$(PORT) PATH="$(CURDIR)/$(BIN):$$PATH" \
		$(WITH_DATABASE) sh -c 'flask --app wsgi prepare && exec honcho start --no-colour'

# One more at a time than there are processors, up to four: some wait for processes of their own.
test: $(VENV)/test ## Run every test on a real PostgreSQL, up to four at a time (TESTS=tests/domain for some of them)
	$(BIN)/pytest -n $$(($$(nproc) < 3 ? $$(nproc) + 1 : 4)) --dist loadgroup $(TESTS)

# What is secret by its look, in every file but words and tables; ruff looks for secrets by the name they are given.
SCANNED = git ls-files -- ':!*.po' ':!*.pot' ':!*.csv'

check: $(VENV)/test ## Lint, format, types, new migrations, known holes of libraries, secrets that were left in a file
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python -m tests.lint_migrations
	$(BIN)/bandit -q -c pyproject.toml -r bot domain messages schedules settings.py wsgi.py
	$(SCANNED) | xargs $(BIN)/detect-secrets-hook --disable-plugin KeywordDetector
	$(BIN)/python -m tests.advisories

bench: $(VENV)/test ## Measure everything against its aim (BENCH='--only "lists of 1000,USSD" --recipients 20000')
	$(BIN)/python -m tests.bench $(BENCH)

# A run of 30 minutes settles and is reckoned up within 10 more.
soak: $(VENV)/test ## Half an hour of mixed traffic and faults, then compare all books (SOAK='--minutes 3 --seed 7 --people 3000')
	timeout 3000 $(BIN)/python -m tests.crash $(SOAK)

fuzz: $(VENV)/test ## Knock at every door of the providers 50,000 times with what is wrong (FUZZ='--requests 5000 --seed 7')
	timeout 1800 $(BIN)/python -m tests.fuzz $(FUZZ)

rolling: $(VENV)/test ## Deploy again and again in the middle of broadcasts, behind Caddy (ROLLING='--rounds 3 --people 3000')
	timeout 1800 $(BIN)/python -m tests.crash.rolling $(ROLLING)

catalogs: $(VENV)/test ## Bring the catalogs level with the sentences in the code
	$(BIN)/pybabel -q extract --no-default-keywords -k N_ -c "class:" --sort-by-file --no-wrap --add-location=file \
		--project=mbiu --version=0.1 --header-comment="# What people read on their phones. English is the source." \
		-o locales/messages.pot bot/*.py messages/*.py
	$(BIN)/pybabel -q update -D messages -i locales/messages.pot -d locales --no-wrap --no-fuzzy-matching \
		--ignore-pot-creation-date --ignore-obsolete
	$(BIN)/pybabel -q extract -F locales/babel.cfg --sort-by-file --no-wrap --add-location=file \
		--project=mbiu --version=0.1 --header-comment="# What officers read on the console. English is the source." \
		-o locales/console.pot .
	$(BIN)/pybabel -q update -D console -l sw -i locales/console.pot -d locales --no-wrap --no-fuzzy-matching \
		--ignore-pot-creation-date --ignore-obsolete

transcript: $(VENV)/test ## Write docs/conversation.md as telephones show it now
	WRITE_TRANSCRIPT=1 $(BIN)/pytest -q tests/bot/test_transcript.py

papers: $(VENV)/test ## Write docs/data-protection as the service is now
	WRITE_PAPERS=1 $(BIN)/pytest -q tests/bot/test_data_papers.py

demo-reset: ## Forget everything a local run has stored (subscribers, bulletins, keys, backups)
	$(or $(wildcard $(BIN)/python),$(PYTHON)) -m domain.embedded --data "$(DATA)" --forget
	rm -rf "$(DATA)/keys" "$(DATA)/secret_key" "$(DATA)"/simulator.db* "$(DATA)/spool" "$(DATA)/masked" \
		"$(DATA)/backups" "$(DATA)/departures"

clean: demo-reset ## Also forget the installed packages
	rm -rf var $(VENV) *.egg-info

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/run: pyproject.toml | $(VENV)/bin/python
	$(BIN)/pip install --quiet --disable-pip-version-check -e '.[local]'
	touch $@

$(VENV)/test: pyproject.toml | $(VENV)/bin/python
	$(BIN)/pip install --quiet --disable-pip-version-check -e '.[local,test]'
	touch $@ $(VENV)/run
