# `make run` serves the workbench, `make test` proves it. Both need Python 3.11 or newer and nothing else.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
UV_VERSION := 0.13.9

export PYTHONUNBUFFERED := 1
# Modules are compiled once and kept, also where the environment says not to: each of many processes would do it again.
export PYTHONDONTWRITEBYTECODE :=

.PHONY: help setup run test check format migrations requirements clean

help:
	@echo "make run           start the workbench on http://127.0.0.1:$${PORT:-8000}"
	@echo "make test          set up, check the code and run the whole test suite"
	@echo "make setup         only make .venv and install requirements.txt into it"
	@echo "make check         format, lint, types and import rules"
	@echo "make format        rewrite the code in the project's format"
	@echo "make migrations    write migrations for changed models"
	@echo "make requirements  pin requirements.txt again from pyproject.toml"
	@echo "make clean         stop the embedded servers and remove .venv (keeps .local)"

setup:
	@$(PYTHON) bin/setup.py

run: setup
	@exec $(BIN)/python manage.py serve

test: setup
	@bash bin/test

check: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: setup
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

migrations: setup
	$(BIN)/python manage.py makemigrations claims

requirements: setup
	$(BIN)/python bin/pin_requirements.py

clean:
	-@test -x $(BIN)/python && $(BIN)/python manage.py servers stop
	rm -rf $(VENV)
