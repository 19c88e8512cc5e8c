# Everything a person needs to type. What each does is in setup/, in small scripts.
.DEFAULT_GOAL := help
.PHONY: help run test proof check webkit bench fmt lock licences sbom
ENVIRONMENT = @sh setup/python setup/environment.py
SUITE = @sh setup/python setup/suite.py

help:      ## list these commands
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-10s %s\n", $$1, $$2 }' Makefile

run:       ## set up what is missing, then serve Monter on http://localhost:8000; Ctrl-C ends it
	$(ENVIRONMENT) run
	@MONTER_MODE=$${MONTER_MODE:-demo} exec .venv/bin/monter serve

test:      ## everything that must pass: style, SQLite, PostgreSQL, a real browser
	$(SUITE) test

proof:     ## the long tests: faults by the hundred, large tables, every language
	$(SUITE) proof

check:     ## style and house rules only, in a minute or two
	$(SUITE) check

webkit:    ## the tablet in Safari's engine; needs WebKitGTK's driver
	$(SUITE) webkit

bench:     ## measure Monter against a bare Flask route in the same run
	$(SUITE) bench

fmt:       ## put the code in its usual form
	$(ENVIRONMENT) test
	@.venv/bin/ruff check --fix --quiet . ; .venv/bin/ruff format .

sentences: ## bring the catalogues of other languages up to date
	@.venv/bin/python setup/sentences.py

lock:      ## write down the exact versions of all we depend on (UPGRADE=--upgrade takes newer ones)
	$(ENVIRONMENT) test
	@.venv/bin/python setup/lock.py $(UPGRADE)

licences:  ## list what Monter builds on and under which licences
	$(ENVIRONMENT) run
	@.venv/bin/python setup/licences.py

sbom:      ## the same list as CycloneDX JSON
	@sh setup/python setup/environment.py run >&2
	@.venv/bin/python setup/licences.py --json
